//! `mittkommun account`.

use clap::{Args, Subcommand};

use super::{Outcome, Settings, prepare, print, runtime, somebody::Somebody};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    identity::{Released, release, roles},
};

/// Accounts: how a conflict of identities is ended.
#[derive(Args)]
pub struct Account {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a person be recognised by no login, number or name any more: where the log tells of a login that proves
    /// identities of different people, release the one that is a mistake, and the next login belongs to the other. The
    /// person's cases and relations stay theirs, and nobody gets at them.
    Release {
        #[command(flatten)]
        somebody: Somebody,
    },
}

impl Account {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        runtime()?.block_on(async {
            let What::Release { somebody } = self.what;
            let foundation = Foundation::open(&config, World::default(), false).await?;
            let scope = somebody.scope(&foundation).await?;
            let person = somebody.person(&scope).await?;
            if !roles::is_person(&scope, person).await? {
                return Err(format!("there is no person:{person}").into());
            }
            let Released { logins, numbers, principal_names } = release(&scope, person).await?;
            print(&format!(
                "person:{person} is released: {logins} logins, {numbers} numbers, {principal_names} principal names\n"
            ))
        })
    }
}
