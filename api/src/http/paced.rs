//! Bodies in slices, so that what a client does not read waits here, where it is counted, and not in the buffer of its
//! connection.

use std::{
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};
use tokio::sync::Notify;

use crate::platform::room::Space;

/// How much is handed to the connection at a time.
const SLICE: usize = 16 * 1024;

/// A body in slices.
pub struct Paced {
    body: BoxBody,
    current: Bytes,
    _space: Option<Space>,
    outlet: Option<Outlet>,
}

/// Slices a response's body. It holds the space for as long as it is not read to its end, and tells the outlet what has
/// been taken.
pub fn paced(response: HttpResponse, space: Option<Space>, outlet: Option<Outlet>) -> HttpResponse {
    response.map_body(|_, body| BoxBody::new(Paced { body, current: Bytes::new(), _space: space, outlet }))
}

impl MessageBody for Paced {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.current.is_empty() {
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.current = bytes,
                other => return other,
            }
        }
        let slice = if self.current.len() > SLICE {
            self.current.split_to(SLICE)
        } else {
            mem::take(&mut self.current)
        };
        if let Some(outlet) = &self.outlet {
            outlet.took(slice.len());
        }
        Poll::Ready(Some(Ok(slice)))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self>
    where
        Self: Sized,
    {
        // It would leave the space behind.
        Err(self)
    }
}

/// Counts what was put into a body and what its connection has taken from it. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Outlet(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    put: AtomicU64,
    taken: AtomicU64,
    changed: Notify,
}

impl Outlet {
    /// Notes the number of bytes that go into the body.
    pub fn put(&self, bytes: usize) {
        self.0.put.fetch_add(bytes as u64, Ordering::SeqCst);
    }

    /// Waits until at most this number of bytes is left in the body.
    pub async fn drained(&self, left: usize) {
        loop {
            let changed = self.0.changed.notified();
            let (put, taken) = (self.0.put.load(Ordering::SeqCst), self.0.taken.load(Ordering::SeqCst));
            if put.saturating_sub(taken) <= left as u64 {
                return;
            }
            changed.await;
        }
    }

    fn took(&self, bytes: usize) {
        self.0.taken.fetch_add(bytes as u64, Ordering::SeqCst);
        self.0.changed.notify_waiters();
    }
}
