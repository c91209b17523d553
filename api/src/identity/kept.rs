//! What is kept of who somebody is. That an identity number is known is told, not the number: it is not kept (T7).

use entity::{
    ExternalKind, external_reference, identity_number, login, person, principal_name, role_assignment,
};
use sea_orm::{ColumnTrait, Condition, DbErr};
use uuid::Uuid;

use crate::tenancy::{Scope, Section};

/// Names, logins, numbers' traces, roles, and the ids under which registers know the person.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let all = Condition::all;
    let registered = all()
        .add(external_reference::Column::Kind.eq(ExternalKind::Person))
        .add(external_reference::Column::LocalId.eq(id));
    Ok(vec![
        Section::read::<person::Entity>(
            scope,
            "person",
            all().add(person::Column::Id.eq(id)),
            &[
                person::Column::Id,
                person::Column::GivenName,
                person::Column::FamilyName,
                person::Column::Protection,
                person::Column::CreatedAt,
            ],
        )
        .await?,
        Section::read::<login::Entity>(
            scope,
            "logins",
            all().add(login::Column::PersonId.eq(id)),
            &[login::Column::Issuer, login::Column::Subject, login::Column::CreatedAt],
        )
        .await?,
        Section::read::<identity_number::Entity>(
            scope,
            "identityNumberHashes",
            all().add(identity_number::Column::PersonId.eq(id)),
            &[identity_number::Column::KeyId, identity_number::Column::CreatedAt],
        )
        .await?,
        Section::read::<principal_name::Entity>(
            scope,
            "principalNames",
            all().add(principal_name::Column::PersonId.eq(id)),
            &[principal_name::Column::Name, principal_name::Column::CreatedAt],
        )
        .await?,
        Section::read::<external_reference::Entity>(
            scope,
            "registerIds",
            registered,
            &[
                external_reference::Column::Source,
                external_reference::Column::ExternalId,
                external_reference::Column::SeenAt,
            ],
        )
        .await?,
        Section::read::<role_assignment::Entity>(
            scope,
            "roles",
            all().add(role_assignment::Column::PersonId.eq(id)),
            &[
                role_assignment::Column::Role,
                role_assignment::Column::ValidFrom,
                role_assignment::Column::ValidTo,
            ],
        )
        .await?,
    ])
}
