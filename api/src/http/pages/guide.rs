//! The guides of `docs/`, as they were when this server was built: what a developer needs beside the schema is there
//! also where the internet is not.

use std::{collections::HashMap, mem};

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

/// A guide, in English as the schema is.
pub(super) struct Guide {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Where it lies in the repository, which is what links to it are relative to.
    path: &'static str,
    text: &'static str,
}

macro_rules! guide {
    ($name:literal, $title:literal, $path:literal) => {
        Guide { name: $name, title: $title, path: $path, text: include_str!(concat!("../../../../", $path)) }
    };
}

/// All of them.
pub(super) const GUIDES: [Guide; 8] = [
    guide!("readme", "Mitt Kommun", "README.md"),
    guide!("app-developers", "Building an app on Mitt Kommun", "docs/app-developers.md"),
    guide!("operators", "Running Mitt Kommun", "docs/operators.md"),
    guide!("import", "Importing", "docs/import.md"),
    guide!("security", "Security and the protection of children", "docs/security.md"),
    guide!("performance", "Performance", "docs/performance.md"),
    guide!("keycloak", "Keycloak in front of Mitt Kommun", "deploy/keycloak/README.md"),
    guide!("changelog", "Changelog", "CHANGELOG.md"),
];

/// The guide of that name.
pub(super) fn find(name: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.name == name)
}

impl Guide {
    /// The guide as HTML, with a list of its contents. Links to other guides and to the schema lead to where this server
    /// has them, and are plain text where it has nothing.
    pub fn render(&self) -> Markup {
        let mut events: Vec<_> = Parser::new_ext(self.text, Options::ENABLE_TABLES).collect();
        let headings = name_headings(&mut events);
        let mut inside_dead_link = false;
        let events = events.into_iter().filter_map(|event| match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let to = self.served(&dest_url);
                inside_dead_link = to.is_none();
                to.map(|to| Event::Start(Tag::Link { link_type, dest_url: to.into(), title, id }))
            }
            Event::End(TagEnd::Link) if mem::take(&mut inside_dead_link) => None,
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            event => Some(event),
        });
        let mut rendered = String::new();
        push_html(&mut rendered, events);
        // What scrolls sideways must be reached with the keyboard; text in the document is escaped and never matches.
        let rendered = rendered
            .replace("<pre>", "<pre tabindex=\"0\">")
            .replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
            .replace("</table>", "</table></div>");
        let parts = headings.iter().filter(|heading| heading.level == HeadingLevel::H2);
        html! {
            nav aria-label="Contents" {
                ul.contents {
                    @for heading in parts { li { a href={ "#" (heading.anchor) } { (heading.text) } } }
                }
            }
            article { (PreEscaped(rendered)) }
        }
    }

    /// Where a link of this guide leads on this server.
    fn served(&self, link: &str) -> Option<String> {
        if link.starts_with("https://") || link.starts_with('#') {
            return Some(link.to_owned());
        }
        let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
        let mut folders: Vec<_> = self.path.split('/').collect();
        folders.pop();
        for step in path.split('/') {
            match step {
                ".." => {
                    folders.pop();
                }
                step => folders.push(step),
            }
        }
        let path = folders.join("/");
        if path == "schema.graphql" {
            return Some(path);
        }
        let guide = GUIDES.iter().find(|guide| guide.path == path)?;
        Some(anchor.map_or_else(|| guide.name.to_owned(), |anchor| format!("{}#{anchor}", guide.name)))
    }
}

struct Heading {
    level: HeadingLevel,
    text: String,
    anchor: String,
}

/// Gives each heading the anchor that links in the documents mean: small letters and digits, a hyphen for each space.
fn name_headings(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut begin = None;
    for n in 0..events.len() {
        match events.get(n) {
            Some(Event::Start(Tag::Heading { level, .. })) => begin = Some((n, *level, String::new())),
            Some(Event::Text(text) | Event::Code(text)) => {
                if let Some((.., heading)) = &mut begin {
                    heading.push_str(text);
                }
            }
            Some(Event::End(TagEnd::Heading(_))) => {
                let Some((at, level, text)) = begin.take() else { continue };
                let mut anchor = slug(&text);
                let count = counts.entry(anchor.clone()).or_default();
                if *count > 0 {
                    anchor = format!("{anchor}-{count}");
                }
                *count += 1;
                if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(at) {
                    *id = Some(anchor.clone().into());
                }
                headings.push(Heading { level, text, anchor });
            }
            _ => {}
        }
    }
    headings
}

fn slug(text: &str) -> String {
    let letters = text.to_lowercase();
    let kept = letters.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{GUIDES, Guide, slug};

    fn quoted<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
        let marker = format!("{name}=\"");
        page.split(&marker).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_link_in_a_guide_leads_to_a_guide_and_an_anchor_that_are_there() {
        for guide in &GUIDES {
            let page = guide.render().into_string();
            assert!(page.contains("<h1 ") && page.contains(guide.title), "{}", guide.name);
            for to in quoted(&page, "href") {
                if to.starts_with("https://") || to == "schema.graphql" {
                    continue;
                }
                let (name, anchor) = to.split_once('#').unwrap_or((to, ""));
                let target = if name.is_empty() { Some(guide) } else { super::find(name) };
                let target = target.unwrap_or_else(|| panic!("{}: {to}", guide.name)).render().into_string();
                assert!(anchor.is_empty() || quoted(&target, "id").contains(&anchor), "{}: {to}", guide.name);
            }
        }
    }

    #[test]
    fn the_documents_link_nothing_that_is_not_served() {
        for guide in &GUIDES {
            for link in guide.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let is_served = guide.served(link).is_some();
                assert!(
                    is_served
                        || link.ends_with('/')
                        || Path::new(link).extension().is_some_and(|kind| kind == "json"),
                    "{}: {link}",
                    guide.name
                );
            }
        }
    }

    #[test]
    fn a_guide_begins_with_its_contents() {
        for guide in GUIDES.iter().filter(|guide| guide.text.matches("\n## ").count() > 1) {
            let page = guide.render().into_string();
            let contents = page.split("<article").next().unwrap_or_default();
            assert_eq!(
                contents.matches("<li>").count(),
                quoted(&page, "id").len() - page.matches("<h3 ").count() - 1,
                "{}",
                guide.name
            );
        }
    }

    #[test]
    fn anchors_are_those_of_the_repository() {
        assert_eq!(slug("SS 12000"), "ss-12000");
        assert_eq!(slug("Family, and guardians on invitation"), "family-and-guardians-on-invitation");
        assert_eq!(slug("What is kept about `me`?"), "what-is-kept-about-me");
    }

    #[test]
    fn html_in_a_guide_is_text() {
        let text = "# A\n\n<script>alert(1)</script> and <b>bold</b>";
        let guide = Guide { name: "a", title: "A", path: "a.md", text };
        let page = guide.render().into_string();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    }
}
