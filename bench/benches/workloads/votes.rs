//! `--votes 10000000`: whether reading results costs what it costs at ten thousand votes, and whether 500 votes a second for
//! a minute all go in, each once.

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use api::platform::Clock;
use sea_orm::{ConnectionTrait, Statement, TryGetable};
use serde_json::json;

use crate::{
    cpu,
    load::{Client, Request},
    report::{self, Options},
    seed::CODE,
    server::{PRODUCT, ROLE, Server},
    votes_seed::{self, SCHOOLS, TERM, Voted},
    workloads::phone,
};

/// Votes in the database with which the other is compared.
const FEW: usize = 10_000;
/// Votes a second, and for how many seconds.
const RATE: usize = 500;
const SECONDS: usize = 60;
/// One vote in so many is sent again at once, as by a phone that did not get its answer.
const RETRIED: usize = 50;
/// Phones that vote at the same time.
const CONNECTIONS: usize = 16;

const SUMMARY: &str = "count average distribution { rating count } reasons { reason count }";

/// Fills one database with few votes and one with many, and measures both.
pub async fn run(engine: &str, urls: [&str; 2], options: &Options, many: usize) {
    println!(
        "\n{engine}\n\n| query | votes | CPU ms/request: server + database | requests/s | p50 ms | p99 ms |"
    );
    println!("|---|---|---|---|---|---|");
    for (url, votes) in urls.into_iter().zip([FEW, many]) {
        let folder = tempfile::tempdir().expect("a folder");
        report::migrate(url, folder.path());
        let db = report::connect(url).await;
        let began = Instant::now();
        let history = votes_seed::fill(&db, Clock::system().now(), votes).await.expect("rows");
        let settle = if url.starts_with("postgres") { "VACUUM ANALYZE" } else { "ANALYZE" };
        db.execute_unprepared(settle).await.expect("statistics");
        eprintln!("{} votes written in {} s", history.votes, began.elapsed().as_secs());
        let server = Server::start(PRODUCT, url, folder.path());
        read(&server, &history, options).await;
        if votes > FEW {
            write(&server, &db, &history).await;
            verify(url, folder.path());
        }
    }
}

async fn read(server: &Server, history: &Voted, options: &Options) {
    let of_term = "from: $from, to: $to";
    let school = |days: &str, field: &str| {
        format!("query Of($school: ID!, {days}) {{ node(id: $school) {{ ... on School {{ {field} }} }} }}")
    };
    let days = "$from: LocalDate, $to: LocalDate";
    let whole = |field: &str| format!("query Of({days}) {{ municipality {{ {field} }} }}");
    let dishes = format!("({of_term}, order: WORST) {{ name summary {{ {SUMMARY} }} }}");
    let weeks = format!("({of_term}, by: WEEK) {{ firstDay summary {{ {SUMMARY} }} }}");
    let queries = [
        (
            "a school's week",
            school(
                "$to: LocalDate",
                &format!(
                    "weekMenu(date: $to) {{ days {{ meals {{ name feedbackSummary {{ {SUMMARY} }} dishes {{ name feedbackSummary {{ {SUMMARY} }} }} }} }} }}"
                ),
            ),
        ),
        ("a school's term", school(days, &format!("feedbackSummary({of_term}) {{ {SUMMARY} }}"))),
        ("a school's term by week", school(days, &format!("feedbackTrend{weeks}"))),
        ("a school's dishes", school(days, &format!("feedbackByDish{dishes}"))),
        ("the municipality's term", whole(&format!("mealFeedbackSummary({of_term}) {{ {SUMMARY} }}"))),
        ("the municipality's term by week", whole(&format!("mealFeedbackTrend{weeks}"))),
        ("the municipality's dishes", whole(&format!("mealFeedbackByDish{dishes}"))),
    ];
    let variables = json!({
        "school": format!("school:{}", history.school), "from": history.first,
        "to": history.today.pred_opt().expect("yesterday"),
    });
    for (name, query) in queries {
        let request = graphql(&query, &variables);
        let mut client = Client::connect(server.address).await;
        let answer = String::from_utf8_lossy(client.ask(&request).await).into_owned();
        let is_told = !answer.contains("\"errors\"") && answer.contains("\"count\":");
        assert!(is_told, "{name}: {answer}");
        let run = report::rounds(server, &move |_| request.clone(), options).await;
        println!("| {name} | {} | {} |", history.votes, run.cells());
    }
}

fn graphql(query: &str, variables: &serde_json::Value) -> Request {
    Request::post(&format!("/{CODE}/graphql"), None, &json!({ "query": query, "variables": variables }))
}

/// Votes that come when they come, however long the ones before them take: what is late counts as slow.
async fn write(server: &Server, db: &impl ConnectionTrait, history: &Voted) {
    const VOTE: &str = "mutation Vote($input: SubmitMealFeedbackInput!) { submitMealFeedback(input: $input) { \
        wasCorrected errors { code message } } }";
    let requests: Vec<_> = (0..RATE * SECONDS)
        .map(|n| {
            let (meal, dish) = history.lunches[n % SCHOOLS];
            let dish = (n % 3 > 0).then(|| format!("dish:{dish}"));
            let input = json!({
                "mealId": format!("meal:{meal}"), "dishId": dish, "rating": n % 5 + 1, "role": "PUPIL",
                "reasons": if n % 4 == 0 { json!(["TASTE"]) } else { json!([]) }, "installationId": phone(),
            });
            graphql(VOTE, &json!({ "input": input }))
        })
        .collect();
    let requests = Arc::new(requests);
    let next = Arc::new(AtomicUsize::new(0));
    let before = (cpu::used(&[server.process()]), cpu::used(&cpu::named("postgres")));
    let begin = Instant::now();
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (requests, next, address) = (requests.clone(), next.clone(), server.address);
            tokio::spawn(async move {
                let mut client = Client::connect(address).await;
                let mut latencies = Vec::new();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(request) = requests.get(n) else { return latencies };
                    let due = begin + Duration::from_secs_f64(exact(n) / exact(RATE));
                    tokio::time::sleep_until(due.into()).await;
                    for _ in 0..=usize::from(n.is_multiple_of(RETRIED)) {
                        let answer = String::from_utf8_lossy(client.ask(request).await).into_owned();
                        assert!(answer.contains("\"errors\":[]"), "{answer}");
                    }
                    latencies.push(due.elapsed());
                }
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for worker in workers {
        latencies.extend(worker.await.expect("a phone that gets its answers"));
    }
    let took = begin.elapsed().as_secs_f64();
    let used = (
        cpu::used(&[server.process()]).saturating_sub(before.0),
        cpu::used(&cpu::named("postgres")).saturating_sub(before.1),
    );
    latencies.sort_unstable();
    let at = |share: usize| latencies[(latencies.len() - 1) * share / 1000].as_secs_f64() * 1e3;
    let stored = stored(db, history).await;
    println!(
        "\n{} votes in {took:.1} s, {} of them sent twice: {stored} stored. From when each was due to its answer: p50 {:.1} ms, \
         p99 {:.1} ms, p99.9 {:.1} ms. CPU {:.2} cores: server {:.2}, database {:.2}.",
        requests.len(),
        requests.len().div_ceil(RETRIED),
        at(500),
        at(990),
        at(999),
        (used.0 + used.1).as_secs_f64() / took,
        used.0.as_secs_f64() / took,
        used.1.as_secs_f64() / took,
    );
    assert_eq!(stored, i64::try_from(requests.len()).expect("a count"), "a vote is lost or doubled");
}

fn exact(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a small count"))
}

/// The votes of today's lunches.
async fn stored(db: &impl ConnectionTrait, history: &Voted) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) FROM meal_feedback f JOIN meal m ON m.municipality_id = f.municipality_id AND m.id = f.meal_id \
         WHERE m.served_on = '{}'",
        history.today
    );
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    i64::try_get_by(&row.expect("an answer").expect("a row"), 0).expect("a count")
}

/// Counts everything again with the product's own command.
fn verify(url: &str, folder: &std::path::Path) {
    let began = Instant::now();
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["meal-results", "verify", "--database-url", url, "--data-dir"])
        .arg(folder)
        .env(ROLE, PRODUCT)
        .output()
        .expect("the command");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    println!(
        "\n`meal-results verify`, in {:.1} s: {said}. A term has {TERM} days.",
        began.elapsed().as_secs_f64()
    );
}
