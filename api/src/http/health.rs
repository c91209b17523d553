//! What an orchestrator asks: is the process alive, and should it be sent requests?

use actix_web::{
    HttpResponse, Responder,
    web::{self, Data, Json, ServiceConfig},
};
use serde::Serialize;

use crate::app::{AppState, StartError};

/// Adds `/health/live` and `/health/ready`.
pub fn configure(services: &mut ServiceConfig) {
    services.service(
        web::scope("/health").route("/live", web::get().to(live)).route("/ready", web::get().to(ready)),
    );
}

/// What requests need of the database.
#[derive(Serialize)]
struct Readiness {
    /// Whether it answers.
    database: bool,
    /// Whether every migration has been applied.
    migrations: bool,
}

#[derive(Serialize)]
struct Status<T> {
    status: &'static str,
    #[serde(flatten)]
    details: T,
}

/// The process runs; nothing else is asked, so that a database that is away does not get it restarted.
async fn live() -> impl Responder {
    Json(Status { status: "live", details: () })
}

async fn ready(state: Data<AppState>) -> HttpResponse {
    let Err(fault) = state.ready().await else {
        let details = Readiness { database: true, migrations: true };
        return HttpResponse::Ok().json(Status { status: "ready", details });
    };
    tracing::warn!(%fault, "not ready: {fault}");
    let database = matches!(fault, StartError::PendingMigrations(_));
    let details = Readiness { database, migrations: false };
    HttpResponse::ServiceUnavailable().json(Status { status: "not ready", details })
}
