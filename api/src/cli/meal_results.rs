//! `mittkommun meal-results`.

use clap::{Args, Subcommand};

use super::{Outcome, Settings, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    meals::{TallyFault, check_tallies},
};

/// How many differences are printed.
const SHOWN: usize = 20;

/// The results of votes on school meals.
#[derive(Args)]
pub struct MealResults {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Count all published votes again and compare with the results that are shown. The server may run meanwhile. Changes
    /// nothing, and makes no database.
    Verify,
}

impl MealResults {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        let What::Verify = self.what;
        runtime()?.block_on(async {
            let platform = Foundation::existing_database(&config, &World::default()).await?;
            let check = check_tallies(&platform).await?;
            for TallyFault { of, tallied, counted } in check.faults.iter().take(SHOWN) {
                eprintln!("{of:?}: shown {tallied:?}, counted {counted:?}");
            }
            match check.faults.len() {
                0 => print(&format!(
                    "{} results say what {} published votes say\n",
                    check.results, check.votes
                )),
                faults => {
                    Err(format!("{faults} of {} results do not say what the votes say", check.results).into())
                }
            }
        })
    }
}
