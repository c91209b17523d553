//! Arguments whose variable the client left out.
//!
//! The specification reads them as not written at all (`CoerceArgumentValues`, section 6.4.1), so that a default
//! applies and an update leaves the field alone. async-graphql reads them as null.

use async_graphql::{
    Name,
    parser::types::{DocumentOperations, ExecutableDocument, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// Takes the arguments and input fields away whose value is one of these variables. The fragments have been written
/// out.
pub(super) fn leave_out(document: &mut ExecutableDocument, variables: &[&Name]) {
    if let DocumentOperations::Single(operation) = &mut document.operations {
        from_selections(&mut operation.node.selection_set.node, variables);
    }
}

fn from_selections(set: &mut SelectionSet, variables: &[&Name]) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                field.node.arguments.retain_mut(|(_, value)| stays(&mut value.node, variables));
                from_selections(&mut field.node.selection_set.node, variables);
            }
            Selection::InlineFragment(inline) => {
                from_selections(&mut inline.node.selection_set.node, variables);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Whether the value was given; from inside it, what was not is taken away. In a list, where there is no leaving
/// out, it remains and is null.
fn stays(value: &mut Value, variables: &[&Name]) -> bool {
    match value {
        Value::Variable(name) => !variables.contains(&&*name),
        Value::Object(fields) => {
            fields.retain(|_, value| stays(value, variables));
            true
        }
        Value::List(items) => {
            for item in items {
                stays(item, variables);
            }
            true
        }
        _ => true,
    }
}
