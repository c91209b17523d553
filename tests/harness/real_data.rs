//! Where tests find the files that nobody in this project wrote.

use std::fs;
use std::path::PathBuf;

/// The bytes of a file of the real data, or none where the data is not there and may be absent.
///
/// The data lies beside the checkout, or where `MITTKOMMUN_TEST_DATA` says; `MITTKOMMUN_TEST_DATA_REQUIRED=1` makes its
/// absence a failure.
#[must_use]
pub fn real_file(folder: &str, name: &str) -> Option<Vec<u8>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("MITTKOMMUN_TEST_DATA").map_or(beside, PathBuf::from);
    let file = root.join(folder).join(name);
    let bytes = fs::read(&file).ok();
    let required = std::env::var("MITTKOMMUN_TEST_DATA_REQUIRED").is_ok_and(|value| value == "1");
    assert!(bytes.is_some() || !required, "{} is required and cannot be read", file.display());
    if bytes.is_none() {
        eprintln!("skipped: {} cannot be read", file.display());
    }
    bytes
}
