//! The directory pillar: departments, units, services, facilities.

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
                tenant_table("department")
                    .col(json_binary("name"))
                    .col(json_binary_null("summary"))
                    .col(text_null("phone"))
                    .col(text_null("email"))
                    .col(text_null("website"))
                    .col(integer("sort_order"))
                    .col(text_null("source"))
                    .col(text_null("external_id"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique_index("department", &["municipality_id", "source", "external_id"]))
            .await?;
        manager.create_index(index("department", &["municipality_id", "sort_order", "id"])).await?;
        manager
            .create_table(
                tenant_table("unit")
                    .col(uuid("department_id"))
                    .col(json_binary("name"))
                    .col(json_binary_null("summary"))
                    .col(text_null("phone"))
                    .col(text_null("email"))
                    .col(integer("sort_order"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut belongs_to("unit", "department_id", "department"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("unit", &["municipality_id", "department_id", "sort_order", "id"]))
            .await?;
        manager
            .create_table(
                tenant_table("service")
                    .col(uuid("department_id"))
                    .col(uuid_null("unit_id"))
                    .col(json_binary("name"))
                    .col(json_binary_null("summary"))
                    .col(json_binary_null("description"))
                    .col(json_binary_null("fee"))
                    .col(json_binary_null("required_documents"))
                    .col(json_binary("life_events"))
                    .col(json_binary("target_groups"))
                    .col(json_binary("keywords"))
                    .col(integer("sort_order"))
                    .col(text_null("source"))
                    .col(text_null("external_id"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut belongs_to("service", "department_id", "department"))
                    .foreign_key(&mut belongs_to("service", "unit_id", "unit"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("service", &["municipality_id", "source", "external_id"])).await?;
        manager
            .create_index(index("service", &["municipality_id", "department_id", "sort_order", "id"]))
            .await?;
        manager.create_index(index("service", &["municipality_id", "unit_id", "sort_order", "id"])).await?;
        manager
            .create_table(
                tenant_table("service_channel")
                    .col(uuid("service_id"))
                    .col(text("kind"))
                    .col(text("value"))
                    .col(json_binary_null("label"))
                    .col(boolean("requires_login"))
                    .col(integer("sort_order"))
                    .foreign_key(
                        belongs_to("service_channel", "service_id", "service")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("service_channel", &["municipality_id", "service_id", "sort_order", "id"]))
            .await?;
        manager
            .create_table(
                tenant_table("facility")
                    .col(uuid_null("unit_id"))
                    .col(json_binary("name"))
                    .col(text_null("kind"))
                    .col(text_null("street_address"))
                    .col(text_null("postal_code"))
                    .col(text_null("city"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(text_null("phone"))
                    .col(text_null("email"))
                    .col(text_null("website"))
                    .col(json_binary_null("accessibility"))
                    .col(json_binary("accessibility_features").default("[]"))
                    .col(text("holiday_rule").default("CLOSED"))
                    .col(text_null("source"))
                    .col(text_null("external_id"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut belongs_to("facility", "unit_id", "unit"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique_index("facility", &["municipality_id", "source", "external_id"])).await?;
        manager.create_index(index("facility", &["municipality_id", "unit_id", "id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("service_facility")
                    .col(integer("municipality_id"))
                    .col(uuid("service_id"))
                    .col(uuid("facility_id"))
                    .primary_key(Index::create().col("municipality_id").col("service_id").col("facility_id"))
                    .foreign_key(&mut crate::shape::of_municipality("service_facility"))
                    .foreign_key(
                        belongs_to("service_facility", "service_id", "service")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        belongs_to("service_facility", "facility_id", "facility")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("service_facility", &["municipality_id", "facility_id"])).await?;
        manager
            .create_table(
                tenant_table("opening_hours")
                    .col(uuid("facility_id"))
                    .col(integer("weekday"))
                    .col(time("opens"))
                    .col(time("closes"))
                    .foreign_key(
                        belongs_to("opening_hours", "facility_id", "facility")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .check(Expr::cust("weekday BETWEEN 1 AND 7"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("opening_hours", &["municipality_id", "facility_id", "weekday", "opens"]))
            .await?;
        manager
            .create_table(
                tenant_table("opening_exception")
                    .col(uuid("facility_id"))
                    .col(date("on_date"))
                    .col(time_null("opens"))
                    .col(time_null("closes"))
                    .col(json_binary_null("reason"))
                    .foreign_key(
                        belongs_to("opening_exception", "facility_id", "facility")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("opening_exception", &["municipality_id", "facility_id", "on_date"]))
            .await?;
        // The search index asks at every query whether anything has changed since it was built.
        for table in ["department", "unit", "service", "facility"] {
            manager.create_index(index(table, &["municipality_id", "updated_at"])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "opening_exception",
            "opening_hours",
            "service_facility",
            "facility",
            "service_channel",
            "service",
            "unit",
            "department",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
