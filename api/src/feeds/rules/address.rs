//! Addresses of menus: what may be one, and what is asked for there. People copy the address of the page that they read;
//! where the vendor has the same for programs, that is asked for instead.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use entity::MenuSourceKind;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::Url;
use serde_json::json;

/// The longest address, in bytes.
pub const LONGEST: usize = 2000;

/// How many weeks are asked for: this one and the next.
const WEEKS: u64 = 2;

/// Signs that an address has and that mean something in it.
const KEPT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// Whether a text can be the address of a menu: `http` or `https`, a host, and no name or password before it, which would
/// be shown and logged by others.
pub fn is_address(text: &str) -> bool {
    let monday = NaiveDate::default();
    let filled = filled(text, monday, monday);
    let url = Url::parse(&filled).ok().filter(|url| url.has_host() && url.username().is_empty());
    text.len() <= LONGEST
        && !text.chars().any(char::is_control)
        && url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.password().is_none())
}

/// The host of an address, which tells nothing secret.
pub fn host(address: &str) -> String {
    let day = NaiveDate::default();
    Url::parse(&filled(address, day, day))
        .ok()
        .and_then(|url| Some(url.host_str()?.to_owned()))
        .unwrap_or_default()
}

/// The addresses to ask, of this week and the next, which are one where the address names no week.
pub fn expanded(address: &str, kind: MenuSourceKind, today: NaiveDate) -> Vec<String> {
    let monday = today.week(Weekday::Mon).first_day();
    let after = |days: u64| monday.checked_add_days(Days::new(days)).unwrap_or(monday);
    let template = for_programs(address, kind);
    let by_week = ["{week}", "{weekFrom}", "{weekTo}", "{offset}"].iter().any(|name| template.contains(name));
    if !by_week {
        return vec![filled(&template, monday, after(7 * WEEKS - 1))];
    }
    (0..WEEKS)
        .map(|week| {
            let (from, to) = (after(7 * week), after(7 * week + 6));
            let template = template.replace("{offset}", &week.to_string());
            let template =
                template.replace("{weekFrom}", &from.to_string()).replace("{weekTo}", &to.to_string());
            filled(&template, from, to)
        })
        .collect()
}

fn filled(template: &str, from: NaiveDate, to: NaiveDate) -> String {
    let week = from.iso_week();
    template
        .trim()
        .replace("{from}", &from.to_string())
        .replace("{to}", &to.to_string())
        .replace("{year}", &week.year().to_string())
        .replace("{week}", &week.week().to_string())
}

/// The address at which programs find what people read at this one, by the ways of the vendors; the same where there is no
/// other.
fn for_programs(address: &str, kind: MenuSourceKind) -> String {
    let address = address.trim();
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    let is_of = |host: &str| {
        url.host_str()
            .is_some_and(|own| own == host || own.strip_suffix(host).is_some_and(|rest| rest.ends_with('.')))
    };
    let path: Vec<&str> =
        url.path_segments().map(|parts| parts.filter(|part| !part.is_empty()).collect()).unwrap_or_default();
    let has = |name: &str| url.query_pairs().any(|(own, _)| own == name);
    let with = |pairs: &str| format!("{address}{}{pairs}", if url.query().is_some() { "&" } else { "?" });
    match path.as_slice() {
        [school] if is_of("skolmaten.se") => {
            format!("https://skolmaten.se/api/4/rss/week/{school}?locale=sv")
        }
        [.., number] if is_of("mateo.se") && number.bytes().all(|b| b.is_ascii_digit()) && !has("from") => {
            format!("https://meny-api.mateo.se/api/v1/days/{number}?from={{from}}&to={{to}}")
        }
        ["m", code, name] if is_of("menugo.se") => {
            let name = percent_decode_str(name).decode_utf8_lossy();
            let asked = json!({ "Kommunkod": code, "LänkNamn": name }).to_string();
            format!("https://menugo.se/FetchTheMenu/{}", utf8_percent_encode(&asked, NON_ALPHANUMERIC))
        }
        ["public", "app", ..] if url.host_str().is_some_and(|host| host.contains("mashie")) => {
            address.replacen("/public/app/", "/public/menu/", 1)
        }
        ["meals", "week", _] if is_of("matildaplatform.com") && !has("startDate") => {
            with("startDate={weekFrom}&endDate={weekTo}")
        }
        _ if is_of("foodit.se") => {
            let pairs = url.query_pairs().map(|(name, value)| {
                let value = if name == "w" { "{offset}".into() } else { value };
                format!(
                    "{name}={}",
                    if value == "{offset}" {
                        value.into_owned()
                    } else {
                        utf8_percent_encode(&value, KEPT).to_string()
                    }
                )
            });
            format!("https://webmenu.foodit.se/rss/?{}", pairs.collect::<Vec<_>>().join("&"))
        }
        _ if kind == MenuSourceKind::OpenMeal && !has("startDate") && !address.contains("{from}") => {
            with("startDate={from}&endDate={to}")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(address: &str, kind: MenuSourceKind, today: &str) -> Vec<String> {
        expanded(address, kind, today.parse().expect("a date"))
    }

    #[test]
    fn an_address_of_a_page_becomes_the_one_for_programs() {
        let auto = MenuSourceKind::Auto;
        for (page, programs) in [
            (
                "https://skolmaten.se/skutehagens-skolan/",
                "https://skolmaten.se/api/4/rss/week/skutehagens-skolan?locale=sv",
            ),
            (
                "https://meny.mateo.se/molndal/29",
                "https://meny-api.mateo.se/api/v1/days/29?from=2026-01-05&to=2026-01-18",
            ),
            (
                "https://menugo.se/m/0381/Gansta_forskola",
                "https://menugo.se/FetchTheMenu/%7B%22Kommunkod%22%3A%220381%22%2C%22L%C3%A4nkNamn%22%3A%22Gansta%5Fforskola%22%7D",
            ),
            (
                "https://mpi.mashie.com/public/app/Laholms%20kommun/a326a379",
                "https://mpi.mashie.com/public/menu/Laholms%20kommun/a326a379",
            ),
            ("https://example.se/mat.ics?token=a", "https://example.se/mat.ics?token=a"),
            ("https://notskolmaten.se/x", "https://notskolmaten.se/x"),
        ] {
            assert_eq!(asked(page, auto, "2026-01-09"), [programs]);
        }
        assert_eq!(
            asked("https://menu.matildaplatform.com/meals/week/63fc_skolor", auto, "2026-01-09"),
            [
                "https://menu.matildaplatform.com/meals/week/63fc_skolor?startDate=2026-01-05&endDate=2026-01-11",
                "https://menu.matildaplatform.com/meals/week/63fc_skolor?startDate=2026-01-12&endDate=2026-01-18",
            ]
        );
        assert_eq!(
            asked("https://webmenu.foodit.se/?r=1&m=180&w=0&v=Week", auto, "2026-01-09"),
            [
                "https://webmenu.foodit.se/rss/?r=1&m=180&w=0&v=Week",
                "https://webmenu.foodit.se/rss/?r=1&m=180&w=1&v=Week"
            ]
        );
        assert_eq!(
            asked("https://x.se/meals?distributorId=7", MenuSourceKind::OpenMeal, "2026-01-09"),
            ["https://x.se/meals?distributorId=7&startDate=2026-01-05&endDate=2026-01-18"]
        );
    }

    #[test]
    fn weeks_around_new_year_have_the_year_of_the_week() {
        assert_eq!(
            asked("https://x.se/{year}/{week}?d={from}..{to}", MenuSourceKind::Auto, "2025-12-28"),
            ["https://x.se/2025/52?d=2025-12-22..2025-12-28", "https://x.se/2026/1?d=2025-12-29..2026-01-04"]
        );
        assert_eq!(
            asked("https://x.se/{year}?{from}", MenuSourceKind::Auto, "2026-12-31"),
            ["https://x.se/2026?2026-12-28"]
        );
    }

    #[test]
    fn only_addresses_of_the_web_without_passwords_are_taken() {
        for good in ["https://x.se/{year}/{week}", " http://127.0.0.1:8080/mat.ics ", "https://åsö.se/?a=b"]
        {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "skolan",
            "file:///etc/passwd",
            "ftp://x.se",
            "https://a:b@x.se",
            "https://a@x.se",
            "https://",
            "javascript:x",
            "https://x.se/\n",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("https://x.se/{}", "a".repeat(LONGEST))));
        assert_eq!(host("https://mat.example.se:8443/{year}?key=secret"), "mat.example.se");
    }
}
