//! Objects written at once. async-graphql makes a future for each field of each item, which is most of what a long list
//! costs; what is at hand needs none. An object that is asked for more than that is left to its resolvers, so the answer
//! is the same either way.

use std::{borrow::Cow, ops::Deref};

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};

use super::list::List;
use crate::tenancy::Scope;

/// What can stand in a list.
pub trait Item: OutputType {
    /// The object with the fields that are selected, where all of them are at hand and take no arguments; `None` leaves
    /// it to the resolvers.
    fn written(&self, _scope: &Scope, _selected: &SelectionSet) -> Option<Value> {
        None
    }
}

/// Writes an object field by field; gives up where `field` does.
pub fn object(
    type_name: &str,
    selected: &SelectionSet,
    mut field: impl FnMut(&str, &SelectionSet) -> Option<Value>,
) -> Option<Value> {
    let mut object = IndexMap::with_capacity(selected.items.len());
    for selection in &selected.items {
        let Selection::Field(Positioned { node: asked, .. }) = &selection.node else { return None };
        // Directives may leave a field out, and arguments are for the resolvers.
        if !asked.directives.is_empty() || !asked.arguments.is_empty() {
            return None;
        }
        let value = match asked.name.node.as_str() {
            "__typename" => text(type_name),
            name => field(name, &asked.selection_set.node)?,
        };
        object.insert(Name::clone(&asked.response_key().node), value);
    }
    Some(Value::Object(object))
}

/// A text as a value.
pub fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// A list whose items are written at once where all of them can be.
pub struct Items<L>(pub L);

impl<T, L> Items<L>
where
    T: Item,
    L: Deref<Target = [T]>,
{
    /// The list, where every item can be written at once.
    pub fn written(&self, scope: &Scope, selected: &SelectionSet) -> Option<Value> {
        let items = self.0.iter().map(|item| item.written(scope, selected));
        items.collect::<Option<_>>().map(Value::List)
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
        match ctx.data_opt::<Scope>().and_then(|scope| self.written(scope, &ctx.item.node)) {
            Some(list) => Ok(list),
            None => self.0.iter().collect::<List<&T>>().resolve(ctx, field).await,
        }
    }
}
