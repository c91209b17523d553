//! Where tests find the files that nobody in this project wrote.

use std::path::PathBuf;

/// The bytes of a file of the real data, or none where the data is not there and may be absent.
///
/// The data lies beside the checkout, or where `MITTKOMMUN_TEST_DATA` says; `MITTKOMMUN_TEST_DATA_REQUIRED=1`
/// makes its absence a failure.
pub fn read(path: &str) -> Option<Vec<u8>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("MITTKOMMUN_TEST_DATA").map_or(beside, PathBuf::from);
    let file = root.join(path);
    if let Ok(bytes) = std::fs::read(&file) {
        return Some(bytes);
    }
    let required = std::env::var("MITTKOMMUN_TEST_DATA_REQUIRED").is_ok_and(|value| value == "1");
    assert!(!required, "{} is required and cannot be read", file.display());
    eprintln!("skipped: {} cannot be read", file.display());
    None
}

/// The bytes of every file of the real data in a folder, by name.
pub fn read_all(folder: &str) -> Vec<(String, Vec<u8>)> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let root = std::env::var_os("MITTKOMMUN_TEST_DATA").map_or(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, std::fs::read(entry.path()).ok()?)))
        .collect();
    files.sort();
    files
}
