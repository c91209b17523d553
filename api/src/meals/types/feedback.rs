//! Results, and a voter's own vote.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject, parser::types::SelectionSet};
use chrono::{DateTime, Utc};
use entity::StringList;
use uuid::Uuid;

use super::{
    menu::Dish,
    words::{FeedbackReason, VoterRole},
};
use crate::{
    meals::rules::{
        menu::ServedMeal,
        results::{MINIMUM, Tally},
    },
    schema::{
        scalars,
        written::{Item, Json},
    },
    tenancy::Scope,
};

/// Results, if they may be shown.
#[derive(Clone, Copy, Debug)]
pub struct FeedbackSummary(pub Option<Tally>);

/// How many gave a rating.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct RatingCount {
    /// The rating, 1 (worst) to 5 (best).
    rating: i32,
    /// How many votes gave it.
    count: i32,
}

/// What voters think, in numbers. Fewer votes than `minimumCount` are hidden, and so is what could be computed from
/// them: not even their number is told, so that nobody can be singled out.
#[Object]
impl FeedbackSummary {
    /// Whether the result is hidden: there are too few votes, or too few beside the ones that are shown.
    async fn is_hidden(&self) -> bool {
        self.0.is_none()
    }

    /// How many votes it takes for a result to be shown.
    async fn minimum_count(&self) -> i32 {
        int(MINIMUM)
    }

    /// How many votes; null when hidden.
    async fn count(&self) -> Option<i32> {
        self.0.map(|votes| int(votes.count()))
    }

    /// The mean rating, 1 to 5; null when hidden.
    async fn average(&self) -> Option<f64> {
        self.0.and_then(Tally::average)
    }

    /// How many votes of each rating, from 1 to 5; empty when hidden.
    async fn distribution(&self) -> Vec<RatingCount> {
        let votes = self.0.map(|votes| votes.0);
        let counts = (1..).zip(votes.into_iter().flatten());
        counts.map(|(rating, count)| RatingCount { rating, count: int(count) }).collect()
    }
}

impl Item for FeedbackSummary {
    fn write(&self, json: &mut Json, _: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("FeedbackSummary", selected, |json, field, _| match field {
            "isHidden" => json.put(&self.0.is_none()),
            "minimumCount" => json.put(&int(MINIMUM)),
            "count" => json.put(&self.0.map(|votes| int(votes.count()))),
            "average" => json.put(&self.0.and_then(Tally::average)),
            _ => None,
        })
    }
}

fn int(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A voter's own vote, shown to nobody else, and on its day only.
#[derive(Clone, Debug)]
pub struct MealFeedback {
    pub(in crate::meals) meal: Arc<ServedMeal>,
    pub(in crate::meals) dish: Option<Uuid>,
    pub(in crate::meals) rating: i32,
    pub(in crate::meals) reasons: StringList,
    pub(in crate::meals) comment: Option<String>,
    pub(in crate::meals) role: entity::VoterRole,
    pub(in crate::meals) submitted_at: DateTime<Utc>,
}

impl MealFeedback {
    /// The vote of a row.
    pub fn of(meal: &Arc<ServedMeal>, row: &entity::meal_feedback::Model) -> Self {
        Self {
            meal: Arc::clone(meal),
            dish: row.dish_id,
            rating: row.rating,
            reasons: row.reasons.clone(),
            comment: row.comment.clone(),
            role: row.role,
            submitted_at: row.submitted_at,
        }
    }
}

/// What the viewer said of a meal (matomdöme). Shown to whoever gave it, on the meal's day; afterwards nobody can tell
/// any more whose it was.
#[Object]
impl MealFeedback {
    /// The dish that it is about; null when it is about the meal as a whole.
    async fn dish(&self) -> Option<Dish> {
        self.dish.and_then(|dish| Dish::of(&self.meal, dish))
    }

    /// 1 (worst) to 5 (best).
    async fn rating(&self) -> i32 {
        self.rating
    }

    /// Why.
    async fn reasons(&self) -> Vec<FeedbackReason> {
        self.reasons.kinds::<entity::FeedbackReason>().into_iter().map(FeedbackReason::from).collect()
    }

    /// In the voter's own words.
    async fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// In what role it was given.
    async fn role(&self) -> VoterRole {
        self.role.into()
    }

    /// When it was given or last corrected.
    async fn submitted_at(&self) -> scalars::DateTime {
        scalars::DateTime(self.submitted_at)
    }
}
