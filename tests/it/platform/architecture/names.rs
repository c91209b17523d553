//! How large a file may be and what nothing may be called.

use super::source::{Source, sources};

/// Everything written by hand.
const EVERYWHERE: [&str; 5] = ["api", "bench", "entity", "migration", "tests"];

/// Longer files tell more than one story.
const LONGEST: usize = 500;

/// Names that say nothing.
const EMPTY_NAMES: [&str; 6] = ["common", "helper", "helpers", "manager", "util", "utils"];

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let found: Vec<_> = sources(&EVERYWHERE)
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(found.is_empty(), "split by story: {found:#?}");
}

#[test]
fn names_say_something() {
    let mut found = Vec::new();
    for source in sources(&EVERYWHERE) {
        let of_path = source.path.trim_end_matches(".rs").split('/').map(str::to_owned);
        let names = of_path.chain(defined_names(&source));
        found.extend(
            names
                .filter(|name| words(name).iter().any(|word| EMPTY_NAMES.contains(&word.as_str())))
                .map(|name| format!("{}: {name}", source.path)),
        );
    }
    assert!(found.is_empty(), "say what it does: {found:#?}");
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let found: Vec<_> = sources(&EVERYWHERE)
        .into_iter()
        .filter(|source| source.code().contains(concat!("[all", "ow(")))
        .map(|source| source.path)
        .collect();
    assert!(found.is_empty(), "#[expect(…, reason)] tells when it is no longer needed: {found:#?}");
}

#[test]
fn tests_neither_sleep_nor_are_ignored() {
    let found: Vec<_> = sources(&["tests/it", "api/src"])
        .into_iter()
        .filter(|source| {
            let unit_tests = || source.text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests);
            let tests = if source.path.starts_with("tests/") { source.text.as_str() } else { unit_tests() };
            [concat!("[ign", "ore"), concat!("sleep", "(")].iter().any(|word| tests.contains(word))
        })
        .map(|source| source.path)
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// What the file gives a name to.
fn defined_names(source: &Source) -> Vec<String> {
    let code = source.code();
    let mut words = code.split_whitespace().peekable();
    let mut names = Vec::new();
    while let Some(word) = words.next() {
        if ["mod", "struct", "enum", "trait", "type", "fn"].contains(&word) {
            let name = words.peek().copied().unwrap_or_default();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            names.push(name[..end].to_owned());
        }
    }
    names
}

/// The words of a name in snake or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() {
            words.push(String::new());
        }
        if letter != '_' {
            words.last_mut().unwrap().extend(letter.to_lowercase());
        }
    }
    words
}
