//! What a school's meal council (matråd) reads of a term: a document with plots (M7), and the same results as a table (M9).
//! Public like the results in it, and like them without anything that fewer than five voters said.

mod document;
mod plots;
mod table;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::SchoolStatus;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    rules::{
        calendar::Span,
        portions::Counts,
        results::{MINIMUM, Tally},
        waste::Waste,
    },
    store::{
        menus, remarks,
        results::{self, OfDish},
        schools, waste,
    },
};
use crate::tenancy::Scope;

pub(crate) use document::{STYLE, html};
pub(crate) use table::csv;

/// How many dishes are told of at each end.
const DISHES: usize = 6;
/// How many comments and answers are told.
const TEXTS: usize = 20;

/// What a school's results are over some days.
pub(crate) struct Report {
    /// The municipality.
    municipality: String,
    /// The school.
    school: String,
    /// The days, both counted in.
    days: (NaiveDate, NaiveDate),
    /// Everything together.
    all: Counts,
    /// Week by week from the first with a result to the last, without gaps; none where there is no result.
    weeks: Vec<(NaiveDate, Option<Tally>)>,
    /// The same time before it, to compare with.
    before: Option<Tally>,
    /// Dishes with results, the best liked first.
    dishes: Vec<OfDish>,
    /// What was left on plates, where the kitchen weighed it.
    waste: Waste,
    /// What the kitchen answered: the day, the meal, the answer, the measure.
    answers: Vec<(NaiveDate, String, String, Option<String>)>,
    /// What the kitchen released of what was written: the day, the words.
    comments: Vec<(NaiveDate, String)>,
}

/// The first and the last day of the term that the day lies in.
pub(crate) fn term_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    Span::Term.around(day)
}

/// The school of that id, with or without its prefix, if there is one.
pub(crate) async fn find_school(scope: &Scope, id: &str) -> Result<Option<(Uuid, String)>, DbErr> {
    let Ok(id) = Uuid::try_parse(id.strip_prefix("school:").unwrap_or(id)) else { return Ok(None) };
    Ok(schools::find_by_id(scope, id).await?.map(|school| (school.id, school.name)))
}

/// The schools in use, by name.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn list_schools(scope: &Scope) -> Result<Vec<(Uuid, String)>, DbErr> {
    let found = schools::list_schools(scope, None, &[SchoolStatus::Active]).all().await?;
    let mut named: Vec<_> = found.into_iter().map(|school| (school.id, school.name)).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(named)
}

/// Reads what the report of a school tells.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn read(
    scope: &Scope,
    (school, name): (Uuid, String),
    days: (NaiveDate, NaiveDate),
) -> Result<Report, DbErr> {
    let sum = async |days| {
        let sums = results::sum_results(scope, &[school], days).await?;
        Ok::<_, DbErr>(sums.get(&school).copied().unwrap_or_default())
    };
    let all = sum(days).await?;
    let before = match days.0.pred_opt() {
        Some(last) => sum((last - (days.1 - days.0), last)).await?.votes.shown(),
        None => None,
    };
    let known = results::list_days(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    let mut weeks = Vec::new();
    let mut day = days.0;
    while day <= days.1 {
        let (first, last) = Span::Week.around(day);
        let within = known.iter().filter(|(day, _)| (first..=last).contains(day));
        let votes = within.fold(Tally::default(), |sum, (_, counts)| sum.and(counts.votes));
        weeks.push((first, votes.shown()));
        let Some(next) = last.succ_opt() else { break };
        day = next;
    }
    // Holidays before the first result and weeks to come tell nothing.
    let first = weeks.iter().position(|(_, votes)| votes.is_some()).unwrap_or_default();
    weeks.drain(..first);
    while weeks.pop_if(|(_, votes)| votes.is_none()).is_some() {}
    let mut dishes = results::list_dishes(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    dishes.retain(|dish| dish.counts.votes.count() >= MINIMUM);
    let mean = |dish: &OfDish| dish.counts.votes.average().unwrap_or_default();
    dishes.sort_by(|a, b| mean(b).total_cmp(&mean(a)).then_with(|| a.name.cmp(&b.name)));

    let meals = menus::list_menus(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    let ids: Vec<_> = meals.iter().map(|meal| meal.id).collect();
    let mut answers: Vec<_> = remarks::list_answers(scope, &ids)
        .await?
        .into_iter()
        .filter_map(|answer| {
            let judged = meals.iter().find(|meal| meal.id == answer.meal_id)?;
            Some((judged.served_on, judged.name.clone(), answer.text, answer.measure))
        })
        .collect();
    answers.sort_by_key(|(day, ..)| std::cmp::Reverse(*day));
    answers.truncate(TEXTS);
    let comments = remarks::list_released_at(scope, school, days, TEXTS as u64).await?;
    let comments = comments.into_iter().map(|comment| (comment.served_on, comment.text)).collect();
    let municipality = scope.municipality().name.clone();
    let weighed = waste::list_days(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    let waste = weighed.into_iter().fold(Waste::default(), |sum, (_, waste)| sum.and(waste));
    Ok(Report { municipality, school: name, days, all, weeks, before, dishes, waste, answers, comments })
}

/// What is known of a day.
#[derive(Default)]
pub(crate) struct DayResult {
    /// Its votes, if they may be shown.
    counts: Option<Counts>,
    /// What was left on plates, if it was weighed.
    waste: Option<Waste>,
}

/// What is known of each of the days of which something is, for a table.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn list_days(
    scope: &Scope,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, DayResult>, DbErr> {
    let known = results::list_days(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    let weighed = waste::list_days(scope, &[school], days).await?.remove(&school).unwrap_or_default();
    let mut results: BTreeMap<_, DayResult> = BTreeMap::new();
    for (day, counts) in known.into_iter().filter(|(_, counts)| counts.votes.count() >= MINIMUM) {
        results.entry(day).or_default().counts = Some(counts);
    }
    for (day, waste) in weighed {
        results.entry(day).or_default().waste = Some(waste);
    }
    Ok(results)
}
