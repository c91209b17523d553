//! Whether an operation asks for the same object twice, so that two answers would have to be merged. Flattening has
//! joined what always applies; what is left are fragments on one of several types, and fields with directives.

use std::collections::HashSet;

use async_graphql::{
    Positioned,
    parser::types::{Selection, SelectionSet},
};

/// What a request carries whose operation asks for no object twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unrepeated;

/// Whether no object of these selections is asked for twice. Of fragments that cannot both apply it says no too.
pub(super) fn are_unrepeated(selected: &SelectionSet) -> bool {
    is_level_unrepeated(selected, &mut HashSet::new())
}

fn is_level_unrepeated<'a>(selected: &'a SelectionSet, keys: &mut HashSet<&'a str>) -> bool {
    selected.items.iter().all(|Positioned { node, .. }| match node {
        Selection::Field(field) => {
            let inner = &field.node.selection_set.node;
            inner.items.is_empty() || (keys.insert(&field.node.response_key().node) && are_unrepeated(inner))
        }
        Selection::InlineFragment(inline) => is_level_unrepeated(&inline.node.selection_set.node, keys),
        Selection::FragmentSpread(_) => false,
    })
}
