//! That a person wants to hear when allergens change in a school's menu (M3). Which allergens they look for is health
//! data, and is not kept.

use sea_orm::entity::prelude::*;

/// One row of `meal_follow`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_follow")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Who follows.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// The school.
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_id: Uuid,
    /// Since when.
    pub followed_at: DateTimeUtc,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Who follows.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::PersonId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Person,
    /// The school.
    #[sea_orm(
        belongs_to = "super::school::Entity",
        from = "(Column::MunicipalityId, Column::SchoolId)",
        to = "(super::school::Column::MunicipalityId, super::school::Column::Id)"
    )]
    School,
}

impl ActiveModelBehavior for ActiveModel {}
