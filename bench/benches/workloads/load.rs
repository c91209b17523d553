//! The load: a few connections that ask again as soon as they are answered. HTTP/1.1 by hand, so that the client takes as
//! little of the two cores as it can.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request as it goes over the wire.
#[derive(Clone)]
pub struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// A POST of JSON.
    pub fn post(path: &str, token: Option<&str>, body: &serde_json::Value) -> Self {
        let body = body.to_string();
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             {token}Content-Length: {}\r\n\r\n",
            body.len()
        );
        Self { bytes: [head.into_bytes(), body.into_bytes()].concat() }
    }
}

/// What a run measured.
pub struct Measured {
    /// Requests that were answered.
    pub requests: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// Every request's latency, sorted.
    pub latencies: Vec<Duration>,
}

impl Measured {
    /// The latency that this share of the requests stayed below.
    pub fn percentile(&self, share: f64) -> Duration {
        let last = self.latencies.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = (last as f64 * share).round() as usize;
        self.latencies[index]
    }
}

/// A connection that is kept.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket without delay");
        Self { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// Sends the request and returns the body of the answer.
    pub async fn ask(&mut self, request: &Request) -> &[u8] {
        self.stream.write_all(&request.bytes).await.expect("the server takes the request");
        self.buffer.clear();
        let (start, end) = loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
            if read == 0 {
                // What it says on its way down is still being read and shown.
                tokio::time::sleep(Duration::from_secs(1)).await;
                panic!("the server closed the connection: {}", String::from_utf8_lossy(&self.buffer));
            }
            if let Some(bounds) = body_bounds(&self.buffer)
                && self.buffer.len() >= bounds.1
            {
                break bounds;
            }
        };
        assert!(self.buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&self.buffer));
        &self.buffer[start..end]
    }
}

fn body_bounds(answer: &[u8]) -> Option<(usize, usize)> {
    let start = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..start]).expect("a head of ASCII");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some((start, start + length.expect("an answer with a length")))
}

/// Asks over `connections` for `duration`. `request` makes the nth request, so that writes differ.
pub async fn run(
    address: SocketAddr,
    connections: usize,
    duration: Duration,
    request: impl Fn(usize) -> Request + Clone + Send + 'static,
) -> Measured {
    let begin = Instant::now();
    let counter = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (request, counter) = (request.clone(), counter.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(address).await;
                let mut latencies = Vec::new();
                while begin.elapsed() < duration {
                    let request = request(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
                    let sent = Instant::now();
                    client.ask(&request).await;
                    latencies.push(sent.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a connection that lasts"));
    }
    latencies.sort_unstable();
    Measured { requests: latencies.len(), elapsed: begin.elapsed(), latencies }
}
