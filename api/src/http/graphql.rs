//! GraphQL over HTTP (<https://graphql.github.io/graphql-over-http/draft/>), at `/{kommunkod}/graphql` and, where the
//! host name belongs to a municipality, at `/graphql`.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    http::{Method, header},
    web::{self, Data, Payload, ServiceConfig},
};
use async_graphql::parser::types::OperationType;

use super::{
    answer::{Recipient, Reply},
    fault::{Fault, VERBS},
    negotiate::{MediaType, is_json},
    request::{self, Operations},
    source,
    trace::RequestId,
    ws,
};
use crate::{
    app::AppState,
    platform::{Locale, room::Space},
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
    call.conclude(&state, call.get(&state).await)
}

async fn post(request: HttpRequest, payload: Payload, state: Data<AppState>) -> HttpResponse {
    let call = Call::of(&request);
    call.conclude(&state, call.post(payload, &state).await)
}

/// Asked outside a CORS preflight: what is there to be used.
async fn options() -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, VERBS)).finish()
}

/// Where nothing is.
pub async fn nowhere(request: HttpRequest) -> HttpResponse {
    Call::of(&request).refuse(Fault::Nowhere)
}

async fn other(request: HttpRequest) -> HttpResponse {
    Call::of(&request).refuse(Fault::MethodNotAllowed)
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

    fn conclude(&self, state: &AppState, reply: Result<(Reply, Space), Fault>) -> HttpResponse {
        match reply {
            Ok((reply, space)) => {
                let (media, locale) = (self.media.unwrap_or_default(), self.locale);
                let room = state.executor.room();
                reply.respond(space, &Recipient { request: self.request, media, locale, room })
            }
            Err(fault) => self.refuse(fault),
        }
    }

    fn refuse(&self, fault: Fault) -> HttpResponse {
        let audience = Audience { locale: self.locale, request_id: self.id.as_str() };
        fault.respond(self.media.unwrap_or_default(), audience)
    }

    async fn get(&self, state: &AppState) -> Result<(Reply, Space), Fault> {
        self.media.ok_or(Fault::NotAcceptable)?;
        let parameters = request::from_url(self.request.query_string())?;
        let scope = self.open(state).await?;
        let executor = &state.executor;
        let (answer, space) = match executor.prepare(parameters) {
            Ok(prepared) if prepared.kind() != OperationType::Query => return Err(Fault::OnlyQueriesByGet),
            Ok(prepared) => executor.run(prepared, &scope, executor.deadline()).await,
            Err(refusal) => (Answer::Refused(refusal.into_errors(self.locale)), Space::default()),
        };
        Ok((Reply::One(answer), space))
    }

    async fn post(&self, payload: Payload, state: &AppState) -> Result<(Reply, Space), Fault> {
        self.media.ok_or(Fault::NotAcceptable)?;
        let headers = self.request.headers();
        if !is_json(request::header(headers, header::CONTENT_TYPE))
            || headers.contains_key(header::CONTENT_ENCODING)
        {
            return Err(Fault::UnsupportedMediaType);
        }
        let executor = &state.executor;
        let (body, _space) =
            request::body(self.request, payload, &state.config.http, executor.room()).await?;
        let operations = request::from_json(&body, executor.limits().batch)?;
        let scope = self.open(state).await?;
        Ok(match operations {
            Operations::One(parameters) => {
                let (answer, space) = executor.answer(parameters, &scope).await;
                (Reply::One(answer), space)
            }
            Operations::Batch(all) => {
                let (answers, space) = executor.answer_all(all, &scope).await;
                (Reply::Batch(answers), space)
            }
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
