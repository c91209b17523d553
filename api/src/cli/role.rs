//! `mittkommun role`.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use entity::Role;

use super::{
    Outcome, Settings, municipality_code, prepare, print, runtime,
    somebody::{self, Somebody},
};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    identity::roles::{
        self,
        actions::{self, Grant},
    },
    platform::{Failure, Locale},
    schema::errors::UserFault,
};

/// Roles that a municipality gives: who makes the first administrator.
#[derive(Args)]
pub struct RoleCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Give a person a role, or change the days on which they hold it.
    Grant {
        #[command(flatten)]
        whom: Whom,
        /// First day, as 2026-09-14; today when left out.
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// Last day, inclusive; no end when left out.
        #[arg(long, value_name = "DATE")]
        to: Option<NaiveDate>,
    },
    /// Withdraw a role from a person at once.
    Withdraw {
        #[command(flatten)]
        whom: Whom,
    },
    /// Print who holds which role today or from a later day on.
    List {
        /// Kommunkod of the municipality.
        #[arg(long, value_name = "CODE", value_parser = municipality_code)]
        municipality: String,
    },
}

#[derive(Args)]
struct Whom {
    #[command(flatten)]
    somebody: Somebody,
    /// Which role: administrator, case-officer, communicator, data-protection-officer or kitchen-staff.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Role,
}

impl RoleCommand {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        runtime()?.block_on(async {
            let foundation = Foundation::open(&config, World::default(), false).await?;
            match self.what {
                What::Grant { whom, from, to } => {
                    let scope = whom.somebody.scope(&foundation).await?;
                    let person = whom.somebody.person(&scope).await?;
                    let grant = Grant { person, role: whom.role, valid_from: from, valid_to: to };
                    let row = actions::grant(&scope, grant).await.map_err(why)?;
                    let days = days(row.valid_from, row.valid_to);
                    print(&format!("person:{person} holds {} {days}\n", roles::name(whom.role)))
                }
                What::Withdraw { whom } => {
                    let scope = whom.somebody.scope(&foundation).await?;
                    let person = whom.somebody.person(&scope).await?;
                    actions::withdraw(&scope, person, whom.role).await.map_err(why)?;
                    print(&format!("person:{person} holds {} no more\n", roles::name(whom.role)))
                }
                What::List { municipality } => {
                    let scope = somebody::open(&foundation, &municipality).await?;
                    let lines = roles::list(&scope).await?.into_iter().map(|(row, name)| {
                        let name = name.as_deref().unwrap_or("(protected identity)");
                        let days = days(row.valid_from, row.valid_to);
                        format!("{} person:{} {name} {days}\n", roles::name(row.role), row.person_id)
                    });
                    print(&lines.collect::<String>())
                }
            }
        })
    }
}

/// Why nothing was done, in the API's words.
pub(super) fn why<Fault: UserFault>(failure: Failure<Fault>) -> String {
    let faults = match failure {
        Failure::Refused(faults) => faults,
        Failure::Internal(cause) => return cause.to_string(),
        Failure::Forbidden | Failure::Unauthenticated | Failure::StepUpRequired | Failure::RateLimited(_) => {
            return "the command is not permitted to do this".to_owned();
        }
    };
    let faults: Vec<_> = faults.into_iter().map(|fault| fault.message(Locale::En)).collect();
    faults.join(" ")
}

fn days(from: NaiveDate, to: Option<NaiveDate>) -> String {
    to.map_or_else(|| format!("from {from}"), |to| format!("from {from} to {to}"))
}

/// A role in an argument, as `case-officer` or as the API spells it.
fn role(text: &str) -> Result<Role, String> {
    let name = text.to_ascii_uppercase().replace('-', "_");
    let found = roles::ALL.into_iter().find(|role| roles::name(*role) == name);
    found.ok_or_else(|| {
        let known: Vec<_> =
            roles::ALL.map(|role| roles::name(role).to_ascii_lowercase().replace('_', "-")).into();
        format!("one of {}", known.join(", "))
    })
}
