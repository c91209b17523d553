//! `mittkommun serve`.

use std::{net::SocketAddr, time::Duration};

use clap::Args;

use super::{Outcome, Settings, prepare};
use crate::{
    app::{Application, Foundation, World},
    clock_check,
    config::Config,
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
            let foundation = Foundation::open(&config, World::default(), self.migrate).await?;
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
    let stop = StopSignals::listen()?;
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
        stop.asked().await;
        tracing::info!("stopping: running requests are answered first");
        let patience = Duration::from_secs(state.config.http.shutdown_seconds);
        tokio::join!(handle.stop(true), state.sockets.shut_down(patience));
    });
    application.run_until_stopped().await?;
    tracing::info!("stopped");
    Ok(())
}

/// How an operator asks the process to stop.
#[cfg(unix)]
struct StopSignals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn asked(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// How an operator asks the process to stop.
#[cfg(not(unix))]
struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn asked(self) {
        // Without a way to hear, never stop by ourselves.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
