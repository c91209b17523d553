//! The command line as people use it, in a process of its own: for tests of flags and exit codes, and for tests that kill
//! the server.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use api::identity::LocalIssuer;
use api::platform::Clock;
use chrono::TimeDelta;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Client, scratch};

/// The setting that lets a server answer for [`HOME`](crate::municipality::HOME).
pub const SERVE_HOME: (&str, &str) = ("MITTKOMMUN_TENANCY__SERVE", "[\"9901\"]");

/// How long a server may take to listen, or to stop.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the server and kills it when told so, or when the pipe closes because the tests are gone. A file that may not
/// grow is an error of the write that would make it grow, and not the end of the process.
const KEEPER: &str = r#"
trap '' XFSZ
"$@" & server=$!
echo "pid $server" >&2
read -r signal || signal=KILL
kill -"$signal" "$server"
wait "$server"
"#;

/// Refused, with a complaint that contains these words and no stack of debug output.
///
/// # Panics
/// Otherwise.
#[track_caller]
pub fn refused(output: &Output, words: &[&str]) {
    let complaint = text(&output.stderr);
    assert!(!output.status.success(), "accepted: {output:?}");
    for word in words {
        assert!(complaint.contains(word), "{word:?} is not named: {complaint}");
    }
    assert!(!complaint.contains("panicked"), "{complaint}");
}

/// What a program printed.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The program under test, with a folder of its own to run in and none of the environment's settings.
#[derive(Debug)]
pub struct Program {
    path: &'static str,
    /// Where it runs: its data folder and its configuration file lie here.
    pub folder: Arc<TempDir>,
}

impl Program {
    /// The program at a path: `Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))`.
    #[must_use]
    pub fn at(path: &'static str) -> Self {
        Self { path, folder: Arc::new(scratch::directory()) }
    }

    /// Runs it to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(self.path);
        command.args(arguments);
        self.prepare(&mut command, environment);
        command.output().expect("to run the program")
    }

    /// Starts it, to be killed while it works.
    #[must_use]
    pub fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        let mut command = Command::new(self.path);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.prepare(&mut command, environment);
        command.spawn().expect("to run the program")
    }

    /// Runs it to its end while nobody reads what it prints, as `| head` does after a line.
    #[must_use]
    pub fn run_unread(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.path);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.prepare(&mut command, &[]);
        let mut running = command.spawn().expect("to run the program");
        drop(running.stdout.take());
        running.wait_with_output().expect("its end")
    }

    /// Writes its configuration file.
    pub fn configure(&self, toml: &str) {
        fs::write(self.folder.path().join("mittkommun.toml"), toml).expect("a configuration file");
    }

    /// Starts `serve` or another command that serves, and returns when it listens.
    ///
    /// # Panics
    /// If it ends before, with what it said.
    #[must_use]
    pub fn serve(&self, arguments: &[&str]) -> ServerProcess {
        self.serve_in(arguments, &[])
    }

    /// The same with settings in the environment.
    ///
    /// # Panics
    /// If it ends before, with what it said.
    #[must_use]
    pub fn serve_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> ServerProcess {
        // As a supervisor starts it, also where the tests themselves run under `nohup`.
        let mut command = Command::new("env");
        command
            .args(["--default-signal=HUP", "sh", "-c", KEEPER, "keeper", self.path])
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"]);
        // The line that tells the address is one of information; a test may ask for more, not for less.
        let logged = [("MITTKOMMUN_LOG", "info"), ("MITTKOMMUN_LOG_FORMAT", "json")];
        self.prepare(&mut command, &[&logged, environment].concat());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut keeper = command.spawn().expect("a shell");
        let said = Arc::<Mutex<String>>::default();
        let told = listen(&mut keeper, &said);
        let (Ok(pid), Ok(address)) = (told.recv_timeout(PATIENCE), told.recv_timeout(PATIENCE)) else {
            panic!("the server does not listen: {}", said.lock().expect("its log"));
        };
        let client = Client { origin: format!("http://{address}") };
        ServerProcess { client, keeper, pid, said, _folder: Arc::clone(&self.folder) }
    }

    /// A token of the local issuer that this program made at its first start.
    #[must_use]
    pub fn token(&self, municipality: &str, subject: &str) -> String {
        let key = self.folder.path().join("mittkommun-data/local-issuer.key");
        let issuer = LocalIssuer::open(&key).expect("the local issuer's key");
        let now = Clock::system().now();
        issuer.token(municipality, subject, None, now, TimeDelta::hours(1)).expect("a token")
    }

    fn prepare(&self, command: &mut Command, environment: &[(&str, &str)]) {
        command.current_dir(self.folder.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MITTKOMMUN_") || name == "DATABASE_URL" {
                command.env_remove(name);
            }
        }
        command.envs(environment.iter().copied());
    }
}

/// Reads the log to its end on a thread of its own, and sends the process id and then the address once they are told.
fn listen(keeper: &mut Child, said: &Arc<Mutex<String>>) -> Receiver<String> {
    let (tell, told) = mpsc::channel();
    let log = BufReader::new(keeper.stderr.take().expect("its log"));
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            if let Some(pid) = line.strip_prefix("pid ") {
                let _told_before = tell.send(pid.to_owned());
                continue;
            }
            let event: Value = serde_json::from_str(&line).unwrap_or_default();
            {
                let mut said = said.lock().expect("its log");
                said.push_str(&line);
                said.push('\n');
            }
            if let Some(address) = event.pointer("/fields/address").and_then(Value::as_str) {
                let _told_before = tell.send(address.to_owned());
            }
        }
    });
    told
}

/// A server in a process of its own; killed when dropped.
#[derive(Debug)]
pub struct ServerProcess {
    /// Speaks to it.
    pub client: Client,
    keeper: Child,
    pid: String,
    said: Arc<Mutex<String>>,
    /// Kept for as long as it runs: without it, it opens no more connections to its database.
    _folder: Arc<TempDir>,
}

impl ServerProcess {
    /// Ends it between two instructions, as a crash does (SIGKILL).
    pub fn kill(self) {
        self.end("KILL");
    }

    /// Asks it to stop (SIGTERM), waits until it has, and returns how it ended.
    #[must_use]
    pub fn stop(self) -> ExitStatus {
        self.end("TERM")
    }

    /// Sends it a signal, and does not wait for what it does.
    pub fn signal(&self, signal: &str) {
        run("kill", &["-s", signal, &self.pid]);
    }

    /// Waits until it has ended, after a signal, and returns how.
    #[must_use]
    pub fn wait(self) -> ExitStatus {
        // The signal that does nothing.
        self.end("0")
    }

    /// Lets no write to a file succeed, as if its disk were broken, or lets all of them succeed again.
    pub fn break_disk(&self, is_broken: bool) {
        let limit = if is_broken { "--fsize=0:" } else { "--fsize=unlimited:" };
        run("prlimit", &["--pid", &self.pid, limit]);
    }

    /// Waits until it has logged something with this text.
    ///
    /// # Panics
    /// If it does not within a minute.
    pub fn wait_until_logged(&self, text: &str) {
        let begun = Instant::now();
        while !self.log().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "the server does not log {text:?}: {}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.said.lock().expect("its log").clone()
    }

    fn end(mut self, signal: &str) -> ExitStatus {
        if let Some(mut pipe) = self.keeper.stdin.take() {
            writeln!(pipe, "{signal}").expect("the keeper to listen");
        }
        self.keeper.wait().expect("the keeper to end")
    }
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status();
    assert!(status.is_ok_and(|status| status.success()), "{program} {arguments:?} failed");
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the server logged:\n{}", self.log());
        }
        drop(self.keeper.stdin.take());
        let _ended = self.keeper.wait();
    }
}
