//! Swedish identity numbers: personnummer and samordningsnummer (T6; folkbokföringslagen 18 § and 18 a §). A number that
//! was read is never shown again: its digits leave this type for a keyed hash and for nothing else (T7).

use std::fmt;

use chrono::{Datelike as _, NaiveDate};

use crate::platform::pii::{COORDINATION, is_birthday, passes_luhn, temporary::is_temporary};

/// A personnummer or samordningsnummer with its century.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber {
    digits: [u8; 12],
}

/// Why a text is no identity number. Never tells the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Neither 10 nor 12 digits with at most a separator before the last four.
    #[error("an identity number has 10 or 12 digits")]
    Malformed,
    /// A temporary number such as `20130101TF01` or `20130101T123`, which schools and health care give to people who have
    /// none (SS 12000). It says who somebody is within one system only, and is read by nobody.
    #[error("a temporary number is no identity number")]
    Temporary,
    /// The date is none of the calendar, or has not come yet.
    #[error("the identity number's date of birth does not exist")]
    NoSuchDate,
    /// The serial number is 000.
    #[error("the identity number's serial number is 000")]
    NoSerial,
    /// The last digit does not fit the others.
    #[error("the identity number's check digit is wrong")]
    WrongCheckDigit,
}

impl IdentityNumber {
    /// Reads a number with 10 or 12 digits, with `-` or `+` before the last four or without, with spaces anywhere. A
    /// plus says that the person turns 100 this year or did before. Ten digits without a plus mean the latest date of
    /// birth that is not after `today`.
    ///
    /// # Errors
    /// See [`IdentityNumberError`].
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, IdentityNumberError> {
        let Written { date, last, is_hundred } = Written::read(text)?;
        let (century, date) = match date.len() {
            8 => date.split_at_checked(2).ok_or(IdentityNumberError::Malformed)?,
            _ => ("", date.as_str()),
        };
        let [year, month, day] = [0, 2, 4].map(|at| number(date.get(at..at + 2).unwrap_or_default()));
        let this_year = u32::try_from(today.year()).unwrap_or_default();
        let centuries = match century {
            "" => {
                let latest = if is_hundred { this_year.saturating_sub(100) } else { this_year };
                let newest = latest - (latest + 100 - year) % 100;
                // Within this year, a day that has not come is one of a hundred years ago.
                if is_hundred { vec![newest] } else { vec![newest, newest.saturating_sub(100)] }
            }
            // Nobody alive, and nobody in any register, was born before 1800 or will be for a while after 2099.
            "18" | "19" | "20" => vec![number(century) * 100 + year],
            _ => return Err(IdentityNumberError::NoSuchDate),
        };
        if !is_birthday(month, day) {
            return Err(IdentityNumberError::NoSuchDate);
        }
        let day = if day >= COORDINATION { day - COORDINATION } else { day };
        // A coordination number has month 00 or day 60 where those are not known: it is as old as it can be.
        let is_month_known = month > 0;
        let (month, day) = (month.max(1), day.max(1));
        let dates = centuries.into_iter().filter_map(|year| {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
                .filter(|date| *date <= today || (!is_month_known && date.year() <= today.year()))
        });
        let born_on = dates.max().ok_or(IdentityNumberError::NoSuchDate)?;
        if is_hundred && born_on.year() > today.year() - 100 {
            return Err(IdentityNumberError::NoSuchDate);
        }
        if last.starts_with("000") {
            return Err(IdentityNumberError::NoSerial);
        }
        let short = format!("{date}{last}");
        if !passes_luhn(short.chars().filter_map(|c| c.to_digit(10))) {
            return Err(IdentityNumberError::WrongCheckDigit);
        }
        let whole = format!("{:02}{short}", born_on.year() / 100);
        let digits = whole.into_bytes().try_into().map_err(|_| IdentityNumberError::Malformed)?;
        Ok(Self { digits })
    }

    /// Whether it is a coordination number (samordningsnummer), given to people who are not in the population register.
    #[must_use]
    pub fn is_coordination_number(&self) -> bool {
        self.digits.get(6).is_some_and(|tens| *tens >= b'6')
    }

    /// Its twelve digits in ASCII, for hashing.
    pub(super) fn digits(&self) -> &[u8] {
        &self.digits
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(…)")
    }
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[…]")
    }
}

/// The parts of a number as it was written: the date with six or eight digits, and the last four.
struct Written {
    date: String,
    last: String,
    is_hundred: bool,
}

impl Written {
    fn read(text: &str) -> Result<Self, IdentityNumberError> {
        // Longer texts are none, and need not be read to the end.
        let text: String = text.chars().take(40).filter(|c| !c.is_whitespace()).collect();
        if is_temporary(&text) {
            return Err(IdentityNumberError::Temporary);
        }
        let split = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at));
        let (date, last) = split.ok_or(IdentityNumberError::Malformed)?;
        let is_hundred = date.ends_with('+');
        let date = date.strip_suffix(['-', '+']).unwrap_or(date);
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !matches!(date.len(), 6 | 8) || !is_number(date) || !is_number(last) {
            return Err(IdentityNumberError::Malformed);
        }
        Ok(Self { date: date.to_owned(), last: last.to_owned(), is_hundred })
    }
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use IdentityNumberError::{Malformed, NoSerial, NoSuchDate, Temporary, WrongCheckDigit};

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
    }

    fn parse(text: &str) -> Result<IdentityNumber, IdentityNumberError> {
        IdentityNumber::parse(text, today())
    }

    fn digits(text: &str) -> Result<String, IdentityNumberError> {
        parse(text).map(|number| String::from_utf8(number.digits().to_vec()).unwrap())
    }

    /// The number of that date and serial number, with its check digit.
    fn made(date: NaiveDate, added: u32, serial: u32) -> String {
        let short = format!("{}{:02}{serial:03}", date.format("%y%m"), date.day() + added);
        let check = (0..10)
            .find(|check| passes_luhn(format!("{short}{check}").chars().filter_map(|c| c.to_digit(10))))
            .unwrap();
        format!("{:02}{short}{check}", date.year() / 100)
    }

    #[test]
    fn known_numbers_are_judged_as_the_registers_judge_them() {
        for valid in ["198211059954", "200012099891", "195705749959", "197306749982"] {
            assert_eq!(digits(valid).as_deref(), Ok(valid));
        }
        assert_eq!(digits("090527+1474").as_deref(), Ok("190905271474"));
        for (wrong, fault) in [
            ("198707049996", WrongCheckDigit),
            ("201211209941", WrongCheckDigit),
            ("193901829913", WrongCheckDigit),
            ("200112240123", WrongCheckDigit),
            ("201509160006", NoSerial),
            ("198213059954", NoSuchDate),
            ("198211319954", NoSuchDate),
            ("198211009954", NoSuchDate),
            ("198211929954", NoSuchDate),
            ("203011059954", NoSuchDate),
            ("178211059954", NoSuchDate),
            ("19821105+9954", NoSuchDate),
            ("20130101TF01", Temporary),
            ("20130101tf99", Temporary),
            ("20130101-TF01", Temporary),
            ("20130101T123", Temporary),
            ("130101-T123", Temporary),
            ("19850709K123", Temporary),
            ("20130101TF1", Malformed),
            ("20130101T12x", Malformed),
            // Only a coordination number goes without month and day.
            ("198200059950", NoSuchDate),
            ("198211009954", NoSuchDate),
            ("191513722390", NoSuchDate),
            ("", Malformed),
            ("9954", Malformed),
            ("19821105995", Malformed),
            ("8211-059954", Malformed),
            ("821105--9954", Malformed),
            ("821105-99½4", Malformed),
            ("å21105-9954", Malformed),
            ("１９８２１１０５９９５４", Malformed),
            ("198211059954198211059954", Malformed),
        ] {
            assert_eq!(digits(wrong), Err(fault), "{wrong}");
        }
    }

    #[test]
    fn however_a_number_is_written_it_is_the_same() {
        for text in [
            "8211059954",
            "821105-9954",
            "19821105-9954",
            "19821105 9954",
            " 1982 11 05 - 99 54\n",
            "821105\u{a0}9954",
        ] {
            assert_eq!(digits(text).as_deref(), Ok("198211059954"), "{text:?}");
        }
        assert_eq!(parse("19090527-1474"), parse("090527+1474"));
        assert_eq!(parse("19090527+1474"), parse("090527+1474"));
    }

    #[test]
    fn ten_digits_mean_the_latest_day_that_has_come() {
        let year = |text: &str| digits(text).map(|number| number[..4].parse::<i32>().unwrap());
        let short = |year, month, day| {
            made(NaiveDate::from_ymd_opt(year, month, day).unwrap(), 0, 238)[2..].to_owned()
        };
        assert_eq!(year(&short(2026, 9, 14)), Ok(2026));
        assert_eq!(year(&short(2026, 9, 15)), Ok(1926));
        assert_eq!(year(&short(1927, 1, 1)), Ok(1927));
        let with_plus = |text: String| format!("{}+{}", &text[..6], &text[6..]);
        // In the year in which somebody turns 100, the plus comes with its first day.
        assert_eq!(year(&with_plus(short(1926, 12, 31))), Ok(1926));
        assert_eq!(year(&with_plus(short(1927, 1, 1))), Ok(1827));
        // There was no such day in the century that the plus means.
        assert_eq!(year(&with_plus(short(2000, 2, 29))), Err(NoSuchDate));
    }

    #[test]
    fn dates_of_every_year_have_numbers_and_only_one_check_digit_fits() {
        let first = NaiveDate::from_ymd_opt(1890, 1, 1).unwrap();
        let days = first.iter_days().step_by(5).take_while(|day| *day <= today());
        for (place, day) in days.enumerate() {
            let serial = 1 + u32::try_from(place).unwrap() * 7 % 999;
            for added in [0, COORDINATION] {
                let right = made(day, added, serial);
                let number = parse(&right).unwrap();
                assert_eq!(number.digits(), right.as_bytes());
                assert_eq!(number.is_coordination_number(), added > 0);
                let dashed = format!("{}-{}", &right[..8], &right[8..]);
                assert_eq!(parse(&dashed).unwrap(), number);
                let is_hundred = day.year() <= 1926;
                let short = format!("{}{}{}", &right[2..8], if is_hundred { '+' } else { '-' }, &right[8..]);
                // The plus of somebody of 200 years means somebody of 100.
                if day.year() > 1826 {
                    assert_eq!(parse(&short).unwrap(), number, "{short}");
                }
                let check = right.as_bytes()[11] - b'0';
                for other in (0..10).filter(|other| *other != check) {
                    assert_eq!(parse(&format!("{}{other}", &right[..11])), Err(WrongCheckDigit));
                }
            }
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_judged() {
        let pieces =
            ["1", "9", "00", "82", "1105", "-", "+", " ", "TF", "å", "９", "\u{0}", "9954", "198211059954"];
        let mut seed = 0x9E37_79B9_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..seed % 8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[usize::try_from(seed >> 33).unwrap() % pieces.len()]);
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if let Ok(number) = parse(&text) {
                let whole = String::from_utf8(number.digits().to_vec()).unwrap();
                assert_eq!(parse(&whole), Ok(number), "{text:?}");
            }
        }
    }

    #[test]
    fn coordination_numbers_may_go_without_month_or_day() {
        assert_eq!(digits("191500722390").as_deref(), Ok("191500722390"));
        for year in (1900..2026).step_by(3) {
            for (month, day) in [(0, 60), (0, 61), (0, 91), (1, 60), (12, 60), (7, 60)] {
                let short = format!("{:02}{month:02}{day}{:03}", year % 100, 1 + year % 999);
                let check = (0..10)
                    .find(|check| {
                        passes_luhn(format!("{short}{check}").chars().filter_map(|c| c.to_digit(10)))
                    })
                    .unwrap();
                let whole = format!("{}{short}{check}", year / 100);
                let number = parse(&whole).unwrap();
                assert!(number.is_coordination_number(), "{whole}");
                assert_eq!(parse(&format!("{}-{}", &whole[..8], &whole[8..])), Ok(number));
                assert!(crate::platform::pii::tells_identity_number(&whole), "{whole}");
            }
        }
    }

    #[test]
    fn a_number_is_never_shown() {
        let number = parse("198211059954").unwrap();
        for shown in [format!("{number:?} {number:#?} {number}"), format!("{:?}", Some(number))] {
            assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{shown}");
        }
    }
}
