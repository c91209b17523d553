//! `mittkommun key`.

use clap::{Args, Subcommand};

use super::{Outcome, Settings, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    keys,
};

/// The installation's keys, of which the database keeps fingerprints.
#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the fingerprints that the database keeps: of the keys that are used, and of those that were given up.
    List,
    /// Record the configured keys in the place of keys that are lost for good; where no secret key is configured, make one.
    /// What was derived from a lost key stays unreadable: retried filings do not get their tracking code again, people are
    /// not found by identity numbers hashed under it, and `audit verify` does not recognise entries written with it. To
    /// replace a key that is there, name it in `identity.previous_secret_keys` instead.
    Replace {
        /// The fingerprint of a lost key, as the refusal to start names it; once for each.
        #[arg(long, value_name = "FINGERPRINT", required = true)]
        lost: Vec<String>,
    },
}

impl Key {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        let world = World::default();
        runtime()?.block_on(async {
            let platform = Foundation::existing_database(&config, &world).await?;
            match self.what {
                What::List => {
                    let lines = keys::list(&platform).await?.into_iter().map(|row| {
                        let state = if row.is_current { "in use since" } else { "given up" };
                        let at = row.recorded_at.format("%Y-%m-%d %H:%M:%SZ");
                        format!("{} {} {state} {at}\n", row.purpose, row.fingerprint)
                    });
                    print(&lines.collect::<String>())
                }
                What::Replace { lost } => {
                    let key = keys::replace(&platform, &config, &lost, world.clock.now()).await?;
                    print(&format!(
                        "the secret key with the fingerprint {} is recorded; entries of the audit log from before are not \
                         recognised under it: see `mittkommun audit verify` and `audit acknowledge-break`\n",
                        key.fingerprint()
                    ))
                }
            }
        })
    }
}
