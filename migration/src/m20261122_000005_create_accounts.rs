//! How a person is found again: keyed hashes of identity numbers, principal names (EPPN), and the issuers that a
//! municipality trusts to tell them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, of_municipality};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("identity_number")
                    .col(integer("municipality_id"))
                    .col(text("key_id"))
                    .col(binary("hash"))
                    .col(uuid("person_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("municipality_id").col("key_id").col("hash"))
                    .foreign_key(&mut of_municipality("identity_number"))
                    .foreign_key(&mut belongs_to("identity_number", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("identity_number", &["municipality_id", "person_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("principal_name")
                    .col(integer("municipality_id"))
                    .col(text("name"))
                    .col(uuid("person_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("municipality_id").col("name"))
                    .foreign_key(&mut of_municipality("principal_name"))
                    .foreign_key(&mut belongs_to("principal_name", "person_id", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("principal_name", &["municipality_id", "person_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("trusted_issuer")
                    .col(integer("municipality_id"))
                    .col(text("issuer"))
                    .col(text("audience"))
                    .col(json_binary("algorithms"))
                    .col(text_null("jwks_url"))
                    .col(json_binary_null("jwks"))
                    .col(json_binary("claims"))
                    .col(json_binary("accepted_acr"))
                    .col(timestamp_with_time_zone("created_at"))
                    .primary_key(Index::create().col("municipality_id").col("issuer").col("audience"))
                    .foreign_key(&mut of_municipality("trusted_issuer"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["trusted_issuer", "principal_name", "identity_number"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
