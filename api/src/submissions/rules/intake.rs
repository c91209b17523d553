//! What somebody files: cleaned, bounded, checked. All faults are found together.

use entity::SubmissionKind;
use uuid::Uuid;

use super::contact::{is_email, is_phone};
use crate::platform::{
    idempotency::{is_key, is_unguessable_key},
    text,
};

/// Characters of a title at most.
pub const TITLE_LIMIT: usize = 200;
/// Characters of a text at most.
pub const BODY_LIMIT: usize = 10_000;
/// Characters of a name or a place in words at most.
pub const LINE_LIMIT: usize = 200;

/// A filing as it came in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Praise, complaint, …
    pub kind: SubmissionKind,
    /// What it is about.
    pub category: Option<Uuid>,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Where.
    pub place: Place,
    /// How to reach the sender.
    pub contact: Option<Contact>,
    /// Whether nothing may tell who the sender is.
    pub anonymous: bool,
    /// BCP 47 tag of the language it is written in.
    pub locale: String,
}

/// Where something is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Latitude and longitude, WGS84 degrees.
    pub point: Option<(f64, f64)>,
    /// In words.
    pub address: Option<String>,
}

/// How to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// A filing that is fit to keep, once [`faults_of`] finds nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    /// Praise, complaint, …
    pub kind: SubmissionKind,
    /// What it is about.
    pub category: Option<Uuid>,
    /// One line.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Where.
    pub place: Place,
    /// How to reach the sender; absent where nothing was given.
    pub contact: Option<Contact>,
    /// Whether nothing may tell who the sender is.
    pub anonymous: bool,
    /// BCP 47 tag.
    pub locale: String,
}

/// A place in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The text.
    Body,
    /// The text for the public.
    PublicBody,
    /// The place in words.
    Address,
    /// The sender's name.
    ContactName,
}

/// Why a filing is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is nothing where something must be.
    Blank(Field),
    /// There is more than is taken.
    TooLong(Field),
    /// Mail cannot go there.
    EmailInvalid,
    /// It cannot be dialled.
    PhoneInvalid,
    /// The point is not on the earth.
    LocationInvalid,
    /// No such category here.
    UnknownCategory,
    /// The category is no longer offered.
    CategoryDeprecated,
    /// Anonymous, and yet with contact details.
    AnonymousWithContact,
    /// A case officer did not say whether it is for somebody else.
    ForSomebodyElseMissing,
    /// Only case officers file for somebody else.
    ForSomebodyElseNotPermitted,
    /// The client's key is none.
    IdempotencyKeyInvalid,
    /// The key came before with another input.
    IdempotencyKeyReused,
    /// It was filed before, and its code was derived from a key that is not here.
    TrackingCodeLost,
}

/// Who an idempotency key is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// A person who is logged in.
    Somebody,
    /// All who are not, and who must not come upon each other's keys.
    Anyone,
}

impl KeyOwner {
    /// Whether the key is fit to be kept.
    pub fn may_use(self, key: &str) -> bool {
        match self {
            Self::Somebody => is_key(key),
            Self::Anyone => is_unguessable_key(key),
        }
    }
}

/// Cleans what came in.
pub fn clean(draft: Draft) -> Filing {
    let Draft { kind, category, title, body, place, contact, anonymous, locale } = draft;
    let contact = contact.map(|contact| Contact {
        name: some_line(contact.name.as_deref()),
        email: some_line(contact.email.as_deref()),
        phone: some_line(contact.phone.as_deref()),
    });
    Filing {
        kind,
        category,
        title: text::line(&title),
        body: text::paragraphs(&body),
        place: Place { point: place.point, address: some_line(place.address.as_deref()) },
        contact: contact.filter(|contact| *contact != Contact::default()),
        anonymous,
        locale,
    }
}

/// Everything that is wrong with a cleaned filing by itself.
pub fn faults_of(filing: &Filing, key: Option<&str>, owner: KeyOwner) -> Vec<FileFault> {
    let mut faults = Vec::new();
    for (field, text, limit) in
        [(Field::Title, &filing.title, TITLE_LIMIT), (Field::Body, &filing.body, BODY_LIMIT)]
    {
        if text.is_empty() {
            faults.push(FileFault::Blank(field));
        } else if is_longer(text, limit) {
            faults.push(FileFault::TooLong(field));
        }
    }
    let name = filing.contact.as_ref().and_then(|contact| contact.name.as_deref());
    for (field, text, limit) in [
        (Field::Address, filing.place.address.as_deref(), LINE_LIMIT),
        (Field::ContactName, name, LINE_LIMIT),
    ] {
        if text.is_some_and(|text| is_longer(text, limit)) {
            faults.push(FileFault::TooLong(field));
        }
    }
    let contact = filing.contact.as_ref();
    if contact.and_then(|contact| contact.email.as_deref()).is_some_and(|email| !is_email(email)) {
        faults.push(FileFault::EmailInvalid);
    }
    if contact.and_then(|contact| contact.phone.as_deref()).is_some_and(|phone| !is_phone(phone)) {
        faults.push(FileFault::PhoneInvalid);
    }
    if key.is_some_and(|key| !owner.may_use(key)) {
        faults.push(FileFault::IdempotencyKeyInvalid);
    }
    if filing.place.point.is_some_and(|point| !is_on_earth(point)) {
        faults.push(FileFault::LocationInvalid);
    }
    if filing.anonymous && filing.contact.is_some() {
        faults.push(FileFault::AnonymousWithContact);
    }
    faults
}

/// Whether the text has more characters than that.
pub fn is_longer(text: &str, limit: usize) -> bool {
    // A character has at most four bytes: most texts need no counting.
    text.len() > limit && text.chars().nth(limit).is_some()
}

/// Whether it is a point by latitude and longitude.
pub fn is_on_earth((latitude, longitude): (f64, f64)) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

/// The cleaned line; `None` where nothing is left of it.
pub fn some_line(text: Option<&str>) -> Option<String> {
    text.map(text::line).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            kind: SubmissionKind::FaultReport,
            category: None,
            title: " Trasig  lampa ".to_owned(),
            body: "Lampan är trasig.\r\n".to_owned(),
            place: Place { point: Some((62.39, 17.3)), address: Some(" ".to_owned()) },
            contact: Some(Contact { name: Some(" ".to_owned()), ..Contact::default() }),
            anonymous: true,
            locale: "sv".to_owned(),
        }
    }

    #[test]
    fn an_empty_contact_is_none_and_does_not_contradict_anonymity() {
        let filing = clean(draft());
        assert_eq!(filing.title, "Trasig lampa");
        assert_eq!(filing.body, "Lampan är trasig.");
        assert_eq!((&filing.contact, &filing.place.address), (&None, &None));
        assert_eq!(faults_of(&filing, Some("key"), KeyOwner::Somebody), []);
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let long = "å".repeat(10_001);
        let (email, phone) = (Some("anna@".to_owned()), Some("ring mig".to_owned()));
        let contact = Contact { name: Some(long.clone()), email, phone };
        let place = Place { point: Some((90.1, f64::NAN)), address: Some(long.clone()) };
        let draft = Draft { title: "\u{0}".to_owned(), body: long, place, contact: Some(contact), ..draft() };
        assert_eq!(
            faults_of(&clean(draft), Some(""), KeyOwner::Somebody),
            [
                FileFault::Blank(Field::Title),
                FileFault::TooLong(Field::Body),
                FileFault::TooLong(Field::Address),
                FileFault::TooLong(Field::ContactName),
                FileFault::EmailInvalid,
                FileFault::PhoneInvalid,
                FileFault::IdempotencyKeyInvalid,
                FileFault::LocationInvalid,
                FileFault::AnonymousWithContact,
            ]
        );
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let draft = Draft { title: "å".repeat(TITLE_LIMIT), ..draft() };
        assert_eq!(faults_of(&clean(draft), None, KeyOwner::Anyone), []);
    }
}
