//! What the contract says in words.

use super::contract::{Contract, Field, Kind};

/// Types, fields, arguments and values that nobody described.
pub fn undescribed(contract: &Contract) -> Vec<String> {
    elements(contract)
        .into_iter()
        .filter_map(|(path, description)| {
            let sentence = description.as_deref().map(str::trim).unwrap_or_default();
            match sentence.chars().last() {
                None => Some(format!("{path} is not described")),
                Some('.' | '?' | ')' | '`') => None,
                Some(_) => Some(format!("{path} is described by no full sentence: {sentence}")),
            }
        })
        .collect()
}

/// Deprecations that leave the client alone: no `` `replacement` `` or no date of removal.
pub fn vague_deprecations(contract: &Contract) -> Vec<String> {
    let fields =
        contract.types.iter().flat_map(|owner| owner.fields.iter().map(|field| (owner.path(field), field)));
    let all = fields.flat_map(|(path, field)| {
        let arguments =
            field.arguments.iter().map(|argument| (format!("{path}({})", argument.name), argument));
        arguments.chain([(path.clone(), field)]).collect::<Vec<_>>()
    });
    all.filter_map(|(path, field)| {
        let reason = field.deprecated.as_ref()?;
        let replaced = reason.split('`').nth(1).is_some_and(|replacement| !replacement.is_empty());
        let dated = reason.split(|c: char| !c.is_ascii_digit() && c != '-').any(is_date);
        (!replaced || !dated).then(|| format!("{path} is deprecated without `replacement` or date: {reason}"))
    })
    .collect()
}

/// Names that break the habit: `TypeName`, `fieldName`, `ENUM_VALUE`.
pub fn misspelled(contract: &Contract) -> Vec<String> {
    let begins = |name: &str, right: fn(char) -> bool| name.chars().next().is_some_and(right);
    let plain = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric());
    let shouted = |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let mut found = Vec::new();
    for owner in &contract.types {
        if !begins(&owner.name, |first| first.is_ascii_uppercase()) || !plain(&owner.name) {
            found.push(format!("{} is not spelled LikeThis", owner.name));
        }
        for field in &owner.fields {
            let right = match owner.kind {
                Kind::Enum => shouted(&field.name),
                _ => begins(&field.name, |first| first.is_ascii_lowercase()) && plain(&field.name),
            };
            if !right {
                found.push(format!(
                    "{} is not spelled {}",
                    owner.path(field),
                    match owner.kind {
                        Kind::Enum => "LIKE_THIS",
                        _ => "likeThis",
                    }
                ));
            }
        }
    }
    found
}

/// Everything that has a description, by path.
fn elements(contract: &Contract) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for owner in &contract.types {
        all.push((owner.name.clone(), owner.description.clone()));
        for field in &owner.fields {
            let path = owner.path(field);
            let of = |argument: &Field| (format!("{path}({})", argument.name), argument.description.clone());
            all.extend(field.arguments.iter().map(of));
            all.push((path.clone(), field.description.clone()));
        }
    }
    all
}

fn is_date(word: &str) -> bool {
    chrono::NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok()
}
