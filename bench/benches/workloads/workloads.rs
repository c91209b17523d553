//! What is asked, of the product and of its floor.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::{
    load::Request,
    seed::{CODE, Seeded},
};

/// One workload: the same answer asked for in GraphQL and of the floor.
pub struct Workload {
    /// Its name on the command line and in the table.
    pub name: &'static str,
    /// Whether it writes.
    pub writes: bool,
    /// Whether its floor is for PostgreSQL only: SQLite does not write in a `WITH`.
    pub needs_postgres: bool,
    /// The product's nth request.
    pub product: Requests,
    /// The floor's nth request.
    pub floor: Requests,
}

const DIRECTORY: &str = "query Directory { municipality { departments(first: 10) { nodes { id name { value locale } \
    services(first: 20) { nodes { id name { value locale } summary { value locale } } } } } } }";

const WEEK_MENU: &str = "query WeekMenu($school: ID!, $date: LocalDate!) { node(id: $school) { ... on School { name \
    weekMenu(date: $date) { days { date meals { id name feedbackSummary { count average } dishes { id name \
    feedbackSummary { count average } } } } } } } }";

const SUBMISSIONS: &str = "query Submissions($category: ID!, $after: String) { municipality { submissions(first: 20, \
    after: $after, filter: { categoryId: $category }) { pageInfo { endCursor hasNextPage } nodes { id number title \
    status receivedAt supportCount department { name { value } } category { name { value } } \
    latestAnswer { body createdAt } } } } }";

const FEED: &str = "query Feed { viewer { feed(first: 20) { nodes { id title body publishedAt author { displayName } \
    commentCount } } } }";

const CHILDREN: &str = "query Children { viewer { children { id displayName groups { name } } } }";

const VOTE: &str = "mutation Vote($input: SubmitMealFeedbackInput!) { submitMealFeedback(input: $input) { \
    wasCorrected errors { code message } } }";

const FILE: &str = "mutation File($input: FileSubmissionInput!) { fileSubmission(input: $input) { trackingCode \
    submission { id number } errors { code message } } }";

const TITLE: &str = "Trasig lampa";
const BODY: &str = "Lampan vid gångvägen är trasig.";

type Requests = Box<dyn Fn(usize) -> Request + Send + Sync>;

fn writing(name: &'static str, floor: &str, product: Requests, bare: Requests) -> Workload {
    Workload { name, writes: true, needs_postgres: !floor.ends_with("-row"), product, floor: bare }
}

/// All of them, in the order of the table.
pub fn all(seeded: &Seeded, token: &str, deep_cursor: &str) -> Vec<Workload> {
    let path = format!("/{CODE}/graphql");
    let Seeded { school, monday, meal, category, .. } = seeded.clone();
    let graphql = move |token: Option<&str>, query: &str, variables: serde_json::Value| {
        Request::post(&path, token, &json!({ "query": query, "variables": variables }))
    };
    let read = |name, product: Request, floor: Request| Workload {
        name,
        writes: false,
        needs_postgres: false,
        product: Box::new(move |_| product.clone()),
        floor: Box::new(move |_| floor.clone()),
    };
    let none = json!({});
    let category_id = format!("submission-category:{category}");
    let school_id = format!("school:{school}");
    let meal_id = format!("meal:{meal}");
    let before = place(deep_cursor);
    let vote = |name, floor: &'static str| {
        let (graphql, meal_id) = (graphql.clone(), meal_id.clone());
        let product = move |_| {
            let input = json!({ "mealId": meal_id, "rating": 4, "role": "PUPIL", "installationId": phone() });
            graphql(None, VOTE, json!({ "input": input }))
        };
        let bare = move |_| {
            Request::post(floor, None, &json!({ "meal": meal, "rating": 4, "installation": phone() }))
        };
        writing(name, floor, Box::new(product), Box::new(bare))
    };
    let file = |name, floor: &'static str| {
        let (graphql, category_id) = (graphql.clone(), category_id.clone());
        let product = move |_| {
            let input = json!({
                "kind": "FAULT_REPORT", "categoryId": category_id, "title": TITLE, "body": BODY,
                "isAnonymous": true, "idempotencyKey": phone(),
            });
            graphql(None, FILE, json!({ "input": input }))
        };
        let bare = move |_| {
            let new = json!({ "category": category, "title": TITLE, "body": BODY, "key": phone() });
            Request::post(floor, None, &new)
        };
        writing(name, floor, Box::new(product), Box::new(bare))
    };
    vec![
        read("directory", graphql(None, DIRECTORY, none.clone()), Request::post("/directory", None, &none)),
        read(
            "week-menu",
            graphql(None, WEEK_MENU, json!({ "school": school_id, "date": monday })),
            Request::post("/week-menu", None, &json!({ "school": school, "monday": monday })),
        ),
        read(
            "submissions",
            graphql(None, SUBMISSIONS, json!({ "category": category_id })),
            Request::post("/submissions", None, &json!({ "category": category })),
        ),
        read(
            "submissions-deep",
            graphql(None, SUBMISSIONS, json!({ "category": category_id, "after": deep_cursor })),
            Request::post("/submissions", None, &json!({ "category": category, "before": before })),
        ),
        read("feed", graphql(Some(token), FEED, none.clone()), Request::post("/feed", Some(token), &none)),
        read(
            "children",
            graphql(Some(token), CHILDREN, none.clone()),
            Request::post("/children", Some(token), &none),
        ),
        vote("submitMealFeedback", "/vote"),
        vote("submitMealFeedback, one row", "/vote-row"),
        file("fileSubmission", "/file"),
        file("fileSubmission, one row", "/file-row"),
    ]
}

/// The sort key and the id that the product's cursor holds, so that the floor reads the same page.
fn place(cursor: &str) -> (DateTime<Utc>, Uuid) {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).expect("a cursor");
    let keys: serde_json::Value = serde_json::from_slice(&bytes).expect("the keys of a cursor");
    let micros = keys[0]["t"].as_i64().expect("a time");
    let id = keys[1]["u"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    (DateTime::from_timestamp_micros(micros).expect("a time"), id)
}

#[expect(clippy::disallowed_methods, reason = "the phone makes its own ids")]
pub fn phone() -> Uuid {
    Uuid::new_v4()
}

/// The query that walks to the five-hundredth page, for its cursor.
pub fn page_after(category: Uuid, after: Option<&str>) -> Request {
    let walk = "query Walk($category: ID!, $after: String) { municipality { submissions(first: 100, after: $after, \
        filter: { categoryId: $category }) { pageInfo { endCursor } } } }";
    let variables = json!({ "category": format!("submission-category:{category}"), "after": after });
    Request::post(&format!("/{CODE}/graphql"), None, &json!({ "query": walk, "variables": variables }))
}
