//! Tests of the platform as a whole, whatever the features.

mod architecture;
mod authorization_coverage;
mod bounds;
mod cli;
mod connections;
mod contents;
mod crash;
mod databases;
mod demo;
mod error_paths;
mod harness;
mod hearing;
mod http;
pub mod inputs;
mod merging;
mod migrations;
mod pages;
mod personal_data;
mod query_budget;
mod readme;
mod schema_drift;
mod schema_style;
mod settings;
mod tables;
mod tenant_isolation;
mod visibility;
pub mod whole;
