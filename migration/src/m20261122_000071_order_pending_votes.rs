//! The votes that wait are read in the order of their ids (M6), by an index that has that order: where PostgreSQL knows little
//! of the table yet, it took the primary key instead and read every vote of the municipality.

use sea_orm_migration::prelude::*;

use crate::shape::index_where_set;

/// Makes the index anew.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ordered = ["municipality_id", "meal_id", "id"];
        manager.create_index(index_where_set("meal_feedback", &ordered, "pending_since")).await?;
        drop(manager, "idx_meal_feedback_meal_id_where_pending_since").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unordered = ["municipality_id", "meal_id"];
        manager.create_index(index_where_set("meal_feedback", &unordered, "pending_since")).await?;
        drop(manager, "idx_meal_feedback_meal_id_id_where_pending_since").await
    }
}

async fn drop(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table("meal_feedback").to_owned()).await
}
