//! What a verified token says, and why a token is no good.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, Utc};

use super::{Assurance, IdentityNumber, IdentityNumberError, PrincipalName, PrincipalNameError};
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
    /// Identity numbers of the bearer: that of now, and the coordination number of before.
    pub numbers: Vec<IdentityNumber>,
    /// Principal names of the bearer.
    pub principal_names: Vec<PrincipalName>,
    /// Level of assurance.
    pub assurance: Assurance,
    /// `exp`.
    pub expires_at: DateTime<Utc>,
    /// Whether the issuer is trusted still.
    pub trust: Trust,
}

/// The trust in an issuer, which can be withdrawn while somebody is logged in.
#[derive(Clone, Debug, Default)]
pub struct Trust(Arc<AtomicBool>);

impl Trust {
    /// Ends it.
    pub(super) fn withdraw(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a token is refused, as far as a developer needs to know and an attacker may. What it says of a person comes only
/// after the signature was found good.
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
    /// A personal identity number and a coordination number: nobody has both.
    TwoNumbers,
    /// An identity number that is none.
    IdentityNumber(IdentityNumberError),
    /// A principal name that is none.
    PrincipalName(PrincipalNameError),
    /// What it proves belongs to different people here.
    IdentityConflict,
}

impl TokenError {
    /// The reason for a program: `extensions.reason`.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "TOKEN_MALFORMED",
            Self::Oversized => "TOKEN_TOO_LARGE",
            Self::NotAccepted => "TOKEN_NOT_ACCEPTED",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYetValid => "TOKEN_NOT_YET_VALID",
            Self::IssuerUnavailable => "ISSUER_UNAVAILABLE",
            Self::TwoNumbers => "TWO_IDENTITY_NUMBERS",
            Self::IdentityNumber(_) => "IDENTITY_NUMBER_INVALID",
            Self::PrincipalName(_) => "PRINCIPAL_NAME_INVALID",
            Self::IdentityConflict => "IDENTITY_CONFLICT",
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn message(self, locale: Locale) -> &'static str {
        let (sv, en) = match self {
            Self::Malformed => {
                ("Åtkomsttoken är inte en signerad JWT.", "The access token is not a signed JWT.")
            }
            Self::Oversized => ("Åtkomsttoken är för stor.", "The access token is too large."),
            Self::NotAccepted => (
                "Åtkomsttoken godtas inte här: kontrollera utfärdare, mottagare, algoritm och kommun.",
                "The access token is not accepted here: check issuer, audience, algorithm and municipality.",
            ),
            Self::Expired => ("Åtkomsttoken har gått ut.", "The access token has expired."),
            Self::NotYetValid => ("Åtkomsttoken gäller inte ännu.", "The access token is not valid yet."),
            Self::IssuerUnavailable => (
                "Utfärdarens nycklar kan inte hämtas just nu; försök igen.",
                "The issuer's keys cannot be fetched just now; try again.",
            ),
            Self::TwoNumbers => (
                "Åtkomsttoken har både personnummer och samordningsnummer.",
                "The access token has both a personal identity number and a coordination number.",
            ),
            Self::IdentityNumber(fault) => of_number(fault),
            Self::PrincipalName(PrincipalNameError::Malformed) => (
                "Användarnamnet i åtkomsttoken har inte formen namn@organisation.",
                "The principal name in the access token is not of the form user@scope.",
            ),
            Self::PrincipalName(PrincipalNameError::TellsIdentityNumber) => (
                "Användarnamnet i åtkomsttoken innehåller ett personnummer.",
                "The principal name in the access token holds a personal identity number.",
            ),
            Self::IdentityConflict => (
                "Inloggningen styrker en identitet som hör till ett annat konto här; kommunen måste reda ut det.",
                "The login proves an identity that belongs to another account here; the municipality must sort it out.",
            ),
        };
        locale.say(sv, en)
    }
}

/// What is wrong with a number, without the number.
fn of_number(fault: IdentityNumberError) -> (&'static str, &'static str) {
    match fault {
        IdentityNumberError::Malformed => (
            "Identitetsnumret i åtkomsttoken har inte 10 eller 12 siffror, eller står i fel uppgift.",
            "The identity number in the access token has neither 10 nor 12 digits, or is in the wrong claim.",
        ),
        IdentityNumberError::Temporary => (
            "Numret i åtkomsttoken är tillfälligt och styrker ingen identitet.",
            "The number in the access token is a temporary one and proves no identity.",
        ),
        IdentityNumberError::NoSuchDate => (
            "Identitetsnumret i åtkomsttoken har ett datum som inte finns.",
            "The identity number in the access token has a date that does not exist.",
        ),
        IdentityNumberError::NoSerial => (
            "Identitetsnumret i åtkomsttoken har födelsenumret 000.",
            "The identity number in the access token has the serial number 000.",
        ),
        IdentityNumberError::WrongCheckDigit => (
            "Identitetsnumret i åtkomsttoken har fel kontrollsiffra.",
            "The identity number in the access token has a wrong check digit.",
        ),
    }
}
