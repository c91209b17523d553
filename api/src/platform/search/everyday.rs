//! What people say for what the municipality writes. Each line is one thing; whoever types one of its words also finds
//! the others, ranked a little lower.

use std::{collections::HashMap, sync::LazyLock};

use super::stem::stem;
use crate::platform::Locale;

const SAME: &[&[&str]] = &[
    &["sopor", "avfall", "skräp", "renhållning", "garbage", "trash", "rubbish"],
    &["pothole", "potholes", "felanmälan", "gatuunderhåll"],
    &["soptipp", "tippen", "återvinningscentral", "återbruk"],
    &["dagis", "förskola", "barnomsorg", "kindergarten", "daycare", "nursery"],
    &["fritids", "fritidshem"],
    &["ålderdomshem", "äldreboende", "vårdboende"],
    &["socialbidrag", "försörjningsstöd"],
    &["snöröjning", "plogning", "snöskottning", "vinterväghållning"],
    &["simhall", "badhus"],
    &["bibblan", "bibliotek"],
    &["kommunhus", "stadshus"],
    &["komvux", "vuxenutbildning"],
    &["lekpark", "lekplats"],
    &["skolmat", "skollunch", "matsedel"],
    &["matlåda", "matdistribution"],
    &["gatlykta", "gatlampa", "gatubelysning"],
    &["utegym", "motionsspår"],
    &["bo", "bostad", "lägenhet"],
    &["mobbning", "kränkning"],
    &["utskänkningstillstånd", "serveringstillstånd", "alkoholtillstånd"],
];

type Lines = (Vec<Vec<String>>, HashMap<String, usize>);

static LINES: LazyLock<Lines> = LazyLock::new(|| {
    let lines: Vec<Vec<String>> =
        SAME.iter().map(|line| line.iter().map(|word| stem(Locale::Sv, word)).collect()).collect();
    let mut line_of = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        for stem in line {
            line_of.entry(stem.clone()).or_insert(number);
        }
    }
    (lines, line_of)
});

/// The stems of other words for the same thing.
pub fn others(stem: &str) -> impl Iterator<Item = &'static str> {
    let (lines, line_of) = &*LINES;
    let line = line_of.get(stem).and_then(|number| lines.get(*number));
    let own = stem.to_owned();
    line.into_iter().flatten().map(String::as_str).filter(move |other| *other != own)
}

/// The stems of other words for the same thing, when only the beginning of a word has been typed.
pub fn others_of_beginning(typed: &str) -> impl Iterator<Item = &'static str> {
    let (lines, line_of) = &*LINES;
    let begun = line_of.iter().filter(move |(stem, _)| typed.len() >= 5 && stem.starts_with(typed));
    let mut begun: Vec<usize> = begun.map(|(_, line)| *line).collect();
    begun.sort_unstable();
    begun.dedup();
    begun.into_iter().filter_map(|line| lines.get(line)).flatten().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_lead_to_the_official_ones() {
        let of = |word: &str| others(&stem(Locale::Sv, word)).collect::<Vec<_>>();
        assert!(of("dagis").contains(&stem(Locale::Sv, "förskolor").as_str()));
        assert!(of("soporna").contains(&"avfall"));
        assert!(of("bygglov").is_empty());
    }
}
