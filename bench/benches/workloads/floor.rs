//! The floor: bare actix handlers, each with one hand-written SQL statement and serde. What they leave out (tenancy,
//! permissions, validation, GraphQL) is what the product's ratio pays for. Of the two that write, PostgreSQL has one
//! that stores what the product must store (every fifth vote publishes five in another), and one that inserts a single row.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use chrono::{DateTime, NaiveDate, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sea_orm::sqlx::{self, PgPool, Row, SqlitePool, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::seed::CODE;

#[derive(Clone)]
enum Pool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// Runs a statement on whichever engine it is and makes each row a value.
macro_rules! rows {
    ($pool:expr, $sql:expr, [$($bind:expr),*], |$row:ident| $value:expr) => {
        match $pool {
            Pool::Postgres(pool) => {
                let rows = sqlx::query($sql)$(.bind($bind))*.fetch_all(pool).await.expect("rows");
                rows.iter().map(|$row| $value).collect::<Vec<_>>()
            }
            Pool::Sqlite(pool) => {
                let rows = sqlx::query($sql)$(.bind($bind))*.fetch_all(pool).await.expect("rows");
                rows.iter().map(|$row| $value).collect::<Vec<_>>()
            }
        }
    };
}

struct Floor {
    pool: Pool,
    key: DecodingKey,
    votes: AtomicUsize,
}

type State = web::Data<Floor>;

/// Serves until killed. Takes the arguments of the product's `serve`.
pub fn serve() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |flag: &str| {
        let position = arguments.iter().position(|argument| argument == flag).expect("the flag");
        arguments[position + 1].clone()
    };
    let (url, folder) = (after("--database-url"), PathBuf::from(after("--data-dir")));
    let _ = jsonwebtoken::crypto::CryptoProvider::install_default(
        &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER,
    );
    let pair = Ed25519KeyPair::from_pkcs8(&std::fs::read(folder.join("local-issuer.key")).expect("the key"));
    let key = DecodingKey::from_ed_der(pair.expect("a key pair").public_key().as_ref());
    actix_web::rt::System::new().block_on(async {
        let pool = if url.starts_with("sqlite:") {
            let options = SqlitePoolOptions::new().max_connections(10);
            let connect = url.parse::<sqlx::sqlite::SqliteConnectOptions>().expect("a URL");
            let connect = connect
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(std::time::Duration::from_secs(10));
            Pool::Sqlite(options.connect_with(connect).await.expect("the database"))
        } else {
            Pool::Postgres(
                PgPoolOptions::new().max_connections(10).connect(&url).await.expect("the database"),
            )
        };
        let state = web::Data::new(Floor { pool, key, votes: AtomicUsize::new(0) });
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .route("/directory", web::post().to(directory))
                .route("/week-menu", web::post().to(week_menu))
                .route("/submissions", web::post().to(submissions))
                .route("/feed", web::post().to(feed))
                .route("/children", web::post().to(children))
                .route("/vote", web::post().to(vote))
                .route("/vote-row", web::post().to(vote_row))
                .route("/file", web::post().to(file))
                .route("/file-row", web::post().to(file_row))
        })
        .bind("127.0.0.1:0")
        .expect("a port");
        let address = server.addrs()[0];
        eprintln!("{}", serde_json::json!({ "fields": { "address": address.to_string() } }));
        server.run().await.expect("to serve");
    });
    ExitCode::SUCCESS
}

/// A text in Swedish; reading it here is cheaper than having the database cut it out.
#[derive(Deserialize)]
struct Texts {
    sv: Wording,
}

#[derive(Deserialize)]
struct Wording {
    v: String,
}

#[derive(Serialize)]
struct Service {
    id: Uuid,
    name: String,
    summary: String,
}

#[derive(Serialize)]
struct Department {
    id: Uuid,
    name: String,
    services: Vec<Service>,
}

/// Takes the body too: actix closes a connection on which one is left unread.
async fn directory(state: State, _: web::Bytes) -> HttpResponse {
    let sql = "SELECT d.id, d.name, s.id, s.name, s.summary \
        FROM (SELECT id, name, sort_order FROM department WHERE municipality_id = 1 ORDER BY sort_order, id LIMIT 10) d \
        JOIN service s ON s.municipality_id = 1 AND s.department_id = d.id \
        ORDER BY d.sort_order, d.id, s.sort_order, s.id";
    let rows = rows!(&state.pool, sql, [], |row| {
        let text = |place| row.get::<sqlx::types::Json<Texts>, usize>(place).0.sv.v;
        let service = Service { id: row.get(2), name: text(3), summary: text(4) };
        (row.get::<Uuid, _>(0), text(1), service)
    });
    let mut departments: Vec<Department> = Vec::new();
    for (id, name, service) in rows {
        match departments.last_mut() {
            Some(last) if last.id == id => last.services.push(service),
            _ => departments.push(Department { id, name, services: vec![service] }),
        }
    }
    HttpResponse::Ok().json(departments)
}

#[derive(Deserialize)]
struct Week {
    school: Uuid,
    monday: NaiveDate,
}

#[derive(Serialize)]
struct Dish {
    served_on: NaiveDate,
    meal: Uuid,
    meal_name: String,
    votes_of_meal: i32,
    sum_of_meal: i32,
    id: Uuid,
    name: String,
    votes: i32,
    sum: i32,
}

async fn week_menu(state: State, week: web::Json<Week>) -> HttpResponse {
    let sql = "SELECT m.served_on, m.id, m.name, mt.ones + mt.twos + mt.threes + mt.fours + mt.fives, \
        mt.ones + 2 * mt.twos + 3 * mt.threes + 4 * mt.fours + 5 * mt.fives, d.id, d.name, \
        dt.ones + dt.twos + dt.threes + dt.fours + dt.fives, \
        dt.ones + 2 * dt.twos + 3 * dt.threes + 4 * dt.fours + 5 * dt.fives \
        FROM meal m JOIN dish d ON d.municipality_id = 1 AND d.meal_id = m.id \
        JOIN meal_tally mt ON mt.municipality_id = 1 AND mt.meal_id = m.id AND mt.dish_id = m.id \
        JOIN meal_tally dt ON dt.municipality_id = 1 AND dt.meal_id = m.id AND dt.dish_id = d.id \
        WHERE m.municipality_id = 1 AND m.school_id = $1 AND m.served_on >= $2 AND m.served_on < $3 \
        ORDER BY m.served_on, d.sort_order";
    let sunday = week.monday + chrono::Days::new(7);
    let dishes = rows!(&state.pool, sql, [week.school, week.monday, sunday], |row| Dish {
        served_on: row.get(0),
        meal: row.get(1),
        meal_name: row.get(2),
        votes_of_meal: row.get(3),
        sum_of_meal: row.get(4),
        id: row.get(5),
        name: row.get(6),
        votes: row.get(7),
        sum: row.get(8),
    });
    HttpResponse::Ok().json(dishes)
}

#[derive(Deserialize)]
struct Category {
    category: Uuid,
    before: Option<(DateTime<Utc>, Uuid)>,
}

#[derive(Serialize)]
struct Submission {
    id: Uuid,
    number: String,
    title: String,
    status: String,
    received_at: DateTime<Utc>,
    support_count: i32,
    department: String,
    category: String,
    answer: Option<String>,
}

async fn submissions(state: State, wanted: web::Json<Category>) -> HttpResponse {
    let sql = "SELECT s.id, s.number, s.public_title, s.status, s.received_at, s.support_count, \
        d.name->'sv'->>'v', c.name->'sv'->>'v', \
        (SELECT a.body FROM submission_answer a WHERE a.municipality_id = 1 AND a.submission_id = s.id \
         ORDER BY a.created_at DESC, a.id DESC LIMIT 1) \
        FROM submission s JOIN department d ON d.municipality_id = 1 AND d.id = s.department_id \
        JOIN submission_category c ON c.municipality_id = 1 AND c.id = s.category_id \
        WHERE s.municipality_id = 1 AND s.category_id = $1 AND s.published_at IS NOT NULL \
        AND (s.received_at, s.id) < ($2, $3) ORDER BY s.received_at DESC, s.id DESC LIMIT 20";
    let (at, id) = wanted.before.unwrap_or((DateTime::<Utc>::from_timestamp_nanos(i64::MAX), Uuid::max()));
    let found = rows!(&state.pool, sql, [wanted.category, at, id], |row| Submission {
        id: row.get(0),
        number: row.get(1),
        title: row.get(2),
        status: row.get(3),
        received_at: row.get(4),
        support_count: row.get(5),
        department: row.get(6),
        category: row.get(7),
        answer: row.get(8),
    });
    HttpResponse::Ok().json(found)
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

#[derive(Serialize)]
struct Post {
    id: Uuid,
    title: String,
    body: String,
    published_at: DateTime<Utc>,
    author: String,
    comments: i32,
}

fn claims(state: &State, request: &HttpRequest) -> Option<Claims> {
    let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[format!("mittkommun:{CODE}")]);
    Some(jsonwebtoken::decode::<Claims>(token, &state.key, &validation).ok()?.claims)
}

async fn feed(state: State, request: HttpRequest, _: web::Bytes) -> HttpResponse {
    let Some(claims) = claims(&state, &request) else { return HttpResponse::Unauthorized().finish() };
    let sql = "SELECT p.id, p.title, p.body, p.published_at, a.given_name || ' ' || a.family_name, p.comment_count \
        FROM post p JOIN person a ON a.municipality_id = 1 AND a.id = p.author_id \
        WHERE p.municipality_id = 1 AND p.status = 'PUBLISHED' AND p.group_id IN ( \
            SELECT pl.group_id FROM login l \
            JOIN guardianship g ON g.municipality_id = 1 AND g.guardian_id = l.person_id \
            JOIN placement pl ON pl.municipality_id = 1 AND pl.child_id = g.child_id \
            WHERE l.municipality_id = 1 AND l.issuer = 'mittkommun-local' AND l.subject = $1) \
        ORDER BY p.published_at DESC, p.id DESC LIMIT 20";
    let posts = rows!(&state.pool, sql, [claims.sub.as_str()], |row| Post {
        id: row.get(0),
        title: row.get(1),
        body: row.get(2),
        published_at: row.get(3),
        author: row.get(4),
        comments: row.get(5),
    });
    HttpResponse::Ok().json(posts)
}

#[derive(Serialize)]
struct Child {
    id: Uuid,
    name: String,
    group: String,
}

/// Without a trail of who looked.
async fn children(state: State, request: HttpRequest, _: web::Bytes) -> HttpResponse {
    let Some(claims) = claims(&state, &request) else { return HttpResponse::Unauthorized().finish() };
    let sql = "SELECT c.id, c.given_name || ' ' || c.family_name, r.name FROM login l \
        JOIN guardianship g ON g.municipality_id = 1 AND g.guardian_id = l.person_id \
        JOIN person c ON c.municipality_id = 1 AND c.id = g.child_id \
        JOIN placement pl ON pl.municipality_id = 1 AND pl.child_id = c.id \
        JOIN preschool_group r ON r.municipality_id = 1 AND r.id = pl.group_id \
        WHERE l.municipality_id = 1 AND l.issuer = 'mittkommun-local' AND l.subject = $1 ORDER BY 2";
    let children = rows!(&state.pool, sql, [claims.sub.as_str()], |row| Child {
        id: row.get(0),
        name: row.get(1),
        group: row.get(2),
    });
    HttpResponse::Ok().json(children)
}

#[derive(Deserialize)]
struct Vote {
    meal: Uuid,
    rating: i32,
    installation: Uuid,
}

/// The vote, which waits until five of a meal can be published at once; the fifth publishes them: in the tally of the meal and
/// in the results of its day, the school's and the municipality's.
#[expect(clippy::disallowed_methods, reason = "the floor has no scope to ask")]
async fn vote(state: State, vote: web::Json<Vote>) -> HttpResponse {
    const PORTION: usize = 5;
    let sql = "INSERT INTO meal_feedback (municipality_id, id, meal_id, voter_hash, role, rating, reasons, submitted_at, pending_since) \
        VALUES (1, $1, $2, $3, 'PUPIL', $4, '[]', $5, $5) RETURNING id";
    let publish = "WITH p AS (SELECT id FROM meal_feedback WHERE municipality_id = 1 AND meal_id = $1 AND pending_since IS NOT NULL \
        FOR UPDATE SKIP LOCKED), \
        u AS (UPDATE meal_feedback f SET pending_since = NULL, counted_rating = f.rating, counted_reasons = f.reasons FROM p \
        WHERE f.municipality_id = 1 AND f.id = p.id RETURNING f.rating), \
        c AS (SELECT COUNT(*)::int AS fours FROM u), \
        t AS (INSERT INTO meal_tally (municipality_id, meal_id, dish_id, ones, twos, threes, fours, fives) \
        SELECT 1, $1, $1, 0, 0, 0, fours, 0 FROM c ON CONFLICT (municipality_id, meal_id, dish_id) \
        DO UPDATE SET fours = meal_tally.fours + excluded.fours RETURNING 1), \
        r AS (INSERT INTO meal_result (municipality_id, school_id, dish_key, served_on, dish_name, fours) \
        SELECT 1, s, '', m.served_on, '', fours FROM c, meal m, UNNEST(ARRAY[$2, m.school_id]) s \
        WHERE m.municipality_id = 1 AND m.id = $1 ON CONFLICT (municipality_id, school_id, dish_key, served_on) \
        DO UPDATE SET fours = meal_result.fours + excluded.fours RETURNING 1) SELECT fours FROM c";
    let hash = vote.installation.as_bytes().as_slice();
    let stored =
        rows!(&state.pool, sql, [Uuid::now_v7(), vote.meal, hash, vote.rating, Utc::now()], |row| row
            .get::<Uuid, _>(0));
    if state.votes.fetch_add(1, Ordering::Relaxed) % PORTION == PORTION - 1 {
        rows!(&state.pool, publish, [vote.meal, Uuid::nil()], |row| row.get::<i32, _>(0));
    }
    HttpResponse::Ok().json(stored)
}

#[expect(clippy::disallowed_methods, reason = "the floor has no scope to ask")]
async fn vote_row(state: State, vote: web::Json<Vote>) -> HttpResponse {
    let sql = "INSERT INTO meal_feedback (municipality_id, id, meal_id, voter_hash, role, rating, reasons, submitted_at) \
        VALUES (1, $1, $2, $3, 'PUPIL', $4, '[]', $5) RETURNING id";
    let hash = vote.installation.as_bytes().as_slice();
    let stored =
        rows!(&state.pool, sql, [Uuid::now_v7(), vote.meal, hash, vote.rating, Utc::now()], |row| row
            .get::<Uuid, _>(0));
    HttpResponse::Ok().json(stored)
}

#[derive(Deserialize)]
struct NewSubmission {
    category: Uuid,
    title: String,
    body: String,
    key: Uuid,
}

/// The submission with the next number of the year, the client's key and the first line of its history.
#[expect(clippy::disallowed_methods, reason = "the floor has no scope to ask")]
async fn file(state: State, new: web::Json<NewSubmission>) -> HttpResponse {
    let sql = "WITH k AS (INSERT INTO idempotency_key (municipality_id, operation, owner, key, input_hash, outcome, created_at) \
        VALUES (1, 'floor', 'anonymous', $2, '', '{}', $6) ON CONFLICT DO NOTHING RETURNING 1), \
        n AS (INSERT INTO submission_counter (municipality_id, year, last_number) SELECT 1, 1, 1 FROM k \
        ON CONFLICT (municipality_id, year) DO UPDATE SET last_number = submission_counter.last_number + 1 RETURNING last_number), \
        s AS (INSERT INTO submission (municipality_id, id, number, kind, category_id, title, body, locale, status, \
        received_at, updated_at, support_count) SELECT 1, $1, '1-' || last_number, 'FAULT_REPORT', $3, $4, $5, 'sv', 'RECEIVED', \
        $6, $6, 0 FROM n RETURNING id), \
        e AS (INSERT INTO submission_event (municipality_id, id, submission_id, action, kind, status, created_at) \
        SELECT 1, $7, id, 'RECEIVED', 'FAULT_REPORT', 'RECEIVED', $6 FROM s RETURNING 1) SELECT id FROM s";
    let (id, event, key) = (Uuid::now_v7(), Uuid::now_v7(), new.key.to_string());
    let values = (new.title.as_str(), new.body.as_str(), Utc::now());
    let stored =
        rows!(&state.pool, sql, [id, &key, new.category, values.0, values.1, values.2, event], |row| row
            .get::<Uuid, _>(0));
    HttpResponse::Ok().json(stored)
}

#[expect(clippy::disallowed_methods, reason = "the floor has no scope to ask")]
async fn file_row(state: State, new: web::Json<NewSubmission>) -> HttpResponse {
    let sql = "INSERT INTO submission (municipality_id, id, number, kind, category_id, title, body, locale, status, \
        received_at, updated_at, support_count) \
        VALUES (1, $1, $2, 'FAULT_REPORT', $3, $4, $5, 'sv', 'RECEIVED', $6, $6, 0) RETURNING id";
    let id = Uuid::now_v7();
    let values = (id.to_string(), new.title.as_str(), new.body.as_str(), Utc::now());
    let stored =
        rows!(&state.pool, sql, [id, &values.0, new.category, values.1, values.2, values.3], |row| row
            .get::<Uuid, _>(0));
    HttpResponse::Ok().json(stored)
}
