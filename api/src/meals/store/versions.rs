//! The versions of menus: written with each change, by imports and by staff; read as history and as alerts.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{MenuVersionKind, dish, meal, meal_follow, meal_version};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    super::rules::versions::{Author, Change, state_of},
    editing::insert_all,
};
use crate::{
    identity::nothing,
    platform::{Event, Topic, clock::STOCKHOLM},
    tenancy::{Find, Keyset, Page, PageRequest, Scope},
};

/// A meal's versions, the newest first.
pub static VERSIONS: Keyset<meal_version::Entity> = Keyset::descending(&[meal_version::Column::Version]);

/// Alerts, the newest first.
pub static ALERTS: Keyset<meal_version::Entity> =
    Keyset::descending(&[meal_version::Column::AlertedAt, meal_version::Column::Id]);

/// How many ids one statement names.
const IDS: usize = 10_000;

/// Keeps a version for each change, in the transaction that makes it. A meal of the time before versions were kept gets the
/// one that was there too. Returns the facts of those that alert, for the caller to publish.
pub async fn insert_versions(
    connection: &impl ConnectionTrait,
    changes: &[Change],
    by: Author<'_>,
    now: DateTime<Utc>,
    next_id: impl Fn() -> Uuid,
) -> Result<Vec<Event>, DbErr> {
    let today = now.with_timezone(&STOCKHOLM).date_naive();
    let superseded: Vec<_> = changes.iter().filter(|change| change.before.is_some()).collect();
    let kept = match superseded.first() {
        Some(change) => {
            let meals: Vec<_> = superseded.iter().map(|change| change.meal.id).collect();
            list_kept(connection, change.meal.municipality_id, &meals).await?
        }
        None => HashSet::new(),
    };
    let mut rows = Vec::with_capacity(changes.len());
    let mut events = Vec::new();
    for change in changes {
        if !kept.contains(&change.meal.id) {
            rows.extend(change.row_of_superseded(next_id()));
        }
        let row = change.row(next_id(), by, (now, today));
        if row.alerted_at.is_some() {
            events.push(Event {
                municipality_id: row.municipality_id,
                topic: Topic::MealAllergensChanged,
                subject: row.id,
                audience: Some(row.school_id),
            });
        }
        rows.push(row);
    }
    insert_all::<meal_version::Entity>(connection, rows).await?;
    Ok(events)
}

/// Which of these meals have versions.
async fn list_kept(
    connection: &impl ConnectionTrait,
    municipality: i32,
    meals: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let mut kept = HashSet::new();
    for ids in meals.chunks(IDS) {
        let found: Vec<Uuid> = meal_version::Entity::find()
            .filter(meal_version::Column::MunicipalityId.eq(municipality))
            .filter(meal_version::Column::MealId.is_in(ids.iter().copied()))
            .select_only()
            .column(meal_version::Column::MealId)
            .distinct()
            .into_tuple()
            .all(connection)
            .await?;
        kept.extend(found);
    }
    Ok(kept)
}

/// A page of the versions of each of these meals. A meal that nobody has changed since versions are kept has one: what it
/// says.
pub async fn page_versions(
    scope: &Scope,
    meals: &[Uuid],
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<meal_version::Model>>, DbErr> {
    let find = scope.find::<meal_version::Entity>();
    let mut pages = find.page_by_parent(meal_version::Column::MealId, meals, &VERSIONS, request).await?;
    let without: Vec<_> = meals.iter().copied().filter(|meal| !pages.contains_key(meal)).collect();
    if without.is_empty() || request.after.is_some() || request.before.is_some() {
        return Ok(pages);
    }
    let rows =
        scope.find::<meal::Entity>().filter(meal::Column::Id.is_in(without.iter().copied())).all().await?;
    let mut dishes: HashMap<Uuid, Vec<dish::Model>> = HashMap::new();
    for dish in scope.find::<dish::Entity>().filter(dish::Column::MealId.is_in(without)).all().await? {
        dishes.entry(dish.meal_id).or_default().push(dish);
    }
    for meal in rows {
        let row = unkept(&meal, &dishes.remove(&meal.id).unwrap_or_default());
        let page = Page { rows: vec![row.into()], has_previous: false, has_next: false };
        pages.insert(meal.id, page);
    }
    Ok(pages)
}

/// The only version of a meal of which none is kept.
fn unkept(meal: &meal::Model, dishes: &[dish::Model]) -> meal_version::Model {
    meal_version::Model {
        municipality_id: meal.municipality_id,
        id: meal.id,
        meal_id: meal.id,
        school_id: meal.school_id,
        version: meal.version,
        at: meal.updated_at,
        kind: MenuVersionKind::Import,
        source: meal.source.clone(),
        changed_by: None,
        state: state_of(meal, dishes),
        allergen_changes: None,
        alerted_at: None,
    }
}

/// How many versions each of these meals has.
pub async fn count_versions(scope: &Scope, meals: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    let find = scope.find::<meal_version::Entity>();
    let mut counts = find.count_by_parent(meal_version::Column::MealId, meals).await?;
    for meal in meals {
        counts.entry(*meal).or_insert(1);
    }
    Ok(counts)
}

/// What followers were alerted of, each since they follow the school.
pub fn list_alerts(scope: &Scope, follows: &[meal_follow::Model]) -> Find<'static, meal_version::Entity> {
    let since = follows.iter().fold(Condition::any(), |any, follow| {
        any.add(
            Condition::all()
                .add(meal_version::Column::SchoolId.eq(follow.school_id))
                .add(meal_version::Column::AlertedAt.gte(follow.followed_at)),
        )
    });
    // Any of nothing is nothing, which a condition without conditions does not say.
    let since = if follows.is_empty() { nothing() } else { since };
    scope.find::<meal_version::Entity>().filter(since)
}

/// The alerts of a school from a time on, the oldest first.
pub async fn list_alerts_since(
    scope: &Scope,
    school: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<meal_version::Model>, DbErr> {
    scope
        .find::<meal_version::Entity>()
        .filter(meal_version::Column::SchoolId.eq(school))
        .filter(meal_version::Column::AlertedAt.gte(since))
        .ascending(meal_version::Column::AlertedAt)
        .ascending(meal_version::Column::Id)
        .all()
        .await
}

/// The version of that id.
pub async fn find_version(scope: &Scope, id: Uuid) -> Result<Option<meal_version::Model>, DbErr> {
    scope.find_by_id::<meal_version::Entity>(id).await
}
