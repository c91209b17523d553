//! Menus that vendors put as data into their web pages: Matilda as the data of a Next.js page, Mashie as an object that a
//! script assigns.

use super::super::faults::Notes;
use super::super::json;
use super::super::parsed::Unusable;

/// The JSON text of a file: the file itself, or the data that stands in the page.
///
/// # Errors
/// As [`json::text_of`], and [`Unusable::NoRecords`] if it is a page without such data.
pub(super) fn json_of(bytes: &[u8], notes: &mut Notes) -> Result<String, Unusable> {
    let text = json::text_of(bytes, notes)?;
    if !text.trim_start().starts_with('<') {
        return Ok(text);
    }
    embedded(&text).ok_or(Unusable::NoRecords("data"))
}

/// Whether a page says that there is no menu, as Mashie's does in the holidays.
pub(super) fn says_nothing(bytes: &[u8]) -> bool {
    let page = String::from_utf8_lossy(bytes).to_lowercase();
    page.trim_start().starts_with('<') && page.contains("ingen matsedel")
}

fn embedded(page: &str) -> Option<String> {
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let (attributes, content) = after.split_once('>')?;
        let script = content.split("</script").next().unwrap_or_default();
        let is_data = attributes.contains("__NEXT_DATA__") || script.contains("\"Weeks\"");
        if let Some(object) = is_data.then(|| object_in(script)).flatten() {
            return Some(object);
        }
        rest = content;
    }
    None
}

/// The first object of a script, with JavaScript's dates (`new Date(1767567600000)`) as their numbers.
fn object_in(script: &str) -> Option<String> {
    let object = script.get(script.find('{')?..)?;
    let mut out = String::with_capacity(object.len());
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut rest = object;
    while let Some(c) = rest.chars().next() {
        if !in_text
            && let Some((number, after)) = rest.strip_prefix("new Date(").and_then(|d| d.split_once(')'))
        {
            out.push_str(if number.is_empty() { "null" } else { number });
            rest = after;
            continue;
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '{' if !in_text => depth += 1,
            '}' if !in_text => {
                depth -= 1;
                if depth == 0 {
                    return Some(out);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_found_in_the_page_that_carries_it() {
        let mashie = r#"<!DOCTYPE html><html><head><script>var x = 1;</script><script>
            var weekData = {"Weeks":[{"Days":[{"DayMenuDate":new Date(1767567600000),"InfoText":"}\" new Date(1)"}]}]};
            render(weekData);</script></head></html>"#;
        assert_eq!(
            embedded(mashie).as_deref(),
            Some(r#"{"Weeks":[{"Days":[{"DayMenuDate":1767567600000,"InfoText":"}\" new Date(1)"}]}]}"#)
        );
        let matilda = r#"<html><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"meals":[]}}}</script>"#;
        assert_eq!(embedded(matilda).as_deref(), Some(r#"{"props":{"pageProps":{"meals":[]}}}"#));
        for broken in [
            "<html>",
            "<script",
            "<script>\"Weeks\"",
            "<script>{\"Weeks\": \"</script>",
            "<script>{{\"Weeks\"}",
        ] {
            assert_eq!(embedded(broken), None, "{broken}");
        }
        assert!(says_nothing(b"<html><h2>Ingen matsedel finns</h2></html>"));
    }
}
