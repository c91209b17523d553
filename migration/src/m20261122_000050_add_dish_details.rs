//! What richer feeds, those of Open Meal first, tell of a dish beside its name: a description, ingredients, nutrients.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns. A release that does not know them leaves them empty.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One statement each: SQLite adds no two columns at once.
        for mut column in [text_null("description"), json_null("ingredients"), json_null("nutrients")] {
            manager.alter_table(Table::alter().table("dish").add_column(&mut column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["nutrients", "ingredients", "description"] {
            manager.alter_table(Table::alter().table("dish").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
