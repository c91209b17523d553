//! What the audit log says of a person as the other one of an entry: the guardian who was blocked, or got a relation.

use sea_orm_migration::prelude::*;

use crate::shape::index_where_set;

/// Creates the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

const NAME: &str = "idx_audit_entry_object_id_at_seq_where_set";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = ["municipality_id", "object_id", "at", "seq"];
        manager.create_index(index_where_set("audit_entry", &columns, "object_id")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("audit_entry").to_owned()).await
    }
}
