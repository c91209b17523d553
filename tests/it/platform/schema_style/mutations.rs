//! Mutations, their payloads and the errors that users read.

use super::contract::{Contract, Field, Kind, Type};

/// Mutations that are not `verbNoun(input: VerbNounInput!): VerbNounPayload`, nullable so that one that fails leaves the
/// answers of the others alone, and payloads whose results are not
/// nullable or that cannot tell what was wrong.
pub fn irregular(contract: &Contract) -> Vec<String> {
    let mut found = Vec::new();
    for mutation in contract.mutations() {
        let name = capitalised(&mutation.name);
        let one_input = match &mutation.arguments[..] {
            [input] => input.name == "input" && input.shape == format!("{name}Input!"),
            _ => false,
        };
        if !one_input {
            found.push(format!("{} does not take one `input: {name}Input!`", mutation.name));
        }
        if mutation.shape != format!("{name}Payload") {
            found.push(format!("{} does not return `{name}Payload`", mutation.name));
        }
        let Some(payload) = contract.find(&format!("{name}Payload")) else { continue };
        if payload.field("errors").is_none_or(|errors| errors.shape != format!("[{name}Error!]!")) {
            found.push(format!("{} has no `errors: [{name}Error!]!`", payload.name));
        }
        // A list is empty then, as every list is that has nothing.
        let certain = |field: &&Field| {
            field.name != "errors" && field.shape.ends_with('!') && !field.shape.starts_with('[')
        };
        found.extend(payload.fields.iter().filter(certain).map(|field| {
            format!("{} is non-null, but there is no result when there are errors", payload.path(field))
        }));
    }
    found
}

/// What can be wrong with a value or a thing. A code ends in one of these.
const FAULTS: [&str; 31] = [
    // Of values.
    "BLANK",
    "CONFLICT",
    "EXISTS",
    "INVALID",
    "MISSING",
    "NOT_ALLOWED",
    "OUT_OF_RANGE",
    "REPEATED",
    "REUSED",
    "TELLS_IDENTITY_NUMBER",
    "TELLS_PERSONAL_DATA",
    "TOO_FEW",
    "TOO_LONG",
    "TOO_MANY",
    "TOO_SHORT",
    // Of what they name.
    "ACCEPTED",
    "CLOSED",
    "DEPRECATED",
    "EXPIRED",
    "FULL",
    "LOCKED",
    "LOST",
    "NOT_FOUND",
    "NOT_OPEN",
    "NOT_PUBLISHED",
    "NOT_SERVED",
    "PUBLISHED",
    "TOO_LARGE",
    "TOO_LATE",
    "TOO_SOON",
    "WITHDRAWN",
];

/// Codes that are not `<FIELD>_<FAULT>`, with one of the faults above.
pub fn misnamed_codes(contract: &Contract) -> Vec<String> {
    let codes = contract.types.iter().filter(|it| it.kind == Kind::Enum && it.name.ends_with("ErrorCode"));
    let names_both = |code: &str| {
        let field = FAULTS.iter().filter_map(|fault| code.strip_suffix(fault)?.strip_suffix('_')).min();
        field.is_some_and(|field| !field.is_empty() && !FAULTS.contains(&field))
    };
    codes
        .flat_map(|of| of.fields.iter().filter(|code| !names_both(&code.name)).map(|code| of.path(code)))
        .collect()
}

/// Error types that are not `XError implements UserError` with `message`, `field` and `code`, and an enum of their own for
/// `reason`.
pub fn irregular_errors(contract: &Contract) -> Vec<String> {
    let errors = contract
        .outputs()
        .filter(|candidate| candidate.kind == Kind::Object && candidate.name.ends_with("Error"));
    errors
        .filter(|error| {
            let has = |name: &str, shape: &str| error.field(name).is_some_and(|field| field.shape == shape);
            let coded = has("code", "String!")
                && has("reason", &format!("{}Code!", error.name))
                && is_enum(contract.find(&format!("{}Code", error.name)));
            let shared = error.implements.iter().any(|interface| interface == "UserError");
            !(shared && coded && has("message", "String!") && has("field", "[String!]"))
        })
        .map(|error| {
            format!("{0} is not a UserError with message, field, code and `reason: {0}Code!`", error.name)
        })
        .collect()
}

fn is_enum(found: Option<&Type>) -> bool {
    found.is_some_and(|found| found.kind == Kind::Enum)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
