//! The project's own Rust files, and the paths that their `use` lines and their code name.

use std::fs;
use std::path::{Path, PathBuf};

/// Parts of the server that serve every feature and are none.
const NOT_FEATURES: [&str; 9] =
    ["cli", "config", "demo", "http", "identity", "import", "platform", "schema", "tenancy"];

/// One file.
pub struct Source {
    /// Where it is, from the top of the project: `api/src/meals/store.rs`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// The feature folder it lies in, if it lies in one.
    pub fn feature(&self) -> Option<&str> {
        let (folder, _) = self.path.strip_prefix("api/src/")?.split_once('/')?;
        (!NOT_FEATURES.contains(&folder)).then_some(folder)
    }

    /// Its role in its folder: `store` for `store.rs` and for everything in a folder `store/`.
    pub fn role(&self) -> &str {
        let inside = self.path.strip_prefix("api/src/").unwrap_or(&self.path);
        let role = inside.split('/').nth(1).unwrap_or(inside);
        role.trim_end_matches(".rs")
    }

    /// The text without comments and without its unit tests, which stand last.
    pub fn code(&self) -> String {
        let shipped = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = shipped.lines().map(|line| line.split("//").next().unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Every path that a `use` names, trees unfolded: `use a::{b, c::{self, d as e}}` names `a::b`, `a::c` and `a::c::d`.
    pub fn uses(&self) -> Vec<String> {
        let code = self.code();
        let mut paths = Vec::new();
        let words = code.split_inclusive(['\n', ' ', ';']).scan(0, |at, word| {
            let start = *at;
            *at += word.len();
            Some((start, word))
        });
        for (start, word) in words {
            if word.trim_end() == "use" {
                let tree = &code[start + word.len()..];
                let tree = &tree[..tree.find(';').unwrap_or(tree.len())];
                unfold("", tree, &mut paths);
            }
        }
        paths
    }

    /// Whether a `use` or any other path in the code begins with `prefix` (`async_graphql`, `crate::meals::store`).
    pub fn names(&self, prefix: &str) -> bool {
        let begins = |path: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let in_code = self.code();
        let in_code = in_code.match_indices(prefix).any(|(at, _)| {
            let before = in_code[..at].chars().next_back();
            let after = in_code[at + prefix.len()..].chars().next();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
        });
        in_code || self.uses().iter().any(|path| begins(path))
    }
}

/// The paths of one `use` tree, without the aliases.
fn unfold(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    if let Some((head, rest)) = tree.split_once('{') {
        let prefix = format!("{prefix}{}", head.trim());
        let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
        for branch in branches(inner) {
            unfold(&prefix, branch, paths);
        }
        return;
    }
    let name = tree.split(" as ").next().unwrap_or_default().trim();
    let path =
        if name == "self" { prefix.trim_end_matches("::").to_owned() } else { format!("{prefix}{name}") };
    if !path.is_empty() {
        paths.push(path);
    }
}

/// The parts between commas that no brace encloses.
fn branches(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    list.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    })
    .filter(|branch| !branch.trim().is_empty())
    .collect()
}

/// The top of the project.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every Rust file under these folders of the project, in order; a folder that is not there has none.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&top().join(folder), &mut found);
    }
    found.sort();
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(top()).unwrap().to_string_lossy().into_owned(),
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn use_trees_are_unfolded() {
    let text = "use a::{b, c::{self, d as e}};\npub(crate) use super::f;\nuse g;\n// use not::this;\n";
    let source = Source { path: String::new(), text: text.to_owned() };
    assert_eq!(source.uses(), ["a::b", "a::c", "a::c::d", "super::f", "g"]);
    assert!(source.names("a::c") && source.names("g") && !source.names("a::cc") && !source.names("not"));
}
