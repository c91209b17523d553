//! Whom a command is about.

use clap::Args;
use uuid::Uuid;

use super::municipality_code;
use crate::{
    app::Foundation,
    identity::roles,
    tenancy::{Municipalities, Proof, Scope},
};

/// A person of a municipality, in arguments.
#[derive(Args)]
pub struct Somebody {
    /// Kommunkod of the municipality.
    #[arg(long, value_name = "CODE", value_parser = municipality_code)]
    municipality: String,
    /// The person's id, as their own `viewer { person { id } }` tells it.
    #[arg(long, value_name = "ID", required_unless_present = "login", value_parser = person_id)]
    person: Option<Uuid>,
    /// The `iss` and `sub` of a login that has been here at least once.
    #[arg(long, num_args = 2, value_names = ["ISSUER", "SUBJECT"], conflicts_with = "person")]
    login: Option<Vec<String>>,
}

impl Somebody {
    /// Their municipality, as an operator sees it.
    pub async fn scope(&self, foundation: &Foundation) -> Result<Scope, Box<dyn std::error::Error>> {
        open(foundation, &self.municipality).await
    }

    /// Who they are.
    pub async fn person(&self, scope: &Scope) -> Result<Uuid, Box<dyn std::error::Error>> {
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
pub async fn open(foundation: &Foundation, code: &str) -> Result<Scope, Box<dyn std::error::Error>> {
    let Foundation { platform, key, world, .. } = foundation;
    let all = Municipalities::load_all(platform.clone()).await?;
    let found = all.by_code(code).await?.ok_or_else(|| format!("there is no municipality {code}"))?;
    Ok(platform.scope(found, &world.clock, &world.ids, key).with_proof(Proof::Operator))
}

/// A person's id in an argument, with or without its prefix.
fn person_id(text: &str) -> Result<Uuid, String> {
    let parsed = text.strip_prefix("person:").unwrap_or(text).parse();
    parsed.map_err(|_| "a person's id looks like person:0199…".to_owned())
}
