//! What can be done with submissions, one function per use case. Each owns its transaction.

mod adding;
mod answering;
mod case;
mod filing;
mod handling;
mod kept;
mod publishing;
mod supporting;

pub use adding::{AddFault, Target, add};
pub use answering::{AnswerFault, NoteFault, answer, note};
pub use filing::{Filed, file};
pub use handling::{
    AssignFault, Assignment, ConvertFault, StatusFault, Wish, assign, change_status, convert,
};
pub use kept::kept_about;
pub use publishing::{PublishAnswerFault, PublishFault, UnpublishFault, publish, publish_answer, unpublish};
pub use supporting::{SupportFault, Supporter, support, supporter_hash, withdraw_support};
