//! `mittkommun token`.

use chrono::TimeDelta;
use clap::{Args, builder::NonEmptyStringValueParser};

use super::{Outcome, Settings, demo, municipality_code, prepare, print};
use crate::{
    config::Config,
    identity::LocalIssuer,
    platform::{Clock, private::make_private_folder},
};

/// Tokens from the local issuer, for development: of the demonstration, unless `identity.local_issuer` is switched on.
#[derive(Args)]
pub struct Token {
    /// Kommunkod of the municipality that the token is for.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The `sub`: who the token names, for example "guardian" in the demonstration.
    #[arg(long, value_name = "SUBJECT", value_parser = NonEmptyStringValueParser::new())]
    subject: String,
    /// Level of assurance (`acr`); level 3 when left out.
    #[arg(long, value_name = "URI")]
    acr: Option<String>,
    /// Minutes that it is valid, 1 or more.
    #[arg(long, value_name = "MINUTES", default_value_t = 480, value_parser = clap::value_parser!(u32).range(1..))]
    valid_minutes: u32,
}

impl Token {
    pub fn run(self, settings: &Settings) -> Outcome {
        let config = settings.load(&Config::default(), None)?;
        prepare(&config)?;
        let folder = if config.identity.local_issuer {
            make_private_folder(&config.data_dir)?;
            config.data_dir.clone()
        } else {
            settings.data_dir.clone().unwrap_or_else(|| demo::FOLDER.into())
        };
        let file = folder.join("local-issuer.key");
        // A key that no server has would make tokens that every server refuses.
        if !config.identity.local_issuer && !file.exists() {
            return Err(format!(
                "there is no local issuer: no key at {}, where `mittkommun demo` keeps its own, and identity.local_issuer is off",
                file.display()
            )
            .into());
        }
        let issuer = LocalIssuer::open(&file).map_err(|cause| format!("{}: {cause}", file.display()))?;
        let lifetime = TimeDelta::minutes(self.valid_minutes.into());
        let now = Clock::system().now();
        let token = issuer.token(&self.municipality, &self.subject, self.acr.as_deref(), now, lifetime)?;
        print(&format!("{token}\n"))
    }
}
