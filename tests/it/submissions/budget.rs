//! How many statements lists and filings take: the same number for one row and for many.

use entity::{submission, submission_answer, submission_category};
use harness::builders::{a_category, a_department, a_published_submission, a_submission};
use harness::{Actor, Engine, Municipality, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;

use super::{FILE, a_filing, unique, with};

const LIST: &str = "query List($filter: SubmissionFilterInput) { municipality { submissions(first: 100, filter: $filter) {
    nodes { id number title status receivedAt supportCount department { name { value } } category { name { value } }
        latestAnswer { body createdAt } } } } }";

const CASES: &str = "{ municipality { submissions { nodes {
    title contact { name } caseOfficer { name } notes(first: 5) { nodes { body authorName } }
    messages(first: 5) { nodes { body } } answers(first: 5) { nodes { body authorName } }
    history(first: 5) { nodes { action actorName } } viewerSupports } } } }";

async fn an_answered_submission(municipality: &Municipality, number: usize, officer: &Actor) {
    let department = municipality.insert(a_department("Tekniska")).await;
    let category: submission_category::Model = municipality.insert(a_category(&format!("c{number}"))).await;
    let row = submission::ActiveModel {
        category_id: Set(Some(category.id)),
        department_id: Set(Some(department.id)),
        case_officer_id: Set(Some(officer.id())),
        sender_id: Set(Some(officer.id())),
        ..a_published_submission(&format!("A-{number}"), municipality_time())
    };
    let row = municipality.insert(row).await;
    for body in ["Vi tittar på det.", "Lampan är bytt."] {
        let answer = submission_answer::ActiveModel {
            submission_id: Set(row.id),
            author_id: Set(Some(officer.id())),
            body: Set(body.to_owned()),
            public_body: Set(Some(body.to_owned())),
            ..ActiveModelTrait::default()
        };
        municipality.insert(answer).await;
    }
}

fn municipality_time() -> chrono::DateTime<chrono::Utc> {
    harness::TestClock::default().now()
}

#[both_engines]
async fn a_public_list_with_all_that_belongs_to_it_is_one_statement(app: TestApp) {
    let officer = app.home.case_officer().await;
    for number in 1..=7 {
        an_answered_submission(&app.home, number, &officer).await;
        let _ = app.take_statements();
        let answer = app.ask(LIST, json!({})).await.ok();
        let statements = app.take_statements();
        assert_eq!(statements.len(), 1, "{statements:#?}");
        assert_eq!(answer.list("/municipality/submissions/nodes").len(), number);
        assert_eq!(answer.text("/municipality/submissions/nodes/0/latestAnswer/body"), "Lampan är bytt.");
    }
}

#[both_engines]
async fn a_list_is_the_same_whether_its_fields_are_read_with_it_or_one_by_one(app: TestApp) {
    let officer = app.home.case_officer().await;
    let sender = app.home.resident("Rut").await;
    for number in 1..=3 {
        an_answered_submission(&app.home, number, &officer).await;
    }
    app.home.insert(a_published_submission("2026-00099", app.clock.now())).await;
    app.home.insert(a_submission("2026-00100")).await;
    // What takes an argument, or is a permission, is left to the resolvers, and with it the whole list.
    let one_by_one = LIST.replace("nodes { id", "nodes { viewerCanAdd id");
    assert_ne!(one_by_one, LIST);
    for actor in [Actor::anonymous(), sender, officer] {
        let at_once = app.ask(LIST, json!({})).by(&actor).await.ok();
        let mut slowly = app.ask(&one_by_one, json!({})).by(&actor).await.ok();
        let nodes = slowly.body.pointer_mut("/data/municipality/submissions/nodes").unwrap();
        for node in nodes.as_array_mut().unwrap() {
            node.as_object_mut().unwrap().remove("viewerCanAdd");
        }
        assert_eq!(at_once.body["data"], slowly.body["data"]);
    }
}

#[both_engines]
async fn an_officers_list_takes_no_more_statements_for_many_than_for_one(app: TestApp) {
    let officer = app.home.case_officer().await;
    let mut counts = Vec::new();
    for number in 1..=4 {
        an_answered_submission(&app.home, number, &officer).await;
        let _ = app.take_statements();
        app.ask(CASES, json!({})).by(&officer).await.assert_ok();
        counts.push(app.take_statements());
    }
    // The viewer, the submissions, six kinds of things below them, and names for four of these in as many batches at most.
    assert!(counts.iter().all(|statements| statements.len() <= 12), "{counts:#?}");
}

#[both_engines]
async fn a_tree_of_categories_is_a_statement_for_each_level(app: TestApp) {
    let query = "{ municipality { submissionCategories { code children { code } } } }";
    for n in 0..5 {
        let parent = app.home.insert(a_category(&format!("p{n}"))).await;
        for m in 0..3 {
            let row = a_category(&format!("p{n}-{m}"));
            app.home
                .insert(submission_category::ActiveModel { parent_id: Set(Some(parent.id)), ..row })
                .await;
        }
        let _ = app.take_statements();
        app.ask(query, json!({})).await.assert_ok();
        let statements = app.take_statements();
        assert_eq!(statements.len(), 2, "{statements:#?}");
    }
}

#[both_engines]
async fn an_anonymous_filing_is_a_reading_statement_and_a_writing_one(app: TestApp) {
    let category = app.home.insert(a_category("belysning")).await;
    let input = with(a_filing(), "categoryId", format!("submission-category:{}", category.id));
    let input = with(input, "idempotencyKey", unique());
    let mutation = "mutation File($input: FileSubmissionInput!) { fileSubmission(input: $input) {
        trackingCode submission { id number } errors { code } } }";
    app.ask(FILE, json!({ "input": a_filing() })).await.assert_ok();
    let _ = app.take_statements();
    app.ask(mutation, json!({ "input": input })).await.assert_user_errors("fileSubmission", &[]);
    let statements = app.take_statements();
    // The category; the key, the number, the submission, its history.
    let expected = match app.engine() {
        Engine::Postgres => 2,
        Engine::Sqlite => 5,
    };
    assert_eq!(statements.len(), expected, "{statements:#?}");
}
