//! Facts that features publish when they commit.

use uuid::Uuid;

/// What kind of fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A post went out; the audience is its group.
    PostPublished,
    /// Something that the sender or the public can see of a submission changed.
    SubmissionUpdated,
    /// Something that only the sender and case officers see of a submission changed.
    SubmissionAddedTo,
    /// Something that only case officers see of a submission changed.
    SubmissionHandled,
    /// Something else is known of allergens in a meal; the subject is its version, the audience its school.
    MealAllergensChanged,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::PostPublished,
        Self::SubmissionUpdated,
        Self::SubmissionAddedTo,
        Self::SubmissionHandled,
        Self::MealAllergensChanged,
    ];

    /// The name in the outbox.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PostPublished => "post.published",
            Self::SubmissionUpdated => "submission.updated",
            Self::SubmissionAddedTo => "submission.added-to",
            Self::SubmissionHandled => "submission.handled",
            Self::MealAllergensChanged => "meal.allergens-changed",
        }
    }

    /// The topic of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

/// A committed fact: ids only. Who hears of it re-reads the row through a scope of their own, so that visibility is
/// judged at delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The municipality that owns the fact.
    pub municipality_id: i32,
    /// What kind of fact.
    pub topic: Topic,
    /// The row it is about.
    pub subject: Uuid,
    /// The row by which subscribers filter.
    pub audience: Option<Uuid>,
}
