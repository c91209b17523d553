//! Feeds as vendors send them (RSS 2.0 or Atom in XML) and as Python's feedparser saves them in JSON.

use chrono::NaiveDate;

use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::json::{self, Level, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::reading::Record;
use super::super::text::{decode, tidy};
use super::super::{times, xml};
use super::{Menu, MenuEntry, Vendor, captured_from, note_weekday, take_dishes};

/// A feed, whatever notation it came in.
#[derive(Debug, Default)]
struct Feed {
    title: Option<String>,
    subtitle: Option<String>,
    link: Option<String>,
    items: Vec<(Position, Result<Item, Vec<Fault>>, String)>,
}

/// One item: a day.
#[derive(Debug, Default)]
struct Item {
    title: String,
    summary: String,
    published: Option<String>,
    link: Option<String>,
}

/// How one vendor uses a feed.
pub(super) struct Use {
    pub vendor: Vendor,
    /// Parts the summary of a day into its dishes.
    pub split: fn(&str) -> Vec<&str>,
    /// The place that serves, by the feed's title and subtitle.
    pub place: fn(Option<&str>, Option<&str>) -> Option<String>,
}

/// Reads a feed. `reference` is the day around which weeks without a year are looked for.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::Xml`], [`Unusable::NoRecords`].
pub(super) fn parse(bytes: &[u8], reference: NaiveDate, usage: &Use) -> Result<Menu, Unusable> {
    let mut entries = Parsed::default();
    let feed = read(bytes, &mut entries.notes)?;
    let address = captured_from(&decode(bytes, &mut Notes::default())).or(feed.link);
    for (at, item, raw) in feed.items {
        match item
            .and_then(|item| date_of(&item, reference, &at, &mut entries.notes).map(|date| (date, item)))
        {
            Ok((date, item)) => {
                note_weekday(&mut entries.notes, &item.title, date, &at);
                let dishes = (usage.split)(&item.summary).into_iter().enumerate().map(|(index, dish)| {
                    let order = index + 1;
                    MenuEntry::dish(date, "Lunch", dish, Some(format!("Alt {order}")), order)
                });
                take_dishes(&mut entries, &at, dishes);
            }
            Err(faults) => entries.push(at, Err(faults), || raw),
        }
    }
    let place = (usage.place)(feed.title.as_deref(), feed.subtitle.as_deref());
    Ok(Menu { vendor: usage.vendor, place, address, entries })
}

/// Whose feed it is, by the hosts that it names, or else by how it writes its days.
///
/// # Errors
/// As [`parse`].
pub fn vendor(bytes: &[u8]) -> Result<Vendor, Unusable> {
    let mut notes = Notes::default();
    let feed = read(bytes, &mut notes)?;
    let mut addresses: Vec<String> =
        captured_from(&decode(bytes, &mut notes)).into_iter().chain(feed.link).collect();
    let items = feed.items.into_iter().filter_map(|(_, item, _)| item.ok()).collect::<Vec<_>>();
    addresses.extend(items.iter().filter_map(|item| item.link.clone()));
    for vendor in [Vendor::FoodIt, Vendor::Skolmaten] {
        if addresses.iter().any(|address| address.contains(vendor.host())) {
            return Ok(vendor);
        }
    }
    let dated = items.iter().filter(|item| date_in(&item.title).is_some()).count();
    Ok(if dated * 2 > items.len() { Vendor::FoodIt } else { Vendor::Skolmaten })
}

fn read(bytes: &[u8], notes: &mut Notes) -> Result<Feed, Unusable> {
    let text = json::text_of(bytes, notes)?;
    if text.trim_start().starts_with('<') { read_xml(bytes, notes) } else { read_json(&text) }
}

fn read_json(text: &str) -> Result<Feed, Unusable> {
    let document = json::document(text)?;
    let about = match &document {
        Level::Object(members) => members.get("feed").and_then(|raw| Object::of(raw).ok()),
        _ => None,
    };
    let about = |name: &str| about.as_ref().and_then(|feed| feed.get(name));
    let mut feed =
        Feed { title: about("title"), subtitle: about("subtitle"), link: about("link"), items: Vec::new() };
    let entries = document.array_at(&[&["entries"], &["items"]]).ok_or(Unusable::NoRecords("entries"))?;
    for (index, raw) in entries.into_iter().enumerate() {
        let item = Object::of(raw).map(|entry| Item {
            title: entry.get("title").unwrap_or_default(),
            summary: first(&entry, &["summary", "description"]).unwrap_or_default(),
            published: first(&entry, &["published", "pubdate"]).or_else(|| parsed_day(&entry)),
            link: entry.get("link"),
        });
        feed.items.push((Position::Path(format!("$.entries[{index}]")), item, raw.get().to_owned()));
    }
    Ok(feed)
}

fn read_xml(bytes: &[u8], notes: &mut Notes) -> Result<Feed, Unusable> {
    let text = decode(bytes, &mut Notes::default());
    let body = super::super::text::without_leading_comments(&text);
    // A capture's comment line above an XML document is no XML.
    let document = if body.len() == text.trim_start().len() {
        xml::read(bytes, &["item", "entry"], notes)?
    } else {
        xml::read(body.as_bytes(), &["item", "entry"], notes)?
    };
    if !["rss", "feed", "rdf"].contains(&document.root.as_str()) {
        return Err(Unusable::NoRecords("items"));
    }
    let about = |names: &[&str]| names.iter().find_map(|name| document.around.get(name));
    let mut feed = Feed {
        title: about(&["title"]),
        subtitle: about(&["description", "subtitle"]),
        link: about(&["link"]),
        items: Vec::new(),
    };
    for (index, element) in document.records.iter().enumerate() {
        let item = Item {
            title: element.get("title").unwrap_or_default(),
            summary: first(element, &["description", "summary", "encoded", "content"]).unwrap_or_default(),
            published: first(element, &["pubdate", "published"]),
            link: element.get("link"),
        };
        let raw = format!("{} | {}", item.title, item.summary);
        feed.items.push((Position::Path(format!("item[{}]", index + 1)), Ok(item), raw));
    }
    Ok(feed)
}

/// The day in feedparser's `published_parsed`, which is `[year, month, day, …]` in UTC.
fn parsed_day(entry: &Object) -> Option<String> {
    let part = |index: usize| entry.list("publishedparsed").get(index)?.as_u64();
    Some(format!("{:04}-{:02}-{:02}", part(0)?, part(1)?, part(2)?))
}

fn first(record: &dyn Record, names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| record.get(name)).find(|text| !tidy(text).is_empty())
}

/// The day of an item: the date in its title, else the one it is published for, else its weekday and week.
fn date_of(
    item: &Item,
    reference: NaiveDate,
    at: &Position,
    notes: &mut Notes,
) -> Result<NaiveDate, Vec<Fault>> {
    if let Some(date) = date_in(&item.title) {
        return Ok(date);
    }
    if let Some(date) = item.published.as_deref().and_then(times::day) {
        return Ok(date);
    }
    if let Some(date) = weekday_and_week(&item.title, reference) {
        notes.take(NoteCode::YearInferred, "title", at);
        return Ok(date);
    }
    match &item.published {
        Some(published) => Err(vec![Fault::of("published", FaultCode::NotADate, published)]),
        None if item.title.is_empty() => Err(vec![Fault::missing("title")]),
        None => Err(vec![Fault::of("title", FaultCode::NotADate, &item.title)]),
    }
}

/// The date that stands in a title: "Måndag 20260105" or "Måndag 2026-01-05".
fn date_in(title: &str) -> Option<NaiveDate> {
    title.split_whitespace().filter(|word| word.len() >= 8).find_map(times::day)
}

/// The day of "Måndag - Vecka 2" or "Måndag v. 2".
fn weekday_and_week(title: &str, reference: NaiveDate) -> Option<NaiveDate> {
    let weekday = title.split(|c: char| !c.is_alphabetic()).find_map(times::weekday)?;
    let week = title.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()?;
    times::day_of_week_nearest(week, weekday, reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn day(item: &Item, reference: &str) -> Result<String, FaultCode> {
        let at = Position::Line(1);
        let found = date_of(item, date(reference), &at, &mut Notes::default());
        found.map(|date| date.to_string()).map_err(|faults| faults[0].code)
    }

    #[test]
    fn a_day_is_told_by_its_date_or_by_its_publication_or_by_its_week() {
        let titled = |title: &str, published: Option<&str>| Item {
            title: title.to_owned(),
            published: published.map(str::to_owned),
            ..Item::default()
        };
        let in_title = titled("Måndag 20260105", Some("Tue, 06 Jan 2026 21:05:58 +0100"));
        assert_eq!(day(&in_title, "2020-01-01"), Ok("2026-01-05".into()));
        let published = titled("Måndag - Vecka 2", Some("Mon, 05 Jan 2026 00:00:00 GMT"));
        assert_eq!(day(&published, "2020-01-01"), Ok("2026-01-05".into()));
        for (title, reference, expected) in [
            ("Måndag - Vecka 2", "2025-12-29", "2026-01-05"),
            ("Fredag vecka 52", "2026-01-02", "2025-12-26"),
            ("Torsdag v. 1", "2026-01-04", "2026-01-01"),
            ("Lördag - v53", "2027-01-10", "2027-01-02"),
        ] {
            assert_eq!(day(&titled(title, None), reference), Ok(expected.into()), "{title}");
        }
        assert_eq!(day(&titled("Matsedel", None), "2026-01-02"), Err(FaultCode::NotADate));
        assert_eq!(day(&titled("Måndag - Vecka 77", None), "2026-01-02"), Err(FaultCode::NotADate));
        assert_eq!(day(&titled("Matsedel", Some("snart")), "2026-01-02"), Err(FaultCode::NotADate));
    }

    #[test]
    fn a_feed_saved_without_its_dates_in_words_has_them_in_numbers() {
        let text =
            r#"{"entries":[{"title":"x","summary":"Fisk","published_parsed":[2026,1,5,0,0,0,0,5,0]}]}"#;
        let feed = read_json(text).expect("a feed");
        let item = feed.items[0].1.as_ref().expect("an item");
        assert_eq!(day(item, "2020-01-01"), Ok("2026-01-05".into()));
    }
}
