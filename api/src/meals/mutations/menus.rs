//! `correctMeal`, `addMeal` and `withdrawMeal`.

use async_graphql::{
    Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject, dataloader::DataLoader,
};
use entity::Notice;
use uuid::Uuid;

use super::menu_faults::{AddMealError, CorrectMealError, WithdrawMealError};
use crate::{
    meals::{
        actions::menus as actions,
        loaders::MealId,
        rules::correction::{Said, WantedDish},
        types::{Allergen, AllergenState, DietLabel, Meal, MenuNoticeKind},
    },
    schema::{
        Loaders,
        errors::{internal, payload},
        node::Kind,
        retries::client_key,
        scalars::LocalDate,
    },
    tenancy::Scope,
};

/// What is known of an allergen in a dish, as staff say it.
#[derive(InputObject)]
pub struct AllergenStatementInput {
    /// Which one.
    allergen: Allergen,
    /// What is known.
    state: AllergenState,
}

/// What the kitchen says instead of dishes, or beside them.
#[derive(InputObject)]
pub struct MenuNoticeInput {
    /// What it is about; not `WITHDRAWN`, which `withdrawMeal` says.
    kind: MenuNoticeKind,
    /// In the kitchen's words, at most 300 characters.
    text: String,
}

/// A dish as staff want it. What is left out stays as it is, and is unknown of a new dish.
#[derive(InputObject)]
pub struct MealDishInput {
    /// One of the meal's dishes; a new dish when left out.
    id: Option<ID>,
    /// What it is, at most 300 characters. What the kitchen confirmed of a dish of another name is confirmed no more.
    name: String,
    /// Which alternative: "Alt 1"; at most 60 characters. Null takes it away.
    option_label: MaybeUndefined<String>,
    /// What it is, or is made of.
    #[graphql(validator(max_items = 20))]
    diet_labels: Option<Vec<DietLabel>>,
    /// What is known of allergens, each at most once. Those that are not named stay as they are; `UNKNOWN` takes a statement
    /// back.
    #[graphql(default, validator(max_items = 28))]
    allergens: Vec<AllergenStatementInput>,
    /// Grams of CO2 equivalents a portion, at most 100,000. Null takes it away.
    #[graphql(name = "co2eGrams")]
    co2e_grams: MaybeUndefined<i32>,
    /// What there is to tell beside the name, at most 1,000 characters. Null takes it away.
    description: MaybeUndefined<String>,
    /// What the dish is made of, each of at most 300 characters, at most 100 of them. An empty list takes them away.
    #[graphql(validator(max_items = 200))]
    ingredients: Option<Vec<String>>,
    /// What a portion gives (näringsvärde), at most 100 of them. An empty list takes them away.
    #[graphql(validator(max_items = 200))]
    nutrients: Option<Vec<NutrientInput>>,
}

/// How much of a nutrient a portion of a dish holds (näringsvärde), as staff reckon it.
#[derive(InputObject)]
pub struct NutrientInput {
    /// What it is: "Energi (kJ)"; at most 60 characters.
    name: String,
    /// How much, in the unit, from 0 to 1,000,000.
    amount: f64,
    /// The unit: "kJ", "g"; at most 60 characters.
    unit: Option<String>,
    /// Its code by GS1: "ENKJ"; at most 60 characters.
    code: Option<String>,
}

impl From<NutrientInput> for entity::Nutrient {
    fn from(NutrientInput { name, amount, unit, code }: NutrientInput) -> Self {
        Self { name, amount, unit, code }
    }
}

/// A meal as staff want it.
#[derive(InputObject)]
pub struct CorrectMealInput {
    /// The meal.
    meal_id: ID,
    /// The version that staff looked at: when it is another one by now, nothing is done.
    expected_version: i32,
    /// All of its dishes in order, at most 30. One that is left out goes away; one with votes cannot.
    #[graphql(validator(max_items = 100))]
    dishes: Vec<MealDishInput>,
    /// All of its notices, at most 10; left out, they stay. A meal that was taken back is served again when they are given.
    #[graphql(validator(max_items = 100))]
    notices: Option<Vec<MenuNoticeInput>>,
    /// A key of the client's own making, at most 255 characters: the same key and input again does nothing more.
    idempotency_key: Option<ID>,
}

/// A meal that no feed told of.
#[derive(InputObject)]
pub struct AddMealInput {
    /// The school.
    school_id: ID,
    /// The day, at most 400 days away.
    date: LocalDate,
    /// Which meal: "Lunch"; at most 60 characters.
    name: String,
    /// Its dishes in order, at most 30, none of them with an id.
    #[graphql(default, validator(max_items = 100))]
    dishes: Vec<MealDishInput>,
    /// Its notices, at most 10.
    #[graphql(default, validator(max_items = 100))]
    notices: Vec<MenuNoticeInput>,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same meal.
    idempotency_key: Option<ID>,
}

/// A meal to be taken back.
#[derive(InputObject)]
pub struct WithdrawMealInput {
    /// The meal.
    meal_id: ID,
    /// The version that staff looked at: when it is another one by now, nothing is done.
    expected_version: i32,
    /// What stands in its place, at most 300 characters; "Måltiden är inställd." when left out.
    notice: Option<String>,
    /// A key of the client's own making, at most 255 characters: the same key and input again does nothing more.
    idempotency_key: Option<ID>,
}

/// What became of `correctMeal`.
#[derive(SimpleObject)]
pub struct CorrectMealPayload {
    /// The meal; null when there are errors.
    meal: Option<Meal>,
    /// What to mend; empty when it is done.
    errors: Vec<CorrectMealError>,
}

/// What became of `addMeal`.
#[derive(SimpleObject)]
pub struct AddMealPayload {
    /// The meal; null when there are errors.
    meal: Option<Meal>,
    /// What to mend; empty when it is done.
    errors: Vec<AddMealError>,
}

/// What became of `withdrawMeal`.
#[derive(SimpleObject)]
pub struct WithdrawMealPayload {
    /// The meal; null when there are errors.
    meal: Option<Meal>,
    /// What to mend; empty when it is done.
    errors: Vec<WithdrawMealError>,
}

/// The mutations of menus.
#[derive(Default)]
pub struct MutationsOfMenus;

/// The mutations of menus.
#[Object]
impl MutationsOfMenus {
    /// Corrects what the menu (matsedel) says of a meal. What it said is kept in `history`, dishes keep their ids and votes,
    /// and a feed that says the same as before does not undo it. For kitchen staff.
    async fn correct_meal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meal as it shall be.")] input: CorrectMealInput,
    ) -> Result<CorrectMealPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key("correctMeal", input.idempotency_key.as_ref(), &input);
        let input = actions::CorrectMeal {
            meal: Kind::Meal.row(&input.meal_id),
            expected_version: input.expected_version,
            dishes: dishes(input.dishes),
            notices: input.notices.map(notices),
            idempotency_key,
        };
        let (meal, errors) = payload(ctx, actions::correct_meal(scope, input).await)?;
        Ok(CorrectMealPayload { meal: shown(ctx, meal).await?, errors })
    }

    /// Adds a meal to a school's menu (matsedel), for kitchens without a feed. For kitchen staff.
    async fn add_meal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meal.")] input: AddMealInput,
    ) -> Result<AddMealPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key("addMeal", input.idempotency_key.as_ref(), &input);
        let input = actions::AddMeal {
            school: Kind::School.row(&input.school_id),
            date: input.date.0,
            name: input.name,
            dishes: dishes(input.dishes),
            notices: notices(input.notices),
            idempotency_key,
        };
        let (meal, errors) = payload(ctx, actions::add_meal(scope, input).await)?;
        Ok(AddMealPayload { meal: shown(ctx, meal).await?, errors })
    }

    /// Takes a meal back (ställer in): a notice stands in its place, and nobody can judge it any more. Its history and its
    /// votes stay. No feed brings it back; `correctMeal` with other notices does. For kitchen staff.
    async fn withdraw_meal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meal.")] input: WithdrawMealInput,
    ) -> Result<WithdrawMealPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key("withdrawMeal", input.idempotency_key.as_ref(), &input);
        let input = actions::WithdrawMeal {
            meal: Kind::Meal.row(&input.meal_id),
            expected_version: input.expected_version,
            notice: input.notice,
            idempotency_key,
        };
        let (meal, errors) = payload(ctx, actions::withdraw_meal(scope, input).await)?;
        Ok(WithdrawMealPayload { meal: shown(ctx, meal).await?, errors })
    }
}

fn dishes(dishes: Vec<MealDishInput>) -> Vec<WantedDish> {
    let dish = |dish: MealDishInput| WantedDish {
        id: dish.id.map(|id| Kind::Dish.row(&id)),
        name: dish.name,
        option_label: said(dish.option_label),
        diet_labels: dish.diet_labels.map(|labels| labels.into_iter().map(Into::into).collect()),
        allergens: dish.allergens.into_iter().map(|it| (it.allergen.into(), it.state.into())).collect(),
        co2e_grams: said(dish.co2e_grams),
        description: said(dish.description),
        ingredients: dish.ingredients,
        nutrients: dish.nutrients.map(|nutrients| nutrients.into_iter().map(Into::into).collect()),
    };
    dishes.into_iter().map(dish).collect()
}

/// What an input says of a value that can be left out, or be null.
pub(super) fn said<T>(value: MaybeUndefined<T>) -> Said<T> {
    match value {
        MaybeUndefined::Undefined => Said::Nothing,
        MaybeUndefined::Null => Said::Gone,
        MaybeUndefined::Value(value) => Said::Is(value),
    }
}

fn notices(notices: Vec<MenuNoticeInput>) -> Vec<Notice> {
    notices.into_iter().map(|notice| Notice { kind: notice.kind.into(), text: notice.text }).collect()
}

async fn shown(ctx: &Context<'_>, meal: Option<Uuid>) -> Result<Option<Meal>> {
    let Some(meal) = meal else { return Ok(None) };
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    Ok(loaders.load_one(MealId(meal)).await.map_err(internal)?.map(Meal::from))
}
