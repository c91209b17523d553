//! What was left on the plates of a meal (M9).

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, tenant_table, unique_index};

/// Creates the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                tenant_table("meal_waste")
                    .col(uuid("meal_id"))
                    .col(uuid("school_id"))
                    .col(date("served_on"))
                    .col(integer("grams"))
                    .col(integer_null("plates"))
                    .col(uuid("recorded_by"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .foreign_key(&mut belongs_to("meal_waste", "meal_id", "meal"))
                    .foreign_key(&mut belongs_to("meal_waste", "school_id", "school"))
                    .foreign_key(&mut belongs_to("meal_waste", "recorded_by", "person"))
                    .check(Expr::cust("grams >= 0 AND (plates IS NULL OR plates > 0)"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("meal_waste", &["municipality_id", "meal_id"])).await?;
        for columns in [
            &["municipality_id", "school_id", "served_on"][..],
            &["municipality_id", "served_on"],
            &["municipality_id", "recorded_by"],
        ] {
            manager.create_index(index("meal_waste", columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("meal_waste").to_owned()).await
    }
}
