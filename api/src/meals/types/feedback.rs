//! Results, and a voter's own vote.

use std::sync::Arc;

use async_graphql::{
    Context, Object, Result, SimpleObject, dataloader::DataLoader, parser::types::SelectionSet,
};
use chrono::{DateTime, Utc};
use entity::StringList;
use uuid::Uuid;

use super::{
    menu::Dish,
    words::{FeedbackReason, VoterRole},
};
use crate::{
    meals::{
        loaders::ReasonsOf,
        rules::{
            menu::{ServedDish, ServedMeal},
            portions::{Counts, REASONS, Reasons},
            results::{MINIMUM, Tally, sum},
        },
    },
    schema::{
        Loaders,
        errors::internal,
        list::List,
        scalars,
        written::{Item, Json},
    },
    tenancy::Scope,
};

/// Results, if they may be shown.
#[derive(Clone, Debug)]
pub struct FeedbackSummary {
    votes: Option<Tally>,
    why: Why,
}

/// Where the reasons are.
#[derive(Clone, Debug)]
enum Why {
    /// Here.
    Known(Reasons),
    /// With meals and dishes, to be read when they are asked for.
    Of(Vec<ReasonsOf>),
}

impl FeedbackSummary {
    /// Of days.
    pub fn of_days(counts: Counts) -> Self {
        Self { votes: counts.votes.shown(), why: Why::Known(counts.reasons) }
    }

    /// Of a meal.
    pub fn of_meal(meal: &ServedMeal) -> Self {
        Self { votes: meal.votes, why: Why::Of(vec![ReasonsOf { meal: meal.id, dish: meal.id }]) }
    }

    /// Of a dish of a meal.
    pub fn of_dish(meal: &ServedMeal, dish: &ServedDish) -> Self {
        Self { votes: dish.votes, why: Why::Of(vec![ReasonsOf { meal: meal.id, dish: dish.id }]) }
    }

    /// Of some meals together.
    pub fn of_meals<'a>(meals: impl IntoIterator<Item = &'a Arc<ServedMeal>> + Clone) -> Self {
        let votes = sum(meals.clone().into_iter().map(|meal| meal.votes));
        let of = meals.into_iter().map(|meal| ReasonsOf { meal: meal.id, dish: meal.id });
        Self { votes, why: Why::Of(of.collect()) }
    }
}

/// How many gave a rating.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct RatingCount {
    /// The rating, 1 (worst) to 5 (best).
    rating: i32,
    /// How many votes gave it.
    count: i32,
}

/// How many named a reason.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct ReasonCount {
    /// The reason.
    reason: FeedbackReason,
    /// How many votes named it.
    count: i32,
}

/// What voters think, in numbers. Votes are published in portions, so that nobody can be singled out, not by subtracting
/// one answer from another either: five votes or more on the same dish come in at once, and what is left of a meal when
/// its day is over comes in together if it is five votes or more. So the newest votes may be missing, and a result of
/// fewer than `minimumCount` votes is hidden, their number included.
#[Object]
impl FeedbackSummary {
    /// Whether the result is hidden: too few votes are published.
    async fn is_hidden(&self) -> bool {
        self.votes.is_none()
    }

    /// How many votes it takes for a result to be shown, and how many come in at once at least.
    async fn minimum_count(&self) -> i32 {
        int(MINIMUM)
    }

    /// How many votes; null when hidden.
    async fn count(&self) -> Option<i32> {
        self.votes.map(|votes| int(votes.count()))
    }

    /// The mean rating, 1 to 5; null when hidden.
    async fn average(&self) -> Option<f64> {
        self.votes.and_then(Tally::average)
    }

    /// How many votes of each rating, from 1 to 5; empty when hidden.
    async fn distribution(&self) -> Vec<RatingCount> {
        let votes = self.votes.map(|votes| votes.0);
        let counts = (1..).zip(votes.into_iter().flatten());
        counts.map(|(rating, count)| RatingCount { rating, count: int(count) }).collect()
    }

    /// How many votes name each reason, the most frequent first; reasons that nobody names are left out. Empty when hidden.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn reasons(&self, ctx: &Context<'_>) -> Result<List<ReasonCount>> {
        if self.votes.is_none() {
            return Ok(Vec::new().into());
        }
        let sum = match &self.why {
            Why::Known(reasons) => *reasons,
            Why::Of(keys) => {
                let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
                let found = loaders.load_many(keys.iter().copied()).await.map_err(internal)?;
                found.into_values().fold(Reasons::default(), Reasons::and)
            }
        };
        let named = REASONS.into_iter().zip(sum.0).filter(|(_, count)| *count > 0);
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let count = |(reason, count): (entity::FeedbackReason, i64)| ReasonCount {
            reason: reason.into(),
            count: int(count),
        };
        Ok(named.into_iter().map(count).collect::<Vec<_>>().into())
    }
}

impl Item for FeedbackSummary {
    fn write(&self, json: &mut Json, _: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("FeedbackSummary", selected, |json, field, _| match field {
            "isHidden" => json.put(&self.votes.is_none()),
            "minimumCount" => json.put(&int(MINIMUM)),
            "count" => json.put(&self.votes.map(|votes| int(votes.count()))),
            "average" => json.put(&self.votes.and_then(Tally::average)),
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
