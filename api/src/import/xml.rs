//! XML as a list of flat records: elements of one name, whose children hold text. Feeds and Open311 are no more
//! than that.

use std::collections::HashMap;

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::faults::Notes;
use super::parsed::Unusable;
use super::reading::Record;
use super::text::{decode, key};

/// An element with its children's texts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    children: HashMap<String, String>,
}

impl Record for Element {
    fn get(&self, name: &str) -> Option<String> {
        self.children.get(name).cloned()
    }
}

impl Element {
    /// The element as text, for quoting it.
    #[must_use]
    pub fn quoted(&self) -> String {
        let mut children: Vec<_> =
            self.children.iter().map(|(name, text)| format!("{name}: {text}")).collect();
        children.sort_unstable();
        children.join(" | ")
    }
}

/// What a document holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The name of the outermost element, in the form of [`key`].
    pub root: String,
    /// The elements that were asked for.
    pub records: Vec<Element>,
    /// The texts around them, such as a feed's title.
    pub around: Element,
}

/// The text of an XML file by the encoding that it declares.
fn text_of(bytes: &[u8], notes: &mut Notes) -> String {
    let start = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let declared = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("encoding="))
        .and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next())
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    match declared {
        Some(encoding) if encoding != encoding_rs::UTF_8 && std::str::from_utf8(bytes).is_err() => {
            encoding.decode(bytes).0.into_owned()
        }
        _ => decode(bytes, notes),
    }
}

/// Reads a document into records: each element named in `wanted` (in the form of [`key`]).
///
/// # Errors
/// [`Unusable::Empty`]; [`Unusable::Xml`] if it is not well-formed or ends inside an element.
pub fn read(bytes: &[u8], wanted: &[&str], notes: &mut Notes) -> Result<Document, Unusable> {
    let text = text_of(bytes, notes);
    if text.trim().is_empty() {
        return Err(Unusable::Empty);
    }
    let mut reader = Reader::from_str(text.trim_start());
    let mut walk = Walk::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|error| Unusable::Xml(format!("at byte {}: {error}", reader.error_position())))?;
        match event {
            Event::Start(start) => walk.enter(key(start.local_name().into_inner()), wanted),
            Event::Empty(start) => {
                walk.enter(key(start.local_name().into_inner()), wanted);
                walk.leave();
            }
            Event::End(_) => walk.leave(),
            Event::Text(text) => walk.text(&text),
            Event::CData(text) => walk.text(&text),
            Event::GeneralRef(name) => walk.text(&resolve(&name)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if !walk.open.is_empty() {
        return Err(Unusable::Xml("the document ends inside an element".to_owned()));
    }
    if walk.document.root.is_empty() {
        return Err(Unusable::Xml("there is no element".to_owned()));
    }
    Ok(walk.document)
}

/// `&amp;` and its kind. Entities that the document itself would define are not followed: that is how a few
/// hundred bytes become gigabytes.
fn resolve(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    match (number.and_then(char::from_u32), resolve_predefined_entity(name)) {
        (Some(c), _) => c.to_string(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => format!("&{name};"),
    }
}

/// Where the reader stands: the names of the open elements, and what has been gathered.
#[derive(Debug, Default)]
struct Walk {
    open: Vec<String>,
    document: Document,
    /// The depth at which the current record began, and the record.
    record: Option<(usize, Element)>,
    text: String,
}

impl Walk {
    fn enter(&mut self, name: String, wanted: &[&str]) {
        if self.open.is_empty() && self.document.root.is_empty() {
            self.document.root.clone_from(&name);
        }
        self.text.clear();
        self.open.push(name);
        let is_wanted = self.open.last().is_some_and(|name| wanted.contains(&name.as_str()));
        if is_wanted && self.record.is_none() && self.open.len() > 1 {
            self.record = Some((self.open.len(), Element::default()));
        }
    }

    fn leave(&mut self) {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.text);
        match &mut self.record {
            Some((begun, _)) if *begun == depth => {
                if let Some((_, record)) = self.record.take() {
                    self.document.records.push(record);
                }
            }
            Some((begun, record)) if *begun + 1 == depth => {
                record.children.entry(name).or_insert(text);
            }
            Some(_) => {}
            None => {
                self.document.around.children.entry(name).or_insert(text);
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Result<Document, Unusable> {
        read(text.as_bytes(), &["item"], &mut Notes::default())
    }

    #[test]
    fn children_of_the_wanted_elements_become_fields() {
        let found = records("<?xml version=\"1.0\"?><rss><channel><title>T</title><item><title>a &amp; b</title><x:d>&lt;br /&gt;&#229;</x:d><e/></item><item><title><![CDATA[<b>]]></title></item></channel></rss>").expect("a document");
        assert_eq!(found.records.len(), 2);
        assert_eq!(found.records[0].get("title").as_deref(), Some("a & b"));
        assert_eq!(found.records[0].get("d").as_deref(), Some("<br />å"));
        assert_eq!(found.records[0].get("e").as_deref(), Some(""));
        assert_eq!(found.records[1].get("title").as_deref(), Some("<b>"));
        assert_eq!((found.root.as_str(), found.around.get("title").as_deref()), ("rss", Some("T")));
    }

    #[test]
    fn a_broken_document_is_an_error() {
        for broken in ["<rss><item>", "<a></b>", "no xml", "<", "<a b=<>"] {
            assert!(matches!(records(broken), Err(Unusable::Xml(_))), "{broken}");
        }
        assert_eq!(records("  ").err(), Some(Unusable::Empty));
    }

    #[test]
    fn entities_that_a_document_defines_itself_are_not_followed() {
        let found =
            records("<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a><item><t>&b;</t></item></a>").expect("a document");
        assert_eq!(found.records[0].get("t").as_deref(), Some("&b;"));
    }

    #[test]
    fn a_declared_encoding_is_followed() {
        let bytes = b"<?xml version='1.0' encoding='ISO-8859-1'?><r><item><t>V\xe4xj\xf6</t></item></r>";
        let found = read(bytes, &["item"], &mut Notes::default()).expect("a document");
        assert_eq!(found.records[0].get("t").as_deref(), Some("Växjö"));
    }
}
