//! Text that people typed, made fit to keep. PostgreSQL refuses NUL, screen readers stumble over control characters, and
//! overrides of the writing direction can make a text look like another one; all of them are dropped, nothing else is.

/// A text for one line: white space of any kind becomes single spaces.
#[must_use]
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !is_hidden(*c)).collect();
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    line
}

/// A text in paragraphs: lines end with a line feed and nothing before it, and at most one empty line is between two.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut kept = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines() {
        let line: String =
            line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| is_seen(*c)).collect();
        let line = line.trim_end();
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        kept.push_str(line);
        empty_lines = 0;
    }
    kept.trim_start().to_owned()
}

fn is_seen(c: char) -> bool {
    !c.is_control() && !is_hidden(c)
}

/// Zero-width space, byte order mark, and the embeddings and overrides of direction. Joiners stay: emoji and Arabic
/// need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}')
}

#[cfg(test)]
mod tests {
    use super::{line, paragraphs};

    #[test]
    fn a_line_has_single_spaces_and_nothing_hidden() {
        assert_eq!(
            line(" Trasig\t lampa\r\nvid\u{0} \u{FEFF}\u{202E}lekplatsen\u{a0}"),
            "Trasig lampa vid lekplatsen"
        );
        assert_eq!(line(" \n\u{0}\u{200B}"), "");
    }

    #[test]
    fn paragraphs_keep_one_empty_line_between_them() {
        assert_eq!(
            paragraphs("\r\n Hej!  \r\n\r\n\n\nLampan\u{0} är\ttrasig.\nTack \n\n"),
            "Hej!\n\nLampan är trasig.\nTack"
        );
        assert_eq!(paragraphs("👩‍🚒"), "👩‍🚒");
        assert_eq!(paragraphs("\u{0}\n \t"), "");
    }
}
