//! What is noticed in comments on meals (M8). A rule that errs sends a harmless comment to somebody who reads it before it
//! is published; one that misses something publishes nothing either, for nothing is published unread. So stems are broad.

use entity::MealCommentFlag;

use unicode_normalization::UnicodeNormalization as _;

use crate::platform::{pii, plain::Plain, text::is_invisible};

/// What words about health begin with, Swedish and English.
const HEALTH: [&str; 72] = [
    "adhd",
    "adrenalin",
    "allerg",
    "anafyla",
    "anorex",
    "antidepress",
    "asthma",
    "astma",
    "autis",
    "blodsjuk",
    "bulim",
    "cancer",
    "celiac",
    "celiak",
    "coeliac",
    "cöliaki",
    "depress",
    "deprim",
    "diabet",
    "diagnos",
    "diarr",
    "downs",
    "eksem",
    "epilep",
    "epipen",
    "feber",
    "glutenintol",
    "gravid",
    "graviditet",
    "handikapp",
    "hiv",
    "hjärtfel",
    "ibs",
    "illamående",
    "insulin",
    "intoleran",
    "krampa",
    "kräk",
    "laktosintol",
    "leukemi",
    "läkare",
    "läkarintyg",
    "magkatarr",
    "magont",
    "magsjuk",
    "matförgift",
    "medicin",
    "mens",
    "migrän",
    "nötallerg",
    "operera",
    "overvikt",
    "panikattack",
    "pku",
    "psyk",
    "rullstol",
    "sjuk",
    "sjuksköt",
    "spydde",
    "spyr",
    "stomachache",
    "svimma",
    "svullna",
    "tarm",
    "terapi",
    "tumör",
    "utslag",
    "vaccin",
    "vomit",
    "ätstörning",
    "ångest",
    "överkänslig",
];

/// What words about diets begin with: what somebody may not eat, whether for their body or their belief.
const DIET: [&str; 26] = [
    "bantar",
    "dietist",
    "fastar",
    "fläskfri",
    "glutenfri",
    "halal",
    "hindu",
    "islam",
    "jude",
    "judisk",
    "koscher",
    "kosher",
    "laktosfri",
    "mjölkfri",
    "mjölkprotein",
    "muslim",
    "nötfri",
    "pescetar",
    "ramadan",
    "religi",
    "specialkost",
    "specialmat",
    "vegan",
    "vegetarian",
    "veggo",
    "äggfri",
];

/// What is said of both in several words.
const PHRASES: [(&str, MealCommentFlag); 18] = [
    ("ont i magen", MealCommentFlag::Health),
    ("mår dåligt", MealCommentFlag::Health),
    ("mår illa", MealCommentFlag::Health),
    ("mådde illa", MealCommentFlag::Health),
    ("mådde dåligt", MealCommentFlag::Health),
    ("väger för", MealCommentFlag::Health),
    ("stomach hurt", MealCommentFlag::Health),
    ("tål inte", MealCommentFlag::Health),
    ("tåler inte", MealCommentFlag::Health),
    ("tål ej", MealCommentFlag::Health),
    ("ont magen", MealCommentFlag::Health),
    ("reagerar på", MealCommentFlag::Health),
    ("får inte äta", MealCommentFlag::Diet),
    ("kan inte äta", MealCommentFlag::Diet),
    ("äter inte", MealCommentFlag::Diet),
    ("äter ej", MealCommentFlag::Diet),
    ("äter aldrig", MealCommentFlag::Diet),
    ("not allowed to eat", MealCommentFlag::Diet),
];

/// What rude words begin with.
const RUDE: [&str; 22] = [
    "arsle",
    "bajs",
    "bitch",
    "bög",
    "fitt",
    "fuck",
    "helvete",
    "hora",
    "horor",
    "horunge",
    "idiot",
    "jävel",
    "jävl",
    "knull",
    "kuksug",
    "miffo",
    "nigg",
    "piss",
    "rövhål",
    "shit",
    "skit",
    "äckelgubb",
];

/// Rude words that others begin with, so that they count alone.
const RUDE_ALONE: [&str; 8] = ["as", "cp", "fan", "fans", "kuk", "mongo", "röv", "satan"];

/// What a comment seems to tell, each once and in the order of the kinds.
pub fn flags(comment: &str) -> Vec<MealCommentFlag> {
    let lower = folded(comment);
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut flags = Vec::new();
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    for word in words {
        for (stems, flag) in [
            (&HEALTH[..], MealCommentFlag::Health),
            (&DIET, MealCommentFlag::Diet),
            (&RUDE, MealCommentFlag::Profanity),
        ] {
            flags.extend(begins(word, stems).then_some(flag));
        }
        // Words that are put together tell it at their end: "mjölkallergi", "nötallergisk".
        flags.extend(word.contains("allerg").then_some(MealCommentFlag::Health));
        flags.extend(RUDE_ALONE.contains(&word).then_some(MealCommentFlag::Profanity));
    }
    // Nor does it help to spell a word out, or to cut it up. Short stems would be found between words as well.
    let joined: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_hidden =
        |stems: &[&str]| stems.iter().any(|stem| stem.chars().count() > 5 && joined.contains(stem));
    flags.extend(is_hidden(&HEALTH).then_some(MealCommentFlag::Health));
    flags.extend(is_hidden(&DIET).then_some(MealCommentFlag::Diet));
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let spaced = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    flags.extend(PHRASES.into_iter().filter(|(phrase, _)| spaced.contains(phrase)).map(|(_, flag)| flag));
    let is_reached = !pii::telephone_numbers(&Plain::of(comment)).is_empty()
        || ["@", "(at)", "[at]"].iter().any(|at| lower.contains(at))
        || tells_address(&spaced);
    flags.extend(is_reached.then_some(MealCommentFlag::PersonalData));
    flags.sort_unstable();
    flags.dedup();
    flags
}

/// The text as it reads: accents joined to their letters, forms of letters as the letters, what cannot be seen left out.
fn folded(comment: &str) -> String {
    comment.nfkc().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase()
}

/// Whether a street with a number is in it: "Storgatan 5".
fn tells_address(spaced: &str) -> bool {
    let words: Vec<_> = spaced.split(' ').collect();
    let is_street =
        |word: &str| ["gatan", "vägen", "gränd", "gränden", "stigen"].iter().any(|end| word.ends_with(end));
    words.windows(2).any(|pair| matches!(pair, [street, number] if is_street(street) && number.starts_with(|c: char| c.is_ascii_digit())))
}

/// Whether a comment with these flags is never published, whoever asks.
pub fn is_sensitive(flags: &[MealCommentFlag]) -> bool {
    flags.iter().any(|flag| *flag != MealCommentFlag::Profanity)
}

#[cfg(test)]
mod tests {
    use MealCommentFlag::{Diet, Health, PersonalData, Profanity};

    use super::*;

    #[test]
    fn what_tells_of_health_or_diet_is_noticed() {
        for (comment, expected) in [
            ("Jag är allergisk mot fisk", vec![Health]),
            ("min bror har mjölkallergi!", vec![Health]),
            ("Fick ONT  I MAGEN av såsen", vec![Health]),
            ("Har diabetes och måste äta 11.30", vec![Health]),
            ("I have celiac disease", vec![Health]),
            ("Det fanns ingen halal idag", vec![Diet]),
            ("Jag får inte äta gris", vec![Diet]),
            ("glutenfri pasta var slut, jag är allergiker", vec![Health, Diet]),
            ("Ring mig på 070-123 45 67", vec![PersonalData]),
            ("elsa.lund@example.se", vec![PersonalData]),
            ("Jag fa\u{30a}r a\u{30a}ngest av ko\u{308}n", vec![Health]),
            ("a\u{200d}llergisk", vec![Health]),
            ("ａｌｌｅｒｇｉｓｋ", vec![Health]),
            ("a l l e r g i s k mot ägg", vec![Health]),
            ("al-ler-gisk", vec![Health]),
            ("Min bror har cancer", vec![Health]),
            ("fel specialmat", vec![Diet]),
            ("Elsa bor på Storgatan 5", vec![PersonalData]),
            ("Mejla elsa (at) example.se", vec![PersonalData]),
            ("Fan vad äckligt", vec![Profanity]),
            ("jävla skitmat", vec![Profanity]),
        ] {
            assert_eq!(flags(comment), expected, "{comment}");
        }
    }

    #[test]
    fn what_is_only_about_the_food_is_not() {
        for comment in [
            "Jättegott!",
            "Fantastisk fisk, mer sånt",
            "Kall när vi kom, och kön var lång.",
            "Assmaskigt kyckling asiatisk",
            "Potatisen var hård 2 dagar i rad, 14 september",
            "",
        ] {
            assert_eq!(flags(comment), [], "{comment}");
        }
    }

    #[test]
    fn rudeness_alone_is_not_sensitive() {
        assert!(!is_sensitive(&[Profanity]) && !is_sensitive(&[]));
        assert!(is_sensitive(&[Diet, Profanity]));
    }
}
