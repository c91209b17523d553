//! `addMenuSource`, `removeMenuSource` and `fetchMenuNow`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    actions::{self, AddFault, Added, FetchFault, MOST, RemoveFault},
    rules::address::LONGEST,
    types::{MenuSource, MenuSourceKind},
};
use crate::{
    meals::{self, types::School},
    platform::{Locale, idempotency},
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        retries::client_key,
    },
    tenancy::Scope,
};

/// Where a school's menu is to be fetched from.
#[derive(InputObject)]
pub struct AddMenuSourceInput {
    /// Whose menu it is.
    school_id: ID,
    /// The address of the menu, `http` or `https`, at most 2,000 characters: of the page that people read at Skolmaten,
    /// Mateo, Matilda, Mashie, `MenuGo` or FoodIt, of their data, of an Open Meal API or of a calendar. `{from}`, `{to}`,
    /// `{year}` and `{week}` in it become the days and weeks around now.
    url: String,
    /// What is expected there; told by the answer when left out.
    #[graphql(default_with = "MenuSourceKind::Auto")]
    kind: MenuSourceKind,
    /// A text of the client's choice, 1 to 255 characters: the same key with the same input adds once.
    idempotency_key: Option<ID>,
}

/// A source to be removed.
#[derive(InputObject)]
pub struct RemoveMenuSourceInput {
    /// Which.
    source_id: ID,
}

/// A source to be fetched.
#[derive(InputObject)]
pub struct FetchMenuNowInput {
    /// Which.
    source_id: ID,
}

/// What became of `addMenuSource`.
#[derive(SimpleObject)]
pub struct AddMenuSourcePayload {
    /// The source; null when there are errors.
    source: Option<MenuSource>,
    /// What to mend; empty when it is done.
    errors: Vec<AddMenuSourceError>,
}

/// What became of `removeMenuSource`.
#[derive(SimpleObject)]
pub struct RemoveMenuSourcePayload {
    /// The school that had it; null when there are errors.
    school: Option<School>,
    /// What to mend; empty when it is done.
    errors: Vec<RemoveMenuSourceError>,
}

/// What became of `fetchMenuNow`.
#[derive(SimpleObject)]
pub struct FetchMenuNowPayload {
    /// The source, which will be fetched within a minute; null when there are errors.
    source: Option<MenuSource>,
    /// What to mend; empty when it is done.
    errors: Vec<FetchMenuNowError>,
}

/// The mutations of sources.
#[derive(Default)]
pub struct MenuSourceMutations;

/// The mutations of sources.
#[Object]
impl MenuSourceMutations {
    /// Tells the server where a school's menu is published. It is fetched within a minute and about every hour by day from
    /// then on; `lastError` of the source tells what is wrong. For kitchen staff and administrators.
    async fn add_menu_source(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school and the address.")] input: AddMenuSourceInput,
    ) -> Result<AddMenuSourcePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let school = Kind::School.row(&input.school_id);
        let key = client_key("addMenuSource", input.idempotency_key.as_ref(), &input);
        let added = Added { school, url: input.url, kind: input.kind.into() };
        let (row, errors) = payload(ctx, actions::add(scope, added, key.as_ref()).await)?;
        Ok(AddMenuSourcePayload { source: row.map(MenuSource::from), errors })
    }

    /// Fetches a menu from there no longer. The menu that came from there stays. For kitchen staff and administrators.
    async fn remove_menu_source(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The source.")] input: RemoveMenuSourceInput,
    ) -> Result<RemoveMenuSourcePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::MenuSource.row(&input.source_id);
        let (removed, errors) = payload(ctx, actions::remove(scope, id).await)?;
        let school = match removed {
            Some(source) => meals::node::school(ctx.data_unchecked(), source.school_id).await?,
            None => None,
        };
        Ok(RemoveMenuSourcePayload { school, errors })
    }

    /// Lets a menu be fetched within a minute, whatever pause its source is in. For kitchen staff and administrators.
    async fn fetch_menu_now(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The source.")] input: FetchMenuNowInput,
    ) -> Result<FetchMenuNowPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::MenuSource.row(&input.source_id);
        let (row, errors) = payload(ctx, actions::fetch_now(scope, id).await)?;
        Ok(FetchMenuNowPayload { source: row.map(MenuSource::from), errors })
    }
}

user_error! {
    /// Why a source is not added.
    AddMenuSourceError,
    /// Faults of `addMenuSource`.
    AddMenuSourceErrorCode from AddFault {
        /// There is no such school.
        SchoolNotFound,
        /// It is no address of the web, is too long, or names a user.
        UrlInvalid,
        /// The school has this source already.
        UrlExists = AlreadyAdded,
        /// The school has as many sources as it may.
        SourcesTooMany = TooManySources,
        /// The idempotency key is empty, longer than 255 characters, or contains control characters.
        IdempotencyKeyInvalid,
        /// The idempotency key was used with other input, or its source was removed since.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a source is not removed.
    RemoveMenuSourceError,
    /// Faults of `removeMenuSource`.
    RemoveMenuSourceErrorCode from RemoveFault {
        /// There is no such source.
        SourceNotFound,
    }
}

user_error! {
    /// Why a source is not fetched.
    FetchMenuNowError,
    /// Faults of `fetchMenuNow`.
    FetchMenuNowErrorCode from FetchFault {
        /// There is no such source.
        SourceNotFound,
        /// It was fetched less than a minute ago.
        FetchTooSoon = JustFetched,
    }
}

impl UserFault for AddFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::SchoolNotFound | Self::TooManySources => &["schoolId"],
            Self::UrlInvalid | Self::AlreadyAdded => &["url"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::SchoolNotFound => ("Skolan finns inte.", "There is no such school."),
            Self::UrlInvalid => {
                let text = locale.say(
                    "Ange en adress som börjar med https:// eller http://, utan användarnamn, högst",
                    "Give an address that begins with https:// or http://, without a user name, at most",
                );
                return format!("{text} {LONGEST} {}.", locale.say("tecken", "characters"));
            }
            Self::AlreadyAdded => ("Skolan hämtar redan därifrån.", "The school fetches from there already."),
            Self::TooManySources => {
                let text = locale.say("En skola kan ha högst", "A school can have at most");
                return format!("{text} {MOST} {}.", locale.say("källor", "sources"));
            }
            Self::IdempotencyKeyInvalid => idempotency::INVALID,
            Self::IdempotencyKeyReused => idempotency::REUSED,
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for RemoveFault {
    fn field(self) -> &'static [&'static str] {
        &["sourceId"]
    }

    fn message(self, locale: Locale) -> String {
        FetchFault::SourceNotFound.message(locale)
    }
}

impl UserFault for FetchFault {
    fn field(self) -> &'static [&'static str] {
        &["sourceId"]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::SourceNotFound => ("Källan finns inte.", "There is no such source."),
            Self::JustFetched => (
                "Källan hämtades för mindre än en minut sedan.",
                "The source was fetched less than a minute ago.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}
