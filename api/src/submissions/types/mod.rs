//! The objects of submissions.

mod category;
mod children;
mod enums;
mod fields;
mod people;
mod submission;

pub use category::SubmissionCategory;
pub use children::{SubmissionAnswer, SubmissionMessage, SubmissionNote};
pub use enums::{SubmissionKind, SubmissionStatus};
pub use people::CaseOfficer;
pub use submission::{Submission, SubmissionsOnMap};
