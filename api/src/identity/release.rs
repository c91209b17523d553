//! Letting go of an account: how an operator ends a conflict of identities. Where a login proves identities of different
//! people, nobody is merged unasked; once the one that is a mistake is let go of, the next login belongs to the other.

use entity::{AuditAction, identity_number, login, principal_name};
use sea_orm::{ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{platform::audit::Entry, tenancy::Scope};

/// What a person is recognised by no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Released {
    /// Logins, by issuer and subject.
    pub logins: u64,
    /// Hashes of identity numbers.
    pub numbers: u64,
    /// Principal names.
    pub principal_names: u64,
}

/// Forgets what the person is recognised by. The person and everything about them stay: relations of a register come back
/// with the next full import, and open to whoever proves the number then.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(scope: &Scope, person: Uuid) -> Result<Released, DbErr> {
    let tx = scope.begin().await?;
    let (connection, municipality) = (tx.unruled(), scope.municipality().id);
    let logins = login::Entity::delete_many()
        .filter(login::Column::MunicipalityId.eq(municipality))
        .filter(login::Column::PersonId.eq(person));
    let numbers = identity_number::Entity::delete_many()
        .filter(identity_number::Column::MunicipalityId.eq(municipality))
        .filter(identity_number::Column::PersonId.eq(person));
    let names = principal_name::Entity::delete_many()
        .filter(principal_name::Column::MunicipalityId.eq(municipality))
        .filter(principal_name::Column::PersonId.eq(person));
    let released = Released {
        logins: logins.exec(connection).await?.rows_affected,
        numbers: numbers.exec(connection).await?.rows_affected,
        principal_names: names.exec(connection).await?.rows_affected,
    };
    if released != (Released { logins: 0, numbers: 0, principal_names: 0 }) {
        tx.record(Entry::about(AuditAction::AccountReleased, person));
    }
    tx.commit().await?;
    Ok(released)
}
