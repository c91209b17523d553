//! The pages that people see: what this is, where to go on, and GraphiQL to try it.
//!
//! They are for those who build on the API or run it; residents use the municipality's app. Each page stands alone:
//! nothing comes from elsewhere, a strict Content-Security-Policy says so, every text is escaped by the template, and
//! links are relative, so that a proxy can put the whole server under a path of its own.
//!
//! | path | page |
//! |---|---|
//! | `/` | the municipalities of the installation; the one of the host name, where it has one |
//! | `/{kommunkod}` | a municipality and its addresses |
//! | `/{kommunkod}/schools` | its schools, with report, results and menu of each |
//! | `/{kommunkod}/graphiql` | GraphiQL |
//! | `/{kommunkod}/schema.graphql` | the contract, in the schema definition language |
//! | `/docs/{guide}` | the guides, and `schema.graphql` beside them |
//! | `/favicon.ico` | the icon |
//! | `/assets/graphiql/{build}/{file}` | GraphiQL's files |
//!
//! Those below a kommunkod are without it as well, by host name.

pub(super) mod asset;
mod document;
mod graphiql;
mod guide;
mod start;

use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpRequest, HttpResponse, Route, guard,
    http::{StatusCode, header},
    web::{self, Data, ServiceConfig},
};
use maud::html;
use uuid::Uuid;

pub use graphiql::WELCOME;

use self::{asset::Asset, graphiql::GraphiQl};
use super::{published, request, trace::RequestId};
use crate::{
    app::AppState,
    meals::report,
    schema::{self, Audience},
    tenancy::{Municipality, Tenant},
};

static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::text("image/svg+xml", document::ICON_SVG));
static SCHEMA: LazyLock<Asset> = LazyLock::new(|| Asset::text("text/plain; charset=utf-8", &schema::sdl()));

/// Adds the pages.
pub(super) fn configure(services: &mut ServiceConfig) {
    services
        .route("/", read().to(front))
        .route("/graphiql", read().to(graphiql))
        .route("/schema.graphql", read().to(contract))
        .route("/docs/schema.graphql", read().to(whole_contract))
        .route("/docs/{guide}", read().to(guide))
        .route("/favicon.ico", read().to(icon))
        .route("/assets/graphiql/{build}/{file}", read().to(graphiql_file))
        .route(r"/{kommunkod:\d{4}}", read().to(municipality))
        .route(r"/{kommunkod:\d{4}}/", read().to(without_slash))
        .route("/schools", read().to(schools))
        .route(r"/{kommunkod:\d{4}}/schools", read().to(schools))
        .route(r"/{kommunkod:\d{4}}/graphiql", read().to(graphiql))
        .route(r"/{kommunkod:\d{4}}/schema.graphql", read().to(contract));
}

fn read() -> Route {
    Route::new().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn front(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    match place(&request, &state).await {
        Ok(municipality) => municipality_page(&request, &state, &municipality, ""),
        Err(Absent::Unknown) => {
            let locale = document::language(&request);
            let all = state.scopes.municipalities().all();
            let main = start::start(locale, &origin(&request), &all, state.logins.as_ref());
            document::page(StatusCode::OK, locale, "Mitt Kommun", &main)
        }
        Err(absent) => absent.respond(&request),
    }
}

async fn municipality(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    match place(&request, &state).await {
        Ok(municipality) => {
            municipality_page(&request, &state, &municipality, &format!("{}/", municipality.code))
        }
        Err(absent) => absent.respond(&request),
    }
}

fn municipality_page(
    request: &HttpRequest,
    state: &AppState,
    municipality: &Municipality,
    at: &str,
) -> HttpResponse {
    let locale = document::language(request);
    let title = format!("{} – Mitt Kommun", municipality.name);
    let main = start::municipality(locale, &origin(request), municipality, at, state.logins.as_ref());
    document::page(StatusCode::OK, locale, &title, &main)
}

/// The schools, with what is published of each for people and for other systems.
async fn schools(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let list = async || -> Result<(String, Vec<(Uuid, String)>), Absent> {
        let scope = published::open(&request, &state).await.map_err(|absent| match absent {
            published::Absent::Internal(cause) => Absent::Internal(cause.to_string()),
            _ => Absent::Unknown,
        })?;
        let schools = report::list_schools(&scope).await;
        Ok((scope.municipality().name.clone(), schools.map_err(|cause| Absent::Internal(cause.to_string()))?))
    };
    match list().await {
        Ok((name, schools)) => {
            let locale = document::language(&request);
            let title = format!("{}, {name}", locale.say("Skolor", "Schools"));
            document::page(StatusCode::OK, locale, &title, &start::schools(locale, &title, &schools))
        }
        Err(absent) => absent.respond(&request),
    }
}

/// `/2281/` is `/2281`: from there the links would lead astray.
async fn without_slash(kommunkod: web::Path<String>) -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, format!("../{}", kommunkod.into_inner())))
        .finish()
}

async fn graphiql(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    let root = if request.match_info().get("kommunkod").is_some() { "../" } else { "./" };
    match place(&request, &state).await {
        Ok(municipality) => {
            GraphiQl { name: &municipality.name, root, locale: document::language(&request) }.respond()
        }
        Err(absent) => absent.respond(&request),
    }
}

async fn graphiql_file(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (build, file) = &*path;
    graphiql::file(&request, build, file).unwrap_or_else(|| Absent::Unknown.respond(&request))
}

async fn contract(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    match place(&request, &state).await {
        Ok(_) => SCHEMA.respond(&request, "no-cache"),
        Err(absent) => absent.respond(&request),
    }
}

/// The contract beside the guides, which are of no municipality.
async fn whole_contract(request: HttpRequest) -> HttpResponse {
    SCHEMA.respond(&request, "no-cache")
}

/// For pages that name no icon, and what stands in bookmarks.
async fn icon(request: HttpRequest) -> HttpResponse {
    ICON.respond(&request, "public, max-age=86400")
}

async fn guide(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    match guide::find(&name) {
        Some(guide) => document::page_in_english(guide.title, &guide.render()),
        None => Absent::Unknown.respond(&request),
    }
}

/// Why there is no page.
enum Absent {
    Unknown,
    Internal(String),
}

impl Absent {
    fn respond(self, request: &HttpRequest) -> HttpResponse {
        let locale = document::language(request);
        let (status, title, text) = match self {
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                locale.say("Sidan finns inte", "There is no such page"),
                locale.say("Adressen leder ingenstans här.", "The address leads nowhere here."),
            ),
            Self::Internal(cause) => {
                let id = RequestId::of(request);
                let _logged = Audience { locale, request_id: id.as_str() }.internal("page", &cause);
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    locale.say("Något gick fel hos oss", "Something went wrong on our side"),
                    locale.say("Försök igen om en stund.", "Try again in a while."),
                )
            }
        };
        document::page(status, locale, title, &html! { h1 { (title) } p { (text) } })
    }
}

async fn place(request: &HttpRequest, state: &AppState) -> Result<Arc<Municipality>, Absent> {
    let municipalities = state.scopes.municipalities();
    let found = match request::tenant(request) {
        Tenant::Code(code) => municipalities.by_code(code).await,
        Tenant::Host(host) => municipalities.by_host(host).await,
    };
    found.map_err(|cause| Absent::Internal(cause.to_string()))?.ok_or(Absent::Unknown)
}

/// This server's address as the reader knows it, with the scheme that a proxy tells (`Forwarded`, `X-Forwarded-Proto`).
fn origin(request: &HttpRequest) -> String {
    let scheme = if request.connection_info().scheme() == "https" { "https" } else { "http" };
    format!("{scheme}://{}", request::authority(request))
}
