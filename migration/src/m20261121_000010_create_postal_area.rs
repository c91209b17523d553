//! Which municipality a postal code belongs to: how registers that tell no municipality are sorted.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::index;

/// Creates the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("postal_area")
                    .col(text("postal_code").primary_key())
                    .col(text_null("locality"))
                    .col(integer("municipality_id"))
                    .foreign_key(&mut crate::shape::of_municipality("postal_area"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("postal_area", &["municipality_id", "postal_code"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("postal_area").to_owned()).await
    }
}
