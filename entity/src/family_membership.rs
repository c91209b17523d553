//! Who follows a child's groups as a family member, on a guardian's invitation (P4).

use sea_orm::entity::prelude::*;

use crate::RelationAssurance;

/// One row of `family_membership`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "family_membership")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The child.
    pub child_id: Uuid,
    /// The family member.
    pub person_id: Uuid,
    /// The guardian who invited them, and with whose guardianship it ends.
    pub invited_by: Uuid,
    /// How sure it is who accepted.
    pub assurance: RelationAssurance,
    /// First day, Swedish local date: that of the acceptance.
    pub valid_from: Date,
    /// Last day, inclusive (T9).
    pub valid_to: Option<Date>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its child.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::ChildId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Child,
}

impl ActiveModelBehavior for ActiveModel {}
