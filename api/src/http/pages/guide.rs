//! The guides of `docs/`, as they were when this server was built: what a developer needs beside the schema is there
//! also where the internet is not.

use std::mem;

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

/// A guide, in English as the schema is.
pub(super) struct Guide {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    text: &'static str,
}

/// All of them.
pub(super) const GUIDES: [Guide; 2] = [
    Guide {
        name: "app-developers",
        title: "Building an app on Mitt Kommun",
        text: include_str!("../../../../docs/app-developers.md"),
    },
    Guide {
        name: "operators",
        title: "Running Mitt Kommun",
        text: include_str!("../../../../docs/operators.md"),
    },
];

/// The guide of that name.
pub(super) fn find(name: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.name == name)
}

impl Guide {
    /// The guide as HTML. Links to other files of the repository lead to the guides that are served, and are plain text
    /// where nothing is.
    pub fn render(&self) -> Markup {
        let mut inside_dead_link = false;
        let events = Parser::new_ext(self.text, Options::ENABLE_TABLES).filter_map(|event| match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let to = served(&dest_url);
                inside_dead_link = to.is_none();
                to.map(|to| Event::Start(Tag::Link { link_type, dest_url: to.into(), title, id }))
            }
            Event::End(TagEnd::Link) if mem::take(&mut inside_dead_link) => None,
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            event => Some(event),
        });
        let mut rendered = String::new();
        push_html(&mut rendered, events);
        html! { article { (PreEscaped(rendered)) } }
    }
}

fn served(link: &str) -> Option<String> {
    if link.starts_with("https://") || link.starts_with('#') {
        return Some(link.to_owned());
    }
    let name = link.strip_suffix(".md")?;
    find(name).map(|guide| guide.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{GUIDES, Guide};

    #[test]
    fn every_guide_has_its_title_and_no_link_into_the_repository() {
        for guide in &GUIDES {
            let page = guide.render().into_string();
            assert!(page.contains(&format!("<h1>{}</h1>", guide.title)));
            for link in page.split("href=\"").skip(1) {
                let to = link.split('"').next().unwrap_or_default();
                let leads_on = to.starts_with("https://") || GUIDES.iter().any(|other| other.name == to);
                assert!(leads_on, "{}: {to}", guide.name);
            }
        }
    }

    #[test]
    fn html_in_a_guide_is_text() {
        let guide = Guide { name: "a", title: "A", text: "# A\n\n<script>alert(1)</script> and <b>bold</b>" };
        let page = guide.render().into_string();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    }
}
