//! Mitt Kommun's migrations, one file per step, the same on SQLite and PostgreSQL. A step that has landed is never
//! edited; the next one expands first and contracts a release later, so that two releases can run side by side.

pub use sea_orm_migration::prelude::*;

mod m20261121_000001_create_platform;
mod m20261121_000002_create_identity;
mod m20261121_000003_create_directory;
mod m20261121_000004_create_preschool;
mod m20261121_000005_create_meals;
mod m20261121_000006_create_submissions;
mod m20261121_000010_create_postal_area;
mod m20261122_000002_store_texts_as_json;
mod m20261122_000005_create_accounts;
mod m20261122_000010_create_audit;
mod m20261122_000011_create_family;
mod m20261122_000020_create_sync;
mod m20261122_000030_index_audit_objects;
mod m20261122_000040_publish_results;
mod m20261122_000041_create_classroom;
mod m20261122_000050_add_dish_details;
mod m20261122_000051_create_menu_source;
mod m20261122_000060_create_meal_history;
mod m20261122_000070_create_meal_waste;
mod m20261122_000071_order_pending_votes;
mod m20261130_000010_cut_times;
mod m20261130_000011_close_public_answers;
mod m20261130_000012_count_phones_apart;
mod m20261130_000020_date_external_references;
mod m20261130_000040_create_key_fingerprint;
mod m20261130_000041_create_audit_acknowledgement;
mod m20261130_000061_create_write_probe;
mod shape;

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_platform::Migration),
            Box::new(m20261121_000002_create_identity::Migration),
            Box::new(m20261121_000003_create_directory::Migration),
            Box::new(m20261121_000004_create_preschool::Migration),
            Box::new(m20261121_000005_create_meals::Migration),
            Box::new(m20261121_000006_create_submissions::Migration),
            Box::new(m20261121_000010_create_postal_area::Migration),
            Box::new(m20261122_000002_store_texts_as_json::Migration),
            Box::new(m20261122_000005_create_accounts::Migration),
            Box::new(m20261122_000010_create_audit::Migration),
            Box::new(m20261122_000011_create_family::Migration),
            Box::new(m20261122_000020_create_sync::Migration),
            Box::new(m20261122_000030_index_audit_objects::Migration),
            Box::new(m20261122_000040_publish_results::Migration),
            Box::new(m20261122_000041_create_classroom::Migration),
            Box::new(m20261122_000050_add_dish_details::Migration),
            Box::new(m20261122_000051_create_menu_source::Migration),
            Box::new(m20261122_000060_create_meal_history::Migration),
            Box::new(m20261122_000070_create_meal_waste::Migration),
            Box::new(m20261122_000071_order_pending_votes::Migration),
            Box::new(m20261130_000010_cut_times::Migration),
            Box::new(m20261130_000011_close_public_answers::Migration),
            Box::new(m20261130_000012_count_phones_apart::Migration),
            Box::new(m20261130_000020_date_external_references::Migration),
            Box::new(m20261130_000040_create_key_fingerprint::Migration),
            Box::new(m20261130_000041_create_audit_acknowledgement::Migration),
            Box::new(m20261130_000061_create_write_probe::Migration),
        ]
    }
}
