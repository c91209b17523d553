//! Fetches that go wrong change nothing of the menu, say what is wrong, and are tried again later and later.

use chrono::TimeDelta;
use entity::{MenuSourceFault, MenuSourceKind, menu_source};
use harness::builders::a_menu_source;
use harness::menu_host::Published;
use harness::{Fixture as _, TestApp, TestDatabase, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{Kitchen, calendar};

/// The menu as it is stored, all of it.
async fn menu(kitchen: &Kitchen) -> (Vec<entity::meal::Model>, Vec<entity::dish::Model>) {
    let home = &kitchen.app.home;
    (home.rows(entity::meal::Entity).await, home.rows(entity::dish::Entity).await)
}

#[both_engines]
async fn a_failing_host_is_left_alone_for_longer_and_longer(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    let source = kitchen.source("/mat.ics?key=hemlig").await;
    kitchen.app.settle().await;
    let before = menu(&kitchen).await;
    kitchen.host.publish("/mat.ics", Published::status(500));
    kitchen.app.clock.set("2026-01-12T04:59:00Z");
    let mut pauses = Vec::new();
    for failures in 1..=3 {
        kitchen.app.settle().await;
        let told = kitchen.told(&source).await;
        assert_eq!(
            (&told["failures"], &told["lastErrorCode"], &told["lastError"]),
            (&json!(failures), &json!("REFUSED"), &json!("Servern svarade 500."))
        );
        assert_eq!(told["lastSucceededAt"], json!("2026-01-09T10:00:00.000Z"));
        let next: chrono::DateTime<chrono::Utc> = told["nextFetchAt"].as_str().unwrap().parse().unwrap();
        pauses.push((next - kitchen.app.clock.now()).num_minutes() / 60);
        // Not a moment earlier.
        let _ = kitchen.host.take_asked();
        kitchen.app.clock.advance(next - kitchen.app.clock.now() - TimeDelta::seconds(1));
        kitchen.app.settle().await;
        assert!(kitchen.host.take_asked().is_empty());
        kitchen.app.clock.advance(TimeDelta::seconds(2));
    }
    assert_eq!(pauses, [1, 2, 4]);
    assert_eq!(menu(&kitchen).await, before, "nothing of the menu has changed");
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    kitchen.app.settle().await;
    let told = kitchen.told(&source).await;
    assert_eq!((&told["failures"], &told["lastError"]), (&json!(0), &Value::Null));
    kitchen.close().await;
}

#[both_engines]
async fn a_host_that_asks_for_patience_gets_it(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::status(429).with("Retry-After", "14400"));
    let source = kitchen.source("/mat.ics").await;
    kitchen.app.settle().await;
    let told = kitchen.told(&source).await;
    assert_eq!(told["lastError"], json!("Servern svarade 429 och vill bli frågad senare."));
    let next: chrono::DateTime<chrono::Utc> = told["nextFetchAt"].as_str().unwrap().parse().unwrap();
    assert!((4 * 60..=4 * 60 + 24).contains(&(next - kitchen.app.clock.now()).num_minutes()), "{next}");
    kitchen.close().await;
}

#[both_engines]
async fn what_is_no_menu_changes_nothing_and_is_named_for_what_it_is(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/good.ics", Published::of(calendar(&["Fisk"])));
    kitchen.source("/good.ics").await;
    kitchen.app.settle().await;
    let before = menu(&kitchen).await;
    let host = &kitchen.host;
    let loud = "x".repeat(100_001);
    let bomb = {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 5_000_000]).unwrap();
        packer.finish().unwrap()
    };
    host.publish("/garbage", Published::of("<html><body>Logga in"));
    host.publish("/bytes", Published::of(vec![0xFF, 0x00, 0x93]));
    host.publish("/empty", Published::of(""));
    host.publish("/other", Published::of("code,name\n0180,Stockholms kommun\n"));
    host.publish("/large", Published::of(loud));
    host.publish("/bomb", Published::of(bomb).with("Content-Encoding", "gzip"));
    host.publish("/broken", Published::of("no gzip").with("Content-Encoding", "gzip"));
    host.publish(
        "/nothing",
        Published::of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Fisk\nEND:VEVENT\nEND:VCALENDAR"),
    );
    host.publish("/round", Published::status(302).with("Location", "/round"));
    host.publish("/nowhere", Published::status(302));
    host.publish("/out", Published::status(302).with("Location", "ftp://127.0.0.1/mat.ics"));
    host.publish("/unasked", Published::status(304));
    host.publish("/closed", Published::status(403));
    let mut sources = Vec::new();
    for (path, code) in [
        ("/garbage", "UNREADABLE"),
        ("/bytes", "UNREADABLE"),
        ("/empty", "UNREADABLE"),
        ("/other", "UNREADABLE"),
        ("/large", "TOO_LARGE"),
        ("/bomb", "TOO_LARGE"),
        ("/broken", "UNREADABLE"),
        ("/nothing", "NOTHING_UNDERSTOOD"),
        ("/round", "MOVED"),
        ("/nowhere", "MOVED"),
        ("/out", "ADDRESS_NOT_ALLOWED"),
        ("/unasked", "REFUSED"),
        ("/closed", "REFUSED"),
        ("/missing", "REFUSED"),
    ] {
        sources.push((path, code, kitchen.source(&format!("{path}?key=hemlig")).await));
    }
    let good = kitchen.source_at(&host.url("/good.ics?as=mateo"), MenuSourceKind::Mateo).await;
    sources.push(("a menu of another kind", "UNREADABLE", good));
    let silent = kitchen.source_at("http://127.0.0.1:9/mat.ics", MenuSourceKind::Auto).await;
    sources.push(("nobody", "UNREACHABLE", silent));
    kitchen.app.settle().await;
    for (what, code, source) in &sources {
        let told = kitchen.told(source).await;
        assert_eq!(told["lastErrorCode"], json!(code), "{what}: {told}");
        let sentence = told["lastError"].as_str().unwrap();
        assert!(
            sentence.ends_with('.') && !sentence.contains("hemlig") && !sentence.contains("127.0"),
            "{what}: {sentence}"
        );
    }
    assert_eq!(menu(&kitchen).await, before);
    kitchen.close().await;
}

#[both_engines]
async fn a_host_that_never_answers_is_given_up(database: TestDatabase) {
    let mut kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published { is_held: true, ..Published::default() });
    let source = kitchen.source("/mat.ics").await;
    // The host goes away while it is asked.
    let app = kitchen.app.clone();
    let fetching = tokio::spawn(async move { app.settle().await });
    tokio::task::block_in_place(|| kitchen.host.wait_until_held());
    kitchen.host = harness::menu_host::MenuHost::open();
    fetching.await.unwrap();
    let told = kitchen.told(&source).await;
    assert!([json!("UNREACHABLE"), json!("TIMED_OUT")].contains(&told["lastErrorCode"]), "{told}");
    kitchen.close().await;
}

#[both_engines]
async fn a_server_of_the_world_asks_nobody_inside_its_network(database: TestDatabase) {
    let app = TestApp::on(database, |config| config.meals.fetch.enabled = true).await;
    app.clock.set("2026-01-09T10:00:00Z");
    let host = harness::menu_host::MenuHost::open();
    host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    let school = app.home.insert(harness::builders::a_school("Askskolan")).await;
    let now = app.clock.now();
    let port = host.url("").rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "10.0.0.1"] {
        let url = format!("http://{host}:{port}/mat.ics");
        app.home.insert(a_menu_source(&school, &url, now)).await;
    }
    app.settle().await;
    let sources = app.home.rows(menu_source::Entity).await;
    assert!(sources.iter().all(|s| s.last_fault == Some(MenuSourceFault::AddressNotAllowed)), "{sources:#?}");
    assert!(host.take_asked().is_empty() && app.home.rows(entity::meal::Entity).await.is_empty());
    app.finish().await;
}

#[both_engines]
async fn a_source_that_rests_is_not_asked_and_neither_is_one_by_night(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    let now = kitchen.app.clock.now();
    let resting = a_menu_source(&kitchen.school, &kitchen.host.url("/mat.ics?1"), now);
    let resting = menu_source::ActiveModel { enabled: Set(false), ..resting };
    let resting = kitchen.app.home.insert(resting).await;
    kitchen.app.settle().await;
    assert!(kitchen.host.take_asked().is_empty());
    assert_eq!(kitchen.told(&resting).await["nextFetchAt"], Value::Null);
    // In the evening the next time is the morning after.
    kitchen.app.clock.set("2026-01-09T16:45:00Z");
    let source = kitchen.source("/mat.ics?2").await;
    kitchen.app.settle().await;
    let next = kitchen.told(&source).await["nextFetchAt"].as_str().unwrap().to_owned();
    assert!(next.starts_with("2026-01-10T04:"), "{next}");
    kitchen.close().await;
}
