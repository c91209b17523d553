//! `mittkommun demo`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use super::{Outcome, Settings, prepare, print, serve::serve};
use crate::{
    app::{Foundation, World},
    config::{Config, DatabaseUrl, LogFormat},
    demo::{self, Logins},
    tenancy::ServerLock,
};

/// Where the demonstration's database and keys lie unless flags say otherwise.
pub(super) const FOLDER: &str = "mittkommun-data/demo";

#[derive(Args)]
pub struct Demo {
    /// Address and port; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl Demo {
    pub fn run(self, settings: &Settings) -> Outcome {
        let mut defaults = Config {
            data_dir: PathBuf::from(FOLDER),
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
            ..Config::default()
        };
        defaults.identity.local_issuer = true;
        defaults.tenancy.serve = demo::MUNICIPALITIES.map(|(code, _)| code.to_owned()).to_vec();
        let config = settings.load_apart(&defaults, self.listen)?;
        prepare(&config)?;
        let folder = settings.data_dir.clone();
        actix_web::rt::System::new().block_on(async {
            let world = World::default();
            let platform = Foundation::connect(&config, &world).await?;
            // Before anything is written, the schema included.
            let strangers = demo::strangers(&platform).await?;
            if !strangers.is_empty() {
                let url = config.database_url();
                let url = DatabaseUrl::from(url).masked();
                let strangers = strangers.join(", ");
                return Err(format!(
                    "{url} holds other municipalities ({strangers}): demo fills only a database of its own"
                )
                .into());
            }
            let _lock = ServerLock::take(&config.database_url())?;
            let mut foundation = Foundation::on(platform, &config, world, true).await?;
            let clock = foundation.world.clock.clone();
            foundation.logins = foundation.local_issuer.clone().map(|issuer| Logins::new(issuer, clock));
            demo::fill(&foundation).await?;
            let announce = |address| print(&announcement(address, folder.as_ref()));
            serve(config, foundation, |application| announce(application.address())).await
        })
    }
}

/// The addresses to begin with, and how to get a token.
fn announcement(address: SocketAddr, folder: Option<&PathBuf>) -> String {
    let origin = format!("http://{address}");
    let mut paragraphs = vec![format!(
        "Mitt Kommun demonstration\n\n  {origin}/\n    the start page: log in as a guardian, a case officer …\n"
    )];
    paragraphs.extend(demo::MUNICIPALITIES.iter().map(|(code, name)| {
        format!("{name}\n  GraphQL   {origin}/{code}/graphql\n  GraphiQL  {origin}/{code}/graphiql\n")
    }));
    let folder = folder.map(|folder| format!(" --data-dir {}", folder.display())).unwrap_or_default();
    paragraphs.push(format!(
        "A token for the header \"Authorization: Bearer TOKEN\":\n  mittkommun token --municipality 9901 --subject guardian{folder}\n\nStop with Ctrl-C.\n"
    ));
    paragraphs.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announcement_fits_on_a_screen_and_holds_no_token() {
        let text = announcement(([127, 0, 0, 1], 8080).into(), None);
        assert!(text.lines().count() <= 20 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(!text.contains("Bearer ey"), "{text}");
        for wanted in ["http://127.0.0.1:8080/\n", "/9901/graphql", "/9902/graphiql", "mittkommun token"] {
            assert!(text.contains(wanted), "{wanted} is not in {text}");
        }
        let elsewhere = announcement(([127, 0, 0, 1], 8080).into(), Some(&PathBuf::from("stage")));
        assert!(elsewhere.contains("--subject guardian --data-dir stage"), "{elsewhere}");
    }
}
