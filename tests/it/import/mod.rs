//! Imports: what files say arrives in the database once, and only once.

#![expect(clippy::indexing_slicing, reason = "a row that is missing fails the test there and then")]

mod calendars;
mod command;
mod desk;
mod menus;
mod real_files;
mod registers;
mod reports;
mod ss12000;
