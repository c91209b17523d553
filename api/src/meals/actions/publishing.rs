//! Publishing votes in portions (M6): see [`super::super::rules::portions`] for what a portion is, and why.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::VoteChannel;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::{
    ingest::sign,
    rules::portions::{Counts, publication},
    store::publishing::{
        self, DayOf, End, MealOf, add_to_results, add_to_tallies, find_served, list_pending, update_votes,
    },
};
use crate::tenancy::{PlatformDb, Scope};

/// Publishes the votes of a meal that wait, if the one that came now makes them a portion. That it fails loses nothing: the
/// next vote on the meal tries again, and so does the end of the day.
pub async fn publish_if_full(scope: &Scope, meal: Uuid, channel: VoteChannel, dish: Option<Uuid>) {
    let done = async {
        if publishing::is_portion_there(scope, meal, channel, dish).await? {
            let of = MealOf { municipality_id: scope.municipality().id, meal_id: meal };
            let tx = scope.begin().await?;
            publish(publishing::connection(&tx), of, false).await?;
            tx.commit().await?;
        }
        Ok::<_, DbErr>(())
    };
    if let Err(cause) = done.await {
        tracing::error!(%meal, %cause, "votes that wait could not be published; the next vote tries again");
    }
}

/// Publishes what waits on meals whose day is over in Sweden, in every municipality; see [`publication`] for the rest that
/// is no portion.
///
/// # Errors
/// When the database cannot be written.
pub async fn finish_days(platform: &PlatformDb, today: NaiveDate) -> Result<(), DbErr> {
    let mut unfinished = publishing::list_unfinished(platform, today).await?;
    unfinished.sort_unstable();
    for of in unfinished {
        platform.append(async |connection| publish(connection, of, true).await).await?;
    }
    Ok(())
}

/// Publishes what waits on a meal, as far as it can be.
pub async fn publish(connection: &impl ConnectionTrait, of: MealOf, is_over: bool) -> Result<(), DbErr> {
    let found = publication(list_pending(connection, of).await?, is_over);
    let municipality = of.municipality_id;
    let Some(served) = find_served(connection, of).await? else { return Ok(()) };
    update_votes(connection, municipality, &found.left_out, End::LeftOut).await?;
    if found.counted.is_empty() && found.together.is_empty() {
        return Ok(());
    }
    update_votes(connection, municipality, &found.counted, End::Counted).await?;
    update_votes(connection, municipality, &found.together, End::Together).await?;
    let tallies = found.of_dishes.iter().map(|(dish, counts)| (*dish, *counts));
    add_to_tallies(connection, of, std::iter::once((of.meal_id, found.of_meal)).chain(tallies)).await?;

    let mut days: BTreeMap<DayOf, Counts> = BTreeMap::new();
    for school_id in [Uuid::nil(), served.school_id] {
        let day = |dish_key: String, dish_name: String| DayOf {
            school_id,
            dish_key,
            served_on: served.day,
            dish_name,
        };
        days.insert(day(String::new(), String::new()), found.of_meal);
        for (dish, counts) in &found.of_dishes {
            let Some(name) = served.dishes.get(dish) else { continue };
            // Two dishes of a meal may have one name.
            let sum = days.entry(day(sign(name), name.clone())).or_default();
            *sum = sum.and(*counts);
        }
    }
    add_to_results(connection, municipality, days).await
}
