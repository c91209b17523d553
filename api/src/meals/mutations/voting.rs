//! What can be said of meals.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, dataloader::DataLoader};
use entity::StringList;

use super::super::{
    actions::{self, Counted},
    loaders::MealId,
    rules::{
        ballot::{COMMENT_MAX, Fault, KEY_MAX, Submitted},
        menu::ServedMeal,
    },
    types::{FeedbackReason, Meal, MealFeedback, VoterRole},
};
use crate::{
    platform::{Locale, idempotency},
    schema::{
        Loaders,
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
        retries::client_key,
    },
    tenancy::Scope,
};

/// What is said of a meal.
#[derive(InputObject, Clone, Debug)]
pub struct SubmitMealFeedbackInput {
    /// The meal.
    meal_id: ID,
    /// The dish that was eaten, one of the meal's; left out when the feedback is about the meal as a whole.
    dish_id: Option<ID>,
    /// 1 (worst) to 5 (best).
    rating: i32,
    /// Why; at most each once.
    #[graphql(default, validator(max_items = 20))]
    reasons: Vec<FeedbackReason>,
    /// In the voter's own words, at most 1,000 characters. The kitchen's staff read it, apart from the vote, and nothing is
    /// published before they release it.
    comment: Option<String>,
    /// In what role. Who is logged in can only give feedback as what they are at the school; what an anonymous phone says
    /// cannot be checked and is counted as said.
    role: VoterRole,
    /// A random UUID that the app's installation made for itself, needed when nobody is logged in. It is not stored: only
    /// a hash is kept, under a salt that is destroyed after the day.
    installation_id: Option<ID>,
    /// A text of the client's choice, at most 200 characters: the same key with the same input counts once.
    idempotency_key: Option<ID>,
}

/// What became of feedback on a meal.
pub struct SubmitMealFeedbackPayload {
    counted: Option<Counted>,
    errors: Vec<SubmitMealFeedbackError>,
}

user_error!(
    /// Why feedback on a meal was not counted.
    SubmitMealFeedbackError,
    /// Why feedback on a meal was not counted.
    SubmitMealFeedbackErrorCode from Fault {
        /// There is no such meal.
        MealNotFound,
        /// The school serves nothing then: there is a notice instead of a meal.
        MealNotServed,
        /// The dish is not one of the meal's.
        DishNotFound = DishNotOfMeal,
        /// The meal's day has not come: feedback is given on the meal's own day in Sweden.
        WindowNotOpen,
        /// The meal's day is over: feedback is given and corrected on the meal's own day in Sweden.
        WindowClosed,
        /// The rating is not 1 to 5.
        RatingOutOfRange,
        /// The comment is longer than 1,000 characters.
        CommentTooLong,
        /// The comment has a personal identity number in it.
        CommentTellsIdentityNumber(_),
        /// Nobody is logged in, and the installation's id is missing.
        InstallationIdMissing,
        /// The installation's id is no random UUID.
        InstallationIdInvalid,
        /// The person who is logged in does not have that role at the school.
        RoleNotAllowed = RoleNotYours,
        /// The idempotency key is empty, longer than 200 characters, or contains control characters.
        IdempotencyKeyInvalid,
        /// The idempotency key was used with other input.
        IdempotencyKeyReused,
    }
);

impl UserFault for Fault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound | Self::MealNotServed | Self::WindowNotOpen | Self::WindowClosed => {
                &["mealId"]
            }
            Self::DishNotOfMeal => &["dishId"],
            Self::RatingOutOfRange => &["rating"],
            Self::CommentTooLong | Self::CommentTellsIdentityNumber(_) => &["comment"],
            Self::InstallationIdMissing | Self::InstallationIdInvalid => &["installationId"],
            Self::RoleNotYours => &["role"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::MealNotFound => ("Måltiden finns inte.", "There is no such meal."),
            Self::MealNotServed => (
                "Skolan serverar ingen sådan måltid den dagen.",
                "The school does not serve that meal that day.",
            ),
            Self::DishNotOfMeal => ("Rätten hör inte till måltiden.", "The dish is not one of the meal's."),
            Self::WindowNotOpen => (
                "Det går att tycka till först samma dag som måltiden serveras.",
                "Feedback can be given on the day when the meal is served, not before.",
            ),
            Self::WindowClosed => (
                "Det går bara att tycka till samma dag som måltiden serveras.",
                "Feedback can only be given on the day when the meal is served.",
            ),
            Self::RatingOutOfRange => ("Betyget ska vara 1 till 5.", "The rating must be 1 to 5."),
            Self::CommentTooLong => {
                let text = locale.say("Kommentaren är för lång, högst", "The comment is too long, at most");
                return format!("{text} {COMMENT_MAX} {}.", locale.say("tecken", "characters"));
            }
            Self::CommentTellsIdentityNumber(place) => return place.describe(locale),
            Self::InstallationIdMissing => (
                "Logga in, eller ange appens installations-id.",
                "Log in, or give the id of the app's installation.",
            ),
            Self::InstallationIdInvalid => (
                "Installations-id ska vara ett slumpat UUID.",
                "The installation's id must be a random UUID.",
            ),
            Self::RoleNotYours => {
                ("Du har inte den rollen på skolan.", "You do not have that role at the school.")
            }
            Self::IdempotencyKeyInvalid => {
                let text = locale.say("Nyckeln ska ha 1 till", "The key must have 1 to");
                let rest = locale.say("tecken, inga styrtecken", "characters, no control characters");
                return format!("{text} {KEY_MAX} {rest}.");
            }
            Self::IdempotencyKeyReused => idempotency::REUSED,
        };
        locale.say(sv, en).to_owned()
    }
}

/// What became of feedback on a meal: it was counted, or there are errors.
#[Object]
impl SubmitMealFeedbackPayload {
    /// The meal with its results, which this vote is in as soon as enough others are.
    async fn meal(&self, ctx: &Context<'_>) -> Option<Result<Meal>> {
        Some(self.served(ctx).await?.map(Meal::from))
    }

    /// The feedback as it was counted.
    async fn feedback(&self, ctx: &Context<'_>) -> Option<Result<MealFeedback>> {
        let Counted { ballot, outcome } = self.counted.as_ref()?;
        let feedback = |meal| MealFeedback {
            meal,
            dish: ballot.dish,
            rating: ballot.rating,
            reasons: StringList::of_kinds(ballot.reasons.iter().copied()),
            comment: ballot.comment.clone(),
            role: ballot.role,
            submitted_at: outcome.at,
        };
        Some(self.served(ctx).await?.map(feedback))
    }

    /// Whether an earlier feedback of the same voter on the same meal was corrected; it counts once all the same.
    async fn was_corrected(&self) -> Option<bool> {
        self.counted.as_ref().map(|counted| counted.outcome.was_corrected)
    }

    /// Why nothing was counted; empty when it was.
    async fn errors(&self) -> &[SubmitMealFeedbackError] {
        &self.errors
    }
}

impl SubmitMealFeedbackPayload {
    async fn served(&self, ctx: &Context<'_>) -> Option<Result<Arc<ServedMeal>>> {
        let meal = self.counted.as_ref()?.ballot.meal;
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        loaders.load_one(MealId(meal)).await.map_err(internal).transpose()
    }
}

/// The mutation of voting.
#[derive(Default)]
pub struct MutationsOfVoting;

/// The mutation of voting.
#[Object]
impl MutationsOfVoting {
    /// Says what somebody thinks of a school meal (tyck till om skolmaten), on the meal's own day. Each person, or each
    /// phone where nobody is logged in, has one vote a meal; another one on the same day corrects it. Nobody can see who
    /// voted how: votes are published five or more at a time.
    async fn submit_meal_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: SubmitMealFeedbackInput,
    ) -> Result<SubmitMealFeedbackPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key(actions::SUBMIT, input.idempotency_key.as_ref(), &input);
        let submitted = Submitted {
            meal: Kind::Meal.row(&input.meal_id),
            dish: input.dish_id.map(|id| Kind::Dish.row(&id)),
            rating: input.rating,
            reasons: input.reasons.into_iter().map(Into::into).collect(),
            comment: input.comment,
            role: input.role.into(),
            installation_id: input.installation_id.map(|id| id.0),
            idempotency_key,
        };
        let (counted, errors) = payload(ctx, actions::submit_feedback(scope, submitted).await)?;
        Ok(SubmitMealFeedbackPayload { counted, errors })
    }
}
