//! Who may use whom.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, sources};

/// What building a query with sea-orm takes.
const QUERY_BUILDING: [&str; 8] = [
    "sea_orm::QueryFilter",
    "sea_orm::QuerySelect",
    "sea_orm::QueryOrder",
    "sea_orm::EntityTrait",
    "sea_orm::Statement",
    "sea_orm::sea_query::Query",
    "sea_orm::sea_query::SelectStatement",
    "sea_orm::sea_query::OnConflict",
];

#[test]
fn a_feature_never_uses_the_store_of_another() {
    let server = sources(&["api/src"]);
    let features = features(&server);
    let found = violations(&server, |source| {
        features
            .iter()
            .filter(|feature| source.feature() != Some(feature))
            .flat_map(|feature| ["store", "loaders", "rules"].map(|part| format!("crate::{feature}::{part}")))
            .find(|path| source.names(path))
    });
    assert!(found.is_empty(), "use the feature's façade instead: {found:#?}");
}

#[test]
fn only_store_builds_queries() {
    let server = sources(&["api/src"]);
    let found = violations(&server, |source| {
        source.feature()?;
        let code = source.code();
        let builds = || QUERY_BUILDING.into_iter().find(|path| source.names(path));
        let finds = || [".find::<", ".unruled("].into_iter().find(|verb| code.contains(verb));
        let found = match source.role() {
            "store" => None,
            // A loader reads rows by their keys, and no more.
            "loaders" => builds(),
            // A row rule is a condition; it may hold a subquery.
            "policy" => finds().or_else(|| {
                ["sea_orm::EntityTrait", "sea_orm::Statement"].into_iter().find(|path| source.names(path))
            }),
            _ => builds().or_else(finds),
        };
        found.map(str::to_owned)
    });
    assert!(found.is_empty(), "queries belong in store.rs: {found:#?}");
}

#[test]
fn a_store_reads_the_tables_of_its_own_feature_only() {
    let server = sources(&["api/src"]);
    let owners = table_owners(&server);
    let found = violations(&server, |source| {
        let feature = source.feature().filter(|_| source.role() == "store")?;
        let foreign = owners.iter().filter(|(_, owner)| owner.as_str() != feature);
        foreign.map(|(table, owner)| (format!("entity::{table}"), owner)).find_map(|(path, owner)| {
            source.names(&path).then(|| format!("{path}, which is a table of {owner}"))
        })
    });
    assert!(found.is_empty(), "ask the other feature's façade: {found:#?}");
}

#[test]
fn actions_know_neither_graphql_nor_http() {
    let found =
        forbidden(&["actions", "store", "policy", "rules"], &["async_graphql", "actix_web", "actix_ws"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_actions_begin_and_commit_transactions_and_send_batches() {
    let found = violations(&sources(&["api/src"]), |source| {
        source.feature().filter(|_| source.role() != "actions")?;
        [".begin()", ".commit()", ".send()"]
            .into_iter()
            .find(|verb| source.code().contains(verb))
            .map(str::to_owned)
    });
    assert!(found.is_empty(), "the action owns the transaction: {found:#?}");
}

#[test]
fn rules_are_pure() {
    let mut found =
        forbidden(&["rules"], &["sea_orm", "tokio", "std::fs", "std::time", "std::env", "crate::tenancy"]);
    found.extend(violations(&sources(&["api/src"]), |source| {
        source.feature().filter(|_| source.role() == "rules")?;
        ["async ", ".await", "::now()"]
            .into_iter()
            .find(|word| source.code().contains(word))
            .map(str::to_owned)
    }));
    assert!(found.is_empty(), "rules decide; they neither wait nor ask for the time: {found:#?}");
}

#[test]
fn what_stands_below_does_not_know_what_stands_above() {
    let server = sources(&["api/src"]);
    let features: Vec<_> = features(&server).into_iter().map(|feature| format!("crate::{feature}")).collect();
    let found = violations(&server, |source| {
        let folder = source.path.strip_prefix("api/src/")?.split('/').next()?;
        let below = ["platform", "tenancy", "identity", "config"].contains(&folder);
        let above = ["crate::http".to_owned(), "crate::app".to_owned(), "crate::cli".to_owned()];
        let seen = || features.iter().chain(&above).find(|path| source.names(path)).cloned();
        if below { seen() } else { None }
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn entities_know_nothing_of_graphql_and_migrations_nothing_of_entities() {
    let mut found = violations(&sources(&["entity"]), |source| {
        source.names("async_graphql").then(|| "async_graphql".to_owned())
    });
    found.extend(violations(&sources(&["migration"]), |source| {
        // A migration that reads today's entities changes meaning when they do.
        source.names("entity").then(|| "entity".to_owned())
    }));
    assert!(found.is_empty(), "{found:#?}");
}

/// The feature folders' names.
fn features(server: &[Source]) -> BTreeSet<String> {
    server.iter().filter_map(Source::feature).map(str::to_owned).collect()
}

/// Which feature's policy declares a table as its own, by entity module.
fn table_owners(server: &[Source]) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for source in server.iter().filter(|source| source.role() == "policy") {
        let Some(feature) = source.feature() else { continue };
        let code = source.code();
        for declaration in ["tenant_owned!", "public_rows!"] {
            for (at, _) in code.match_indices(declaration) {
                let tables = code[at + declaration.len()..].split([')', ']', '}']).next().unwrap_or_default();
                let tables = tables.split(',').filter_map(|table| table.split("entity::").nth(1));
                owners.extend(tables.map(|table| (table.trim().to_owned(), feature.to_owned())));
            }
        }
    }
    owners
}

/// Files of features in these roles that name one of these paths.
fn forbidden(roles: &[&str], paths: &[&str]) -> Vec<String> {
    violations(&sources(&["api/src"]), |source| {
        source.feature().filter(|_| roles.contains(&source.role()))?;
        paths.iter().find(|path| source.names(path)).map(|&path| path.to_owned())
    })
}

/// The files in which `broken` finds something, with what it found.
fn violations(server: &[Source], broken: impl Fn(&Source) -> Option<String>) -> Vec<String> {
    server.iter().filter_map(|source| Some(format!("{}: {}", source.path, broken(source)?))).collect()
}
