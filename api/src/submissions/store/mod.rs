//! The queries of submissions.

mod categories;
mod children;
mod kept;
mod submissions;
mod supports;
mod writes;

pub use categories::{
    find_category, list_categories, list_category_tree, list_children, list_offered_categories,
};
pub use children::{
    OfSubmission, count_by_submission, find_answer, find_contact, find_contact_in, find_latest_answer,
    find_message, find_note, list_contacts, list_latest_answers, list_of, page_by_submission,
};
pub use kept::{list_kept_of_officer, list_kept_of_sender, list_kept_supports, list_supported_by_anybody};
pub use submissions::{
    BoundingBox, Filter, SUBMISSIONS, find_by_tracking_hash, find_submission, list_in_box, list_own,
    list_submissions,
};
pub use supports::{delete_support, insert_support, list_supported};
pub use writes::{
    find_for_change, insert_answer, insert_contact, insert_event, insert_first_event, insert_message,
    insert_note, insert_numbered, update_public_body, update_submission,
};
