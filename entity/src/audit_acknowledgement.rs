//! A break of a municipality's audit log that an operator has looked into and acknowledged (P10): the verification of the
//! chain goes on behind it.

use sea_orm::entity::prelude::*;

/// One row of `audit_acknowledgement`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_acknowledgement")]
pub struct Model {
    /// The municipality whose log it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The number of the first entry that does not hold.
    pub first_seq: i64,
    /// The number of the entry from which the chain holds again.
    pub next_seq: i64,
    /// The hash that this entry names as that of the one before.
    pub resume_hash: Vec<u8>,
    /// The hash of everything between, so that it cannot be changed once more.
    pub content_hash: Vec<u8>,
    /// What was wrong.
    #[sea_orm(column_type = "Text")]
    pub problem: String,
    /// How it came about, in the operator's words.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Who acknowledged it.
    #[sea_orm(column_type = "Text")]
    pub acknowledged_by: String,
    /// When, to the microsecond.
    pub acknowledged_at: DateTimeUtc,
    /// The keyed hash over all of the above.
    pub seal: Vec<u8>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
