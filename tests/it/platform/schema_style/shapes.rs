//! Nullability, lists, connections and scalars.

use super::contract::{Contract, Kind};

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

/// Lists in answers that may be null or hold nulls. The path of a user error is null where no field is at fault.
pub fn nullable_lists(contract: &Contract) -> Vec<String> {
    let mut found = Vec::new();
    for owner in contract.outputs() {
        for field in owner.fields.iter().filter(|field| field.shape.contains('[')) {
            let of_user_error = field.name == "field" && field.shape == "[String!]";
            // `nodes(ids:)` answers in the order of the ids; what is not there is null at its place.
            let by_ids =
                field.name == "nodes" && field.arguments.iter().any(|argument| argument.name == "ids");
            if !field.shape.ends_with("!]!") && !of_user_error && !by_ids {
                found.push(format!("{}: {}", owner.path(field), field.shape));
            }
        }
    }
    found
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
            if !field.shape.ends_with('!') {
                found.push(format!("{} may be null", owner.path(field)));
            }
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
