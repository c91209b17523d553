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
            "laktosfri" | "laktosfritt" | "lactosefree" => Self::LactoseFree,
            "glutenfri" | "glutenfritt" | "glutenfree" => Self::GlutenFree,
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
    ("GLUTEN", &["gluten", "vete", "rag", "korn", "havre", "spelt", "cereals"]),
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

/// The code of one of the fourteen allergens of regulation (EU) 1169/2011, annex II, that a word names.
#[must_use]
pub fn allergen(word: &str) -> Option<&'static str> {
    let word = key(word);
    ALLERGENS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(code, _)| *code)
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
    }
}
