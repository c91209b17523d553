//! What allergens and labels are called outside: Swedish words, and GS1's codes for the allergens.

use entity::{Allergen, DietLabel};

/// GS1's code (allergen type code) and the Swedish name of an allergen.
pub fn allergen(allergen: Allergen) -> (&'static str, &'static str) {
    match allergen {
        Allergen::Gluten => ("AW", "Spannmål som innehåller gluten"),
        Allergen::Crustaceans => ("AC", "Kräftdjur"),
        Allergen::Eggs => ("AE", "Ägg"),
        Allergen::Fish => ("AF", "Fisk"),
        Allergen::Peanuts => ("AP", "Jordnötter"),
        Allergen::Soybeans => ("AY", "Sojabönor"),
        Allergen::Milk => ("AM", "Mjölk"),
        Allergen::Nuts => ("AN", "Nötter"),
        Allergen::Celery => ("BC", "Selleri"),
        Allergen::Mustard => ("BM", "Senap"),
        Allergen::Sesame => ("AS", "Sesamfrön"),
        Allergen::Sulphites => ("AU", "Svaveldioxid och sulfit"),
        Allergen::Lupin => ("NL", "Lupin"),
        Allergen::Molluscs => ("UM", "Blötdjur"),
    }
}

/// The Swedish name of a label.
pub fn label(label: DietLabel) -> &'static str {
    match label {
        DietLabel::Vegetarian => "Vegetariskt",
        DietLabel::Vegan => "Veganskt",
        DietLabel::Fish => "Fisk",
        DietLabel::Poultry => "Fågel",
        DietLabel::Pork => "Fläskkött",
        DietLabel::Beef => "Nötkött",
        DietLabel::Lamb => "Lammkött",
        DietLabel::Game => "Vilt",
        DietLabel::LactoseFree => "Laktosfritt",
        DietLabel::GlutenFree => "Glutenfritt",
        DietLabel::Organic => "Ekologiskt",
        DietLabel::ClimateSmart => "Klimatsmart",
        DietLabel::Local => "Närproducerat",
    }
}
