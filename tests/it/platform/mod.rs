//! Tests of the platform as a whole, whatever the features.

mod architecture;
mod databases;
mod migrations;
mod schema_style;
