//! `recordPlateWaste` (M9).

use async_graphql::{
    Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject, dataloader::DataLoader,
};

use super::super::{
    actions::waste::{self as actions, Recorded, WasteFault},
    loaders::MealId,
    mutations::menus::said,
    types::Meal,
};
use crate::{
    platform::Locale,
    schema::{
        Loaders,
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// What was left on the plates of a meal.
#[derive(InputObject)]
pub struct RecordPlateWasteInput {
    /// Of which meal; its day has come.
    meal_id: ID,
    /// How much, in kilograms, 0 to 10,000; kept to the gram. It must be said; null takes back what was recorded.
    kilograms: MaybeUndefined<f64>,
    /// How many ate, 1 to 100,000, where they were counted.
    plates: Option<i32>,
}

/// What became of `recordPlateWaste`.
#[derive(SimpleObject)]
pub struct RecordPlateWastePayload {
    /// The meal; null when there are errors.
    meal: Option<Meal>,
    /// What to mend; empty when it is recorded.
    errors: Vec<RecordPlateWasteError>,
}

/// The mutation of plate waste.
#[derive(Default)]
pub struct MutationsOfWaste;

/// The mutation of plate waste.
#[Object]
impl MutationsOfWaste {
    /// Records what was left on the plates of a meal (tallrikssvinn), in the place of what was recorded before. For the
    /// kitchen's staff.
    async fn record_plate_waste(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was weighed.")] input: RecordPlateWasteInput,
    ) -> Result<RecordPlateWastePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let meal = Kind::Meal.row(&input.meal_id);
        let recorded = Recorded { meal, kilograms: said(input.kilograms), plates: input.plates };
        let (recorded, errors) = payload(ctx, actions::record_waste(scope, recorded).await)?;
        let meal = match recorded {
            Some(meal) => {
                let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
                loaders.load_one(MealId(meal)).await.map_err(internal)?.map(Meal::from)
            }
            None => None,
        };
        Ok(RecordPlateWastePayload { meal, errors })
    }
}

user_error! {
    /// Why nothing was recorded.
    RecordPlateWasteError,
    /// Faults of `recordPlateWaste`.
    RecordPlateWasteErrorCode from WasteFault {
        /// There is no such meal.
        MealNotFound,
        /// The meal's day has not come.
        MealTooSoon = MealNotServedYet,
        /// It is not 0 to 10,000 kilograms.
        KilogramsOutOfRange,
        /// It is not 1 to 100,000 plates.
        PlatesOutOfRange,
        /// Nothing is said of what was weighed, or plates were counted of nothing.
        KilogramsMissing,
    }
}

impl UserFault for WasteFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound | Self::MealNotServedYet => &["mealId"],
            Self::KilogramsOutOfRange | Self::KilogramsMissing => &["kilograms"],
            Self::PlatesOutOfRange => &["plates"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::MealNotFound => ("Måltiden finns inte.", "There is no such meal."),
            Self::MealNotServedYet => ("Måltiden är inte serverad än.", "The meal has not been served yet."),
            Self::KilogramsOutOfRange => {
                ("Vikten ska vara 0 till 10 000 kg.", "The weight must be 0 to 10,000 kg.")
            }
            Self::PlatesOutOfRange => {
                ("Antalet tallrikar ska vara 1 till 100 000.", "The plates must be 1 to 100,000.")
            }
            Self::KilogramsMissing => ("Ange vikten också.", "Say the weight as well."),
        };
        locale.say(sv, en).to_owned()
    }
}
