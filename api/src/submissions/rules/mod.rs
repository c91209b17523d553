//! Decisions about submissions, without database and clock.

mod categories;
mod contact;
mod dialogue;
pub mod ingest;
mod intake;
mod numbers;
mod personal_data;
mod publication;
mod tracking;
mod transitions;

pub use categories::with_descendants;
pub use dialogue::{MessageFault, message};
pub use intake::{Contact, Draft, Field, FileFault, Filing, KeyOwner, Place, clean, faults_of, is_on_earth};
pub use numbers::{SERIAL_ZEROS, number, number_prefix};
pub use personal_data::{masked, tells_of};
pub use publication::{Copy, CopyFault, check_copy};
pub use tracking::{parse_tracking_code, tracking_code, tracking_hash};
pub use transitions::{allowed_transitions, is_open, may_be_answered};
