//! GraphQL over HTTP (<https://graphql.github.io/graphql-over-http/draft/>), at `/{kommunkod}/graphql` and, where the
//! host name belongs to a municipality, at `/graphql`.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    http::{Method, header},
    web::{self, Data, Payload, ServiceConfig},
};
use async_graphql::parser::types::OperationType;

use super::{
    answer::Reply,
    fault::{Fault, VERBS},
    negotiate::{MediaType, is_json},
    request::{self, Operations},
    source,
    trace::RequestId,
    ws,
};
use crate::{
    app::AppState,
    platform::Locale,
    schema::{Answer, Audience},
    tenancy::{Caller, Scope},
};

/// Adds the resource under both its addresses.
pub fn configure(services: &mut ServiceConfig) {
    for path in ["/{kommunkod}/graphql", "/graphql"] {
        services.service(
            web::resource(path)
                .route(ws::route())
                .route(web::get().to(get))
                .route(web::post().to(post))
                .route(web::method(Method::OPTIONS).to(options))
                .route(web::route().to(other)),
        );
    }
}

async fn get(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    if request.query_string().is_empty() && request::is_from_browser(request.headers()) {
        return HttpResponse::SeeOther().insert_header((header::LOCATION, "graphiql")).finish();
    }
    let call = Call::of(&request);
    call.conclude(call.get(&state).await)
}

async fn post(request: HttpRequest, payload: Payload, state: Data<AppState>) -> HttpResponse {
    let call = Call::of(&request);
    call.conclude(call.post(payload, &state).await)
}

/// Asked outside a CORS preflight: what is there to be used.
async fn options() -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, VERBS)).finish()
}

/// Where nothing is.
pub async fn nowhere(request: HttpRequest) -> HttpResponse {
    Call::of(&request).conclude(Err(Fault::Nowhere))
}

async fn other(request: HttpRequest) -> HttpResponse {
    Call::of(&request).conclude(Err(Fault::MethodNotAllowed))
}

/// A request with what its headers say of it.
struct Call<'a> {
    request: &'a HttpRequest,
    media: Option<MediaType>,
    locale: Locale,
    id: RequestId,
}

impl<'a> Call<'a> {
    fn of(request: &'a HttpRequest) -> Self {
        let headers = request.headers();
        // Several lines of one list header are one list (RFC 9110, 5.3); clients send one.
        let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        let language = headers.get(header::ACCEPT_LANGUAGE).and_then(|language| language.to_str().ok());
        Self {
            request,
            media: MediaType::negotiate(accept),
            locale: Locale::from_accept_language(language),
            id: RequestId::of(request),
        }
    }

    fn conclude(&self, reply: Result<Reply, Fault>) -> HttpResponse {
        let media = self.media.unwrap_or_default();
        match reply {
            Ok(reply) => reply.respond(media, self.request),
            Err(fault) => {
                fault.respond(media, Audience { locale: self.locale, request_id: self.id.as_str() })
            }
        }
    }

    async fn get(&self, state: &AppState) -> Result<Reply, Fault> {
        self.media.ok_or(Fault::NotAcceptable)?;
        let parameters = request::from_url(self.request.query_string())?;
        let scope = self.open(state).await?;
        let executor = &state.executor;
        let answer = match executor.prepare(parameters) {
            Ok(prepared) if prepared.kind() != OperationType::Query => return Err(Fault::OnlyQueriesByGet),
            Ok(prepared) => executor.run(prepared, &scope, executor.deadline()).await,
            Err(refusal) => Answer::Refused(refusal.into_errors(self.locale)),
        };
        Ok(Reply::One(answer))
    }

    async fn post(&self, payload: Payload, state: &AppState) -> Result<Reply, Fault> {
        self.media.ok_or(Fault::NotAcceptable)?;
        let headers = self.request.headers();
        if !is_json(request::header(headers, header::CONTENT_TYPE))
            || headers.contains_key(header::CONTENT_ENCODING)
        {
            return Err(Fault::UnsupportedMediaType);
        }
        let body = request::body(self.request, payload, &state.config.http).await?;
        let executor = &state.executor;
        let operations = request::from_json(&body, executor.limits().batch)?;
        let scope = self.open(state).await?;
        Ok(match operations {
            Operations::One(parameters) => Reply::One(executor.answer(parameters, &scope).await),
            Operations::Batch(all) => Reply::Batch(executor.answer_all(all, &scope).await),
        })
    }

    async fn open(&self, state: &AppState) -> Result<Scope, Fault> {
        let bearer = request::bearer(self.request.headers())?;
        let source = source::of(self.request, state);
        let caller = Caller { bearer, locale: self.locale, request_id: self.id.shared(), source };
        let scope = state.scopes.open(request::tenant(self.request), &caller).await.map_err(Fault::Closed)?;
        // For the log.
        self.request.extensions_mut().insert(scope.clone());
        Ok(scope)
    }
}
