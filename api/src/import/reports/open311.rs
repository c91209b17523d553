//! Service requests of Open311 GeoReport v2, in JSON and in XML.

use chrono::{DateTime, FixedOffset};

use super::super::faults::{Fault, FaultCode};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::points::Point;
use super::super::reading::{Field, PointFields, Reading, field};
use super::super::text::{key, one_line};
use super::super::xml;

/// Where a report stands. Open311 knows two states; its extensions know more, each of which is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportStatus {
    /// Nobody has begun.
    Open,
    /// Somebody has.
    InProgress,
    /// What will be done is decided.
    Planned,
    /// It is done, or will not be.
    Closed,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its number in the other system.
    pub external_id: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// Why, in the other system's words.
    pub status_note: Option<String>,
    /// The category's code there.
    pub category_code: String,
    /// The category's name there; the code where it has none.
    pub category_name: String,
    /// The first sentence of the description; the category's name where there is none.
    pub title: String,
    /// The description, with its line breaks as `\n`; empty where there is none.
    pub body: String,
    /// Who answers, in the other system's words.
    pub agency: Option<String>,
    /// When it was received, with the offset that it was written with.
    pub received: DateTime<FixedOffset>,
    /// When it was last changed; never before it was received.
    pub updated: DateTime<FixedOffset>,
    /// When it is expected to be done.
    pub expected: Option<DateTime<FixedOffset>>,
    /// The place in words.
    pub address: Option<String>,
    /// Postal code, as written: it may be of any country.
    pub zipcode: Option<String>,
    /// Where it is.
    pub point: Option<Point>,
    /// A picture.
    pub media_url: Option<String>,
}

const ID: Field = field("service_request_id", &["servicerequestid"]);
const STATUS: Field = field("status", &["status"]);
const STATUS_NOTES: Field = field("status_notes", &["statusnotes"]);
const CODE: Field = field("service_code", &["servicecode"]);
const NAME: Field = field("service_name", &["servicename"]);
const DESCRIPTION: Field = field("description", &["description"]);
const AGENCY: Field = field("agency_responsible", &["agencyresponsible"]);
const REQUESTED: Field = field("requested_datetime", &["requesteddatetime"]);
const UPDATED: Field = field("updated_datetime", &["updateddatetime"]);
const EXPECTED: Field = field("expected_datetime", &["expecteddatetime"]);
const ADDRESS: Field = field("address", &["address", "addressstring"]);
const ZIPCODE: Field = field("zipcode", &["zipcode"]);
const MEDIA: Field = field("media_url", &["mediaurl"]);
const POINT: PointFields = PointFields {
    latitude: field("lat", &["lat"]),
    longitude: field("long", &["long", "lon", "lng"]),
    ewkb: None,
    sweref: None,
};

/// How long a derived title may be, in characters.
const LONGEST_TITLE: usize = 90;

/// Reads service requests: a JSON array, a single request, or the list under `service_requests` or `requests`; or
/// the XML of the same.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::Xml`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Parsed<Report>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    if text.trim_start().starts_with('<') {
        return parse_xml(bytes, parsed);
    }
    let document = json::document(&text)?;
    let single =
        matches!(&document, json::Level::Object(members) if members.contains_key("service_request_id"));
    if single {
        let at = Position::Path("$".to_owned());
        let outcome = serde_json::from_str(&text)
            .ok()
            .and_then(Object::of_value)
            .ok_or_else(|| vec![Fault::of("record", FaultCode::WrongShape, &text)])
            .and_then(|request| understand(Reading::new(&request, &at, &mut parsed.notes)));
        parsed.push(at, outcome, || text.clone());
        return Ok(parsed);
    }
    let ways: [&[&str]; 4] =
        [&["service_requests"], &["requests"], &["data"], &["service_requests", "request"]];
    let requests = document.array_at(&ways).ok_or(Unusable::NoRecords("service requests"))?;
    for (index, raw) in requests.into_iter().enumerate() {
        let at = Position::Path(format!("$[{index}]"));
        let outcome =
            Object::of(raw).and_then(|request| understand(Reading::new(&request, &at, &mut parsed.notes)));
        parsed.push(at, outcome, || raw.get().to_owned());
    }
    Ok(parsed)
}

fn parse_xml(bytes: &[u8], mut parsed: Parsed<Report>) -> Result<Parsed<Report>, Unusable> {
    let document = xml::read(bytes, &["request"], &mut parsed.notes)?;
    if document.root != "servicerequests" {
        return Err(Unusable::NoRecords("service requests"));
    }
    for (index, element) in document.records.iter().enumerate() {
        let at = Position::Path(format!("request[{}]", index + 1));
        let outcome = understand(Reading::new(element, &at, &mut parsed.notes));
        parsed.push(at, outcome, || element.quoted());
    }
    Ok(parsed)
}

fn understand(mut reading: Reading<'_>) -> Result<Report, Vec<Fault>> {
    let external_id = reading.need_name(ID);
    let status = status_of(&mut reading);
    let (code, name) = (reading.name(CODE), reading.name(NAME));
    if code.is_none() && name.is_none() {
        reading.missing(CODE);
    }
    let category_code = code.clone().or_else(|| name.clone()).unwrap_or_default();
    let category_name = name.or(code).unwrap_or_default();
    let body = reading.text(DESCRIPTION).unwrap_or_default();
    let received = reading.need_time(REQUESTED);
    let updated = reading.time(UPDATED);
    let expected = reading.time(EXPECTED);
    let address = reading.name(ADDRESS);
    let media_url =
        reading.text(MEDIA).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let zipcode = reading.name(ZIPCODE);
    let agency = reading.name(AGENCY);
    let status_note = reading.text(STATUS_NOTES);
    let point = reading.point(POINT, false);
    let (Some(received), Some(status)) = (received, status) else {
        return Err(reading.end(()).err().unwrap_or_else(|| vec![Fault::missing(REQUESTED.name)]));
    };
    let title =
        Some(title_of(&body)).filter(|title| !title.is_empty()).unwrap_or_else(|| category_name.clone());
    let report = Report {
        external_id,
        status,
        status_note,
        category_code,
        category_name,
        title,
        body,
        agency,
        received,
        updated: updated.map_or(received, |updated| updated.max(received)),
        expected,
        address,
        zipcode,
        point,
        media_url,
    };
    reading.end(report)
}

/// The state: Open311's two, and those of FixMyStreet's extension.
fn status_of(reading: &mut Reading<'_>) -> Option<ReportStatus> {
    let Some(found) = reading.text(STATUS) else {
        reading.missing(STATUS);
        return None;
    };
    let status = match key(&found).as_str() {
        "open" | "opened" | "new" | "reopen" | "reopened" | "fortriage" | "confirmed" | "received"
        | "submitted" | "unchanged" => ReportStatus::Open,
        "inprogress" | "inprocess" | "investigating" | "assigned" | "acknowledged" | "internalreferral"
        | "pending" => ReportStatus::InProgress,
        "planned" | "actionscheduled" | "scheduled" => ReportStatus::Planned,
        "closed"
        | "fixed"
        | "fixedcouncil"
        | "fixeduser"
        | "completed"
        | "resolved"
        | "done"
        | "duplicate"
        | "notcouncilsresponsibility"
        | "notresponsible"
        | "nofurtheraction"
        | "unabletofix"
        | "cancelled"
        | "canceled"
        | "archived" => ReportStatus::Closed,
        _ => {
            reading.fault(STATUS, FaultCode::UnknownValue, &found);
            return None;
        }
    };
    Some(status)
}

/// The first sentence or line of a text, shortened at a word.
fn title_of(body: &str) -> String {
    // A greeting is a line of its own in letters, and says nothing.
    let lines = body.lines().map(one_line).filter(|line| !line.is_empty());
    let mut lines = lines.skip_while(|line| is_greeting(line)).peekable();
    let line = lines.peek().cloned().unwrap_or_else(|| one_line(body));
    let sentence = line
        .char_indices()
        .find(|(index, c)| {
            matches!(c, '.' | '!' | '?')
                && *index >= 20
                && line.get(index + c.len_utf8()..).is_some_and(|rest| rest.starts_with(' '))
        })
        .and_then(|(index, c)| line.get(..index + usize::from(c != '.')))
        .unwrap_or(&line)
        .trim();
    let sentence = sentence.strip_suffix('.').filter(|bare| !bare.ends_with('.')).unwrap_or(sentence);
    if sentence.chars().count() <= LONGEST_TITLE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(LONGEST_TITLE).collect();
    let at_word = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", at_word.trim_end_matches([',', ';', ':', ' ', '-']))
}

fn is_greeting(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    line.chars().count() < 40
        && [
            "hej",
            "hej hej",
            "hejsan",
            "god dag",
            "goddag",
            "hello",
            "hi",
            "guten tag",
            "guten morgen",
            "hallo",
            "moin",
            "sehr geehrte damen und herren",
        ]
        .contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::super::faults::NoteCode;
    use super::super::super::real_data;
    use super::*;

    #[test]
    fn kolns_reports_are_read() {
        let Some(bytes) = real_data::read("05-issue-reports/koeln_georeport_v2_requests_2023-12.json") else {
            return;
        };
        let parsed = parse(&bytes).expect("requests");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (50, 0));
        let first = &parsed.rows[0].value;
        assert_eq!((first.external_id.as_str(), first.category_code.as_str()), ("A-173480", "009"));
        assert_eq!(first.received.to_rfc3339(), "2023-12-11T09:01:37+01:00");
        assert_eq!(parsed.values().filter(|r| r.body.is_empty()).count(), 7);
        assert!(parsed.values().all(|r| !r.title.is_empty() && !r.body.contains('\r') && r.point.is_some()));
        assert!(parsed.values().filter(|r| r.body.is_empty()).all(|r| r.title == r.category_name));
        assert_eq!(
            parsed.rows[2].value.title,
            "leider steht die Warnbake nunmehr seit fast 2 Jahren und blockiert mehrere Parkplätze"
        );
    }

    #[test]
    fn other_servers_reports_are_read_in_both_notations() {
        for (file, count, first) in [
            ("05-issue-reports/open311status_service_requests.json", 2, "14-01100669"),
            ("05-issue-reports/georeport-xml/open311status_requests_many.xml", 2, "101005420892"),
            ("05-issue-reports/georeport-xml/open311status_requests_single.xml", 1, "101005420892"),
        ] {
            let Some(bytes) = real_data::read(file) else { return };
            let parsed = parse(&bytes).expect("requests");
            assert_eq!((parsed.rows.len(), parsed.refused.len()), (count, 0), "{file}");
            assert_eq!(parsed.rows[0].value.external_id, first);
            assert!(parsed.values().all(|r| r.point.is_some() && r.updated >= r.received));
        }
    }

    #[test]
    fn a_request_is_refused_with_all_its_faults_at_once() {
        let text = r#"[{"service_request_id":7,"status":"OPEN","service_code":1,"requested_datetime":"2023-12-11 09:01:37"},
            {"status":"lost","requested_datetime":"yesterday","lat":"x"}, null]"#;
        let parsed = parse(text.as_bytes()).expect("requests");
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (1, 2));
        assert_eq!(
            (parsed.rows[0].value.external_id.as_str(), parsed.notes.count(NoteCode::OffsetAssumed)),
            ("7", 1)
        );
        let faults: Vec<_> = parsed.refused[0].faults.iter().map(|f| (f.field, f.code)).collect();
        assert_eq!(
            faults,
            [
                ("service_request_id", FaultCode::Missing),
                ("status", FaultCode::UnknownValue),
                ("service_code", FaultCode::Missing),
                ("requested_datetime", FaultCode::NotATime),
            ]
        );
    }

    #[test]
    fn titles_are_first_sentences_of_bearable_length() {
        assert_eq!(
            title_of("Hej!\nLampan vid bänken är trasig. Den blinkar."),
            "Lampan vid bänken är trasig"
        );
        assert_eq!(title_of("Nr. 5 lyser inte"), "Nr. 5 lyser inte");
        assert_eq!(title_of(""), "");
        assert_eq!(title_of("Hej!"), "Hej!");
        let long = title_of(&"ett ord ".repeat(40));
        assert!(long.chars().count() <= LONGEST_TITLE + 1 && long.ends_with("ord…"), "{long}");
    }

    #[test]
    fn a_list_of_services_is_no_list_of_requests() {
        assert_eq!(
            parse(b"<services><service/></services>").err(),
            Some(Unusable::NoRecords("service requests"))
        );
    }
}
