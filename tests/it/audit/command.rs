//! The server in a process of its own: a stop loses nothing, and `mittkommun audit verify` tells what holds.

use entity::{IdentityProtection, audit_entry};
use futures_util::future::join_all;
use harness::municipality::HOME;
use harness::process::{Program, SERVE_HOME};
use harness::{Actor, Municipality};
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;

#[tokio::test]
async fn a_stop_loses_nothing_and_verify_tells_what_holds() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let file = program.folder.path().join("kept.sqlite");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    let home = Municipality::found_at(&url).await;
    let child = home.person("Elsa", IdentityProtection::None).await;
    let guardian = home.guardian(&child).await;
    let local = [("MITTKOMMUN_IDENTITY__LOCAL_ISSUER", "true"), SERVE_HOME];

    let server = program.serve_in(&["serve", "--database-url", &url], &local);
    let token = Some(program.token(HOME.0, &guardian.id().to_string()));
    let guardian = Actor { token, ..guardian };
    let ask = || server.client.post(HOME.0, "{ viewer { children { id } } }", Value::Null).by(&guardian);
    let answers = join_all((0..30).map(|_| std::future::IntoFuture::into_future(ask()))).await;
    answers.iter().for_each(harness::Answer::assert_ok);
    assert!(server.stop().success());
    assert_eq!(home.rows(audit_entry::Entity).await.len(), 30, "entries of answers that were given");

    let verify = |more: &[&str]| {
        let output = program.run(&[&["audit", "verify", "--database-url", &url], more].concat(), &local);
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.success(), said.concat())
    };
    let (holds, said) = verify(&[]);
    assert!(holds && said.starts_with("9901 30:"), "{said}");
    let head = said.trim().trim_start_matches("9901 ");
    assert!(verify(&["--municipality", "9901", "--expect", head]).0);
    assert!(!verify(&["--municipality", "9999"]).0);

    let connection = Database::connect(&url).await.unwrap();
    let migrate = ["migrate", "--database-url", &url];
    for sql in ["DROP TRIGGER trg_audit_entry_delete", "DELETE FROM audit_entry WHERE seq = 30"] {
        connection.execute_unprepared(sql).await.unwrap();
    }
    let (holds, said) = verify(&[]);
    assert!(
        !holds && said.contains("9901 29:") && said.contains("trg_audit_entry_delete is missing"),
        "{said}"
    );
    let migrated = program.run(&migrate, &local);
    assert!(migrated.status.success());
    assert!(String::from_utf8_lossy(&migrated.stderr).contains("trg_audit_entry_delete"));
    assert!(verify(&[]).0);
    let (holds, said) = verify(&["--municipality", "9901", "--expect", head]);
    assert!(!holds && said.contains("ends at entry 29"), "{said}");
    for sql in ["DROP TRIGGER trg_audit_entry_delete", "DELETE FROM audit_entry WHERE seq = 7"] {
        connection.execute_unprepared(sql).await.unwrap();
    }
    assert!(program.run(&migrate, &local).status.success());
    let (holds, said) = verify(&[]);
    assert!(!holds && said.contains("entry 7 is missing"), "{said}");
}

#[tokio::test]
async fn verify_makes_neither_a_database_nor_a_key_and_says_what_is_not_there() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let folder = |name: &str| program.folder.path().join(name);
    let url = format!("sqlite://{}?mode=rwc", folder("kept.sqlite").display());
    assert!(program.run(&["migrate", "--database-url", &url], &[]).status.success());
    let elsewhere = folder("elsewhere");
    let verify = |more: &[&str]| {
        let output = program.run(&[&["audit", "verify"], more].concat(), &[]);
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let elsewhere_flag = ["--data-dir", elsewhere.to_str().unwrap()];
    let (holds, said) = verify(&elsewhere_flag);
    assert!(!holds && said.contains("there is no database at"), "{said}");
    let (holds, said) = verify(&[&elsewhere_flag[..], &["--database-url", &url]].concat());
    assert!(!holds && said.contains("there is no key at"), "{said}");
    assert!(!elsewhere.exists());
    assert!(verify(&["--database-url", &url]).0);
}
