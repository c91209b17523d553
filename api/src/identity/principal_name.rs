//! Principal names: how an organisation names those who log in through it (T8). `eduPersonPrincipalName` of the school
//! federations and OIDC Sweden's `orgAffiliation` have the same shape, a user and the scope that gives the name.

use crate::platform::pii::tells_identity_number;

/// What a database index, a log and a person can still hold.
const LONGEST: usize = 254;

/// A principal name in lower case: `elsa.lund@edu.example.se`, `se2120002411-4kx@2120002411`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PrincipalName(String);

/// Why a text is no principal name. Never tells the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalNameError {
    /// Not a user and a scope with one `@` between.
    #[error("a principal name is user@scope")]
    Malformed,
    /// It has a personal identity number in it, which is nowhere to be kept (T7).
    #[error("a principal name must not hold a personal identity number")]
    TellsIdentityNumber,
}

impl PrincipalName {
    /// Reads a name; upper and lower case are the same.
    ///
    /// # Errors
    /// See [`PrincipalNameError`].
    pub fn parse(text: &str) -> Result<Self, PrincipalNameError> {
        let name = text.trim().to_lowercase();
        let (user, scope) = name.split_once('@').ok_or(PrincipalNameError::Malformed)?;
        let strange = |c: char| c.is_whitespace() || c.is_control() || c == '@';
        if [user, scope].iter().any(|part| part.is_empty() || part.contains(strange)) || name.len() > LONGEST
        {
            return Err(PrincipalNameError::Malformed);
        }
        // The scope of an affiliation is an organisation's number, which is made like a person's.
        if tells_identity_number(user) {
            return Err(PrincipalNameError::TellsIdentityNumber);
        }
        Ok(Self(name))
    }

    /// A name that was parsed before it was stored.
    pub(super) fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_name_is_a_user_and_a_scope() {
        let parse = |text: &str| PrincipalName::parse(text).map(|name| name.0);
        assert_eq!(parse(" Elsa.Lund@EDU.example.se ").as_deref(), Ok("elsa.lund@edu.example.se"));
        assert_eq!(parse("SE2120002411-4KX@2120002411").as_deref(), Ok("se2120002411-4kx@2120002411"));
        let long = format!("{}@example.se", "a".repeat(LONGEST));
        for malformed in ["", "elsa", "@edu.example.se", "elsa@", "e@b@c", "el sa@b", "el\u{0}sa@b", &long] {
            assert_eq!(parse(malformed), Err(PrincipalNameError::Malformed), "{malformed:?}");
        }
        for telling in ["198211059954@edu.example.se", "19821105-9954@edu.example.se", "p821105-9954@b"] {
            assert_eq!(parse(telling), Err(PrincipalNameError::TellsIdentityNumber), "{telling}");
        }
    }
}
