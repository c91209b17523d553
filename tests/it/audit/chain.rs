//! The log is added to and never changed: the database refuses, and where somebody gets past that, it shows.

use api::platform::audit::{Break, Head, list_missing_guards, restore_guards, verify};
use futures_util::future::join_all;
use harness::{Engine, TestApp, both_engines};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::log;
use crate::preschool::Blasippan;

/// Five entries.
async fn five(app: &TestApp) -> Head {
    let here = Blasippan::found(app).await;
    for _ in 0..5 {
        app.ask("{ viewer { children { id } } }", Value::Null).by(&here.gun).await.assert_ok();
        app.settle().await;
    }
    let head = verified(app, None).await.unwrap();
    assert_eq!(head.seq, 5);
    head
}

async fn verified(app: &TestApp, expected: Option<Head>) -> Result<Head, Break> {
    let foundation = app.foundation();
    let verified = verify(&foundation.platform, &foundation.key, app.home.id, expected).await.unwrap();
    verified.map(|verified| verified.head)
}

async fn run(app: &TestApp, sql: &str) -> Result<(), sea_orm::DbErr> {
    app.foundation().platform.connection().execute_unprepared(sql).await.map(|_| ())
}

/// Somebody who owns the database takes the triggers away.
async fn disarm(app: &TestApp) {
    let statements: &[&str] = match app.engine() {
        Engine::Sqlite => &["DROP TRIGGER trg_audit_entry_update", "DROP TRIGGER trg_audit_entry_delete"],
        Engine::Postgres => &["ALTER TABLE audit_entry DISABLE TRIGGER ALL"],
    };
    for statement in statements {
        run(app, statement).await.unwrap();
    }
}

#[both_engines]
async fn what_keeps_the_log_from_being_changed_is_missed_and_made_again(app: TestApp) {
    five(&app).await;
    let platform = &app.foundation().platform;
    assert!(list_missing_guards(platform).await.unwrap().is_empty());
    disarm(&app).await;
    let of_engine: &[&str] = match app.engine() {
        Engine::Sqlite => &["trg_audit_entry_update", "trg_audit_entry_delete"],
        Engine::Postgres => &["trg_audit_entry_change", "trg_audit_entry_truncate"],
    };
    assert_eq!(list_missing_guards(platform).await.unwrap(), of_engine);
    assert_eq!(restore_guards(platform).await.unwrap(), of_engine);
    assert!(restore_guards(platform).await.unwrap().is_empty());
    // One of the same name that refuses nothing is none.
    let toothless: &[&str] = match app.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER trg_audit_entry_delete",
            "CREATE TRIGGER trg_audit_entry_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
        ],
        Engine::Postgres => &["CREATE OR REPLACE FUNCTION refuse_change_of_audit_entry() RETURNS trigger \
             LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"],
    };
    for statement in toothless {
        run(&app, statement).await.unwrap();
    }
    assert!(!restore_guards(platform).await.unwrap().is_empty());
    let refused = run(&app, "DELETE FROM audit_entry WHERE seq = 5").await.unwrap_err().to_string();
    assert!(refused.contains("append-only"), "{refused}");
}

#[both_engines]
async fn the_database_refuses_to_change_or_delete_an_entry(app: TestApp) {
    five(&app).await;
    let mut attempts = vec![
        "UPDATE audit_entry SET actor_id = NULL WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 5",
        "DELETE FROM audit_entry",
    ];
    match app.engine() {
        Engine::Sqlite => attempts.push("REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 5"),
        Engine::Postgres => attempts.push("TRUNCATE audit_entry"),
    }
    for attempt in attempts {
        let refused = run(&app, attempt).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{attempt}: {refused}");
    }
    assert_eq!(log(&app).await.len(), 5);
}

#[both_engines]
async fn a_changed_entry_shows(app: TestApp) {
    five(&app).await;
    disarm(&app).await;
    run(&app, "UPDATE audit_entry SET actor_id = NULL WHERE seq = 3").await.unwrap();
    assert_eq!(verified(&app, None).await, Err(Break::Changed(3)));
}

#[both_engines]
async fn a_removed_entry_shows(app: TestApp) {
    five(&app).await;
    disarm(&app).await;
    run(&app, "DELETE FROM audit_entry WHERE seq = 2").await.unwrap();
    assert_eq!(verified(&app, None).await, Err(Break::Missing(2)));
    run(&app, "UPDATE audit_entry SET seq = seq - 1 WHERE seq = 3").await.unwrap();
    assert_eq!(verified(&app, None).await, Err(Break::Unlinked(2)));
}

#[both_engines]
async fn exchanged_entries_show(app: TestApp) {
    five(&app).await;
    disarm(&app).await;
    for sql in [
        "UPDATE audit_entry SET seq = 40 WHERE seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 40",
    ] {
        run(&app, sql).await.unwrap();
    }
    assert_eq!(verified(&app, None).await, Err(Break::Unlinked(3)));
}

#[both_engines]
async fn what_was_cut_off_at_the_end_shows_to_who_has_kept_a_head(app: TestApp) {
    let kept = five(&app).await;
    disarm(&app).await;
    run(&app, "DELETE FROM audit_entry WHERE seq > 3").await.unwrap();
    assert_eq!(verified(&app, None).await.map(|head| head.seq), Ok(3));
    assert_eq!(verified(&app, Some(kept)).await, Err(Break::CutOff(3)));
    let here = Blasippan::found(&app).await;
    for _ in 0..3 {
        app.ask("{ viewer { children { id } } }", Value::Null).by(&here.gun).await.assert_ok();
        app.settle().await;
    }
    assert_eq!(verified(&app, Some(kept)).await, Err(Break::OtherHead(5)));
}

#[both_engines]
async fn many_who_look_at_once_are_all_in_an_unbroken_chain(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let ask = |n: usize| {
        let actor = if n.is_multiple_of(2) { &here.gun } else { &here.eva };
        app.ask("{ viewer { children { id } groups { children { id } } } }", Value::Null).by(actor)
    };
    let answers = join_all((0..40).map(|n| std::future::IntoFuture::into_future(ask(n)))).await;
    answers.iter().for_each(harness::Answer::assert_ok);
    assert_eq!(log(&app).await.len(), 40);
    assert_eq!(verified(&app, None).await.map(|head| head.seq), Ok(40));
}

#[both_engines]
async fn each_municipality_has_a_chain_of_its_own(app: TestApp) {
    five(&app).await;
    let child = app.neighbour.person("Nina", entity::IdentityProtection::None).await;
    let guardian = app.neighbour.guardian(&child).await;
    app.post(&app.neighbour.code, "{ viewer { children { id } } }", Value::Null)
        .by(&guardian)
        .await
        .assert_ok();
    app.settle().await;
    let theirs = app.neighbour.rows(entity::audit_entry::Entity).await;
    assert_eq!(theirs.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1]);
    assert_eq!(verified(&app, None).await.map(|head| head.seq), Ok(5));
}

#[both_engines]
async fn no_entry_goes_in_beside_the_chain(app: TestApp) {
    five(&app).await;
    let columns = "municipality_id, {}, at, action, actor_id, subject_id, object_kind, object_id, request_id, previous_hash, hash";
    let mut numbers = vec!["-3", "0"];
    if app.engine() == Engine::Sqlite {
        numbers.push("5.5");
    }
    for number in numbers {
        let into = columns.replace("{}", "seq");
        let from = columns.replace("{}", number);
        let sql = format!("INSERT INTO audit_entry ({into}) SELECT {from} FROM audit_entry WHERE seq = 5");
        run(&app, &sql).await.expect_err(number);
    }
    verified(&app, None).await.unwrap();
}

#[both_engines]
async fn a_time_that_is_spelled_in_another_way_shows(app: TestApp) {
    if app.engine() != Engine::Sqlite {
        // There a time is a time.
        return;
    }
    five(&app).await;
    disarm(&app).await;
    let respelled =
        "UPDATE audit_entry SET at = strftime('%Y-%m-%dT%H:%M:%S', at, '-1 hour') || '-01:00' WHERE seq = 3";
    run(&app, respelled).await.unwrap();
    assert_eq!(verified(&app, None).await, Err(Break::Changed(3)));
}
