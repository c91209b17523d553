//! Fetches that go well.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{MenuSourceKind, menu_source, school};
use flate2::{Compression, write::GzEncoder};
use harness::builders::a_menu_source;
use harness::menu_host::Published;
use harness::{TestDatabase, both_engines};
use serde_json::{Value, json};
use std::io::Write as _;

use super::{Kitchen, calendar};

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("a time").parse().expect("a time")
}

#[both_engines]
async fn a_menu_is_fetched_and_asked_for_again_only_if_it_has_changed(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])).with("ETag", "\"1\""));
    let source = kitchen.source("/mat.ics").await;
    assert_eq!(kitchen.told(&source).await["lastFetchedAt"], Value::Null);
    kitchen.app.settle().await;
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    let first = kitchen.told(&source).await;
    assert_eq!(
        [&first["lastFetchedAt"], &first["lastSucceededAt"], &first["lastChangedAt"]],
        [&json!("2026-01-09T10:00:00.000Z"); 3]
    );
    assert_eq!((&first["lastError"], &first["failures"]), (&Value::Null, &json!(0)));
    let pause = time(&first["nextFetchAt"]) - kitchen.app.clock.now();
    assert!((60..=66).contains(&pause.num_minutes()), "{pause}");
    // The school that the calendar names is another: the menu goes to the source's, and none is made.
    assert_eq!(kitchen.app.home.rows(school::Entity).await.len(), 1);

    // Not before it is due.
    kitchen.app.settle().await;
    assert_eq!(kitchen.host.take_asked().len(), 1);
    // The same: the server says so and sends nothing.
    kitchen.app.clock.advance(TimeDelta::minutes(70));
    kitchen.app.settle().await;
    let asked = kitchen.host.take_asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].headers["if-none-match"], "\"1\"");
    assert!(asked[0].headers["user-agent"].starts_with("MittKommun/"), "{asked:?}");
    let second = kitchen.told(&source).await;
    assert_eq!(second["lastSucceededAt"], json!("2026-01-09T11:10:00.000Z"));
    assert_eq!(second["lastChangedAt"], json!("2026-01-09T10:00:00.000Z"));
    // Another menu, other ids, a past day gone.
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Soppa"])).with("ETag", "\"2\""));
    kitchen.app.clock.advance(TimeDelta::minutes(70));
    kitchen.app.settle().await;
    assert_eq!(kitchen.dishes().await, ["Soppa"]);
    assert_eq!(kitchen.told(&source).await["lastChangedAt"], json!("2026-01-09T12:20:00.000Z"));
    kitchen.close().await;
}

#[both_engines]
async fn the_weeks_around_now_are_asked_for_and_a_coming_one_may_be_missing(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    let feed = |day: &str, dish: &str| {
        format!(
            "<rss><channel><title>Skolmaten - Ask</title><item><title>{day}</title><description>{dish}</description>\
             <pubDate>{day} 00:00:00 GMT</pubDate></item></channel></rss>"
        )
    };
    let last_modified = "Thu, 08 Jan 2026 08:00:00 GMT";
    let this_week = Published::of(feed("Mon, 05 Jan 2026", "Fisk")).with("Last-Modified", last_modified);
    kitchen.host.publish("/2026/2", this_week);
    let source = kitchen.source("/{year}/{week}?key=hemlig").await;
    kitchen.app.settle().await;
    let paths = || kitchen.host.take_asked().into_iter().map(|question| question.path).collect::<Vec<_>>();
    assert_eq!(paths(), ["/2026/2?key=hemlig", "/2026/3?key=hemlig"]);
    assert_eq!(kitchen.told(&source).await["lastError"], Value::Null);
    kitchen.host.publish("/2026/3", Published::of(feed("Tue, 13 Jan 2026", "Tofu")));
    kitchen.app.clock.advance(TimeDelta::minutes(70));
    kitchen.app.settle().await;
    let asked = kitchen.host.take_asked();
    assert_eq!(asked[0].headers["if-modified-since"], last_modified);
    assert!(!asked[1].headers.contains_key("if-modified-since"), "{asked:?}");
    assert_eq!(kitchen.dishes().await, ["Fisk", "Tofu"]);

    let days = kitchen.source_at(&kitchen.host.url("/meals?distributorId=7"), MenuSourceKind::OpenMeal).await;
    kitchen.host.publish("/meals", Published::of("{\"meals\":[]}"));
    kitchen.app.settle().await;
    assert_eq!(paths(), ["/meals?distributorId=7&startDate=2026-01-05&endDate=2026-01-18"]);
    assert_eq!(kitchen.told(&days).await["lastError"], Value::Null, "an empty menu is no error");
    kitchen.close().await;
}

#[both_engines]
async fn a_packed_answer_and_one_that_has_moved_are_read(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(calendar(&["Fisk"]).as_bytes()).unwrap();
    let packed = Published::of(gzip.finish().unwrap()).with("Content-Encoding", "gzip");
    kitchen.host.publish("/new.ics", packed);
    kitchen.host.publish("/old.ics", Published::status(301).with("Location", "/new.ics"));
    let source = kitchen.source("/old.ics").await;
    kitchen.app.settle().await;
    assert_eq!(kitchen.told(&source).await["lastError"], Value::Null);
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    assert_eq!(kitchen.host.take_asked()[0].headers["accept-encoding"], "gzip");
    kitchen.close().await;
}

#[both_engines]
async fn a_row_that_is_not_understood_is_counted_and_the_others_are_taken(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    let answer = r#"[{"date":"2026-01-05T00:00:00.000Z","meals":[{"name":"Fisk"},{"type":"x"}]},{"date":"snart","meals":[]}]"#;
    kitchen.host.publish("/days/29", Published::of(answer));
    let source = kitchen.source("/days/29").await;
    kitchen.app.settle().await;
    let told = kitchen.told(&source).await;
    assert_eq!((&told["rowsRefused"], &told["lastError"]), (&json!(2), &Value::Null));
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    kitchen.close().await;
}

#[both_engines]
async fn of_two_replicas_one_asks(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    for n in 0..5 {
        kitchen.source(&format!("/mat.ics?{n}")).await;
    }
    tokio::join!(kitchen.app.settle(), kitchen.app.settle());
    assert_eq!(kitchen.host.take_asked().len(), 5);
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    let sources = kitchen.app.home.rows(menu_source::Entity).await;
    assert!(sources.iter().all(|source| source.claimed_until.is_none() && source.last_fault.is_none()));
    kitchen.close().await;
}

#[both_engines]
async fn a_source_that_a_dead_replica_took_is_taken_over(database: TestDatabase) {
    let kitchen = Kitchen::open(database).await;
    kitchen.host.publish("/mat.ics", Published::of(calendar(&["Fisk"])));
    let now = kitchen.app.clock.now();
    let taken = menu_source::ActiveModel {
        claimed_until: sea_orm::Set(Some(now + TimeDelta::minutes(15))),
        ..a_menu_source(&kitchen.school, &kitchen.host.url("/mat.ics"), now)
    };
    kitchen.app.home.insert(taken).await;
    kitchen.app.settle().await;
    assert!(kitchen.host.take_asked().is_empty());
    kitchen.app.clock.advance(TimeDelta::minutes(16));
    kitchen.app.settle().await;
    assert_eq!(kitchen.dishes().await, ["Fisk"]);
    kitchen.close().await;
}
