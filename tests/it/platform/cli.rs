//! The command line: what it says of itself, what it refuses, and with which exit code.

use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

use harness::process::Program;
use serde_json::Value;

fn mittkommun() -> Program {
    Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))
}

#[test]
fn every_command_explains_itself_and_each_of_its_flags() {
    let program = mittkommun();
    let help = text(&program.run(&["--help"], &[]).stdout);
    let commands = commands_in(&help);
    for expected in ["serve", "demo", "migrate", "schema", "token", "config"] {
        assert!(commands.iter().any(|command| command == expected), "no {expected} in:\n{help}");
    }
    for command in commands.iter().filter(|command| *command != "help") {
        let output = program.run(&[command, "--help"], &[]);
        assert!(output.status.success(), "{command} --help: {output:?}");
        let help = text(&output.stdout);
        let mut lines = help.lines().map(str::trim).skip_while(|line| *line != "Options:").skip(1).peekable();
        assert!(lines.peek().is_some(), "{command} --help lists no options:\n{help}");
        while let Some(line) = lines.next() {
            let flag = line.starts_with("--") || (line.starts_with('-') && line.contains(", --"));
            let said = line.contains("  ")
                || lines.peek().is_some_and(|next| !next.is_empty() && !next.starts_with('-'));
            assert!(!flag || said, "{command}: {line} is not explained:\n{help}");
        }
    }
}

#[test]
fn an_unknown_command_is_refused_with_the_usage() {
    let output = mittkommun().run(&["serv"], &[]);
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("serve"), "{output:?}");
}

#[test]
fn a_server_refuses_a_database_with_pending_migrations() {
    let program = mittkommun();
    let output = program.run(&["serve", "--listen", "127.0.0.1:0"], &[]);
    refused(&output, &["pending migrations", "mittkommun migrate"]);
    assert!(program.run(&["migrate"], &[]).status.success());
    assert!(program.serve(&["serve"]).stop().success());
}

#[tokio::test]
async fn a_server_that_may_migrate_starts_on_an_empty_database_and_stops_when_asked() {
    let server = mittkommun().serve(&["serve", "--migrate"]);
    let unknown = server.client.post("0000", "{ __typename }", Value::Null).await;
    assert_eq!(unknown.status, 404, "{unknown}");
    assert!(server.stop().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let program = mittkommun();
    for command in
        [&["schema"][..], &["config"], &["migrate"], &["token", "--municipality", "2281", "--subject", "a"]]
    {
        let output = program.run_unread(command);
        assert!(output.status.success(), "{command:?}: {output:?}");
        assert!(!text(&output.stderr).contains("panicked"), "{command:?}: {output:?}");
    }
}

#[test]
fn a_token_that_no_server_would_take_is_refused_or_warned_of() {
    let program = mittkommun();
    let token = |arguments: &[&str], environment: &[(&str, &str)]| {
        program.run(&[&["token"], arguments].concat(), environment)
    };
    refused(&token(&["--municipality", "Sundsvall", "--subject", "anna"], &[]), &["four digits"]);
    refused(&token(&["--municipality", "2281", "--subject", ""], &[]), &["--subject"]);
    refused(&token(&["--municipality", "2281", "--subject", "a", "--valid-minutes", "0"], &[]), &["minutes"]);
    let fine = ["--municipality", "2281", "--subject", "anna"];
    let warned = token(&fine, &[]);
    assert!(warned.status.success(), "{warned:?}");
    assert!(text(&warned.stderr).contains("identity.local_issuer is off"), "{warned:?}");
    let silent = token(&fine, &[("MITTKOMMUN_IDENTITY__LOCAL_ISSUER", "true")]);
    assert_eq!((text(&silent.stdout).matches('.').count(), text(&silent.stderr).as_str()), (2, ""));
}

#[test]
fn a_database_that_nobody_serves_is_told_of_at_once_and_without_its_password() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://someone:hunter2@127.0.0.1:{port}/mittkommun");
    let place = format!("127.0.0.1:{port}");
    for command in [&["migrate"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let begun = Instant::now();
        let output = mittkommun().run(command, &[("DATABASE_URL", &url)]);
        refused(&output, &[&place, "connection refused"]);
        assert!(!text(&output.stderr).contains("hunter2"), "{output:?}");
        assert!(begun.elapsed() < Duration::from_secs(8), "it waited for the pool");
    }
}

/// Refused, with a complaint that contains these words and no stack of debug output.
#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    let complaint = text(&output.stderr);
    assert!(!output.status.success(), "accepted: {output:?}");
    for word in words {
        assert!(complaint.contains(word), "{word:?} is not named: {complaint}");
    }
    assert!(!complaint.contains("panicked"), "{complaint}");
}

/// The names under "Commands:".
fn commands_in(help: &str) -> Vec<String> {
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
