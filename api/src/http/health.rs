//! What an orchestrator asks: is the process alive, and should it be sent requests?

use actix_web::{
    HttpResponse, Responder,
    web::{self, Data, Json, ServiceConfig},
};
use serde::Serialize;

use crate::{
    app::{AppState, StartError},
    readiness::{NotReady, Schema},
};

/// Adds `/health/live` and `/health/ready`.
pub fn configure(services: &mut ServiceConfig) {
    services.service(
        web::scope("/health").route("/live", web::get().to(live)).route("/ready", web::get().to(ready)),
    );
}

/// What requests need of the database.
#[derive(Default, Serialize)]
struct Readiness {
    /// Whether it answers.
    database: bool,
    /// Whether every migration has been applied.
    migrations: bool,
    /// Whether it takes writes.
    writes: bool,
    /// `newer` where a newer release has migrated it: restart this server with that release.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
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
    let fault = match state.readiness.check().await {
        Ok(Schema { is_newer }) => {
            let schema = is_newer.then_some("newer");
            let details = Readiness { database: true, migrations: true, writes: true, schema };
            return HttpResponse::Ok().json(Status { status: "ready", details });
        }
        Err(NotReady::Stopping) => {
            return HttpResponse::ServiceUnavailable().json(Status { status: "stopping", details: () });
        }
        Err(fault) => fault,
    };
    tracing::warn!(%fault, "not ready: {fault}");
    let writes_fail = matches!(fault, NotReady::ReadOnly(_));
    let details = Readiness {
        database: writes_fail || matches!(fault, NotReady::Database(StartError::PendingMigrations(_))),
        migrations: writes_fail,
        ..Readiness::default()
    };
    HttpResponse::ServiceUnavailable().json(Status { status: "not ready", details })
}
