//! `mittkommun audit`.

use clap::{Args, Subcommand, builder::NonEmptyStringValueParser};
use entity::audit_acknowledgement;

use super::{Outcome, Settings, municipality_code, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    platform::{
        audit::{self, Acknowledgement, Head, Verified},
        pii::find_identity_number,
    },
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
    /// Step over a break that was looked into, such as entries written with a wrong key: the verification goes on behind it,
    /// and tells of it from then on with who acknowledged it, when and why.
    AcknowledgeBreak(AcknowledgeBreak),
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

#[derive(Args)]
struct AcknowledgeBreak {
    /// Kommunkod of the municipality.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The number of the entry at which `audit verify` stops.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..))]
    entry: i64,
    /// The last entry to step over; where left out, up to the next one that was written with the installation's key.
    #[arg(long, value_name = "NUMBER")]
    through: Option<i64>,
    /// How it came about; no names and numbers of residents.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: String,
    /// Who acknowledges it: a name or a function.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: String,
}

impl Audit {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        runtime()?.block_on(async {
            let foundation = Foundation::open_existing(&config, World::default()).await?;
            match self.what {
                What::Verify(verify) => verify.run(&foundation).await,
                What::AcknowledgeBreak(acknowledge) => acknowledge.run(&foundation).await,
            }
        })
    }
}

impl AcknowledgeBreak {
    async fn run(self, foundation: &Foundation) -> Outcome {
        let Foundation { platform, key, world, .. } = foundation;
        let Self { municipality: code, entry, through, reason, by } = self;
        let all = Municipalities::load_all(platform.clone()).await?;
        let found = all.by_code(&code).await?.ok_or_else(|| format!("there is no municipality {code}"))?;
        if [&reason, &by].into_iter().any(|text| find_identity_number(text, text).is_some()) {
            return Err("--reason and --by must not hold a personal identity number".into());
        }
        let said = Acknowledgement { entry, through, reason, by };
        let made = (world.ids.next(), world.clock.now());
        let row = audit::acknowledge(platform, key, found.id, said, made).await??;
        print(&format!("{code} {}", describe(&row)))
    }
}

/// An acknowledged break in a line.
fn describe(row: &audit_acknowledgement::Model) -> String {
    let audit_acknowledgement::Model { first_seq, next_seq, problem, reason, acknowledged_by: by, .. } = row;
    let entries = match next_seq - 1 {
        last if last < *first_seq => format!("before entry {first_seq}"),
        last if last == *first_seq => format!("entry {first_seq}"),
        last => format!("entries {first_seq} to {last}"),
    };
    let at = row.acknowledged_at.format("%Y-%m-%d %H:%M:%SZ");
    format!("acknowledged break, {entries} ({problem}): acknowledged by {by} at {at}: {reason}\n")
}

impl Verify {
    async fn run(self, foundation: &Foundation) -> Outcome {
        let platform = &foundation.platform;
        let mut all = Municipalities::load_all(platform.clone()).await?.all();
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
                Ok(Verified { head, acknowledged }) => {
                    for row in &acknowledged {
                        print(&format!("{code} {}", describe(row)))?;
                    }
                    print(&format!("{code} {head}\n"))?;
                }
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
