//! The codes that tie Swedish registers together, in their one true form: as text, with their leading zeros.

use super::faults::{FaultCode, NoteCode};

/// A code and what had to be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The code in its true form.
    pub code: String,
    /// The repair, if one was needed.
    pub repair: Option<NoteCode>,
}

/// Takes decimals away that a spreadsheet gave a code: "25247.0" or "25247,00".
fn without_decimals(text: &str) -> (&str, bool) {
    match text.split_once(['.', ',']) {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => (whole, true),
        _ => (text, false),
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn padded(text: &str, width: usize) -> Option<Repaired> {
    let (whole, decimals) = without_decimals(text.trim());
    if !digits(whole) || whole.len() > width || whole.len() + 1 < width {
        return None;
    }
    let lost_zero = whole.len() < width;
    let repair = match (lost_zero, decimals) {
        (true, _) => Some(NoteCode::LeadingZeroRestored),
        (false, true) => Some(NoteCode::DecimalsRemoved),
        (false, false) => None,
    };
    Some(Repaired { code: format!("{whole:0>width$}"), repair })
}

/// A kommunkod (SCB): county in two digits, municipality in two. "180" is "0180" without its zero. The county
/// part is 01 to 25, or 99 as the demonstration municipalities have it.
///
/// # Errors
/// [`FaultCode::NotAMunicipalityCode`].
pub fn municipality_code(text: &str) -> Result<Repaired, FaultCode> {
    let repaired = padded(text, 4).ok_or(FaultCode::NotAMunicipalityCode)?;
    let county: u8 = repaired.code.get(..2).and_then(|c| c.parse().ok()).unwrap_or(0);
    let own: u8 = repaired.code.get(2..).and_then(|c| c.parse().ok()).unwrap_or(0);
    if own == 0 || !(matches!(county, 1..=25) || county == 99) {
        return Err(FaultCode::NotAMunicipalityCode);
    }
    Ok(repaired)
}

/// A länskod (SCB) of two digits.
///
/// # Errors
/// [`FaultCode::NotACountyCode`].
pub fn county_code(text: &str) -> Result<Repaired, FaultCode> {
    let repaired = padded(text, 2).ok_or(FaultCode::NotACountyCode)?;
    match repaired.code.parse::<u8>() {
        Ok(1..=25) => Ok(repaired),
        _ => Err(FaultCode::NotACountyCode),
    }
}

/// A Swedish postal code: five digits, kept without the space that it is written with.
///
/// # Errors
/// [`FaultCode::NotAPostalCode`].
pub fn postal_code(text: &str) -> Result<Repaired, FaultCode> {
    let upper = text.trim().to_ascii_uppercase();
    let bare = upper.strip_prefix("SE").or_else(|| upper.strip_prefix('S')).unwrap_or(&upper);
    let bare: String = bare.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let (whole, decimals) = without_decimals(&bare);
    if whole.len() != 5 || !digits(whole) || whole.starts_with('0') {
        return Err(FaultCode::NotAPostalCode);
    }
    Ok(Repaired { code: whole.to_owned(), repair: decimals.then_some(NoteCode::DecimalsRemoved) })
}

/// A skolenhetskod (Skolverket): eight digits.
///
/// # Errors
/// [`FaultCode::NotASchoolUnitCode`].
pub fn school_unit_code(text: &str) -> Result<Repaired, FaultCode> {
    let (whole, decimals) = without_decimals(text.trim());
    if whole.len() != 8 || !digits(whole) {
        return Err(FaultCode::NotASchoolUnitCode);
    }
    Ok(Repaired { code: whole.to_owned(), repair: decimals.then_some(NoteCode::DecimalsRemoved) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(of: Result<Repaired, FaultCode>) -> Option<(String, Option<NoteCode>)> {
        of.ok().map(|r| (r.code, r.repair))
    }

    #[test]
    fn a_municipality_code_gets_its_lost_zero_back() {
        assert_eq!(
            code(municipality_code("180")),
            Some(("0180".into(), Some(NoteCode::LeadingZeroRestored)))
        );
        assert_eq!(
            code(municipality_code("180.0")),
            Some(("0180".into(), Some(NoteCode::LeadingZeroRestored)))
        );
        assert_eq!(code(municipality_code("2281")), Some(("2281".into(), None)));
        assert_eq!(code(municipality_code("1480,0")), Some(("1480".into(), Some(NoteCode::DecimalsRemoved))));
    }

    #[test]
    fn what_is_no_municipality_code_is_refused() {
        for wrong in ["", "18", "01800", "018O", "0000", "2600", "5512", "１２３４", "-180", "1.5"] {
            assert!(municipality_code(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_postal_code_is_five_digits_however_it_is_written() {
        assert_eq!(code(postal_code("25247.0")), Some(("25247".into(), Some(NoteCode::DecimalsRemoved))));
        for written in ["163 70", "163\u{a0}70", "SE-163 70", "S-16370", "16370"] {
            assert_eq!(code(postal_code(written)), Some(("16370".into(), None)), "{written}");
        }
        for wrong in ["", "1637", "01637", "163 7O", "163700", "50968 Köln"] {
            assert!(postal_code(wrong).is_err(), "{wrong}");
        }
    }
}
