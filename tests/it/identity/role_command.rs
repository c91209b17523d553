//! `mittkommun role`: how a municipality gets its first administrator.

use entity::{AuditAction, audit_entry};
use harness::Municipality;
use harness::process::Program;

#[tokio::test]
async fn an_operator_makes_the_first_administrator_and_not_the_last_one_go() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let file = program.folder.path().join("kept.sqlite");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let run = |arguments: &[&str]| {
        let output = program.run(&[arguments, &["--database-url", &url]].concat(), &[]);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.success(), said.concat())
    };
    assert!(run(&["migrate"]).0);
    let home = Municipality::found_at(&url).await;
    let adam = home.resident("Adam").await;
    let subject = adam.id().to_string();
    let here = ["--municipality", "9901"];
    let by_login = ["--login", "mittkommun-local", &subject, "--role", "administrator"];

    let (done, said) = run(&[&["role", "grant"], &here[..], &by_login[..]].concat());
    assert!(done && said.contains(&format!("person:{subject} holds ADMINISTRATOR from ")), "{said}");
    let (done, said) = run(&[&["role", "list"], &here[..]].concat());
    assert!(
        done && said.starts_with(&format!("ADMINISTRATOR person:{subject} Adam Testsson from ")),
        "{said}"
    );
    let by_id = ["--person", &subject, "--role", "ADMINISTRATOR"];
    let (done, said) = run(&[&["role", "withdraw"], &here[..], &by_id[..]].concat());
    assert!(
        !done && said.contains("Nobody else is administrator today. Appoint another one first."),
        "{said}"
    );
    for refused in [
        vec!["--login", "mittkommun-local", "nobody", "--role", "administrator"],
        vec!["--person", &subject, "--role", "king"],
        vec!["--role", "administrator"],
    ] {
        let (done, said) = run(&[&["role", "grant"], &here[..], &refused[..]].concat());
        assert!(!done, "{said}");
    }

    let (done, said) = run(&[&["role", "grant"], &here[..], &by_id[..], &["--to", "2020-01-01"]].concat());
    assert!(!done && said.contains("A day has passed, or the last is before the first."), "{said}");

    let entries = home.rows(audit_entry::Entity).await;
    let told: Vec<_> = entries.iter().map(|entry| (entry.action, entry.actor_id, entry.subject_id)).collect();
    assert_eq!(told, [(AuditAction::RoleGranted, None, Some(adam.id()))]);
    assert!(run(&["audit", "verify"]).0);
}
