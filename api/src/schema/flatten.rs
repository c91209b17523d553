//! Operations with their fragments written out and equal fields joined: what the specification calls `CollectFields`
//! and `MergeSelectionSets` (section 6.3.2), done once for a document instead of every time it runs.
//!
//! async-graphql runs a field as often as it is written and merges the answers. For a query that is work in vain,
//! since every fragment of a generated client asks for the id again; a mutation would happen twice.

use std::{collections::HashMap, mem};

use apollo_compiler::{Schema, schema::ExtendedType};
use async_graphql::{
    Name, Positioned,
    parser::types::{FragmentDefinition, InlineFragment, Selection},
};

type Selections = Vec<Positioned<Selection>>;

/// Writes out the fragments of one document that is known to be valid.
pub(super) struct Flattening<'a> {
    pub schema: &'a Schema,
    pub fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
}

impl Flattening<'_> {
    /// The selections on a type, without named fragments, each unconditional key once.
    pub fn selections(&self, parent: &str, selections: Selections) -> Selections {
        let mut level = Level { items: Vec::with_capacity(selections.len()), keys: HashMap::new() };
        self.collect(parent, selections, &mut level);
        for selection in &mut level.items {
            let (parent, inner) = match &mut selection.node {
                Selection::Field(field) => {
                    let definition = self.schema.type_field(parent, &field.node.name.node);
                    let of = definition.map_or("", |definition| definition.ty.inner_named_type());
                    (of, &mut field.node.selection_set.node.items)
                }
                Selection::InlineFragment(inline) => {
                    let InlineFragment { type_condition, selection_set, .. } = &mut inline.node;
                    let on = type_condition.as_ref().map_or(parent, |on| on.node.on.node.as_str());
                    (on, &mut selection_set.node.items)
                }
                Selection::FragmentSpread(_) => continue,
            };
            if !inner.is_empty() {
                *inner = self.selections(parent, mem::take(inner));
            }
        }
        level.items
    }

    fn collect(&self, parent: &str, selections: Selections, level: &mut Level) {
        for Positioned { pos, node } in selections {
            let inline = match node {
                Selection::Field(field) => {
                    level.add(Positioned::new(Selection::Field(field), pos));
                    continue;
                }
                Selection::InlineFragment(inline) => inline,
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) else {
                        continue;
                    };
                    let written = InlineFragment {
                        type_condition: Some(fragment.node.type_condition.clone()),
                        directives: spread.node.directives,
                        selection_set: fragment.node.selection_set.clone(),
                    };
                    Positioned::new(written, pos)
                }
            };
            if inline.node.directives.is_empty() && self.always_applies(parent, &inline.node) {
                self.collect(parent, inline.node.selection_set.node.items, level);
            } else {
                level.items.push(Positioned::new(Selection::InlineFragment(inline), pos));
            }
        }
    }

    /// Whether whatever is of the parent's type is of the fragment's too. An object is of every type that a valid
    /// document names for it.
    fn always_applies(&self, parent: &str, fragment: &InlineFragment) -> bool {
        fragment.type_condition.as_ref().is_none_or(|on| on.node.on.node == parent)
            || matches!(self.schema.types.get(parent), Some(ExtendedType::Object(_)))
    }
}

/// One level of a selection set in the making.
struct Level {
    items: Selections,
    /// Where the fields are that others can join.
    keys: HashMap<Name, usize>,
}

impl Level {
    /// Adds a field, or what it selects to the field that has its key. Validation has seen that they agree otherwise.
    fn add(&mut self, selection: Positioned<Selection>) {
        if let Selection::Field(field) = &selection.node
            && field.node.directives.is_empty()
        {
            let key = &field.node.response_key().node;
            if let Some(first) = self.keys.get(key).and_then(|&first| self.items.get_mut(first)) {
                if let (Selection::Field(first), Selection::Field(again)) = (&mut first.node, selection.node)
                {
                    first.node.selection_set.node.items.extend(again.node.selection_set.node.items);
                }
                return;
            }
            self.keys.insert(key.clone(), self.items.len());
        }
        self.items.push(selection);
    }
}
