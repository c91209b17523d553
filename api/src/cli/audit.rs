//! `mittkommun audit`.

use clap::{Args, Subcommand};

use super::{Outcome, Settings, municipality_code, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    platform::audit::{self, Head},
    tenancy::Municipalities,
};

/// The audit log.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Walk each municipality's chain from its beginning, and tell the first entry that was changed, removed, inserted or
    /// exchanged. Prints each chain's head: keep it elsewhere, and give it with --expect next time. Tells too when the
    /// database would let somebody change the log. Makes nothing: no database and no key.
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    /// Kommunkod of the only municipality to look at.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: Option<String>,
    /// A head that an earlier run printed: what was cut off or written anew since shows too.
    #[arg(long, value_name = "NUMBER:HASH", requires = "municipality")]
    expect: Option<Head>,
}

impl Audit {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        let What::Verify(verify) = self.what;
        runtime()?.block_on(async {
            verify.run(&Foundation::open_existing(&config, World::default()).await?).await
        })
    }
}

impl Verify {
    async fn run(self, foundation: &Foundation) -> Outcome {
        let platform = &foundation.platform;
        let mut all =
            Municipalities::load(platform.clone(), &std::collections::HashMap::new(), &[]).await?.all();
        if let Some(code) = &self.municipality {
            all.retain(|municipality| municipality.code == *code);
            if all.is_empty() {
                return Err(format!("there is no municipality {code}").into());
            }
        }
        let mut broken = 0;
        let missing = audit::list_missing_guards(platform).await?;
        if !missing.is_empty() {
            eprintln!(
                "the database does not keep the log from being changed: {} is missing or does something else; \
                 `mittkommun migrate` makes it again",
                missing.join(", ")
            );
        }
        if self.municipality.is_none() {
            for id in audit::list_chains(platform).await? {
                if all.iter().all(|municipality| municipality.id != id) {
                    eprintln!("there are entries of a municipality that is not there: {id}");
                    broken += 1;
                }
            }
        }
        for municipality in all {
            let code = &municipality.code;
            match audit::verify(platform, &foundation.key, municipality.id, self.expect).await? {
                Ok(head) => print(&format!("{code} {head}\n"))?,
                Err(why) => {
                    eprintln!("{code}: {why}");
                    broken += 1;
                }
            }
        }
        match (broken, missing.is_empty()) {
            (0, true) => Ok(()),
            (0, false) => Err("the audit log holds, and is not kept from being changed".into()),
            _ => Err(format!("{broken} audit logs do not hold").into()),
        }
    }
}
