//! Which lines of a menu are no dish, by the words that Swedish kitchens use.

use super::served::NoticeKind;

/// Words of which each alone closes a kitchen, wherever they stand in a short text.
const CLOSED_WORDS: &str = "stängt | stängd | stängda | lov | jullov | sportlov | påsklov | sommarlov | höstlov | läslov | \
    vinterlov | skollov | novemberlov | fjällov | lovdag | lovdagar | lovvecka | studiedag | \
    studiedagar | planeringsdag | planeringsdagar | planerings | kompetensutvecklingsdag | kompetensdag | klämdag | \
    helgdag | utvecklingsdag | fortbildningsdag | sommaruppehåll | arbetsplatsdag | verksamhetsdag | \
    k-dag | skolfri | stängdag";

/// Openings of texts that say that nothing is served.
const CLOSED_STARTS: &str = "röd dag | ledig | ledigt | ingen servering | ingen skola | ingen skollunch | ingen lunch | ingen \
    mat  | ingen verksamhet | inga elever | ej skola | skolan börjar | terminsstart | terminsslut | \
    uppehåll";

/// Days that have a name. The whole text must be that name.
const HOLIDAYS: &str = "julafton | juldagen | annandag jul | nyårsafton | nyårsdagen | nyår | trettondagen | trettondedag \
    jul | trettondag jul | trettondagsafton | trettondagsafton jul | skärtorsdag | skärtorsdagen | \
    långfredag | långfredagen | påskafton | påskdagen | påsk | annandag påsk | annandagen | valborg | \
    valborgsmässoafton | första maj | 1 maj | kristi himmelsfärd | kristi himmelsfärdsdag | kristi \
    himmelfärd | kristi himmelfärdsdag | kristi himmelsfärdsdagen | pingst | pingstafton | pingstdagen \
    | annandag pingst | nationaldag | nationaldagen | sveriges nationaldag | midsommar | \
    midsommarafton | midsommardagen | alla helgons dag | alla helgons afton | allhelgona | lucia | \
    luciadagen | mårtens afton | mårtensafton | nobeldagen | fettisdagen | fn dagen | fn-dagen | \
    kanelbullens dag | skolavslutning | skolavslutningen | alla hjärtans dag | nobel | sista skoldag | \
    sista skoldagen | terminsavslutning | julavslutning | julafton god jul | julavslutning god jul";

/// Openings of texts that say that the menu is not there.
const MISSING_STARTS: &str = "meny saknas | meny saknad | menyn saknas | matsedel saknas | matsedeln saknas | ingen meny | ingen \
    matsedel | meny kommer | menyn kommer | matsedel kommer | matsedeln kommer | meny ej | matsedel ej \
    | matsedeln uppdateras | se förskolans | se skolans | se egen | se separat";

/// Openings of texts that only inform.
const INFORMATION_STARTS: &str = "driftstörning | vi serverar även | vi reserverar oss | med reservation | reservation för | god jul \
    | glad påsk | gott nytt år | trevlig helg | trevlig sommar | välkommen | välkomna | smaklig måltid \
    | smaklig lunch | obs! | hej! | för att ta del av | önskar er | varje dag serveras | ingen vegetarisk";

/// Who may decide on the day what is served.
const CHOOSERS: &str = "kökets | kockens | kockarnas | kockarna | kokets | kokerskans | köket | husets | elevens | \
    elevernas | elevers | barnens | barns | klassens | gästens | gästernas | personalens | dagens | \
    klimatsmart | skolrestaurangens | kockens/kökets | restaurangens | skolans | förskolans | \
    avdelningens | matrådets";

/// What each of them may offer without saying what it is.
const CHOSEN: &str = "val | grönaval | soppval | meny | erbjudande";

/// Texts that promise something and do not name it. The whole text must be that.
const UNNAMED: &str = "alternativ | alt | alternativ finns | extra alternativ | vegetariskt | vegetarisk | veganskt | vegetariskt \
    alternativ | vegetarisk alternativ | vegetariskt alternativ finns | veganskt alternativ | veg alternativ | \
    veg alt | vegalternativ | kökets alternativa rätt | dagens | dagens rätt | dagens lunch | dagens vegetariska \
    | framröstad meny | framröstad meny elevens val | önskerätt | önskemat | önskedag | önskemeny | \
    önskemåndag | önsketisdag | önskeonsdag | önsketorsdag | önskefredag | vad huset förmår | vad huset bjuder | \
    vad köket erbjuder | husets resurser | som ovan";

/// What stands between the chooser and "val" without making a dish of it.
const CHOICE_WORDS: &str = "eget | egen | egna | klimatsmarta | grön | gröna | grönt | vegetariska | vegetariskt | veg | vego | veganska | fria | och | \
    elevers | barns | bästa | alternativa | goda";

/// The phrases of a list.
fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|').map(str::trim)
}

fn holds(list: &'static str, word: &str) -> bool {
    phrases(list).any(|phrase| phrase == word)
}

/// What a text is about if it is no dish. Short texts are judged by their words; whatever says how it is served
/// is a dish.
pub(super) fn notice_kind(text: &str) -> Option<NoticeKind> {
    let lower = text.to_lowercase();
    let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let plain =
        plain.rsplit_once(": ").filter(|(meal, _)| is_meal(meal)).map_or(plain, |(_, rest)| rest.trim());
    if plain.is_empty() {
        return None;
    }
    let starts = |list: &'static str| phrases(list).any(|start| plain.starts_with(start));
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
    if holds(HOLIDAYS, joined.strip_prefix("vi firar ").unwrap_or(&joined)) {
        return Some(NoticeKind::Holiday);
    }
    let parts = words.iter().flat_map(|word| word.split('-').chain([*word]));
    if words.len() <= 8 && (starts(CLOSED_STARTS) || parts.into_iter().any(|word| holds(CLOSED_WORDS, word)))
    {
        return Some(NoticeKind::Closed);
    }
    (holds(UNNAMED, &joined) || is_choice(plain, &words)).then_some(NoticeKind::KitchensChoice)
}

fn is_meal(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    ["lunch", "middag", "frukost", "mellanmål", "kvällsmat", "alt", "alternativ"].contains(&name)
}

/// "Kökets val", "kockens val av paj", "barns och elevers val": somebody's choice, and nothing said of what it is.
/// "Barnens val - fiskrätt" says it, and is a dish.
fn is_choice(plain: &str, words: &[&str]) -> bool {
    let mut rest = words.iter().copied().peekable();
    let chosen = match rest.next() {
        Some(word) if ["köketsval", "kockensval", "elevensval"].contains(&word) => word,
        Some(word) if holds(CHOOSERS, word) => {
            while rest.next_if(|word| holds(CHOICE_WORDS, word)).is_some() {}
            match rest.next() {
                Some(word) if holds(CHOSEN, word) => word,
                _ => return false,
            }
        }
        _ => return false,
    };
    let said_after = plain.split_once(chosen).map_or("", |(_, after)| after).trim_start();
    let names_it = said_after.starts_with(['-', '–', ':', '=', ',', '"', '(', '/']);
    let remaining: Vec<&str> = rest.collect();
    remaining.is_empty() || (!names_it && (remaining.first() == Some(&"av") || remaining.len() <= 1))
}
