//! All sockets of the process: how many there may be, and how they are told to leave.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};

use crate::platform::Room;

/// The open sockets of the process. Cheap to clone; every worker holds the same one.
#[derive(Debug, Clone)]
pub struct Sockets {
    room: Arc<Semaphore>,
    capacity: u32,
    answers: Room,
    leaving: Arc<watch::Sender<bool>>,
}

/// The process holds as many sockets as it may, or is about to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no room for another socket")]
pub struct Full;

/// A socket's place. Dropping it makes room for another.
#[derive(Debug)]
pub struct Ticket {
    _place: OwnedSemaphorePermit,
    leaving: watch::Receiver<bool>,
}

impl Sockets {
    /// Room for this number of sockets, whose answers share this memory with all others.
    #[must_use]
    pub fn new(capacity: usize, answers: Room) -> Self {
        let capacity = u32::try_from(capacity).unwrap_or(u32::MAX).min(1_000_000);
        Self {
            room: Arc::new(Semaphore::new(capacity as usize)),
            capacity,
            answers,
            leaving: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Takes a place, if there is one.
    ///
    /// # Errors
    /// [`Full`], when there is none or the process is stopping.
    pub fn enter(&self) -> Result<Ticket, Full> {
        if *self.leaving.borrow() {
            return Err(Full);
        }
        let place = Arc::clone(&self.room).try_acquire_owned().map_err(|_| Full)?;
        Ok(Ticket { _place: place, leaving: self.leaving.subscribe() })
    }

    /// The memory that answers share.
    #[must_use]
    pub const fn answers(&self) -> &Room {
        &self.answers
    }

    /// How many sockets are open now.
    #[must_use]
    pub fn open(&self) -> usize {
        (self.capacity as usize).saturating_sub(self.room.available_permits())
    }

    /// Tells every socket to finish what it answers and to close with 1001, lets no other in, and waits until
    /// all are gone, but no longer than `patience`. Called before the HTTP server is stopped, which would
    /// otherwise wait for sockets as if they were requests.
    pub async fn shut_down(&self, patience: Duration) {
        self.leaving.send_replace(true);
        // A socket that outlives the wait is cut off with the process: there is nothing to do about it here.
        let _all_gone = timeout(patience, self.emptied()).await;
    }

    /// Waits until no socket is open.
    pub async fn emptied(&self) {
        // All places free means that all sockets are gone; an error would mean that the semaphore was closed,
        // which nobody does.
        let _all_free = self.room.acquire_many(self.capacity).await;
    }
}

impl Ticket {
    /// Waits until the process stops.
    pub(super) async fn asked_to_leave(&mut self) {
        // An error means that no `Sockets` is left, thus that nobody can ask any more.
        if self.leaving.wait_for(|leaving| *leaving).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
