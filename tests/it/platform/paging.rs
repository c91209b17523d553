//! Every list of the contract can be paged through to its end and back, one item at a time, over rows as the product itself
//! and other systems write them.

use std::collections::BTreeMap;

use api::demo;
use api::import::write::{Options, write};
use api::import::{detect, read};
use api::platform::{Clock, Ids};
use entity::{DutyRole, duty, preschool};
use harness::builders::LONG_AGO;
use harness::{Actor, Engine, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Database, Set, Statement, TryGetable};
use serde_json::{Value, json};

use super::schema_style::contract::{Contract, Field, Kind, Type};
use super::whole::Whole;

/// Objects of one type whose lists are paged through, at most.
const OBJECTS: usize = 30;

/// Arguments of lists that must be given.
const GIVEN: [(&str, &str); 2] =
    [("search", "query: \"skola\""), ("people", "filter: { name: \"Testsson\" }")];

/// Lists of which nothing here has two items.
const SHORT: [&str; 8] = [
    "Meal.comments",
    "Meal.history",
    "PreschoolGroup.drafts",
    "Service.facilities",
    "Submission.messages",
    "Submission.notes",
    "Viewer.mealAlerts",
    "Viewer.submissions",
];

/// Where an object is found: the query up to its fields, and after them.
type Place = (String, String);

struct Crawl<'a> {
    app: &'a TestApp,
    actor: Actor,
    contract: Contract,
    places: BTreeMap<String, Vec<Place>>,
}

impl Crawl<'_> {
    async fn ask(&self, (before, after): &Place, selection: &str) -> Value {
        let query = format!("{before} {selection} {after}");
        let mut found = self.app.ask(&query, Value::Null).by(&self.actor).await.body;
        assert_eq!(found.get("errors"), None, "{query}");
        let mut found = found["data"].take();
        while found.get("it").is_none() {
            found = found.as_object_mut().and_then(|all| all.values_mut().next()).map(Value::take).unwrap();
        }
        found["it"].take()
    }

    fn add(&mut self, id: &Value) -> bool {
        let Some(id) = id.as_str() else { return false };
        let kind = id.split(':').next().unwrap().replace('-', "");
        let Some(of) = self.contract.types.iter().find(|of| of.name.to_lowercase() == kind) else {
            return false;
        };
        let place = (format!("{{ node(id: \"{id}\") {{ ... on {} {{", of.name), "} } }".to_owned());
        let places = self.places.entry(of.name.clone()).or_default();
        let is_new = places.len() < OBJECTS && !places.contains(&place);
        if is_new {
            places.push(place);
        }
        is_new
    }

    /// Finds objects until there are no new ones.
    async fn discover(&mut self) {
        let mut seen = 0;
        loop {
            let all: Vec<_> =
                self.places.iter().map(|(kind, places)| (kind.clone(), places.clone())).collect();
            let count = all.iter().map(|(_, places)| places.len()).sum();
            if count == seen {
                return;
            }
            seen = count;
            for (kind, places) in all {
                let fields: Vec<_> = self.links(self.contract.find(&kind).unwrap());
                for place in &places {
                    for field in &fields {
                        let found = self.ask(place, field).await;
                        let items = match (&found, &found["nodes"]) {
                            (Value::Array(items), _) | (_, Value::Array(items)) => items.clone(),
                            _ => vec![found],
                        };
                        for item in items {
                            self.add(&item["id"]);
                        }
                    }
                }
            }
        }
    }

    /// The fields that lead to objects with ids.
    fn links(&self, of: &Type) -> Vec<String> {
        let link = |field: &Field| {
            let leads = self.contract.find(named(&field.shape))?;
            if field.arguments.iter().any(|argument| argument.shape.ends_with('!')) {
                return None;
            }
            let nodes = leads.field("nodes").and_then(|nodes| self.contract.find(named(&nodes.shape)));
            let is_node = |of: &Type| of.implements.iter().any(|name| name == "Node");
            if is_node(leads) {
                return Some(format!("it: {} {{ id }}", field.name));
            }
            nodes
                .filter(|of| is_node(of))
                .map(|_| format!("it: {}(first: 100) {{ nodes {{ id }} }}", field.name))
        };
        of.fields.iter().filter_map(link).collect()
    }

    /// The cursors of a list from one end to the other, one page for each.
    async fn pages(
        &self,
        place: &Place,
        field: &str,
        given: &str,
        forwards: bool,
        most: usize,
    ) -> Vec<String> {
        let (size, beyond, more) =
            if forwards { ("first", "after", "hasNextPage") } else { ("last", "before", "hasPreviousPage") };
        let mut cursors: Vec<String> = Vec::new();
        loop {
            let from = cursors.last().map(|cursor| format!("{beyond}: \"{cursor}\"")).unwrap_or_default();
            let asked = format!(
                "it: {field}({given} {size}: 1 {from}) {{ edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage }} }}"
            );
            let page = self.ask(place, &asked).await;
            let cursor = page["edges"][0]["cursor"].as_str().map(str::to_owned);
            if let Some(cursor) = cursor {
                assert!(!cursors.contains(&cursor), "{field} gives an item twice: {place:?}");
                cursors.push(cursor);
            }
            if page["pageInfo"][more] == json!(false) || cursors.len() >= most {
                return cursors;
            }
        }
    }
}

fn named(shape: &str) -> &str {
    shape.trim_matches(['[', ']', '!'])
}

/// Somebody for whom everything is there.
async fn insider(app: &TestApp) -> Actor {
    let whole = Whole::found(app).await;
    let actor = whole.everything().await;
    for preschool in app.home.rows(preschool::Entity).await {
        if preschool.id != whole.public.preschool.id {
            let principal = duty::ActiveModel {
                person_id: Set(actor.id()),
                preschool_id: Set(preschool.id),
                role: Set(DutyRole::Principal),
                valid_from: Set(LONG_AGO),
                ..ActiveModelTrait::default()
            };
            app.home.insert(principal).await;
        }
    }
    actor
}

/// Rows of the demonstration and of another system that says the ten-millionth of a second.
async fn fill(app: &TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    let reports: Vec<_> = (0..4)
        .map(|n| {
            json!({
                "service_request_id": format!("R-{n}"), "status": "closed", "status_notes": "Lampan är bytt nu",
                "service_code": "lamp", "service_name": "Belysning", "description": "Lampan är trasig.",
                "requested_datetime": format!("2026-01-05T10:00:00.123456{n}+01:00"),
                "updated_datetime": format!("2026-01-07T10:00:00.1234567{n}+01:00"),
            })
        })
        .collect();
    let bytes = json!(reports).to_string();
    let clock = Clock::system();
    let source = detect(bytes.as_bytes(), "-").unwrap();
    let options = Options {
        municipality: Some(app.home.code.clone()),
        school: None,
        language: "sv".to_owned(),
        publish: true,
        dry_run: false,
        now: clock.now(),
        ids: Ids::system(),
    };
    let dataset = read(source, bytes.as_bytes(), clock.today()).unwrap();
    let written = write(&app.foundation().platform, &dataset, &options, &|_| {}).await.unwrap();
    assert_eq!(written.created, 4);
}

#[both_engines]
async fn every_list_can_be_paged_to_its_end_and_back(app: TestApp) {
    // Demonstration rows lie between then and now, in parts of the time that passed.
    app.clock.advance(chrono::TimeDelta::microseconds(123_457));
    fill(&app).await;
    let contract = Contract::read(&api::schema::sdl());
    let roots = ["municipality", "viewer"].map(|root| {
        let kind = if root == "viewer" { "Viewer" } else { "Municipality" };
        (kind.to_owned(), vec![(format!("{{ {root} {{"), "} }".to_owned())])
    });
    let mut crawl = Crawl { app: &app, actor: insider(&app).await, contract, places: roots.into() };
    crawl.discover().await;
    let is_connection = |field: &&Field| named(&field.shape).ends_with("Connection");
    let mut paged = BTreeMap::new();
    for of in crawl.contract.types.iter().filter(|of| of.kind == Kind::Object) {
        for field in of.fields.iter().filter(is_connection) {
            let name = of.path(field);
            let given = GIVEN.iter().find(|(name, _)| *name == field.name).map_or("", |(_, given)| given);
            let mut longest = 0;
            for place in crawl.places.get(&of.name).into_iter().flatten() {
                let forwards = crawl.pages(place, &field.name, given, true, usize::MAX).await;
                // Reading the audit log adds to it: what was there before is looked at.
                let most = forwards.len().max(1);
                let mut backwards = crawl.pages(place, &field.name, given, false, most).await;
                backwards.reverse();
                assert_eq!(forwards, backwards, "{name}");
                longest = longest.max(forwards.len());
            }
            paged.insert(name, longest);
        }
    }
    let short: Vec<_> = paged.iter().filter(|(_, longest)| **longest < 2).map(|(name, _)| name).collect();
    assert_eq!(short, SHORT, "of these no list with two items was found");
}

#[both_engines]
async fn no_stored_time_is_finer_than_a_millisecond(app: TestApp) {
    app.clock.advance(chrono::TimeDelta::microseconds(123_457));
    fill(&app).await;
    let connection = Database::connect(app.database_url()).await.unwrap();
    let texts = async |sql: String| {
        let rows = connection
            .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
            .await
            .unwrap();
        rows.iter().map(|row| String::try_get_by(row, 0).unwrap()).collect::<Vec<_>>()
    };
    let columns = match app.engine() {
        Engine::Sqlite => {
            "SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p
             WHERE m.type = 'table' AND p.type LIKE 'timestamp%'"
        }
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'"
        }
    };
    let columns = texts(columns.to_owned()).await;
    assert!(columns.len() > 50, "{columns:?}");
    for path in columns {
        let (table, column) = path.split_once('.').unwrap();
        let fine = match app.engine() {
            Engine::Sqlite => format!("length({column}) > 29"),
            Engine::Postgres => format!("{column} <> date_trunc('milliseconds', {column})"),
        };
        let found = texts(format!("SELECT CAST({column} AS text) FROM {table} WHERE {fine}")).await;
        assert_eq!(found, [""; 0], "{path}");
    }
}
