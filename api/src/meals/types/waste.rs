//! What is left on plates.

use async_graphql::{Context, Object, Result, SimpleObject, dataloader::DataLoader};
use chrono::NaiveDate;
use uuid::Uuid;

use super::results::{FeedbackInterval, parts};
use crate::{
    meals::{
        loaders::{DaysOf, WasteOn},
        rules::waste::Waste,
    },
    schema::{Loaders, errors::internal, list::List, scalars::LocalDate, written::Item},
};

/// What some meals left.
pub struct PlateWaste(Waste);

impl From<Waste> for PlateWaste {
    fn from(waste: Waste) -> Self {
        Self(waste)
    }
}

/// What was left on plates (tallrikssvinn), where the kitchen has weighed it.
#[Object]
impl PlateWaste {
    /// Of how many meals it was weighed.
    async fn meals(&self) -> i32 {
        i32::try_from(self.0.meals).unwrap_or(i32::MAX)
    }

    /// How much, in kilograms.
    async fn kilograms(&self) -> f64 {
        self.0.kilograms()
    }

    /// How many ate those of the meals where the kitchen has counted them; null where it has not.
    async fn plates(&self) -> Option<i32> {
        (self.0.plates > 0).then(|| i32::try_from(self.0.plates).unwrap_or(i32::MAX))
    }

    /// Grams for each who ate, of the meals where the kitchen has counted them; null where it has not.
    async fn grams_per_plate(&self) -> Option<f64> {
        self.0.grams_per_plate()
    }
}

/// What was left in a part of the time that is asked for.
#[derive(SimpleObject)]
pub struct PlateWastePeriod {
    /// Its first day.
    first_day: LocalDate,
    /// Its last day. Days outside the time that was asked for do not count.
    last_day: LocalDate,
    /// What was left of the meals of its days.
    waste: PlateWaste,
}

impl Item for PlateWastePeriod {}

async fn known(
    ctx: &Context<'_>,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<(NaiveDate, Waste)>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let key = WasteOn(DaysOf { school, from: days.0, to: days.1 });
    Ok(loaders.load_one(key).await.map_err(internal)?.unwrap_or_default())
}

/// What was left on those days.
pub async fn summary(ctx: &Context<'_>, school: Uuid, days: (NaiveDate, NaiveDate)) -> Result<PlateWaste> {
    let known = known(ctx, school, days).await?;
    Ok(PlateWaste(known.into_iter().fold(Waste::default(), |sum, (_, waste)| sum.and(waste))))
}

/// What was left on those days, part by part and without a gap.
pub async fn trend(
    ctx: &Context<'_>,
    school: Uuid,
    days: (NaiveDate, NaiveDate),
    by: FeedbackInterval,
) -> Result<List<PlateWastePeriod>> {
    let known = known(ctx, school, days).await?;
    let period = |(first, last): (NaiveDate, NaiveDate)| {
        let within = known.iter().filter(|(day, _)| (first..=last).contains(day));
        let waste = within.fold(Waste::default(), |sum, (_, waste)| sum.and(*waste));
        PlateWastePeriod { first_day: LocalDate(first), last_day: LocalDate(last), waste: PlateWaste(waste) }
    };
    Ok(parts(days, by).map(period).collect())
}
