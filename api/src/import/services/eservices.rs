//! E-services as the portals built on OpenHierarchy's flow engine list them: `{"Flows": […]}`, with descriptions
//! in editors' HTML.

use super::super::faults::{Fault, FaultCode, NoteCode, Notes};
use super::super::html::{Link, PlainText, plain_text};
use super::super::json::{self, Object};
use super::super::parsed::{Parsed, Position, Unusable};
use super::super::reading::{Field, Reading, field};
use super::super::text::one_line;

/// An e-service (e-tjänst).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, as the portal states them")]
pub struct EService {
    /// The id of the family of versions: a new version of a service gets a new id and keeps this one.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// Where to begin it: the short address that the municipality advertises, else the family's page.
    pub address: String,
    /// The portal's category, which stands for the department that answers.
    pub department: String,
    /// The category's id in the portal.
    pub department_id: Option<String>,
    /// What it is for, in plain text.
    pub summary: Option<String>,
    /// All about it, in plain text with empty lines between paragraphs.
    pub description: Option<String>,
    /// The links in both texts.
    pub links: Vec<Link>,
    /// Whether one has to log in.
    pub requires_login: bool,
    /// Whether one has to sign.
    pub requires_signing: bool,
    /// Whether one can pay in it.
    pub takes_payment: bool,
    /// Whether it is open for use.
    pub enabled: bool,
    /// Short addresses that lead to it.
    pub aliases: Vec<String>,
}

const ID: Field = field("ID", &["flowfamilyid", "id", "flowid"]);
const NAME: Field = field("Name", &["name", "title", "namn"]);
const ADDRESS: Field = field("URL", &["flowfamilyurl", "url", "address"]);
const CATEGORY: Field = field("Category", &["category", "kategori", "type", "flowtype"]);
const CATEGORY_ID: Field = field("CategoryID", &["categoryid", "flowtypeid"]);
const SHORT: Field = field("ShortDescription", &["shortdescription", "summary"]);
const LONG: Field = field("LongDescription", &["longdescription", "description"]);
const LOGIN: Field = field("RequiresAuthentication", &["requiresauthentication"]);
const SIGNING: Field = field("RequiresSigning", &["requiressigning"]);
const PAYMENT: Field = field("PaymentSupportEnabled", &["paymentsupportenabled"]);
const ENABLED: Field = field("Enabled", &["enabled"]);

/// Reads a portal's list of e-services.
///
/// # Errors
/// [`Unusable::Json`], [`Unusable::NoRecords`].
pub fn parse(bytes: &[u8]) -> Result<Parsed<EService>, Unusable> {
    let mut parsed = Parsed::default();
    let text = json::text_of(bytes, &mut parsed.notes)?;
    let flows = json::document(&text)?
        .array_at(&[&["Flows"], &["flows"], &["FlowFamilies"]])
        .ok_or(Unusable::NoRecords("flows"))?;
    for (index, raw) in flows.into_iter().enumerate() {
        let at = Position::Path(format!("$.Flows[{index}]"));
        let outcome = Object::of(raw).and_then(|flow| understand(&flow, &at, &mut parsed.notes));
        parsed.push(at, outcome, || raw.get().to_owned());
    }
    Ok(parsed)
}

fn understand(flow: &Object, at: &Position, notes: &mut Notes) -> Result<EService, Vec<Fault>> {
    let mut reading = Reading::new(flow, at, notes);
    let page = reading.text(ADDRESS).map(|address| one_line(&address));
    let aliases: Vec<String> =
        super::super::menus::words(flow.list("aliases")).into_iter().filter(|alias| is_web(alias)).collect();
    let address = aliases.first().cloned().or_else(|| page.clone()).unwrap_or_default();
    if address.is_empty() {
        reading.missing(ADDRESS);
    } else if !is_web(&address) {
        reading.fault(ADDRESS, FaultCode::UnknownValue, &address);
    }
    let summary = described(&mut reading, SHORT, page.as_deref());
    let description = described(&mut reading, LONG, page.as_deref());
    let service = EService {
        external_id: reading.need_name(ID),
        name: reading.need_name(NAME),
        address,
        department: reading.need_name(CATEGORY),
        department_id: reading.name(CATEGORY_ID),
        summary: Some(summary.text).filter(|text| !text.is_empty()),
        description: Some(description.text).filter(|text| !text.is_empty()),
        links: summary.links.into_iter().chain(description.links).collect(),
        requires_login: reading.flag(LOGIN) == Some(true),
        requires_signing: reading.flag(SIGNING) == Some(true),
        takes_payment: reading.flag(PAYMENT) == Some(true),
        enabled: reading.flag(ENABLED) != Some(false),
        aliases,
    };
    reading.end(service)
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// A description as plain text, with what had to be mended noted.
fn described(reading: &mut Reading<'_>, field: Field, page: Option<&str>) -> PlainText {
    let Some(markup) = reading.raw(field) else { return PlainText::default() };
    let mut found = plain_text(&markup, page);
    for _ in 0..found.repaired {
        reading.note(NoteCode::LinkRepaired, field);
    }
    for _ in 0..found.left_out {
        reading.note(NoteCode::LinkLeftOut, field);
    }
    if let Some(rest) = without_stray_mark(&found.text) {
        found.text = rest.to_owned();
        reading.note(NoteCode::StrayMarkRemoved, field);
    }
    found
}

/// A full stop or comma before the first word, as in ".Har du läst en kurs": nobody begins a sentence so. Three
/// dots, a number (".5 timmar") or a name (".se") are left alone: only a capital letter shows that the text
/// begins behind the mark.
fn without_stray_mark(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['.', ',', ';'])?.trim_start();
    rest.chars().next().filter(|c| c.is_uppercase()).map(|_| rest)
}

#[cfg(test)]
mod tests {
    use super::super::super::real_data;
    use super::*;

    fn sundsvall() -> Option<Parsed<EService>> {
        let bytes = real_data::read("04-services-directory/sundsvall_eservices_sample41_utf8.json")?;
        Some(parse(&bytes).expect("flows"))
    }

    #[test]
    fn all_of_sundsvalls_e_services_are_read_with_their_departments() {
        let Some(parsed) = sundsvall() else { return };
        assert_eq!((parsed.rows.len(), parsed.refused.len()), (41, 0));
        let mut departments: Vec<_> = parsed.values().map(|s| s.department.as_str()).collect();
        departments.sort_unstable();
        departments.dedup();
        assert_eq!(departments.len(), 6);
        assert!(parsed.values().all(|s| s.summary.is_some() && is_web(&s.address)));
        assert_eq!(parsed.values().filter(|s| s.description.is_none()).count(), 2);
    }

    #[test]
    fn no_markup_and_no_entity_is_left_in_any_text() {
        let Some(parsed) = sundsvall() else { return };
        for text in parsed.values().flat_map(|s| [&s.summary, &s.description]).flatten() {
            assert!(!text.contains(['<', '>', '\r', '\u{a0}', '\u{200b}']), "{text}");
            assert!(!text.contains("&auml;") && !text.contains("&nbsp;") && !text.contains("mso-"), "{text}");
            assert!(!text.contains("\n\n\n") && !text.contains("  ") && text.trim() == text, "{text:?}");
        }
    }

    #[test]
    fn links_lead_somewhere_and_stray_marks_are_gone() {
        let Some(parsed) = sundsvall() else { return };
        for link in parsed.values().flat_map(|s| &s.links) {
            assert!(
                ["https://", "http://", "mailto:"].iter().any(|scheme| link.address.starts_with(scheme)),
                "{link:?}"
            );
            assert!(
                !link.address.contains("RELATIVE_FROM") && !link.address.contains("//mailto"),
                "{link:?}"
            );
        }
        assert_eq!(parsed.notes.count(NoteCode::StrayMarkRemoved), 2);
        assert!(parsed.values().all(|s| s.summary.as_ref().is_none_or(|text| !text.starts_with('.'))));
        assert!(parsed.notes.count(NoteCode::LinkRepaired) >= 1);
    }

    #[test]
    fn a_stray_mark_is_only_removed_where_a_sentence_begins_behind_it() {
        assert_eq!(without_stray_mark(". Har du läst"), Some("Har du läst"));
        for kept in ["... och sedan", ".se är en toppdomän", ".5 timmar", "Har du", "."] {
            assert_eq!(without_stray_mark(kept), None, "{kept}");
        }
    }

    #[test]
    fn a_flow_without_name_or_address_is_refused_with_both_faults() {
        let parsed = parse(br#"{"Flows":[{"ID":1,"Category":"X","URL":"ftp://x"},"y"]}"#).expect("flows");
        let fields: Vec<_> = parsed.refused[0].faults.iter().map(|f| f.field).collect();
        assert_eq!((fields, parsed.read()), (vec!["URL", "Name"], 2));
    }
}
