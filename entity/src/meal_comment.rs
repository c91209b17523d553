//! What somebody wrote about a meal (M8). It has no time and no rating, and an id that tells nothing: nobody finds the vote
//! that it came with.

use sea_orm::entity::prelude::*;

use crate::{MealCommentStatus, StringList};

/// One row of `meal_comment`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_comment")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id, a random one (UUID version 4): one of version 7 would tell when it was made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The school.
    pub school_id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// The dish, if one was named.
    pub dish_id: Option<Uuid>,
    /// The meal's day.
    pub served_on: Date,
    /// In the voter's words.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Codes of `MealCommentFlag`.
    pub flags: StringList,
    /// Whether it seems to tell something of somebody's health, diet or person: then it is never published.
    pub is_sensitive: bool,
    /// What has become of it.
    pub status: MealCommentStatus,
    /// Who decided.
    pub moderated_by: Option<Uuid>,
    /// When.
    pub moderated_at: Option<DateTimeUtc>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its meal.
    #[sea_orm(
        belongs_to = "super::meal::Entity",
        from = "(Column::MunicipalityId, Column::MealId)",
        to = "(super::meal::Column::MunicipalityId, super::meal::Column::Id)"
    )]
    Meal,
}

impl ActiveModelBehavior for ActiveModel {}
