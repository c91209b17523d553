//! What all user errors have in common.

use async_graphql::Interface;

use crate::meals::mutations::SubmitMealFeedbackError;

/// A fault that the client can mend, as every mutation's own error type tells it.
#[derive(Interface)]
#[graphql(
    field(name = "message", ty = "&String", desc = "The fault in the client's language, for people."),
    field(
        name = "field",
        ty = "&Option<Vec<String>>",
        desc = "The path to the faulty value within `input`; null when the fault is not about one value."
    )
)]
pub enum UserError {
    /// Feedback on a meal was not counted.
    SubmitMealFeedback(SubmitMealFeedbackError),
}
