//! The shape that every table of a municipality shares, and the names of keys and indexes.

use sea_orm_migration::{prelude::*, schema::*};

/// A table that a municipality owns: `municipality_id` and `id`, both of them the primary key.
pub fn tenant_table(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(integer("municipality_id"))
        .col(uuid("id"))
        .primary_key(Index::create().col("municipality_id").col("id"))
        .foreign_key(&mut of_municipality(name))
        .to_owned()
}

/// The foreign key from a row to the municipality that owns it.
pub fn of_municipality(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_municipality"))
        .from(table, "municipality_id")
        .to("municipality", "id")
        .to_owned()
}

/// A composite foreign key: the parent must belong to the same municipality.
pub fn belongs_to(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{}", column.trim_end_matches("_id"));
    ForeignKey::create()
        .name(name)
        .from(table, ("municipality_id", column))
        .to(parent, ("municipality_id", "id"))
        .to_owned()
}

/// An index named `idx_table_columns`.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named("idx", table, columns)
}

/// An index over the rows where one column is set, named `idx_table_columns_where_column`; `idx_table_columns_where_set`
/// where the column is one of the index's own.
pub fn index_where_set(
    table: &'static str,
    columns: &[&'static str],
    set: &'static str,
) -> IndexCreateStatement {
    let mut index = named("idx", table, columns);
    let words: Vec<_> = columns.iter().filter(|c| **c != "municipality_id").copied().collect();
    let condition = if words.contains(&set) { "set" } else { set };
    index.name(format!("idx_{table}_{}_where_{condition}", words.join("_")));
    index.cond_where(Expr::col(set).is_not_null());
    index
}

/// A unique index named `uq_table_columns`.
pub fn unique_index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    named("uq", table, columns).unique().to_owned()
}

fn named(prefix: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let words: Vec<_> = columns.iter().filter(|c| **c != "municipality_id").copied().collect();
    let mut index =
        Index::create().name(format!("{prefix}_{table}_{}", words.join("_"))).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}
