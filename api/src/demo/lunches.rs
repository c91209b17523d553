//! What the demonstration's kitchens cook: five weeks of lunches, round and round. Every dish is made up from what Swedish
//! schools serve.

use entity::{
    Allergen::{self, Celery, Eggs, Fish, Gluten, Lupin, Milk, Mustard, Sesame, Soybeans},
    DietLabel::{self, Beef, ClimateSmart, GlutenFree, Local, Organic, Pork, Poultry, Vegan, Vegetarian},
};

/// A dish of a lunch.
pub struct Cooked {
    /// Its name.
    pub name: &'static str,
    /// What the kitchen says it is.
    pub labels: &'static [DietLabel],
    /// What the kitchen declares.
    pub declared: &'static [Allergen],
    /// What the kitchen has confirmed not to be in it.
    pub confirmed_none: &'static [Allergen],
    /// Grams of CO2 equivalents a portion.
    pub co2e_grams: i32,
}

const fn cooked(
    name: &'static str,
    labels: &'static [DietLabel],
    declared: &'static [Allergen],
    confirmed_none: &'static [Allergen],
    co2e_grams: i32,
) -> Cooked {
    Cooked { name, labels, declared, confirmed_none, co2e_grams }
}

const NUTS: &[Allergen] = &[Allergen::Nuts, Allergen::Peanuts];
const NUTS_AND_MILK: &[Allergen] = &[Allergen::Nuts, Allergen::Peanuts, Milk];

/// Lunches with two dishes each, from Monday to Friday.
pub const LUNCHES: [[Cooked; 2]; 25] = [
    [
        cooked(
            "Köttbullar med potatismos, gräddsås och lingon",
            &[Beef, Local],
            &[Gluten, Milk, Eggs],
            NUTS,
            910,
        ),
        cooked("Linsbollar med potatismos, gräddsås och lingon", &[Vegetarian], &[Gluten, Milk], NUTS, 390),
    ],
    [
        cooked("Ugnsbakad fisk med dillsås och kokt potatis", &[DietLabel::Fish], &[Fish, Milk], NUTS, 520),
        cooked("Potatis- och purjolöksgratäng", &[Vegetarian, GlutenFree], &[Milk], &[], 340),
    ],
    [
        cooked("Kycklinggryta med curry och ris", &[Poultry, GlutenFree], &[Milk, Mustard], NUTS, 480),
        cooked("Kikärtsgryta med curry och ris", &[Vegan, ClimateSmart], &[Mustard], NUTS_AND_MILK, 210),
    ],
    [
        cooked("Ärtsoppa med fläsk, pannkakor och sylt", &[Pork], &[Gluten, Milk, Eggs, Mustard], &[], 450),
        cooked(
            "Ärtsoppa utan kött, pannkakor och sylt",
            &[Vegetarian],
            &[Gluten, Milk, Eggs, Mustard],
            &[],
            330,
        ),
    ],
    [
        cooked("Tacobuffé med nötfärs", &[Beef], &[Gluten, Milk], NUTS, 980),
        cooked("Tacobuffé med sojafärs", &[Vegetarian, ClimateSmart], &[Gluten, Milk, Soybeans], NUTS, 300),
    ],
    [
        cooked("Korv stroganoff med ris", &[Pork], &[Milk], NUTS, 560),
        cooked("Quornstroganoff med ris", &[Vegetarian], &[Milk, Eggs], NUTS, 310),
    ],
    [
        cooked("Laxpudding med skirat smör", &[DietLabel::Fish], &[Fish, Milk, Eggs], &[], 610),
        cooked("Grönsakspudding med ost", &[Vegetarian], &[Milk, Eggs], &[], 350),
    ],
    [
        cooked("Spagetti med köttfärssås", &[Beef, Local], &[Gluten, Celery], NUTS_AND_MILK, 890),
        cooked("Spagetti med linsbolognese", &[Vegan, Organic], &[Gluten, Celery], NUTS_AND_MILK, 220),
    ],
    [
        cooked("Tomatsoppa med makaroner och ostsmörgås", &[Vegetarian], &[Gluten, Milk], &[], 260),
        cooked("Morotssoppa med ingefära och fröbröd", &[Vegan], &[Gluten, Sesame], &[], 180),
    ],
    [
        cooked(
            "Panerad fisk med remouladsås och kokt potatis",
            &[DietLabel::Fish],
            &[Fish, Gluten, Eggs],
            NUTS,
            470,
        ),
        cooked("Panerad blomkål med remouladsås och kokt potatis", &[Vegetarian], &[Gluten, Eggs], NUTS, 290),
    ],
    [
        cooked("Pannbiff med löksås och potatis", &[Beef], &[Milk, Eggs], NUTS, 930),
        cooked("Bönbiff med löksås och potatis", &[Vegetarian, Local], &[Milk, Lupin], &[], 280),
    ],
    [
        cooked("Fiskgryta med saffran och bröd", &[DietLabel::Fish], &[Fish, Gluten, Milk, Celery], &[], 540),
        cooked("Rotsaksgryta med saffran och bröd", &[Vegetarian], &[Gluten, Milk, Celery], &[], 240),
    ],
    [
        cooked("Kycklingwok med nudlar", &[Poultry], &[Gluten, Soybeans, Sesame], NUTS_AND_MILK, 460),
        cooked("Tofuwok med nudlar", &[Vegan], &[Gluten, Soybeans, Sesame], NUTS_AND_MILK, 250),
    ],
    [
        cooked("Potatisbullar med bacon och lingon", &[Pork], &[Gluten, Milk], &[], 510),
        cooked("Potatisbullar med keso och lingon", &[Vegetarian], &[Gluten, Milk], &[], 360),
    ],
    [
        cooked("Lasagne med nötfärs", &[Beef], &[Gluten, Milk, Celery], NUTS, 940),
        cooked("Lasagne med spenat och keso", &[Vegetarian], &[Gluten, Milk], NUTS, 380),
    ],
    [
        cooked("Kebabgryta med bulgur och tomatsallad", &[Beef], &[Gluten, Milk], NUTS, 870),
        cooked(
            "Falafel med bulgur och yoghurtsås",
            &[Vegetarian, ClimateSmart],
            &[Gluten, Milk, Sesame],
            &[],
            230,
        ),
    ],
    [
        cooked("Sejfilé med citronsås och ris", &[DietLabel::Fish], &[Fish, Milk], NUTS, 490),
        cooked("Grönsaksbiffar med citronsås och ris", &[Vegetarian], &[Milk, Eggs], NUTS, 300),
    ],
    [
        cooked("Pytt i panna med rödbetor och ägg", &[Pork], &[Eggs], NUTS, 530),
        cooked("Rotsakspytt med rödbetor och ägg", &[Vegetarian, GlutenFree], &[Eggs], NUTS, 270),
    ],
    [
        cooked("Broccolisoppa med bröd och ägghalva", &[Vegetarian], &[Gluten, Milk, Eggs], &[], 300),
        cooked("Linssoppa med kokosmjölk och bröd", &[Vegan, Organic], &[Gluten], &[], 190),
    ],
    [
        cooked("Hamburgare med bröd och klyftpotatis", &[Beef, Local], &[Gluten, Sesame], NUTS, 1_020),
        cooked(
            "Halloumiburgare med bröd och klyftpotatis",
            &[Vegetarian],
            &[Gluten, Milk, Sesame],
            NUTS,
            460,
        ),
    ],
    [
        cooked("Kalops med rödbetor och potatis", &[Beef], &[Gluten, Celery], NUTS, 990),
        cooked("Svampgryta med rödbetor och potatis", &[Vegan], &[Celery], NUTS, 210),
    ],
    [
        cooked("Tonfiskpasta med majs", &[DietLabel::Fish], &[Fish, Gluten, Milk], &[], 430),
        cooked("Pasta med tomat och oliver", &[Vegan, ClimateSmart], &[Gluten], &[], 200),
    ],
    [
        cooked("Kycklingfilé med paprikasås och potatis", &[Poultry, Local], &[Milk], NUTS, 450),
        cooked("Fylld paprika med bönor och ris", &[Vegan], &[], NUTS_AND_MILK, 220),
    ],
    [
        cooked("Blodpudding med lingon och morotssallad", &[Pork], &[Gluten, Milk], &[], 320),
        cooked("Ärtbiff med lingon och morotssallad", &[Vegan], &[Soybeans], &[], 200),
    ],
    [
        cooked("Pizza med skinka", &[Pork], &[Gluten, Milk], NUTS, 620),
        cooked("Pizza med grönsaker", &[Vegetarian], &[Gluten, Milk], NUTS, 400),
    ],
];
