//! What a failing resolver takes with it.

use super::source::sources;

/// `Result<Option<T>>` has the type `T` in the schema, null allowed, and yet nulls the parent when it fails: only an
/// `Option` outside is where async-graphql stops an error.
#[test]
fn a_nullable_field_that_fails_leaves_its_siblings_alone() {
    let mut found = Vec::new();
    for source in sources(&["api/src"]) {
        let code = source.code();
        if !code.contains("#[Object") && !code.contains("#[ComplexObject") {
            continue;
        }
        // Resolvers are methods; a function at the left margin is none.
        for method in code.split("    async fn ").skip(1) {
            let (name, rest) = method.split_once('(').unwrap_or_default();
            let signature = rest.split(" {\n").next().unwrap_or_default();
            if signature.contains("-> Result<Option<") {
                found.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "answer Option<Result<T>> instead, by transpose(): {found:#?}");
}

/// async-graphql reads an argument before it calls the resolver: what its validator finds nulls the parent, whatever the
/// resolver's type. Mutations answer one by one (`schema/nullable.rs`), and a subscription has one field.
#[test]
fn an_argument_of_a_query_is_checked_in_its_resolver() {
    let mut found = Vec::new();
    for source in sources(&["api/src"]) {
        let is_exempt = ["mutations", "subscriptions", "tests"].iter().any(|role| source.path.contains(role));
        if !is_exempt && source.code().contains("validator(") {
            found.push(source.path);
        }
    }
    assert!(found.is_empty(), "use schema::errors::bounded instead: {found:#?}");
}
