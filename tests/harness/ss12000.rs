//! A school authority's register that speaks SS 12000:2020: lists with pages, changes and deletions, on a clock of its own,
//! and with every fault that real servers have.
//!
//! It is strict where the standard is: a page token beside another filter is answered with 400, an unknown token too.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::host;

/// The lists that it has.
const LISTS: [&str; 6] = ["organisations", "groups", "persons", "placements", "duties", "activities"];

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Another status, with `Retry-After` if there is one.
    Status(u16, Option<&'static str>),
    /// A redirect.
    Redirect(String),
    /// A body that is no page.
    Body(String),
    /// No answer until the register is dropped; the question is announced by [`SchoolRegister::wait_until_held`].
    Hold,
}

/// A register on a free port of this machine.
pub struct SchoolRegister {
    origin: String,
    shelf: Arc<Mutex<Shelf>>,
    handle: ServerHandle,
    held: Mutex<Receiver<()>>,
}

struct Shelf {
    now: DateTime<Utc>,
    lists: BTreeMap<String, Vec<(Value, DateTime<Utc>)>>,
    deleted: Vec<(String, String, DateTime<Utc>)>,
    token: Option<String>,
    asked: Vec<String>,
    faults: Vec<(String, usize, Fault)>,
    with_meta: bool,
    tell_held: Sender<()>,
}

impl SchoolRegister {
    /// An empty register.
    ///
    /// # Panics
    /// If it cannot listen.
    #[must_use]
    pub fn open() -> Self {
        let (tell_held, held) = mpsc::channel();
        let now = DateTime::parse_from_rfc3339("2026-09-01T06:00:00Z").expect("a time").to_utc();
        let shelf = Arc::new(Mutex::new(Shelf {
            now,
            lists: BTreeMap::new(),
            deleted: Vec::new(),
            token: None,
            asked: Vec::new(),
            faults: Vec::new(),
            with_meta: true,
            tell_held,
        }));
        let shared = web::Data::from(Arc::clone(&shelf));
        let (origin, handle) = host::serve(move |app| {
            app.app_data(shared.clone()).default_service(web::to(answer));
        });
        Self { origin, shelf, handle, held: Mutex::new(held) }
    }

    /// Where its API is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/v2.0", self.origin)
    }

    fn books(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().expect("the shelf")
    }

    /// Puts a record into a list, in the place of the one with its id.
    pub fn put(&self, list: &str, record: Value) {
        let mut books = self.books();
        let now = books.tick();
        let records = books.lists.entry(list.to_owned()).or_default();
        records.retain(|(known, _)| known["id"] != record["id"]);
        records.push((record, now));
    }

    /// Puts many, all at the same time.
    pub fn put_all(&self, list: &str, new: Vec<Value>) {
        let mut books = self.books();
        let now = books.tick();
        books.lists.entry(list.to_owned()).or_default().extend(new.into_iter().map(|record| (record, now)));
    }

    /// Changes a record.
    ///
    /// # Panics
    /// If it is not there.
    pub fn change(&self, list: &str, id: &str, change: impl FnOnce(&mut Value)) {
        let mut record = self.get(list, id);
        change(&mut record);
        self.put(list, record);
    }

    /// A record.
    ///
    /// # Panics
    /// If it is not there.
    #[must_use]
    pub fn get(&self, list: &str, id: &str) -> Value {
        let books = self.books();
        let found = books.lists.get(list).into_iter().flatten().find(|(record, _)| record["id"] == id);
        found.expect("a record with that id").0.clone()
    }

    /// Deletes a record, and tells of it in `deletedEntities`.
    pub fn delete(&self, list: &str, id: &str) {
        self.lose(list, id);
        let mut books = self.books();
        let now = books.tick();
        books.deleted.push((list.to_owned(), id.to_owned(), now));
    }

    /// Deletes a record and tells nobody.
    pub fn lose(&self, list: &str, id: &str) {
        let mut books = self.books();
        books.tick();
        books.lists.entry(list.to_owned()).or_default().retain(|(known, _)| known["id"] != id);
    }

    /// Lets in nobody without this bearer token.
    pub fn demand(&self, token: &str) {
        self.books().token = Some(token.to_owned());
    }

    /// Leaves `meta` out of its records, as some servers do.
    pub fn leave_out_meta(&self) {
        self.books().with_meta = false;
    }

    /// Fails the next questions whose path and query contain a text.
    pub fn fail(&self, containing: &str, times: usize, fault: Fault) {
        self.books().faults.push((containing.to_owned(), times, fault));
    }

    /// Forgets every fault that was to come.
    pub fn recover(&self) {
        self.books().faults.clear();
    }

    /// Waits until a question is held.
    ///
    /// # Panics
    /// If none comes.
    pub fn wait_until_held(&self) {
        let held = self.held.lock().expect("the channel");
        held.recv_timeout(std::time::Duration::from_mins(1)).expect("a question that is held");
    }

    /// What it was asked since the last call: paths with their queries, decoded.
    #[must_use]
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut self.books().asked)
    }
}

impl Drop for SchoolRegister {
    fn drop(&mut self) {
        // Stops at once: the future only waits for it.
        drop(self.handle.stop(false));
    }
}

impl Shelf {
    fn tick(&mut self) -> DateTime<Utc> {
        self.now += TimeDelta::minutes(1);
        self.now
    }

    fn fault(&mut self, asked: &str) -> Option<Fault> {
        let (_, times, fault) = self
            .faults
            .iter_mut()
            .find(|(containing, times, _)| *times > 0 && asked.contains(containing.as_str()))?;
        *times -= 1;
        Some(fault.clone())
    }

    fn page(&self, list: &str, query: &[(String, String)]) -> Result<Value, &'static str> {
        let get = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let limit: usize = get("limit").unwrap_or("1000").parse().map_err(|_| "limit")?;
        let (offset, since) = match get("pageToken") {
            Some(_) if query.iter().any(|(name, _)| name != "pageToken" && name != "limit") => {
                return Err("pageToken cannot be combined with filters");
            }
            Some(token) => {
                let (offset, since) = token.split_once('|').ok_or("pageToken")?;
                (offset.parse().map_err(|_| "pageToken")?, since.to_owned())
            }
            None => (0, get("meta.modified.after").or(get("after")).unwrap_or_default().to_owned()),
        };
        let after = match since.as_str() {
            "" => None,
            text => Some(DateTime::parse_from_rfc3339(text).map_err(|_| "no time")?.to_utc()),
        };
        let is_new = |at: &DateTime<Utc>| after.is_none_or(|after| *at > after);
        let next = |all: usize| (offset + limit < all).then(|| format!("{}|{since}", offset + limit));
        if list == "deletedEntities" {
            let all: Vec<_> = self.deleted.iter().filter(|(_, _, at)| is_new(at)).collect();
            let mut data = Map::new();
            for (list, id, _) in all.iter().skip(offset).take(limit) {
                let ids = data.entry(list.clone()).or_insert_with(|| json!([]));
                ids.as_array_mut().expect("a list").push(json!(id));
            }
            return Ok(json!({ "data": data, "pageToken": next(all.len()) }));
        }
        let all: Vec<_> = self.lists.get(list).into_iter().flatten().filter(|(_, at)| is_new(at)).collect();
        let page = all.iter().skip(offset).take(limit).map(|(record, at)| {
            let mut record = record.clone();
            if self.with_meta {
                let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
                record["meta"] = json!({ "created": at, "modified": at });
            }
            record
        });
        Ok(json!({ "data": page.collect::<Vec<_>>(), "pageToken": next(all.len()) }))
    }
}

async fn answer(request: HttpRequest, shelf: web::Data<Mutex<Shelf>>) -> HttpResponse {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let told: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let asked = format!("{}?{}", request.path(), told.join("&"));
    let (fault, now) = {
        let mut shelf = shelf.lock().expect("the shelf");
        shelf.asked.push(asked.clone());
        (shelf.fault(&asked), shelf.now)
    };
    let mut response = match fault {
        None => listed(&request, &query, &shelf),
        Some(Fault::Status(status, after)) => {
            let mut response = HttpResponse::build(StatusCode::from_u16(status).expect("a status"));
            if let Some(after) = after {
                response.insert_header((header::RETRY_AFTER, after));
            }
            response.json(json!({ "code": "X", "message": "so it is" }))
        }
        Some(Fault::Redirect(to)) => HttpResponse::Found().insert_header((header::LOCATION, to)).finish(),
        Some(Fault::Body(body)) => HttpResponse::Ok().content_type("application/json").body(body),
        Some(Fault::Hold) => {
            let tell = shelf.lock().expect("the shelf").tell_held.clone();
            let _nobody_waits = tell.send(());
            std::future::pending::<()>().await;
            HttpResponse::Ok().finish()
        }
    };
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    response.headers_mut().insert(header::DATE, HeaderValue::from_str(&date).expect("a date"));
    response
}

fn listed(request: &HttpRequest, query: &[(String, String)], shelf: &Mutex<Shelf>) -> HttpResponse {
    let shelf = shelf.lock().expect("the shelf");
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = &shelf.token
        && bearer != Some(&format!("Bearer {token}"))
    {
        return HttpResponse::Unauthorized().json(json!({ "code": "NOT_AUTHORISED", "message": "no" }));
    }
    let list = request.path().strip_prefix("/v2.0/").unwrap_or_default();
    if list != "deletedEntities" && !LISTS.contains(&list) {
        return HttpResponse::NotFound().finish();
    }
    match shelf.page(list, query) {
        Ok(page) => HttpResponse::Ok().json(page),
        Err(why) => HttpResponse::BadRequest().json(json!({ "code": "INVALID_FILTER", "message": why })),
    }
}

/// Records as the standard spells them.
pub mod records {
    use serde_json::{Value, json};

    /// A UUID that a person can read.
    #[must_use]
    pub fn id(number: usize) -> String {
        format!("00000000-0000-4000-8000-{number:012}")
    }

    /// A unit with these types of schooling.
    #[must_use]
    pub fn unit(number: usize, name: &str, school_types: &[&str]) -> Value {
        json!({ "id": id(number), "displayName": name, "organisationType": "Skolenhet", "schoolTypes": school_types })
    }

    /// A department (avdelning).
    #[must_use]
    pub fn department(number: usize, name: &str, unit: usize) -> Value {
        json!({ "id": id(number), "displayName": name, "groupType": "Avdelning", "schoolType": "FS",
            "organisation": { "id": id(unit) }, "startDate": "2020-08-01" })
    }

    /// A person whose identity is not protected.
    #[must_use]
    pub fn person(number: usize, given_name: &str) -> Value {
        json!({ "id": id(number), "givenName": given_name, "familyName": "Ek", "securityMarking": "Ingen", "personStatus": "Aktiv" })
    }

    /// The same with a personal identity number.
    #[must_use]
    pub fn known_as(mut person: Value, civic_no: &str) -> Value {
        person["civicNo"] = json!({ "value": civic_no, "nationality": "SE" });
        person
    }

    /// The same with guardians.
    #[must_use]
    pub fn with_guardians(mut person: Value, guardians: &[usize]) -> Value {
        let one =
            |number: &usize| json!({ "person": { "id": id(*number) }, "relationType": "Vårdnadshavare" });
        person["responsibles"] = guardians.iter().map(one).collect();
        person
    }

    /// A child's place in a department.
    #[must_use]
    pub fn placement(number: usize, child: usize, group: usize, unit: usize) -> Value {
        json!({ "id": id(number), "child": { "id": id(child) }, "group": { "id": id(group) }, "placedAt": { "id": id(unit) },
            "schoolType": "FS", "startDate": "2024-08-01" })
    }

    /// Work at a unit.
    #[must_use]
    pub fn duty(number: usize, person: usize, unit: usize, role: &str) -> Value {
        json!({ "id": id(number), "person": { "id": id(person) }, "dutyAt": { "id": id(unit) }, "dutyRole": role,
            "startDate": "2020-08-01" })
    }
}
