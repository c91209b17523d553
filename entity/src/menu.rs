//! What a meal said at a time, as columns hold it as JSON: its versions, what changed between them, and what a feed last
//! said of a meal that staff corrected.

use sea_orm::{FromJsonQueryResult, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{AllergenKnowledge, AllergenStates, Notice, Nutrients, StringList};

/// All that a menu said of a meal (M3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase")]
pub struct MenuState {
    /// Which meal: "Lunch".
    pub name: String,
    /// What the kitchen said besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// The dishes in the kitchen's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dishes: Vec<DishState>,
}

/// All that a menu said of a dish.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DishState {
    /// The dish, which may be gone since.
    pub id: Uuid,
    /// As the kitchen wrote it.
    pub name: String,
    /// Which alternative: "Alt 1".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_label: Option<String>,
    /// Place in the meal.
    pub order: i32,
    /// Codes of `DietLabel`.
    #[serde(default)]
    pub diet_labels: StringList,
    /// What was known of the fourteen allergens; the rest was unknown (M2).
    #[serde(default)]
    pub allergens: AllergenStates,
    /// Grams of CO2 equivalents a portion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co2e_grams: Option<i32>,
    /// What was told of it beside its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingredients: Option<StringList>,
    /// What a portion gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nutrients: Option<Nutrients>,
}

/// A dish of which something else is known of an allergen than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllergenChange {
    /// The dish.
    pub dish: Uuid,
    /// What it was called then.
    pub name: String,
    /// The code of an `Allergen`.
    pub allergen: String,
    /// What was known; nothing known is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AllergenKnowledge>,
    /// What is known since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AllergenKnowledge>,
}

/// All that is known otherwise since a version of a meal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct AllergenChanges(pub Vec<AllergenChange>);

/// What the feed last said of a meal that staff corrected or wrote: what staff said stays until the feed says something
/// else than this.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase")]
pub struct FeedWord {
    /// Whether a feed has spoken of the meal at all; none has of one that staff wrote.
    pub is_heard: bool,
    /// The notices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// The dishes, those that staff took away as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dishes: Vec<DishState>,
}
