//! Public numbers: the Swedish calendar year and a serial that starts at one in each municipality, "2026-00017".

/// The number of the serial. The store makes the same of the same parts where only the database knows the serial.
pub fn number(year: i32, serial: i32) -> String {
    format!("{}{serial:0>width$}", number_prefix(year), width = SERIAL_ZEROS.len())
}

/// What the numbers of a year begin with; the serial follows.
pub fn number_prefix(year: i32) -> String {
    format!("{year}-")
}

/// What a serial of fewer digits is filled up with in front.
pub const SERIAL_ZEROS: &str = "00000";

/// Whether a number looks like one that [`number`] gives: an imported submission may not take it from us.
pub fn is_ours(number: &str) -> bool {
    number.split_once('-').is_some_and(|(year, serial)| {
        year.len() == 4
            && serial.len() >= SERIAL_ZEROS.len()
            && (year.bytes().chain(serial.bytes())).all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_within_a_year_and_are_known_as_ours() {
        assert_eq!(number(2026, 17), "2026-00017");
        assert_eq!(number(2026, 123_456), "2026-123456");
        assert!(is_ours("2026-00017") && is_ours("2026-123456"));
        for foreign in ["14-01100669", "A-173480", "2026-17", "2026-0001x", "", "-"] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }
}
