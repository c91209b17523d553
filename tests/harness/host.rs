//! A server of somebody else's, on a free port of this machine and a thread of its own: a menu host, a school register.

use std::sync::mpsc;
use std::thread;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};

/// Starts it. Answers where it listens, and what stops it.
///
/// # Panics
/// If it cannot listen.
pub fn serve(configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> (String, ServerHandle) {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || App::new().configure(configure.clone()));
            let server = server.workers(1).disable_signals().shutdown_timeout(0);
            let server = server.bind(("127.0.0.1", 0)).expect("a free port");
            let address = server.addrs().first().copied().expect("an address");
            let server = server.run();
            tell.send((format!("http://{address}"), server.handle())).expect("somebody who waits");
            server.await.expect("a server that stops cleanly");
        });
    });
    told.recv().expect("a server")
}
