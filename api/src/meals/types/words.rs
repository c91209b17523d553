//! The closed sets of words.

use async_graphql::{Enum, SimpleObject};
use entity::AllergenStates;
use sea_orm::Iterable;

/// Whether a school unit is in use, by Skolverket's register.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SchoolStatus")]
pub enum SchoolStatus {
    /// In use (aktiv).
    Active,
    /// Resting (vilande).
    Dormant,
    /// Closed for good (upphörd).
    Ceased,
    /// Not opened yet (planerad).
    Planned,
}

/// How much of a nutrient a portion of a dish holds (näringsvärde).
#[derive(SimpleObject)]
pub struct Nutrient {
    /// What it is, in the kitchen's words: "Energi (kJ)".
    name: String,
    /// How much, in the unit.
    amount: f64,
    /// The unit: "kJ", "g"; null when the kitchen has not said.
    unit: Option<String>,
    /// The nutrient's code, mostly by GS1: "ENKJ"; null when it has none.
    code: Option<String>,
}

impl From<entity::Nutrient> for Nutrient {
    fn from(entity::Nutrient { name, amount, unit, code }: entity::Nutrient) -> Self {
        Self { name, amount, unit, code }
    }
}

/// What a notice on a menu is about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::NoticeKind")]
pub enum MenuNoticeKind {
    /// Nothing is served: a holiday from school (lov), a study day (studiedag).
    Closed,
    /// A red-letter day (röd dag) or an occasion.
    Holiday,
    /// Something is served; what it is, is decided on the day (kökets val).
    KitchensChoice,
    /// The menu is not there yet (meny saknas).
    Missing,
    /// Anything else that the kitchen wants to be known.
    Information,
    /// The kitchen took back what the menu promised (inställt). Said by `withdrawMeal` only.
    Withdrawn,
}

/// Where a version of a menu came from.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::MenuVersionKind")]
pub enum MenuVersionKind {
    /// A feed that the municipality imports said it.
    Import,
    /// The kitchen's staff said it.
    Staff,
}

/// What a kitchen says a dish is, or is made of. Labels are the kitchen's word; for allergies look at `allergens`.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::DietLabel")]
pub enum DietLabel {
    /// Without meat and fish (vegetariskt).
    Vegetarian,
    /// Without anything from animals (veganskt).
    Vegan,
    /// With fish or seafood (fisk).
    Fish,
    /// With poultry (fågel).
    Poultry,
    /// With pork (fläskkött).
    Pork,
    /// With beef (nötkött).
    Beef,
    /// With lamb (lamm).
    Lamb,
    /// With game (vilt).
    Game,
    /// Labelled as free from lactose (laktosfritt).
    LactoseFree,
    /// Labelled as free from gluten (glutenfritt).
    GlutenFree,
    /// Organic (ekologiskt).
    Organic,
    /// A low climate footprint by the kitchen's own measure (klimatsmart).
    ClimateSmart,
    /// Produced in Sweden or in the region (svenskt, närproducerat).
    Local,
}

/// One of the fourteen allergens of regulation (EU) 1169/2011, annex II.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::Allergen")]
pub enum Allergen {
    /// Cereals containing gluten: wheat, rye, barley, oats (spannmål som innehåller gluten).
    Gluten,
    /// Crustaceans (kräftdjur).
    Crustaceans,
    /// Eggs (ägg).
    Eggs,
    /// Fish (fisk).
    Fish,
    /// Peanuts (jordnötter).
    Peanuts,
    /// Soybeans (sojabönor).
    Soybeans,
    /// Milk, lactose included (mjölk).
    Milk,
    /// Nuts: almonds, hazelnuts, walnuts, cashews and others (nötter).
    Nuts,
    /// Celery (selleri).
    Celery,
    /// Mustard (senap).
    Mustard,
    /// Sesame seeds (sesamfrön).
    Sesame,
    /// Sulphur dioxide and sulphites (svaveldioxid och sulfit).
    Sulphites,
    /// Lupin (lupin).
    Lupin,
    /// Molluscs (blötdjur).
    Molluscs,
}

/// What is known of an allergen in a dish.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllergenState {
    /// The kitchen declares that the dish contains it.
    Declared,
    /// The kitchen has confirmed that the dish does not contain it.
    KitchenConfirmedNone,
    /// Nobody has said. Never show this as free from it.
    Unknown,
}

/// In what role somebody gives feedback on a meal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::VoterRole")]
pub enum VoterRole {
    /// Eats there as a pupil (elev).
    Pupil,
    /// Is guardian of a pupil (vårdnadshavare).
    Guardian,
    /// Works at the school or in its kitchen (personal).
    Staff,
}

/// Why a meal was liked or not.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::FeedbackReason")]
pub enum FeedbackReason {
    /// How it tasted (smak).
    Taste,
    /// Hot where it should be hot, cold where it should be cold (temperatur).
    Temperature,
    /// How it looked and smelled (utseende).
    Appearance,
    /// Whether there was enough (mängd).
    Portion,
    /// What there was to choose from (utbud).
    Choice,
    /// How loud it was (ljudnivå).
    Noise,
    /// Whether there was time to eat (tid).
    Time,
    /// How long the queue was (kö).
    Queue,
    /// How one was met by those who serve (bemötande).
    Service,
}

/// What the kitchen says instead of dishes, or beside them.
#[derive(SimpleObject, Clone, Debug)]
pub struct MenuNotice {
    /// What it is about.
    kind: MenuNoticeKind,
    /// In the kitchen's words: "Höstlov", "Kökets val".
    text: String,
}

impl From<&entity::Notice> for MenuNotice {
    fn from(notice: &entity::Notice) -> Self {
        Self { kind: notice.kind.into(), text: notice.text.clone() }
    }
}

/// What is known of one allergen in a dish.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct AllergenStatement {
    /// Which one.
    pub(super) allergen: Allergen,
    /// What is known.
    pub(super) state: AllergenState,
}

impl From<Option<entity::AllergenKnowledge>> for AllergenState {
    fn from(known: Option<entity::AllergenKnowledge>) -> Self {
        match known {
            Some(entity::AllergenKnowledge::Declared) => Self::Declared,
            Some(entity::AllergenKnowledge::KitchenConfirmedNone) => Self::KitchenConfirmedNone,
            None => Self::Unknown,
        }
    }
}

impl From<AllergenState> for Option<entity::AllergenKnowledge> {
    fn from(state: AllergenState) -> Self {
        match state {
            AllergenState::Declared => Some(entity::AllergenKnowledge::Declared),
            AllergenState::KitchenConfirmedNone => Some(entity::AllergenKnowledge::KitchenConfirmedNone),
            AllergenState::Unknown => None,
        }
    }
}

/// What is known of the fourteen allergens, or of those that are known to be one of these.
pub(super) fn statements(known: &AllergenStates, states: Option<&[AllergenState]>) -> Vec<AllergenStatement> {
    let statements = entity::Allergen::iter().map(|allergen| AllergenStatement {
        state: known.get(allergen).into(),
        allergen: Allergen::from(allergen),
    });
    let wanted =
        |statement: &AllergenStatement| states.is_none_or(|states| states.contains(&statement.state));
    statements.filter(wanted).collect()
}
