//! `mittkommun role`.

use std::{collections::HashMap, fmt};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use entity::Role;
use uuid::Uuid;

use super::{Outcome, Settings, municipality_code, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    identity::roles::{
        self,
        actions::{self, Grant},
    },
    platform::Failure,
    tenancy::{Municipalities, Proof, Scope},
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
    /// Kommunkod of the municipality.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The person's id, as their own `viewer { id }` tells it.
    #[arg(long, value_name = "ID", required_unless_present = "login", value_parser = person_id)]
    person: Option<Uuid>,
    /// The `iss` and `sub` of a login that has been here at least once.
    #[arg(long, num_args = 2, value_names = ["ISSUER", "SUBJECT"], conflicts_with = "person")]
    login: Option<Vec<String>>,
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
                    let scope = open(&foundation, &whom.municipality).await?;
                    let person = whom.person(&scope).await?;
                    let grant = Grant { person, role: whom.role, valid_from: from, valid_to: to };
                    let row = actions::grant(&scope, grant).await.map_err(why)?;
                    let days = days(row.valid_from, row.valid_to);
                    print(&format!("person:{person} holds {} {days}\n", roles::name(whom.role)))
                }
                What::Withdraw { whom } => {
                    let scope = open(&foundation, &whom.municipality).await?;
                    let person = whom.person(&scope).await?;
                    actions::withdraw(&scope, person, whom.role).await.map_err(why)?;
                    print(&format!("person:{person} holds {} no more\n", roles::name(whom.role)))
                }
                What::List { municipality } => {
                    let scope = open(&foundation, &municipality).await?;
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

impl Whom {
    async fn person(&self, scope: &Scope) -> Result<Uuid, Box<dyn std::error::Error>> {
        match (self.person, self.login.as_deref()) {
            (Some(person), _) => Ok(person),
            (None, Some([issuer, subject])) => {
                roles::find_person(scope, issuer, subject).await?.ok_or_else(|| {
                    "nobody has logged in like that: let them log in once, or give --person".into()
                })
            }
            (None, _) => Err("give --person or --login".into()),
        }
    }
}

/// The municipality, as an operator sees it.
async fn open(foundation: &Foundation, code: &str) -> Result<Scope, Box<dyn std::error::Error>> {
    let Foundation { platform, key, world, .. } = foundation;
    let all = Municipalities::load(platform.clone(), &HashMap::new(), &[]).await?;
    let found = all.by_code(code).await?.ok_or_else(|| format!("there is no municipality {code}"))?;
    Ok(platform.scope(found, &world.clock, &world.ids, key).with_proof(Proof::Operator))
}

fn why<Fault: fmt::Debug>(failure: Failure<Fault>) -> String {
    match failure {
        Failure::Refused(faults) => {
            let faults: Vec<_> = faults.iter().map(|fault| format!("{fault:?}")).collect();
            faults.join(", ")
        }
        Failure::Internal(cause) => cause.to_string(),
        other @ (Failure::Forbidden | Failure::Unauthenticated | Failure::StepUpRequired) => {
            format!("{other:?}")
        }
    }
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

/// A person's id in an argument, with or without its prefix.
fn person_id(text: &str) -> Result<Uuid, String> {
    let parsed = text.strip_prefix("person:").unwrap_or(text).parse();
    parsed.map_err(|_| "a person's id looks like person:0199…".to_owned())
}
