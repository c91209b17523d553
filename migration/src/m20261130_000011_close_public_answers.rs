//! An official answer was public in its own words where nobody had said otherwise (S8): it is closed until somebody says
//! what the public reads of it.

use sea_orm_migration::prelude::*;

/// Closes the answers.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let close = Query::update()
            .table("submission_answer")
            .value("public_body", Option::<String>::None)
            .and_where(Expr::col("public_body").eq(Expr::col("body")))
            .to_owned();
        manager.execute(close).await
    }

    /// Which of them were public by default is not known any more.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
