//! What a line of a menu means: a dish that can be eaten and rated, or a notice why there is none.

use super::super::html::without_markup;
use super::super::text::one_line;
use super::vocabulary::{Diet, allergen};
use super::{MenuEntry, Role};

/// What a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Served {
    /// Something to eat.
    Dish(Dish),
    /// The day's notice.
    Notice(Notice),
}

/// A dish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dish {
    /// Which meal: "Lunch".
    pub meal: String,
    /// Its name, with entities resolved and without the labels that stood in brackets behind it.
    pub name: String,
    /// Which alternative: "Alt 1".
    pub label: Option<String>,
    /// What the kitchen says it is.
    pub diets: Vec<Diet>,
    /// Other words of the kitchen that have no code.
    pub words: Vec<String>,
    /// Codes of the allergens that the vendor declares (M2: all others are unknown).
    pub allergens: Vec<&'static str>,
    /// Allergens that were declared in words without a code.
    pub other_allergens: Vec<String>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which meal it stood in, if in one.
    pub meal: Option<String>,
    /// What it says.
    pub text: String,
    /// What it is about.
    pub kind: NoticeKind,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Nothing is served: holidays, study days, closed.
    Closed,
    /// A red-letter day or an occasion.
    Holiday,
    /// Something is served, but what is decided on the day.
    KitchensChoice,
    /// The menu is not there yet.
    Missing,
    /// Anything else that the kitchen wants to be known.
    Information,
}

/// Judges a line.
#[must_use]
pub fn served(entry: &MenuEntry) -> Served {
    let text = one_line(&without_markup(&entry.dish));
    let (name, in_brackets) = without_labels(&text);
    let kind = if entry.role == Role::DayNote {
        Some(notice_kind(&name).unwrap_or(NoticeKind::Information))
    } else {
        notice_kind(&name)
    };
    let (meal, label) = meal_and_label(entry);
    if let Some(kind) = kind {
        let meal = (entry.role == Role::Dish).then_some(meal);
        return Served::Notice(Notice { meal, text: if name.is_empty() { text } else { name }, kind });
    }
    let mut diets = Vec::new();
    let mut words = Vec::new();
    for word in in_brackets.iter().chain(&entry.tags) {
        match Diet::of(word) {
            Some(diet) if diets.contains(&diet) => {}
            Some(diet) => diets.push(diet),
            None if words.contains(word) => {}
            None => words.push(word.clone()),
        }
    }
    let by_label = label.as_deref().and_then(Diet::of).filter(|diet| !diets.contains(diet));
    diets.extend(by_label);
    diets.sort_unstable();
    let (mut allergens, mut other_allergens) = (Vec::new(), Vec::new());
    for word in &entry.allergens {
        match allergen(word) {
            Some(code) if allergens.contains(&code) => {}
            Some(code) => allergens.push(code),
            None => other_allergens.push(word.clone()),
        }
    }
    Served::Dish(Dish { meal, name, label, diets, words, allergens, other_allergens })
}

/// The meal and the alternative. Mashie calls its alternatives meals; Mateo tells the meal in another field.
fn meal_and_label(entry: &MenuEntry) -> (String, Option<String>) {
    let meal = entry.meal.clone().filter(|meal| !meal.is_empty()).unwrap_or_else(|| "Lunch".to_owned());
    let lower = meal.to_lowercase();
    let is_alternative = ["alt", "alt.", "alternativ"]
        .iter()
        .any(|start| lower.strip_prefix(start).is_some_and(|rest| rest.trim().parse::<u32>().is_ok()));
    if is_alternative {
        return ("Lunch".to_owned(), entry.label.clone().or(Some(meal)));
    }
    let other_meal = entry.kind.as_deref().and_then(|kind| {
        let name = kind.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
        let known = ["frukost", "mellanmål", "middag", "kvällsmat", "kvällsmål", "dessert", "efterrätt"];
        known.iter().any(|meal| name.to_lowercase().starts_with(meal)).then(|| name.to_owned())
    });
    (other_meal.unwrap_or(meal), entry.label.clone())
}

/// Takes the labels away that stand in brackets at the end: "(Svenskproducerat, Fågel)". Brackets that hold
/// anything but known labels belong to the name.
fn without_labels(text: &str) -> (String, Vec<String>) {
    let mut name = text.trim();
    let mut labels = Vec::new();
    while let Some((before, inside)) = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let words: Vec<String> =
            inside.split([',', '/']).map(one_line).filter(|word| !word.is_empty()).collect();
        if words.is_empty() || before.trim().is_empty() || !words.iter().all(|word| Diet::of(word).is_some())
        {
            break;
        }
        labels.splice(0..0, words);
        name = before.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
    }
    (name.to_owned(), labels)
}

/// Words of which each alone closes a kitchen, wherever they stand in a short text.
const CLOSED_WORDS: &[&str] = &[
    "stängt",
    "stängd",
    "stängda",
    "lov",
    "jullov",
    "sportlov",
    "påsklov",
    "sommarlov",
    "höstlov",
    "läslov",
    "vinterlov",
    "skollov",
    "novemberlov",
    "fjällov",
    "lovdag",
    "lovdagar",
    "lovvecka",
    "studiedag",
    "studiedagar",
    "planeringsdag",
    "planeringsdagar",
    "kompetensutvecklingsdag",
    "kompetensdag",
    "klämdag",
    "helgdag",
    "utvecklingsdag",
    "fortbildningsdag",
    "sommaruppehåll",
    "arbetsplatsdag",
    "verksamhetsdag",
    "k-dag",
    "skolfri",
    "stängdag",
];

/// Openings of texts that say that nothing is served.
const CLOSED_STARTS: &[&str] = &[
    "röd dag",
    "ledig",
    "ledigt",
    "ingen servering",
    "ingen skola",
    "ingen skollunch",
    "ingen lunch",
    "ingen mat ",
    "ingen verksamhet",
    "inga elever",
    "ej skola",
    "skolan börjar",
    "terminsstart",
    "terminsslut",
    "uppehåll",
];

/// Days that have a name. The whole text must be that name.
const HOLIDAYS: &[&str] = &[
    "julafton",
    "juldagen",
    "annandag jul",
    "nyårsafton",
    "nyårsdagen",
    "nyår",
    "trettondagen",
    "trettondedag jul",
    "trettondag jul",
    "trettondagsafton",
    "trettondagsafton jul",
    "skärtorsdag",
    "skärtorsdagen",
    "långfredag",
    "långfredagen",
    "påskafton",
    "påskdagen",
    "påsk",
    "annandag påsk",
    "annandagen",
    "valborg",
    "valborgsmässoafton",
    "första maj",
    "1 maj",
    "kristi himmelsfärd",
    "kristi himmelsfärdsdag",
    "kristi himmelfärd",
    "kristi himmelfärdsdag",
    "kristi himmelsfärdsdagen",
    "pingst",
    "pingstafton",
    "pingstdagen",
    "annandag pingst",
    "nationaldag",
    "nationaldagen",
    "sveriges nationaldag",
    "midsommar",
    "midsommarafton",
    "midsommardagen",
    "alla helgons dag",
    "alla helgons afton",
    "allhelgona",
    "lucia",
    "luciadagen",
    "mårtens afton",
    "mårtensafton",
    "nobeldagen",
    "fettisdagen",
    "fn dagen",
    "fn-dagen",
    "kanelbullens dag",
    "skolavslutning",
    "skolavslutningen",
    "alla hjärtans dag",
];

/// Openings of texts that say that the menu is not there.
const MISSING_STARTS: &[&str] = &[
    "meny saknas",
    "meny saknad",
    "menyn saknas",
    "matsedel saknas",
    "matsedeln saknas",
    "ingen meny",
    "ingen matsedel",
    "meny kommer",
    "menyn kommer",
    "matsedel kommer",
    "matsedeln kommer",
    "meny ej",
    "matsedel ej",
    "matsedeln uppdateras",
];

/// Openings of texts that only inform.
const INFORMATION_STARTS: &[&str] = &[
    "driftstörning",
    "vi serverar även",
    "vi reserverar oss",
    "med reservation",
    "reservation för",
    "god jul",
    "glad påsk",
    "gott nytt år",
    "trevlig helg",
    "trevlig sommar",
    "välkommen",
    "välkomna",
    "smaklig måltid",
    "obs!",
    "hej!",
    "för att ta del av",
    "önskar er",
];

/// Who may decide on the day what is served.
const CHOOSERS: &[&str] = &[
    "kökets",
    "kockens",
    "kockarnas",
    "kockarna",
    "kokets",
    "kokerskans",
    "köket",
    "husets",
    "elevens",
    "elevernas",
    "elevers",
    "barnens",
    "barns",
    "klassens",
    "gästens",
    "gästernas",
    "personalens",
    "dagens",
    "klimatsmart",
    "skolrestaurangens",
    "kockens/kökets",
    "restaurangens",
    "skolans",
    "förskolans",
    "avdelningens",
    "matrådets",
];

/// What stands between the chooser and "val" without making a dish of it.
const CHOICE_WORDS: &[&str] = &[
    "eget",
    "egna",
    "gröna",
    "grönt",
    "vegetariska",
    "vegetariskt",
    "veg",
    "vego",
    "veganska",
    "fria",
    "och",
    "elevers",
    "barns",
    "bästa",
    "alternativa",
    "goda",
];

/// What a text is about if it is no dish. Short texts are judged by their words; whatever says how it is served
/// is a dish.
fn notice_kind(text: &str) -> Option<NoticeKind> {
    let lower = text.to_lowercase();
    let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let plain =
        plain.rsplit_once(": ").filter(|(meal, _)| is_meal(meal)).map_or(plain, |(_, rest)| rest.trim());
    if plain.is_empty() {
        return None;
    }
    let starts = |list: &[&str]| list.iter().any(|start| plain.starts_with(start));
    if starts(MISSING_STARTS) {
        return Some(NoticeKind::Missing);
    }
    if starts(INFORMATION_STARTS) {
        return Some(NoticeKind::Information);
    }
    let words: Vec<&str> = plain
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map(|w| w.trim_matches('-'))
        .filter(|w| !w.is_empty())
        .collect();
    let names_food = plain.contains(" med ") || plain.contains("serveras") || plain.contains(" & ");
    if names_food {
        return None;
    }
    let without_year = words
        .iter()
        .filter(|word| word.parse::<u16>().is_ok_and(|n| n < 1900) || word.parse::<u16>().is_err());
    let joined = without_year.copied().collect::<Vec<_>>().join(" ");
    if HOLIDAYS.contains(&joined.as_str()) {
        return Some(NoticeKind::Holiday);
    }
    let parts = words.iter().flat_map(|word| word.split('-').chain([*word]));
    if words.len() <= 8
        && (starts(CLOSED_STARTS) || parts.into_iter().any(|word| CLOSED_WORDS.contains(&word)))
    {
        return Some(NoticeKind::Closed);
    }
    is_choice(plain, &words).then_some(NoticeKind::KitchensChoice)
}

fn is_meal(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    ["lunch", "middag", "frukost", "mellanmål", "kvällsmat", "alt", "alternativ"].contains(&name)
}

/// "Kökets val", "kockens val av paj", "barns och elevers val": somebody's choice, and nothing said of what it is.
/// "Barnens val - fiskrätt" says it, and is a dish.
fn is_choice(plain: &str, words: &[&str]) -> bool {
    let mut rest = words.iter().copied().peekable();
    match rest.next() {
        Some(word) if ["köketsval", "kockensval", "elevensval"].contains(&word) => {}
        Some(word) if CHOOSERS.contains(&word) => {
            while rest.next_if(|word| CHOICE_WORDS.contains(word)).is_some() {}
            if rest.next() != Some("val") {
                return false;
            }
        }
        _ => return false,
    }
    let said_after = plain.split_once("val").map_or("", |(_, after)| after).trim_start();
    let names_it = said_after.starts_with(['-', '–', ':', '=', ',', '"', '(', '/']);
    let remaining: Vec<&str> = rest.collect();
    remaining.is_empty() || (!names_it && (remaining.first() == Some(&"av") || remaining.len() <= 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> Option<NoticeKind> {
        notice_kind(&without_labels(text).0)
    }

    #[test]
    fn days_without_food_are_notices() {
        for text in [
            "Lov",
            "Jullov",
            "Jullov-Fritids öppet",
            "Jullov -Fritids öppet",
            "Stängt",
            "Stängt ~ Röd dag",
            "Studiedag",
            "Skolan är stängd",
            "Höstlov v. 44",
            "Studiedag för personal",
            "Röd dag",
            "Lov!",
            "Påsklov :)",
        ] {
            assert_eq!(judge(text), Some(NoticeKind::Closed), "{text}");
        }
        for text in
            ["Trettondagen", "Julafton", "Nyårsdagen 2026", "Mårtens afton!", "Kristi himmelsfärdsdag."]
        {
            assert_eq!(judge(text), Some(NoticeKind::Holiday), "{text}");
        }
        assert_eq!(judge("Meny saknad för denna dag."), Some(NoticeKind::Missing));
        assert_eq!(
            judge("Driftstörning - felaktig matsedel är publicerad med våra hjältar"),
            Some(NoticeKind::Information)
        );
    }

    #[test]
    fn somebodys_choice_is_a_notice() {
        for text in [
            "Kökets val",
            "Kökets val (Vegetariskt)",
            "Kökets eget val",
            "Kökets gröna val (Vegetariskt)",
            "Kockens val av paj",
            "Kökets val av vegetarisk",
            "Kökets vegetariska val.",
            "Barns och elevers val",
            "Lunch 1: Kökets val",
            "Köketsval 1",
            "Kökets val av fisk",
        ] {
            assert_eq!(judge(text), Some(NoticeKind::KitchensChoice), "{text}");
        }
    }

    #[test]
    fn food_stays_food() {
        for text in [
            "Kökets panerade fisk med remouladsås",
            "Julbord",
            "Lövbiff",
            "Påsktallrik",
            "Jullunch",
            "Barnens val - fiskrätt",
            "Kycklinggryta",
            "Valfri soppa",
            "Vallmosallad",
            "Kökets pannbiff, sås & kokt potatis",
            "Midsommarbuffé",
            "Restfest",
            "Oxpytt (Nationaldagen)",
            "Dagens soppa",
            "Jansons frestelse",
            "Lunch 2: Fisk",
            "Stångkorv",
        ] {
            assert_eq!(judge(text), None, "{text}");
        }
    }

    #[test]
    fn labels_in_brackets_become_diets_and_other_brackets_stay() {
        assert_eq!(
            without_labels("Pannbiff (Svenskproducerat, Fågel)"),
            ("Pannbiff".into(), vec!["Svenskproducerat".into(), "Fågel".into()])
        );
        assert_eq!(without_labels("Gryta (stark) (Vegan)"), ("Gryta (stark)".into(), vec!["Vegan".into()]));
        assert_eq!(without_labels("(Vegetariskt)"), ("(Vegetariskt)".into(), vec![]));
    }
}
