//! A person's work at a preschool, in one group or in all (tjänstgöring).

use sea_orm::entity::prelude::*;

use crate::DutyRole;

/// One row of `duty`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who works there.
    pub person_id: Uuid,
    /// Where.
    pub preschool_id: Uuid,
    /// In which group; absent means in all.
    pub group_id: Option<Uuid>,
    /// As what.
    pub role: DutyRole,
    /// First day, Swedish local date.
    pub valid_from: Date,
    /// Last day, inclusive (T9).
    pub valid_to: Option<Date>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its person.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PersonId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Person,
    /// Its preschool.
    #[sea_orm(
        belongs_to = "super::preschool::Entity",
        from = "(Column::MunicipalityId, Column::PreschoolId)",
        to = "(super::preschool::Column::MunicipalityId, super::preschool::Column::Id)"
    )]
    Preschool,
    /// Its group.
    #[sea_orm(
        belongs_to = "super::preschool_group::Entity",
        from = "(Column::MunicipalityId, Column::GroupId)",
        to = "(super::preschool_group::Column::MunicipalityId, super::preschool_group::Column::Id)"
    )]
    Group,
}

impl ActiveModelBehavior for ActiveModel {}
