//! One vote on a meal (M5). Who cast it is known only by a hash under a salt that is destroyed after the day.

use sea_orm::entity::prelude::*;

use crate::{StringList, VoteChannel, VoterRole};

/// One row of `meal_feedback`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "meal_feedback")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The meal.
    pub meal_id: Uuid,
    /// The dish the voter ate, if told.
    pub dish_id: Option<Uuid>,
    /// HMAC-SHA-256 of the voter under the day's salt.
    pub voter_hash: Vec<u8>,
    /// In what role.
    pub role: VoterRole,
    /// 1 (worst) to 5 (best).
    pub rating: i32,
    /// Codes of `FeedbackReason`.
    pub reasons: StringList,
    /// Free text, as its voter sees it on its day.
    #[sea_orm(column_type = "Text", nullable)]
    pub comment: Option<String>,
    /// When.
    pub submitted_at: DateTimeUtc,
    /// On which way it came.
    pub channel: VoteChannel,
    /// Since when it waits for enough others to be published with; null when it does not wait.
    pub pending_since: Option<DateTimeUtc>,
    /// The rating that is in the published results; null while nothing of the vote is.
    pub counted_rating: Option<i32>,
    /// The dish whose published results it is in.
    pub counted_dish: Option<Uuid>,
    /// Its reasons in the published results.
    pub counted_reasons: Option<StringList>,
    /// Whether it is published as one of the meal's, together with votes on other dishes.
    pub counted_together: bool,
    /// The comment that staff read.
    pub comment_id: Option<Uuid>,
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
    /// Its dish.
    #[sea_orm(
        belongs_to = "super::dish::Entity",
        from = "(Column::MunicipalityId, Column::DishId)",
        to = "(super::dish::Column::MunicipalityId, super::dish::Column::Id)"
    )]
    Dish,
}

impl ActiveModelBehavior for ActiveModel {}
