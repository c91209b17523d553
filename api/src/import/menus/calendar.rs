//! Menus that are kept as calendars: an event a day, or one over several days, with the dishes in its description or its
//! title. Nothing depends on the events' ids: scripts make new ones every night.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{Europe::Stockholm, Tz};

use super::super::faults::{Fault, FaultCode, NoteCode};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::text::{decode, one_line, without_leading_comments};
use super::super::times;
use super::ics::{self, Calendars, Event, Property};
use super::{Menu, MenuEntry, Notes, Vendor, captured_from, take_dishes};

mod lines;

use lines::{Line, lines_of};

/// The longest event that is believed: the summer holidays.
const LONGEST: i64 = 92;

/// Reads calendars.
///
/// # Errors
/// As [`ics::read`].
pub fn parse(bytes: &[u8]) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let text = decode(bytes, &mut entries.notes);
    let calendars = ics::read(without_leading_comments(&text))?;
    let names: Vec<_> = calendars.about.iter().map(|about| name_of(about)).collect();
    let place = names.iter().flatten().next().cloned();
    let several = names.iter().flatten().collect::<HashSet<_>>().len() > 1;
    let titles = lines::Titles::of(&calendars);
    let newest = newest(&calendars);
    let mut reading = Reading { entries, seen: HashSet::new(), orders: HashMap::new() };
    for (index, event) in calendars.events.iter().enumerate() {
        let about = calendars.about.get(event.calendar).map_or(&[][..], Vec::as_slice);
        let at = Position::Line(event.line);
        if is(event.property("STATUS"), "CANCELLED") || is(find(about, "METHOD"), "CANCEL") {
            reading.entries.notes.take(NoteCode::Cancelled, "STATUS", &at);
            continue;
        }
        if newest.get(&identity(event)).is_some_and(|newest| *newest != index) {
            reading.entries.notes.take(NoteCode::Repeated, "UID", &at);
            continue;
        }
        let of_several = names.get(event.calendar).cloned().flatten().filter(|_| several);
        reading.take(event, about, &titles, of_several.as_ref());
    }
    let address = captured_from(&text).or_else(|| {
        let about = calendars.about.first()?;
        ["SOURCE", "URL", "X-ORIGINAL-URL"].iter().find_map(|name| find(about, name)).map(Property::text)
    });
    let location = || calendars.events.iter().find_map(|event| event.text("LOCATION")).map(|l| one_line(&l));
    let place = place.or_else(location);
    Ok(Menu { vendor: Vendor::Calendar, place, address, entries: reading.entries })
}

fn find<'a>(about: &'a [Property], name: &str) -> Option<&'a Property> {
    about.iter().find(|property| property.name == name)
}

fn is(property: Option<&Property>, value: &str) -> bool {
    property.is_some_and(|property| property.value.trim().eq_ignore_ascii_case(value))
}

/// The school that a calendar is named after: "Gustavlundsskolan matsedel", "Lunch: Katedralskolan, Linköping".
fn name_of(about: &[Property]) -> Option<String> {
    let name = one_line(&["X-WR-CALNAME", "NAME"].iter().find_map(|name| find(about, name))?.text());
    let name = name.split_once(": ").filter(|(start, _)| lines::is_generic(start)).map_or(&*name, |(_, n)| n);
    let mut words: Vec<&str> = name.split(' ').collect();
    let empty = |word: &&str| lines::is_generic(word) || !word.contains(char::is_alphanumeric);
    while words.last().is_some_and(empty) {
        words.pop();
    }
    while words.first().is_some_and(empty) {
        words.remove(0);
    }
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// What an event is known by within its file: some calendars give the same one again with a higher number.
fn identity(event: &Event) -> Option<Identity> {
    let value = |name: &str| event.property(name).map(|p| p.value.trim().to_owned());
    Some((event.calendar, value("UID")?, value("DTSTART")?, value("RECURRENCE-ID").unwrap_or_default()))
}

/// The place of the last version of each event.
fn newest(calendars: &Calendars) -> HashMap<Option<Identity>, usize> {
    let mut newest = HashMap::new();
    let sequence = |event: &Event| {
        let number = event.property("SEQUENCE").and_then(|p| p.value.trim().parse::<i64>().ok());
        let modified = event.property("LAST-MODIFIED").map(|p| p.value.trim().to_owned());
        (number.unwrap_or_default(), modified)
    };
    for (index, event) in calendars.events.iter().enumerate() {
        let Some(identity) = identity(event) else { continue };
        let kept = newest.entry(Some(identity)).or_insert(index);
        if calendars.events.get(*kept).is_none_or(|kept| sequence(kept) <= sequence(event)) {
            *kept = index;
        }
    }
    newest
}

/// A day with what was said of it: place, date, title and description.
type Said = (Option<String>, NaiveDate, Option<String>, Option<String>);

/// A version of an event: its calendar, its id, its beginning, and which occurrence it is.
type Identity = (usize, String, String, String);

/// What has been read of a file.
struct Reading {
    entries: Parsed<MenuEntry>,
    /// Days with what was said of them: some calendars say it twice.
    seen: HashSet<Said>,
    /// How many lines each meal of a day has.
    orders: HashMap<(Option<String>, NaiveDate, String), usize>,
}

impl Reading {
    fn take(&mut self, event: &Event, about: &[Property], titles: &lines::Titles, place: Option<&String>) {
        let at = Position::Line(event.line);
        let days = match days_of(event, about, &at, &mut self.entries.notes) {
            Ok(days) => days,
            Err(faults) => return self.entries.push(at, Err(faults), || event.raw.clone()),
        };
        if event.property("RRULE").is_some() {
            self.entries.notes.take(NoteCode::RecurrenceLeftOut, "RRULE", &at);
        }
        let (summary, description) = (event.text("SUMMARY"), event.text("DESCRIPTION"));
        let lines = lines_of(event, titles, &mut self.entries.notes);
        let by_weekday = lines.iter().any(|line| line.weekday.is_some());
        let days = if by_weekday { week_of(&days) } else { days };
        let mut told = false;
        for date in days {
            if !self.seen.insert((place.cloned(), date, summary.clone(), description.clone())) {
                self.entries.notes.take(NoteCode::Repeated, "VEVENT", &at);
                told = true;
                continue;
            }
            let of_day = lines.iter().filter(|line| line.weekday.is_none_or(|day| day == date.weekday()));
            let of_day: Vec<_> = of_day.map(|line| self.entry(date, line, place)).collect();
            told |= !of_day.is_empty();
            if !of_day.is_empty() {
                take_dishes(&mut self.entries, &at, of_day);
            }
        }
        if !told {
            self.entries.notes.take(NoteCode::EmptyDay, "day", &at);
        }
    }

    fn entry(&mut self, date: NaiveDate, line: &Line, place: Option<&String>) -> MenuEntry {
        let order = self.orders.entry((place.cloned(), date, line.meal.clone())).or_insert(0);
        *order += 1;
        let details = line.details.clone();
        let entry = MenuEntry::dish(date, &line.meal, &line.raw, line.label.clone(), *order);
        MenuEntry { dish: line.dish.clone(), place: place.cloned(), details, ..entry }
    }
}

/// Monday to Sunday, where the days are within a week: an event for the whole week may have one day only.
fn week_of(days: &[NaiveDate]) -> Vec<NaiveDate> {
    let Some(first) = days.first() else { return Vec::new() };
    let days_of = |first: NaiveDate| first.week(Weekday::Mon).first_day().iter_days().take(7).collect();
    if days.len() <= 7 { days_of(*first) } else { days.to_vec() }
}

/// A day, or a moment by the clock in Sweden and by that of UTC.
enum Moment {
    Day(NaiveDate),
    At(NaiveDateTime, DateTime<Utc>),
}

/// The days of an event. Its end is not one of them (RFC 5545, 3.6.1); one that ends where it begins, or has no end, is a
/// day.
fn days_of(
    event: &Event,
    about: &[Property],
    at: &Position,
    notes: &mut Notes,
) -> Result<Vec<NaiveDate>, Vec<Fault>> {
    let start = event.property("DTSTART").ok_or_else(|| vec![Fault::missing("DTSTART")])?;
    let from = moment(start, about, at, notes)?;
    let first = match from {
        Moment::Day(day) => day,
        Moment::At(wall, _) => wall.date(),
    };
    let end = event.property("DTEND").map(|end| moment(end, about, at, notes)).transpose()?;
    let count = match (&from, &end) {
        (_, None) => event.property("DURATION").and_then(|p| days_in(&p.value)).unwrap_or(1),
        (Moment::At(wall, utc), Some(Moment::At(end_wall, end_utc))) => {
            // Whole days in UTC are not whole days by the wall when daylight saving begins or ends, and the reverse.
            let days = |length: TimeDelta| (length.num_minutes() + 1439).div_euclid(1440);
            days(*end_wall - *wall).min(days(*end_utc - *utc))
        }
        (_, Some(Moment::Day(end))) => (*end - first).num_days(),
        (Moment::Day(_), Some(Moment::At(end, _))) => (end.date() - first).num_days() + 1,
    };
    if count > LONGEST {
        let found = event.property("DTEND").or(event.property("DURATION")).map_or("", |p| &p.value);
        return Err(vec![Fault::of("DTEND", FaultCode::OutOfRange, found)]);
    }
    let count = usize::try_from(count.max(1)).unwrap_or(1);
    Ok(first.iter_days().take(count).collect())
}

/// Whole days of a duration: "P1D", "P2W", "PT45M".
fn days_in(duration: &str) -> Option<i64> {
    let (mut days, mut number) = (0_i64, 0_i64);
    for c in duration.trim().trim_start_matches(['+', 'P', 'p']).chars() {
        match c {
            '0'..='9' => {
                number = number.checked_mul(10)?.checked_add(i64::from(c.to_digit(10)?))?;
                continue;
            }
            'W' | 'w' => days = days.checked_add(number.checked_mul(7)?)?,
            'D' | 'd' => days = days.checked_add(number)?,
            _ => return Some(days.max(1)),
        }
        number = 0;
    }
    Some(days.max(1))
}

/// The moment that a property tells. A zone that nobody knows, and none at all, are the calendar's own or Sweden's.
fn moment(
    property: &Property,
    about: &[Property],
    at: &Position,
    notes: &mut Notes,
) -> Result<Moment, Vec<Fault>> {
    let field = if property.name == "DTEND" { "DTEND" } else { "DTSTART" };
    let value = property.value.trim();
    let fault = || vec![Fault::of(field, FaultCode::NotADate, value)];
    let plausible = |day: &NaiveDate| (1900..=2200).contains(&day.year());
    let compact = value.trim_end_matches(['Z', 'z']);
    let written = ["%Y%m%dT%H%M%S", "%Y%m%dT%H%M"];
    let wall = written.into_iter().find_map(|format| NaiveDateTime::parse_from_str(compact, format).ok());
    let Some(wall) = wall else {
        return times::day(value).map(Moment::Day).ok_or_else(fault);
    };
    let zone = if compact.len() < value.len() {
        Tz::UTC
    } else {
        let named = property.parameter("TZID");
        let known =
            named.and_then(zone).or_else(|| find(about, "X-WR-TIMEZONE").and_then(|p| zone(&p.value)));
        if named.is_some_and(|name| zone(name).is_none()) {
            notes.take(NoteCode::OffsetAssumed, field, at);
        }
        known.unwrap_or(Stockholm)
    };
    let local = zone.from_local_datetime(&wall).earliest();
    let local =
        local.or_else(|| zone.from_local_datetime(&wall.checked_add_signed(TimeDelta::hours(1))?).earliest());
    let utc = local.ok_or_else(fault)?.with_timezone(&Utc);
    let swedish = utc.with_timezone(&Stockholm);
    let offset = swedish.offset().fix();
    let wall = utc.naive_utc().checked_add_offset(offset).filter(|wall| plausible(&wall.date()));
    wall.map(|wall| Moment::At(wall, utc)).ok_or_else(fault)
}

/// A zone by its name in the database of time zones, whatever stands before it, or by the one that Windows has for ours.
fn zone(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"');
    let parts: Vec<&str> = name.rsplit('/').take(2).collect();
    let last_two = parts.into_iter().rev().collect::<Vec<_>>().join("/");
    let windows = ["W. Europe Standard Time", "Central Europe Standard Time", "Romance Standard Time"];
    let ours = windows.iter().any(|ours| ours.eq_ignore_ascii_case(name)).then_some(Stockholm);
    name.parse().or_else(|_| last_two.parse()).ok().or(ours)
}

#[cfg(test)]
mod tests;
