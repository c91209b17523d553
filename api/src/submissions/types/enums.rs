//! The closed sets of values.

use async_graphql::Enum;

/// What kind of submission it is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SubmissionKind")]
pub enum SubmissionKind {
    /// Praise (beröm).
    Praise,
    /// A complaint (klagomål).
    Complaint,
    /// A suggestion (förslag).
    Suggestion,
    /// A question (fråga).
    Question,
    /// A fault report (felanmälan).
    FaultReport,
    /// An opinion (synpunkt).
    Opinion,
}

/// Where a submission stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SubmissionStatus")]
pub enum SubmissionStatus {
    /// It reached the municipality and nobody has looked at it (mottaget).
    Received,
    /// A case officer has it (pågår).
    InProgress,
    /// It waits for the sender to answer a question (väntar på avsändaren).
    AwaitingSender,
    /// A measure is decided and will be carried out (planerat).
    Planned,
    /// It has an official answer (besvarat).
    Answered,
    /// It is closed (avslutat).
    Closed,
}

/// What happened to a submission.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SubmissionAction")]
pub enum SubmissionAction {
    /// It reached the municipality.
    Received,
    /// It moved on to another status.
    StatusChanged,
    /// Another department answers for it.
    DepartmentChanged,
    /// Another case officer has it. Only case officers see this.
    OfficerChanged,
    /// It became one of another kind or category.
    Converted,
    /// It got an official answer.
    Answered,
    /// The sender wrote more. The sender and case officers see this.
    AddedTo,
    /// A case officer noted something. Only case officers see this.
    Noted,
    /// A moderated copy went public. The sender and case officers see this.
    Published,
    /// The copy is public no more. The sender and case officers see this.
    Unpublished,
}
