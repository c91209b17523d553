//! The command line: one file per command.

mod account;
mod audit;
mod demo;
#[cfg(test)]
mod documents_tests;
mod import;
mod import_report;
mod import_ss12000;
mod issuer;
mod key;
mod meal_results;
mod menu_source;
mod role;
mod serve;
mod signals;
mod somebody;
mod token;

use std::{
    env,
    io::{ErrorKind, IsTerminal as _, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    app::{Foundation, StartError, World},
    config::{Config, LogFormat, Overrides, load, load_apart, shown},
    schema,
};

/// Mitt Kommun: the backend behind a Swedish municipality's app. A GraphQL API over the municipality's services, school
/// meals, preschools and submissions.
#[derive(Parser)]
#[command(name = "mittkommun", version, about, long_about = None)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Settings {
    /// Configuration file (TOML); `mittkommun.toml` in the working folder when left out and there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the embedded database and the keys.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Database, `postgres://user@host/name` or `sqlite://path`; the embedded SQLite when left out.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Serve),
    /// Serve two made-up municipalities with everything in them, and print their addresses. Reads no configuration: a
    /// database of its own lies in mittkommun-data/demo unless flags say otherwise.
    Demo(demo::Demo),
    /// Bring the database's schema up to date.
    Migrate,
    /// Read files that municipalities have: lists, schools, preschools, e-services, menus, reports.
    Import(import::Import),
    /// Say which issuers of access tokens a municipality trusts.
    Issuer(issuer::Issuer),
    /// Print the GraphQL schema (SDL).
    Schema,
    /// Print a development token from the local issuer.
    Token(token::Token),
    /// Look after the audit log: who saw which child's data and when.
    Audit(audit::Audit),
    /// Give and withdraw a municipality's roles: the first administrator is made here, the others by administrators.
    Role(role::RoleCommand),
    /// Say where the menus of schools are fetched from.
    MenuSource(menu_source::MenuSource),
    /// Look after the results of votes on school meals.
    MealResults(meal_results::MealResults),
    /// Let go of an account, to end a conflict of identities.
    Account(account::Account),
    /// Look after the fingerprints of the installation's keys; replace a key that is lost.
    Key(key::Key),
    /// Print the effective configuration, secrets masked.
    Config,
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    // jsonwebtoken panics at first use without it.
    let _ = jsonwebtoken::crypto::CryptoProvider::install_default(
        &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER,
    );
    let cli = Cli::parse();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            eprintln!("mittkommun: {complaint}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

impl Cli {
    fn run(self) -> Outcome {
        match self.command {
            Command::Schema => print(&schema::sdl()),
            Command::Config => print(&shown(&self.settings.load(&Config::default(), None)?)?),
            Command::Migrate => {
                let config = self.settings.load(&Config::default(), None)?;
                prepare(&config)?;
                runtime()?.block_on(async {
                    Foundation::open(&config, World::default(), true).await?;
                    print("the database is up to date\n")
                })
            }
            Command::Serve(serve) => serve.run(&self.settings),
            Command::Demo(demo) => demo.run(&self.settings),
            Command::Import(import) => import.run(&self.settings),
            Command::Issuer(issuer) => issuer.run(&self.settings),
            Command::Token(token) => token.run(&self.settings),
            Command::Audit(audit) => audit.run(&self.settings),
            Command::Role(role) => role.run(&self.settings),
            Command::MenuSource(source) => source.run(&self.settings),
            Command::MealResults(results) => results.run(&self.settings),
            Command::Account(account) => account.run(&self.settings),
            Command::Key(key) => key.run(&self.settings),
        }
    }
}

impl Settings {
    fn load(
        &self,
        defaults: &Config,
        listen: Option<SocketAddr>,
    ) -> Result<Config, Box<dyn std::error::Error>> {
        Ok(load(defaults, self.config.as_deref(), &self.overrides(listen))?)
    }

    /// The settings of a command that keeps away from what is configured around it: flags count, nothing else does.
    fn load_apart(
        &self,
        defaults: &Config,
        listen: Option<SocketAddr>,
    ) -> Result<Config, Box<dyn std::error::Error>> {
        if let Some(file) = &self.config {
            return Err(format!("demo reads no configuration: leave out --config {}", file.display()).into());
        }
        Ok(load_apart(defaults, &self.overrides(listen))?)
    }

    fn overrides(&self, listen: Option<SocketAddr>) -> Overrides {
        Overrides { listen, data_dir: self.data_dir.clone(), database_url: self.database_url.clone() }
    }
}

/// A kommunkod in an argument.
fn municipality_code(text: &str) -> Result<String, String> {
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("a kommunkod has four digits, like 2281".to_owned())
    }
}

/// Prints; a reader that has seen enough and closed the pipe is no failure.
fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// What every command that touches data does first.
fn prepare(config: &Config) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)?;
    // https://no-color.org: any value that is not empty.
    let is_colourless = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(!is_colourless && std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let installed = match config.log_format {
        LogFormat::Json => builder.json().with_span_list(false).try_init(),
        LogFormat::Text => builder.try_init(),
    };
    installed.map_err(|cause| StartError::Config(cause.to_string()))?;
    Ok(())
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
