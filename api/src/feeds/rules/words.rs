//! What was wrong with a fetch, in words. No address and nothing of the answer stands in them: both can hold secrets.

use entity::MenuSourceFault;

use crate::platform::Locale;

/// The fault as a sentence.
pub fn sentence(fault: MenuSourceFault, detail: Option<&str>, locale: Locale) -> String {
    let number = detail.unwrap_or("?");
    match fault {
        MenuSourceFault::Refused => {
            let rest = match (number, locale.say("sv", "en")) {
                ("401" | "403", "sv") => ": adressen kräver behörighet",
                ("401" | "403", _) => ": the address needs permission",
                ("404" | "410", "sv") => ": det finns ingen matsedel på adressen",
                ("404" | "410", _) => ": there is no menu at the address",
                _ => "",
            };
            return format!("{} {number}{rest}.", locale.say("Servern svarade", "The server answered"));
        }
        MenuSourceFault::Busy => {
            let rest = locale.say("och vill bli frågad senare", "and wants to be asked later");
            return format!("{} {number} {rest}.", locale.say("Servern svarade", "The server answered"));
        }
        _ => {}
    }
    let (sv, en) = match fault {
        MenuSourceFault::Unreachable => ("Ingen svarar på adressen.", "Nobody answers at the address."),
        MenuSourceFault::TimedOut => ("Svaret dröjde för länge.", "The answer took too long."),
        MenuSourceFault::Moved => (
            "Adressen hänvisar vidare för många gånger, eller dit servern inte följer med. Ange den nya adressen.",
            "The address leads on too often, or to where the server does not follow. Give the new address.",
        ),
        MenuSourceFault::AddressNotAllowed => (
            "Adressen ligger i ett privat nät och får inte frågas.",
            "The address lies in a private network and may not be asked.",
        ),
        MenuSourceFault::TooLarge => {
            ("Svaret är för stort för att vara en matsedel.", "The answer is too large for a menu.")
        }
        MenuSourceFault::Unreadable => (
            "Svaret går inte att läsa som en matsedel av det slaget.",
            "The answer cannot be read as a menu of that kind.",
        ),
        MenuSourceFault::NothingUnderstood => {
            ("Inga rader i matsedeln gick att förstå.", "No row of the menu could be understood.")
        }
        MenuSourceFault::NotWritten | MenuSourceFault::Refused | MenuSourceFault::Busy => (
            "Matsedeln kunde inte sparas. Felet är vårt.",
            "The menu could not be written. The fault is ours.",
        ),
    };
    locale.say(sv, en).to_owned()
}
