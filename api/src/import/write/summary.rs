//! What became of a file's rows.

use std::collections::BTreeMap;

use super::super::parsed::Position;

/// Every row that was read is in exactly one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows in the file.
    pub read: usize,
    /// New here.
    pub created: usize,
    /// Different from what was here.
    pub changed: usize,
    /// The same as what was here.
    pub unchanged: usize,
    /// Not understood.
    pub refused: usize,
    /// Understood, and not written.
    pub skipped: Vec<Skipped>,
    /// The schools that menus went to, and whether they were made for them.
    pub schools: BTreeMap<String, bool>,
}

impl Summary {
    /// Whether every row is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.read == self.created + self.changed + self.unchanged + self.refused + self.skipped.len()
    }

    /// How many rows were skipped for which reason.
    #[must_use]
    pub fn skipped_by_reason(&self) -> BTreeMap<SkipReason, usize> {
        let mut counts = BTreeMap::new();
        for skipped in &self.skipped {
            *counts.entry(skipped.reason).or_default() += 1;
        }
        counts
    }
}

/// A row that was understood and not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stood.
    pub at: Position,
    /// Why.
    pub reason: SkipReason,
    /// What it was about, to find it again.
    pub what: String,
}

/// Why a row that was understood is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// Its municipality is not in the database.
    UnknownMunicipality,
    /// Neither the row nor its place tells the municipality.
    NoMunicipality,
    /// The file has said it before.
    Duplicate,
    /// The product keeps no such thing.
    NotKept,
    /// The source says that it is not in use.
    Disabled,
    /// It is known in another municipality, where things depend on it.
    Elsewhere,
    /// It is in another country.
    Abroad,
    /// Nothing with that name or code is in the database.
    Unmatched,
    /// The identity is protected (P3).
    Protected,
    /// The source does not say whether a unit is a preschool or a school.
    KindUnsaid,
    /// It was over before it was known here.
    Over,
    /// A child's place is in no group.
    NoGroup,
    /// Nobody has the duty.
    Vacant,
    /// A role that the format does not know: nobody guesses what it may do.
    UnknownRole,
    /// A role that gives no right here.
    RoleWithoutRights,
    /// A person made the same relation by hand, and it is left to people.
    MadeByHand,
}

impl SkipReason {
    /// The code as it stands in report files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownMunicipality => "UNKNOWN_MUNICIPALITY",
            Self::NoMunicipality => "NO_MUNICIPALITY",
            Self::Duplicate => "DUPLICATE",
            Self::NotKept => "NOT_KEPT",
            Self::Disabled => "DISABLED",
            Self::Elsewhere => "ELSEWHERE",
            Self::Abroad => "ABROAD",
            Self::Unmatched => "UNMATCHED",
            Self::Protected => "PROTECTED",
            Self::KindUnsaid => "KIND_UNSAID",
            Self::Over => "OVER",
            Self::NoGroup => "NO_GROUP",
            Self::Vacant => "VACANT",
            Self::UnknownRole => "UNKNOWN_ROLE",
            Self::RoleWithoutRights => "ROLE_WITHOUT_RIGHTS",
            Self::MadeByHand => "MADE_BY_HAND",
        }
    }

    /// The reason in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::UnknownMunicipality => "its municipality is not in the database",
            Self::NoMunicipality => "neither the row nor its place tells the municipality",
            Self::Duplicate => "the file has said it before",
            Self::NotKept => "nothing of this kind is kept",
            Self::Disabled => "the source says that it is not in use",
            Self::Elsewhere => "it is known in another municipality, where things depend on it",
            Self::Abroad => "it is in another country",
            Self::Unmatched => "nothing with that code is in the database",
            Self::Protected => "the identity is protected",
            Self::KindUnsaid => "the source does not say whether it is a preschool or a school",
            Self::Over => "it was over before it was known here",
            Self::NoGroup => "it names no group",
            Self::Vacant => "it names no person",
            Self::UnknownRole => "the role is none that the format knows",
            Self::RoleWithoutRights => "the role gives no right here",
            Self::MadeByHand => "a person made the same by hand",
        }
    }

    /// The reason in Swedish.
    #[must_use]
    pub fn swedish(self) -> &'static str {
        match self {
            Self::UnknownMunicipality => "kommunen finns inte i databasen",
            Self::NoMunicipality => "varken raden eller platsen säger vilken kommun det är",
            Self::Duplicate => "filen har sagt det förut",
            Self::NotKept => "inget av detta slag sparas",
            Self::Disabled => "källan säger att den inte används",
            Self::Elsewhere => "den finns i en annan kommun, där annat beror på den",
            Self::Abroad => "den ligger i ett annat land",
            Self::Unmatched => "inget med den koden finns i databasen",
            Self::Protected => "identiteten är skyddad",
            Self::KindUnsaid => "källan säger inte om det är en förskola eller en skola",
            Self::Over => "det var över innan det blev känt här",
            Self::NoGroup => "ingen grupp anges",
            Self::Vacant => "ingen person anges",
            Self::UnknownRole => "rollen är ingen som formatet känner till",
            Self::RoleWithoutRights => "rollen ger ingen rätt här",
            Self::MadeByHand => "någon har gjort samma sak för hand",
        }
    }
}
