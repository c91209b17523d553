//! The Swedish calendar: red days, and which days are working days in a municipal office (S7, D2).
//!
//! Red days are those of the act on public holidays (lag 1989:253 om allmänna helgdagar). Midsummer's Eve, Christmas Eve
//! and New Year's Eve are no red days, but the Holidays Act counts them as Sundays for terms of notice, collective
//! agreements make them free, and no office is open: they are not working days.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether both databases hold points of this year, in order: PostgreSQL has no year 0, and SQLite compares texts, of
/// which those with four digits are in order.
#[must_use]
pub const fn is_storable(year: i32) -> bool {
    matches!(year, 1..=9999)
}

/// A day that the calendar names and on which offices are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYearsDay,
    /// 6 January.
    Epiphany,
    /// The Friday before Easter.
    GoodFriday,
    /// The first Sunday after the first full moon from 21 March on.
    EasterSunday,
    /// The day after.
    EasterMonday,
    /// 1 May.
    FirstOfMay,
    /// The sixth Thursday after Easter.
    AscensionDay,
    /// The seventh Sunday after Easter.
    WhitSunday,
    /// 6 June, a red day since 2005.
    NationalDay,
    /// The Friday between 19 and 25 June; not a red day.
    MidsummersEve,
    /// The Saturday between 20 and 26 June.
    MidsummersDay,
    /// The Saturday between 31 October and 6 November.
    AllSaintsDay,
    /// 24 December; not a red day.
    ChristmasEve,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    BoxingDay,
    /// 31 December; not a red day.
    NewYearsEve,
}

impl Holiday {
    /// The holiday that the date is, if it is one.
    #[must_use]
    pub fn on(date: NaiveDate) -> Option<Self> {
        let (month, day, weekday) = (date.month(), date.day(), date.weekday());
        let fixed = match (month, day) {
            (1, 1) => Some(Self::NewYearsDay),
            (1, 6) => Some(Self::Epiphany),
            (5, 1) => Some(Self::FirstOfMay),
            (6, 6) if date.year() >= 2005 => Some(Self::NationalDay),
            (12, 24) => Some(Self::ChristmasEve),
            (12, 25) => Some(Self::ChristmasDay),
            (12, 26) => Some(Self::BoxingDay),
            (12, 31) => Some(Self::NewYearsEve),
            (6, 19..=25) if weekday == Weekday::Fri => Some(Self::MidsummersEve),
            (6, 20..=26) if weekday == Weekday::Sat => Some(Self::MidsummersDay),
            (10, 31) | (11, 1..=6) if weekday == Weekday::Sat => Some(Self::AllSaintsDay),
            _ => None,
        };
        fixed.or_else(|| match (date - easter_sunday(date.year())?).num_days() {
            -2 => Some(Self::GoodFriday),
            0 => Some(Self::EasterSunday),
            1 => Some(Self::EasterMonday),
            39 => Some(Self::AscensionDay),
            49 => Some(Self::WhitSunday),
            _ => None,
        })
    }

    /// Whether it is a red day by law.
    #[must_use]
    pub fn is_red(self) -> bool {
        !matches!(self, Self::MidsummersEve | Self::ChristmasEve | Self::NewYearsEve)
    }

    /// Its name in Swedish.
    #[must_use]
    pub fn swedish(self) -> &'static str {
        match self {
            Self::NewYearsDay => "Nyårsdagen",
            Self::Epiphany => "Trettondedag jul",
            Self::GoodFriday => "Långfredagen",
            Self::EasterSunday => "Påskdagen",
            Self::EasterMonday => "Annandag påsk",
            Self::FirstOfMay => "Första maj",
            Self::AscensionDay => "Kristi himmelsfärdsdag",
            Self::WhitSunday => "Pingstdagen",
            Self::NationalDay => "Sveriges nationaldag",
            Self::MidsummersEve => "Midsommarafton",
            Self::MidsummersDay => "Midsommardagen",
            Self::AllSaintsDay => "Alla helgons dag",
            Self::ChristmasEve => "Julafton",
            Self::ChristmasDay => "Juldagen",
            Self::BoxingDay => "Annandag jul",
            Self::NewYearsEve => "Nyårsafton",
        }
    }

    /// Its name in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::NewYearsDay => "New Year's Day",
            Self::Epiphany => "Epiphany",
            Self::GoodFriday => "Good Friday",
            Self::EasterSunday => "Easter Sunday",
            Self::EasterMonday => "Easter Monday",
            Self::FirstOfMay => "May Day",
            Self::AscensionDay => "Ascension Day",
            Self::WhitSunday => "Whit Sunday",
            Self::NationalDay => "National Day of Sweden",
            Self::MidsummersEve => "Midsummer's Eve",
            Self::MidsummersDay => "Midsummer's Day",
            Self::AllSaintsDay => "All Saints' Day",
            Self::ChristmasEve => "Christmas Eve",
            Self::ChristmasDay => "Christmas Day",
            Self::BoxingDay => "Boxing Day",
            Self::NewYearsEve => "New Year's Eve",
        }
    }
}

/// Whether a municipal office works on that date: not a Saturday, Sunday or [`Holiday`].
#[must_use]
pub fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && Holiday::on(date).is_none()
}

/// The date `days` working days after `date`. The day itself does not count, whatever it is: what comes in on a Sunday
/// and has one working day is due on Monday. None where the calendar ends.
#[must_use]
pub fn add_working_days(date: NaiveDate, days: u32) -> Option<NaiveDate> {
    let mut day = date;
    let mut left = days;
    while left > 0 {
        day = day.succ_opt()?;
        left -= u32::from(is_working_day(day));
    }
    Some(day)
}

/// How many working days lie after `from`, up to and with `to`: the inverse of [`add_working_days`]. Zero when `to` is
/// not after `from`.
#[must_use]
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let days = from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| is_working_day(*day));
    u32::try_from(days.count()).unwrap_or(u32::MAX)
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher). None where the calendar ends.
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    // The days from 22 March on.
    let days = h + l - 7 * m;
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for easter in [
            "1818-03-22",
            "1943-04-25",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
        ] {
            assert_eq!(easter_sunday(day(easter).year()), Some(day(easter)));
        }
    }

    #[test]
    fn the_holidays_of_known_years() {
        let of = |year: i32| {
            let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days();
            let days = days.take_while(|d| d.year() == year).filter(|d| Holiday::on(*d).is_some());
            days.map(|d| d.format("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            of(2025),
            "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-20 06-21 11-01 12-24 12-25 12-26 12-31"
        );
        assert_eq!(
            of(2026),
            "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31"
        );
        assert_eq!(
            of(2027),
            "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-25 06-26 11-06 12-24 12-25 12-26 12-31"
        );
    }

    #[test]
    fn ascension_day_can_meet_the_first_of_may() {
        // As in 2008: the fixed day gives the name, and both are red.
        assert_eq!(Holiday::on(day("2008-05-01")), Some(Holiday::FirstOfMay));
        assert_eq!(Holiday::on(day("2004-06-06")), None);
    }

    #[test]
    fn the_three_eves_are_free_but_not_red() {
        for (date, eve) in [
            ("2026-06-19", Holiday::MidsummersEve),
            ("2026-12-24", Holiday::ChristmasEve),
            ("2026-12-31", Holiday::NewYearsEve),
        ] {
            assert_eq!(Holiday::on(day(date)), Some(eve));
            assert!(!eve.is_red() && !is_working_day(day(date)));
        }
        assert!(Holiday::MidsummersDay.is_red());
    }

    #[test]
    fn years_have_as_many_working_days_as_the_calendar_says() {
        // Weekdays minus holidays that fall on weekdays; in 2026 the National Day is a Saturday.
        for (year, days) in [(2024, 251), (2025, 249), (2026, 251), (2027, 253)] {
            let (first, last) = (
                NaiveDate::from_ymd_opt(year - 1, 12, 31).unwrap(),
                NaiveDate::from_ymd_opt(year, 12, 31).unwrap(),
            );
            assert_eq!(working_days_between(first, last), days, "{year}");
        }
    }

    #[test]
    fn working_days_are_counted_over_holidays() {
        for (from, days, due) in [
            ("2026-09-14", 0, "2026-09-14"),
            ("2026-09-14", 2, "2026-09-16"),
            ("2026-09-18", 1, "2026-09-21"),
            ("2026-09-20", 1, "2026-09-21"),
            ("2026-04-01", 2, "2026-04-07"),
            ("2026-12-22", 3, "2026-12-29"),
            ("2026-12-23", 10, "2027-01-13"),
            ("2026-06-18", 1, "2026-06-22"),
        ] {
            assert_eq!(add_working_days(day(from), days), Some(day(due)), "{from} + {days}");
            if days > 0 {
                assert_eq!(working_days_between(day(from), day(due)), days);
            }
        }
        assert_eq!(working_days_between(day("2026-09-16"), day("2026-09-14")), 0);
        assert_eq!(add_working_days(NaiveDate::MAX, 1), None);
    }
}
