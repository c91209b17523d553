//! Tests of the platform as a whole, whatever the features.

mod architecture;
mod bounds;
mod cli;
mod crash;
mod databases;
mod harness;
mod http;
mod migrations;
mod pages;
mod readme;
mod schema_drift;
mod schema_style;
