//! The rows behind a login. One statement finds login, person and valid roles: every request with a token needs them.

use entity::{
    IdentityProtection, Role, audit_entry, family_membership, guardianship, identity_number, login, person,
    principal_name, role_assignment, submission,
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::Set,
    ColumnTrait, DbErr, FromQueryResult,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, OnConflict, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{
    Assurance, Claims, Person, policy,
    relations::{self, Remembered},
    viewer::display_name,
};
use crate::{
    platform::secret::KeyedHash,
    tenancy::{Scope, Tx},
};

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    given_name: String,
    family_name: String,
    protection: IdentityProtection,
    role: Option<String>,
    /// How many of the proven numbers are the person's.
    numbers: i64,
    /// How many of the proven principal names are.
    names: i64,
}

/// What a token proves beside the login: hashes of numbers under the key of now, and principal names.
#[derive(Default)]
pub(super) struct Proven {
    pub numbers: Vec<KeyedHash>,
    pub names: Vec<String>,
}

impl Row {
    /// Whether all that is proven is known to be the person's, so that there is nothing to write.
    pub(super) fn proves_all(&self, proven: &Proven) -> bool {
        let all = |count: i64, of: usize| usize::try_from(count) == Ok(of);
        all(self.numbers, proven.numbers.len()) && all(self.names, proven.names.len())
    }
}

impl Row {
    /// Whose row it is.
    pub(super) fn person(&self) -> Uuid {
        self.id
    }
}

/// Makes a person with a login. Answers whether the login was new; if it was not, the transaction must not be
/// committed.
///
/// # Errors
/// When the database cannot be written.
pub async fn register_login(
    tx: &Tx,
    id: Uuid,
    name: (&str, &str),
    protection: IdentityProtection,
    login: (&str, &str),
) -> Result<bool, DbErr> {
    insert_person(tx, id, name, protection).await?;
    insert_login(tx, id, login).await
}

/// Makes a person.
pub(super) async fn insert_person(
    tx: &Tx,
    id: Uuid,
    (given_name, family_name): (&str, &str),
    protection: IdentityProtection,
) -> Result<(), DbErr> {
    let person = person::ActiveModel {
        id: Set(id),
        given_name: Set(given_name.to_owned()),
        family_name: Set(family_name.to_owned()),
        protection: Set(protection),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    tx.insert_all::<person::Entity>(vec![person]).await
}

/// Makes a login of a person. Answers whether it was new.
pub(super) async fn insert_login(
    tx: &Tx,
    person: Uuid,
    (issuer, subject): (&str, &str),
) -> Result<bool, DbErr> {
    let login = login::ActiveModel {
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        person_id: Set(person),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let key = [login::Column::MunicipalityId, login::Column::Issuer, login::Column::Subject];
    let inserted =
        tx.insert_or::<login::Entity>(login, OnConflict::columns(key).do_nothing().to_owned()).await?;
    Ok(inserted == 1)
}

/// How people are named to others: by id. A protected identity has no name here (P3).
pub(crate) async fn list_names(scope: &Scope, ids: &[Uuid]) -> Result<Vec<PersonName>, DbErr> {
    scope
        .unruled(|municipality| {
            names_of(municipality, ids)
                .and_where(Expr::col(person::Column::Protection).eq(IdentityProtection::None.to_value()))
                .to_owned()
        })
        .await
}

/// What may be known of a person whom a visible row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The name.
    ByName(String),
    /// Only that they are there: the identity is protected (P3).
    Protected,
}

#[derive(FromQueryResult)]
struct KnownRow {
    id: Uuid,
    given_name: String,
    family_name: String,
    protection: IdentityProtection,
}

/// The same for each of these people, and of the protected that they are.
pub(super) async fn list_known(scope: &Scope, ids: &[Uuid]) -> Result<Vec<(Uuid, Known)>, DbErr> {
    let query = |municipality| names_of(municipality, ids).column(person::Column::Protection).to_owned();
    let rows: Vec<KnownRow> = scope.unruled(query).await?;
    let known = |KnownRow { id, given_name, family_name, protection }| match protection {
        IdentityProtection::None => {
            (id, Known::ByName(PersonName { id, given_name, family_name }.display_name()))
        }
        IdentityProtection::SecrecyMarking | IdentityProtection::ProtectedRegistration => {
            (id, Known::Protected)
        }
    };
    Ok(rows.into_iter().map(known).collect())
}

/// A person's name, also a protected one: to keep it out of what is published, never to show it.
pub(crate) async fn find_name_to_withhold(tx: &Tx, id: Uuid) -> Result<Option<PersonName>, DbErr> {
    Ok(tx.unruled_rows(|municipality| names_of(municipality, &[id])).await?.into_iter().next())
}

/// The same of several people, for suggestions.
pub(crate) async fn list_names_to_withhold(scope: &Scope, ids: &[Uuid]) -> Result<Vec<PersonName>, DbErr> {
    scope.unruled(|municipality| names_of(municipality, ids)).await
}

/// The names of the viewer's own children: protection hides a child from others, not from its guardians. Nobody
/// else is named here.
pub(crate) async fn list_names_of_own_children(scope: &Scope) -> Result<Vec<PersonName>, DbErr> {
    let relations = relations::relations(scope).await?;
    if relations.children.is_empty() {
        return Ok(Vec::new());
    }
    scope.unruled(|municipality| names_of(municipality, &relations.children)).await
}

/// Whether the person is the viewer, or is named by a row that the viewer may see: each row's own rule decides. Who is named
/// beside a child takes a strong login (T4). Case officers are named to each other.
pub(super) async fn is_named(scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    let Some(viewer) = scope.viewer().person() else { return Ok(false) };
    if viewer.id == id {
        return Ok(true);
    }
    let person = scope.find::<person::Entity>().filter(person::Column::Id.eq(id));
    let role = scope.find::<role_assignment::Entity>().filter(role_assignment::Column::PersonId.eq(id));
    let entry = scope.find::<audit_entry::Entity>().filter(audit_entry::Column::ActorId.eq(id));
    if person.count().await? + role.count().await? + entry.count().await? > 0 {
        return Ok(true);
    }
    if viewer.assurance >= Assurance::Substantial {
        relations::relations(scope).await?;
        let family =
            scope.find::<family_membership::Entity>().filter(family_membership::Column::PersonId.eq(id));
        let guardian = scope.find::<guardianship::Entity>().filter(guardianship::Column::GuardianId.eq(id));
        if family.count().await? + guardian.count().await? > 0 {
            return Ok(true);
        }
    }
    if !scope.viewer().holds(Role::CaseOfficer) {
        return Ok(false);
    }
    let handled = scope.find::<submission::Entity>().filter(submission::Column::CaseOfficerId.eq(id));
    Ok(handled.count().await? > 0
        || list_holders(scope, Role::CaseOfficer).await?.iter().any(|holder| holder.id == id))
}

fn names_of(municipality: i32, ids: &[Uuid]) -> SelectStatement {
    Query::select()
        .columns([person::Column::Id, person::Column::GivenName, person::Column::FamilyName])
        .from(person::Entity)
        .and_where(Expr::col(person::Column::MunicipalityId).eq(municipality))
        .and_where(Expr::col(person::Column::Id).is_in(ids.iter().copied()))
        .to_owned()
}

/// What others may know of a person whom a visible row names.
#[derive(Clone, Debug, FromQueryResult)]
pub struct PersonName {
    /// Internal id.
    pub id: Uuid,
    given_name: String,
    family_name: String,
}

impl PersonName {
    /// Given and family name.
    pub fn display_name(&self) -> String {
        display_name(&self.given_name, &self.family_name)
    }
}

/// The person behind a login with the roles of today, one row a role, and how much of what is proven is known of them.
pub(super) async fn find_by_login(
    scope: &Scope,
    issuer: &str,
    subject: &str,
    proven: &Proven,
) -> Result<Vec<Row>, DbErr> {
    let today = scope.today();
    let query = |municipality: i32| -> SelectStatement {
        let (l, p, r) = (Alias::new("l"), Alias::new("p"), Alias::new("r"));
        let valid = policy::valid_on(
            (r.clone(), role_assignment::Column::ValidFrom),
            (r.clone(), role_assignment::Column::ValidTo),
            today,
        );
        Query::select()
            .columns([
                (p.clone(), person::Column::Id),
                (p.clone(), person::Column::GivenName),
                (p.clone(), person::Column::FamilyName),
                (p.clone(), person::Column::Protection),
            ])
            .column((r.clone(), role_assignment::Column::Role))
            .expr_as(known_numbers(municipality, &p, &proven.numbers), "numbers")
            .expr_as(known_names(municipality, &p, &proven.names), "names")
            .from_as(login::Entity, l.clone())
            .join_as(
                JoinType::InnerJoin,
                person::Entity,
                p.clone(),
                Cond::all().add(Expr::col((p.clone(), person::Column::MunicipalityId)).eq(municipality)).add(
                    Expr::col((p.clone(), person::Column::Id)).equals((l.clone(), login::Column::PersonId)),
                ),
            )
            .join_as(
                JoinType::LeftJoin,
                role_assignment::Entity,
                r.clone(),
                Cond::all()
                    .add(Expr::col((r.clone(), role_assignment::Column::MunicipalityId)).eq(municipality))
                    .add(
                        Expr::col((r.clone(), role_assignment::Column::PersonId))
                            .equals((p, person::Column::Id)),
                    )
                    .add(valid),
            )
            .and_where(Expr::col((l.clone(), login::Column::MunicipalityId)).eq(municipality))
            .and_where(Expr::col((l.clone(), login::Column::Issuer)).eq(issuer))
            .and_where(Expr::col((l, login::Column::Subject)).eq(subject))
            .to_owned()
    };
    scope.unruled(query).await
}

/// How many of the numbers are the person's.
fn known_numbers(municipality: i32, person: &Alias, numbers: &[KeyedHash]) -> SimpleExpr {
    use identity_number::{Column, Entity};
    let Some(first) = numbers.first() else { return none() };
    let mut count = Query::select();
    count
        .expr(Expr::col((Entity, Column::Hash)).count())
        .from(Entity)
        .and_where(Expr::col((Entity, Column::MunicipalityId)).eq(municipality))
        .and_where(Expr::col((Entity, Column::KeyId)).eq(first.key_id.as_str()))
        .and_where(Expr::col((Entity, Column::Hash)).is_in(numbers.iter().map(|number| number.hash.to_vec())))
        .and_where(Expr::col((Entity, Column::PersonId)).equals((person.clone(), person::Column::Id)));
    SimpleExpr::SubQuery(None, Box::new(count.into()))
}

/// How many of the principal names are the person's.
fn known_names(municipality: i32, person: &Alias, names: &[String]) -> SimpleExpr {
    use principal_name::{Column, Entity};
    if names.is_empty() {
        return none();
    }
    let mut count = Query::select();
    count
        .expr(Expr::col((Entity, Column::Name)).count())
        .from(Entity)
        .and_where(Expr::col((Entity, Column::MunicipalityId)).eq(municipality))
        .and_where(Expr::col((Entity, Column::Name)).is_in(names.iter().map(String::as_str)))
        .and_where(Expr::col((Entity, Column::PersonId)).equals((person.clone(), person::Column::Id)));
    SimpleExpr::SubQuery(None, Box::new(count.into()))
}

/// A count of nothing, in the type of a count.
fn none() -> SimpleExpr {
    Expr::cust("CAST(0 AS BIGINT)")
}

/// Whether the login is registered.
pub(crate) async fn is_known_login(scope: &Scope, issuer: &str, subject: &str) -> Result<bool, DbErr> {
    Ok(!find_by_login(scope, issuer, subject, &Proven::default()).await?.is_empty())
}

/// The person that the rows of [`find_by_login`] make.
pub(super) fn assemble(rows: Vec<Row>, claims: &Claims) -> Option<Person> {
    let roles = rows.iter().filter_map(|row| Role::try_from_value(row.role.as_ref()?).ok()).collect();
    let row = rows.into_iter().next()?;
    Some(Person {
        id: row.id,
        given_name: row.given_name,
        family_name: row.family_name,
        protection: row.protection,
        roles,
        assurance: claims.assurance,
        login: (claims.issuer.clone(), claims.subject.clone()),
        expires_at: claims.expires_at,
        trust: claims.trust.clone(),
        relations: Remembered::default(),
    })
}

/// Who holds the role today, by name. A protected identity is left out (P3): such a person is not picked from a list.
pub(crate) async fn list_holders(scope: &Scope, role: Role) -> Result<Vec<PersonName>, DbErr> {
    let today = scope.today();
    scope
        .unruled(|municipality| {
            let (p, r) = (Alias::new("p"), Alias::new("r"));
            let valid = policy::valid_on(
                (r.clone(), role_assignment::Column::ValidFrom),
                (r.clone(), role_assignment::Column::ValidTo),
                today,
            );
            Query::select()
                .columns([
                    (p.clone(), person::Column::Id),
                    (p.clone(), person::Column::GivenName),
                    (p.clone(), person::Column::FamilyName),
                ])
                .from_as(role_assignment::Entity, r.clone())
                .join_as(
                    JoinType::InnerJoin,
                    person::Entity,
                    p.clone(),
                    Cond::all()
                        .add(Expr::col((p.clone(), person::Column::MunicipalityId)).eq(municipality))
                        .add(
                            Expr::col((p.clone(), person::Column::Id))
                                .equals((r.clone(), role_assignment::Column::PersonId)),
                        )
                        .add(
                            Expr::col((p.clone(), person::Column::Protection))
                                .eq(IdentityProtection::None.to_value()),
                        ),
                )
                .and_where(Expr::col((r.clone(), role_assignment::Column::MunicipalityId)).eq(municipality))
                .and_where(Expr::col((r, role_assignment::Column::Role)).eq(role.to_value()))
                .cond_where(valid)
                .order_by((p.clone(), person::Column::GivenName), sea_orm::Order::Asc)
                .order_by((p.clone(), person::Column::FamilyName), sea_orm::Order::Asc)
                .order_by((p, person::Column::Id), sea_orm::Order::Asc)
                .to_owned()
        })
        .await
}
