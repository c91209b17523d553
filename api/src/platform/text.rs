//! Text that people typed, made fit to keep. PostgreSQL refuses NUL, screen readers stumble over control characters, and
//! overrides of the writing direction can make a text look like another one; all of them are dropped, nothing else is. A
//! text of which nothing would be seen is no text.

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
    unless_blank(line)
}

/// A text in paragraphs: lines end with a line feed and nothing before it, and at most one empty line is between two.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let mut kept = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines() {
        let line: String =
            line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| is_kept(*c)).collect();
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
    unless_blank(kept.trim_start().to_owned())
}

/// Whether nothing of the text would be seen.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether the character shows nothing by itself: format characters (Unicode's category Cf), the fillers of Hangul, the
/// empty Braille pattern, selectors of variants.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{115F}' | '\u{1160}'
        | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn unless_blank(text: String) -> String {
    if is_blank(&text) { String::new() } else { text }
}

fn is_kept(c: char) -> bool {
    !c.is_control() && !is_hidden(c)
}

/// Zero-width space, byte order mark, soft hyphen and word joiner, and what embeds, overrides or isolates a direction
/// (UAX #9). Joiners stay: emoji, Arabic and Yiddish need them.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::{is_blank, line, paragraphs};

    #[test]
    fn a_line_has_single_spaces_and_nothing_hidden() {
        assert_eq!(
            line(" Trasig\t lampa\r\nvid\u{0} \u{FEFF}\u{202E}lekplatsen\u{a0}"),
            "Trasig lampa vid lekplatsen"
        );
        assert_eq!(line(" \n\u{0}\u{200B}"), "");
        assert_eq!(line("\u{2066}Tra\u{AD}sig\u{2069} \u{2067}lam\u{2060}pa\u{2068}"), "Trasig lampa");
    }

    #[test]
    fn paragraphs_keep_one_empty_line_between_them() {
        assert_eq!(
            paragraphs("\r\n Hej!  \r\n\r\n\n\nLampan\u{0} är\ttrasig.\nTack \n\n"),
            "Hej!\n\nLampan är trasig.\nTack"
        );
        assert_eq!(paragraphs("rad 1\rrad 2\u{85}rad 3"), "rad 1\nrad 2\nrad 3");
        assert_eq!(paragraphs("👩‍🚒 🏴󠁧󠁢󠁥󠁮󠁧󠁿"), "👩‍🚒 🏴󠁧󠁢󠁥󠁮󠁧󠁿");
        assert_eq!(paragraphs("\u{0}\n \t"), "");
    }

    #[test]
    fn what_would_not_be_seen_is_blank() {
        for nothing in [
            "\u{2060}",
            "\u{AD}",
            "\u{3164}",
            "\u{200D}",
            "\u{180E}",
            "\u{200E} \u{200F}",
            "\u{2800}",
            "\u{FE0F}",
            "\u{115F}\u{1160}",
            "\u{2066}\u{2069}",
            "\u{E0020}",
            " \u{34F}\n",
            "",
        ] {
            assert!(is_blank(nothing), "{nothing:?}");
            assert_eq!((line(nothing), paragraphs(nothing)), (String::new(), String::new()), "{nothing:?}");
        }
        for something in [".", "\u{200D}a", "é", "می‌خواهم", "👍\u{FE0F}"] {
            assert_eq!((line(something), paragraphs(something)), (something.into(), something.into()));
        }
    }
}
