//! Recognising somebody.

use std::{collections::BTreeSet, sync::Arc};

use entity::{IdentityProtection, login};
use sea_orm::{DbErr, EntityTrait as _};
use uuid::Uuid;

use super::{
    Accounts, Attached, Claims, IdentityNumber, Person, Viewer,
    accounts::hashes,
    store::{Proven, assemble, find_by_login, insert_login, insert_person},
};
use crate::{
    identity::Assurance,
    platform::{pii::tells_identity_number, secret::hex},
    tenancy::{Scope, Tx},
};

/// How often a login is tried that others are writing the rows of.
const ATTEMPTS: usize = 4;

/// Why nobody is recognised behind a verified token.
#[derive(Debug, thiserror::Error)]
pub enum RecogniseError {
    /// What the token proves belongs to different people. They may be one, but nobody is merged unasked.
    #[error("the login proves identities of different people")]
    Conflict,
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The person behind a verified token: whose the login is, or whom its number or principal name proves. Somebody who is
/// new here becomes a resident: a person without roles. What the token proves is remembered, so that the next login is
/// recognised by any of it.
pub(crate) async fn recognise(scope: &Scope, claims: Claims) -> Result<Person, RecogniseError> {
    let claims = with_silent_subject(scope, claims);
    let proven = proven(scope, &claims);
    let rows = find_by_login(scope, &claims.issuer, &claims.subject, &proven).await?;
    if rows.first().is_some_and(|row| row.proves_all(&proven)) {
        return known(assemble(rows, &claims));
    }
    link(scope, &claims).await?;
    known(assemble(find_by_login(scope, &claims.issuer, &claims.subject, &proven).await?, &claims))
}

fn known(person: Option<Person>) -> Result<Person, RecogniseError> {
    let absent = || DbErr::RecordNotFound("login that was just registered".to_owned());
    person.ok_or_else(|| absent().into())
}

/// What a token proves as rows tell it, under the key of now.
fn proven(scope: &Scope, claims: &Claims) -> Proven {
    let (keys, code) = (scope.key().number_keys(), scope.municipality().code.as_str());
    let current = |number: &IdentityNumber| hashes(keys, code, number).into_iter().next();
    Proven {
        numbers: claims.numbers.iter().filter_map(current).collect(),
        names: claims.principal_names.iter().map(|name| name.as_str().to_owned()).collect(),
    }
}

/// Some brokers make the subject of the identity number. Such a one is kept as a hash only (T7).
fn with_silent_subject(scope: &Scope, claims: Claims) -> Claims {
    if !tells_identity_number(&claims.subject) {
        return claims;
    }
    // No two municipalities and no two issuers can tell that it is the same.
    let told = [scope.municipality().code.as_str(), &claims.issuer, &claims.subject].join("\n");
    let hash = scope.key().derive("subject that tells a number", told.as_bytes());
    Claims { subject: format!("hash:{}", hex(&hash)), ..claims }
}

/// Writes whose the login is. Where others write the same, it is done anew on what they wrote.
async fn link(scope: &Scope, claims: &Claims) -> Result<(), RecogniseError> {
    for _ in 0..ATTEMPTS {
        let tx = scope.begin().await?;
        if try_link(&tx, claims).await? {
            return Ok(tx.commit().await?);
        }
    }
    Err(DbErr::Custom("a login could not be written: others keep writing the same".to_owned()).into())
}

/// Whether everything was written; if not, somebody was faster and nothing may be committed.
async fn try_link(tx: &Tx, claims: &Claims) -> Result<bool, RecogniseError> {
    let scope = tx.scope();
    let accounts = Accounts {
        connection: tx.unruled(),
        keys: scope.key().number_keys(),
        municipality_id: scope.municipality().id,
        code: &scope.municipality().code,
        now: scope.now(),
    };
    let login = (accounts.municipality_id, claims.issuer.clone(), claims.subject.clone());
    let login = login::Entity::find_by_id(login).one(accounts.connection).await?;
    let mut people: BTreeSet<Uuid> = login.iter().map(|login| login.person_id).collect();
    let mut is_known_by_number = false;
    for number in &claims.numbers {
        let holder = accounts.find_by_number(number).await?;
        is_known_by_number |= holder.is_some();
        people.extend(holder);
    }
    for name in &claims.principal_names {
        people.extend(accounts.find_by_principal_name(name).await?);
    }
    if people.len() > 1 {
        let (municipality, issuer) = (accounts.code, claims.issuer.as_str());
        tracing::warn!(
            municipality,
            issuer,
            ?people,
            "a login proves identities of different people; it is refused"
        );
        return Err(RecogniseError::Conflict);
    }
    let person = if let Some(person) = people.first() {
        *person
    } else {
        let name = (
            claims.given_name.as_deref().unwrap_or_default(),
            claims.family_name.as_deref().unwrap_or_default(),
        );
        let id = scope.new_id();
        insert_person(tx, id, name, IdentityProtection::None).await?;
        id
    };
    // Who has a number keeps it, but for a coordination number that the token names as the one before (T5): a subject that
    // was given to somebody else must not open the account of whom it was taken from.
    if !is_known_by_number && !claims.numbers.is_empty() && accounts.has_number(person).await? {
        let (municipality, issuer) = (accounts.code, claims.issuer.as_str());
        tracing::warn!(municipality, issuer, %person, "a login proves another number than the person has; it is refused");
        return Err(RecogniseError::Conflict);
    }
    if login.is_none() && !insert_login(tx, person, (&claims.issuer, &claims.subject)).await? {
        return Ok(false);
    }
    // A weak login is recognised by a number that is known; it makes none known.
    let proven = if claims.assurance < Assurance::Substantial { &[] } else { claims.numbers.as_slice() };
    for number in proven {
        if let Attached::OfAnother(_) = accounts.attach_number(person, number).await? {
            return Ok(false);
        }
    }
    for name in &claims.principal_names {
        if let Attached::OfAnother(_) = accounts.attach_principal_name(person, name).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The viewer behind a login that was verified before, with the roles of now. Anonymous where the issuer is trusted no
/// longer.
pub(crate) async fn look_up_again(scope: &Scope, person: &Person) -> Result<Viewer, DbErr> {
    if person.trust.is_withdrawn() {
        return Ok(Viewer::Anonymous);
    }
    let (issuer, subject) = &person.login;
    let rows = find_by_login(scope, issuer, subject, &Proven::default()).await?;
    let claims = Claims {
        issuer: issuer.clone(),
        subject: subject.clone(),
        given_name: None,
        family_name: None,
        numbers: Vec::new(),
        principal_names: Vec::new(),
        assurance: person.assurance,
        expires_at: person.expires_at,
        trust: person.trust.clone(),
    };
    // Shared with whom was looked up before: see `relations`.
    let relations = person.relations.clone();
    Ok(assemble(rows, &claims)
        .map_or(Viewer::Anonymous, |person| Viewer::Person(Arc::new(Person { relations, ..person }))))
}
