//! One link of a municipality's audit log (P10): who saw or changed what about whom. Ids only, never names or texts.

use sea_orm::entity::prelude::*;

use crate::AuditAction;

/// One row of `audit_entry`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// Its place in the municipality's chain, from 1 and without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it happened, to the microsecond.
    pub at: DateTimeUtc,
    /// What happened.
    pub action: AuditAction,
    /// Who did it; null for an operator's command and for the system itself.
    pub actor_id: Option<Uuid>,
    /// The child or other person that it is about.
    pub subject_id: Option<Uuid>,
    /// What else it is about: a role, or the kind of row that `object_id` names.
    #[sea_orm(column_type = "Text", nullable)]
    pub object_kind: Option<String>,
    /// Which one.
    pub object_id: Option<Uuid>,
    /// The request that it happened in.
    #[sea_orm(column_type = "Text")]
    pub request_id: String,
    /// The hash of the entry before; zeros in the first.
    pub previous_hash: Vec<u8>,
    /// The keyed hash over all of the above.
    pub hash: Vec<u8>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
