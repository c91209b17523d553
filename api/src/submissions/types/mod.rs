//! The objects of submissions.

mod beside;
mod category;
mod children;
mod enums;
mod fields;
mod people;
mod submission;

pub use beside::Beside;
pub use category::SubmissionCategory;
pub use children::{SubmissionAnswer, SubmissionMessage, SubmissionNote};
pub use enums::{SubmissionKind, SubmissionStatus};
pub use people::CaseOfficer;
pub use submission::{Submission, SubmissionsOnMap};
