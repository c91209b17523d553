//! `mittkommun demo`.

use std::{fmt::Write as _, net::SocketAddr, path::PathBuf};

use chrono::TimeDelta;

use clap::Args;
use reqwest::Url;

use super::{Outcome, Settings, prepare, print, serve::serve};
use crate::{
    app::{Application, Foundation, World},
    config::{Config, DatabaseUrl, LogFormat},
    demo,
};

#[derive(Args)]
pub struct Demo {
    /// Address and port; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl Demo {
    pub fn run(self, settings: &Settings) -> Outcome {
        let mut defaults = Config {
            data_dir: PathBuf::from("mittkommun-data/demo"),
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
            ..Config::default()
        };
        defaults.identity.local_issuer = true;
        defaults.tenancy.serve = demo::MUNICIPALITIES.map(|(code, _)| code.to_owned()).to_vec();
        let config = settings.load_apart(&defaults, self.listen)?;
        prepare(&config)?;
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
            let foundation = Foundation::on(platform, &config, world, true).await?;
            demo::fill(&foundation).await?;
            serve(config, foundation, announce).await
        })
    }
}

fn announce(application: &Application) -> Outcome {
    let origin = format!("http://{}", application.address());
    let mut told = format!("Mitt Kommun demonstration\n\n  {origin}/\n");
    let Foundation { local_issuer: Some(issuer), world, .. } = application.foundation() else {
        return print(&told);
    };
    let now = world.clock.now();
    for (code, name) in demo::MUNICIPALITIES {
        writeln!(
            told,
            "\n{name} ({code})\n  GraphQL   {origin}/{code}/graphql\n  GraphiQL  {origin}/{code}/graphiql\n  Tokens (valid 12 hours), for the header “Authorization: Bearer …”, and GraphiQL already logged in:"
        )?;
        let workbench = Url::parse(&format!("{origin}/{code}/graphiql"))?;
        for persona in demo::PEOPLE {
            let token = issuer.token(code, persona.subject, None, now, TimeDelta::hours(12))?;
            let link = logged_in(workbench.clone(), &token);
            writeln!(told, "  {} — {}\n    {token}\n    {link}", persona.subject, persona.what)?;
        }
    }
    told.push_str("\nStop with Ctrl-C.\n");
    print(&told)
}

/// The link to GraphiQL that brings a token along, behind the `#` where no server sees it.
fn logged_in(workbench: Url, token: &str) -> Url {
    let mut pairs = workbench.clone();
    let headers = serde_json::json!({ "Authorization": format!("Bearer {token}") });
    pairs.query_pairs_mut().append_pair("headers", &headers.to_string());
    let mut link = workbench;
    link.set_fragment(pairs.query());
    link
}
