//! One server for each SQLite file: a second one would announce no event of the first, and each would wait for the other's
//! writes without knowing of them. Commands may work beside a server.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::PathBuf,
};

use sea_orm::DbErr;

use super::database::file_of;

/// Why it is not this process that serves the file.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another one does.
    #[error(
        "another server serves {0} already: a SQLite database has one server at a time. Stop that one, or give this one \
         a database of its own with --data-dir or --database-url"
    )]
    Taken(String),
    /// The lock file cannot be used.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// The URL is none.
    #[error(transparent)]
    Url(#[from] DbErr),
}

/// Held by a server for as long as it serves; the system lets go of it however the process ends. PostgreSQL and databases in
/// memory need none.
#[derive(Debug)]
pub struct ServerLock {
    _file: Option<File>,
}

impl ServerLock {
    /// Takes the lock of a database that is there.
    ///
    /// # Errors
    /// See [`LockError`].
    pub fn take(url: &str) -> Result<Self, LockError> {
        let Some(database) = file_of(url)? else { return Ok(Self { _file: None }) };
        // By whatever path it is reached. A file of its own: to open and close the database itself would take away the locks
        // that SQLite has on it.
        let database =
            database.canonicalize().map_err(|cause| LockError::Io(database.display().to_string(), cause))?;
        let mut path = database.clone().into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let io_error = |cause| LockError::Io(path.display().to_string(), cause);
        let file = options().open(&path).map_err(io_error)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken(database.display().to_string())),
            Err(TryLockError::Error(cause)) => Err(io_error(cause)),
        }
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
