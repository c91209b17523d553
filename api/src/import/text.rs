//! Text as it comes out of files, made fit to be kept: no bytes of unknown meaning, no invisible characters, no
//! carriage returns.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::faults::{NoteCode, Notes};
use super::parsed::Position;

/// Reads bytes as text: UTF-16 by its byte order mark, else UTF-8 if they are that, else Windows-1252, which is
/// what spreadsheets in Sweden save and which contains Latin-1. A few bad bytes in a text that otherwise is UTF-8
/// are replaced rather than letting them turn every å into two characters.
#[must_use]
pub fn decode(bytes: &[u8], notes: &mut Notes) -> String {
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return UTF_16LE.decode_with_bom_removal(bytes).0.into_owned();
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return UTF_16BE.decode_with_bom_removal(bytes).0.into_owned();
    }
    let (text, broken) = UTF_8.decode_with_bom_removal(bytes);
    if !broken {
        return text.into_owned();
    }
    let start = Position::Line(1);
    if multibyte_sequences(bytes) > 0 && text.matches('\u{FFFD}').count() <= multibyte_sequences(bytes) / 10 {
        notes.take(NoteCode::UnreadableBytes, "file", &start);
        return text.into_owned();
    }
    notes.take(NoteCode::ReadAsWindows1252, "file", &start);
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// How many well-formed UTF-8 sequences of more than one byte there are.
fn multibyte_sequences(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum()
}

/// Passes over the comment lines (`// provider: …`) that some captures start with.
#[must_use]
pub fn without_leading_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest
}

/// Whether a character has no business in a kept text: controls, zero-width spaces, byte order marks, direction
/// overrides. The zero-width joiners stay: emoji, Persian and Arabic need them.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Text with its line breaks kept as `\n`, invisible characters removed, other spaces as plain ones, trimmed.
#[must_use]
pub fn tidy(text: &str) -> String {
    // Most texts are tidy but for their ends.
    if text.chars().all(|c| (' '..='~').contains(&c) || ('À'..='ÿ').contains(&c)) {
        return text.trim().to_owned();
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(unix.len());
    for c in unix.chars() {
        if is_invisible(c) {
            continue;
        }
        out.push(if c.is_whitespace() && c != '\n' && c != '\t' { ' ' } else { c });
    }
    let trimmed = out.trim();
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

/// Text on one line: every run of white space is one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    let tidied = tidy(text);
    if !tidied.contains("  ") && !tidied.contains(['\n', '\t']) {
        return tidied;
    }
    tidied.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text with a capital first letter.
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name of a column or a key brought down to what matters: `Kommun-kod`, `kommun_kod` and `KommunKod` are all
/// `kommunkod`; å, ä and ö count as a, a and o, so that files written without them are understood too.
#[must_use]
pub fn key(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'å' | 'ä' => Some('a'),
            'ö' => Some('o'),
            'é' => Some('e'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_read_when_the_bytes_are_no_utf_8() {
        let mut notes = Notes::default();
        assert_eq!(decode(b"Kommun;V\xe4xj\xf6 \x96 Tors\xe5s", &mut notes), "Kommun;Växjö – Torsås");
        assert_eq!(notes.count(NoteCode::ReadAsWindows1252), 1);
    }

    #[test]
    fn one_bad_byte_does_not_spoil_a_text_in_utf_8() {
        let mut bytes = "Räksmörgås på Åsögatan, färsk lök, gräddfil och så vidare".as_bytes().to_vec();
        bytes.push(0xFF);
        let mut notes = Notes::default();
        assert!(decode(&bytes, &mut notes).starts_with("Räksmörgås"));
        assert_eq!(notes.count(NoteCode::UnreadableBytes), 1);
    }

    #[test]
    fn byte_order_marks_do_not_become_part_of_the_text() {
        let mut notes = Notes::default();
        assert_eq!(decode(b"\xEF\xBB\xBFKod", &mut notes), "Kod");
        assert_eq!(decode(b"\xFF\xFEK\0o\0d\0", &mut notes), "Kod");
        assert_eq!(decode(b"\xFE\xFF\0K\0o\0d", &mut notes), "Kod");
    }

    #[test]
    fn comment_lines_above_a_document_are_passed_over() {
        assert_eq!(without_leading_comments("// provider: x, URL: https://y\n\n// more\n{}"), "{}");
        assert_eq!(without_leading_comments("// only"), "");
    }

    #[test]
    fn tidying_removes_what_cannot_be_seen_and_keeps_line_breaks() {
        assert_eq!(tidy("\u{FEFF} a\u{200B}b\0\r\nc\u{A0}d \r\n"), "ab\nc d");
        assert_eq!(one_line(" a\r\n\r\n b\t c "), "a b c");
    }

    #[test]
    fn column_names_are_compared_by_what_matters() {
        assert_eq!(key("Förskole-klass"), key("forskole klass"));
        assert_eq!(key("municipality_code"), "municipalitycode");
    }
}
