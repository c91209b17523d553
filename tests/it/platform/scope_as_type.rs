//! A query without scope does not compile (T1): what the types promise, shown by the compiler.

use std::process::Command;

/// The compiler whose words the expected complaints quote; `rust-toolchain.toml` pins it.
const COMPILER: &str = "rustc 1.95.0 ";

#[test]
fn a_query_without_scope_does_not_compile() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with(COMPILER) {
        eprintln!("skipped: the expected complaints are those of {COMPILER}, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("it/platform/compile_fail/*.rs");
}
