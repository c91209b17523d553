//! Lists written at once, as the JSON that is sent. async-graphql makes a future for each field of each item and a map for
//! each object, which is most of what a long list costs; what is at hand needs neither. An object that is asked for more
//! than that is left to its resolvers, so the answer is the same either way.

use std::{borrow::Cow, ops::Deref};

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use serde::Serialize;

use super::{list::List, repeats::Unrepeated};
use crate::tenancy::Scope;

/// What is written so far. A writer that gives up halfway returns `None`, and everything is thrown away.
#[derive(Default)]
pub struct Json(Vec<u8>);

impl Json {
    /// Writes a value; `None` for one that has no JSON.
    pub fn put(&mut self, value: &(impl Serialize + ?Sized)) -> Option<()> {
        serde_json::to_writer(&mut self.0, value).ok()
    }

    /// Writes `null`.
    pub fn null(&mut self) -> Option<()> {
        self.put(&())
    }

    /// Writes an object field by field; gives up where `field` does.
    pub fn object(
        &mut self,
        type_name: &str,
        selected: &SelectionSet,
        mut field: impl FnMut(&mut Self, &str, &SelectionSet) -> Option<()>,
    ) -> Option<()> {
        self.0.push(b'{');
        let start = self.0.len();
        for selection in &selected.items {
            let Selection::Field(Positioned { node: asked, .. }) = &selection.node else { return None };
            // Directives may leave a field out, and arguments are for the resolvers.
            if !asked.directives.is_empty() || !asked.arguments.is_empty() {
                return None;
            }
            if self.0.len() > start {
                self.0.push(b',');
            }
            self.put(&*asked.response_key().node)?;
            self.0.push(b':');
            match asked.name.node.as_str() {
                "__typename" => self.put(type_name)?,
                name => field(self, name, &asked.selection_set.node)?,
            }
        }
        self.0.push(b'}');
        Some(())
    }

    /// Writes a list item by item; gives up where `item` does.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T) -> Option<()>,
    ) -> Option<()> {
        self.0.push(b'[');
        for (place, next) in items.into_iter().enumerate() {
            if place > 0 {
                self.0.push(b',');
            }
            item(self, next)?;
        }
        self.0.push(b']');
        Some(())
    }
}

/// What `write` writes, if it does and the operation allows it: what is written cannot be merged with what another field
/// of the same key brings.
pub fn whole(ctx: &ContextSelectionSet<'_>, write: impl FnOnce(&mut Json) -> Option<()>) -> Option<Value> {
    ctx.data_opt::<Unrepeated>()?;
    let mut json = Json::default();
    write(&mut json)?;
    let json = String::from_utf8(json.0).ok()?;
    let raw = (Name::new(async_graphql_value::RAW_VALUE_TOKEN), Value::String(json));
    Some(Value::Object(IndexMap::from([raw])))
}

/// What can stand in a list.
pub trait Item: OutputType {
    /// Writes the object with the fields that are selected, where all of them are at hand and take no arguments; `None`
    /// leaves it to the resolvers.
    fn write(&self, _json: &mut Json, _scope: &Scope, _selected: &SelectionSet) -> Option<()> {
        None
    }
}

/// A list whose items are written at once where all of them can be.
pub struct Items<L>(pub L);

impl<T, L> Items<L>
where
    T: Item,
    L: Deref<Target = [T]>,
{
    /// Writes the list, where every item can be written.
    pub fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.list(self.0.iter(), |json, item| item.write(json, scope, selected))
    }
}

impl<T, L> OutputType for Items<L>
where
    T: Item,
    L: Deref<Target = [T]> + Send + Sync,
{
    fn type_name() -> Cow<'static, str> {
        <&[T]>::type_name()
    }

    fn qualified_type_name() -> String {
        <&[T]>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <&[T]>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let scope = ctx.data_opt::<Scope>();
        let written = scope.and_then(|scope| whole(ctx, |json| self.write(json, scope, &ctx.item.node)));
        match written {
            Some(list) => Ok(list),
            None => self.0.iter().collect::<List<&T>>().resolve(ctx, field).await,
        }
    }
}
