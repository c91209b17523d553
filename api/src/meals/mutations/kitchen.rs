//! What the kitchen does: answering (M7), and deciding about comments (M8).

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, dataloader::DataLoader};

use super::super::{
    actions::remarks::{
        self as actions, ANSWER_MAX, Answer, AnswerFault, MEASURE_MAX, ReleaseFault, WithholdFault,
    },
    loaders::MealId,
    types::{Meal, MealComment},
};
use crate::{
    platform::Locale,
    schema::{
        Loaders,
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// What the kitchen answers.
#[derive(InputObject)]
pub struct AnswerMealFeedbackInput {
    /// To what was said of which meal.
    meal_id: ID,
    /// The answer, at most 4,000 characters. Everybody reads it.
    text: String,
    /// What the kitchen does about it (åtgärd), at most 1,000 characters.
    measure: Option<String>,
}

/// A comment that is to be published.
#[derive(InputObject)]
pub struct ReleaseMealCommentInput {
    /// The comment.
    comment_id: ID,
}

/// A comment that is not to be published.
#[derive(InputObject)]
pub struct WithholdMealCommentInput {
    /// The comment.
    comment_id: ID,
}

/// What became of `answerMealFeedback`.
#[derive(SimpleObject)]
pub struct AnswerMealFeedbackPayload {
    /// The meal with its answer; null when there are errors.
    meal: Option<Meal>,
    /// What to mend; empty when it is done.
    errors: Vec<AnswerMealFeedbackError>,
}

/// What became of `releaseMealComment`.
#[derive(SimpleObject)]
pub struct ReleaseMealCommentPayload {
    /// The comment; null when there are errors.
    comment: Option<MealComment>,
    /// What to mend; empty when it is done.
    errors: Vec<ReleaseMealCommentError>,
}

/// What became of `withholdMealComment`.
#[derive(SimpleObject)]
pub struct WithholdMealCommentPayload {
    /// The comment; null when there are errors.
    comment: Option<MealComment>,
    /// What to mend; empty when it is done.
    errors: Vec<WithholdMealCommentError>,
}

/// The mutations of the kitchen.
#[derive(Default)]
pub struct MutationsOfKitchen;

/// The mutations of the kitchen.
#[Object]
impl MutationsOfKitchen {
    /// Answers what was said of a meal, and states what is done about it; answering again changes the answer. For the
    /// kitchen's staff.
    async fn answer_meal_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerMealFeedbackInput,
    ) -> Result<AnswerMealFeedbackPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let meal = Kind::Meal.row(&input.meal_id);
        let answer = Answer { meal, text: input.text, measure: input.measure };
        let (answered, errors) = payload(ctx, actions::answer(scope, answer).await)?;
        let meal = match answered {
            Some(meal) => {
                let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
                loaders.load_one(MealId(meal)).await.map_err(internal)?.map(Meal::from)
            }
            None => None,
        };
        Ok(AnswerMealFeedbackPayload { meal, errors })
    }

    /// Publishes a comment on a meal as it is. Doing it again changes nothing. For the kitchen's staff.
    async fn release_meal_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: ReleaseMealCommentInput,
    ) -> Result<ReleaseMealCommentPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::MealComment.row(&input.comment_id);
        let (comment, errors) = payload(ctx, actions::release(scope, id).await)?;
        Ok(ReleaseMealCommentPayload { comment: comment.map(|row| MealComment::from(Arc::new(row))), errors })
    }

    /// Decides that a comment on a meal is not to be published, or no more. Doing it again changes nothing. For the
    /// kitchen's staff.
    async fn withhold_meal_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: WithholdMealCommentInput,
    ) -> Result<WithholdMealCommentPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::MealComment.row(&input.comment_id);
        let (comment, errors) = payload(ctx, actions::withhold(scope, id).await)?;
        Ok(WithholdMealCommentPayload {
            comment: comment.map(|row| MealComment::from(Arc::new(row))),
            errors,
        })
    }
}

user_error! {
    /// Why nothing was answered.
    AnswerMealFeedbackError,
    /// Faults of `answerMealFeedback`.
    AnswerMealFeedbackErrorCode from AnswerFault {
        /// There is no such meal.
        MealNotFound,
        /// Nothing was written.
        TextBlank = TextEmpty,
        /// The answer is longer than 4,000 characters.
        TextTooLong,
        /// The measure is longer than 1,000 characters.
        MeasureTooLong,
        /// There is a personal identity number in the text.
        TextTellsIdentityNumber = TellsIdentityNumber(_),
        /// There is a personal identity number in the measure.
        MeasureTellsIdentityNumber(_),
    }
}

user_error! {
    /// Why a comment is not published.
    ReleaseMealCommentError,
    /// Faults of `releaseMealComment`.
    ReleaseMealCommentErrorCode from ReleaseFault {
        /// There is no such comment that the viewer can see.
        CommentNotFound,
        /// It seems to tell of somebody's health, diet or person, which is never published.
        CommentNotAllowed = Sensitive,
        /// Too few have voted on the meal for its result to be shown.
        VotesTooFew = TooFewVotes,
    }
}

user_error! {
    /// Why nothing was decided about a comment.
    WithholdMealCommentError,
    /// Faults of `withholdMealComment`.
    WithholdMealCommentErrorCode from WithholdFault {
        /// There is no such comment that the viewer can see.
        CommentNotFound,
    }
}

impl UserFault for AnswerFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound => &["mealId"],
            Self::TextEmpty | Self::TextTooLong | Self::TellsIdentityNumber(_) => &["text"],
            Self::MeasureTooLong | Self::MeasureTellsIdentityNumber(_) => &["measure"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let too_long = |sv: &str, en: &str, limit: usize| {
            let (characters, at_most) = (
                locale.say("tecken", "characters"),
                locale.say("är för lång, högst", "is too long, at most"),
            );
            format!("{} {at_most} {limit} {characters}.", locale.say(sv, en))
        };
        match self {
            Self::MealNotFound => locale.say("Måltiden finns inte.", "There is no such meal.").to_owned(),
            Self::TextEmpty => locale.say("Skriv ett svar.", "Write an answer.").to_owned(),
            Self::TextTooLong => too_long("Svaret", "The answer", ANSWER_MAX),
            Self::MeasureTooLong => too_long("Åtgärden", "The measure", MEASURE_MAX),
            Self::TellsIdentityNumber(place) | Self::MeasureTellsIdentityNumber(place) => {
                place.describe(locale)
            }
        }
    }
}

impl UserFault for ReleaseFault {
    fn field(self) -> &'static [&'static str] {
        &["commentId"]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::CommentNotFound => NO_COMMENT,
            Self::Sensitive => (
                "Kommentaren verkar berätta om någons hälsa, kost eller person och kan inte publiceras.",
                "The comment seems to tell of somebody's health, diet or person and cannot be published.",
            ),
            Self::TooFewVotes => (
                "För få har röstat på måltiden för att kommentaren ska kunna publiceras.",
                "Too few have voted on the meal for the comment to be published.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for WithholdFault {
    fn field(self) -> &'static [&'static str] {
        &["commentId"]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = NO_COMMENT;
        locale.say(sv, en).to_owned()
    }
}

const NO_COMMENT: (&str, &str) = ("Kommentaren finns inte.", "There is no such comment.");
