//! What can be wrong with what staff write of a meal, in words and with its place in the input.

use super::follows::school_not_found;
use crate::{
    meals::{
        actions::menus::{AddMealFault, CorrectMealFault, WithdrawMealFault},
        rules::correction::{
            At, DESCRIPTION_LENGTH, DISH_LENGTH, MOST_DISHES, MOST_NOTICES, MenuFault, NAME_LENGTH,
            NOTICE_LENGTH, Placed,
        },
    },
    platform::{Element, Locale, idempotency},
    schema::errors::{UserFault, user_error},
};

user_error! {
    /// Why a meal is not corrected.
    CorrectMealError,
    /// Faults of `correctMeal`.
    CorrectMealErrorCode from CorrectMealFault {
        /// There is no such meal.
        MealNotFound,
        /// The meal has another version by now: look at it again.
        VersionConflict,
        /// There are more than 30 dishes.
        DishesTooMany = TooManyDishes(_),
        /// A dish is not one of the meal's.
        DishNotFound = DishNotOfMeal(_),
        /// A dish is there twice.
        DishRepeated(_),
        /// There is a personal identity number in a dish or a notice.
        TextTellsIdentityNumber = TellsIdentityNumber(_),
        /// A dish is left out on the meal's day or after it: it may have votes.
        DishLocked = DishMayHaveVotes,
        /// The meal was taken back: give `notices`, an empty list for none, to serve it again.
        MealWithdrawn,
        /// A dish has no name.
        DishNameBlank(_),
        /// The name of a dish is longer than 300 characters.
        DishNameTooLong(_),
        /// The name of an alternative is longer than 60 characters.
        OptionLabelTooLong(_),
        /// An allergen is named twice for a dish.
        AllergenRepeated(_),
        /// The climate footprint is not 0 to 100,000 grams.
        FootprintOutOfRange(_),
        /// The description of a dish is longer than 1,000 characters.
        DescriptionTooLong(_),
        /// An ingredient is blank or longer than 300 characters, or there are more than 100 of them.
        IngredientsInvalid(_),
        /// A nutrient has no name, a word of more than 60 characters or an amount that is not 0 to 1,000,000, or there are
        /// more than 100 of them.
        NutrientsInvalid(_),
        /// There are more than 10 notices.
        NoticesTooMany = TooManyNotices(_),
        /// A notice says nothing.
        NoticeBlank(_),
        /// A notice is longer than 300 characters.
        NoticeTooLong(_),
        /// A meal is taken back by `withdrawMeal`, not by a notice.
        NoticeNotAllowed = NoticeWithdraws(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a meal is not added.
    AddMealError,
    /// Faults of `addMeal`.
    AddMealErrorCode from AddMealFault {
        /// There is no such school.
        SchoolNotFound,
        /// The school has a meal of that name on that day: correct it instead.
        MealExists,
        /// The meal has no name.
        NameBlank,
        /// The name is longer than 60 characters.
        NameTooLong,
        /// The day is more than 400 days away.
        DateOutOfRange = DateTooFar,
        /// There is a personal identity number in the meal's name.
        NameTellsIdentityNumber(_),
        /// There are more than 30 dishes.
        DishesTooMany = TooManyDishes(_),
        /// A dish has the id of another meal's.
        DishNotFound = DishNotOfMeal(_),
        /// A dish is there twice.
        DishRepeated(_),
        /// There is a personal identity number in a dish or a notice.
        TextTellsIdentityNumber = TellsIdentityNumber(_),
        /// A dish has no name.
        DishNameBlank(_),
        /// The name of a dish is longer than 300 characters.
        DishNameTooLong(_),
        /// The name of an alternative is longer than 60 characters.
        OptionLabelTooLong(_),
        /// An allergen is named twice for a dish.
        AllergenRepeated(_),
        /// The climate footprint is not 0 to 100,000 grams.
        FootprintOutOfRange(_),
        /// The description of a dish is longer than 1,000 characters.
        DescriptionTooLong(_),
        /// An ingredient is blank or longer than 300 characters, or there are more than 100 of them.
        IngredientsInvalid(_),
        /// A nutrient has no name, a word of more than 60 characters or an amount that is not 0 to 1,000,000, or there are
        /// more than 100 of them.
        NutrientsInvalid(_),
        /// There are more than 10 notices.
        NoticesTooMany = TooManyNotices(_),
        /// A notice says nothing.
        NoticeBlank(_),
        /// A notice is longer than 300 characters.
        NoticeTooLong(_),
        /// A meal is taken back by `withdrawMeal`, not by a notice.
        NoticeNotAllowed = NoticeWithdraws(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a meal is not taken back.
    WithdrawMealError,
    /// Faults of `withdrawMeal`.
    WithdrawMealErrorCode from WithdrawMealFault {
        /// There is no such meal.
        MealNotFound,
        /// The meal has another version by now: look at it again.
        VersionConflict,
        /// What stands in its place is longer than 300 characters.
        NoticeTooLong,
        /// There is a personal identity number in it.
        TextTellsIdentityNumber = TellsIdentityNumber(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

impl UserFault for CorrectMealFault {
    fn element(self) -> Option<Element> {
        self.written()?.at.element
    }

    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound => &["mealId"],
            Self::VersionConflict => &["expectedVersion"],
            Self::DishMayHaveVotes => &["dishes"],
            Self::MealWithdrawn => &["notices"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
            written => written.written().map_or(&[], |placed| place(placed.fault)),
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::MealNotFound => meal_not_found(locale),
            Self::VersionConflict => version_conflict(locale),
            Self::DishMayHaveVotes => locale
                .say(
                    "Från måltidens dag kan en rätt ha omdömen och inte tas bort. Rätta den i stället.",
                    "From the meal's day on a dish may have votes and cannot go away. Correct it instead.",
                )
                .to_owned(),
            Self::MealWithdrawn => locale
                .say(
                    "Måltiden är inställd. Ange meddelanden, en tom lista för inga, för att servera den igen.",
                    "The meal was taken back. Give notices, an empty list for none, to serve it again.",
                )
                .to_owned(),
            Self::IdempotencyKeyInvalid => key_invalid(locale),
            Self::IdempotencyKeyReused => key_reused(locale),
            written => written.written().map_or_else(String::new, |placed| told(placed, locale)),
        }
    }
}

impl UserFault for AddMealFault {
    fn element(self) -> Option<Element> {
        self.written()?.at.element
    }

    fn field(self) -> &'static [&'static str] {
        match self {
            Self::SchoolNotFound => &["schoolId"],
            Self::MealExists | Self::NameBlank | Self::NameTooLong | Self::NameTellsIdentityNumber(_) => {
                &["name"]
            }
            Self::DateTooFar => &["date"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
            written => written.written().map_or(&[], |placed| place(placed.fault)),
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::SchoolNotFound => return school_not_found(locale),
            Self::MealExists => (
                "Skolan har redan en sådan måltid den dagen. Rätta den i stället.",
                "The school has such a meal on that day already. Correct it instead.",
            ),
            Self::NameBlank => ("Måltiden ska ha ett namn.", "The meal must have a name."),
            Self::NameTooLong => {
                return locale.say(
                    format!("Måltidens namn får vara högst {NAME_LENGTH} tecken."),
                    format!("The meal's name may have at most {NAME_LENGTH} characters."),
                );
            }
            Self::NameTellsIdentityNumber(place) => return place.describe(locale),
            Self::DateTooFar => ("Dagen är mer än 400 dagar bort.", "The day is more than 400 days away."),
            Self::IdempotencyKeyInvalid => return key_invalid(locale),
            Self::IdempotencyKeyReused => return key_reused(locale),
            written => {
                return written.written().map_or_else(String::new, |placed| told(placed, locale));
            }
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for WithdrawMealFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound => &["mealId"],
            Self::VersionConflict => &["expectedVersion"],
            Self::NoticeTooLong | Self::TellsIdentityNumber(_) => &["notice"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::MealNotFound => meal_not_found(locale),
            Self::VersionConflict => version_conflict(locale),
            Self::NoticeTooLong => {
                told(Placed { fault: MenuFault::NoticeTooLong, at: At::default() }, locale)
            }
            Self::TellsIdentityNumber(at) => {
                told(Placed { fault: MenuFault::TellsIdentityNumber, at }, locale)
            }
            Self::IdempotencyKeyInvalid => key_invalid(locale),
            Self::IdempotencyKeyReused => key_reused(locale),
        }
    }
}

/// Where in the dish or the notice, or else in the input, what staff wrote is at fault.
fn place(fault: MenuFault) -> &'static [&'static str] {
    match fault {
        MenuFault::TellsIdentityNumber => &[],
        MenuFault::TooManyDishes => &["dishes"],
        MenuFault::DishNotOfMeal | MenuFault::DishRepeated => &["id"],
        MenuFault::DishNameBlank | MenuFault::DishNameTooLong => &["name"],
        MenuFault::OptionLabelTooLong => &["optionLabel"],
        MenuFault::AllergenRepeated => &["allergens"],
        MenuFault::FootprintOutOfRange => &["co2eGrams"],
        MenuFault::DescriptionTooLong => &["description"],
        MenuFault::IngredientsInvalid => &["ingredients"],
        MenuFault::NutrientsInvalid => &["nutrients"],
        MenuFault::TooManyNotices => &["notices"],
        MenuFault::NoticeBlank | MenuFault::NoticeTooLong => &["text"],
        MenuFault::NoticeWithdraws => &["kind"],
    }
}

/// What is wrong with what staff wrote.
fn told(Placed { fault, at }: Placed, locale: Locale) -> String {
    if let Some(place) = at.place {
        return place.describe(locale);
    }
    let (sv, en) = match fault {
        MenuFault::TooManyDishes => {
            return at_most(locale, ("En måltid har", "rätter"), ("A meal has", "dishes"), MOST_DISHES);
        }
        MenuFault::DishNotOfMeal => ("En rätt hör inte till måltiden.", "A dish is not one of the meal's."),
        MenuFault::DishRepeated => ("En rätt är med två gånger.", "A dish is there twice."),
        MenuFault::TellsIdentityNumber => {
            ("Skriv inget personnummer i matsedeln.", "Leave personal identity numbers out of the menu.")
        }
        MenuFault::DishNameBlank => ("En rätt saknar namn.", "A dish has no name."),
        MenuFault::DishNameTooLong => {
            let (sv, en) = (("En rätts namn har", "tecken"), ("The name of a dish has", "characters"));
            return at_most(locale, sv, en, DISH_LENGTH);
        }
        MenuFault::OptionLabelTooLong => {
            let (sv, en) =
                (("Ett alternativs namn har", "tecken"), ("The name of an alternative has", "characters"));
            return at_most(locale, sv, en, NAME_LENGTH);
        }
        MenuFault::AllergenRepeated => {
            ("En allergen är med två gånger för en rätt.", "An allergen is named twice for a dish.")
        }
        MenuFault::FootprintOutOfRange => (
            "Klimatavtrycket ska vara 0 till 100 000 gram.",
            "The climate footprint must be 0 to 100,000 grams.",
        ),
        MenuFault::DescriptionTooLong => {
            let (sv, en) =
                (("En rätts beskrivning har", "tecken"), ("The description of a dish has", "characters"));
            return at_most(locale, sv, en, DESCRIPTION_LENGTH);
        }
        MenuFault::IngredientsInvalid => (
            "Ingredienser ska ha 1 till 300 tecken och vara högst 100.",
            "Ingredients must have 1 to 300 characters, and be 100 at most.",
        ),
        MenuFault::NutrientsInvalid => (
            "Näringsvärden ska ha ett namn, ord på högst 60 tecken och en mängd från 0 till 1 000 000, och vara högst 100.",
            "Nutrients must have a name, words of at most 60 characters and an amount of 0 to 1,000,000, and be 100 at most.",
        ),
        MenuFault::TooManyNotices => {
            return at_most(
                locale,
                ("En måltid har", "meddelanden"),
                ("A meal has", "notices"),
                MOST_NOTICES,
            );
        }
        MenuFault::NoticeBlank => ("Ett meddelande saknar text.", "A notice says nothing."),
        MenuFault::NoticeTooLong => {
            let (sv, en) = (("Ett meddelande har", "tecken"), ("A notice has", "characters"));
            return at_most(locale, sv, en, NOTICE_LENGTH);
        }
        MenuFault::NoticeWithdraws => (
            "Ställ in måltiden med withdrawMeal, inte med ett meddelande.",
            "Take the meal back with withdrawMeal, not with a notice.",
        ),
    };
    locale.say(sv, en).to_owned()
}

fn at_most(locale: Locale, sv: (&str, &str), en: (&str, &str), most: usize) -> String {
    locale.say(format!("{} högst {most} {}.", sv.0, sv.1), format!("{} at most {most} {}.", en.0, en.1))
}

fn meal_not_found(locale: Locale) -> String {
    locale.say("Måltiden finns inte.", "There is no such meal.").to_owned()
}

fn version_conflict(locale: Locale) -> String {
    locale
        .say(
            "Måltiden har en annan version nu. Hämta den på nytt.",
            "The meal has another version now. Look at it again.",
        )
        .to_owned()
}

fn key_invalid(locale: Locale) -> String {
    locale.say(idempotency::INVALID.0, idempotency::INVALID.1).to_owned()
}

fn key_reused(locale: Locale) -> String {
    locale.say(idempotency::REUSED.0, idempotency::REUSED.1).to_owned()
}
