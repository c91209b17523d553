//! That somebody may come to a child, if they show the code (P4, T8).

use sea_orm::entity::prelude::*;

use crate::InvitationKind;

/// One row of `invitation`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// The municipality that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_id: i32,
    /// The row's own id (UUID version 7).
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As what.
    pub kind: InvitationKind,
    /// To whom.
    pub child_id: Uuid,
    /// By whom.
    pub invited_by: Uuid,
    /// SHA-256 of the code; the code itself is nowhere.
    pub code_hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// From when on the code is worth nothing.
    pub expires_at: DateTimeUtc,
    /// Who has accepted it: a code serves once.
    pub accepted_by: Option<Uuid>,
    /// When.
    pub accepted_at: Option<DateTimeUtc>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTimeUtc>,
}

/// What the row belongs to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its child.
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "(Column::MunicipalityId, Column::ChildId)",
        to = "(super::person::Column::MunicipalityId, super::person::Column::Id)"
    )]
    Child,
}

impl ActiveModelBehavior for ActiveModel {}
