//! How bodies leave: in slices, and counted while they are on their way.

use actix_web::{
    Error, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};

use super::{fault::Fault, negotiate::MediaType, paced::paced, request, trace::RequestId};
use crate::{app::AppState, platform::Locale, schema::Audience};

/// Middleware: takes memory for each body until its client has taken it, and refuses what there is no room for.
///
/// # Errors
/// Those of the services within.
pub async fn deliver<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (request, response) = next.call(request).await?.into_parts();
    let response = response.map_into_boxed_body();
    let bytes = match response.body().size() {
        BodySize::Sized(bytes) if !is_shared(&response) => usize::try_from(bytes).unwrap_or(usize::MAX),
        _ => 0,
    };
    let room = request.app_data::<Data<AppState>>().map(|state| state.executor.room());
    let response = match room.map(|room| room.transfer(bytes)).transpose() {
        Ok(space) => paced(response, space, None),
        Err(_full) => {
            let language = request::header(request.headers(), header::ACCEPT_LANGUAGE);
            let (locale, id) = (Locale::from_accept_language(language), RequestId::of(&request));
            Fault::Busy.respond(MediaType::Json, Audience { locale, request_id: id.as_str() })
        }
    };
    Ok(ServiceResponse::new(request, response))
}

/// Marks a response of bytes that are there once for all who ask for them.
pub struct Shared;

fn is_shared(response: &HttpResponse) -> bool {
    response.extensions().contains::<Shared>()
}
