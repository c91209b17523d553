//! School meals, from outside: menus that anybody reads, votes that nobody can trace, results that tell no single one.

mod allergens;
mod budget;
mod calendar;
mod classroom;
mod corrections;
mod demo;
mod differencing;
mod feedback;
mod follows;
mod history;
mod kitchen;
mod menus;
mod open_meal;
mod privacy;
mod report;
mod results;
mod schools;
mod statistics;
mod waste;

use std::sync::atomic::{AtomicU64, Ordering};

use api::meals::ingest::{For, Line, NewDish, Outcome, write_menu};
use chrono::NaiveDate;
use entity::{Allergen, AllergenKnowledge, AllergenStates, dish, meal, school};
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
    let faults = api::meals::check_tallies(&app.foundation().platform).await.unwrap().faults;
    assert!(faults.is_empty(), "tallies and votes differ: {faults:#?}");
}

/// A dish as a feed tells it, with what it declares; all that a feed can say is in the dish.
fn fed(name: &str, label: Option<&str>, declared: &[Allergen]) -> NewDish {
    let states = declared.iter().map(|allergen| (*allergen, AllergenKnowledge::Declared));
    NewDish {
        name: name.to_owned(),
        option_label: label.map(str::to_owned),
        allergens: AllergenStates::of(states),
        ..NewDish::default()
    }
}

/// Lunch of a day as a feed tells it.
fn lunch_of(date: NaiveDate, dishes: impl IntoIterator<Item = NewDish>) -> Vec<Line> {
    let line = |(order, dish)| Line::Dish { date, meal: "Lunch".to_owned(), dish: NewDish { order, ..dish } };
    (1..).zip(dishes).map(line).collect()
}

/// What an import does, without the file.
async fn import(app: &TestApp, school: &school::Model, lines: &[Line]) -> Vec<Outcome> {
    let foundation = app.foundation();
    let ids = foundation.world.ids.clone();
    let whose = For {
        municipality_id: school.municipality_id,
        school_id: school.id,
        source: "skolmaten",
        now: app.clock.now(),
        ids: &ids,
    };
    let written = foundation.platform.write(async |connection| write_menu(connection, &whose, lines).await);
    written.await.expect("the menu to be written")
}

/// The only meal of the school.
async fn only_meal(app: &TestApp, school: &school::Model) -> meal::Model {
    let meals = app.home.rows(meal::Entity).await;
    let mut meals = meals.into_iter().filter(|meal| meal.school_id == school.id);
    let meal = meals.next().expect("a meal");
    assert_eq!(meals.next(), None);
    meal
}
