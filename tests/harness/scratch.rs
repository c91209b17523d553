//! The directory that holds every file of this run, and that goes away with the process, even when it is killed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// A new directory for one test's files, removed when dropped.
///
/// It is in memory where the system offers that: a test's files need not outlive it, and SQLite waits for the disk at
/// every commit.
///
/// # Panics
/// If the file system refuses.
#[must_use]
pub fn directory() -> TempDir {
    tempfile::Builder::new().prefix("test-").tempdir_in(Scratch::shared()).expect("a directory for a test")
}

/// The directory of this process, and the shell that removes it once the pipe between them closes, which the kernel sees
/// to however this process ends.
struct Scratch {
    directory: std::path::PathBuf,
    _sweeper: Child,
}

impl Scratch {
    fn shared() -> &'static Path {
        static SHARED: OnceLock<Scratch> = OnceLock::new();
        &SHARED.get_or_init(Self::make).directory
    }

    fn make() -> Self {
        let mut builder = tempfile::Builder::new();
        builder.prefix("mittkommun-test-");
        let directory =
            builder.tempdir_in("/dev/shm").or_else(|_| builder.tempdir()).expect("a scratch directory");
        let directory = directory.keep();
        let mut sweeper = Command::new("sh");
        sweeper.args(["-c", r#"read -r _; cd / && rm -rf "$1""#, "sweeper"]).arg(&directory);
        sweeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Not in our group: an interrupt typed at the terminal ends the tests, not the clean-up after them.
        std::os::unix::process::CommandExt::process_group(&mut sweeper, 0);
        Self { _sweeper: sweeper.spawn().expect("a shell"), directory }
    }
}
