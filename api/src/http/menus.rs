//! Menus for other systems (Open Meal 3.3) and for calendars, at `/{kommunkod}/openmeal/…` and
//! `/{kommunkod}/schools/{id}/menu.ics`; without the kommunkod where the host name belongs to a municipality.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use serde::Deserialize;

use super::published::{Absent, json, locale, open, other, read, respond};
use crate::{
    app::AppState,
    meals::publish::{
        calendar,
        open_meal::{self, Asked, DataProviders, Distributor, Distributors, MealsFault, Menu},
    },
    meals::{MostDays, PeriodFault},
    platform::{Failure, Locale},
};

/// How long the words of a search may be, in characters.
const WORDS_MAX: usize = 100;

/// Adds the resources under both their addresses.
pub fn configure(services: &mut ServiceConfig) {
    for start in [r"/{kommunkod:\d{4}}", ""] {
        let at = |path: &str| web::resource(format!("{start}{path}"));
        services
            .service(at("/openmeal/dataproviders").route(read().to(data_providers)).route(web::to(other)))
            .service(at("/openmeal/distributors").route(read().to(distributors)).route(web::to(other)))
            .service(at("/openmeal/distributors/{id}").route(read().to(distributor)).route(web::to(other)))
            .service(at("/openmeal/meals").route(read().to(meals)).route(web::to(other)))
            .service(at("/schools/{id}/menu.ics").route(read().to(menu)).route(web::to(other)));
    }
}

/// What can be asked of `/distributors`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DistributorsQuery {
    address_country: Option<String>,
    search_text: Option<String>,
}

/// What can be asked of `/meals`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MealsQuery {
    distributor_id: Option<String>,
    /// Menus are in the kitchen's language only, which is the default that the standard speaks of.
    lang: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
}

/// A parameter that was given with nothing in it was not given.
fn given(value: Option<&String>) -> Option<&str> {
    value.map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// What the address asks for.
fn query<T: for<'de> Deserialize<'de>>(request: &HttpRequest) -> Result<T, Absent> {
    let read = web::Query::<T>::from_query(request.query_string());
    read.map(web::Query::into_inner).map_err(|_| {
        Absent::Refused(
            locale(request)
                .say(
                    "Parametrarna kan inte läsas: var och en får stå en gång.",
                    "The parameters cannot be read: each may be there once.",
                )
                .to_owned(),
        )
    })
}

async fn data_providers(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<DataProviders, Absent> {
        let scope = open(&request, &state).await?;
        Ok(open_meal::data_providers(&scope, &state.address))
    };
    json(&request, answer().await)
}

async fn distributors(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Distributors, Absent> {
        let scope = open(&request, &state).await?;
        let asked: DistributorsQuery = query(&request)?;
        let words = given(asked.search_text.as_ref());
        if words.is_some_and(|words| words.chars().count() > WORDS_MAX || words.contains('\0')) {
            let locale = locale(&request);
            let (sv, en) =
                ("searchText ska vara högst 100 tecken.", "searchText must be at most 100 characters.");
            return Err(Absent::Refused(locale.say(sv, en).to_owned()));
        }
        if given(asked.address_country.as_ref()).is_some_and(|country| !country.eq_ignore_ascii_case("SE")) {
            return Ok(open_meal::no_distributors());
        }
        Ok(open_meal::distributors(&scope, &state.address, words).await?)
    };
    json(&request, answer().await)
}

async fn distributor(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Distributor, Absent> {
        let scope = open(&request, &state).await?;
        let id = request.match_info().get("id").unwrap_or_default();
        let found = open_meal::distributor(&scope, &state.address, id).await?;
        found.ok_or(Absent::Nowhere("Skolan finns inte.", "There is no such school."))
    };
    json(&request, answer().await)
}

async fn meals(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Menu, Absent> {
        let scope = open(&request, &state).await?;
        let asked: MealsQuery = query(&request)?;
        let locale = locale(&request);
        let is_language = |lang: &str| {
            lang.len() <= 35 && lang.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if given(asked.lang.as_ref()).is_some_and(|lang| !is_language(lang)) {
            let (sv, en) =
                ("lang ska vara en språkkod som sv.", "lang must be the code of a language like sv.");
            return Err(Absent::Refused(locale.say(sv, en).to_owned()));
        }
        let asked = Asked {
            distributor: given(asked.distributor_id.as_ref()),
            start: given(asked.start_date.as_ref()),
            end: given(asked.end_date.as_ref()),
        };
        open_meal::meals(&scope, &asked).await.map_err(|failure| match failure {
            Failure::Refused(faults) => {
                let faults: Vec<_> = faults.into_iter().map(|fault| told(fault, locale)).collect();
                Absent::Refused(faults.join(" "))
            }
            Failure::Internal(cause) => Absent::Internal(cause),
            // Everybody may read.
            Failure::Forbidden
            | Failure::Unauthenticated
            | Failure::StepUpRequired
            | Failure::RateLimited(_) => Absent::Refused(String::new()),
        })
    };
    json(&request, answer().await)
}

fn told(fault: MealsFault, locale: Locale) -> String {
    let (sv, en) = match fault {
        MealsFault::DistributorNotFound => {
            ("distributorId: skolan finns inte.", "distributorId: there is no such school.")
        }
        MealsFault::Period(PeriodFault::StartUnreadable) => (
            "startDate ska vara ett datum som 2026-09-14 eller 2026-09-14T00:00:00+02:00.",
            "startDate must be a date like 2026-09-14 or 2026-09-14T00:00:00+02:00.",
        ),
        MealsFault::Period(PeriodFault::EndUnreadable) => (
            "endDate ska vara ett datum som 2026-09-14 eller 2026-09-14T00:00:00+02:00.",
            "endDate must be a date like 2026-09-14 or 2026-09-14T00:00:00+02:00.",
        ),
        MealsFault::Period(PeriodFault::EndsBeforeStart) => {
            ("endDate är före startDate.", "endDate is before startDate.")
        }
        MealsFault::Period(PeriodFault::TooLong(most)) => return too_long(most, locale),
    };
    locale.say(sv, en).to_owned()
}

fn too_long(most: MostDays, locale: Locale) -> String {
    let days = most.number();
    match most {
        MostDays::OfOne => locale.say(
            format!("Från startDate till endDate är det högst {days} dagar."),
            format!("From startDate to endDate there are at most {days} days."),
        ),
        MostDays::OfAll => locale.say(
            format!("Utan distributorId är det högst {days} dagar från startDate till endDate."),
            format!("Without distributorId there are at most {days} days from startDate to endDate."),
        ),
    }
}

async fn menu(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Vec<u8>, Absent> {
        let scope = open(&request, &state).await?;
        let id = request.match_info().get("id").unwrap_or_default();
        let found = calendar::of_school(&scope, id).await?;
        let found = found.ok_or(Absent::Nowhere("Skolan finns inte.", "There is no such school."))?;
        Ok(found.into_bytes())
    };
    respond(&request, "text/calendar; charset=utf-8", answer().await)
}
