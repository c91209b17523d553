//! Persons, how they log in, and the roles they hold.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, tenant_table, unique_index};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                tenant_table("person")
                    .col(text("given_name"))
                    .col(text("family_name"))
                    .col(text("protection"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("login")
                    .col(integer("municipality_id"))
                    .col(text("issuer"))
                    .col(text("subject"))
                    .col(uuid("person_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("municipality_id").col("issuer").col("subject"))
                    .foreign_key(&mut crate::shape::of_municipality("login"))
                    .foreign_key(&mut belongs_to("login", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("login", &["municipality_id", "person_id"])).await?;
        manager
            .create_table(
                tenant_table("role_assignment")
                    .col(uuid("person_id"))
                    .col(text("role"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("role_assignment", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("role_assignment", &["municipality_id", "person_id", "role"]))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["role_assignment", "login", "person"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
