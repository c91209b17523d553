//! The command line: what it says of itself, what it refuses, and with which exit code.

use std::net::TcpListener;

use harness::process::{Program, refused, text};
use harness::{EmptyDatabase, Engine, both_engines};
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
fn no_password_is_told_wherever_it_stands() {
    let program = mittkommun();
    for url in [
        "postgres://localhost/mittkommun?user=someone&password=hunter2",
        "postgres://localhost/mittkommun?sslmode=require&PASSWORD=hunter2&sslpassword=hunter2",
    ] {
        let printed = program.run(&["config", "--database-url", url], &[]);
        assert!(printed.status.success(), "{printed:?}");
        assert!(!text(&printed.stdout).contains("hunter2"), "{printed:?}");
    }
    for url in ["postgres://someone:hunter2@local host:x/mittkommun", "mysql://someone:hunter2@localhost/x"] {
        for command in ["config", "migrate", "serve"] {
            let output = program.run(&[command, "--database-url", url], &[]);
            refused(&output, &["database.url"]);
            assert!(!text(&output.stderr).contains("hunter2"), "{output:?}");
        }
    }
    program.configure("database = \"postgres://someone:hunter2@localhost/mittkommun\"\n");
    let output = program.run(&["config"], &[]);
    refused(&output, &["database"]);
    assert!(!text(&output.stderr).contains("hunter2"), "{output:?}");
}

#[test]
fn a_new_database_is_its_owners_alone_whatever_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let program = mittkommun();
    let data = program.folder.path().join("mittkommun-data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    let server = program.serve(&["serve", "--migrate"]);
    let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.iter().any(|file| file.to_string_lossy().ends_with("-wal")), "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert!(server.stop().success());

    let elsewhere = program.folder.path().join("å b.db");
    let url = format!("sqlite://{}?mode=rwc", elsewhere.to_string_lossy().replace(' ', "%20"));
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    assert_eq!(mode(&elsewhere), 0o600);
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
        program.configure("identity.local_issuer = true\n");
        let output = program.run_unread(command);
        assert!(output.status.success(), "{command:?}: {output:?}");
        assert!(!text(&output.stderr).contains("panicked"), "{command:?}: {output:?}");
    }
}

#[test]
fn a_token_that_no_server_would_take_is_not_made() {
    let program = mittkommun();
    let token = |arguments: &[&str], environment: &[(&str, &str)]| {
        program.run(&[&["token"], arguments].concat(), environment)
    };
    refused(&token(&["--municipality", "Sundsvall", "--subject", "anna"], &[]), &["four digits"]);
    refused(&token(&["--municipality", "2281", "--subject", ""], &[]), &["--subject"]);
    refused(&token(&["--municipality", "2281", "--subject", "a", "--valid-minutes", "0"], &[]), &["minutes"]);
    let fine = ["--municipality", "2281", "--subject", "anna"];
    refused(&token(&fine, &[]), &["identity.local_issuer is off", "mittkommun demo"]);
    assert!(!program.folder.path().join("mittkommun-data").exists(), "a key was made that no server has");
    let silent = token(&fine, &[("MITTKOMMUN_IDENTITY__LOCAL_ISSUER", "true")]);
    assert_eq!((text(&silent.stdout).matches('.').count(), text(&silent.stderr).as_str()), (2, ""));
}

#[test]
fn a_database_that_nobody_serves_is_named_with_its_fault_and_without_its_password() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://someone:hunter2@127.0.0.1:{port}/mittkommun");
    let place = format!("127.0.0.1:{port}");
    for command in [&["migrate"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let output = mittkommun().run(command, &[("DATABASE_URL", &url)]);
        refused(&output, &[&place, "connection refused"]);
        assert!(!text(&output.stderr).contains("hunter2"), "{output:?}");
    }
}

#[both_engines]
async fn the_log_begins_with_what_runs_where(database: EmptyDatabase) {
    let program = mittkommun();
    let server = program.serve(&["demo", "--database-url", database.url()]);
    let ready = server.client.request(reqwest::Method::GET, "/health/ready").send().await.unwrap();
    assert!(ready.status().is_success());
    let log = server.log();
    let line = log.lines().find(|line| line.contains("\"listening\"")).unwrap();
    let fields = serde_json::from_str::<Value>(line).unwrap()["fields"].clone();
    assert_eq!(fields["version"], env!("CARGO_PKG_VERSION"));
    let engine = fields["engine"].as_str().unwrap();
    let (name, version) = engine.split_once(' ').unwrap();
    assert_eq!(name, if database.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" });
    assert!(version.starts_with(|first: char| first.is_ascii_digit()), "{engine}");
    assert_eq!(fields["municipalities"], "9901, 9902");
    let key = fields["key"].as_str().unwrap();
    assert!(key.ends_with("secret.key"), "{key}");
    let secret = std::fs::read_to_string(program.folder.path().join(key)).unwrap();
    assert!(!log.contains(secret.trim()), "the key itself is in the log");
    assert!(server.stop().success());
}

#[test]
fn colours_are_for_terminals() {
    let program = mittkommun();
    let log = [("MITTKOMMUN_LOG", "info,sqlx=debug"), ("MITTKOMMUN_LOG_FORMAT", "text")];
    let output = program.run(&["migrate"], &log);
    let said = text(&output.stderr);
    assert!(output.status.success() && said.contains("INFO"), "{output:?}");
    assert!(!said.contains('\u{1b}'), "escape sequences in a file: {said:?}");
}

/// The names under "Commands:".
fn commands_in(help: &str) -> Vec<String> {
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}
