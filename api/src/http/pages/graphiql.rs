//! GraphiQL, whole and from here: `assets/graphiql/README.md` tells how its files are built.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, http::header};
use maud::{DOCTYPE, html};

use super::{asset::Asset, document::ICON};
use crate::platform::Locale;

/// Scripts and workers from here only, none inline and none evaluated. Styles may be inline, because the
/// editor places every line with a style attribute; a style cannot read or send anything under this policy.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! built {
    ($name:literal) => {
        include_bytes!(concat!("../../../assets/graphiql/dist/", $name, ".gz"))
    };
}

static ASSETS: LazyLock<[(&str, Asset); 6]> = LazyLock::new(|| {
    [
        ("graphiql.js", Asset::packed(SCRIPT, built!("graphiql.js"))),
        ("graphiql.css", Asset::packed("text/css; charset=utf-8", built!("graphiql.css"))),
        ("editor.worker.js", Asset::packed(SCRIPT, built!("editor.worker.js"))),
        ("json.worker.js", Asset::packed(SCRIPT, built!("json.worker.js"))),
        ("graphql.worker.js", Asset::packed(SCRIPT, built!("graphql.worker.js"))),
        ("LICENSES.txt", Asset::packed("text/plain; charset=utf-8", built!("LICENSES.txt"))),
    ]
});

/// Names the build, so that its files can be kept for ever. The script finds its workers beside it, so all of
/// them share the name.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let tags: String = ASSETS.iter().map(|(_, asset)| asset.tag()).collect();
    Asset::text("text/plain", &tags).tag().to_owned()
});

/// A file of a build, for `/assets/graphiql/{build}/{name}`; `None` when it is not of this build.
pub(super) fn file(request: &HttpRequest, build: &str, name: &str) -> Option<HttpResponse> {
    let (_, asset) = ASSETS.iter().find(|(known, _)| *known == name && build == *BUILD)?;
    Some(asset.respond(request, "public, max-age=31536000, immutable"))
}

/// GraphiQL for one municipality.
pub(super) struct GraphiQl<'a> {
    /// The municipality's name.
    pub name: &'a str,
    /// The way from the page to the root: `../` at `/2281/graphiql`, `./` at `/graphiql`.
    pub root: &'a str,
    /// The language of what we say; GraphiQL itself speaks English only.
    pub locale: Locale,
}

impl GraphiQl<'_> {
    /// The page.
    pub(super) fn respond(&self) -> HttpResponse {
        let Self { name, root, locale } = self;
        let files = format!("{root}assets/graphiql/{}", *BUILD);
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (name) " – GraphiQL" }
                    link rel="icon" href=(ICON);
                    link rel="stylesheet" href={ (files) "/graphiql.css" };
                    script type="module" src={ (files) "/graphiql.js" } {}
                }
                body {
                    main #graphiql data-name=(name) data-query=(welcome(*locale, name)) {
                        p lang=(locale.say("sv", "en")) { (locale.say("GraphiQL läses in …", "GraphiQL is loading …")) }
                        noscript {
                            p lang=(locale.say("sv", "en")) {
                                (locale.say("GraphiQL behöver JavaScript.", "GraphiQL needs JavaScript."))
                            }
                        }
                    }
                }
            }
        };
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "accept-language"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .body(markup.into_string())
    }
}

/// What the editor holds at first: a query that answers something, and how to go on. A line break in a name
/// would end the comment it stands in.
fn welcome(locale: Locale, name: &str) -> String {
    let name = name.replace(char::is_control, " ");
    let greeting = locale.say(
        format!(
            "# {name}: Mitt Kommuns API.\n\
             # Ctrl+Enter kör frågan.\n\
             # Ctrl+Blanksteg föreslår fält.\n\
             # Boken till vänster är hela schemat.\n\
             # För att logga in, skriv under Headers nedan:\n\
             # \"Authorization\": \"Bearer <token>\"\n"
        ),
        format!(
            "# {name}: Mitt Kommun’s API.\n\
             # Ctrl+Enter runs the query.\n\
             # Ctrl+Space suggests fields.\n\
             # The book on the left is the whole schema.\n\
             # To log in, write under Headers below:\n\
             # \"Authorization\": \"Bearer <token>\"\n"
        ),
    );
    format!("{greeting}{WELCOME}")
}

/// The query itself, something of every public pillar; a test runs it.
pub const WELCOME: &str = "\
query Welcome {
  municipality {
    code
    name
    departments(first: 3) {
      nodes {
        name {
          value
        }
      }
    }
    schools(first: 1) {
      nodes {
        name
        weekMenu {
          days {
            date
            meals {
              dishes {
                name
              }
            }
          }
        }
      }
    }
  }
  viewer {
    displayName
  }
}
";

#[cfg(test)]
mod tests {
    use actix_web::{body::MessageBody, test::TestRequest};

    use super::*;

    fn page(name: &str) -> String {
        let response = GraphiQl { name, root: "../", locale: Locale::Sv }.respond();
        let bytes = response.into_body().try_into_bytes().expect("a body in memory");
        String::from_utf8(bytes.to_vec()).expect("UTF-8")
    }

    #[test]
    fn every_file_that_the_page_names_is_there_and_kept_for_ever() {
        let request = TestRequest::default().insert_header(("accept-encoding", "gzip")).to_http_request();
        let page = page("Sundsvall");
        let named: Vec<_> = page.split("\"../assets/graphiql/").skip(1).collect();
        assert_eq!(named.len(), 2);
        for rest in named {
            let (build, rest) = rest.split_once('/').unwrap();
            let (name, _) = rest.split_once('"').unwrap();
            let response = file(&request, build, name).expect("a file of this build");
            assert_eq!(
                response.headers().get("cache-control").unwrap(),
                "public, max-age=31536000, immutable"
            );
            assert!(file(&request, "another", name).is_none());
            for worker in ["editor", "json", "graphql"] {
                assert!(file(&request, build, &format!("{worker}.worker.js")).is_some());
            }
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        let name = "<b>\"\nmutation";
        assert!(!page(name).contains("<b>"));
        assert!(!welcome(Locale::Sv, name).contains("\nmutation"));
    }

    #[test]
    fn every_licence_in_the_build_has_its_text() {
        let request = TestRequest::default().to_http_request();
        let response = file(&request, &BUILD, "LICENSES.txt").unwrap();
        let bytes = response.into_body().try_into_bytes().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        for package in ["graphiql 5", "react 19", "monaco-editor 0", "graphql-ws 6"] {
            assert!(text.contains(&format!("\n{package}")), "{package}");
        }
        assert!(!text.contains("UNLICENSED") && !text.contains("GPL"));
    }
}
