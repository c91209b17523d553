//! One socket from upgrade to close: a single task that reads, runs and writes in turn.

use std::{future::pending, io::ErrorKind, ops::ControlFlow, time::Duration};

use actix_ws::{AggregatedMessage, AggregatedMessageStream, MessageStream, ProtocolError, Session};
use futures_util::future::BoxFuture;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout};

use super::{
    closing::Closing,
    frames::Excess,
    gateway::{Admission, Answer, Gateway, Hello, Refusal},
    limits::Limits,
    messages::{ClientMessage, Payload, ServerMessage, hello},
    operations::{Operations, Progress},
    sockets::Ticket,
};
use crate::{
    http::paced::Outlet,
    platform::Room,
    schema::{self, Parameters, coded, errors::Code},
};

/// The head of a short frame from a server (RFC 6455 section 5.2).
const HEAD: usize = 2;

/// How many bytes may wait in a socket for its client to read.
const UNREAD: usize = 16 * 1024;

/// How a socket ends.
enum End {
    /// With a close frame.
    Close(Closing),
    /// With the client's own close frame given back.
    Echo(Option<actix_ws::CloseReason>),
    /// Without a word: the peer is gone or does not read.
    Gone,
}

type Flow = ControlFlow<End>;

/// How far the client has come.
enum Phase {
    /// `connection_init` is still to come, until the instant.
    Waiting(Instant),
    /// The caller is being judged.
    Admitting(BoxFuture<'static, Result<Admission, Refusal>>),
    /// The caller is in, until the instant if the token says so.
    Open(Option<Instant>),
    /// The server stops: what runs may finish until the instant, nothing new is taken on.
    Leaving(Instant),
}

/// What happened.
enum Event {
    AskedToLeave,
    Deadline,
    Received(Option<Result<AggregatedMessage, ProtocolError>>),
    Admitted(Result<Admission, Refusal>),
    Progress(String, Progress),
    Heartbeat,
}

pub(super) struct Socket<G> {
    session: Session,
    /// What the connection has not taken yet.
    outlet: Outlet,
    /// The memory that answers share.
    answers: Room,
    gateway: G,
    limits: Limits,
    hello: Hello,
    phase: Phase,
    operations: Operations,
    started: u64,
    heard: Instant,
}

impl<G: Gateway> Socket<G> {
    pub(super) fn new(
        (session, outlet, answers): (Session, Outlet, Room),
        gateway: G,
        limits: Limits,
        headers: Hello,
    ) -> Self {
        let now = Instant::now();
        Self {
            session,
            outlet,
            answers,
            gateway,
            phase: Phase::Waiting(now + limits.init_timeout),
            limits,
            hello: headers,
            operations: Operations::default(),
            started: 0,
            heard: now,
        }
    }

    /// Serves the socket to its end. The ticket is given back when everything is dropped.
    pub(super) async fn serve(mut self, incoming: MessageStream, mut ticket: Ticket) {
        let mut incoming = incoming
            .max_frame_size(self.limits.message_bytes)
            .aggregate_continuations()
            .max_continuation_size(self.limits.message_bytes);
        let mut heartbeat = interval_at(Instant::now() + self.limits.keep_alive, self.limits.keep_alive);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let event = self.next_event(&mut incoming, &mut heartbeat, &mut ticket).await;
            if let ControlFlow::Break(end) = self.handle(event).await {
                return self.end(end).await;
            }
        }
    }

    /// Waits for the next thing to happen. What the client sent comes before the heartbeat, so that a peer is
    /// not taken for dead while its answer lies unread.
    async fn next_event(
        &mut self,
        incoming: &mut AggregatedMessageStream,
        heartbeat: &mut Interval,
        ticket: &mut Ticket,
    ) -> Event {
        let leaving = matches!(self.phase, Phase::Leaving(_));
        let (deadline, admission) = match &mut self.phase {
            Phase::Waiting(until) | Phase::Leaving(until) | Phase::Open(Some(until)) => (Some(*until), None),
            Phase::Open(None) => (None, None),
            Phase::Admitting(admission) => (None, Some(admission)),
        };
        tokio::select! {
            biased;
            () = ticket.asked_to_leave(), if !leaving => Event::AskedToLeave,
            () = reached(deadline) => Event::Deadline,
            received = incoming.recv() => Event::Received(received),
            admitted = judged(admission) => Event::Admitted(admitted),
            (id, progress) = self.operations.next() => Event::Progress(id, progress),
            _ = heartbeat.tick() => Event::Heartbeat,
        }
    }

    async fn handle(&mut self, event: Event) -> Flow {
        match event {
            Event::AskedToLeave => {
                self.operations.stop_long_lived();
                self.phase = Phase::Leaving(Instant::now() + self.limits.drain_timeout);
                self.leave_when_idle()
            }
            Event::Deadline => close(match self.phase {
                Phase::Waiting(_) => Closing::INIT_TIMEOUT,
                Phase::Leaving(_) => Closing::GOING_AWAY,
                Phase::Admitting(_) | Phase::Open(_) => Closing::TOKEN_EXPIRED,
            }),
            Event::Received(received) => self.received(received).await,
            Event::Admitted(Ok(admission)) => {
                let until = admission.expires_in.and_then(|left| Instant::now().checked_add(left));
                self.phase = Phase::Open(until);
                self.send(&ServerMessage::ConnectionAck).await
            }
            Event::Admitted(Err(Refusal::Forbidden(reason))) => close(Closing::forbidden(&reason)),
            Event::Admitted(Err(Refusal::TryLater(reason))) => close(Closing::try_later(&reason)),
            Event::Admitted(Err(Refusal::Internal)) => close(Closing::INTERNAL),
            Event::Progress(id, progress) => self.progressed(&id, progress).await,
            Event::Heartbeat => self.heartbeat().await,
        }
    }

    async fn received(&mut self, received: Option<Result<AggregatedMessage, ProtocolError>>) -> Flow {
        let message = match received {
            None => return ControlFlow::Break(End::Gone),
            Some(Err(fault)) => return ControlFlow::Break(end_of(&fault)),
            Some(Ok(message)) => message,
        };
        self.heard = Instant::now();
        match message {
            AggregatedMessage::Text(text) => match ClientMessage::parse(&text) {
                Ok(message) => self.act(message).await,
                Err(closing) => close(closing),
            },
            AggregatedMessage::Binary(_) => close(Closing::invalid_message("text was expected")),
            AggregatedMessage::Ping(bytes) => {
                self.outlet.put(HEAD + bytes.len());
                written(self.limits.write_timeout, self.session.pong(&bytes)).await
            }
            AggregatedMessage::Pong(_) => ControlFlow::Continue(()),
            AggregatedMessage::Close(reason) => ControlFlow::Break(End::Echo(reason)),
        }
    }

    async fn act(&mut self, message: ClientMessage) -> Flow {
        match message {
            ClientMessage::ConnectionInit { payload } => {
                if !matches!(self.phase, Phase::Waiting(_)) {
                    return close(Closing::TOO_MANY_INITS);
                }
                match hello(payload, &self.hello) {
                    Ok(hello) => {
                        self.phase = Phase::Admitting(self.gateway.admit(hello.clone()));
                        self.hello = hello;
                        ControlFlow::Continue(())
                    }
                    Err(closing) => close(closing),
                }
            }
            ClientMessage::Ping { payload } => self.send(&ServerMessage::Pong { payload }).await,
            ClientMessage::Pong { .. } => ControlFlow::Continue(()),
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload).await,
            ClientMessage::Complete { id } => {
                self.operations.stop(&id);
                self.leave_when_idle()
            }
        }
    }

    async fn subscribe(&mut self, id: String, parameters: Parameters) -> Flow {
        match self.phase {
            Phase::Waiting(_) | Phase::Admitting(_) => return close(Closing::UNAUTHORIZED),
            // The socket closes as soon as the last answer is out, and the client asks again elsewhere.
            Phase::Leaving(_) => return ControlFlow::Continue(()),
            Phase::Open(_) => {}
        }
        if self.operations.contains(&id) {
            return close(Closing::duplicate(&id));
        }
        if self.operations.len() >= self.limits.operations {
            let message = format!("At most {} operations may run on one socket", self.limits.operations);
            let payload = &[coded(Code::RateLimited, message)];
            return self.send(&ServerMessage::Error { id: &id, payload }).await;
        }
        self.started = self.started.saturating_add(1);
        let answers = self.gateway.run(&self.hello, self.started, parameters);
        self.operations.start(id, answers);
        ControlFlow::Continue(())
    }

    async fn progressed(&mut self, id: &str, progress: Progress) -> Flow {
        let message = match &progress {
            Progress::Answer(Answer::Listening) => {
                self.operations.lives_long(id);
                return ControlFlow::Continue(());
            }
            Progress::Answer(Answer::Result(response)) => {
                ServerMessage::Next { id, payload: Payload::Response(response) }
            }
            Progress::Answer(Answer::Made(made)) => match serde_json::from_slice(&made.json) {
                Ok(json) => ServerMessage::Next { id, payload: Payload::Made(json) },
                Err(_) => return close(Closing::INTERNAL),
            },
            Progress::Answer(Answer::Refused(errors)) => ServerMessage::Error { id, payload: errors },
            Progress::Panicked => {
                ServerMessage::Error { id, payload: &[coded(Code::Internal, "Internal error")] }
            }
            Progress::Done => ServerMessage::Complete { id },
        };
        if !matches!(message, ServerMessage::Next { .. }) {
            self.operations.stop(id);
            self.send(&message).await?;
        } else if let Err(refusal) = self.send_result(&message).await? {
            self.operations.stop(id);
            let payload = &refusal.into_errors(self.gateway.locale(&self.hello));
            self.send(&ServerMessage::Error { id, payload }).await?;
        }
        self.leave_when_idle()
    }

    /// Pings twice: with WebSocket's frame, which every peer has to answer, and with the protocol's message,
    /// which an app behind a browser's API can see and tell a dead server by.
    async fn heartbeat(&mut self) -> Flow {
        if self.heard.elapsed() >= self.limits.silence {
            return ControlFlow::Break(End::Gone);
        }
        self.outlet.put(HEAD);
        written(self.limits.write_timeout, self.session.ping(b"")).await?;
        match self.phase {
            Phase::Open(_) => self.send(&ServerMessage::Ping).await,
            _ => ControlFlow::Continue(()),
        }
    }

    fn leave_when_idle(&self) -> Flow {
        match self.phase {
            Phase::Leaving(_) if self.operations.is_empty() => close(Closing::GOING_AWAY),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Sends a result, or says why it cannot be.
    async fn send_result(
        &mut self,
        message: &ServerMessage<'_>,
    ) -> ControlFlow<End, Result<(), schema::Refusal>> {
        let allowed = self.answers.answer_bytes();
        let Ok(text) = message.to_json(allowed) else {
            let limit = schema::Limit::Answer;
            return ControlFlow::Continue(Err(schema::Refusal::TooComplex { limit, allowed }));
        };
        let Ok(_space) = self.answers.transfer(text.len()) else {
            return ControlFlow::Continue(Err(schema::Refusal::Busy));
        };
        self.write(text).await.map_continue(Ok)
    }

    async fn send(&mut self, message: &ServerMessage<'_>) -> Flow {
        match message.to_json(usize::MAX) {
            Ok(text) => self.write(text).await,
            Err(_) => close(Closing::INTERNAL),
        }
    }

    /// Writes, and waits until the client has taken all of it but a little: what a socket holds for a client that does
    /// not read is bounded.
    async fn write(&mut self, text: String) -> Flow {
        let head = match text.len() {
            0..126 => HEAD,
            126..65_536 => HEAD + 2,
            _ => HEAD + 8,
        };
        self.outlet.put(head + text.len());
        let (session, outlet) = (&mut self.session, &self.outlet);
        written(self.limits.write_timeout, async {
            session.text(text).await?;
            outlet.drained(UNREAD).await;
            Ok(())
        })
        .await
    }

    async fn end(self, end: End) {
        let reason = match end {
            End::Close(closing) => Some(closing.into_frame()),
            End::Echo(reason) => reason,
            End::Gone => return,
        };
        // A peer that does not take the close frame either is dropped all the same.
        let _taken = timeout(self.limits.write_timeout, self.session.close(reason)).await;
    }
}

fn close(closing: Closing) -> Flow {
    ControlFlow::Break(End::Close(closing))
}

/// Waits for a write: it is out, or the peer is gone or has not read for too long.
async fn written(patience: Duration, write: impl Future<Output = Result<(), actix_ws::Closed>>) -> Flow {
    match timeout(patience, write).await {
        Ok(Ok(())) => ControlFlow::Continue(()),
        Ok(Err(_)) | Err(_) => ControlFlow::Break(End::Gone),
    }
}

/// Which end a fault below the protocol calls for. The library tells a too large message of several frames by
/// its text only.
fn end_of(fault: &ProtocolError) -> End {
    match Excess::of(fault) {
        Some(Excess::Bytes) => return End::Close(Closing::TOO_LARGE),
        Some(Excess::Frames) => return End::Close(Closing::TOO_MANY_MESSAGES),
        None => {}
    }
    match fault {
        ProtocolError::Overflow => End::Close(Closing::TOO_LARGE),
        ProtocolError::Io(cause) if cause.to_string().contains("continuation size") => {
            End::Close(Closing::TOO_LARGE)
        }
        ProtocolError::Io(cause) if cause.kind() == ErrorKind::InvalidData => End::Close(Closing::NOT_UTF8),
        ProtocolError::Io(_) => End::Gone,
        other => End::Close(Closing { code: 1002, reason: other.to_string().into() }),
    }
}

async fn reached(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}

async fn judged(
    admission: Option<&mut BoxFuture<'static, Result<Admission, Refusal>>>,
) -> Result<Admission, Refusal> {
    match admission {
        Some(admission) => admission.await,
        None => pending().await,
    }
}
