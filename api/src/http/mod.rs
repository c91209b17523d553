//! HTTP: thin handlers, no product rules.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::{
    app::AppState,
    platform::Locale,
    tenancy::{Caller, OpenError, Tenant},
};

/// Registers every route.
pub fn routes(service: &mut web::ServiceConfig) {
    service.route("/{kommunkod}/graphql", web::post().to(graphql));
}

async fn graphql(
    state: web::Data<AppState>,
    request: HttpRequest,
    path: web::Path<String>,
    body: web::Json<async_graphql::Request>,
) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let caller = Caller {
        bearer: header("authorization").and_then(|v| v.strip_prefix("Bearer ")).map(str::to_owned),
        locale: Locale::from_accept_language(header("accept-language")),
        request_id: Arc::from("-"),
    };
    match state.scopes.open(Tenant::Code(&path), &caller).await {
        Ok(scope) => {
            let prepared = state.executor.attach(body.into_inner(), &scope);
            HttpResponse::Ok().json(state.executor.execute(prepared).await)
        }
        Err(OpenError::UnknownMunicipality) => HttpResponse::NotFound().finish(),
        Err(OpenError::Unauthenticated(why)) => HttpResponse::Unauthorized().body(why.message(caller.locale)),
        Err(OpenError::Internal(cause)) => HttpResponse::InternalServerError().body(cause.to_string()),
    }
}
