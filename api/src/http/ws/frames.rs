//! Counts frames before anything keeps them: how large each says it is, and how many come in a second.
//!
//! actix-http waits for the whole of a frame before it looks at how long that is, and keeps what comes meanwhile;
//! empty frames it hands on in any number. So the bytes pass here first, where a frame's head decides.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::{dev::Payload, error::PayloadError, web::Bytes};
use actix_ws::ProtocolError;
use futures_util::Stream;

use super::limits::Limits;

/// What the client sends more of than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Excess {
    /// Bytes in one frame.
    #[error("a frame is too large")]
    Bytes,
    /// Frames in one second.
    #[error("too many frames")]
    Frames,
}

impl Excess {
    /// The excess that a fault of the stream tells of, if it does.
    pub fn of(fault: &ProtocolError) -> Option<Self> {
        let ProtocolError::Io(fault) = fault else { return None };
        let PayloadError::Io(fault) = fault.get_ref()?.downcast_ref()? else { return None };
        fault.get_ref()?.downcast_ref().copied()
    }
}

/// The client's bytes, until there is an [`Excess`].
pub(super) struct Guarded {
    payload: Payload,
    frames: Frames,
}

impl Guarded {
    /// Guards a payload that has not been read.
    pub fn payload(payload: Payload, limits: &Limits) -> Payload {
        let frames = Frames {
            bytes: u64::try_from(limits.message_bytes).unwrap_or(u64::MAX),
            per_second: limits.messages_per_second,
            since: Instant::now(),
            count: 0,
            next: Next::Head(Head::default()),
        };
        Payload::Stream { payload: Box::pin(Self { payload, frames }) }
    }
}

impl Stream for Guarded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.payload).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled
            && let Err(excess) = this.frames.pass(bytes, Instant::now())
        {
            return Poll::Ready(Some(Err(PayloadError::Io(io::Error::other(excess)))));
        }
        polled
    }
}

/// Where the bytes stand between frames.
struct Frames {
    bytes: u64,
    per_second: u32,
    since: Instant,
    count: u32,
    next: Next,
}

/// What the next byte is.
enum Next {
    /// One of a frame's head.
    Head(Head),
    /// One of so many after the head.
    Rest(u64),
}

/// A frame's head as far as it has come (RFC 6455 section 5.2).
#[derive(Default)]
struct Head {
    /// How many bytes of it have come.
    come: u8,
    /// How many bytes tell the length: the second byte alone, or two or eight more.
    extended: u8,
    masked: bool,
    length: u64,
}

impl Head {
    /// Takes a byte; true when the length is known.
    fn take(&mut self, byte: u8) -> bool {
        match self.come {
            0 => {}
            1 => {
                self.masked = byte & 0x80 != 0;
                (self.extended, self.length) = match byte & 0x7f {
                    126 => (2, 0),
                    127 => (8, 0),
                    length => (0, u64::from(length)),
                };
            }
            _ => self.length = self.length << 8 | u64::from(byte),
        }
        self.come += 1;
        self.come >= 2 && self.come == 2 + self.extended
    }
}

impl Frames {
    /// Follows the frames through these bytes. A window of a second is coarse, and enough against a client that
    /// has lost its mind.
    fn pass(&mut self, mut bytes: &[u8], now: Instant) -> Result<(), Excess> {
        while let Some((byte, after)) = bytes.split_first() {
            match &mut self.next {
                Next::Head(head) => {
                    bytes = after;
                    if !head.take(*byte) {
                        continue;
                    }
                    if head.length > self.bytes {
                        return Err(Excess::Bytes);
                    }
                    let mask = if head.masked { 4 } else { 0 };
                    self.next = Next::Rest(head.length.saturating_add(mask));
                    self.count(now)?;
                }
                Next::Rest(0) => self.next = Next::Head(Head::default()),
                Next::Rest(left) => {
                    let passing = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left = left.saturating_sub(u64::try_from(passing).unwrap_or(u64::MAX));
                    bytes = bytes.get(passing..).unwrap_or_default();
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, now: Instant) -> Result<(), Excess> {
        if now.duration_since(self.since) >= Duration::from_secs(1) {
            (self.since, self.count) = (now, 0);
        }
        self.count = self.count.saturating_add(1);
        if self.count > self.per_second { Err(Excess::Frames) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: u64, per_second: u32) -> Frames {
        let next = Next::Head(Head::default());
        Frames { bytes, per_second, since: Instant::now(), count: 0, next }
    }

    /// A masked text frame of spaces.
    fn frame(length: u16) -> Vec<u8> {
        let mut frame = vec![0x81, 0xfe];
        frame.extend(length.to_be_bytes());
        frame.resize(8 + usize::from(length), b' ');
        frame
    }

    #[test]
    fn frames_are_followed_however_the_bytes_are_cut() {
        let mut bytes = frame(300);
        bytes.extend([0x89, 0x80, 1, 2, 3, 4]);
        bytes.extend([0x8a, 0x02, 1, 2]);
        bytes.extend(frame(301));
        for size in 1..bytes.len() {
            let mut frames = frames(300, 100);
            let passed = bytes.chunks(size).try_for_each(|part| frames.pass(part, frames.since));
            assert_eq!((passed, frames.count), (Err(Excess::Bytes), 3), "{size}");
        }
    }

    #[test]
    fn the_largest_length_needs_nothing_but_its_head() {
        let mut frames = frames(1 << 20, 100);
        let head = [0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(frames.pass(&head[..9], frames.since), Ok(()));
        assert_eq!(frames.pass(&head[9..], frames.since), Err(Excess::Bytes));
    }

    #[test]
    fn frames_are_counted_anew_every_second() {
        let mut frames = frames(100, 2);
        let (start, empty) = (frames.since, [0x00, 0x80, 0, 0, 0, 0].repeat(2));
        assert_eq!(frames.pass(&empty, start), Ok(()));
        assert_eq!(frames.pass(&empty, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(frames.pass(&empty, start + Duration::from_secs(1)), Err(Excess::Frames));
    }
}
