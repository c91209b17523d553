//! The two servers under load, each a process of its own: this program again, in another role.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The variable that tells this program what to be.
pub const ROLE: &str = "MITTKOMMUN_TEST_BENCH_ROLE";
/// The product's command line.
pub const PRODUCT: &str = "product";
/// The floor.
pub const FLOOR: &str = "floor";

/// A server that is stopped when it is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the line that says it listens.
    pub started_in: Duration,
}

impl Server {
    /// Starts one on a database that is filled already.
    pub fn start(role: &str, database_url: &str, data_dir: &Path) -> Self {
        let begin = Instant::now();
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", database_url, "--data-dir"])
            .arg(data_dir)
            .current_dir(data_dir)
            .env(ROLE, role)
            .env("MITTKOMMUN_IDENTITY__LOCAL_ISSUER", "true")
            .env("MITTKOMMUN_TENANCY__SERVE", "[\"9901\"]")
            .env("MITTKOMMUN_LOG_FORMAT", "json")
            // One line when it listens; requests are not logged by the floor either.
            .env("MITTKOMMUN_LOG", "warn,api::cli=info")
            .env("DATABASE_URL", database_url)
            .stderr(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = command.spawn().expect("the server's process");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let log: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
                let address = log["fields"]["address"].as_str().and_then(|address| address.parse().ok());
                if address.is_none() {
                    eprintln!("{line}");
                }
                address
            })
            .expect("the server to listen");
        let started_in = begin.elapsed();
        // What it still says is read and shown, so that the pipe never fills.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        Self { child, address, started_in }
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is a benchmark's server: there is nothing to save.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
