//! The signals that the process gets from its operator.

/// Where a second signal ends what a first one began.
#[cfg(unix)]
pub struct StopSignals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl StopSignals {
    /// TERM, INT, QUIT and HUP ask the server to stop; USR1 and USR2, whose default is to kill, do nothing. A HUP that
    /// whoever started the process had it ignore, as `nohup` does, stays ignored.
    pub fn listen() -> Result<Self, std::io::Error> {
        use tokio::signal::unix::{SignalKind, signal};
        for ignored in [SignalKind::user_defined1(), SignalKind::user_defined2()] {
            // Once listened to, a signal does not kill, whether somebody still listens or not.
            drop(signal(ignored)?);
        }
        let hangup = (!is_hangup_ignored()).then(SignalKind::hangup);
        let stop = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()];
        Ok(Self(stop.into_iter().chain(hangup).map(signal).collect::<Result<_, _>>()?))
    }

    /// Returns when the next of them comes.
    pub async fn asked(&mut self) {
        let signals = self.0.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures_util::future::select_all(signals).await;
    }
}

/// Whether HUP was ignored when the process began, as Linux tells it: the mask of ignored signals, whose first bit is HUP.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Where a second signal ends what a first one began.
#[cfg(not(unix))]
pub struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    pub fn listen() -> Result<Self, std::io::Error> {
        Ok(Self)
    }

    pub async fn asked(&mut self) {
        // Without a way to hear, never stop by ourselves.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
