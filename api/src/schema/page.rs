//! Relay connections: default 20, at most 100, keyset cursors, `totalCount` only when selected.

use std::{borrow::Cow, future::ready, hash::Hash, sync::Arc};

use async_graphql::{
    Context, Object, Result, SimpleObject, TypeName,
    dataloader::{DataLoader, Loader},
    parser::types::SelectionSet,
};
use futures_util::future::BoxFuture;
use sea_orm::{EntityTrait, FromQueryResult};

use super::{
    LoadError, Loaders,
    errors::{bad_input, internal},
    written::{Item, Items, Json},
};
use crate::tenancy::{Cursor, Find, Joined, Keyset, Page, PageRequest, Scope};

/// Rows on a page that says nothing of its size.
pub const DEFAULT_SIZE: u16 = 20;
/// Rows on a page at most.
pub const MAX_SIZE: u16 = 100;

/// What a page costs: its size times what one row costs. For `complexity` attributes.
pub fn cost(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let size = first.or(last).map_or(DEFAULT_SIZE, |n| u16::try_from(n).unwrap_or(MAX_SIZE).min(MAX_SIZE));
    usize::from(size).saturating_mul(child).saturating_add(1)
}

/// The four arguments of a connection.
pub struct PageArgs {
    /// So many from the start.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// So many from the end.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// Checks them.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names the argument and the fault.
    pub fn request<E: EntityTrait>(&self, scope: &Scope, keyset: &Keyset<E>) -> Result<PageRequest> {
        self.checked(scope, |request| keyset.accepts(request))
    }

    /// Checks them for a list that is ranked and lies in memory.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names the argument and the fault.
    pub fn ranked(&self, scope: &Scope) -> Result<PageRequest> {
        let ranked = |cursor: &Option<Cursor>| cursor.as_ref().is_none_or(|cursor| cursor.rank().is_some());
        self.checked(scope, |request| ranked(&request.after) && ranked(&request.before))
    }

    fn checked(&self, scope: &Scope, accepts: impl FnOnce(&PageRequest) -> bool) -> Result<PageRequest> {
        if self.first.is_some() && self.last.is_some() {
            return Err(bad_input(
                scope,
                "Ange antingen first eller last, inte båda.",
                "Give either first or last, not both.",
            ));
        }
        let request = PageRequest {
            size: size(scope, self.first, "first")?
                .or(size(scope, self.last, "last")?)
                .unwrap_or(DEFAULT_SIZE),
            after: cursor(scope, self.after.as_deref(), "after")?,
            before: cursor(scope, self.before.as_deref(), "before")?,
            backward: self.last.is_some(),
        };
        if accepts(&request) {
            return Ok(request);
        }
        Err(bad_input(
            scope,
            "Markören i after eller before hör inte till den här listan.",
            "The cursor in after or before does not belong to this list.",
        ))
    }
}

fn size(scope: &Scope, size: Option<i32>, name: &str) -> Result<Option<u16>> {
    let Some(size) = size else { return Ok(None) };
    match u16::try_from(size) {
        Ok(size @ 1..=MAX_SIZE) => Ok(Some(size)),
        _ => Err(bad_input(
            scope,
            &format!("{name} ska vara 1 till {MAX_SIZE}, inte {size}."),
            &format!("{name} must be 1 to {MAX_SIZE}, not {size}."),
        )),
    }
}

fn cursor(scope: &Scope, text: Option<&str>, name: &str) -> Result<Option<Cursor>> {
    let Some(text) = text else { return Ok(None) };
    Cursor::decode(text).map(Some).ok_or_else(|| {
        bad_input(scope, &format!("{name} är ingen markör."), &format!("{name} is not a cursor."))
    })
}

/// Where a page stands in its list.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether items come before this page.
    has_previous_page: bool,
    /// Whether items come after this page.
    has_next_page: bool,
    /// The cursor of the first item; null on an empty page.
    start_cursor: Option<String>,
    /// The cursor of the last item; null on an empty page.
    end_cursor: Option<String>,
}

/// An item of a list with its place.
pub struct Edge<'a, T> {
    cursor: String,
    node: &'a T,
}

impl<T: Item> TypeName for Edge<'_, T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// An item of a list with its place in the list.
#[Object(name_type)]
impl<T: Item> Edge<'_, T> {
    /// The place in the list; opaque to clients.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item.
    async fn node(&self) -> &T {
        self.node
    }
}

impl<T: Item> Item for Edge<'_, T> {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object(&<Self as TypeName>::type_name(), selected, |json, field, selected| match field {
            "cursor" => json.put(&self.cursor),
            "node" => self.node.write(json, scope, selected),
            _ => None,
        })
    }
}

type Count = Box<dyn for<'c> Fn(&'c Context<'_>) -> BoxFuture<'c, Result<u64>> + Send + Sync>;
type Place = Box<dyn Fn(usize) -> Option<String> + Send + Sync>;

/// A page of a list.
pub struct Connection<T> {
    nodes: Vec<T>,
    place: Place,
    has_previous: bool,
    has_next: bool,
    count: Count,
}

impl<T> Connection<T> {
    /// Reads the page that `args` ask for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for arguments that cannot be, `INTERNAL` when the database cannot be read.
    pub async fn read<E>(
        scope: &Scope,
        args: &PageArgs,
        keyset: &'static Keyset<E>,
        find: Find<'static, E>,
        item: impl FnMut(Arc<E::Model>) -> T,
    ) -> Result<Self>
    where
        E: EntityTrait,
        E::Model: FromQueryResult + Send + Sync + 'static,
    {
        let request = args.request(scope, keyset)?;
        let page = find.clone().page(keyset, &request).await.map_err(internal)?;
        Ok(Self::of(&page, keyset, find, item))
    }

    /// The same, and with each row what `columns` compute beside it from what is joined.
    ///
    /// # Errors
    /// As [`Connection::read`].
    pub async fn read_beside<E, B>(
        scope: &Scope,
        args: &PageArgs,
        keyset: &'static Keyset<E>,
        (find, joined): (Find<'static, E>, Joined<'static, E>),
        mut item: impl FnMut(Arc<E::Model>, B) -> T,
    ) -> Result<Self>
    where
        E: EntityTrait,
        E::Model: FromQueryResult + Send + Sync + 'static,
        B: FromQueryResult + Send + Sync,
    {
        let request = args.request(scope, keyset)?;
        let (page, beside) = joined.page(keyset, &request).await.map_err(internal)?;
        let mut beside = beside.into_iter();
        let nodes =
            page.rows.iter().cloned().zip(&mut beside).map(|(row, beside)| item(row, beside)).collect();
        Ok(Self::assembled(&page, keyset, page.rows.clone(), nodes, counting(find)))
    }

    /// A page that was read already; `find` counts the whole list.
    pub fn of<E>(
        page: &Page<E::Model>,
        keyset: &'static Keyset<E>,
        find: Find<'static, E>,
        item: impl FnMut(Arc<E::Model>) -> T,
    ) -> Self
    where
        E: EntityTrait,
        E::Model: FromQueryResult + Send + Sync + 'static,
    {
        let items = page.rows.iter().cloned();
        Self::assembled(page, keyset, items.clone().collect(), items.map(item).collect(), counting(find))
    }

    /// A page of a list that hangs on a parent, read by a loader; the key of another loader counts the whole list, for
    /// all parents at once.
    pub fn under<E, K>(
        page: &Page<E::Model>,
        keyset: &'static Keyset<E>,
        total: K,
        item: impl FnMut(Arc<E::Model>) -> T,
    ) -> Self
    where
        E: EntityTrait,
        E::Model: FromQueryResult + Send + Sync + 'static,
        Loaders: Loader<K, Value = u64, Error = LoadError>,
        K: Clone + Eq + Hash + Send + Sync + 'static,
    {
        let items = page.rows.iter().cloned();
        Self::assembled(page, keyset, items.clone().collect(), items.map(item).collect(), counted(total))
    }

    /// The same for a page of links, with what each of them leads to; links to what the viewer cannot see are left out.
    pub fn through<E, K>(
        page: &Page<E::Model>,
        links: Vec<(Arc<E::Model>, T)>,
        keyset: &'static Keyset<E>,
        total: K,
    ) -> Self
    where
        E: EntityTrait,
        E::Model: FromQueryResult + Send + Sync + 'static,
        Loaders: Loader<K, Value = u64, Error = LoadError>,
        K: Clone + Eq + Hash + Send + Sync + 'static,
    {
        let (rows, nodes) = links.into_iter().unzip();
        Self::assembled(page, keyset, rows, nodes, counted(total))
    }

    /// A page of a list that lies in memory, with the place of each item.
    pub fn in_memory(items: Vec<(Cursor, T)>, (has_previous, has_next): (bool, bool), total: usize) -> Self {
        let (places, nodes): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        Self {
            nodes,
            place: Box::new(move |n| places.get(n).map(Cursor::encode)),
            has_previous,
            has_next,
            count: Box::new(move |_| Box::pin(ready(Ok(total)))),
        }
    }

    fn assembled<E>(
        page: &Page<E::Model>,
        keyset: &'static Keyset<E>,
        rows: Vec<Arc<E::Model>>,
        nodes: Vec<T>,
        count: Count,
    ) -> Self
    where
        E: EntityTrait,
        E::Model: Send + Sync + 'static,
    {
        let place: Place = Box::new(move |n| rows.get(n).map(|row| keyset.cursor(row).encode()));
        Self { nodes, place, has_previous: page.has_previous, has_next: page.has_next, count }
    }
}

/// Counts the whole list.
fn counting<E>(find: Find<'static, E>) -> Count
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync + 'static,
{
    Box::new(move |_| {
        let find = find.clone();
        Box::pin(async move { find.count().await.map_err(internal) })
    })
}

/// Counts through a loader; a parent that it does not know has nothing.
fn counted<K>(key: K) -> Count
where
    Loaders: Loader<K, Value = u64, Error = LoadError>,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    Box::new(move |ctx| {
        let (loaders, key) = (ctx.data_unchecked::<DataLoader<Loaders>>(), key.clone());
        Box::pin(async move { Ok(loaders.load_one(key).await.map_err(internal)?.unwrap_or_default()) })
    })
}

impl<T: Item> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// A page of a list, as the Relay specification has it.
#[Object(name_type)]
impl<T: Item> Connection<T> {
    /// The items of the page, each with its cursor.
    async fn edges(&self) -> Items<Vec<Edge<'_, T>>> {
        let edge = |(n, node)| Edge { cursor: (self.place)(n).unwrap_or_default(), node };
        Items(self.nodes.iter().enumerate().map(edge).collect())
    }

    /// The items of the page.
    async fn nodes(&self) -> Items<&[T]> {
        Items(&self.nodes)
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let last = self.nodes.len().checked_sub(1);
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: last.and_then(|_| (self.place)(0)),
            end_cursor: last.and_then(|n| (self.place)(n)),
        }
    }

    /// How many items the whole list has. Counted only when selected.
    #[graphql(complexity = 10)]
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = (self.count)(ctx).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}
