//! Looking for people.

use std::{convert::Infallible, sync::Arc};

use async_graphql::{Context, InputObject, Object, Result};
use entity::{AuditAction, person};

use super::{
    policy::{self, Finder},
    store::{self, PEOPLE, Wanted},
    types::PersonMatch,
};
use crate::{
    identity::{IdentityNumber, accounts::hashes},
    platform::{Failure, audit::Entry, text},
    schema::{
        errors::{bad_input, failed_read, nullable},
        page::{self, Connection, PageArgs},
        scalars::DateTime,
    },
    tenancy::Scope,
};

/// How many characters of a name or principal name are read.
const MAX_TEXT: usize = 200;

/// What people are looked for by. Everything that is given must hold, and something must be given.
#[derive(InputObject, Default)]
pub struct PeopleFilter {
    /// What given or family names begin with, word by word: "anna ek".
    name: Option<String>,
    /// What a principal name begins with: "anna.ek@".
    principal_name: Option<String>,
    /// Only who logged in for the first time, or with a login that was new here, then or later.
    new_login_since: Option<DateTime>,
    /// A personal identity number or coordination number. For the data-protection officer; it is written nowhere.
    identity_number: Option<String>,
}

/// The look-up's part of `Municipality`.
#[derive(Default)]
pub struct PeopleOfMunicipality;

/// The look-up's part of the municipality.
#[Object]
impl PeopleOfMunicipality {
    /// People by name, principal name or recent login, newest here first: so that an administrator finds whom to give a role,
    /// and the data-protection officer whose audit trail to read. Administrators find no children; nobody finds a person
    /// with a protected identity by name. Everybody else gets `FORBIDDEN`. Needs a strong login (`STEP_UP_REQUIRED`). Each
    /// look-up is an entry in the audit log.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for.")] filter: PeopleFilter,
        #[graphql(desc = "The number of items to return, from the start: 1 to 100, default 20.")]
        first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "The number of items to return, from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<PersonMatch>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let finder =
                policy::enter::<Infallible>(scope).map_err(|failure| failed_read(scope.locale(), failure))?;
            let wanted = read(scope, finder, filter)?;
            scope.witness(Entry { action: AuditAction::PersonSearched, subject: None, object: None });
            let args = PageArgs { first, after, last, before };
            let find = store::find_people(scope, wanted);
            Connection::read(scope, &args, &PEOPLE, find, |row: Arc<person::Model>| {
                scope.witness(Entry::about(AuditAction::PersonSearched, row.id));
                PersonMatch::from(row)
            })
            .await
        })
        .await
    }
}

fn read(scope: &Scope, finder: Finder, filter: PeopleFilter) -> Result<Wanted> {
    let short = |said: Option<String>| {
        let said = said.map(|said| text::line(&said).chars().take(MAX_TEXT).collect::<String>());
        said.filter(|said| !said.is_empty())
    };
    let numbers = match filter.identity_number {
        None => None,
        Some(_) if finder != Finder::DataProtectionOfficer => {
            return Err(failed_read(scope.locale(), Failure::Forbidden));
        }
        Some(number) => {
            // Without the number: an error is told, logged and shown (T7).
            let number = IdentityNumber::parse(&number, scope.today()).map_err(|_| {
                bad_input(
                    scope,
                    "identityNumber är inget giltigt personnummer eller samordningsnummer.",
                    "identityNumber is no valid personal identity number or coordination number.",
                )
            })?;
            Some(hashes(scope.key().number_keys(), &scope.municipality().code, &number))
        }
    };
    let words = short(filter.name).unwrap_or_default();
    let wanted = Wanted {
        words: words.split(' ').filter(|word| !word.is_empty()).take(5).map(str::to_owned).collect(),
        principal_name: short(filter.principal_name),
        first_login_since: filter.new_login_since.map(|time| time.0),
        numbers,
        adults: finder == Finder::Administrator,
    };
    if store::is_empty(&wanted) {
        return Err(bad_input(
            scope,
            "Ange något att söka efter i filter.",
            "Give something to look for in filter.",
        ));
    }
    Ok(wanted)
}
