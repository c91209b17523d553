//! A local issuer for development, demonstration and tests: tokens without a login. Off unless the configuration
//! switches it on.

use std::{fs, io, path::Path, sync::Arc};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use serde_json::json;

use crate::platform::private::write_private;

/// Signs with a key pair of its own (Ed25519), made at first start and readable by its owner only.
#[derive(Clone)]
pub struct LocalIssuer(Arc<Keys>);

struct Keys {
    signing: EncodingKey,
    checking: DecodingKey,
}

impl LocalIssuer {
    /// Reads the key file, or makes it with mode 0600.
    ///
    /// # Errors
    /// When the file cannot be read, made or understood.
    pub fn open(file: &Path) -> io::Result<Self> {
        let document = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let pair = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
                    .map_err(|_| io::Error::other("no Ed25519 key pair could be made"))?;
                write_private(file, pair.as_ref())?;
                fs::read(file)?
            }
            Err(cause) => return Err(cause),
        };
        let pair = Ed25519KeyPair::from_pkcs8(&document)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not an Ed25519 key in PKCS #8"))?;
        Ok(Self(Arc::new(Keys {
            signing: EncodingKey::from_ed_der(&document),
            checking: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        })))
    }

    /// Its `iss`.
    pub const NAME: &'static str = "mittkommun-local";

    /// The `aud` of tokens for a municipality.
    #[must_use]
    pub fn audience(municipality: &str) -> String {
        format!("mittkommun:{municipality}")
    }

    /// A token for `subject` in a municipality, with the highest assurance unless `acr` says otherwise.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn token(
        &self,
        municipality: &str,
        subject: &str,
        acr: Option<&str>,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = json!({
            "iss": Self::NAME,
            "aud": Self::audience(municipality),
            "sub": subject,
            "acr": acr.unwrap_or("http://id.elegnamnden.se/loa/1.0/loa3"),
            "iat": now.timestamp(),
            "exp": (now + lifetime).timestamp(),
        });
        encode(&Header::new(Algorithm::EdDSA), &claims, &self.0.signing)
    }

    pub(super) fn key(&self) -> &DecodingKey {
        &self.0.checking
    }
}
