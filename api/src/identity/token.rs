//! What a verified token says, and why a token is no good.

use chrono::{DateTime, Utc};

use super::Assurance;
use crate::platform::Locale;

/// What a verified token says of its bearer.
#[derive(Clone, Debug)]
pub struct Claims {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// Given name, when the issuer tells.
    pub given_name: Option<String>,
    /// Family name, when the issuer tells.
    pub family_name: Option<String>,
    /// Level of assurance.
    pub assurance: Assurance,
    /// `exp`.
    pub expires_at: DateTime<Utc>,
}

/// Why a token is refused, as far as a developer needs to know and an attacker may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Not a signed JWT.
    Malformed,
    /// Larger than any token we accept.
    Oversized,
    /// From an issuer, for an audience or with an algorithm that this municipality does not accept, or with a signature
    /// that does not verify: which of them it is helps only somebody who probes.
    NotAccepted,
    /// `exp` has passed.
    Expired,
    /// `nbf` has not come.
    NotYetValid,
    /// The issuer's keys cannot be had just now.
    IssuerUnavailable,
}

impl TokenError {
    /// The reason in words.
    #[must_use]
    pub fn message(self, locale: Locale) -> &'static str {
        match self {
            Self::Malformed => {
                locale.say("Åtkomsttoken är inte en signerad JWT.", "The access token is not a signed JWT.")
            }
            Self::Oversized => locale.say("Åtkomsttoken är för stor.", "The access token is too large."),
            Self::NotAccepted => locale.say(
                "Åtkomsttoken godtas inte här: kontrollera utfärdare, mottagare, algoritm och kommun.",
                "The access token is not accepted here: check issuer, audience, algorithm and municipality.",
            ),
            Self::Expired => locale.say("Åtkomsttoken har gått ut.", "The access token has expired."),
            Self::NotYetValid => {
                locale.say("Åtkomsttoken gäller inte ännu.", "The access token is not valid yet.")
            }
            Self::IssuerUnavailable => locale.say(
                "Utfärdarens nycklar kan inte hämtas just nu; försök igen.",
                "The issuer's keys cannot be fetched just now; try again.",
            ),
        }
    }
}
