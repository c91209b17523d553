//! Schools, their menus of last week, this week and the next, and what people thought of what was served.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use entity::{
    AllergenKnowledge, AllergenStates, FeedbackReason, Notice, NoticeKind, SchoolStatus, VoterRole, dish,
    enrolment, guardianship, meal, meal_tally, school, school_duty,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr};
use uuid::Uuid;

use super::{People, lunches::LUNCHES};
use crate::{
    app::Foundation,
    meals::{
        Ballot, Voter, cast_many,
        ingest::{For, Line, NewDish, write_confirmed_menu},
    },
    platform::Internal,
    tenancy::{Scope, Tx},
};

/// The last four digits of the code, the name, the types of schooling, the town, north and east. The first is the one
/// that the pupil goes to.
type Site = (&'static str, &'static str, &'static [&'static str], &'static str, (f64, f64));

const DEMOSTAD: [Site; 4] = [
    ("0001", "Ekskolan", &["FSK", "GR"], "Demostad", (59.4021, 16.5012)),
    ("0002", "Björkbackaskolan", &["FSK", "GR", "GRAN"], "Demostad", (59.4103, 16.5247)),
    ("0003", "Åkerskolan", &["GR"], "Åkerby", (59.3688, 16.4519)),
    ("0004", "Demostads gymnasium", &["GY", "GYAN"], "Demostad", (59.3975, 16.5098)),
];
const GRANNKOPING: [Site; 2] = [
    ("0001", "Ekskolan", &["FSK", "GR"], "Grannköping", (59.1412, 16.2011)),
    ("0002", "Strandskolan", &["GR"], "Strand", (59.1268, 16.2399)),
];

/// What the menus' feed is called.
const SOURCE: &str = "demo";

fn sites(scope: &Scope) -> (&str, &'static [Site]) {
    let code = scope.municipality().code.as_str();
    (code, if code == "9901" { &DEMOSTAD } else { &GRANNKOPING })
}

/// Schools, who goes there, and whose child that is.
pub async fn fill(tx: &Tx, people: &People) -> Result<(), DbErr> {
    let (code, sites) = sites(tx.scope());
    let mut first = None;
    for (digits, name, types, city, (latitude, longitude)) in sites {
        let id = tx.scope().new_id();
        first = first.or(Some(id));
        let row = school::ActiveModel {
            id: Set(id),
            code: Set(Some(format!("{code}{digits}"))),
            name: Set((*name).to_owned()),
            status: Set(SchoolStatus::Active),
            organiser: Set(Some("Kommunal".to_owned())),
            school_types: Set(types.iter().copied().collect()),
            city: Set(Some((*city).to_owned())),
            latitude: Set(Some(*latitude)),
            longitude: Set(Some(*longitude)),
            updated_at: Set(tx.scope().now()),
            ..Default::default()
        };
        tx.insert_all::<school::Entity>(vec![row]).await?;
    }
    let Some(school_id) = first else { return Ok(()) };
    let row = enrolment::ActiveModel {
        id: Set(tx.scope().new_id()),
        pupil_id: Set(people.id("pupil")),
        school_id: Set(school_id),
        valid_from: Set(people.since),
        valid_to: Set(None),
        ..Default::default()
    };
    tx.insert_all::<enrolment::Entity>(vec![row]).await?;
    let row = school_duty::ActiveModel {
        id: Set(tx.scope().new_id()),
        person_id: Set(people.id("teacher")),
        school_id: Set(school_id),
        valid_from: Set(people.since),
        valid_to: Set(None),
        ..Default::default()
    };
    tx.insert_all::<school_duty::Entity>(vec![row]).await?;
    let row = guardianship::ActiveModel {
        id: Set(tx.scope().new_id()),
        guardian_id: Set(people.id("other-guardian")),
        child_id: Set(people.id("pupil")),
        valid_from: Set(people.since),
        valid_to: Set(None),
        ..Default::default()
    };
    tx.insert_all::<guardianship::Entity>(vec![row]).await
}

/// Menus of the three weeks around today, and votes on what has been served since. The calendar moves on, so this is done
/// at every start; what is there already stays.
pub async fn top_up(foundation: &Foundation, scope: &Scope) -> Result<(), DbErr> {
    let today = scope.today();
    let monday = today.week(Weekday::Mon).first_day();
    let first = monday.checked_sub_days(Days::new(7)).unwrap_or(monday);
    let (code, sites) = sites(scope);
    let codes = sites.iter().map(|(digits, ..)| format!("{code}{digits}"));
    let mut schools = scope.find::<school::Entity>().filter(school::Column::Code.is_in(codes)).all().await?;
    schools.sort_by(|a, b| a.code.cmp(&b.code));
    let ids = foundation.world.ids.clone();
    let written: Result<(), DbErr> = foundation
        .platform
        .write(async |connection| {
            for (n, school) in (0..).zip(&schools) {
                let whose = For {
                    municipality_id: school.municipality_id,
                    school_id: school.id,
                    source: SOURCE,
                    now: scope.now(),
                    ids: &ids,
                };
                write_confirmed_menu(connection, &whose, &menu(n, first)).await?;
            }
            Ok(())
        })
        .await;
    written?;
    vote(scope, (first, today)).await.map_err(|cause| DbErr::Custom(cause.to_string()))
}

/// Three weeks of a school. Each school begins the round of lunches elsewhere; the first one cooks every day of the week,
/// so that there is always a meal that can be judged today.
fn menu(school: i32, first: NaiveDate) -> Vec<Line> {
    let is_open = |day: &NaiveDate| school == 0 || day.weekday().num_days_from_monday() < 5;
    first.iter_days().take(21).filter(is_open).flat_map(|day| day_of(school, day)).collect()
}

fn day_of(school: i32, date: NaiveDate) -> Vec<Line> {
    let notice = |meal: Option<&str>, kind, text: &str| Line::Notice {
        date,
        meal: meal.map(str::to_owned),
        notice: Notice { kind, text: text.to_owned() },
    };
    let week = i32::try_from(date.iso_week().week()).unwrap_or_default();
    match (date.weekday(), (week + school) % 3) {
        _ if school == 0 => {}
        (Weekday::Fri, 0) => return vec![notice(None, NoticeKind::Closed, "Studiedag, fritids har öppet")],
        (Weekday::Wed, 1) => return vec![notice(Some("Lunch"), NoticeKind::KitchensChoice, "Kökets val")],
        _ => {}
    }
    let round = usize::try_from(date.num_days_from_ce() / 7 * 5 + school * 7).unwrap_or_default();
    let place = (round + date.weekday().num_days_from_monday() as usize) % LUNCHES.len();
    let mut lines: Vec<_> = LUNCHES
        .get(place)
        .into_iter()
        .flatten()
        .zip(1..)
        .map(|(cooked, order)| {
            let known =
                |list: &'static [_], knowledge| list.iter().map(move |allergen| (*allergen, knowledge));
            let dish = NewDish {
                name: cooked.name.to_owned(),
                option_label: Some(format!("Alt {order}")),
                order,
                diet_labels: cooked.labels.to_vec(),
                allergens: AllergenStates::of(
                    known(cooked.declared, AllergenKnowledge::Declared)
                        .chain(known(cooked.confirmed_none, AllergenKnowledge::KitchenConfirmedNone)),
                ),
                co2e_grams: Some(cooked.co2e_grams),
                ..NewDish::default()
            };
            Line::Dish { date, meal: "Lunch".to_owned(), dish }
        })
        .collect();
    if school == 0 {
        // A feed that says nothing of allergens: all of them are unknown.
        let dish = NewDish { name: "Smörgås, frukt och mjölk".to_owned(), order: 1, ..NewDish::default() };
        lines.push(Line::Dish { date, meal: "Mellanmål".to_owned(), dish });
    }
    if date.weekday() == Weekday::Mon {
        lines.push(notice(None, NoticeKind::Information, "Salladsbuffé, bröd och mjölk ingår alltid"));
    }
    lines
}

/// Votes on the meals before today that nobody has voted on yet.
async fn vote(scope: &Scope, (first, today): (NaiveDate, NaiveDate)) -> Result<(), Internal> {
    let tx = scope.begin().await?;
    let past = Condition::all().add(meal::Column::ServedOn.gte(first)).add(meal::Column::ServedOn.lt(today));
    let ours = meal::Column::Source.eq(SOURCE);
    let mut meals = tx.find::<meal::Entity>().filter(past).filter(ours).all().await?;
    meals.sort_by_key(|meal| (meal.served_on, meal.id));
    let ids: Vec<_> = meals.iter().map(|meal| meal.id).collect();
    let of_meals = dish::Column::MealId.is_in(ids.iter().copied());
    let mut dishes = tx.find::<dish::Entity>().filter(of_meals).all().await?;
    dishes.sort_by_key(|dish| (dish.meal_id, dish.sort_order));
    let tallies = tx.find::<meal_tally::Entity>().filter(meal_tally::Column::MealId.is_in(ids)).all().await?;
    let voted_on: HashSet<_> = tallies.into_iter().map(|tally| tally.meal_id).collect();
    let mut ballots = Vec::new();
    for (n, meal) in meals.iter().enumerate().filter(|(_, meal)| !voted_on.contains(&meal.id)) {
        let dishes: Vec<_> =
            dishes.iter().filter(|dish| dish.meal_id == meal.id).map(|dish| dish.id).collect();
        if let [first, rest @ ..] = dishes.as_slice() {
            ballots.extend(ballots_on(meal, *first, rest.first().copied(), n, scope));
        }
    }
    cast_many(&tx, &ballots).await?;
    tx.commit().await?;
    Ok(())
}

/// Many votes on the first dish, some on no dish in particular, and on the second either enough to be shown or, on
/// Thursdays, three: too few.
fn ballots_on(
    meal: &meal::Model,
    first: Uuid,
    second: Option<Uuid>,
    seed: usize,
    scope: &Scope,
) -> Vec<(Uuid, Ballot, DateTime<Utc>)> {
    const RATINGS: [i32; 10] = [4, 5, 3, 4, 2, 5, 4, 1, 3, 5];
    const COMMENTS: [(usize, &str); 3] =
        [(0, "Jättegott!"), (7, "Kall när vi kom, och kön var lång."), (13, "Mer sånt här!")];
    let on_second = if meal.served_on.weekday() == Weekday::Thu { 3 } else { 6 + seed % 5 };
    let choices = [(Some(first), 11 + seed % 9), (second, on_second), (None, 5 + seed % 3)];
    let choices = choices.into_iter().flat_map(|(dish, votes)| std::iter::repeat_n(dish, votes));
    let noon = meal.served_on.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(11);
    let pick = |place: usize| RATINGS.get(place % RATINGS.len()).copied().unwrap_or(3);
    choices
        .enumerate()
        .map(|(n, dish)| {
            let rating = pick(n * 3 + seed);
            let reason = if rating < 3 { FeedbackReason::Temperature } else { FeedbackReason::Taste };
            let ballot = Ballot {
                meal: meal.id,
                dish,
                rating,
                reasons: if n % 2 == 0 { vec![reason] } else { Vec::new() },
                comment: COMMENTS.iter().find(|(at, _)| *at == n).map(|(_, comment)| (*comment).to_owned()),
                role: if n % 8 == 5 { VoterRole::Staff } else { VoterRole::Pupil },
                voter: Voter::Installation(scope.new_id()),
                idempotency_key: None,
            };
            (meal.school_id, ballot, noon + TimeDelta::seconds(i64::try_from(n).unwrap_or_default() * 40))
        })
        .collect()
}
