//! The frame around every page: language, style, policy.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::platform::Locale;

/// Dark text on light and the other way round, both beyond WCAG 2.2 AAA (7 : 1); a ring around what has the
/// focus.
const STYLE: &str = include_str!("page.css");

/// Nothing but the style above, known by its hash (CSP level 3), and the drawn-in icon.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        BASE64_STANDARD.encode(Sha256::digest(STYLE))
    )
});

/// A circle in the colour of links.
pub(super) const ICON_SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'>\
                                   <circle cx='4' cy='4' r='4' fill='#005ea5'/></svg>";

/// The same in a page: without an icon every browser asks for `/favicon.ico`.
pub(super) const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E\
                               %3Ccircle cx='4' cy='4' r='4' fill='%23005ea5'/%3E%3C/svg%3E";

/// The language of a page: the one asked for with `?lang=`, else the browser's, else Swedish.
pub(super) fn language(request: &HttpRequest) -> Locale {
    let asked = request.query_string().split('&').find_map(|part| part.strip_prefix("lang="));
    asked.and_then(Locale::from_tag).unwrap_or_else(|| {
        let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Locale::from_accept_language(header)
    })
}

/// A whole page around its main part. Pages are written in Swedish and English, and lead from one to the other.
pub(super) fn page(status: StatusCode, locale: Locale, title: &str, main: &Markup) -> HttpResponse {
    let other = locale.say("en", "sv");
    let nav = html! {
        nav aria-label=(locale.say("Språk", "Language")) {
            a href={ "?lang=" (other) } lang=(other) hreflang=(other) { (locale.say("In English", "På svenska")) }
        }
    };
    frame(status, locale, title, &nav, main)
}

/// A page that is written in English only, one step below the start page.
pub(super) fn page_in_english(title: &str, main: &Markup) -> HttpResponse {
    let nav = html! { nav { a href="../" { "Mitt Kommun" } } };
    frame(StatusCode::OK, Locale::En, title, &nav, main)
}

fn frame(status: StatusCode, locale: Locale, title: &str, nav: &Markup, main: &Markup) -> HttpResponse {
    let language = locale.say("sv", "en");
    let markup = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href=(ICON);
                style { (PreEscaped(STYLE)) }
            }
            body {
                (nav)
                main { (main) }
            }
        }
    };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .body(markup.into_string())
}

#[cfg(test)]
mod tests {
    use actix_web::{body::MessageBody, test::TestRequest};

    use super::*;

    fn text(response: HttpResponse) -> String {
        let bytes = response.into_body().try_into_bytes().expect("a body in memory");
        String::from_utf8(bytes.to_vec()).expect("UTF-8")
    }

    #[test]
    fn the_policy_names_the_style_that_the_page_has() {
        let response = page(StatusCode::OK, Locale::Sv, "t", &html! { "x" });
        let policy = response.headers().get("content-security-policy").unwrap().to_str().unwrap().to_owned();
        let body = text(response);
        let style = body.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).unwrap().0;
        let hash = BASE64_STANDARD.encode(Sha256::digest(style));
        assert!(policy.contains(&format!("style-src 'sha256-{hash}'")));
        assert!(!body.contains("<script"));
    }

    #[test]
    fn titles_and_texts_are_escaped() {
        let evil = "</title><script>alert(1)</script>\"'&";
        let body = text(page(StatusCode::OK, Locale::En, evil, &html! { (evil) a href=(evil) {} }));
        assert!(!body.contains("<script"));
        assert_eq!(body.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;").count(), 3);
    }

    #[test]
    fn the_page_speaks_the_language_asked_for() {
        for (uri, header, expected) in [
            ("/", "sv", "sv"),
            ("/", "en-GB,en;q=0.9", "en"),
            ("/?lang=sv", "en", "sv"),
            ("/?a=b&lang=en", "sv", "en"),
            ("/?lang=tlh", "en", "en"),
            ("/", "fi", "sv"),
        ] {
            let request =
                TestRequest::with_uri(uri).insert_header(("accept-language", header)).to_http_request();
            let response = page(StatusCode::OK, language(&request), "t", &html! {});
            assert_eq!(response.headers().get("content-language").unwrap(), expected, "{uri} {header}");
            assert!(text(response).contains(&format!("<html lang=\"{expected}\">")));
        }
    }
}
