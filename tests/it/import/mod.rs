//! Imports: what files say arrives in the database once, and only once.

mod command;
mod desk;
mod menus;
mod real_files;
mod registers;
mod reports;
