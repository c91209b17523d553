//! The queries of look-ups.

use chrono::{DateTime, Utc};
use entity::{
    IdentityProtection, enrolment, guardianship, identity_number, login, person, placement, principal_name,
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, LikeExpr, Order, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    identity::{policy::is_data_protection_officer, viewer::display_name},
    platform::secret::KeyedHash,
    tenancy::{Find, Keyset, Scope},
};

/// Newest here first.
pub static PEOPLE: Keyset<person::Entity> = Keyset::descending(&[person::Column::Id]);

/// What people are looked for by; everything that is given must hold.
#[derive(Default)]
pub struct Wanted {
    /// Words that given or family name begin with.
    pub words: Vec<String>,
    /// What a principal name begins with.
    pub principal_name: Option<String>,
    /// The first login of some issuer was then or later.
    pub first_login_since: Option<DateTime<Utc>>,
    /// Hashes of an identity number, under each key that there is.
    pub numbers: Option<Vec<KeyedHash>>,
    /// Children are left out.
    pub adults: bool,
}

pub fn find_people(scope: &Scope, wanted: Wanted) -> Find<'static, person::Entity> {
    let municipality = scope.municipality().id;
    let mut find = scope.find::<person::Entity>();
    for word in wanted.words {
        let mut any = Condition::any();
        for spelling in spellings(&word) {
            for column in [person::Column::GivenName, person::Column::FamilyName] {
                any = any.add(like(Expr::col((person::Entity, column)), &format!("{spelling}%")));
                any = any.add(like(Expr::col((person::Entity, column)), &format!("% {spelling}%")));
            }
        }
        // A protected person is found by no name (P3).
        find = find.filter(any).filter(person::Column::Protection.eq(IdentityProtection::None));
    }
    if let Some(name) = wanted.principal_name {
        let column = Expr::col((principal_name::Entity, principal_name::Column::Name));
        let rows = of_person(
            principal_name::Entity,
            (principal_name::Column::MunicipalityId, principal_name::Column::PersonId),
            municipality,
        )
        .and_where(like(column, &format!("{}%", escaped(&name.to_lowercase()))))
        .to_owned();
        find =
            find.filter(Expr::exists(rows)).filter(person::Column::Protection.eq(IdentityProtection::None));
    }
    if let Some(since) = wanted.first_login_since {
        let rows =
            of_person(login::Entity, (login::Column::MunicipalityId, login::Column::PersonId), municipality)
                .and_where(Expr::col((login::Entity, login::Column::CreatedAt)).gte(since))
                .to_owned();
        find = find.filter(Expr::exists(rows));
    }
    if let Some(numbers) = wanted.numbers {
        let mut any = Condition::any();
        for KeyedHash { key_id, hash } in numbers {
            any = any.add(
                Condition::all()
                    .add(identity_number::Column::KeyId.eq(key_id))
                    .add(identity_number::Column::Hash.eq(hash.to_vec())),
            );
        }
        let rows = of_person(
            identity_number::Entity,
            (identity_number::Column::MunicipalityId, identity_number::Column::PersonId),
            municipality,
        )
        .cond_where(any)
        .to_owned();
        find = find.filter(Expr::exists(rows));
    }
    if wanted.adults {
        for rows in children(municipality) {
            find = find.filter(Expr::exists(rows).not());
        }
    }
    find
}

/// Rows of a table that are about the person outside.
fn of_person<E: EntityTrait + Copy>(
    table: E,
    (of_municipality, of_person): (E::Column, E::Column),
    municipality: i32,
) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(Expr::col((table, of_municipality)).eq(municipality))
        .and_where(Expr::col((table, of_person)).equals((person::Entity, person::Column::Id)))
        .to_owned()
}

/// What makes somebody a child: a place, guardians, a school, today or before.
fn children(municipality: i32) -> [SelectStatement; 3] {
    use {enrolment::Column as E, guardianship::Column as G, placement::Column as P};
    [
        of_person(placement::Entity, (P::MunicipalityId, P::ChildId), municipality),
        of_person(guardianship::Entity, (G::MunicipalityId, G::ChildId), municipality),
        of_person(enrolment::Entity, (E::MunicipalityId, E::PupilId), municipality),
    ]
}

/// The name of a child, placed or in school today or before, for the data-protection officer; nothing for others. A protected
/// child has a neutral one (P3).
///
/// # Errors
/// When the database cannot be read.
pub async fn find_child_name(scope: &Scope, id: Uuid) -> Result<Option<String>, DbErr> {
    if !is_data_protection_officer(scope.viewer()) {
        return Ok(None);
    }
    let places = children(scope.municipality().id);
    let is_child = places.into_iter().fold(Condition::any(), |any, rows| any.add(Expr::exists(rows)));
    let row = scope.find::<person::Entity>().by_id(id).filter(is_child).one().await?;
    Ok(row.map(|row| match row.protection {
        IdentityProtection::None => display_name(&row.given_name, &row.family_name),
        _ => scope.locale().say("Skyddad identitet", "Protected identity").to_owned(),
    }))
}

/// SQLite tells Å from å.
fn spellings(word: &str) -> Vec<String> {
    let mut rest = word.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    let capitalised = format!("{first}{}", rest.as_str().to_lowercase());
    let mut all = vec![word.to_owned(), word.to_lowercase(), word.to_uppercase(), capitalised];
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|spelling| escaped(&spelling)).collect()
}

/// The text without meaning to `LIKE`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn like(column: Expr, pattern: &str) -> Expr {
    column.like(LikeExpr::new(pattern).escape('\\'))
}

#[derive(FromQueryResult)]
pub struct NameRow {
    pub person_id: Uuid,
    pub name: String,
}

/// The principal names of people, in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_principal_names(scope: &Scope, people: &[Uuid]) -> Result<Vec<NameRow>, DbErr> {
    use principal_name::{Column, Entity};
    scope
        .unruled(|municipality| {
            Query::select()
                .columns([Column::PersonId, Column::Name])
                .from(Entity)
                .and_where(Column::MunicipalityId.eq(municipality))
                .and_where(Column::PersonId.is_in(people.iter().copied()))
                .order_by(Column::Name, Order::Asc)
                .to_owned()
        })
        .await
}

#[derive(FromQueryResult)]
pub struct LoginRow {
    pub person_id: Uuid,
    pub created_at: DateTime<Utc>,
}

/// The logins of people, the newest last.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_logins(scope: &Scope, people: &[Uuid]) -> Result<Vec<LoginRow>, DbErr> {
    use login::{Column, Entity};
    scope
        .unruled(|municipality| {
            Query::select()
                .columns([Column::PersonId, Column::CreatedAt])
                .from(Entity)
                .and_where(Column::MunicipalityId.eq(municipality))
                .and_where(Column::PersonId.is_in(people.iter().copied()))
                .order_by(Column::CreatedAt, Order::Asc)
                .to_owned()
        })
        .await
}

/// No condition at all, for a look-up by nothing.
#[must_use]
pub fn is_empty(wanted: &Wanted) -> bool {
    wanted.words.is_empty()
        && wanted.principal_name.is_none()
        && wanted.first_login_since.is_none()
        && wanted.numbers.is_none()
}
