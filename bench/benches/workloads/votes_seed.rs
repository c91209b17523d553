//! A municipality whose schools have voted for years: as many published votes as are asked for, with the results that they
//! make, counted from them by the database itself.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use entity::{AllergenStates, SchoolStatus, StringList, dish, meal, municipality, school};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait};
use uuid::Uuid;

use crate::seed::{CODE, id, insert, number};

/// Schools.
pub const SCHOOLS: usize = 40;
/// Days with lunch before today: three school years.
const DAYS: usize = 570;
/// Days of a term, which are the ones that are asked for.
pub const TERM: usize = 100;
/// What is served, two on a day, the same in every school.
const DISHES: [&str; 20] = [
    "fiskgratäng",
    "tofugryta",
    "köttbullar",
    "linsbiffar",
    "ärtsoppa",
    "pannkakor",
    "kycklinggryta",
    "falafel",
    "lasagne",
    "vegolasagne",
    "pasta",
    "pesto",
    "lax",
    "grönsaksbiff",
    "tacos",
    "bönchili",
    "korv",
    "sojakorv",
    "potatissoppa",
    "minestrone",
];

/// What was made.
pub struct Voted {
    /// A school that voted on each day of the term.
    pub school: Uuid,
    /// The first day of the term.
    pub first: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Today's lunches, one for each school, with the first of its dishes. Nobody voted on them yet.
    pub lunches: Vec<(Uuid, Uuid)>,
    /// How many votes there are.
    pub votes: i64,
}

/// Fills a migrated database. Ten thousand votes or fewer are those of one school in one term; more are those of all schools
/// on all days.
pub async fn fill(db: &impl ConnectionTrait, now: DateTime<Utc>, votes: usize) -> Result<Voted, DbErr> {
    let today = now.date_naive();
    let row = municipality::ActiveModel {
        id: Set(1),
        code: Set(CODE.to_owned()),
        name: Set("Demostad".to_owned()),
        default_locale: Set("sv".to_owned()),
        ..Default::default()
    };
    municipality::Entity::insert(row).exec_without_returning(db).await?;
    let schools: Vec<_> = (0..SCHOOLS).map(|_| id()).collect();
    let rows = schools.iter().enumerate().map(|(n, &id)| school::ActiveModel {
        municipality_id: Set(1),
        id: Set(id),
        name: Set(format!("Skola {n}")),
        status: Set(SchoolStatus::Active),
        school_types: Set(StringList::default()),
        updated_at: Set(now),
        ..Default::default()
    });
    insert::<school::Entity>(db, rows.collect()).await?;

    let is_weekday = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let yesterday = today - Days::new(1);
    let days: Vec<_> =
        std::iter::successors(Some(yesterday), NaiveDate::pred_opt).filter(is_weekday).take(DAYS).collect();
    let served = days.iter().chain([&today]).enumerate();
    let mut lunches = Vec::new();
    let (mut meals, mut dishes) = (Vec::new(), Vec::new());
    for ((place, &day), &school) in served.flat_map(|day| schools.iter().map(move |school| (day, school))) {
        let meal = meal::ActiveModel {
            municipality_id: Set(1),
            id: Set(id()),
            school_id: Set(school),
            served_on: Set(day),
            name: Set("Lunch".to_owned()),
            sort_order: Set(0),
            updated_at: Set(now),
            ..Default::default()
        };
        for alternative in 0..2 {
            let dish = dish::ActiveModel {
                municipality_id: Set(1),
                id: Set(id()),
                meal_id: meal.id.clone(),
                name: Set(DISHES[(place * 2 + alternative) % DISHES.len()].to_owned()),
                sort_order: Set(number(alternative)),
                diet_labels: Set(StringList::default()),
                allergens: Set(AllergenStates::default()),
                ..Default::default()
            };
            if day == today && alternative == 0 {
                lunches.push((*meal.id.as_ref(), *dish.id.as_ref()));
            }
            dishes.push(dish);
        }
        meals.push(meal);
    }
    insert::<meal::Entity>(db, meals).await?;
    insert::<dish::Entity>(db, dishes).await?;

    let school = schools[0];
    let first = days[TERM - 1];
    let votes = if votes <= 10_000 {
        let of_term = format!(
            "m.school_id = {} AND m.served_on >= '{first}' AND m.served_on < '{today}'",
            literal(db, school)
        );
        cast(db, now, (votes / TERM).max(1), &of_term).await?
    } else {
        let of_all = format!("m.served_on < '{today}'");
        cast(db, now, votes.div_ceil(SCHOOLS * DAYS), &of_all).await?
    };
    count(db).await?;
    Ok(Voted { school, first, today, lunches, votes })
}

fn literal(db: &impl ConnectionTrait, id: Uuid) -> String {
    match db.get_database_backend() {
        DatabaseBackend::Sqlite => format!("X'{}'", id.simple()),
        _ => format!("'{id}'"),
    }
}

/// So many published votes on each of those meals: a third on no dish, the others on one of the two.
async fn cast(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    of_each: usize,
    meals: &str,
) -> Result<i64, DbErr> {
    let is_sqlite = db.get_database_backend() == DatabaseBackend::Sqlite;
    let (new_id, hash, json) = if is_sqlite {
        ("randomblob(16)", "randomblob(32)", "TEXT")
    } else {
        ("gen_random_uuid()", "sha256(uuid_send(gen_random_uuid()))", "JSONB")
    };
    let sql = format!(
        "WITH RECURSIVE voter (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM voter WHERE n + 1 < {of_each}), \
         vote AS (SELECT m.id AS meal_id, n, \
             CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN d0.id ELSE d1.id END AS dish_id, \
             CASE WHEN n % 7 = 0 THEN 1 WHEN n % 7 = 1 THEN 2 WHEN n % 7 < 4 THEN 3 WHEN n % 7 < 6 THEN 4 ELSE 5 END AS rating, \
             CAST(CASE n % 10 WHEN 0 THEN '[\"TASTE\"]' WHEN 1 THEN '[\"QUEUE\"]' ELSE '[]' END AS {json}) AS reasons \
             FROM meal m \
             JOIN dish d0 ON d0.municipality_id = 1 AND d0.meal_id = m.id AND d0.sort_order = 0 \
             JOIN dish d1 ON d1.municipality_id = 1 AND d1.meal_id = m.id AND d1.sort_order = 1 \
             CROSS JOIN voter WHERE m.municipality_id = 1 AND {meals}) \
         INSERT INTO meal_feedback (municipality_id, id, meal_id, dish_id, voter_hash, role, rating, reasons, submitted_at, \
             channel, counted_rating, counted_dish, counted_reasons, counted_together) \
         SELECT 1, {new_id}, meal_id, dish_id, {hash}, 'PUPIL', rating, reasons, '{at}', 'PHONE', rating, dish_id, reasons, \
             FALSE FROM vote",
        at = now.format("%Y-%m-%d %H:%M:%S+00:00"),
    );
    let done = db.execute_unprepared(&sql).await?;
    Ok(i64::try_from(done.rows_affected()).expect("a count"))
}

/// The results of all votes: of meals, of their dishes, of days of schools and of the municipality.
async fn count(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let counts = "SUM(CASE counted_rating WHEN 1 THEN 1 ELSE 0 END), SUM(CASE counted_rating WHEN 2 THEN 1 ELSE 0 END), \
        SUM(CASE counted_rating WHEN 3 THEN 1 ELSE 0 END), SUM(CASE counted_rating WHEN 4 THEN 1 ELSE 0 END), \
        SUM(CASE counted_rating WHEN 5 THEN 1 ELSE 0 END), SUM(CASE WHEN counted_reasons = '[\"TASTE\"]' THEN 1 ELSE 0 END), \
        SUM(CASE WHEN counted_reasons = '[\"QUEUE\"]' THEN 1 ELSE 0 END)";
    let columns = "ones, twos, threes, fours, fives, taste, queue";
    let nobody = literal(db, Uuid::nil());
    let voted = "meal_feedback f JOIN meal m ON m.municipality_id = 1 AND m.id = f.meal_id";
    let dishes = "JOIN dish d ON d.municipality_id = 1 AND d.id = f.counted_dish";
    for sql in [
        format!(
            "INSERT INTO meal_tally (municipality_id, meal_id, dish_id, {columns}) \
             SELECT 1, meal_id, meal_id, {counts} FROM meal_feedback GROUP BY meal_id"
        ),
        format!(
            "INSERT INTO meal_tally (municipality_id, meal_id, dish_id, {columns}) \
             SELECT 1, meal_id, counted_dish, {counts} FROM meal_feedback WHERE counted_dish IS NOT NULL \
             GROUP BY meal_id, counted_dish"
        ),
        format!(
            "INSERT INTO meal_result (municipality_id, school_id, dish_key, served_on, dish_name, {columns}) \
             SELECT 1, m.school_id, '', m.served_on, '', {counts} FROM {voted} GROUP BY m.school_id, m.served_on"
        ),
        format!(
            "INSERT INTO meal_result (municipality_id, school_id, dish_key, served_on, dish_name, {columns}) \
             SELECT 1, m.school_id, d.name, m.served_on, d.name, {counts} FROM {voted} {dishes} \
             GROUP BY m.school_id, m.served_on, d.name"
        ),
        format!(
            "INSERT INTO meal_result (municipality_id, school_id, dish_key, served_on, dish_name, {columns}) \
             SELECT 1, {nobody}, dish_key, served_on, dish_name, SUM(ones), SUM(twos), SUM(threes), SUM(fours), \
             SUM(fives), SUM(taste), SUM(queue) FROM meal_result GROUP BY dish_key, served_on, dish_name"
        ),
    ] {
        db.execute_unprepared(&sql).await?;
    }
    Ok(())
}
