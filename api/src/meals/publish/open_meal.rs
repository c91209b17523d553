//! Menus as Open Meal 3.3 (Sambruk). A school is a distributor, a meal's dishes are its courses, and ids are ours. The standard
//! says itself that an empty list of allergens does not mean free from them; only what is declared is in it.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entity::{Allergen, AllergenKnowledge, Nutrient, SchoolStatus, school};
use sea_orm::{DbErr, Iterable};
use serde::Serialize;
use uuid::Uuid;

use super::{calendar_path, open_meal_path, words};
use crate::{
    meals::{
        rules::{
            menu::{ServedDish, ServedMeal},
            period::{MostDays, Period, PeriodFault},
        },
        store::{menus, schools},
    },
    platform::{Failure, PublicAddress, clock::STOCKHOLM, clock::start_of_day},
    tenancy::Scope,
};

/// The language of all texts.
const SWEDISH: &str = "sv";

/// `DistributorsListResponse`.
#[derive(Debug, Serialize)]
pub struct Distributors {
    distributors: Vec<Distributor>,
}

/// `Distributor`: a school.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distributor {
    id: Uuid,
    name: String,
    organization: String,
    lang: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    address: Address,
    locations: Vec<Location>,
    i_calendar: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    address_locality: Option<String>,
    address_country: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    name: String,
    geo_position_representations: [Position; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    coordinate_system: &'static str,
    /// Longitude and latitude, as GeoJSON has them.
    coordinates: [f64; 2],
}

/// `MenuResponse`.
#[derive(Debug, Serialize)]
pub struct Menu {
    meals: Vec<Meal>,
}

#[derive(Debug, Serialize)]
struct Meal {
    name: String,
    date: String,
    lang: &'static str,
    description: Option<String>,
    order: i32,
    distributor: Arc<DistributorSummary>,
    courses: Vec<Course>,
}

#[derive(Debug, Serialize)]
struct DistributorSummary {
    id: Uuid,
    name: String,
    organization: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Course {
    id: Uuid,
    name: String,
    description: Option<String>,
    option_name: Option<String>,
    order: i32,
    ingredients: Vec<Coded>,
    media: [(); 0],
    known_allergens: Vec<Coded>,
    tags: Vec<Coded>,
    nutrients: Vec<Measured>,
    prices: [(); 0],
    co2_equivalents: Option<f64>,
}

/// `Nutrient`.
#[derive(Debug, Serialize)]
struct Measured {
    name: String,
    amount: f64,
    unit: Option<String>,
    codes: Vec<Code>,
}

/// `Allergen`, `Tag` and `Ingredient`: a name, and codes where there are any.
#[derive(Debug, Serialize)]
struct Coded {
    name: String,
    codes: Vec<Code>,
}

#[derive(Debug, Serialize)]
struct Code {
    code: Cow<'static, str>,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// `DataProvidersListResponse`, for who keeps the list of all providers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataProviders {
    data_providers: [DataProvider; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DataProvider {
    base_url: String,
    email: Option<String>,
    id: String,
    lang: &'static str,
    name: String,
}

/// Which meals are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// Those of one distributor; of all when left out.
    pub distributor: Option<&'a str>,
    /// The first day; today when left out.
    pub start: Option<&'a str>,
    /// The last day; six days after the first when left out.
    pub end: Option<&'a str>,
}

/// Why meals are not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MealsFault {
    /// No such distributor.
    DistributorNotFound,
    /// What is wrong with the days.
    Period(PeriodFault),
}

/// The municipality itself, as a provider of data.
pub fn data_providers(scope: &Scope, address: &PublicAddress) -> DataProviders {
    let municipality = scope.municipality();
    let provider = DataProvider {
        base_url: address.to(&open_meal_path(&municipality.code)),
        email: None,
        id: municipality.code.clone(),
        lang: SWEDISH,
        name: municipality.name.clone(),
    };
    DataProviders { data_providers: [provider] }
}

/// The schools in use whose names contain the words.
///
/// # Errors
/// When the database cannot be read.
pub async fn distributors(
    scope: &Scope,
    address: &PublicAddress,
    words: Option<&str>,
) -> Result<Distributors, DbErr> {
    let rows = schools::list_schools(scope, words, &[SchoolStatus::Active]);
    let rows = rows.ascending(school::Column::Name).ascending(school::Column::Id).all().await?;
    Ok(Distributors {
        distributors: rows.into_iter().map(|row| distributor_of(scope, address, row)).collect(),
    })
}

/// No distributors: those of another country.
pub fn no_distributors() -> Distributors {
    Distributors { distributors: Vec::new() }
}

/// The school of that id, also one that is no longer in use.
///
/// # Errors
/// When the database cannot be read.
pub async fn distributor(
    scope: &Scope,
    address: &PublicAddress,
    id: &str,
) -> Result<Option<Distributor>, DbErr> {
    let row = find_school(scope, id).await?;
    Ok(row.map(|row| distributor_of(scope, address, row)))
}

async fn find_school(scope: &Scope, id: &str) -> Result<Option<school::Model>, DbErr> {
    let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
    schools::find_by_id(scope, id).await
}

fn distributor_of(scope: &Scope, address: &PublicAddress, row: school::Model) -> Distributor {
    let municipality = scope.municipality();
    let location = row.longitude.zip(row.latitude).map(|(longitude, latitude)| Location {
        name: row.name.clone(),
        geo_position_representations: [Position {
            coordinate_system: "wgs84",
            coordinates: [longitude, latitude],
        }],
    });
    Distributor {
        id: row.id,
        organization: organization(scope, &row),
        name: row.name,
        lang: SWEDISH,
        // Skola.
        kind: "0",
        address: Address { address_locality: row.city, address_country: "SE" },
        locations: location.into_iter().collect(),
        i_calendar: address.to(&calendar_path(&municipality.code, row.id)),
    }
}

/// Who serves the meals: the municipality, unless the register says that the school is somebody else's.
fn organization(scope: &Scope, row: &school::Model) -> String {
    let other = row.organiser.as_deref().filter(|organiser| !organiser.eq_ignore_ascii_case("kommunal"));
    other.unwrap_or(&scope.municipality().name).to_owned()
}

/// The meals that are served on those days, of one distributor or of all, by day.
///
/// # Errors
/// [`MealsFault`]s; faults of ours.
pub async fn meals(scope: &Scope, asked: &Asked<'_>) -> Result<Menu, Failure<MealsFault>> {
    let most = if asked.distributor.is_some() { MostDays::OfOne } else { MostDays::OfAll };
    let period = Period::read(asked.start, asked.end, scope.today(), most);
    let mut faults: Vec<_> = period.as_ref().err().copied().map(MealsFault::Period).into_iter().collect();
    let schools = match asked.distributor {
        Some(id) => find_school(scope, id).await?.into_iter().collect(),
        None => schools::list_schools(scope, None, &[SchoolStatus::Active]).all().await?,
    };
    if asked.distributor.is_some() && schools.is_empty() {
        faults.insert(0, MealsFault::DistributorNotFound);
    }
    let (Ok(period), true) = (period, faults.is_empty()) else { return Err(Failure::Refused(faults)) };
    let ids: Vec<_> = schools.iter().map(|school| school.id).collect();
    let menus = menus::list_menus(scope, &ids, (period.first, period.last)).await?;
    let summaries: HashMap<_, _> =
        schools.iter().map(|row| (row.id, Arc::new(summary(scope, row)))).collect();
    let mut served: Vec<_> = menus.into_values().flatten().filter(|meal| meal.is_served()).collect();
    let name = |meal: &ServedMeal| summaries.get(&meal.school_id).map(|summary| summary.name.as_str());
    served.sort_by(|a, b| {
        let key = |meal| (name(meal), meal.school_id, meal.sort_order, meal.name.as_str());
        (a.served_on, key(a)).cmp(&(b.served_on, key(b)))
    });
    let meals =
        served.iter().filter_map(|meal| Some(meal_of(meal, Arc::clone(summaries.get(&meal.school_id)?))));
    Ok(Menu { meals: meals.collect() })
}

fn summary(scope: &Scope, row: &school::Model) -> DistributorSummary {
    DistributorSummary { id: row.id, name: row.name.clone(), organization: organization(scope, row) }
}

fn meal_of(meal: &ServedMeal, distributor: Arc<DistributorSummary>) -> Meal {
    let notices: Vec<_> = meal.notices.iter().map(|notice| notice.text.as_str()).collect();
    Meal {
        name: meal.name.clone(),
        date: midnight(meal.served_on),
        lang: SWEDISH,
        description: (!notices.is_empty()).then(|| notices.join("\n")),
        order: meal.sort_order,
        distributor,
        courses: meal.dishes.iter().map(|dish| course_of(dish)).collect(),
    }
}

/// The day's first moment in Sweden, with the offset of that day.
fn midnight(day: NaiveDate) -> String {
    start_of_day(day).with_timezone(&STOCKHOLM).to_rfc3339()
}

fn course_of(dish: &ServedDish) -> Course {
    let declared = Allergen::iter()
        .filter(|allergen| dish.allergens.get(*allergen) == Some(AllergenKnowledge::Declared))
        .map(|allergen| {
            let (code, name) = words::allergen(allergen);
            Coded { name: name.to_owned(), codes: vec![gs1(code)] }
        });
    let uncoded = |name: &str| Coded { name: name.to_owned(), codes: Vec::new() };
    let measured = |nutrient: &Nutrient| Measured {
        name: nutrient.name.clone(),
        amount: nutrient.amount,
        unit: nutrient.unit.clone(),
        codes: nutrient.code.clone().map(gs1).into_iter().collect(),
    };
    Course {
        id: dish.id,
        name: dish.name.clone(),
        description: dish.description.clone(),
        option_name: dish.option_label.clone(),
        order: dish.sort_order,
        ingredients: dish.ingredients.iter().map(|name| uncoded(name)).collect(),
        media: [],
        known_allergens: declared.collect(),
        tags: dish.diet_labels.iter().map(|label| uncoded(words::label(*label))).collect(),
        nutrients: dish.nutrients.iter().map(measured).collect(),
        prices: [],
        co2_equivalents: dish.co2e_grams.map(kilograms),
    }
}

/// A code of GS1's lists.
fn gs1(code: impl Into<Cow<'static, str>>) -> Code {
    Code { code: code.into(), kind: "GS1" }
}

/// Kilograms with two decimals at most, as the standard has them.
fn kilograms(grams: i32) -> f64 {
    (f64::from(grams) / 10.0).round() / 100.0
}
