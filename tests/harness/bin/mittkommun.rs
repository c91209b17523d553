//! The `mittkommun` command, for tests that start it, stop it or kill it.

fn main() -> std::process::ExitCode {
    api::cli::run()
}
