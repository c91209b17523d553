//! The configuration as it is printed.

use std::{num::NonZero, thread};

use super::Config;

/// Every setting, those that were left out with what is in force then; secrets are masked.
///
/// # Errors
/// When TOML cannot hold it.
pub fn shown(config: &Config) -> Result<String, toml::ser::Error> {
    let mut config = config.clone();
    let database = config.database_url();
    config.database.url.get_or_insert_with(|| database.into());
    config.http.workers.get_or_insert_with(|| thread::available_parallelism().map_or(1, NonZero::get));
    let printed = toml::to_string_pretty(&config)?;
    if config.identity.secret_key.is_some() {
        return Ok(printed);
    }
    // TOML has no word for a value that is not there.
    let file = config.data_dir.join("secret.key");
    let kept =
        format!("[identity]\n# secret_key is made at the first start and kept in {}\n", file.display());
    Ok(printed.replacen("[identity]\n", &kept, 1))
}
