//! Markup from editors, turned into plain text with its links beside it.
//!
//! What comes out is safe because it is no markup any more: there is nothing left to execute. Headings and
//! paragraphs are parted by an empty line, list items begin with "- ", cells of a table are parted by " | ". A
//! link stays where it stood, as `text (address)`, and is listed.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
};

use super::text::tidy;

/// A link that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text that was to be clicked.
    pub label: String,
    /// Where it leads: `http`, `https`, `mailto` or `tel`.
    pub address: String,
}

/// Markup turned into text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainText {
    /// The text.
    pub text: String,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// How many broken addresses were put right.
    pub repaired: usize,
    /// How many links were left out because nobody could or should follow them; their text stayed.
    pub left_out: usize,
}

/// Turns markup into plain text. `base` is the address of the page that the text belongs to: links without a host
/// are completed from it, and left out without it.
#[must_use]
pub fn plain_text(markup: &str, base: Option<&str>) -> PlainText {
    let sink = Sink { writer: RefCell::new(Writer { base: base.and_then(origin), ..Writer::default() }) };
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(markup));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // The sink never asks for a script to be run, so that one call takes everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.writer.take().finish()
}

/// Resolves entities and drops tags, for short texts that are not supposed to hold markup.
#[must_use]
pub fn without_markup(text: &str) -> String {
    if text.contains(['<', '&']) { plain_text(text, None).text } else { tidy(text) }
}

/// `https://host` of an address.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    matches!(scheme, "http" | "https").then(|| format!("{scheme}://{host}"))
}

struct Sink {
    writer: RefCell<Writer>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.writer.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.characters(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                writer.start(&tag);
                match &*tag.name {
                    "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" => return TokenSinkResult::RawData(RawKind::Rawtext),
                    _ => {}
                }
            }
            Token::TagToken(tag) => writer.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// How two pieces of text are parted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// The text that grows, and what stands before its next piece.
#[derive(Debug, Default)]
struct Writer {
    base: Option<String>,
    out: String,
    gap: Gap,
    prefix: String,
    /// How many open elements hide what is in them.
    hidden: usize,
    /// The open link: its address, and where its text begins.
    link: Option<(String, usize)>,
    cell: usize,
    found: PlainText,
}

impl Writer {
    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn characters(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let text = tidy_keeping_edges(text);
        if text.starts_with(' ') {
            self.part(Gap::Space);
        }
        for (index, word) in text.split(' ').filter(|word| !word.is_empty()).enumerate() {
            if index > 0 {
                self.part(Gap::Space);
            }
            self.word(word);
        }
        if text.ends_with(' ') {
            self.part(Gap::Space);
        }
    }

    fn word(&mut self, word: &str) {
        if !self.out.is_empty() {
            self.out.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
        self.out.push_str(&std::mem::take(&mut self.prefix));
        if let Some((_, start)) = &mut self.link
            && *start == usize::MAX
        {
            *start = self.out.len();
        }
        self.out.push_str(word);
    }

    fn start(&mut self, tag: &Tag) {
        match &*tag.name {
            "script" | "style" | "iframe" => self.hidden += 1,
            "br" => self.part(Gap::Line),
            "li" => {
                self.part(Gap::Line);
                "- ".clone_into(&mut self.prefix);
            }
            "tr" => {
                self.part(Gap::Line);
                self.cell = 0;
            }
            "td" | "th" => {
                if self.cell > 0 {
                    self.part(Gap::Space);
                    "| ".clone_into(&mut self.prefix);
                }
                self.cell += 1;
            }
            "a" => {
                self.close_link();
                let address = tag.attrs.iter().find(|attribute| &*attribute.name.local == "href");
                if let Some(address) = address.and_then(|attribute| self.address(&attribute.value)) {
                    self.link = Some((address, usize::MAX));
                }
            }
            name if is_block(name) => self.part(Gap::Paragraph),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "script" | "style" | "iframe" => self.hidden = self.hidden.saturating_sub(1),
            "a" => self.close_link(),
            "li" | "tr" => {
                self.part(Gap::Line);
                self.prefix.clear();
            }
            name if is_block(name) => self.part(Gap::Paragraph),
            _ => {}
        }
    }

    /// Writes the address behind the text of the link, unless the text is the address.
    fn close_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let label = self.out.get(start..).unwrap_or_default().trim().to_owned();
        if label.is_empty() {
            return;
        }
        let shown =
            address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:")).unwrap_or(&address);
        let shown =
            if address.starts_with("mailto:") { shown.split('?').next().unwrap_or(shown) } else { shown };
        let bare = |text: &str| {
            let text = text.trim_start_matches("https://").trim_start_matches("http://");
            text.trim_end_matches('/').to_lowercase()
        };
        if !bare(&label).contains(&bare(shown)) {
            self.out.push_str(" (");
            self.out.push_str(shown);
            self.out.push(')');
        }
        self.found.links.push(Link { label, address });
    }

    /// An address that can be followed, put right where it is only badly written.
    fn address(&mut self, written: &str) -> Option<String> {
        let written: String = tidy(written).chars().filter(|c| !c.is_whitespace()).collect();
        let mut address = written.as_str();
        if address.is_empty() || address.starts_with('#') {
            return None;
        }
        let lower = address.to_ascii_lowercase();
        if let Some(at) =
            ["http://mailto:", "https://mailto:"].iter().find(|p| lower.starts_with(**p)).map(|p| p.len())
        {
            self.found.repaired += 1;
            return address.get(at..).map(|rest| format!("mailto:{rest}"));
        }
        // OpenHierarchy, the platform below many e-service portals, leaves this where its own address belongs.
        if let Some(rest) = address.strip_prefix("??RELATIVE_FROM_CONTEXTPATH??") {
            self.found.repaired += 1;
            address = rest;
        }
        if ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Some(address.to_owned());
        }
        if let Some(rest) = address.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        if let (Some(base), true) = (&self.base, address.starts_with('/')) {
            return Some(format!("{base}{address}"));
        }
        if lower.starts_with("www.") {
            self.found.repaired += 1;
            return Some(format!("https://{address}"));
        }
        self.found.left_out += 1;
        None
    }

    fn finish(mut self) -> PlainText {
        self.close_link();
        self.found.text = tidy(&self.out);
        self.found
    }
}

/// Text with every run of white space as one space, and with it at its ends too.
fn tidy_keeping_edges(text: &str) -> String {
    let edge = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let words = super::text::one_line(text);
    let before = if edge(text.chars().next()) { " " } else { "" };
    let after = if edge(text.chars().next_back()) { " " } else { "" };
    if words.is_empty() { before.to_owned() } else { format!("{before}{words}{after}") }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "table"
            | "blockquote"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "dl"
            | "dt"
            | "dd"
            | "hr"
            | "pre"
            | "fieldset"
            | "form"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markup: &str) -> String {
        plain_text(markup, Some("https://e.example.se/x/y")).text
    }

    #[test]
    fn structure_survives_as_lines() {
        assert_eq!(
            text("<h1>A</h1>\r\n<p>b<br />\r\nc</p><ul>\r\n\t<li>d</li>\r\n\t<li> e </li></ul>f"),
            "A\n\nb\nc\n\n- d\n- e\n\nf"
        );
        assert_eq!(
            text(
                "<table><tr><th>Dag</th><th>Tid</th></tr><tr><td>m&aring;n</td><td>9&ndash;11</td></tr></table>"
            ),
            "Dag | Tid\nmån | 9–11"
        );
    }

    #[test]
    fn entities_fonts_and_invisible_characters_come_out_as_plain_letters() {
        assert_eq!(
            text(
                "<p><font color=\"#0000ff\">L&auml;s&nbsp;mer\u{200B}</font> &amp; &#229;k</p><p>&nbsp;</p>"
            ),
            "Läs mer & åk"
        );
    }

    #[test]
    fn links_are_kept_beside_the_text() {
        let found = plain_text(
            "Se <a href=\"/guide\" onclick=\"x()\"><u>guiden</u></a> eller <a href='mailto:a@b.se?subject=x'>a@b.se</a>.",
            Some("https://e.example.se/x"),
        );
        assert_eq!(found.text, "Se guiden (https://e.example.se/guide) eller a@b.se.");
        assert_eq!(
            found.links[0],
            Link { label: "guiden".into(), address: "https://e.example.se/guide".into() }
        );
        assert_eq!(found.links[1].address, "mailto:a@b.se?subject=x");
    }

    #[test]
    fn broken_addresses_are_repaired_and_dangerous_ones_left_out() {
        let found = plain_text(
            "<a href=\"http://mailto:a@b.se\">mejla</a> <a href=\"??RELATIVE_FROM_CONTEXTPATH??/k\">k</a> <a href=\"java\nscript:alert(1)\">klick</a> <a href=\"data:text/html,x\">d</a>",
            Some("https://e.se/"),
        );
        assert_eq!(found.text, "mejla (a@b.se) k (https://e.se/k) klick d");
        assert_eq!((found.repaired, found.left_out, found.links.len()), (2, 2, 2));
    }

    #[test]
    fn scripts_and_styles_leave_nothing() {
        assert_eq!(text("a<script>alert('x')</script><style>p{}</style><!-- c --> b"), "a b");
        assert_eq!(text("a <b<i>c</i> <img src=x onerror=alert(1)> d"), "a c d");
    }

    #[test]
    fn unclosed_and_endless_markup_is_only_text() {
        assert_eq!(text("<a href=\"https://x.se\">x"), "x (https://x.se)");
        let deep = "<div>".repeat(100_000);
        assert_eq!(text(&deep), "");
    }
}
