//! Recognising somebody.

use std::sync::Arc;

use entity::IdentityProtection;
use sea_orm::DbErr;

use super::{
    Claims, Person, Viewer,
    store::{assemble, find_by_login, register_login},
};
use crate::tenancy::Scope;

/// The person behind a verified token. Somebody who is new here becomes a resident: a person without roles.
pub(crate) async fn recognise(scope: &Scope, claims: Claims) -> Result<Person, DbErr> {
    let rows = find_by_login(scope, &claims.issuer, &claims.subject).await?;
    if let Some(person) = assemble(rows, &claims) {
        return Ok(person);
    }
    let tx = scope.begin().await?;
    let name =
        (claims.given_name.as_deref().unwrap_or_default(), claims.family_name.as_deref().unwrap_or_default());
    let login = (claims.issuer.as_str(), claims.subject.as_str());
    // Where two first requests meet, the other one's person stays and ours is rolled back.
    if register_login(&tx, scope.new_id(), name, IdentityProtection::None, login).await? {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    let rows = find_by_login(scope, &claims.issuer, &claims.subject).await?;
    assemble(rows, &claims).ok_or_else(|| DbErr::RecordNotFound("login that was just registered".to_owned()))
}

/// The viewer behind a login that was verified before, with the roles of now.
pub(crate) async fn look_up_again(scope: &Scope, person: &Person) -> Result<Viewer, DbErr> {
    let (issuer, subject) = &person.login;
    let rows = find_by_login(scope, issuer, subject).await?;
    let claims = Claims {
        issuer: issuer.clone(),
        subject: subject.clone(),
        given_name: None,
        family_name: None,
        assurance: person.assurance,
        expires_at: person.expires_at,
    };
    // Shared with whom was looked up before: see `relations`.
    let relations = person.relations.clone();
    Ok(assemble(rows, &claims)
        .map_or(Viewer::Anonymous, |person| Viewer::Person(Arc::new(Person { relations, ..person }))))
}
