//! Nullability, lists, connections and scalars.

use super::contract::{Contract, Field, Kind};

/// Scalars that say nothing of their form, and `JSON`, which hides it.
pub fn shapeless_scalars(contract: &Contract) -> Vec<String> {
    let scalars = contract.types.iter().filter(|scalar| scalar.kind == Kind::Scalar);
    scalars
        .filter_map(|scalar| match scalar.specified_by.as_deref() {
            _ if scalar.name.to_ascii_uppercase().contains("JSON") => {
                Some(format!("{} hides its form", scalar.name))
            }
            // Uploads come beside the document; the multipart request specification is not a form of values.
            None | Some("") if scalar.name != "Upload" => {
                Some(format!("{} has no @specifiedBy", scalar.name))
            }
            _ => None,
        })
        .collect()
}

/// Fields that a client's argument can break and that take their siblings with them, because they are not nullable. What is
/// wrong with a language, a switch or the value of an enum is told before anything runs.
pub fn breakable(contract: &Contract) -> Vec<String> {
    let is_safe = |argument: &Field| {
        let named = argument.shape.trim_matches(['[', ']', '!']);
        ["Locale", "Boolean"].contains(&named)
            || contract.find(named).is_some_and(|found| found.kind == Kind::Enum)
    };
    let fields = contract.outputs().flat_map(|owner| owner.fields.iter().map(move |field| (owner, field)));
    fields
        .filter(|(owner, field)| {
            // A subscription answers one field at a time. What names no phone supports nothing.
            owner.name != "Subscription" && owner.path(field) != "Submission.viewerSupports"
        })
        .filter(|(_, field)| field.shape.ends_with('!') && !field.arguments.iter().all(is_safe))
        .map(|(owner, field)| format!("{}: {}", owner.path(field), field.shape))
        .collect()
}

/// Lists in answers that may be null or hold nulls, but for those that an argument can break. The path of a user error is
/// null where no field is at fault.
pub fn nullable_lists(contract: &Contract) -> Vec<String> {
    let mut found = Vec::new();
    for owner in contract.outputs() {
        for field in owner.fields.iter().filter(|field| field.shape.contains('[')) {
            let of_user_error = field.name == "field" && field.shape == "[String!]";
            // `nodes(ids:)` answers in the order of the ids; what is not there is null at its place.
            let by_ids =
                field.name == "nodes" && field.arguments.iter().any(|argument| argument.name == "ids");
            let whole = if field.arguments.is_empty() { "!]!" } else { "!]" };
            if !field.shape.trim_start_matches('[').contains(whole) && !of_user_error && !by_ids {
                found.push(format!("{}: {}", owner.path(field), field.shape));
            }
        }
    }
    found
}

/// Objects with an `id` that `node` does not take, or that may be null: a cache keeps objects by it.
pub fn ids_of_no_node(contract: &Contract) -> Vec<String> {
    let objects = contract.outputs().filter(|object| object.kind == Kind::Object);
    objects
        .filter(|object| {
            let is_node = object.implements.iter().any(|interface| interface == "Node");
            object.field("id").is_some_and(|id| !is_node || id.shape != "ID!")
        })
        .map(|object| object.name.clone())
        .collect()
}

/// Connections that lack a part, and fields with a connection that cannot be paged.
pub fn incomplete_connections(contract: &Contract) -> Vec<String> {
    let mut found = Vec::new();
    for owner in contract.outputs() {
        if let Some(node) = owner.name.strip_suffix("Connection") {
            let parts = [
                ("edges", format!("[{node}Edge!]!")),
                ("nodes", format!("[{node}!]!")),
                ("pageInfo", "PageInfo!".to_owned()),
            ];
            for (name, shape) in parts {
                if owner.field(name).is_none_or(|field| field.shape != shape) {
                    found.push(format!("{} has no {name}: {shape}", owner.name));
                }
            }
        }
        for field in
            owner.fields.iter().filter(|field| field.shape.trim_end_matches('!').ends_with("Connection"))
        {
            let takes = |name: &str| field.arguments.iter().any(|argument| argument.name == name);
            if !takes("first") || !takes("after") {
                found.push(format!("{} takes no first and after", owner.path(field)));
            }
        }
    }
    found
}

/// Fields of answers that are an id of something else, and anything that would carry a personal identity number.
pub fn bare_references(contract: &Contract) -> Vec<String> {
    let all = contract.types.iter().flat_map(|owner| owner.fields.iter().map(move |field| (owner, field)));
    all.filter_map(|(owner, field)| {
        let output = matches!(owner.kind, Kind::Object | Kind::Interface);
        let reference = output && field.name.ends_with("Id") && field.shape.trim_end_matches('!') == "ID";
        let name = field.name.to_lowercase();
        let identity_number =
            ["personnummer", "personalidentitynumber", "coordinationnumber", "ssn"].contains(&name.as_str());
        (reference || identity_number).then(|| owner.path(field))
    })
    .collect()
}
