//! The form of the demonstration's files.

use std::{collections::BTreeMap, ops::RangeInclusive};

use chrono::NaiveTime;
use entity::{ChannelKind, HolidayRule};
use serde::Deserialize;

/// A text by language.
pub type Texts = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    pub departments: Vec<Department>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    pub name: Texts,
    pub summary: Option<Texts>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub units: Vec<Unit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub name: Texts,
    pub summary: Option<Texts>,
    pub phone: Option<String>,
    pub email: Option<String>,
    #[serde(default)]
    pub services: Vec<Service>,
    #[serde(default)]
    pub facilities: Vec<Facility>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub name: Texts,
    pub summary: Texts,
    #[serde(default)]
    pub summary_easy: Texts,
    pub description: Option<Texts>,
    pub fee: Option<Texts>,
    pub required_documents: Option<Texts>,
    #[serde(default)]
    pub life_events: Vec<String>,
    #[serde(default)]
    pub target_groups: Vec<String>,
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Swedish names of the facilities that it is offered at.
    #[serde(default)]
    pub at: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    pub kind: Kind,
    pub value: String,
    pub label: Option<Texts>,
    #[serde(default)]
    pub login: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Phone,
    Email,
    EService,
    Web,
    Visit,
}

impl From<Kind> for ChannelKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Phone => Self::Phone,
            Kind::Email => Self::Email,
            Kind::EService => Self::EService,
            Kind::Web => Self::Web,
            Kind::Visit => Self::Visit,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facility {
    pub name: Texts,
    pub kind: String,
    pub street: String,
    pub postal: String,
    pub city: String,
    /// Latitude and longitude.
    pub at: [f64; 2],
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub accessibility: Option<Texts>,
    #[serde(default)]
    pub features: Vec<String>,
    #[serde(default)]
    pub holidays: Holidays,
    /// As [`hours`] reads them.
    pub hours: Vec<String>,
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Holidays {
    #[default]
    Closed,
    Sunday,
    Usual,
}

impl From<Holidays> for HolidayRule {
    fn from(holidays: Holidays) -> Self {
        match holidays {
            Holidays::Closed => Self::Closed,
            Holidays::Sunday => Self::Sunday,
            Holidays::Usual => Self::Usual,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// So many days after the demonstration is filled.
    pub in_days: u64,
    /// As [`span`] reads it; closed all day without.
    pub hours: Option<String>,
    pub reason: Texts,
}

impl Written {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|fault| fault.to_string())
    }
}

/// Reads "mon-thu 8-18.30" or "daily 0-24".
pub fn hours(text: &str) -> Result<(RangeInclusive<i32>, NaiveTime, NaiveTime), String> {
    let parse = || {
        let (days, times) = text.split_once(' ')?;
        let number = |day: &str| {
            let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            (1..).zip(days).find(|(_, name)| *name == day).map(|(number, _)| number)
        };
        let days = match days.split_once('-') {
            _ if days == "daily" => 1..=7,
            Some((first, last)) => number(first)?..=number(last)?,
            None => number(days)?..=number(days)?,
        };
        let (opens, closes) = span(times).ok()?;
        Some((days, opens, closes))
    };
    parse().ok_or_else(|| format!("{text:?} are no opening hours"))
}

/// Reads "8-16.30"; 24 is midnight.
pub fn span(text: &str) -> Result<(NaiveTime, NaiveTime), String> {
    let time = |text: &str| {
        let (hour, minute) = text.split_once('.').unwrap_or((text, "0"));
        NaiveTime::from_hms_opt(hour.parse::<u32>().ok()? % 24, minute.parse().ok()?, 0)
    };
    let times = text.split_once('-').and_then(|(opens, closes)| Some((time(opens)?, time(closes)?)));
    times.ok_or_else(|| format!("{text:?} is no time of the day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_can_be_read() {
        for file in [super::super::DEMOSTAD, super::super::GRANNKOPING] {
            let written = Written::read(file).unwrap();
            let units = written.departments.iter().flat_map(|department| &department.units);
            for facility in units.flat_map(|unit| &unit.facilities) {
                assert!(facility.hours.iter().all(|text| hours(text).is_ok()));
                let exceptions = facility.exceptions.iter().filter_map(|exception| exception.hours.as_ref());
                assert!(exceptions.into_iter().all(|text| span(text).is_ok()));
            }
        }
    }

    #[test]
    fn hours_are_read_as_written() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(hours("mon-thu 8-16.30"), Ok((1..=4, at(8, 0), at(16, 30))));
        assert_eq!(hours("daily 0-24"), Ok((1..=7, at(0, 0), at(0, 0))));
        assert!(hours("someday 8-16").is_err() && hours("mon 8").is_err());
    }
}
