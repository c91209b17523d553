//! The words that Swedish kitchens attach to dishes, as codes.

use super::super::text::key;

/// What a kitchen says a dish is, or is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Diet {
    /// Without meat and fish.
    Vegetarian,
    /// Without anything from animals.
    Vegan,
    /// With fish or seafood.
    Fish,
    /// With poultry.
    Poultry,
    /// With pork.
    Pork,
    /// With beef.
    Beef,
    /// With lamb.
    Lamb,
    /// With game.
    Game,
    /// Without lactose.
    LactoseFree,
    /// Without gluten.
    GlutenFree,
    /// Organic.
    Organic,
    /// Low climate footprint, by the kitchen's own measure.
    ClimateSmart,
    /// Produced in Sweden or in the region.
    Local,
}

impl Diet {
    /// The code, spelled as in the GraphQL schema.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vegetarian => "VEGETARIAN",
            Self::Vegan => "VEGAN",
            Self::Fish => "FISH",
            Self::Poultry => "POULTRY",
            Self::Pork => "PORK",
            Self::Beef => "BEEF",
            Self::Lamb => "LAMB",
            Self::Game => "GAME",
            Self::LactoseFree => "LACTOSE_FREE",
            Self::GlutenFree => "GLUTEN_FREE",
            Self::Organic => "ORGANIC",
            Self::ClimateSmart => "CLIMATE_SMART",
            Self::Local => "LOCAL",
        }
    }

    /// What a single word or phrase says, if it is one that kitchens use. "Klimartsmart" is how a real one spells it.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match key(word).as_str() {
            "vegetariskt"
            | "vegetarisk"
            | "vegetariska"
            | "veg"
            | "vego"
            | "v"
            | "vegetarian"
            | "lakto"
            | "laktoovo"
            | "laktoovovegetariskt"
            | "lactoovovegetarisk"
            | "grontalternativ" => Self::Vegetarian,
            "vegan" | "vegansk" | "veganskt" | "veganska" => Self::Vegan,
            "fisk" | "fiskratt" | "skaldjur" | "fish" => Self::Fish,
            "fagel" | "kyckling" | "kalkon" | "poultry" | "faagel" => Self::Poultry,
            "flask" | "flaskkott" | "griskott" | "pork" => Self::Pork,
            "not" | "notkott" | "beef" => Self::Beef,
            "lamm" | "lammkott" | "lamb" => Self::Lamb,
            "vilt" | "viltkott" | "game" => Self::Game,
            "laktosfri" | "laktosfritt" | "lactosefree" | "freefromlactose" => Self::LactoseFree,
            "glutenfri" | "glutenfritt" | "glutenfree" | "freefromgluten" => Self::GlutenFree,
            "ekologisk" | "ekologiskt" | "eko" | "krav" | "organic" => Self::Organic,
            "klimatsmart" | "klimartsmart" | "klimatsmartval" | "climatesmart" => Self::ClimateSmart,
            "svenskproducerat" | "svenskt" | "svensktkott" | "narproducerat" | "lokalproducerat" => {
                Self::Local
            }
            _ => return None,
        })
    }
}

/// The fourteen allergens with the words that kitchens use for them, in the form of [`key`].
const ALLERGENS: [(&str, &[&str]); 14] = [
    (
        "GLUTEN",
        &[
            "gluten",
            "vete",
            "rag",
            "korn",
            "havre",
            "spelt",
            "dinkel",
            "durumvete",
            "cereals",
            "spannmal",
            "spannmalsominnehallergluten",
            "spannmalmedgluten",
            "glutenhaltigspannmal",
        ],
    ),
    ("CRUSTACEANS", &["kraftdjur", "skaldjur", "rakor", "raka", "crustaceans"]),
    ("EGGS", &["agg", "egg", "eggs"]),
    ("FISH", &["fisk", "fish"]),
    ("PEANUTS", &["jordnot", "jordnotter", "peanut", "peanuts"]),
    ("SOYBEANS", &["soja", "sojabonor", "sojaprotein", "soy", "soybeans"]),
    ("MILK", &["mjolk", "mjolkprotein", "laktos", "komjolk", "komjolksprotein", "milk", "lactose"]),
    (
        "NUTS",
        &[
            "notter",
            "not",
            "mandel",
            "hasselnot",
            "hasselnotter",
            "valnot",
            "valnotter",
            "cashew",
            "cashewnotter",
            "pekannot",
            "paranot",
            "pistage",
            "pistaschmandel",
            "macadamia",
            "nuts",
        ],
    ),
    ("CELERY", &["selleri", "celery"]),
    ("MUSTARD", &["senap", "mustard"]),
    ("SESAME", &["sesam", "sesamfro", "sesamfron", "sesame"]),
    ("SULPHITES", &["svaveldioxid", "sulfit", "sulfiter", "svaveldioxidochsulfit", "sulphites", "sulfites"]),
    ("LUPIN", &["lupin", "lupiner"]),
    ("MOLLUSCS", &["blotdjur", "musslor", "molluscs"]),
];

/// GS1's codes (`AllergenTypeCode`), which Open Meal uses, of the fourteen and of what belongs to them.
const GS1: [(&str, &[&str]); 14] = [
    ("GLUTEN", &["AW", "AX", "GB", "GK", "GO", "GS", "NR", "UW"]),
    ("CRUSTACEANS", &["AC"]),
    ("EGGS", &["AE"]),
    ("FISH", &["AF"]),
    ("PEANUTS", &["AP"]),
    ("SOYBEANS", &["AY"]),
    ("MILK", &["AM", "ML"]),
    ("NUTS", &["AN", "SA", "SC", "SH", "SM", "SP", "SQ", "SR", "ST", "SW"]),
    ("CELERY", &["BC"]),
    ("MUSTARD", &["BM"]),
    ("SESAME", &["AS"]),
    ("SULPHITES", &["AU"]),
    ("LUPIN", &["NL"]),
    ("MOLLUSCS", &["UM"]),
];

/// The code of one of the fourteen allergens of regulation (EU) 1169/2011, annex II, that a word names.
#[must_use]
pub fn allergen(word: &str) -> Option<&'static str> {
    let word = key(word);
    let word = word.strip_suffix("ochprodukterdarav").unwrap_or(&word);
    ALLERGENS.iter().find(|(_, names)| names.contains(&word)).map(|(code, _)| *code)
}

/// The codes of the allergens that a word or a short list names: "Mjölk", "Gluten (vete)", "Ägg/mjölk". "Spår av nötter"
/// names none: contamination is not an ingredient.
#[must_use]
pub fn allergens_in(words: &str) -> Vec<&'static str> {
    if let Some(code) = allergen(words) {
        return vec![code];
    }
    let mut codes: Vec<_> = words.split([',', ';', '/', '(', ')', '&', '+']).filter_map(allergen).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The code of the allergen that one of GS1's codes means.
#[must_use]
pub fn gs1_allergen(code: &str) -> Option<&'static str> {
    let code = code.trim().to_uppercase();
    GS1.iter().find(|(_, codes)| codes.contains(&code.as_str())).map(|(allergen, _)| *allergen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_real_feeds_are_known() {
        for (word, diet) in [
            ("Vegetariskt", Diet::Vegetarian),
            ("Fågel", Diet::Poultry),
            ("Svenskproducerat", Diet::Local),
            ("Nötkött ", Diet::Beef),
            ("Fläskkött", Diet::Pork),
            ("Klimartsmart", Diet::ClimateSmart),
        ] {
            assert_eq!(Diet::of(word), Some(diet), "{word}");
        }
        assert_eq!(Diet::of("Soppa"), None);
    }

    #[test]
    fn allergens_are_named_by_their_codes() {
        assert_eq!(allergen("Mjölk"), Some("MILK"));
        assert_eq!(allergen("Jordnötter"), Some("PEANUTS"));
        assert_eq!(allergen("Nötter"), Some("NUTS"));
        assert_eq!(allergen("Socker"), None);
        assert_eq!(allergen("Spannmål som innehåller gluten"), Some("GLUTEN"));
        assert_eq!(allergen("Sesamfrön och produkter därav"), Some("SESAME"));
        assert_eq!(allergens_in("Gluten (vete), ägg"), ["EGGS", "GLUTEN"]);
        assert!(allergens_in("Spår av nötter").is_empty());
        assert_eq!(gs1_allergen("bc "), Some("CELERY"));
        assert_eq!(gs1_allergen("XX"), None);
    }

    #[test]
    fn every_allergen_is_known_by_its_own_code_too() {
        for (code, _) in ALLERGENS {
            assert_eq!(allergen(code), Some(code));
            assert!(GS1.iter().any(|(known, _)| *known == code), "{code}");
        }
    }
}
