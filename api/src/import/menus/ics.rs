//! Calendars (RFC 5545) as records: events with their properties, unfolded and unescaped.
//!
//! A reader of our own: what schools publish is written by scripts that end lines as they like, forget the last line
//! break, break texts without folding them and leave components open, and the libraries for calendars refuse a whole file
//! for any of that. Here every event stands for itself.

use super::super::parsed::Unusable;

/// A property of a calendar or of an event.
#[derive(Debug, Clone)]
pub(super) struct Property {
    /// Its name in capitals.
    pub name: String,
    /// Its parameters, names in capitals, values without their quotes.
    pub parameters: Vec<(String, String)>,
    /// Its value as it stands.
    pub value: String,
}

impl Property {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The value as text: with its escapes resolved.
    pub(super) fn text(&self) -> String {
        unescaped(&self.value)
    }
}

/// An event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Which of the file's calendars it is in.
    pub calendar: usize,
    /// What it says.
    pub properties: Vec<Property>,
    /// As it stood.
    pub raw: String,
}

impl Event {
    pub(super) fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The text of a property, all of its occurrences one below the other; none if it is absent or blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let texts: Vec<_> =
            self.properties.iter().filter(|property| property.name == name).map(Property::text).collect();
        Some(texts.join("\n")).filter(|text| !text.trim().is_empty())
    }
}

/// A file: mostly one calendar.
#[derive(Debug, Default)]
pub(super) struct Calendars {
    /// What each says of itself.
    pub about: Vec<Vec<Property>>,
    /// The events of all.
    pub events: Vec<Event>,
}

/// Properties that are written in small letters now and then, or that a broken text must not be taken for.
const KNOWN: &str = "ATTENDEE CATEGORIES CLASS CREATED DESCRIPTION DTEND DTSTAMP DTSTART DURATION EXDATE GEO \
    LAST-MODIFIED LOCATION METHOD ORGANIZER PRIORITY PRODID RECURRENCE-ID RRULE SEQUENCE STATUS SUMMARY TRANSP UID URL VERSION";

/// Reads calendars.
///
/// # Errors
/// [`Unusable::Empty`]; [`Unusable::NoRecords`] if it is no calendar.
pub(super) fn read(text: &str) -> Result<Calendars, Unusable> {
    if text.trim().is_empty() {
        return Err(Unusable::Empty);
    }
    let mut calendars = Calendars::default();
    let mut event: Option<Event> = None;
    // Components inside an event, alarms mostly, say nothing of food; nor do those beside events.
    let mut inner = 0_usize;
    for (line, text) in logical_lines(text) {
        let Some(property) = property(&text) else {
            // A text that was broken without being folded goes on.
            if let Some(event) = event.as_mut().filter(|_| inner == 0) {
                event.raw.push_str(&text);
                event.raw.push('\n');
                if let Some(last) = event.properties.last_mut() {
                    last.value.push_str("\\n");
                    last.value.push_str(&text);
                }
            }
            continue;
        };
        let component = property.value.trim().to_ascii_uppercase();
        match (property.name.as_str(), component.as_str()) {
            ("BEGIN", "VCALENDAR") => {
                calendars.events.extend(event.take());
                calendars.about.push(Vec::new());
                inner = 0;
            }
            ("BEGIN", "VEVENT") => {
                calendars.events.extend(event.take());
                let calendar = calendars.about.len().saturating_sub(1);
                event = Some(Event { line, calendar, properties: Vec::new(), raw: String::new() });
                inner = 0;
            }
            ("END", "VEVENT" | "VCALENDAR") => {
                calendars.events.extend(event.take());
                inner = 0;
            }
            ("BEGIN", _) => inner += 1,
            ("END", _) => inner = inner.saturating_sub(1),
            _ if inner > 0 => {}
            _ => match event.as_mut() {
                Some(event) => {
                    event.raw.push_str(&text);
                    event.raw.push('\n');
                    event.properties.push(property);
                }
                None => calendars.about.last_mut().into_iter().for_each(|about| about.push(property.clone())),
            },
        }
    }
    calendars.events.extend(event);
    if calendars.about.is_empty() && calendars.events.is_empty() {
        return Err(Unusable::NoRecords("calendar"));
    }
    Ok(calendars)
}

/// The lines with those that were folded put together, each with the number of its first.
fn logical_lines(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (number, line) in (1..).zip(text.split('\n')) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(folded), Some((_, last))) => last.push_str(folded),
            _ if line.trim().is_empty() => {}
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// The property that a line is; none if it is a piece of text.
fn property(line: &str) -> Option<Property> {
    let end = line.find([':', ';'])?;
    let written = line.get(..end)?.trim();
    let name = written.to_ascii_uppercase();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_known = matches!(name.as_str(), "BEGIN" | "END")
        || name.starts_with("X-")
        || name == written
        || KNOWN.split_whitespace().any(|known| known == name);
    if !is_name || !is_known {
        return None;
    }
    let mut parameters = Vec::new();
    let mut rest = line.get(end..)?;
    while let Some(after) = rest.strip_prefix(';') {
        let mut quoted = false;
        let end = after.find(|c| {
            quoted ^= c == '"';
            !quoted && (c == ';' || c == ':')
        })?;
        if let Some((name, value)) = after.get(..end)?.split_once('=') {
            parameters.push((name.trim().to_ascii_uppercase(), value.trim().replace('"', "")));
        }
        rest = after.get(end..)?;
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Property { name, parameters, value })
}

/// Text with `\n`, `\,`, `\;` and `\\` resolved.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(c @ (',' | ';' | '\\' | ':' | '"')) => out.push(c),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(u64, String)> {
        let calendars = read(text).expect("a calendar");
        calendars.events.iter().map(|e| (e.line, e.text("DESCRIPTION").unwrap_or_default())).collect()
    }

    #[test]
    fn lines_are_unfolded_and_texts_unescaped() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION;LANGUAGE=\"sv:x;y\":Fisk\\, lö\r\n k\\nTof\r\n\tu\\; \\\\o/\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(told(text), [(2, "Fisk, lök\nTofu; \\o/".to_owned())]);
    }

    #[test]
    fn what_scripts_get_wrong_loses_no_event() {
        // No ends, a text broken without folding, an alarm with a description of its own, small letters.
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:Fisk\nVeg: Tofu\n\nBEGIN:VEVENT\ndescription:Soppa\nBEGIN:VALARM\nDESCRIPTION:Ät!\nEND:VALARM\nDTSTART:20260105";
        assert_eq!(told(text), [(2, "Fisk\nVeg: Tofu".to_owned()), (6, "Soppa".to_owned())]);
        assert!(matches!(read("hej"), Err(Unusable::NoRecords(_))));
        assert!(matches!(read(" \n"), Err(Unusable::Empty)));
    }
}
