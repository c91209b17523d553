//! `mittkommun menu-source`.

use clap::{Args, Subcommand};
use entity::{MenuSourceKind, menu_source};
use sea_orm::{ActiveEnum as _, Iterable as _};
use uuid::Uuid;

use super::{Outcome, Settings, municipality_code, prepare, print, role::why, runtime, somebody};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    feeds::{
        self,
        actions::{self, Added},
    },
    meals,
    platform::Locale,
    tenancy::Scope,
};

/// Where the menus of schools are fetched from. A running server fetches what is added within a minute.
#[derive(Args)]
pub struct MenuSource {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Fetch a school's menu from an address.
    Add {
        #[command(flatten)]
        at: At,
        /// Code (eight digits) or name of the school.
        #[arg(long, value_name = "CODE|NAME")]
        school: String,
        /// The address, which may name {from}, {to}, {year} and {week}.
        #[arg(long, value_name = "URL")]
        url: String,
        /// What is expected there: auto, foodit, skolmaten, mateo, matilda, mashie, menugo, open-meal or calendar.
        #[arg(long, value_name = "KIND", default_value = "auto", value_parser = kind)]
        kind: MenuSourceKind,
    },
    /// Print the sources with how their last fetch went, one a line.
    List {
        #[command(flatten)]
        at: At,
    },
    /// Fetch from there no longer. The menu that came from there stays.
    Remove {
        #[command(flatten)]
        which: Which,
    },
    /// Let a source rest.
    Pause {
        #[command(flatten)]
        which: Which,
    },
    /// Fetch from a source that rested.
    Resume {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Args)]
struct At {
    /// Kommunkod of the municipality.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
}

#[derive(Args)]
struct Which {
    #[command(flatten)]
    at: At,
    /// The source's id, as `list` prints it.
    #[arg(value_name = "ID", value_parser = id)]
    id: Uuid,
}

impl MenuSource {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        runtime()?.block_on(async {
            let foundation = Foundation::open(&config, World::default(), false).await?;
            let open = async |at: &At| somebody::open(&foundation, &at.municipality).await;
            match self.what {
                What::Add { at, school, url, kind } => add(&open(&at).await?, &school, url, kind).await,
                What::List { at } => {
                    let rows = actions::list(&open(&at).await?).await?;
                    print(&rows.iter().map(line).collect::<String>())
                }
                What::Remove { which: Which { at, id } } => {
                    actions::remove(&open(&at).await?, id).await.map_err(why)?;
                    print(&format!("menu-source:{id} is removed\n"))
                }
                What::Pause { which: Which { at, id } } => {
                    actions::set_enabled(&open(&at).await?, id, false).await.map_err(why)?;
                    print(&format!("menu-source:{id} rests\n"))
                }
                What::Resume { which: Which { at, id } } => {
                    actions::set_enabled(&open(&at).await?, id, true).await.map_err(why)?;
                    print(&format!("menu-source:{id} is fetched within a minute\n"))
                }
            }
        })
    }
}

async fn add(scope: &Scope, school: &str, url: String, kind: MenuSourceKind) -> Outcome {
    let schools = meals::list_called(scope, school.trim()).await?;
    let school = match schools.as_slice() {
        [school] => school,
        [] => return Err(format!("the municipality has no school with the code or name {school}").into()),
        _ => {
            return Err(format!("the municipality has several schools called “{school}”; give a code").into());
        }
    };
    let row = actions::add(scope, Added { school: school.id, url, kind }, None).await.map_err(why)?;
    print(&format!("menu-source:{} is fetched within a minute for {}\n", row.id, school.name))
}

/// Id, state, school, kind, host, last success, and what was wrong. The address can hold a secret.
fn line(row: &menu_source::Model) -> String {
    let state = if row.enabled { "fetched" } else { "rests" };
    let succeeded = row.last_succeeded_at.map_or_else(|| "never".to_owned(), |at| at.to_rfc3339());
    let fault = row.last_fault.map(|fault| feeds::sentence(fault, row.fault_detail.as_deref(), Locale::En));
    let (kind, host) = (row.kind.to_value(), feeds::host(&row.url));
    let fault = fault.unwrap_or_else(|| "no error".to_owned());
    format!(
        "menu-source:{}\t{state}\tschool:{}\t{kind}\t{host}\t{succeeded}\t{fault}\n",
        row.id, row.school_id
    )
}

/// A kind in an argument, as `open-meal` or as the API spells it.
fn kind(text: &str) -> Result<MenuSourceKind, String> {
    let name = text.to_ascii_uppercase().replace('-', "_");
    MenuSourceKind::iter().find(|kind| kind.to_value() == name).ok_or_else(|| {
        let known: Vec<_> = MenuSourceKind::iter()
            .map(|kind| kind.to_value().to_ascii_lowercase().replace('_', "-"))
            .collect();
        format!("one of {}", known.join(", "))
    })
}

/// An id in an argument, with the word before it or without.
fn id(text: &str) -> Result<Uuid, String> {
    let bare = text.strip_prefix("menu-source:").unwrap_or(text);
    bare.parse()
        .map_err(|_| "an id looks like menu-source:0198f1…, as `menu-source list` prints it".to_owned())
}
