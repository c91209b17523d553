//! Where a menu comes from, as staff see it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::DataLoader};
use entity::menu_source;
use uuid::Uuid;

use super::{
    loaders::SourcesOf,
    policy,
    rules::{address, words},
};
use crate::{
    meals::{self, types::School},
    schema::{Loaders, errors::internal, list::List, node::Kind, scalars::DateTime},
    tenancy::Scope,
};

/// What a menu is expected to be where it is fetched.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::MenuSourceKind")]
pub enum MenuSourceKind {
    /// Whatever the answer looks like.
    Auto,
    /// FoodIt's feed.
    #[graphql(name = "FOODIT")]
    FoodIt,
    /// Skolmaten's feed or JSON.
    Skolmaten,
    /// Mateo's JSON.
    Mateo,
    /// Matilda's JSON or page.
    Matilda,
    /// Mashie's JSON or page.
    Mashie,
    /// The JSON of `MenuGo`.
    #[graphql(name = "MENUGO")]
    MenuGo,
    /// An answer by Open Meal 3.3.
    OpenMeal,
    /// A calendar (RFC 5545).
    Calendar,
}

/// What was wrong when a menu was fetched.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::MenuSourceFault")]
pub enum MenuSourceFault {
    /// Nobody answers at the address.
    Unreachable,
    /// The answer took too long.
    TimedOut,
    /// The server answered with an error: there is no menu, or it needs permission, or it is broken.
    Refused,
    /// The server asks to be left alone for a while.
    Busy,
    /// The address leads on too often, or to where the server does not follow.
    Moved,
    /// The address lies in a private network.
    AddressNotAllowed,
    /// The answer is larger than any menu.
    TooLarge,
    /// The answer is no menu, or none of that kind.
    Unreadable,
    /// The answer is a menu of which no row could be understood.
    NothingUnderstood,
    /// The menu could not be written. The fault is the server's own.
    NotWritten,
}

/// Where a school's menu is fetched from.
pub struct MenuSource(Arc<menu_source::Model>);

impl From<Arc<menu_source::Model>> for MenuSource {
    fn from(row: Arc<menu_source::Model>) -> Self {
        Self(row)
    }
}

impl From<menu_source::Model> for MenuSource {
    fn from(row: menu_source::Model) -> Self {
        Self(Arc::new(row))
    }
}

impl MenuSource {
    /// Those of a school that the viewer may see.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of_school(ctx: &Context<'_>, school: Uuid) -> Result<List<Self>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let rows = loaders.load_one(SourcesOf(school)).await.map_err(internal)?;
        Ok(rows.into_iter().flatten().map(Self::from).collect())
    }
}

/// Where a school's menu (matsedel) is fetched from, and how that goes. For staff.
#[Object]
impl MenuSource {
    /// The id, for `node`, `removeMenuSource` and `fetchMenuNow`.
    pub async fn id(&self) -> ID {
        Kind::MenuSource.id(self.0.id)
    }

    /// Whose menu it is.
    async fn school(&self, ctx: &Context<'_>) -> Option<Result<School>> {
        meals::node::school(ctx.data_unchecked(), self.0.school_id).await.transpose()
    }

    /// What is expected there.
    async fn kind(&self) -> MenuSourceKind {
        self.0.kind.into()
    }

    /// The host of the address.
    async fn host(&self) -> String {
        address::host(&self.0.url)
    }

    /// The whole address, which can hold a secret; null for those who may not change it.
    async fn url(&self, ctx: &Context<'_>) -> Option<&str> {
        policy::may_edit(ctx.data_unchecked::<Scope>().viewer()).then_some(self.0.url.as_str())
    }

    /// Whether it is fetched; false while an operator lets it rest.
    async fn is_enabled(&self) -> bool {
        self.0.enabled
    }

    /// When the server last asked; null before the first time.
    async fn last_fetched_at(&self) -> Option<DateTime> {
        self.0.last_fetched_at.map(DateTime)
    }

    /// When there last was an answer that could be read, also one that says that nothing has changed.
    async fn last_succeeded_at(&self) -> Option<DateTime> {
        self.0.last_succeeded_at.map(DateTime)
    }

    /// When an answer last changed the menu.
    async fn last_changed_at(&self) -> Option<DateTime> {
        self.0.last_changed_at.map(DateTime)
    }

    /// What was wrong the last time, as a sentence in the viewer's language; null when nothing was.
    async fn last_error(&self, ctx: &Context<'_>) -> Option<String> {
        let locale = ctx.data_unchecked::<Scope>().locale();
        self.0.last_fault.map(|fault| words::sentence(fault, self.0.fault_detail.as_deref(), locale))
    }

    /// What was wrong the last time, for programs; null when nothing was.
    async fn last_error_code(&self) -> Option<MenuSourceFault> {
        self.0.last_fault.map(MenuSourceFault::from)
    }

    /// How many times in a row something was wrong.
    async fn failures(&self) -> i32 {
        self.0.failures
    }

    /// How many rows of the last answer could not be understood and were left out.
    async fn rows_refused(&self) -> i32 {
        self.0.rows_refused
    }

    /// When the server asks again; null while the source rests.
    async fn next_fetch_at(&self) -> Option<DateTime> {
        self.0.enabled.then_some(DateTime(self.0.next_fetch_at))
    }

    /// Whether the viewer may remove it and let it be fetched at once.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        policy::may_edit(ctx.data_unchecked::<Scope>().viewer())
    }
}
