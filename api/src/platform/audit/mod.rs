//! The audit log (P10, P3): who saw which child's data and when, and who changed what somebody may see. Ids only.
//!
//! Each municipality has a chain of its own. Every entry carries the hash of the one before and a hash over itself, so
//! that a changed, removed, inserted or reordered entry shows; what is cut off at the end shows to who has kept an
//! earlier head. The hash is keyed with the installation's key (HMAC-SHA-256): of a plain one, who can write the database
//! could compute the whole chain anew. Whoever holds database and key could still, which only a head kept elsewhere tells.
//!
//! What is changed is recorded with the change, in its transaction: [`Tx::record`](crate::tenancy::Tx::record). What is
//! seen is noted in the request, [`Scope::witness`](crate::tenancy::Scope::witness), and handed over to a queue before the
//! answer leaves; a writer of its own empties the queue into the chain at once, a transaction for all that waits. So a
//! reading waits for no disk. A crash of the process loses what was answered while the writer's last transaction ran,
//! milliseconds as a rule; a graceful stop waits a minute for it, and ends with an error if that was not enough. From the
//! first failure to write until it is mended, requests that have seen something fail.

mod acknowledge;
mod chain;
mod guard;
mod ledger;
mod trail;
mod verify;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::AuditAction;
use uuid::Uuid;

pub use acknowledge::{AcknowledgeError, Acknowledgement, acknowledge};
pub use chain::{Break, Head};
pub use guard::{list_missing_guards, restore_guards};
pub(crate) use ledger::append;
pub use trail::{NotTaken, Seen, Trail, Writer, begin};
pub use verify::{Verified, list_chains, list_foreign_heads, verify};

/// What happened, as far as who did it and when are known from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What.
    pub action: AuditAction,
    /// About which child or other person.
    pub subject: Option<Uuid>,
    /// What else it is about: a word for its kind, and which one.
    pub object: Option<(&'static str, Uuid)>,
}

impl Entry {
    /// Something about somebody.
    #[must_use]
    pub fn about(action: AuditAction, subject: Uuid) -> Self {
        Self { action, subject: Some(subject), object: None }
    }

    /// The same, with what else it is about.
    #[must_use]
    pub fn with(self, kind: &'static str, id: Uuid) -> Self {
        Self { object: Some((kind, id)), ..self }
    }
}

/// An entry with who, when and in which request: all but its place in the chain.
#[derive(Clone, Debug)]
pub struct Note {
    /// Whose chain.
    pub municipality_id: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody for the system itself.
    pub actor: Option<Uuid>,
    /// In which request.
    pub request_id: Arc<str>,
    /// What.
    pub entry: Entry,
}
