//! `#[both_engines]`: one test, run on SQLite and on PostgreSQL.
//!
//! An attribute rather than a `macro_rules!` around the tests, because rustfmt does not look into macro calls and
//! editors lose their way in them. It reads one name from the tokens, so it needs no parser crate.

use proc_macro::{TokenStream, TokenTree};

/// Turns `async fn a_meal_can_be_rated_once(app: TestApp)` into the two tests `a_meal_can_be_rated_once::sqlite` and
/// `a_meal_can_be_rated_once::postgres`.
///
/// The argument is anything that implements `harness::Fixture`. The function itself stays where it was, under its own
/// name: a module and a function may share one.
#[proc_macro_attribute]
pub fn both_engines(_arguments: TokenStream, function: TokenStream) -> TokenStream {
    let Some(name) = name_of(&function) else {
        return parsed(
            "::core::compile_error!(\"#[both_engines] belongs on an `async fn name(app: TestApp)`\");",
        );
    };
    let tests = format!(
        "mod {name} {{
            #[test] fn sqlite() {{ ::harness::run(::harness::Engine::Sqlite, super::{name}); }}
            #[test] fn postgres() {{ ::harness::run(::harness::Engine::Postgres, super::{name}); }}
        }}"
    );
    let mut both = function;
    both.extend(parsed(&tests));
    both
}

/// The identifier after `fn`, where the function is `async`.
fn name_of(function: &TokenStream) -> Option<String> {
    let mut asynchronous = false;
    let mut tokens = function.clone().into_iter();
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(word) = token else { continue };
        match word.to_string().as_str() {
            "async" => asynchronous = true,
            "fn" => return tokens.next().filter(|_| asynchronous).map(|name| name.to_string()),
            _ => {}
        }
    }
    None
}

/// The tokens of source text that this file wrote itself.
fn parsed(source: &str) -> TokenStream {
    source.parse().unwrap_or_default()
}
