//! Runs the workloads and prints the table.

use std::{path::Path, time::Duration};

use api::{identity::LocalIssuer, platform::Clock};
use chrono::TimeDelta;
use harness::cluster::{Cluster, Durability};
use sea_orm::ConnectionTrait;

use crate::{
    cpu,
    load::{self, Client, Measured},
    seed::{self, CODE, Seeded},
    server::{FLOOR, PRODUCT, Server},
    votes,
    workloads::{self, Workload},
};

/// What the command line narrows.
pub struct Options {
    seconds: u64,
    connections: usize,
    rounds: usize,
    engine: Option<String>,
    only: Option<String>,
    votes: Option<usize>,
}

impl Options {
    /// Reads `--seconds N --connections N --rounds N --engine sqlite|postgres --only NAME --votes N`.
    pub fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        let mut options =
            Self { seconds: 5, connections: 8, rounds: 3, engine: None, only: None, votes: None };
        // cargo adds --bench.
        let mut arguments = arguments.filter(|argument| argument != "--bench");
        while let Some(name) = arguments.next() {
            let value = arguments.next().expect("a value after each flag");
            match name.as_str() {
                "--seconds" => options.seconds = value.parse().expect("seconds"),
                "--connections" => options.connections = value.parse().expect("connections"),
                "--rounds" => options.rounds = value.parse().expect("rounds"),
                "--engine" => options.engine = Some(value),
                "--votes" => options.votes = Some(value.parse().expect("votes")),
                "--only" => options.only = Some(value),
                other => panic!("no such flag: {other}"),
            }
        }
        options
    }
}

/// Everything, on both engines unless narrowed.
pub async fn run(options: &Options) {
    // PostgreSQL as a municipality runs it: every commit is on the disk before it is acknowledged.
    let wanted = |engine: &str| options.engine.as_deref().is_none_or(|only| only == engine);
    if wanted("postgres") {
        match Cluster::start(Durability::Durable) {
            Some(cluster) => {
                let admin = sea_orm::Database::connect(cluster.url("postgres")).await.expect("the cluster");
                for database in ["bench", "few"] {
                    let sql = format!("CREATE DATABASE {database}");
                    admin.execute_unprepared(&sql).await.expect("a database");
                }
                let (bench, few) = (cluster.url("bench"), cluster.url("few"));
                match options.votes {
                    Some(votes) => votes::run("PostgreSQL", [&few, &bench], options, votes).await,
                    None => on("PostgreSQL", &bench, options).await,
                }
            }
            None => println!("PostgreSQL is not installed here: skipped"),
        }
    }
    if wanted("sqlite") {
        let folder = tempfile::tempdir().expect("a folder");
        let url = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
        match options.votes {
            Some(votes) => votes::run("SQLite", [&url("few.db"), &url("bench.db")], options, votes).await,
            None => on("SQLite", &url("bench.db"), options).await,
        }
    }
}

async fn on(engine: &str, url: &str, options: &Options) {
    let folder = tempfile::tempdir().expect("a folder");
    let seeded = prepare(url, folder.path()).await;
    let product = Server::start(PRODUCT, url, folder.path());
    let floor = Server::start(FLOOR, url, folder.path());
    let issuer = LocalIssuer::open(&folder.path().join("local-issuer.key")).expect("the issuer's key");
    let token =
        issuer.token(CODE, "guardian", None, Clock::system().now(), TimeDelta::hours(12)).expect("a token");
    let deep = deep_cursor(&product, &seeded).await;

    let (idle, _) = cpu::memory(product.process());
    println!("\n{engine}: listening {} ms after start, {idle:.0} MB idle", product.started_in.as_millis());
    println!(
        "| workload | CPU ms/request: server + database | floor | ratio | requests/s | floor | p50 ms | p99 ms | floor p50 | floor p99 |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for workload in workloads::all(&seeded, &token, &deep) {
        let is_wanted = options.only.as_deref().is_none_or(|only| workload.name.starts_with(only));
        if is_wanted && (url.starts_with("postgres") || !workload.needs_postgres) {
            compare(&workload, &product, &floor, options).await;
        }
    }
    let (now, peak) = cpu::memory(product.process());
    println!("\nmemory of the server after load: {now:.0} MB, at its highest {peak:.0} MB");
}

async fn prepare(url: &str, folder: &Path) -> Seeded {
    migrate(url, folder);
    let db = connect(url).await;
    db.execute_unprepared("BEGIN").await.expect("a transaction");
    let seeded = seed::fill(&db, Clock::system().now()).await.expect("rows");
    db.execute_unprepared("COMMIT").await.expect("a commit");
    db.execute_unprepared("ANALYZE").await.expect("statistics");
    seeded
}

/// Makes the product's tables.
pub fn migrate(url: &str, folder: &Path) {
    let migrated = std::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["migrate", "--database-url", url, "--data-dir"])
        .arg(folder)
        .env(crate::server::ROLE, PRODUCT)
        .env("MITTKOMMUN_LOG", "error")
        .stdout(std::process::Stdio::null())
        .status();
    assert!(migrated.expect("the migrations").success());
}

/// The one connection that fills a database.
pub async fn connect(url: &str) -> impl ConnectionTrait {
    let mut connect = sea_orm::ConnectOptions::new(url);
    connect.sqlx_logging(false).max_connections(1);
    sea_orm::Database::connect(connect).await.expect("the database")
}

/// The cursor after 500 pages of 20, found as a client finds it.
async fn deep_cursor(product: &Server, seeded: &Seeded) -> String {
    let mut client = Client::connect(product.address).await;
    let mut cursor: Option<String> = None;
    for _ in 0..100 {
        let body = client.ask(&workloads::page_after(seeded.category, cursor.as_deref())).await;
        let answer: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        let found = &answer["data"]["municipality"]["submissions"]["pageInfo"]["endCursor"];
        cursor = Some(found.as_str().unwrap_or_else(|| panic!("no cursor: {answer}")).to_owned());
    }
    cursor.expect("a hundred pages of a hundred")
}

/// More than two cores answer.
const REQUESTS_PER_SECOND: usize = 15_000;

/// What a workload used.
pub struct Run {
    measured: Measured,
    server_cpu: f64,
    database_cpu: f64,
}

impl Run {
    fn cpu(&self) -> f64 {
        self.server_cpu + self.database_cpu
    }

    /// CPU, requests a second, and latencies, as cells of a table.
    pub fn cells(&self) -> String {
        let ms = |share| self.measured.percentile(share).as_secs_f64() * 1e3;
        format!(
            "{:.3} = {:.3} + {:.3} | {:.0} | {:.2} | {:.2}",
            self.cpu(),
            self.server_cpu,
            self.database_cpu,
            self.rate(),
            ms(0.5),
            ms(0.99),
        )
    }

    fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        let requests = self.measured.requests as f64;
        requests / self.measured.elapsed.as_secs_f64()
    }
}

async fn compare(workload: &Workload, product: &Server, floor: &Server, options: &Options) {
    check(workload, product, floor).await;
    let (mut products, mut floors) = (Vec::new(), Vec::new());
    // In turn, so that a machine that slows down slows both.
    for round in 0..=options.rounds {
        let ours = measure(product, &workload.product, options).await;
        let bare = measure(floor, &workload.floor, options).await;
        // The first round warms caches and connections.
        if round > 0 {
            products.push(ours);
            floors.push(bare);
        }
    }
    let (ours, bare) = (median(products), median(floors));
    let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
    println!(
        "| {} | {:.3} = {:.3} + {:.3} | {:.3} = {:.3} + {:.3} | {:.2} | {:.0} | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} |",
        workload.name,
        ours.cpu(),
        ours.server_cpu,
        ours.database_cpu,
        bare.cpu(),
        bare.server_cpu,
        bare.database_cpu,
        ours.cpu() / bare.cpu(),
        ours.rate(),
        bare.rate(),
        ms(ours.measured.percentile(0.5)),
        ms(ours.measured.percentile(0.99)),
        ms(bare.measured.percentile(0.5)),
        ms(bare.measured.percentile(0.99)),
    );
}

/// Both answer, and neither with an error: a benchmark of refusals would be fast.
async fn check(workload: &Workload, product: &Server, floor: &Server) {
    let mut client = Client::connect(product.address).await;
    let answer: serde_json::Value =
        serde_json::from_slice(client.ask(&(workload.product)(0)).await).expect("JSON");
    let text = answer.to_string();
    let clean = answer["errors"].is_null() && !text.contains("\"code\":\"") && answer["data"].is_object();
    assert!(clean, "{}: {text}", workload.name);
    let mut client = Client::connect(floor.address).await;
    let bare = client.ask(&(workload.floor)(0)).await;
    assert!(bare.len() > 10, "{}: {}", workload.name, String::from_utf8_lossy(bare));
    if !workload.writes {
        eprintln!("{}: {} bytes, the floor {} bytes", workload.name, text.len(), bare.len());
    }
}

async fn measure(
    server: &Server,
    request: &(dyn Fn(usize) -> load::Request + Send + Sync),
    options: &Options,
) -> Run {
    // Made before the clock runs, and more than any server answers: a write that came before would be refused.
    let many = usize::try_from(options.seconds).unwrap_or(1).max(1) * REQUESTS_PER_SECOND;
    let requests: Vec<_> = (0..many).map(request).collect();
    let requests = std::sync::Arc::new(requests);
    let databases: Vec<u32> = cpu::named("postgres");
    let before = (cpu::used(&[server.process()]), cpu::used(&databases));
    let duration = Duration::from_secs(options.seconds);
    let measured = load::run(server.address, options.connections, duration, move |n| {
        requests[n % requests.len()].clone()
    })
    .await;
    let after = (cpu::used(&[server.process()]), cpu::used(&databases));
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let per_request = |used: Duration| used.as_secs_f64() * 1e3 / measured.requests as f64;
    Run {
        server_cpu: per_request(after.0.saturating_sub(before.0)),
        database_cpu: per_request(after.1.saturating_sub(before.1)),
        measured,
    }
}

/// The median of the rounds, after one that warms caches and connections.
pub async fn rounds(
    server: &Server,
    request: &(dyn Fn(usize) -> load::Request + Send + Sync),
    options: &Options,
) -> Run {
    let mut runs = Vec::new();
    for round in 0..=options.rounds {
        let run = measure(server, request, options).await;
        if round > 0 {
            runs.push(run);
        }
    }
    median(runs)
}

/// The run whose CPU time is in the middle.
fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.cpu().total_cmp(&b.cpu()));
    runs.swap_remove(runs.len() / 2)
}
