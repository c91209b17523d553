//! Where menus come from: fetched from hosts that behave and from hosts that do not, and decided by those who may.

mod editing;
mod faults;
mod fetching;

use std::sync::atomic::{AtomicU64, Ordering};

use harness::builders::{a_menu_source, a_school};
use harness::menu_host::MenuHost;
use harness::{Answer, Fixture, TestApp, TestDatabase};
use sea_orm::Set;
use serde_json::{Value, json};

use entity::{MenuSourceKind, menu_source, school};

/// A server that fetches from hosts of this machine, a school, and a host.
pub struct Kitchen {
    pub app: TestApp,
    pub host: MenuHost,
    pub school: school::Model,
}

impl Kitchen {
    /// On a weekday at eleven in Sweden.
    pub async fn open(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |config| {
            config.meals.fetch.enabled = true;
            config.meals.fetch.private_addresses = true;
            config.meals.fetch.bytes = 100_000;
            config.meals.fetch.seconds = 5;
        })
        .await;
        app.clock.set("2026-01-09T10:00:00Z");
        let school = app.home.insert(a_school("Askskolan")).await;
        Self { app, host: MenuHost::open(), school }
    }

    /// A source at a path of the host, due at once.
    pub async fn source(&self, path: &str) -> menu_source::Model {
        self.source_at(&self.host.url(path), MenuSourceKind::Auto).await
    }

    pub async fn source_at(&self, url: &str, kind: MenuSourceKind) -> menu_source::Model {
        let row = a_menu_source(&self.school, url, self.app.clock.now());
        self.app.home.insert(menu_source::ActiveModel { kind: Set(kind), ..row }).await
    }

    /// What the API tells a cook of a source.
    pub async fn told(&self, source: &menu_source::Model) -> Value {
        let cook = self.app.home.kitchen().await;
        let id = format!("menu-source:{}", source.id);
        let answer: Answer = self.app.ask(SOURCE, json!({ "id": id })).by(&cook).await.ok();
        answer.at("/node").clone()
    }

    /// The names of the school's dishes.
    pub async fn dishes(&self) -> Vec<String> {
        let mut dishes: Vec<_> = self.app.home.rows(entity::dish::Entity).await;
        dishes.sort_by_key(|dish| (dish.sort_order, dish.name.clone()));
        dishes.into_iter().map(|dish| dish.name).collect()
    }

    pub async fn close(self) {
        // What is due must not be asked for once more when the host is gone.
        self.app.clock.set("2026-01-09T10:00:00Z");
        self.app.finish().await;
    }
}

pub const SOURCE: &str = "query Source($id: ID!) { node(id: $id) { ... on MenuSource { host url kind isEnabled lastFetchedAt
    lastSucceededAt lastChangedAt lastError lastErrorCode failures rowsRefused nextFetchAt school { name } } } }";

/// A calendar with a day for each of these dishes, from 5 January 2026 on. Each has UIDs of its own, as real ones do.
pub fn calendar(dishes: &[&str]) -> String {
    static UIDS: AtomicU64 = AtomicU64::new(1);
    let events = dishes.iter().zip(5..).map(|(dish, day)| {
        let uid = UIDS.fetch_add(1, Ordering::SeqCst);
        format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;VALUE=DATE:202601{day:02}\r\nSUMMARY:Matsedel\r\nDESCRIPTION:{dish}\r\nEND:VEVENT\r\n")
    });
    format!(
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Någon helt annan skola\r\n{}END:VCALENDAR\r\n",
        events.collect::<String>()
    )
}
