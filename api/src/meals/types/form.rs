//! What a vote is asked with.

use async_graphql::SimpleObject;

use super::words::FeedbackReason;
use crate::{meals::rules::scale, platform::Locale, schema::list::List, schema::written::Item};

/// A rating as it is asked for and shown: never the face without its label, which says it to those who cannot see the face.
#[derive(SimpleObject)]
pub struct RatingLabel {
    /// 1 (worst) to 5 (best).
    rating: i32,
    /// The face: one character of Unicode.
    face: &'static str,
    /// What it says, in the client's language.
    label: &'static str,
}

/// A reason as it is asked for and shown.
#[derive(SimpleObject)]
pub struct ReasonLabel {
    /// The reason.
    reason: FeedbackReason,
    /// What it is called, in the client's language.
    label: &'static str,
}

impl Item for RatingLabel {}

impl Item for ReasonLabel {}

/// What a vote on a meal is asked with, the same in every app.
#[derive(SimpleObject)]
pub struct MealFeedbackForm {
    /// The scale, worst first.
    ratings: List<RatingLabel>,
    /// The reasons that can be named.
    reasons: List<ReasonLabel>,
}

impl MealFeedbackForm {
    /// The form in this language.
    pub fn of(locale: Locale) -> Self {
        let rating = |face: scale::Face| {
            let label = face.label(locale);
            RatingLabel { rating: face.rating, face: face.sign, label }
        };
        let reason =
            |(reason, label): (entity::FeedbackReason, _)| ReasonLabel { reason: reason.into(), label };
        Self {
            ratings: scale::SCALE.into_iter().map(rating).collect(),
            reasons: scale::reasons(locale).map(reason).collect(),
        }
    }
}
