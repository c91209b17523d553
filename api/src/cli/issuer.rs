//! `mittkommun issuer`.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use jsonwebtoken::Algorithm;

use super::{Outcome, Settings, municipality_code, prepare, print, runtime};
use crate::{
    app::{Foundation, World},
    config::{Config, LogFormat},
    identity::{ClaimNames, IssuerConfig, default_acr, default_algorithms, distrust, list_trusted, trust},
};

/// Issuers of access tokens that municipalities trust, beside those of the configuration file. A running server sees
/// changes within half a minute.
#[derive(Args)]
pub struct Issuer {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the issuers that are trusted, one a line: municipality, issuer, audience, algorithms, where the keys are,
    /// where it is trusted, the levels of assurance that open child data, and the claims that are not spelled in OIDC
    /// Sweden's way.
    List(List),
    /// Trust an issuer. Its tokens are accepted in that municipality from then on.
    Add(Box<Add>),
    /// Trust an issuer no longer. Its tokens are refused within half a minute, and what they opened is closed.
    Remove(Remove),
}

#[derive(Args)]
struct List {
    /// Only those of one municipality, by kommunkod.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: Option<String>,
}

#[derive(Args)]
#[command(after_help = CLAIMS)]
struct Add {
    /// Kommunkod of the municipality that trusts it.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The exact `iss` of its tokens.
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// The exact `aud` that its tokens must have.
    #[arg(long, value_name = "AUDIENCE")]
    audience: String,
    /// Where its keys are (`jwks_uri`): https, or http on this machine.
    #[arg(long, value_name = "URL", required_unless_present = "jwks_file")]
    jwks_url: Option<String>,
    /// A file with its public keys (JWK set), which is copied into the database, instead of the URL.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_url")]
    jwks_file: Option<PathBuf>,
    /// An algorithm that it may sign with: `RS256`, `ES256` or `EdDSA`; may be repeated. All three when left out.
    #[arg(long = "algorithm", value_name = "NAME")]
    algorithms: Vec<Algorithm>,
    /// A level of assurance (`acr`) that opens child data; may be repeated. Levels 3 and 4 of Swedish e-identification
    /// when left out.
    #[arg(long = "accepted-acr", value_name = "URI")]
    accepted_acr: Vec<String>,
    /// How it spells a claim, such as `personal_identity_number=nin`; may be repeated. OIDC Sweden's way when left out.
    #[arg(long = "claim", value_name = "SETTING=CLAIM", value_parser = pair)]
    claims: Vec<(String, String)>,
}

const CLAIMS: &str = "Claim settings: given_name, family_name, acr, personal_identity_number, coordination_number, \
    previous_coordination_number, number_type, number_types, principal_name, org_affiliation. An empty claim is not read.";

#[derive(Args)]
struct Remove {
    /// Kommunkod of the municipality that trusts it.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The exact `iss` of its tokens.
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// The audience for which it is trusted no longer; every one when left out.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
}

impl Issuer {
    pub fn run(self, settings: &Settings) -> Outcome {
        let defaults = Config { log: "warn".to_owned(), log_format: LogFormat::Text, ..Config::default() };
        let config = settings.load(&defaults, None)?;
        prepare(&config)?;
        runtime()?.block_on(async {
            let foundation = Foundation::open(&config, World::default(), false).await?;
            match self.command {
                Command::List(list) => list.run(&config, &foundation).await,
                Command::Add(add) => add.run(&config, &foundation).await,
                Command::Remove(remove) => remove.run(&config, &foundation).await,
            }
        })
    }
}

impl List {
    async fn run(self, config: &Config, foundation: &Foundation) -> Outcome {
        let stored = list_trusted(&foundation.platform).await?;
        let configured = config.identity.issuers.iter().map(|issuer| (issuer, "configuration"));
        let stored = stored.iter().map(|issuer| {
            let hidden = is_configured(config, &issuer.municipality, &issuer.issuer);
            (issuer, if hidden { "database, but the configuration goes before" } else { "database" })
        });
        let mut all: Vec<_> = configured.chain(stored).collect();
        all.retain(|(issuer, _)| self.municipality.as_ref().is_none_or(|code| *code == issuer.municipality));
        all.sort_by(|(a, _), (b, _)| (&a.municipality, &a.issuer).cmp(&(&b.municipality, &b.issuer)));
        print(&all.iter().map(|(issuer, origin)| line(issuer, origin)).collect::<String>())
    }
}

fn line(issuer: &IssuerConfig, origin: &str) -> String {
    let algorithms: Vec<_> = issuer.algorithms.iter().map(|algorithm| format!("{algorithm:?}")).collect();
    let keys = match (&issuer.jwks_url, &issuer.jwks_file) {
        (Some(url), _) => url.clone(),
        (None, Some(file)) => file.display().to_string(),
        (None, None) => "keys given".to_owned(),
    };
    let IssuerConfig { municipality, issuer, audience, accepted_acr, claims, .. } = issuer;
    let acr =
        if accepted_acr.is_empty() { "none opens child data".to_owned() } else { accepted_acr.join(",") };
    let changed = claims.changed();
    let claims = if changed.is_empty() { "claims of OIDC Sweden".to_owned() } else { changed.join(" ") };
    let algorithms = algorithms.join(",");
    format!("{municipality}\t{issuer}\t{audience}\t{algorithms}\t{keys}\t{origin}\t{acr}\t{claims}\n")
}

fn is_configured(config: &Config, municipality: &str, issuer: &str) -> bool {
    config.identity.issuers.iter().any(|known| known.municipality == municipality && known.issuer == issuer)
}

impl Add {
    async fn run(self, config: &Config, foundation: &Foundation) -> Outcome {
        let mut claims = ClaimNames::default();
        for (setting, claim) in &self.claims {
            claims.set(setting, claim)?;
        }
        let jwks = match &self.jwks_file {
            Some(file) => {
                let named = |cause: String| format!("--jwks-file {}: {cause}", file.display());
                let text = fs::read(file).map_err(|cause| named(cause.to_string()))?;
                Some(serde_json::from_slice(&text).map_err(|cause| named(cause.to_string()))?)
            }
            None => None,
        };
        let issuer = IssuerConfig {
            municipality: self.municipality,
            issuer: self.issuer,
            audience: self.audience,
            algorithms: if self.algorithms.is_empty() { default_algorithms() } else { self.algorithms },
            jwks_url: self.jwks_url,
            jwks_file: None,
            jwks,
            claims,
            accepted_acr: if self.accepted_acr.is_empty() { default_acr() } else { self.accepted_acr },
        };
        trust(&foundation.platform, &issuer, foundation.world.clock.now()).await?;
        if is_configured(config, &issuer.municipality, &issuer.issuer) {
            eprintln!(
                "mittkommun: the configuration names this issuer for {} too, and goes before",
                issuer.municipality
            );
        }
        print(&format!("{} is trusted in {} for {}\n", issuer.issuer, issuer.municipality, issuer.audience))
    }
}

impl Remove {
    async fn run(self, config: &Config, foundation: &Foundation) -> Outcome {
        let Self { municipality, issuer, audience } = self;
        let removed = distrust(&foundation.platform, &municipality, &issuer, audience.as_deref()).await?;
        let configured = is_configured(config, &municipality, &issuer);
        match (removed, configured) {
            (0, true) => Err(format!("{issuer} is trusted by the configuration: take it out there").into()),
            (0, false) => Err(format!("{issuer} is not trusted in {municipality}").into()),
            (_, true) => {
                eprintln!("mittkommun: {issuer} is still trusted by the configuration");
                print(&format!("{issuer} is trusted no longer in {municipality} by the database\n"))
            }
            (_, false) => print(&format!("{issuer} is trusted no longer in {municipality}\n")),
        }
    }
}

/// A setting and its value in an argument.
fn pair(text: &str) -> Result<(String, String), String> {
    let (setting, claim) = text.split_once('=').ok_or("a claim is given as SETTING=CLAIM")?;
    ClaimNames::default().set(setting, claim)?;
    Ok((setting.to_owned(), claim.to_owned()))
}
