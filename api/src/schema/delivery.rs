//! What makes a subscription more than a query that answers often: each event is judged by what its viewer may see
//! when it is delivered, not when they subscribed.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Data, Name, Positioned, Response,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
    parser::types::{Field, FragmentDefinition, Selection, SelectionSet},
};

use super::{Loaders, errors};
use crate::tenancy::{Scope, Scopes};

/// Gives every event a scope of its own: roles are looked up again, and loaders start empty.
///
/// An extension, because async-graphql lets nothing else in between two events. It costs two more futures around every
/// field, so only the schema that runs subscriptions carries it.
pub(super) struct FreshScope;

impl ExtensionFactory for FreshScope {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for FreshScope {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let Some(subscribed) = ctx.data_opt::<Scope>() else {
            return next.run(ctx, operation_name).await;
        };
        match Scopes::renew(subscribed).await {
            Ok(fresh) => {
                let mut data = Data::default();
                data.insert(Loaders::new(fresh.clone()));
                data.insert(fresh);
                next.run_with_data(ctx, operation_name, data).await
            }
            Err(cause) => {
                let error = errors::internal(cause).into_server_error(async_graphql::Pos::default());
                Response::from_errors(vec![error])
            }
        }
    }
}

/// Brings the one field of a subscription out of the fragments it may stand in: async-graphql looks only at fields that
/// stand directly under `subscription`, and would end one in a fragment without a word. The validators have seen to
/// it that there is one field, without conditions.
pub(super) fn bare_root(set: &mut SelectionSet, fragments: &HashMap<Name, Positioned<FragmentDefinition>>) {
    if let Some(field) = only_field(set, fragments) {
        let pos = field.pos;
        set.items = vec![Positioned::new(Selection::Field(field), pos)];
    }
}

fn only_field(
    set: &SelectionSet,
    fragments: &HashMap<Name, Positioned<FragmentDefinition>>,
) -> Option<Positioned<Field>> {
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) => Some(field.clone()),
        Selection::InlineFragment(inline) => only_field(&inline.node.selection_set.node, fragments),
        Selection::FragmentSpread(spread) => {
            let fragment = fragments.get(&spread.node.fragment_name.node)?;
            only_field(&fragment.node.selection_set.node, fragments)
        }
    })
}
