//! How many statements menus and votes take: the same number for one row and for many.

use chrono::Days;
use harness::builders::{a_dish, a_meal, a_school};
use harness::{TestApp, both_engines};
use serde_json::json;

use super::{Lunch, MONDAY, VOTE};

const SCHOOLS: &str = "{ municipality { schools { nodes { name feedbackSummary { count }
    weekMenu { days { meals { name school { name } viewerFeedbackRoles feedbackSummary { average }
        viewerFeedback(installationId: \"6f1e4f0a-94c5-4f0e-8a57-2f6d0a4c9b11\") { rating }
        dishes { name feedbackSummary { average } meal { name } } } } } } } } }";

const WEEK: &str =
    "query Week($id: ID!) { node(id: $id) { ... on School { name weekMenu { days { meals { name
    feedbackSummary { count average } dishes { name feedbackSummary { count average } } } } } } } }";

async fn a_school_with_a_week(app: &TestApp, name: &str) -> String {
    let school = app.home.insert(a_school(name)).await;
    for day in 0..5 {
        let meal = app.home.insert(a_meal(&school, MONDAY + Days::new(day))).await;
        app.home.insert(a_dish(&meal, "Fisk")).await;
        app.home.insert(a_dish(&meal, "Tofu")).await;
    }
    format!("school:{}", school.id)
}

#[both_engines]
async fn menus_of_many_schools_take_as_many_statements_as_of_one(app: TestApp) {
    let statements = async || {
        let _ = app.take_statements();
        app.ask(SCHOOLS, json!({})).await.assert_ok();
        app.take_statements().len()
    };
    a_school_with_a_week(&app, "Ekskolan").await;
    // One vote, so that there is a salt to look for votes with.
    app.ask(VOTE, json!({ "input": Lunch::at(&app.home).await.ballot() })).await.assert_ok();
    let one = statements().await;
    for n in 0..6 {
        a_school_with_a_week(&app, &format!("Skola {n}")).await;
    }
    assert_eq!(statements().await, one);
    assert!(one <= 7, "{one} statements");
}

#[both_engines]
async fn a_schools_week_with_all_results_is_two_statements(app: TestApp) {
    let school = a_school_with_a_week(&app, "Ekskolan").await;
    let _ = app.take_statements();
    app.ask(WEEK, json!({ "id": school })).await.assert_ok();
    let statements = app.take_statements();
    assert_eq!(statements.len(), 2, "{statements:#?}");
}

#[both_engines]
async fn a_phones_vote_is_a_writing_statement_between_two_reading_ones(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    // The first vote of the day makes the salt.
    app.ask(VOTE, json!({ "input": lunch.ballot() })).await.assert_ok();
    let mutation = "mutation Vote($input: SubmitMealFeedbackInput!) { submitMealFeedback(input: $input) {
        wasCorrected errors { code } } }";
    let _ = app.take_statements();
    app.ask(mutation, json!({ "input": lunch.ballot() })).await.assert_ok();
    let statements = app.take_statements();
    // The meal with the day's salt; the vote; whether enough of them wait.
    assert_eq!(statements.len(), 3, "{statements:#?}");
}
