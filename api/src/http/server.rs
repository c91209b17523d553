//! The server on its sockets: how many connections it holds, and how long it waits for each.

use std::{io, net::TcpListener, sync::Arc, time::Duration};

use actix_http::{HttpService, KeepAlive, error::DispatchError};
use actix_service::{ServiceFactoryExt as _, fn_service, map_config};
use actix_web::{
    App,
    dev::{AppConfig, Server},
    middleware,
    rt::net::TcpStream,
    web::Data,
};

use super::{connection::Patient, cors, deliver, routes, security, trace};
use crate::{app::AppState, config::HttpConfig};

/// How long a client may take to send the head of its first request, and how long a connection may stay idle.
const HEAD: Duration = Duration::from_secs(5);

/// How long a connection that is being closed may linger.
const CLOSING: Duration = Duration::from_secs(1);

/// Serves on these sockets. As `actix_web::HttpServer` does it, but for [`Patient`] around each connection, for which that
/// has no place.
///
/// # Errors
/// When a socket cannot be used.
pub fn serve(listeners: Vec<TcpListener>, state: &AppState) -> io::Result<Server> {
    let settings: Arc<HttpConfig> = Arc::new(state.config.http.clone());
    let mut builder = Server::build().shutdown_timeout(settings.shutdown_seconds).disable_signals();
    let workers = settings
        .workers
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, std::num::NonZero::get));
    builder = builder.workers(workers).max_concurrent_connections(settings.connections.div_ceil(workers));
    for listener in listeners {
        let (settings, data) = (Arc::clone(&settings), Data::new(state.clone()));
        let stopping = builder.graceful_shutdown_signal();
        let address = listener.local_addr()?;
        builder = builder.listen("http", listener, move || {
            let (stopping, data) = (stopping.clone(), data.clone());
            let patience = Duration::from_secs(settings.write_seconds);
            let app = App::new()
                .app_data(data)
                .configure(routes)
                .wrap(security(&settings))
                .wrap(cors(&settings))
                .wrap(middleware::from_fn(deliver))
                .wrap(middleware::from_fn(trace));
            let service = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .keep_alive(KeepAlive::Timeout(HEAD))
                .client_request_timeout(HEAD)
                .client_disconnect_timeout(CLOSING)
                .local_addr(address)
                .h1(map_config(app, |()| AppConfig::default()));
            fn_service(move |io: TcpStream| {
                let peer = io.peer_addr().ok();
                let connection = Patient::new(io, patience);
                async move { Ok::<_, DispatchError>((connection, peer)) }
            })
            .and_then(service)
        })?;
    }
    Ok(builder.run())
}
