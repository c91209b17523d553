//! A school's results as a document for its meal council and as a table, at `/{kommunkod}/schools/{id}/meal-report` and
//! `…/meal-results.csv`; without the kommunkod where the host name belongs to a municipality.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data, ServiceConfig},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::published::{Absent, locale, open, other, read, respond};
use crate::{app::AppState, meals::report, tenancy::Scope};

/// How many days a report can span: two terms.
const LONGEST: i64 = 400;

/// Nothing but the document's own style, known by its hash (CSP level 3).
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(report::STYLE));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'");
    HeaderValue::try_from(policy).ok()
});

/// Adds the resources under both their addresses.
pub fn configure(services: &mut ServiceConfig) {
    for start in [r"/{kommunkod:\d{4}}", ""] {
        let at = |path: &str| web::resource(format!("{start}/schools/{{id}}/{path}"));
        services
            .service(at("meal-report").route(read().to(document)).route(web::to(other)))
            .service(at("meal-results.csv").route(read().to(table)).route(web::to(other)));
    }
}

/// Of which days, both counted in: this term when nothing is said.
#[derive(Deserialize)]
struct DaysQuery {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// The school and the days that the address asks for.
async fn asked(
    request: &HttpRequest,
    scope: &Scope,
) -> Result<((Uuid, String), (NaiveDate, NaiveDate)), Absent> {
    let refused = |sv: &str, en: &str| Absent::Refused(locale(request).say(sv, en).to_owned());
    let query = web::Query::<DaysQuery>::from_query(request.query_string());
    let query = query.map_err(|_| {
        refused(
            "from och to ska vara datum som 2026-08-17, var och en högst en gång.",
            "from and to must be dates like 2026-08-17, each at most once.",
        )
    })?;
    let term = report::term_of(query.to.or(query.from).unwrap_or_else(|| scope.today()));
    let days = (query.from.unwrap_or(term.0), query.to.unwrap_or(term.1));
    if days.0 > days.1 || (days.1 - days.0).num_days() > LONGEST || days.0.year() < 1900 {
        return Err(refused(
            "Första dagen ska inte vara efter den sista, och högst 400 dagar före den.",
            "The first day must not be after the last, and at most 400 days before it.",
        ));
    }
    let id = request.match_info().get("id").unwrap_or_default();
    let school = report::find_school(scope, id).await?;
    let school = school.ok_or(Absent::Nowhere("Skolan finns inte.", "There is no such school."))?;
    Ok((school, days))
}

async fn document(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Vec<u8>, Absent> {
        let scope = open(&request, &state).await?;
        let (school, days) = asked(&request, &scope).await?;
        Ok(report::html(&report::read(&scope, school, days).await?).into_bytes())
    };
    let mut response = respond(&request, "text/html; charset=utf-8", answer().await);
    if let Some(policy) = POLICY.clone().filter(|_| response.status().is_success()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn table(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let answer = async || -> Result<Vec<u8>, Absent> {
        let scope = open(&request, &state).await?;
        let ((school, _), days) = asked(&request, &scope).await?;
        Ok(report::csv(&report::list_days(&scope, school, days).await?)?)
    };
    respond(&request, "text/csv; charset=utf-8; header=present", answer().await)
}
