//! Lists whose items can fail.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
    registry::Registry,
};
use futures_util::future::try_join_all;

/// A list of objects; in the schema the same as a `Vec`.
///
/// async-graphql tells of a fault inside an item of a `Vec` as if the item itself had failed: the rest of the path is
/// lost, and of lists inside one another all but the outermost. Here the path stays what it was.
#[derive(Clone, Debug)]
pub struct List<T>(Vec<T>);

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for List<T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let items = self.0.iter().enumerate().map(|(place, item)| {
            let ctx = ctx.with_index(place);
            async move {
                let resolved = item.resolve(&ctx, field).await;
                resolved
                    .map_err(|fault| if fault.path.is_empty() { ctx.set_error_path(fault) } else { fault })
            }
        });
        Ok(Value::List(try_join_all(items).await?))
    }
}
