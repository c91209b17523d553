//! The installation's keys: a wrong or missing one is noticed before anything is written with it, and a key can be
//! replaced (T7, P10).

use std::fs;

use entity::{IdentityProtection, audit_entry};
use harness::app::SECRET;
use harness::municipality::HOME;
use harness::process::{Program, SERVE_HOME, refused, text};
use harness::{Actor, Municipality, TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

const SECRET_KEY: &str = "MITTKOMMUN_IDENTITY__SECRET_KEY";
const PREVIOUS: &str = "MITTKOMMUN_IDENTITY__PREVIOUS_SECRET_KEYS";
const NUMBER_KEYS: &str = "MITTKOMMUN_IDENTITY__NUMBER_KEYS";
const LOCAL: (&str, &str) = ("MITTKOMMUN_IDENTITY__LOCAL_ISSUER", "true");
const OTHER: &str = "another key that nobody knows and that is long enough";
const FILE: &str = "mutation($input: FileSubmissionInput!) { fileSubmission(input: $input) \
    { submission { number } trackingCode errors { code } } }";

fn program() -> Program {
    Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))
}

/// Starts nothing under this key, whatever the command, and changes nothing.
fn assert_refused(program: &Program, url: &str, environment: &[(&str, &str)], words: &[&str]) {
    let url = ["--database-url", url];
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["serve", "--migrate", "--listen", "127.0.0.1:0"],
        &["migrate"],
        &["audit", "verify"],
        &["role", "list", "--municipality", HOME.0],
        &["account", "release", "--municipality", HOME.0, "--login", "a", "b"],
        &["import", "ss12000", "--municipality", HOME.0, "--url", "http://127.0.0.1:9/v2.0"],
    ] {
        refused(&program.run(&[command, &url].concat(), environment), words);
    }
}

/// A program in a folder of its own whose first start has made a key, a municipality with an audit log of two entries, and
/// an anonymous submission.
struct Installation {
    program: Program,
    url: String,
    home: Municipality,
    guardian: Actor,
}

impl Installation {
    async fn open(database: &TestDatabase, environment: &[(&str, &str)]) -> Self {
        let (program, url) = (program(), database.url().to_owned());
        assert!(program.run(&["migrate", "--database-url", &url], environment).status.success());
        let home = Municipality::found_at(&url).await;
        let child = home.person("Elsa", IdentityProtection::None).await;
        let guardian = home.guardian(&child).await;
        let new = Self { program, url, home, guardian };
        new.look(environment).await;
        new
    }

    /// Lets the guardian look at the child through a server of this environment, and files a submission.
    async fn look(&self, environment: &[(&str, &str)]) -> Value {
        let environment = [&[LOCAL, SERVE_HOME], environment].concat();
        let server = self.program.serve_in(&["serve", "--database-url", &self.url], &environment);
        let token = Some(self.program.token(HOME.0, &self.guardian.id().to_string()));
        let guardian = Actor { token, ..self.guardian.clone() };
        server
            .client
            .post(HOME.0, "{ viewer { children { id } } }", Value::Null)
            .by(&guardian)
            .await
            .assert_ok();
        let input = json!({ "kind": "SUGGESTION", "title": "Lampa", "body": "Den lyser inte.",
            "idempotencyKey": "6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b11" });
        let filed = server.client.post(HOME.0, FILE, json!({ "input": input })).await.ok();
        assert!(server.stop().success());
        filed.at("/fileSubmission").clone()
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
        let output = self.program.run(&[arguments, &["--database-url", &self.url]].concat(), environment);
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    }
}

#[both_engines]
async fn a_wrong_or_missing_key_is_refused_and_nothing_is_made_or_written(database: TestDatabase) {
    let here = Installation::open(&database, &[]).await;
    let entries = here.home.rows(audit_entry::Entity).await.len();
    let fingerprints = here.run(&["key", "list"], &[]).1;
    assert_eq!(
        fingerprints.lines().filter(|line| line.contains("in use since")).count(),
        2,
        "{fingerprints}"
    );
    let wrong = [(SECRET_KEY, OTHER)];
    let words = [
        "is not the secret key that this database was written with",
        "previous_secret_keys",
        "key replace --lost",
    ];
    assert_refused(&here.program, &here.url, &wrong, &words);
    // A container without its volume: the folder is empty.
    let elsewhere = program();
    assert_refused(&elsewhere, &here.url, &[], &["there is no key at", "key replace --lost"]);
    assert!(!elsewhere.folder.path().join("mittkommun-data/secret.key").exists(), "a key was made");
    assert_eq!(here.home.rows(audit_entry::Entity).await.len(), entries);
    assert_eq!(here.run(&["key", "list"], &[]).1, fingerprints);
    assert!(here.run(&["audit", "verify"], &[]).0);
    // The right one is the same wherever it comes from.
    let kept = fs::read_to_string(here.program.folder.path().join("mittkommun-data/secret.key")).unwrap();
    let output = elsewhere.run(&["audit", "verify", "--database-url", &here.url], &[(SECRET_KEY, &kept)]);
    assert!(output.status.success(), "{output:?}");
}

#[both_engines]
async fn a_key_for_identity_numbers_that_is_wrong_or_missing_is_refused(database: TestDatabase) {
    let (first, second) =
        ("[\"the first key for identity numbers only\"]", "[\"the second key for identity numbers only\"]");
    let both = "[\"the second key for identity numbers only\", \"the first key for identity numbers only\"]";
    let here = Installation::open(&database, &[(SECRET_KEY, SECRET), (NUMBER_KEYS, first)]).await;
    let words = ["identity.number_keys lacks the key with the fingerprint", "key replace --lost"];
    for wrong in [&[(SECRET_KEY, SECRET)][..], &[(SECRET_KEY, SECRET), (NUMBER_KEYS, second)]] {
        assert_refused(&here.program, &here.url, wrong, &words);
    }
    let rotated = [(SECRET_KEY, SECRET), (NUMBER_KEYS, both)];
    assert!(here.run(&["migrate"], &rotated).0);
    // A replica that was left behind.
    let (started, said) = here.run(&["migrate"], &[(SECRET_KEY, SECRET), (NUMBER_KEYS, first)]);
    assert!(!started && said.contains(words[0]), "{said}");
    // No number is hashed under the first one any more.
    assert!(here.run(&["migrate"], &[(SECRET_KEY, SECRET), (NUMBER_KEYS, second)]).0);
}

#[both_engines]
async fn a_key_can_be_replaced_and_what_was_written_before_stays(database: TestDatabase) {
    let old = [(SECRET_KEY, SECRET)];
    let here = Installation::open(&database, &old).await;
    let filed = here.look(&old).await;
    let previous = format!("[\"{SECRET}\"]");
    let rotated = [(SECRET_KEY, OTHER), (PREVIOUS, &previous)];
    // The same filing again has the same code.
    assert_eq!(here.look(&rotated).await, filed);
    let (holds, said) = here.run(&["audit", "verify"], &rotated);
    assert!(holds && said.starts_with("9901 3:"), "{said}");
    let (started, said) = here.run(&["migrate"], &old);
    assert!(!started && said.contains("is not the secret key"), "{said}");
    // Without the old key the new one is accepted, and knows less.
    let (holds, said) = here.run(&["audit", "verify"], &[(SECRET_KEY, OTHER)]);
    assert!(!holds && said.contains("entry 1 was changed, or written under another key"), "{said}");
}

#[both_engines]
async fn a_lost_key_is_replaced_only_by_its_name_and_the_break_is_told_for_ever(database: TestDatabase) {
    let old = [(SECRET_KEY, SECRET)];
    let here = Installation::open(&database, &old).await;
    let new = [(SECRET_KEY, OTHER)];
    let (_, said) = here.run(&["migrate"], &new);
    let lost: Vec<_> = said.split_whitespace().map(|word| word.trim_end_matches('`')).collect();
    let lost: Vec<_> = lost.windows(2).filter(|words| words[0] == "--lost").flatten().copied().collect();
    assert_eq!(lost.len(), 4, "the secret key and the one for numbers that is derived from it: {said}");
    let (done, said) = here.run(&["key", "replace", "--lost", "0123456789abcdef"], &new);
    assert!(!done && said.contains("is not lost"), "{said}");
    let (done, said) = here.run(&[&["key", "replace"], &lost[..]].concat(), &new);
    assert!(done, "{said}");
    let (_, listed) = here.run(&["key", "list"], &new);
    assert!(listed.contains(&format!("{} given up", lost[1])), "{listed}");
    let filed = here.look(&new).await;
    assert_eq!(
        filed,
        json!({ "submission": null, "trackingCode": null, "errors": [{ "code": "TRACKING_CODE_LOST" }] })
    );

    let about = ["--municipality", HOME.0, "--reason", "The disk with the key burnt", "--by", "Driften"];
    let acknowledge = |entry: &str| {
        here.run(&[&["audit", "acknowledge-break", "--entry", entry][..], &about].concat(), &new)
    };
    let (holds, said) = here.run(&["audit", "verify"], &new);
    assert!(!holds && said.contains("entry 1 was changed, or written under another key"), "{said}");
    let (done, said) = acknowledge("2");
    assert!(!done && said.contains("does not break at that entry"), "{said}");
    let (done, said) = acknowledge("1");
    assert!(done && said.contains("entry 1 "), "{said}");
    let (holds, said) = here.run(&["audit", "verify"], &new);
    assert!(
        holds && said.contains("acknowledged by Driften at ") && said.contains("The disk with the key burnt"),
        "{said}"
    );
    assert!(said.contains("9901 2:"), "{said}");
    let (done, said) = acknowledge("1");
    assert!(!done && said.contains("there is no break to acknowledge"), "{said}");

    // What was acknowledged cannot be changed once more, and a new break is one of its own.
    let connection = Database::connect(&here.url).await.unwrap();
    let disarm: &[&str] = match database.engine() {
        harness::Engine::Sqlite => &["DROP TRIGGER trg_audit_entry_update"],
        harness::Engine::Postgres => &["ALTER TABLE audit_entry DISABLE TRIGGER ALL"],
    };
    for sql in disarm {
        connection.execute_unprepared(sql).await.unwrap();
    }
    here.look(&new).await;
    connection.execute_unprepared("UPDATE audit_entry SET actor_id = NULL WHERE seq = 2").await.unwrap();
    let (holds, said) = here.run(&["audit", "verify"], &new);
    assert!(!holds && said.contains("entry 2 was changed"), "{said}");
    connection.execute_unprepared("UPDATE audit_entry SET request_id = 'x' WHERE seq = 1").await.unwrap();
    let (holds, said) = here.run(&["audit", "verify"], &new);
    assert!(!holds && said.contains("what was acknowledged from entry 1 on was changed since"), "{said}");
    // Who owns the database and has no key cannot acknowledge anything.
    connection.execute_unprepared("UPDATE audit_acknowledgement SET reason = 'Nothing'").await.unwrap();
    let (holds, said) = here.run(&["audit", "verify"], &new);
    assert!(!holds && said.contains("entry 1 was changed, or written under another key"), "{said}");
}

#[both_engines]
async fn a_database_from_before_fingerprints_is_held_against_what_was_written_last(database: TestDatabase) {
    let right = [(SECRET_KEY, SECRET)];
    let here = Installation::open(&database, &right).await;
    let connection = Database::connect(&here.url).await.unwrap();
    let forget = "DELETE FROM key_fingerprint";
    connection.execute_unprepared(forget).await.unwrap();
    let (started, said) = here.run(&["migrate"], &[(SECRET_KEY, OTHER)]);
    assert!(
        !started
            && said.contains("entry 1, the newest of the audit log")
            && said.contains("--lost unrecorded"),
        "{said}"
    );
    let elsewhere = program();
    let output = elsewhere.run(&["migrate", "--database-url", &here.url], &[]);
    refused(&output, &["there is no key at"]);
    assert!(here.run(&["migrate"], &right).0);
    connection.execute_unprepared(forget).await.unwrap();
    let (replaced, said) = here.run(&["key", "replace", "--lost", "unrecorded"], &[(SECRET_KEY, OTHER)]);
    assert!(replaced && here.run(&["migrate"], &[(SECRET_KEY, OTHER)]).0, "{said}");
}

#[both_engines]
async fn entries_of_a_replica_with_a_wrong_key_are_stepped_over_and_no_more(database: TestDatabase) {
    let right = [(SECRET_KEY, SECRET)];
    let here = Installation::open(&database, &right).await;
    let connection = Database::connect(&here.url).await.unwrap();
    // As before the database knew its key.
    let forget = "DELETE FROM key_fingerprint";
    connection.execute_unprepared(forget).await.unwrap();
    assert!(here.run(&["key", "replace", "--lost", "unrecorded"], &[(SECRET_KEY, OTHER)]).0);
    here.look(&[(SECRET_KEY, OTHER)]).await;
    connection.execute_unprepared(forget).await.unwrap();
    assert!(here.run(&["key", "replace", "--lost", "unrecorded"], &right).0);
    here.look(&right).await;
    let (holds, said) = here.run(&["audit", "verify"], &right);
    assert!(!holds && said.contains("entry 2 was changed, or written under another key"), "{said}");
    let about = [
        "--municipality",
        HOME.0,
        "--entry",
        "2",
        "--reason",
        "A replica without its volume",
        "--by",
        "Driften",
    ];
    assert!(here.run(&[&["audit", "acknowledge-break"][..], &about].concat(), &right).0);
    let (holds, said) = here.run(&["audit", "verify"], &right);
    assert!(holds && said.contains("acknowledged break, entry 2 (") && said.contains("9901 3:"), "{said}");
}
