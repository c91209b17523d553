//! The moderated copy that the public sees (S8).

use super::{
    intake::{BODY_LIMIT, Contact, Field, LINE_LIMIT, Place, TITLE_LIMIT, is_longer, is_on_earth, some_line},
    personal_data::{is_told, tells_of},
};
use crate::platform::text;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// There is nothing where something must be.
    Blank(Field),
    /// There is more than is taken.
    TooLong(Field),
    /// The point is not on the earth.
    LocationInvalid,
    /// It tells who somebody is or how to reach them.
    PersonalData(Field),
}

/// Cleans the copy and checks it, also for what is known of the sender.
///
/// # Errors
/// The faults.
pub fn check_copy(copy: &Copy, sender: &[Contact]) -> Result<Copy, Vec<CopyFault>> {
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
        if is_told(text) || sender.iter().any(|known| tells_of(text, known)) {
            faults.push(CopyFault::PersonalData(field));
        }
    }
    if copy.place.point.is_some_and(|point| !is_on_earth(point)) {
        faults.push(CopyFault::LocationInvalid);
    }
    if faults.is_empty() { Ok(copy) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(title: &str, body: &str) -> Copy {
        Copy { title: title.to_owned(), body: body.to_owned(), place: Place::default() }
    }

    #[test]
    fn a_copy_without_personal_data_is_taken_cleaned() {
        let checked = check_copy(&copy(" Trasig lampa ", "Vid lekplatsen.\r\n"), &[]);
        assert_eq!(checked, Ok(copy("Trasig lampa", "Vid lekplatsen.")));
    }

    #[test]
    fn personal_data_is_found_in_each_field_and_so_is_the_senders_own_name() {
        let sender = Contact { name: Some("Rut Lund".to_owned()), ..Contact::default() };
        let mut copy = copy("Ring 070-123 45 67", "Hälsningar rut  lund");
        copy.place = Place { point: Some((0.0, 181.0)), address: Some("Hos rut@example.se".to_owned()) };
        let faults = [
            CopyFault::PersonalData(Field::Title),
            CopyFault::PersonalData(Field::Body),
            CopyFault::PersonalData(Field::Address),
            CopyFault::LocationInvalid,
        ];
        assert_eq!(check_copy(&copy, &[sender]), Err(faults.to_vec()));
    }
}
