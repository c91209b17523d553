//! FoodIt: a feed with the date in the title and the dishes of a day glued together by " : ".

use chrono::NaiveDate;

use super::super::parsed::Unusable;
use super::feed::{self, Use};
use super::{Menu, Vendor};

/// Reads a FoodIt feed, in XML or as feedparser's JSON.
///
/// # Errors
/// As for every document, or that it is no feed.
pub fn parse(bytes: &[u8], reference: NaiveDate) -> Result<Menu, Unusable> {
    feed::parse(bytes, reference, &Use { vendor: Vendor::FoodIt, split, place })
}

/// A colon parts two dishes where a dish begins with it: at the start or after a space. One inside a word or
/// after one ("kl. 11:30", "Veg: soppa") belongs to the dish.
fn split(summary: &str) -> Vec<&str> {
    let mut dishes = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (index, c) in summary.char_indices() {
        if c == ':' && before.is_none_or(char::is_whitespace) {
            dishes.push(summary.get(start..index).unwrap_or_default());
            start = index + 1;
        }
        before = Some(c);
    }
    dishes.push(summary.get(start..).unwrap_or_default());
    // What stands before the first colon is nothing, not an empty dish.
    if dishes.len() > 1 && dishes.first().is_some_and(|dish| dish.trim().is_empty()) {
        dishes.remove(0);
    }
    dishes.into_iter().map(str::trim).collect()
}

/// The subtitle names the place and the week: "Blåsut/Dalen förskolor 2026-01-05 - 2026-01-11".
fn place(title: Option<&str>, subtitle: Option<&str>) -> Option<String> {
    let named = subtitle.map(|subtitle| {
        let words = subtitle.split_whitespace();
        words.take_while(|word| super::super::times::day(word).is_none()).collect::<Vec<_>>().join(" ")
    });
    named
        .filter(|name| !name.is_empty())
        .or_else(|| title.map(super::one_line))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dishes_are_parted_by_the_colons_that_begin_them() {
        assert_eq!(split(": Fisk. : Tofu."), ["Fisk.", "Tofu."]);
        assert_eq!(split("Fisk : Tofu"), ["Fisk", "Tofu"]);
        assert_eq!(split(": Soppa kl. 11:30, veg: linser"), ["Soppa kl. 11:30, veg: linser"]);
        assert_eq!(split(""), [""]);
        assert_eq!(split(": A : : B"), ["A", "", "B"]);
    }

    #[test]
    fn the_place_is_what_the_subtitle_says_before_its_dates() {
        let subtitle = "Blåsut/Dalen förskolor 2026-01-05 - 2026-01-11";
        assert_eq!(place(Some("Enskede"), Some(subtitle)).as_deref(), Some("Blåsut/Dalen förskolor"));
        assert_eq!(place(Some("Enskede"), None).as_deref(), Some("Enskede"));
    }
}
