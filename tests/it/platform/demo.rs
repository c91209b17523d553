//! The demonstration: it has a folder of its own, and whatever else is configured around it stays as it was.

use std::{fs, path::PathBuf};

use api::demo;
use harness::process::{Program, text};
use harness::{TestApp, both_engines};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

/// A program beside a database in which a municipality works.
struct Workplace {
    program: Program,
    database: PathBuf,
    url: String,
}

impl Workplace {
    fn new() -> Self {
        let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
        let database = program.folder.path().join("production.db");
        let url = format!("sqlite://{}", database.display());
        let list = program.folder.path().join("municipalities.csv");
        fs::write(&list, "kommunkod,kommun\n2281,Sundsvall\n").unwrap();
        let list = list.display().to_string();
        let imported = program
            .run(&["import", "--kind", "municipalities", "--migrate", "--database-url", &url, &list], &[]);
        assert!(imported.status.success(), "{imported:?}");
        Self { program, database, url }
    }

    /// All that the database holds, with what lies in its log.
    async fn content(&self) -> Vec<u8> {
        let connection = Database::connect(&self.url).await.unwrap();
        connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        connection.close().await.unwrap();
        fs::read(&self.database).unwrap()
    }
}

#[tokio::test]
async fn the_demonstration_neither_reads_nor_touches_what_is_configured_around_it() {
    let place = Workplace::new();
    let Workplace { program, url, .. } = &place;
    program.configure(&format!("[database]\nurl = \"{url}\"\n[limits]\ndepth = 1\n"));
    let before = place.content().await;
    let environment = [
        ("DATABASE_URL", url.as_str()),
        ("MITTKOMMUN_DATABASE__URL", url),
        ("MITTKOMMUN_DATA_DIR", "elsewhere"),
        ("MITTKOMMUN_TENANCY__SERVE", "[\"2281\"]"),
    ];
    let server = program.serve_in(&["demo"], &environment);
    let named = server.client.post("9901", "{ municipality { name } }", Value::Null).await.ok();
    assert_eq!(named.at("/municipality/name"), &json!("Demostad"));
    let stranger = server.client.post("2281", "{ __typename }", Value::Null).await;
    assert_eq!(stranger.status, 404, "{stranger}");
    assert!(server.stop().success());
    assert!(place.content().await == before, "the demonstration wrote into the configured database");
    assert!(program.folder.path().join("mittkommun-data/demo/mittkommun.db").is_file());
    assert!(!program.folder.path().join("elsewhere").exists());
}

#[tokio::test]
async fn the_demonstration_refuses_a_database_in_which_somebody_works() {
    let place = Workplace::new();
    let before = place.content().await;
    let refused = place.program.run(&["demo", "--listen", "127.0.0.1:0", "--database-url", &place.url], &[]);
    let complaint = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && complaint.contains("2281"), "{complaint}");
    assert!(place.content().await == before, "the refused database was written");
}

#[tokio::test]
async fn the_demonstration_takes_a_folder_and_a_database_that_are_named_to_it() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let url = format!("sqlite://{}", program.folder.path().join("shown.db").display());
    let server = program.serve(&["demo", "--database-url", &url, "--data-dir", "stage"]);
    let named = server.client.post("9902", "{ municipality { name } }", Value::Null).await.ok();
    assert_eq!(named.at("/municipality/name"), &json!("Grannköping"));
    assert!(server.stop().success());
    assert!(program.folder.path().join("shown.db").is_file());
    assert!(program.folder.path().join("stage/local-issuer.key").is_file());
    assert!(!program.folder.path().join("mittkommun-data").exists());
}

/// What stands in each of the page's links to GraphiQL behind the `#`.
fn logins(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter_map(|link| Some(link.split_once("graphiql#headers=")?.1.to_owned())).collect()
}

/// The `Authorization` in a fragment.
fn authorization(fragment: &str) -> String {
    let query = format!("http://localhost/?headers={fragment}");
    let url = reqwest::Url::parse(&query).unwrap();
    let (_, headers) = url.query_pairs().next().unwrap();
    let headers: Value = serde_json::from_str(&headers).unwrap();
    headers["Authorization"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_start_page_of_the_demonstration_logs_in_as_each_of_its_people() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let server = program.serve(&["demo"]);
    let page = async |path: &str| {
        server.client.request(reqwest::Method::GET, path).send().await.unwrap().text().await.unwrap()
    };
    let start = logins(&page("/?lang=en").await);
    assert_eq!(start.len(), 26);
    let place = logins(&page("/9902").await);
    assert_eq!(place.len(), 13);
    for (code, fragments) in [("9901", &start[..13]), ("9902", &start[13..]), ("9902", &place[..])] {
        for fragment in fragments {
            let asked = server.client.post(code, "{ viewer { displayName } }", Value::Null);
            let viewer = asked.header("authorization", &authorization(fragment)).await.ok();
            assert_ne!(viewer.text("/viewer/displayName"), "");
        }
    }
}

#[both_engines]
async fn no_other_server_gives_anybody_a_token(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    for path in ["/".to_owned(), "/9901".to_owned(), "/9901/graphiql".to_owned()] {
        let page = app.request(reqwest::Method::GET, &path).send().await.unwrap().text().await.unwrap();
        assert!(!page.contains("headers=") && !page.contains("Bearer ey"), "{page}");
    }
}

#[tokio::test]
async fn a_token_for_the_demonstration_takes_no_second_key() {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    for (demo, token) in [
        (&["demo"][..], &["token"][..]),
        (&["demo", "--data-dir", "stage"][..], &["token", "--data-dir", "stage"][..]),
    ] {
        let server = program.serve(demo);
        let arguments = [token, &["--municipality", "9901", "--subject", "guardian"]].concat();
        let made = program.run(&arguments, &[]);
        assert!(made.status.success() && made.stderr.is_empty(), "{made:?}");
        let asked = server.client.post("9901", "{ viewer { displayName } }", Value::Null);
        let asked = asked.header("authorization", &format!("Bearer {}", text(&made.stdout).trim()));
        assert_eq!(asked.await.ok().text("/viewer/displayName"), "Gun Berg");
    }
    assert!(!program.folder.path().join("mittkommun-data/local-issuer.key").exists());
}
