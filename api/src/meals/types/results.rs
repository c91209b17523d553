//! Results over time (M9): of a school, or of all the municipality's schools together.

use async_graphql::{Context, Enum, Object, Result, SimpleObject, dataloader::DataLoader};
use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

use super::FeedbackSummary;
use crate::{
    meals::{
        loaders::{DaysOf, DishesOf, ResultsOf, VotesOf},
        rules::{calendar::Span, portions::Counts, results::MINIMUM},
        store::results::OfDish,
    },
    schema::{
        Loaders,
        errors::{bad_input, internal},
        list::List,
        scalars::LocalDate,
    },
    tenancy::Scope,
};

/// How many days one result can span.
const LONGEST: i64 = 400;

/// By what parts of the school year results are told.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Span")]
pub enum FeedbackInterval {
    /// Day by day.
    Day,
    /// By ISO weeks.
    Week,
    /// By months of the calendar.
    Month,
    /// By terms (terminer): the spring's until the end of June, the autumn's from July on.
    Term,
}

/// In what order dishes come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DishFeedbackOrder {
    /// The best liked first, by the mean rating.
    Best,
    /// The least liked first.
    Worst,
    /// Those with most votes first.
    MostVotes,
}

/// A part of the time that results are asked for.
#[derive(SimpleObject)]
pub struct FeedbackPeriod {
    /// Its first day.
    first_day: LocalDate,
    /// Its last day. Days outside the time that was asked for do not count.
    last_day: LocalDate,
    /// What voters think of the meals of its days.
    summary: FeedbackSummary,
}

impl crate::schema::written::Item for FeedbackPeriod {}

/// A dish's results over some days.
pub struct DishFeedback(OfDish);

/// What voters think of a dish over some days. Dishes of the same name are one.
#[Object]
impl DishFeedback {
    /// The dish as the kitchen writes it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// On how many days there is a result of it.
    async fn days(&self) -> i32 {
        i32::try_from(self.0.days).unwrap_or(i32::MAX)
    }

    /// What voters think of it.
    async fn summary(&self) -> FeedbackSummary {
        FeedbackSummary::of_days(self.0.counts)
    }
}

/// The days of a question, both counted in: the 30 before today when nothing else is said.
pub fn days(scope: &Scope, from: Option<LocalDate>, to: Option<LocalDate>) -> Result<(NaiveDate, NaiveDate)> {
    let to = to.map_or_else(|| scope.today(), |date| date.0);
    let from = from.map_or_else(|| to.checked_sub_days(Days::new(30)).unwrap_or(to), |date| date.0);
    if from > to || (to - from).num_days() > LONGEST || from.year() < 1 {
        return Err(bad_input(
            scope,
            "Första dagen ska inte vara efter den sista, och högst 400 dagar före den.",
            "The first day must not be after the last, and at most 400 days before it.",
        ));
    }
    Ok((from, to))
}

/// The results of those days.
pub async fn summary(
    ctx: &Context<'_>,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
) -> Result<FeedbackSummary> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let key = VotesOf(DaysOf { school, from: days.0, to: days.1 });
    let counts = loaders.load_one(key).await.map_err(internal)?;
    Ok(FeedbackSummary::of_days(counts.unwrap_or_default()))
}

/// The results of those days, part by part and without a gap.
pub async fn trend(
    ctx: &Context<'_>,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
    by: FeedbackInterval,
) -> Result<List<FeedbackPeriod>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let key = ResultsOf(DaysOf { school, from: days.0, to: days.1 });
    let known = loaders.load_one(key).await.map_err(internal)?.unwrap_or_default();
    let period = |(first, last): (NaiveDate, NaiveDate)| {
        let within = known.iter().filter(|(day, _)| (first..=last).contains(day));
        let counts = within.fold(Counts::default(), |sum, (_, counts)| sum.and(*counts));
        let summary = FeedbackSummary::of_days(counts);
        FeedbackPeriod { first_day: LocalDate(first), last_day: LocalDate(last), summary }
    };
    Ok(parts(days, by).map(period).collect())
}

/// The parts that those days lie in, without a gap: the first and the last day of each.
pub fn parts(
    days: (NaiveDate, NaiveDate),
    by: FeedbackInterval,
) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let part = move |day| Some(Span::from(by).around(day)).filter(|_| day <= days.1);
    std::iter::successors(part(days.0), move |(_, last)| part(last.succ_opt()?))
}

/// The first dishes of those days in that order, those with results that may be shown.
pub async fn dishes(
    ctx: &Context<'_>,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
    (order, first): (DishFeedbackOrder, i32),
) -> Result<List<DishFeedback>> {
    let scope = ctx.data_unchecked::<Scope>();
    let first = usize::try_from(first).ok().filter(|first| (1..=100).contains(first));
    let first = first
        .ok_or_else(|| bad_input(scope, "first ska vara 1 till 100.", "first must be from 1 to 100."))?;
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let key = DishesOf(DaysOf { school, from: days.0, to: days.1 });
    let mut dishes = loaders.load_one(key).await.map_err(internal)?.unwrap_or_default();
    dishes.retain(|dish| dish.counts.votes.count() >= MINIMUM);
    let average = |dish: &OfDish| dish.counts.votes.average().unwrap_or_default();
    dishes.sort_by(|a, b| {
        let ranked = match order {
            DishFeedbackOrder::Best => average(b).total_cmp(&average(a)),
            DishFeedbackOrder::Worst => average(a).total_cmp(&average(b)),
            DishFeedbackOrder::MostVotes => b.counts.votes.count().cmp(&a.counts.votes.count()),
        };
        ranked.then_with(|| a.name.cmp(&b.name))
    });
    dishes.truncate(first);
    Ok(dishes.into_iter().map(DishFeedback).collect::<Vec<_>>().into())
}
