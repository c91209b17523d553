//! Who somebody is here, and what the municipality lets them do.

mod role_command;
mod roles;
