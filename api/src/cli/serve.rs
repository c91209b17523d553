//! `mittkommun serve`.

use std::{net::SocketAddr, time::Duration};

use actix_web::dev::ServerHandle;
use clap::Args;

use super::{Outcome, Settings, prepare, signals::StopSignals};
use crate::{
    app::{AppState, Application, Foundation, World},
    clock_check,
    config::{Config, HttpConfig},
    tenancy::ServerLock,
};

#[derive(Args)]
pub struct Serve {
    /// Address and port, for example 0.0.0.0:8080; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Bring the database's schema up to date first. Without it, pending migrations are an error.
    #[arg(long)]
    migrate: bool,
}

impl Serve {
    pub fn run(self, settings: &Settings) -> Outcome {
        let config = settings.load(&Config::default(), self.listen)?;
        prepare(&config)?;
        actix_web::rt::System::new().block_on(async {
            let world = World::default();
            let platform = Foundation::connect(&config, &world).await?;
            // Before the schema is touched: it may be the one that another server works with.
            let _lock = ServerLock::take(&config.database_url())?;
            let foundation = Foundation::on(platform, &config, world, self.migrate).await?;
            actix_web::rt::spawn(clock_check::watch(
                foundation.platform.clone(),
                foundation.world.clock.clone(),
            ));
            serve(config, foundation, |_| Ok(())).await
        })
    }
}

/// Serves until the process is asked to stop; `ready` hears when requests are accepted.
pub async fn serve(
    config: Config,
    foundation: Foundation,
    ready: impl FnOnce(&Application) -> Outcome,
) -> Outcome {
    // Before anybody hears of us: a signal that comes at once must find its handler.
    let mut signals = StopSignals::listen()?;
    let engine = foundation.platform.database().version().await?;
    let key = if config.identity.secret_key.is_some() {
        "identity.secret_key".to_owned()
    } else {
        config.secret_key_file().display().to_string()
    };
    let application = Application::build(config, foundation).await?;
    let municipalities: Vec<_> = application.municipalities();
    tracing::info!(
        address = %application.address(),
        version = env!("CARGO_PKG_VERSION"),
        engine,
        key,
        municipalities = municipalities.join(", "),
        "listening"
    );
    ready(&application)?;
    let (handle, state) = (application.handle(), application.state().clone());
    actix_web::rt::spawn(async move {
        signals.asked().await;
        tokio::select! {
            () = stop(&handle, &state) => {}
            () = signals.asked() => {
                tracing::warn!("stopping at once, as asked a second time");
                state.readiness.end_at_once();
            }
        }
        // While the audit log is written to its end.
        signals.asked().await;
        state.readiness.end_at_once();
    });
    application.run_until_stopped().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Lets those who send requests go elsewhere, and then closes the port and answers what is running.
async fn stop(handle: &ServerHandle, state: &AppState) {
    let HttpConfig { drain_seconds, shutdown_seconds, .. } = state.config.http;
    state.readiness.begin_draining();
    if drain_seconds > 0 {
        tracing::info!(
            drain_seconds,
            "draining: not ready any more, and answering for {drain_seconds} seconds"
        );
        tokio::time::sleep(Duration::from_secs(drain_seconds)).await;
    }
    tracing::info!("stopping: running requests are answered first");
    let patience = Duration::from_secs(shutdown_seconds);
    tokio::join!(handle.stop(true), state.sockets.shut_down(patience));
}
