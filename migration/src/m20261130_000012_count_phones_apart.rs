//! Supports from phones are counted apart from those of people who are logged in. Which of the old ones were which is not
//! kept, so they count as what is not proven.

use sea_orm_migration::{prelude::*, schema::integer};

/// Adds the count.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("submission")
            .add_column(integer("phone_support_count").default(0))
            .to_owned();
        manager.alter_table(add).await?;
        let split = Query::update()
            .table("submission")
            .value("phone_support_count", Expr::col("support_count"))
            .value("support_count", 0)
            .and_where(Expr::col("support_count").gt(0))
            .to_owned();
        manager.execute(split).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sum = Query::update()
            .table("submission")
            .value("support_count", Expr::col("support_count").add(Expr::col("phone_support_count")))
            .to_owned();
        manager.execute(sum).await?;
        let remove = Table::alter().table("submission").drop_column("phone_support_count").to_owned();
        manager.alter_table(remove).await
    }
}
