//! Who sees and decides where menus come from.

use chrono::TimeDelta;
use entity::{MenuSourceKind, menu_source};
use harness::app::SECRET;
use harness::builders::{a_menu_source, a_school};
use harness::menu_host::Published;
use harness::process::Program;
use harness::{Actor, TestApp, TestDatabase, both_engines};
use serde_json::{Value, json};

use super::{Kitchen, calendar};

const ADD: &str = "mutation Add($input: AddMenuSourceInput!) { addMenuSource(input: $input) {
    source { id kind host url school { name } } errors { code message field } } }";
const REMOVE: &str = "mutation Remove($input: RemoveMenuSourceInput!) { removeMenuSource(input: $input) {
    school { name } errors { code } } }";
const FETCH: &str = "mutation Fetch($input: FetchMenuNowInput!) { fetchMenuNow(input: $input) {
    source { nextFetchAt } errors { code message } } }";
const LISTS: &str = "query Lists($school: ID!) { municipality { menuSources { host url viewerCanEdit } }
    node(id: $school) { ... on School { menuSources { host url lastFetchedAt lastError } } } }";

#[both_engines]
async fn a_cook_adds_a_source_which_is_fetched_and_can_be_removed(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    let app = &kitchen.app;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    let cook = app.home.kitchen().await;
    let url = kitchen.host.url("/mat.ics?key=hemlig");
    let input =
        json!({ "schoolId": format!("school:{}", kitchen.school.id), "url": url, "idempotencyKey": "a" });
    let answer = app.ask(ADD, json!({ "input": input })).by(&cook).await.ok();
    answer.assert_user_errors("addMenuSource", &[]);
    let source = answer.at("/addMenuSource/source");
    assert_eq!(
        (&source["url"], &source["kind"], &source["host"], &source["school"]["name"]),
        (&json!(url), &json!("AUTO"), &json!("127.0.0.1"), &json!("Askskolan"))
    );
    // The same again is the same; without the key it is there already.
    let again = app.ask(ADD, json!({ "input": input })).by(&cook).await.ok();
    assert_eq!(again.at("/addMenuSource/source/id"), &source["id"]);
    let mut bare = input.clone();
    bare["idempotencyKey"] = Value::Null;
    app.ask(ADD, json!({ "input": bare }))
        .by(&cook)
        .await
        .ok()
        .assert_user_errors("addMenuSource", &["URL_EXISTS"]);
    let mut other = input.clone();
    other["url"] = json!("https://example.se/");
    let other = app.ask(ADD, json!({ "input": other })).by(&cook).await.ok();
    other.assert_user_errors("addMenuSource", &["IDEMPOTENCY_KEY_REUSED"]);

    app.settle().await;
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    let input = json!({ "sourceId": source["id"] });
    let early = app.ask(FETCH, json!({ "input": input })).by(&cook).await.ok();
    early.assert_user_errors("fetchMenuNow", &["FETCH_TOO_SOON"]);
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Soppa"])));
    app.clock.advance(TimeDelta::minutes(2));
    let now = app.ask(FETCH, json!({ "input": input })).by(&cook).await.ok();
    assert_eq!(now.at("/fetchMenuNow/source/nextFetchAt"), &json!("2026-01-09T10:02:00.000Z"));
    app.settle().await;
    assert_eq!(kitchen.dishes().await, ["Soppa"]);

    let removed = app.ask(REMOVE, json!({ "input": input })).by(&cook).await.ok();
    assert_eq!(removed.at("/removeMenuSource/school/name"), &json!("Askskolan"));
    let gone = app.ask(REMOVE, json!({ "input": input })).by(&cook).await.ok();
    gone.assert_user_errors("removeMenuSource", &["SOURCE_NOT_FOUND"]);
    assert_eq!(kitchen.dishes().await, ["Soppa"], "the menu stays");
    kitchen.close().await;
}

#[both_engines]
async fn all_faults_of_a_source_come_together(app: TestApp) {
    let cook = app.home.kitchen().await;
    let school = "school:01900000-0000-7000-8000-000000000000";
    let input = json!({ "schoolId": school, "url": "file:///etc/passwd", "idempotencyKey": "" });
    let answer = app.ask(ADD, json!({ "input": input })).by(&cook).await.ok();
    answer
        .assert_user_errors("addMenuSource", &["SCHOOL_NOT_FOUND", "URL_INVALID", "IDEMPOTENCY_KEY_INVALID"]);
    assert_eq!(answer.at("/addMenuSource/errors/1/field"), &json!(["url"]));
    let school = app.home.insert(a_school("Askskolan")).await;
    for n in 0..10 {
        let url = format!("https://example.se/{n}");
        app.home.insert(a_menu_source(&school, &url, app.clock.now())).await;
    }
    let input = json!({ "schoolId": format!("school:{}", school.id), "url": "https://example.se/x" });
    let answer = app.ask(ADD, json!({ "input": input })).by(&cook).await.ok();
    answer.assert_user_errors("addMenuSource", &["SOURCES_TOO_MANY"]);
}

#[both_engines]
async fn staff_see_where_menus_come_from_and_only_some_see_the_whole_address(app: TestApp) {
    let (own, other) =
        (app.home.insert(a_school("Askskolan")).await, app.home.insert(a_school("Ekskolan")).await);
    let secret = "https://mat.example.se/ask.ics?key=hemlig";
    app.home.insert(a_menu_source(&own, secret, app.clock.now())).await;
    app.home.insert(a_menu_source(&other, "https://mat.example.se/ek.ics", app.clock.now())).await;
    let teacher = app.home.teacher(&own).await;
    let pupil = app.home.pupil(&own).await;
    let (cook, administrator) = (app.home.kitchen().await, app.home.administrator().await);
    let communicator = app.home.communicator().await;
    let expected: [(&str, &Actor, usize, usize, bool); 6] = [
        ("cook", &cook, 2, 1, true),
        ("administrator", &administrator, 2, 1, true),
        ("communicator", &communicator, 2, 1, false),
        ("teacher", &teacher, 1, 1, false),
        ("pupil", &pupil, 0, 0, false),
        ("anonymous", &Actor::anonymous(), 0, 0, false),
    ];
    for (name, actor, all, of_school, sees_url) in expected {
        let school = format!("school:{}", own.id);
        let answer = app.ask(LISTS, json!({ "school": school })).by(actor).await.ok();
        let sources = answer.list("/municipality/menuSources");
        let at_school = answer.list("/node/menuSources");
        assert_eq!((sources.len(), at_school.len()), (all, of_school), "{name}");
        for source in sources {
            assert_eq!(source["host"], json!("mat.example.se"), "{name}");
            assert_eq!(
                (source["url"].is_string(), &source["viewerCanEdit"]),
                (sees_url, &json!(sees_url)),
                "{name}"
            );
        }
    }
    let other_school = format!("school:{}", other.id);
    let answer = app.ask(LISTS, json!({ "school": other_school })).by(&teacher).await.ok();
    assert!(answer.list("/node/menuSources").is_empty());
}

#[both_engines]
async fn an_operator_adds_lists_pauses_and_removes_sources(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    let url = kitchen.app.database_url().to_owned();
    let run = |arguments: &[&str]| {
        let arguments = [&["--database-url", &url, "menu-source"], arguments].concat();
        let output = tokio::task::block_in_place(|| {
            program.run(&arguments, &[("MITTKOMMUN_IDENTITY__SECRET_KEY", SECRET)])
        });
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let code = kitchen.app.home.code.clone();
    let at = ["--municipality", &code];
    let feed = "https://mat.example.se/mat.ics?key=hemlig";
    let add = [&["add", "--school", "Askskolan", "--url", feed, "--kind", "calendar"][..], &at].concat();
    assert!(run(&add).contains("is fetched within a minute for Askskolan"));
    assert!(run(&add).contains("The school fetches from there already."));
    let wrong = run(&[&["add", "--school", "Eskolan", "--url", feed][..], &at].concat());
    assert!(wrong.contains("no school with the code or name Eskolan"), "{wrong}");
    let row = kitchen.app.home.rows(menu_source::Entity).await.remove(0);
    assert_eq!((row.kind, row.url.as_str(), row.enabled), (MenuSourceKind::Calendar, feed, true));
    let listed = run(&[&["list"][..], &at].concat());
    assert!(
        listed.contains("CALENDAR\tmat.example.se\tnever\tno error") && !listed.contains("hemlig"),
        "{listed}"
    );
    let id = format!("menu-source:{}", row.id);
    assert!(run(&[&["pause", &id][..], &at].concat()).contains("rests"));
    assert!(!kitchen.app.home.rows(menu_source::Entity).await[0].enabled);
    assert!(run(&[&["resume", &id][..], &at].concat()).contains("is fetched"));
    assert!(run(&[&["remove", &id][..], &at].concat()).contains("is removed"));
    assert!(run(&[&["remove", &id][..], &at].concat()).contains("There is no such source."));
    assert!(kitchen.app.home.rows(menu_source::Entity).await.is_empty());
    kitchen.close().await;
}
