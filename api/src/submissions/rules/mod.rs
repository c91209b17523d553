//! Decisions about submissions, without database and clock.

mod categories;
mod contact;
mod dialogue;
pub mod ingest;
mod intake;
mod names;
mod numbers;
mod personal_data;
mod publication;
mod sender;
mod suggestion;
mod tracking;
mod transitions;

pub use categories::with_descendants;
pub use dialogue::{MessageFault, message};
pub use intake::{Contact, Draft, Field, FileFault, Filing, KeyOwner, Place, clean, faults_of, is_on_earth};
pub use numbers::{SERIAL_ZEROS, number, number_prefix};
pub use personal_data::masked;
pub use publication::{Copy, CopyFault, PersonalData, check_copy, personal_data_in_answer};
pub use sender::Sender;
pub use suggestion::suggested;
pub use tracking::{parse_tracking_code, tracking_code, tracking_codes, tracking_hash};
pub use transitions::{allowed_transitions, is_open, may_be_answered};
