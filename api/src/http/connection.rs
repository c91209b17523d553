//! Connections that end when their client does not read.
//!
//! actix-web waits for a client to read for as long as the connection stands. Here each buffer of an answer, some tens of
//! kilobytes, has to be taken within a time; a client that does not is cut off, whatever it was answered.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection whose client has to read.
pub struct Patient<T> {
    io: T,
    patience: Duration,
    /// Runs while the client has not taken what it was sent.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<T> Patient<T> {
    /// Waits for the client to read for so long.
    pub const fn new(io: T, patience: Duration) -> Self {
        Self { io, patience, waiting: None }
    }

    /// Starts or looks at the time while a write cannot go on.
    fn wait<R>(&mut self, written: Poll<io::Result<R>>, context: &mut Context<'_>) -> Poll<io::Result<R>> {
        if written.is_pending() {
            let patience = self.patience;
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
            if waiting.as_mut().poll(context).is_ready() {
                return Poll::Ready(Err(ErrorKind::TimedOut.into()));
            }
        }
        written
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Patient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Patient<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(context, bytes);
        self.wait(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(context, bytes);
        self.wait(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    /// Comes when a whole buffer has been written: the client reads.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.waiting = None;
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::{ErrorKind, Patient};

    #[tokio::test]
    async fn a_client_that_does_not_read_is_cut_off() {
        let (ours, _theirs) = duplex(10);
        let mut patient = Patient::new(ours, Duration::from_millis(20));
        let written = patient.write_all(&[0; 11]).await;
        assert_eq!(written.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_reads_a_byte_now_and_then_is_cut_off_as_well() {
        let (ours, mut theirs) = duplex(10);
        let mut patient = Patient::new(ours, Duration::from_millis(20));
        let reading = tokio::spawn(async move {
            let mut byte = [0];
            let mut ticks = tokio::time::interval(Duration::from_millis(1));
            while theirs.read(&mut byte).await.is_ok_and(|read| read > 0) {
                ticks.tick().await;
            }
        });
        let written = patient.write_all(&[0; 10_000]).await;
        assert_eq!(written.unwrap_err().kind(), ErrorKind::TimedOut);
        drop(patient);
        reading.await.unwrap();
    }
}
