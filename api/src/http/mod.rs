//! The server as HTTP clients see it. Thin: no product rules.

mod answer;
mod connection;
mod deliver;
mod fault;
mod graphql;
mod headers;
mod health;
mod menus;
mod negotiate;
mod paced;
pub mod pages;
mod published;
mod request;
mod results;
mod server;
mod source;
mod trace;
pub mod ws;

use actix_web::web::ServiceConfig;

pub use deliver::deliver;
pub use headers::{cors, security};
pub use server::serve;
pub use trace::{REQUEST_ID, RequestId, trace};

/// Registers every route.
pub fn routes(services: &mut ServiceConfig) {
    health::configure(services);
    graphql::configure(services);
    menus::configure(services);
    results::configure(services);
    pages::configure(services);
    services.default_service(actix_web::web::to(graphql::nowhere));
}
