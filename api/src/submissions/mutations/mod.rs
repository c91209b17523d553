//! What clients can ask to be done with submissions.

mod adding;
mod answering;
mod filing;
mod handling;
mod publishing;
mod supporting;

use async_graphql::MergedObject;

use super::rules::Field;

pub use adding::AddToSubmissionError;
pub use answering::{AddInternalNoteError, AnswerSubmissionError};
pub use filing::FileSubmissionError;
pub use handling::{AssignSubmissionError, ChangeSubmissionStatusError, ConvertSubmissionError};
pub use publishing::{PublishSubmissionAnswerError, PublishSubmissionError, UnpublishSubmissionError};
pub use supporting::{SupportSubmissionError, WithdrawSubmissionSupportError};

/// All of them.
#[derive(MergedObject, Default)]
pub struct SubmissionMutations(
    filing::Filing,
    supporting::Supporting,
    adding::Adding,
    handling::Handling,
    answering::Answering,
    publishing::Publishing,
);

/// Where a field stands in an input.
fn path(field: Field) -> &'static [&'static str] {
    match field {
        Field::Title => &["title"],
        Field::Body => &["body"],
        Field::PublicBody => &["publicBody"],
        Field::Address => &["address"],
        Field::ContactName => &["contact", "name"],
    }
}

/// The most that a field takes, in characters.
fn limit(field: Field) -> usize {
    match field {
        Field::Body | Field::PublicBody => 10_000,
        _ => 200,
    }
}
