//! How much memory all requests and answers of the process may hold at the same time.
//!
//! Two shares, so that clients that do not read their answers keep nobody from being answered: one for operations that
//! run, which end by themselves, and one for bodies on their way in or out, which last for as long as the client takes.
//! What is small is not counted: the number of connections bounds it.

use std::sync::Arc;

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Duration, Instant, timeout_at},
};

/// Up to this size nothing is counted.
pub const UNCOUNTED: usize = 64 * 1024;

/// How long an operation waits for its share.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a permit stands for.
const UNIT: usize = 1024;

/// The memory of requests and answers. Clones are the same room.
#[derive(Clone, Debug)]
pub struct Room {
    answer_bytes: usize,
    running: Share,
    transfers: Share,
}

#[derive(Clone, Debug)]
struct Share {
    free: Arc<Semaphore>,
    units: usize,
}

/// A part of the room, given back when dropped.
#[derive(Debug, Default)]
pub struct Space(
    #[expect(dead_code, reason = "it is held, and given back when dropped")] Option<OwnedSemaphorePermit>,
);

/// The room is taken; it will not be for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server holds as many large requests and answers as it may")]
pub struct NoRoom;

impl Room {
    /// A room of `bytes` for all answers, of which one answer may take `answer_bytes`.
    #[must_use]
    pub fn new(bytes: usize, answer_bytes: usize) -> Self {
        Self { answer_bytes, running: Share::new(bytes / 2), transfers: Share::new(bytes / 2) }
    }

    /// The largest answer.
    #[must_use]
    pub const fn answer_bytes(&self) -> usize {
        self.answer_bytes
    }

    /// Waits for memory to run an operation in, in the order of asking.
    ///
    /// # Errors
    /// [`NoRoom`] after some seconds, or at the deadline.
    pub async fn run(&self, bytes: usize, deadline: Instant) -> Result<Space, NoRoom> {
        let Some(units) = self.running.units(bytes) else { return Ok(Space(None)) };
        let until = deadline.min(Instant::now() + PATIENCE);
        match timeout_at(until, Arc::clone(&self.running.free).acquire_many_owned(units)).await {
            Ok(Ok(permit)) => Ok(Space(Some(permit))),
            Ok(Err(_)) | Err(_) => Err(NoRoom),
        }
    }

    /// Takes memory for a body on its way in or out.
    ///
    /// # Errors
    /// [`NoRoom`], at once.
    pub fn transfer(&self, bytes: usize) -> Result<Space, NoRoom> {
        let Some(units) = self.transfers.units(bytes) else { return Ok(Space(None)) };
        Arc::clone(&self.transfers.free)
            .try_acquire_many_owned(units)
            .map(|permit| Space(Some(permit)))
            .map_err(|_| NoRoom)
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new(256 * 1024 * 1024, 8 * 1024 * 1024)
    }
}

impl Share {
    fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(units)), units }
    }

    /// What has to be taken for so many bytes; all there is for more than that.
    fn units(&self, bytes: usize) -> Option<u32> {
        let units = bytes.div_ceil(UNIT).min(self.units);
        (bytes > UNCOUNTED).then(|| u32::try_from(units).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{NoRoom, Room, UNCOUNTED};
    use tokio::time::Instant;

    #[tokio::test]
    async fn transfers_and_operations_do_not_take_each_others_room() {
        let room = Room::new(4 * UNCOUNTED, UNCOUNTED);
        let held = room.transfer(UNCOUNTED + 1).unwrap();
        assert_eq!(room.transfer(UNCOUNTED + 1).unwrap_err(), NoRoom);
        assert!(room.transfer(UNCOUNTED).is_ok(), "what is small is not counted");
        let running = room.run(usize::MAX, Instant::now()).await.unwrap();
        assert_eq!(room.run(UNCOUNTED + 1, Instant::now()).await.unwrap_err(), NoRoom);
        drop((held, running));
        assert!(room.transfer(UNCOUNTED + 1).is_ok());
        assert!(room.run(usize::MAX, Instant::now()).await.is_ok());
    }
}
