//! Who was invited to a child: family members, and guardians without e-identification. How sure a relation is.

use sea_orm_migration::{prelude::*, schema::*};

use crate::shape::{belongs_to, index, tenant_table, unique_index};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("guardianship")
                    .add_column(text("assurance").default("VERIFIED"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                tenant_table("invitation")
                    .col(text("kind"))
                    .col(uuid("child_id"))
                    .col(uuid("invited_by"))
                    .col(binary("code_hash"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(uuid_null("accepted_by"))
                    .col(timestamp_with_time_zone_null("accepted_at"))
                    .col(timestamp_with_time_zone_null("withdrawn_at"))
                    .foreign_key(&mut belongs_to("invitation", "child_id", "person"))
                    .foreign_key(&mut belongs_to("invitation", "invited_by", "person"))
                    .foreign_key(&mut belongs_to("invitation", "accepted_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("invitation", &["municipality_id", "code_hash"])).await?;
        manager.create_index(index("invitation", &["municipality_id", "child_id"])).await?;
        manager
            .create_table(
                tenant_table("family_membership")
                    .col(uuid("child_id"))
                    .col(uuid("person_id"))
                    .col(uuid("invited_by"))
                    .col(text("assurance"))
                    .col(date("valid_from"))
                    .col(date_null("valid_to"))
                    .foreign_key(&mut belongs_to("family_membership", "child_id", "person"))
                    .foreign_key(&mut belongs_to("family_membership", "person_id", "person"))
                    .foreign_key(&mut belongs_to("family_membership", "invited_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("family_membership", &["municipality_id", "person_id"])).await?;
        manager.create_index(index("family_membership", &["municipality_id", "child_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["family_membership", "invitation"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        let column = Table::alter().table("guardianship").drop_column("assurance").to_owned();
        manager.alter_table(column).await
    }
}
