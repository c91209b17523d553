//! What requests have seen, on its way into the chain.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sea_orm::DbErr;
use tokio::{
    sync::{Notify, mpsc, oneshot, watch},
    time::timeout,
};

use super::{Entry, Note, append};
use crate::{platform::secret::SecretKey, tenancy::PlatformDb};

/// So many requests' notes wait at most; the next one waits until there is room.
const QUEUE: usize = 1_024;
/// So many of them are written in one transaction.
const BATCH: usize = 512;
/// After a failure the database is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// What one request has seen. Clones are the same request.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    known: HashSet<Entry>,
    waiting: Vec<Note>,
}

impl Seen {
    /// Notes an entry, once in the request.
    pub(crate) fn note(&self, note: Note) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.known.insert(note.entry.clone()) {
            noted.waiting.push(note);
        }
    }

    /// What was noted since the last call.
    pub(crate) fn take(&self) -> Vec<Note> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).waiting)
    }
}

/// The audit log takes nothing: it cannot be written, the process is about to end, or there is no log here at all.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the audit log takes no entries")]
pub struct NotTaken;

enum Parcel {
    Notes(Vec<Note>),
    /// Answered when everything before is written.
    Mark(oneshot::Sender<()>),
}

/// The queue into the chain. Cheap to clone.
#[derive(Clone)]
pub struct Trail {
    queue: mpsc::Sender<Parcel>,
    state: Arc<State>,
}

/// What queue and writer know of each other.
#[derive(Default)]
struct State {
    /// Whether the last attempt to write failed; told after every attempt of one that had failed.
    is_failing: watch::Sender<bool>,
    /// Ends the pause before the next attempt.
    retry: Notify,
    /// Entries that were handed over and are not written.
    unwritten: AtomicUsize,
}

/// Empties the queue into the chain.
pub struct Writer {
    platform: PlatformDb,
    key: SecretKey,
    parcels: mpsc::Receiver<Parcel>,
    state: Arc<State>,
}

/// A queue, and who empties it once running.
#[must_use]
pub fn begin(platform: PlatformDb, key: SecretKey) -> (Trail, Writer) {
    let (queue, parcels) = mpsc::channel(QUEUE);
    let state = Arc::<State>::default();
    (Trail { queue, state: Arc::clone(&state) }, Writer { platform, key, parcels, state })
}

impl Trail {
    /// Hands over notes, waiting for room. While the log cannot be written nothing more is taken; then the database is tried
    /// at once, so that the first who asks when it can be written again is answered.
    ///
    /// # Errors
    /// [`NotTaken`], when they cannot be written.
    pub(crate) async fn hand_over(&self, notes: Vec<Note>) -> Result<(), NotTaken> {
        let mut is_failing = self.state.is_failing.subscribe();
        if *is_failing.borrow_and_update() {
            self.state.retry.notify_one();
            let _elapsed = timeout(AGAIN, is_failing.changed()).await;
            if *is_failing.borrow() {
                return Err(NotTaken);
            }
        }
        let place = self.queue.reserve().await.or(Err(NotTaken))?;
        self.state.unwritten.fetch_add(notes.len(), Ordering::AcqRel);
        place.send(Parcel::Notes(notes));
        Ok(())
    }

    /// Returns when everything that was handed over is written, or the time is over: with the number of entries that are
    /// not written.
    pub async fn settle_within(&self, patience: Duration) -> usize {
        let _told_by_the_number = timeout(patience, self.settle()).await;
        self.state.unwritten.load(Ordering::Acquire)
    }

    /// Returns when everything that was handed over is written.
    ///
    /// # Errors
    /// [`NotTaken`], when nobody writes.
    pub async fn settle(&self) -> Result<(), NotTaken> {
        let (mark, written) = oneshot::channel();
        self.queue.send(Parcel::Mark(mark)).await.or(Err(NotTaken))?;
        written.await.or(Err(NotTaken))
    }
}

impl Writer {
    /// Runs until dropped. What comes while a transaction runs goes into the next one, so that a busy server writes
    /// rarely and much, and an idle one at once. What cannot be written is tried again for as long as it takes.
    pub async fn run(mut self) {
        let mut parcels = Vec::with_capacity(BATCH);
        while self.parcels.recv_many(&mut parcels, BATCH).await > 0 {
            let mut chains: BTreeMap<i32, Vec<Note>> = BTreeMap::new();
            let mut marks = Vec::new();
            for parcel in parcels.drain(..) {
                match parcel {
                    Parcel::Notes(notes) => {
                        for note in notes {
                            chains.entry(note.municipality_id).or_default().push(note);
                        }
                    }
                    Parcel::Mark(mark) => marks.push(mark),
                }
            }
            let state = &self.state;
            while let Err(cause) = self.write(&chains).await {
                if !state.is_failing.send_replace(true) {
                    tracing::error!(
                        %cause,
                        "the audit log could not be written: until it can be, nothing is answered that needs an entry"
                    );
                }
                let _asked = timeout(AGAIN, state.retry.notified()).await;
            }
            if state.is_failing.send_replace(false) {
                tracing::info!("the audit log is written again");
            }
            state.unwritten.fetch_sub(chains.values().map(Vec::len).sum(), Ordering::AcqRel);
            for mark in marks {
                // Who asked may have gone.
                let _ = mark.send(());
            }
        }
    }

    async fn write(&self, chains: &BTreeMap<i32, Vec<Note>>) -> Result<(), DbErr> {
        if chains.is_empty() {
            return Ok(());
        }
        self.platform
            .append(async |tx| {
                // In the order of their ids: two replicas never wait for each other.
                for (municipality, notes) in chains {
                    append(tx, &self.key, *municipality, notes).await?;
                }
                Ok(())
            })
            .await
    }
}
