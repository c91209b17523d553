//! Somebody asks for every result after every single vote and subtracts each answer from each other one. Whatever they
//! do, what they find is nothing or the votes of five voters at least (M6).

use std::collections::{BTreeMap, BTreeSet};

use entity::{VoteChannel, meal_feedback};
use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Lunch, MONDAY, VOTE, assert_tallies_agree, phone};

const EVERYTHING: &str = "query Everything($school: ID!, $other: ID!) {
    municipality { all: mealFeedbackSummary(from: \"2026-09-01\", to: \"2026-09-30\") { ...told }
        trend: mealFeedbackTrend(from: \"2026-09-14\", to: \"2026-09-15\", by: DAY) { summary { ...told } }
        dishes: mealFeedbackByDish(from: \"2026-09-01\", order: BEST) { name summary { ...told } } }
    school: node(id: $school) { ...results }
    other: node(id: $other) { ...results } }
    fragment results on School {
        feedbackSummary(from: \"2026-09-01\") { ...told }
        feedbackTrend(from: \"2026-09-14\", to: \"2026-09-15\", by: DAY) { summary { ...told } }
        feedbackByDish(from: \"2026-09-01\", order: WORST) { name summary { ...told } }
        weekMenu(date: \"2026-09-14\") { feedbackSummary { ...told } days { feedbackSummary { ...told } meals {
            feedbackSummary { ...told } dishes { feedbackSummary { ...told } } } } } }
    fragment told on FeedbackSummary { isHidden count average distribution { rating count } reasons { reason count } }";

/// Every number that anybody is told, by its place in the answer.
type Told = BTreeMap<String, i64>;

fn collect(place: &str, value: &Value, told: &mut Told) {
    match value {
        Value::Object(fields) if fields.contains_key("isHidden") => {
            assert_eq!(fields["isHidden"], json!(fields["count"].is_null()), "{place}");
            let count = fields["count"].as_i64().unwrap_or_default();
            let of_ratings = |entry: &Value| entry["count"].as_i64().unwrap();
            let ratings: i64 = fields["distribution"].as_array().unwrap().iter().map(of_ratings).sum();
            assert_eq!(ratings, count, "{place}");
            told.insert(place.to_owned(), count);
        }
        Value::Object(fields) => {
            // A list of dishes is in the order of results: what stays is the name.
            fields.iter().for_each(|(name, value)| collect(&format!("{place}/{name}"), value, told));
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                let name = item["name"].as_str().map_or_else(|| n.to_string(), str::to_owned);
                collect(&format!("{place}/{name}"), item, told);
            }
        }
        _ => {}
    }
}

async fn ask(app: &TestApp, lunches: &[Lunch]) -> Told {
    let [first, .., last] = lunches else { panic!("two schools") };
    let [school, other] = [first, last].map(|lunch| format!("school:{}", lunch.school.id));
    let answer = app.ask(EVERYTHING, json!({ "school": school, "other": other })).await.ok();
    let mut told = Told::new();
    collect("", &answer.body["data"], &mut told);
    assert!(told.len() > 10, "{answer}");
    told
}

/// What is published of each vote.
async fn published(app: &TestApp) -> BTreeMap<Uuid, (VoteChannel, String)> {
    let rows = app.home.rows(meal_feedback::Entity).await;
    let counted = rows.into_iter().filter(|row| row.counted_rating.is_some()).map(|row| {
        let dish = if row.counted_together { None } else { row.counted_dish };
        let what = format!("{} {dish:?} {:?} {:?}", row.meal_id, row.counted_rating, row.counted_reasons);
        (row.id, (row.channel, what))
    });
    counted.collect()
}

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }
}

#[both_engines]
async fn nobody_finds_fewer_than_five_voters_by_subtracting_any_two_answers(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let tuesday = Lunch::of(&app.home, monday.school.clone(), MONDAY.succ_opt().unwrap()).await;
    let elsewhere = Lunch::at(&app.home).await;
    let mut pupils: Vec<Actor> = Vec::new();
    for _ in 0..12 {
        pupils.push(app.home.pupil(&monday.school).await);
    }
    let phones: Vec<_> = (0..40).map(|_| phone()).collect();
    let lunches = [monday, tuesday, elsewhere];

    let mut random = Random(0x5eed_2026);
    let mut history = vec![ask(&app, &lunches).await];
    let mut before = published(&app).await;
    let mut portions = 0;
    for day in ["2026-09-14", "2026-09-15"] {
        app.clock.set(&format!("{day}T11:00:00+02:00"));
        for _ in 0..90 {
            let today: Vec<_> =
                lunches.iter().filter(|lunch| lunch.meal.served_on.to_string() == day).collect();
            let lunch = today[random.below(today.len())];
            let mut input = json!({ "mealId": lunch.id(), "rating": 1 + random.below(5), "role": "PUPIL" });
            if random.below(3) > 0 {
                input["dishId"] = json!(format!("dish:{}", [&lunch.fish, &lunch.tofu][random.below(2)].id));
            }
            if random.below(2) == 0 {
                let reason = ["TASTE", "NOISE", "TIME"][random.below(3)];
                input["reasons"] = json!([reason]);
            }
            // Who votes again corrects.
            let by_pupil = random.below(3) == 0 && lunch.school.id == lunches[0].school.id;
            let by = if by_pupil {
                &pupils[random.below(pupils.len())]
            } else {
                input["installationId"] = json!(phones[random.below(phones.len())]);
                &Actor::anonymous()
            };
            let answer = app.ask(VOTE, json!({ "input": input })).by(by).await.ok();
            answer.assert_user_errors("submitMealFeedback", &[]);
            history.push(ask(&app, &lunches).await);
            portions += step(&mut before, published(&app).await);
        }
    }
    app.clock.set("2026-09-16T00:00:00+02:00");
    app.settle().await;
    history.push(ask(&app, &lunches).await);
    portions += step(&mut before, published(&app).await);
    assert!(portions > 8, "the attack saw {portions} steps, too few to tell anything");

    for (time, earlier) in history.iter().enumerate() {
        for later in &history[time..] {
            for (place, count) in earlier {
                let more = later.get(place).copied().unwrap_or_default() - count;
                assert!(more == 0 || more >= 5, "{place} went from {count} by {more}");
            }
            for (inner, outer) in within(earlier) {
                let rest = later[&outer] - earlier[&inner];
                assert!(rest == 0 || rest >= 5, "{outer} less {inner} leaves {rest}");
            }
        }
    }
    assert_tallies_agree(&app).await;
}

/// What changed in the results changed by five votes of one way at least. Answers whether anything did.
fn step(
    before: &mut BTreeMap<Uuid, (VoteChannel, String)>,
    now: BTreeMap<Uuid, (VoteChannel, String)>,
) -> usize {
    let changed = now.iter().filter(|(id, state)| before.get(*id) != Some(*state));
    let mut voters: BTreeMap<VoteChannel, BTreeSet<Uuid>> = BTreeMap::new();
    for (id, (channel, _)) in changed {
        voters.entry(*channel).or_default().insert(*id);
    }
    assert!(before.keys().all(|id| now.contains_key(id)), "a published vote is gone");
    for (channel, voters) in &voters {
        assert!(voters.len() >= 5, "{channel:?}: {} voters", voters.len());
    }
    *before = now;
    usize::from(!voters.is_empty())
}

/// Which results lie within which others.
fn within(told: &Told) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let add = |pairs: &mut Vec<_>, inner: &str, outer: &str| {
        if told.contains_key(inner) && told.contains_key(outer) {
            pairs.push((inner.to_owned(), outer.to_owned()));
        }
    };
    for school in ["/school", "/other"] {
        let all = format!("{school}/feedbackSummary");
        add(&mut pairs, &all, "/municipality/all");
        add(&mut pairs, &format!("{school}/weekMenu/feedbackSummary"), &all);
        for day in 0..5 {
            let of_day = format!("{school}/weekMenu/days/{day}");
            add(
                &mut pairs,
                &format!("{of_day}/feedbackSummary"),
                &format!("{school}/weekMenu/feedbackSummary"),
            );
            add(&mut pairs, &format!("{school}/feedbackTrend/{day}/summary"), &all);
            for dish in 0..2 {
                let of_dish = format!("{of_day}/meals/0/dishes/{dish}/feedbackSummary");
                add(&mut pairs, &of_dish, &format!("{of_day}/meals/0/feedbackSummary"));
            }
        }
    }
    for dish in ["Fisk med dillsås", "Tofu med dillsås"] {
        add(&mut pairs, &format!("/municipality/dishes/{dish}/summary"), "/municipality/all");
    }
    assert!(pairs.len() > 10, "{told:?}");
    pairs
}
