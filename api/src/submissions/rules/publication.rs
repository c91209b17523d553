//! The moderated copy that the public sees (S8).

use super::{
    intake::{BODY_LIMIT, Field, LINE_LIMIT, Place, TITLE_LIMIT, is_longer, is_on_earth, some_line},
    personal_data::is_told,
    sender::Sender,
};
use crate::platform::{Locale, pii::tells_identity_number, text};

/// What the public is to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Where; absent is not shown.
    pub place: Place,
}

/// Why a copy is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// There is nothing where something must be.
    Blank(Field),
    /// There is more than is taken.
    TooLong(Field),
    /// The point is not on the earth.
    LocationInvalid,
    /// It tells who somebody is or how to reach them.
    PersonalData(PersonalData),
}

/// What tells who somebody is or how to reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalData {
    /// Where.
    pub field: Field,
    /// The words that are a part of the sender's name; none where it is something else.
    pub names: Vec<String>,
}

impl PersonalData {
    /// What is wrong, for who writes for the public. No number is repeated (T7).
    pub fn describe(&self, locale: Locale) -> String {
        if self.names.is_empty() {
            return locale
                .say(
                    "Texten innehåller personuppgifter: personnummer, e-postadress eller telefonnummer.",
                    "The text holds personal data: an identity number, e-mail address or telephone number.",
                )
                .to_owned();
        }
        let names = self.names.iter().map(|name| format!("”{name}”")).collect::<Vec<_>>().join(", ");
        locale.say(
            format!(
                "Texten innehåller avsändarens namn: {names}. Skriv om den, eller ange ordet i acceptedWords om det \
                 betyder något annat här."
            ),
            format!(
                "The text holds the sender's name: {names}. Reword it, or give the word in acceptedWords if it means \
                 something else here."
            ),
        )
    }
}

/// What keeps the wording of an answer from the public. The municipality's own addresses and numbers may be in it.
pub fn personal_data_in_answer(text: &str, sender: &Sender, accepted: &[String]) -> Option<PersonalData> {
    let field = Field::PublicBody;
    let number = || tells_identity_number(text).then(|| PersonalData { field, names: Vec::new() });
    personal_data_in(field, text, sender, accepted).or_else(number)
}

/// What a text for the public tells of its sender, if anything.
fn personal_data_in(field: Field, text: &str, sender: &Sender, accepted: &[String]) -> Option<PersonalData> {
    let told = sender.told_in(text, accepted);
    (!told.is_nothing()).then_some(PersonalData { field, names: told.names })
}

/// Cleans the copy and checks it, also for what is known of the sender. `accepted` words mean something else than the
/// sender's name.
///
/// # Errors
/// The faults.
pub fn check_copy(copy: &Copy, sender: &Sender, accepted: &[String]) -> Result<Copy, Vec<CopyFault>> {
    let place = Place { point: copy.place.point, address: some_line(copy.place.address.as_deref()) };
    let copy = Copy { title: text::line(&copy.title), body: text::paragraphs(&copy.body), place };
    let mut faults = Vec::new();
    let address = copy.place.address.as_deref().unwrap_or_default();
    for (field, text, limit) in [
        (Field::Title, copy.title.as_str(), TITLE_LIMIT),
        (Field::Body, copy.body.as_str(), BODY_LIMIT),
        (Field::Address, address, LINE_LIMIT),
    ] {
        if text.is_empty() && field != Field::Address {
            faults.push(CopyFault::Blank(field));
        }
        if is_longer(text, limit) {
            faults.push(CopyFault::TooLong(field));
        }
        let tells = personal_data_in(field, text, sender, accepted)
            .or_else(|| is_told(text).then(|| PersonalData { field, names: Vec::new() }));
        faults.extend(tells.map(CopyFault::PersonalData));
    }
    if copy.place.point.is_some_and(|point| !is_on_earth(point)) {
        faults.push(CopyFault::LocationInvalid);
    }
    if faults.is_empty() { Ok(copy) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::{super::intake::Contact, *};

    fn copy(title: &str, body: &str) -> Copy {
        Copy { title: title.to_owned(), body: body.to_owned(), place: Place::default() }
    }

    fn rut_lund() -> Sender {
        Sender::of(&[Contact { name: Some("Rut Lund".to_owned()), ..Contact::default() }])
    }

    #[test]
    fn a_copy_without_personal_data_is_taken_cleaned() {
        let checked = check_copy(&copy(" Trasig lampa ", "Vid lekplatsen.\r\n"), &Sender::default(), &[]);
        assert_eq!(checked, Ok(copy("Trasig lampa", "Vid lekplatsen.")));
    }

    #[test]
    fn personal_data_is_found_in_each_field_and_so_is_the_senders_own_name() {
        let mut copy = copy("Ring 070-123 45 67", "Hälsningar rut  lund");
        copy.place = Place { point: Some((0.0, 181.0)), address: Some("Hos rut@example.se".to_owned()) };
        let tells = |field, names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            CopyFault::PersonalData(PersonalData { field, names })
        };
        let faults = [
            tells(Field::Title, &[]),
            tells(Field::Body, &["rut  lund"]),
            tells(Field::Address, &["rut"]),
            CopyFault::LocationInvalid,
        ];
        assert_eq!(check_copy(&copy, &rut_lund(), &[]), Err(faults.to_vec()));
    }

    #[test]
    fn a_word_that_means_something_else_is_taken_once_it_is_accepted() {
        let copy = copy("Trasig lampa i Lund", "En lund med lampor.");
        assert!(check_copy(&copy, &rut_lund(), &[]).is_err());
        assert_eq!(check_copy(&copy, &rut_lund(), &["Lund".to_owned()]), Ok(copy.clone()));
    }
}
