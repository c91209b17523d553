//! Throw-away PostgreSQL clusters: found, started, and gone again however the tests end.
//!
//! A cluster lives in a temporary directory and listens on a Unix socket there, so it needs no port and nobody else
//! reaches it. It is kept by a small shell process, the *warden*, which holds the read end of a pipe. When this process
//! ends, whether it returns, panics or is killed, the kernel closes the pipe; the warden sees the end of its input, stops
//! the server and removes the directory. PostgreSQL refuses to run as root, so root hands the directory and the warden to
//! an unprivileged account.

use std::ffi::OsStr;
use std::fs;
use std::io::{Write, stderr};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The accounts that may run PostgreSQL on root's behalf, best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// How long a cluster may take to be created and to answer, on a machine that is busy with something else too.
const PATIENCE: Duration = Duration::from_secs(90);

/// The role that owns every test database.
const ROLE: &str = "mittkommun";

/// What the warden does; `$1` is the directory of the binaries, `$2` that of the cluster.
///
/// QUIT stops PostgreSQL at once, but a shell starts what runs beside it with QUIT ignored, until PostgreSQL has set up
/// its own handling; TERM covers that moment.
const WARDEN: &str = r#"
initdb() { "$1/initdb" -D "$2/data" -U mittkommun -A trust -E UTF8 "$3" --no-sync --no-instructions >>"$2/log" 2>&1; }
start() { "$1/postgres" -D "$2/data" >>"$2/log" 2>&1 & server=$!; }
stop() { kill -QUIT "$server"; kill -TERM "$server"; wait "$server"; }
initdb "$1" "$2" --locale=C.UTF-8 || { rm -rf "$2/data"; initdb "$1" "$2" --no-locale; } || exit 1
cat "$2/settings" >>"$2/data/postgresql.conf"
start "$1" "$2"
while read -r order; do
    case $order in crash) stop; rm -f "$2/data/postmaster.pid"; echo >"$2/crashed"; start "$1" "$2" ;; esac
done
stop
cd / && rm -rf "$2"
"#;

/// What every cluster has: reachable by its socket only, wide enough for many tests at once, the same everywhere.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 400
shared_buffers = 64MB
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
logging_collector = off
";

/// What nothing that must survive may have, and what makes a thousand short-lived databases cheap.
const FORGETFUL: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 8GB
checkpoint_timeout = 1d
";

/// What a cluster promises to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: for tests that ask what the server answers.
    Forgetful,
    /// Every acknowledged commit, through the death of every process: for tests that crash something.
    Durable,
}

/// A running PostgreSQL cluster that this process owns.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    /// Its standard input is the pipe that keeps the server alive.
    warden: Child,
}

impl Cluster {
    /// The forgetful cluster that all tests of this process share; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// If PostgreSQL is there and does not start, or is not there and `MITTKOMMUN_TEST_POSTGRES=required`.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(Durability::Forgetful)).as_ref()
    }

    /// Whether tests on PostgreSQL can run here. Says so once on standard error where they cannot.
    ///
    /// # Panics
    /// If they cannot and `MITTKOMMUN_TEST_POSTGRES=required`.
    #[must_use]
    pub fn is_available() -> bool {
        binaries().is_some()
    }

    /// Starts a cluster of its own; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// If PostgreSQL is there and does not start; the message holds its log.
    #[must_use]
    pub fn start(durability: Durability) -> Option<Self> {
        let binaries = binaries()?;
        let directory = tempfile::Builder::new()
            .prefix("mittkommun-pg-")
            .tempdir()
            .expect("a temporary directory for PostgreSQL")
            .keep();
        let settings = match durability {
            Durability::Forgetful => [SETTINGS, FORGETFUL].concat(),
            Durability::Durable => SETTINGS.to_owned(),
        };
        let socket = format!("unix_socket_directories = '{}'\n", directory.display());
        fs::write(directory.join("settings"), settings + &socket).expect("the settings of PostgreSQL");

        let mut warden = Command::new("sh");
        warden.args([OsStr::new("-c"), OsStr::new(WARDEN), OsStr::new("warden")]);
        warden.args([binaries, &directory]);
        warden.current_dir(&directory).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // In a group of its own: an interrupt typed at the terminal must end the tests, not the clean-up after them.
        warden.process_group(0);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            warden.env_remove(name);
        }
        if fs::metadata(&directory).expect("the directory just made").uid() == 0 {
            let (user, group) = unprivileged_account();
            chown(&directory, Some(user), Some(group)).expect("to hand over PostgreSQL's directory");
            warden.uid(user).gid(group);
        }
        let mut cluster = Self { warden: warden.spawn().expect("a shell"), directory };
        cluster.wait_until_ready();
        Some(cluster)
    }

    /// The address of a database in this cluster, for sea-orm, sqlx and the server's configuration alike.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = self.directory.to_string_lossy().replace('/', "%2F");
        format!("postgres://{ROLE}@localhost/{database}?host={socket}")
    }

    /// Stops every process of the cluster without letting it write anything down, as a power cut would, and starts it
    /// again from what it had promised to keep.
    ///
    /// # Panics
    /// If it does not come back.
    pub fn crash(&mut self) {
        let crashed = self.directory.join("crashed");
        let _absent = fs::remove_file(&crashed);
        let pipe = self.warden.stdin.as_mut().expect("the pipe to the warden");
        pipe.write_all(b"crash\n").expect("the warden to listen");
        self.wait_for("to stop", |_| crashed.exists());
        self.wait_until_ready();
    }

    fn wait_until_ready(&mut self) {
        // The file's eighth line is the server's own word for its state; `pg_ctl --wait` reads the same.
        self.wait_for("to start", |directory| {
            let state = fs::read_to_string(directory.join("data/postmaster.pid")).unwrap_or_default();
            state.lines().nth(7).is_some_and(|state| state.trim() == "ready")
        });
    }

    fn wait_for(&mut self, what: &str, reached: impl Fn(&Path) -> bool) {
        let start = Instant::now();
        while !reached(&self.directory) {
            let gone = self.warden.try_wait().expect("to ask for the warden").is_some();
            if gone || start.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
                panic!("PostgreSQL was asked {what} and did not:\n{log}");
            }
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Only for clusters that a test owns: the shared one is never dropped, its pipe is closed by the kernel.
        drop(self.warden.stdin.take());
        let _stopped = self.warden.wait();
        let _already_gone = fs::remove_dir_all(&self.directory);
    }
}

/// The directory of PostgreSQL's binaries, looked for once.
fn binaries() -> Option<&'static PathBuf> {
    static BINARIES: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = BINARIES.get_or_init(|| {
        let found = find_binaries();
        if found.is_none() {
            // Past the test runner's capture, which would swallow it with the output of a passing test.
            let _unheard = stderr().write_all(
                b"PostgreSQL is not installed: the tests named `postgres` do nothing and pass. Install it, or name \
                  the directory of its binaries in MITTKOMMUN_TEST_PG_BIN.\n",
            );
        }
        found
    });
    let required = std::env::var("MITTKOMMUN_TEST_POSTGRES").is_ok_and(|wish| wish == "required");
    assert!(
        found.is_some() || !required,
        "MITTKOMMUN_TEST_POSTGRES=required, but neither MITTKOMMUN_TEST_PG_BIN, PATH nor /usr/lib/postgresql/*/bin has \
         initdb and postgres"
    );
    found.as_ref()
}

fn find_binaries() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("MITTKOMMUN_TEST_PG_BIN") {
        return Some(PathBuf::from(named)).filter(|directory| has_binaries(directory));
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(found) = std::env::split_paths(&on_path).find(|directory| has_binaries(directory)) {
        return Some(found);
    }
    let version = |directory: &PathBuf| directory.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut installed: Vec<PathBuf> = installed.filter(|directory| version(directory).is_some()).collect();
    installed.sort_by_key(version);
    installed
        .into_iter()
        .rev()
        .map(|directory| directory.join("bin"))
        .find(|directory| has_binaries(directory))
}

fn has_binaries(directory: &Path) -> bool {
    directory.join("initdb").is_file() && directory.join("postgres").is_file()
}

/// User and group of the account that runs PostgreSQL when the tests run as root.
fn unprivileged_account() -> (u32, u32) {
    let accounts = fs::read_to_string("/etc/passwd").expect("/etc/passwd");
    let of = |wanted: &str| {
        let account = accounts.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let mut numbers = account.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    UNPRIVILEGED.into_iter().find_map(of).unwrap_or_else(|| {
        panic!("root cannot run PostgreSQL, and none of {UNPRIVILEGED:?} is an account here")
    })
}
