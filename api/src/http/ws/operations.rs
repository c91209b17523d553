//! The operations that run on one socket.

use std::panic::AssertUnwindSafe;

use futures_util::{
    StreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use tokio_stream::StreamMap;

use super::gateway::Answer;

/// What an operation has to say.
pub(super) enum Progress {
    /// An answer.
    Answer(Answer),
    /// There are no more answers.
    Done,
    /// A resolver panicked. The socket and its other operations live on.
    Panicked,
}

struct Running {
    long_lived: bool,
    progress: BoxStream<'static, Progress>,
}

impl stream::Stream for Running {
    type Item = Progress;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Progress>> {
        self.progress.poll_next_unpin(context)
    }
}

/// The running operations by id. They share the socket's task: a client that does not read holds up its own
/// operations and nobody else's.
#[derive(Default)]
pub(super) struct Operations {
    running: StreamMap<String, Running>,
}

impl Operations {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    pub(super) fn start(&mut self, id: String, answers: BoxStream<'static, Answer>) {
        let progress = AssertUnwindSafe(answers)
            .catch_unwind()
            .map(|answer| answer.map_or(Progress::Panicked, Progress::Answer))
            .chain(stream::once(ready(Progress::Done)))
            .boxed();
        self.running.insert(id, Running { long_lived: false, progress });
    }

    /// Notes that an operation has no end of its own.
    pub(super) fn lives_long(&mut self, id: &str) {
        // The map has no other access to a stream by its key.
        if let Some((_, running)) = self.running.iter_mut().find(|(key, _)| key == id) {
            running.long_lived = true;
        }
    }

    /// Ends an operation by dropping it. An unknown id is no fault: it may just have completed.
    pub(super) fn stop(&mut self, id: &str) {
        self.running.remove(id);
    }

    /// Ends the subscriptions and keeps what has an end of its own. The client is not told `complete`, which
    /// would mean that there is nothing more to come, and it would not subscribe again elsewhere.
    pub(super) fn stop_long_lived(&mut self) {
        let ended: Vec<String> =
            self.running.iter().filter(|(_, running)| running.long_lived).map(|(id, _)| id.clone()).collect();
        for id in &ended {
            self.running.remove(id);
        }
    }

    /// Waits for whichever operation has something to say next; for ever when none runs.
    pub(super) async fn next(&mut self) -> (String, Progress) {
        match self.running.next().await {
            Some(progress) => progress,
            None => std::future::pending().await,
        }
    }
}
