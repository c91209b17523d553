//! School meals, from outside: menus that anybody reads, votes that nobody can trace, results that tell no single one.

mod allergens;
mod budget;
mod demo;
mod feedback;
mod menus;
mod privacy;
mod results;
mod schools;

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use entity::{dish, meal, school};
use harness::builders::{a_dish, a_meal, a_school};
use harness::{Answer, Municipality, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// The Monday on which every test begins.
const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 14).expect("a date");

/// A vote, with everything that its payload tells.
const VOTE: &str = "mutation Vote($input: SubmitMealFeedbackInput!) { submitMealFeedback(input: $input) {
    wasCorrected
    feedback { rating reasons comment role submittedAt dish { name } }
    meal { id feedbackSummary { count } }
    errors { code field message } } }";

/// Monday's lunch at a school: fish and tofu.
struct Lunch {
    school: school::Model,
    meal: meal::Model,
    fish: dish::Model,
    tofu: dish::Model,
}

impl Lunch {
    async fn at(municipality: &Municipality) -> Self {
        Self::on(municipality, MONDAY).await
    }

    async fn on(municipality: &Municipality, day: NaiveDate) -> Self {
        let school = municipality.insert(a_school("Ekskolan")).await;
        Self::of(municipality, school, day).await
    }

    async fn of(municipality: &Municipality, school: school::Model, day: NaiveDate) -> Self {
        let meal = municipality.insert(a_meal(&school, day)).await;
        let fish = municipality.insert(a_dish(&meal, "Fisk med dillsås")).await;
        let tofu = municipality.insert(a_dish(&meal, "Tofu med dillsås")).await;
        Self { school, meal, fish, tofu }
    }

    fn id(&self) -> String {
        format!("meal:{}", self.meal.id)
    }

    /// What a phone of its own says: a four on the meal as a whole.
    fn ballot(&self) -> Value {
        json!({ "mealId": self.id(), "rating": 4, "role": "PUPIL", "installationId": phone() })
    }
}

/// The random id of a phone that no other test's phone has.
fn phone() -> String {
    static PHONES: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(0x5eed_4000, PHONES.fetch_add(1, Ordering::SeqCst)).to_string()
}

/// The same input with one more field, or another value in it.
fn with(mut input: Value, field: &str, value: impl Into<Value>) -> Value {
    input[field] = value.into();
    input
}

async fn vote(app: &TestApp, input: Value) -> Answer {
    app.ask(VOTE, json!({ "input": input })).await.ok()
}

/// Votes that must count.
async fn votes(app: &TestApp, ballots: impl IntoIterator<Item = Value>) {
    for ballot in ballots {
        vote(app, ballot).await.assert_user_errors("submitMealFeedback", &[]);
    }
}

/// Fails unless tallies say what the votes say.
async fn assert_tallies_agree(app: &TestApp) {
    let faults = api::meals::check_tallies(&app.foundation().platform).await.unwrap();
    assert!(faults.is_empty(), "tallies and votes differ: {faults:#?}");
}
