//! Mitt Kommun's tables as sea-orm entities: columns and relations, no GraphQL and no rules.
//!
//! Every table that a municipality owns has the primary key `(municipality_id, id)`, and foreign keys carry
//! both columns, so that the database itself refuses a row that points at a neighbour's.

pub mod audit_entry;
pub mod awaited_guardian;
pub mod comment;
pub mod county;
pub mod department;
pub mod dish;
pub mod duty;
pub mod enrolment;
pub mod external_reference;
pub mod facility;
pub mod family_membership;
pub mod guardian_block;
pub mod guardianship;
pub mod idempotency_key;
pub mod identity_number;
pub mod invitation;
mod kinds;
pub mod login;
pub mod meal;
pub mod meal_feedback;
pub mod meal_follow;
pub mod meal_tally;
pub mod meal_version;
mod menu;
pub mod municipality;
pub mod opening_exception;
pub mod opening_hours;
pub mod outbox;
pub mod person;
pub mod placement;
pub mod post;
pub mod post_read;
pub mod post_revision;
pub mod postal_area;
pub mod preschool;
pub mod preschool_group;
pub mod principal_name;
pub mod role_assignment;
pub mod school;
pub mod school_duty;
pub mod service;
pub mod service_brief;
pub mod service_channel;
pub mod service_facility;
pub mod submission;
pub mod submission_answer;
pub mod submission_category;
pub mod submission_contact;
pub mod submission_counter;
pub mod submission_event;
pub mod submission_message;
pub mod submission_note;
pub mod submission_support;
pub mod sync_state;
mod text;
pub mod trusted_issuer;
pub mod unit;
pub mod voter_salt;

pub use kinds::*;
pub use menu::*;
pub use text::*;
