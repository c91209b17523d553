//! What menus said before, and which allergens changed (M3).

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject, dataloader::DataLoader};
use entity::{AllergenChange as Changed, DishState, meal_version};
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::{
    Dish, Meal,
    words::{
        Allergen, AllergenState, AllergenStatement, DietLabel, MenuNotice, MenuVersionKind, Nutrient,
        statements,
    },
};
use crate::{
    meals::{loaders::MealId, rules::versions::is_withdrawn},
    schema::{Loaders, errors::internal, list::List, scalars::DateTime, written::Item},
};

/// A version.
pub struct MenuVersion(Arc<meal_version::Model>);

impl From<Arc<meal_version::Model>> for MenuVersion {
    fn from(row: Arc<meal_version::Model>) -> Self {
        Self(row)
    }
}

impl Item for MenuVersion {}

/// What the menu (matsedel) said of a meal from a time on.
#[Object]
impl MenuVersion {
    /// The number of the version, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// From when it was said.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Whether a feed or the kitchen's staff said it. Who of the staff it was is not told.
    async fn kind(&self) -> MenuVersionKind {
        self.0.kind.into()
    }

    /// The feed that said it; null when staff did, or when it is not known any more.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// What the kitchen said instead of dishes, or beside them.
    async fn notices(&self) -> Vec<MenuNotice> {
        self.0.state.notices.iter().map(MenuNotice::from).collect()
    }

    /// The dishes to choose from; none when the kitchen had taken the meal back.
    #[graphql(complexity = "2 * child_complexity + 1")]
    async fn dishes(&self) -> List<MenuVersionDish> {
        if is_withdrawn(&self.0.state.notices) {
            return List::from(Vec::new());
        }
        let dish = |said: &DishState| MenuVersionDish { meal: self.0.meal_id, said: said.clone() };
        self.0.state.dishes.iter().map(dish).collect()
    }

    /// Of which allergens something else is known than in the version before; none in the first one, and none of the first
    /// dishes of a meal.
    async fn allergen_changes(&self) -> List<AllergenChange> {
        changes(&self.0)
    }
}

fn changes(row: &meal_version::Model) -> List<AllergenChange> {
    let changes = row.allergen_changes.iter().flat_map(|changes| &changes.0);
    changes.filter_map(|change| AllergenChange::of(row.meal_id, change)).collect()
}

/// A dish of a version.
pub struct MenuVersionDish {
    meal: Uuid,
    said: DishState,
}

/// What a version of the menu says of a dish.
#[Object]
impl MenuVersionDish {
    /// The dish as it is now; null when the menu has it no more.
    async fn dish(&self, ctx: &Context<'_>) -> Option<Result<Dish>> {
        dish(ctx, self.meal, self.said.id).await
    }

    /// As the kitchen wrote it.
    async fn name(&self) -> &str {
        &self.said.name
    }

    /// Which alternative it was: "Alt 1".
    async fn option_label(&self) -> Option<&str> {
        self.said.option_label.as_deref()
    }

    /// What the kitchen said it is, or is made of.
    async fn diet_labels(&self) -> Vec<DietLabel> {
        self.said.diet_labels.kinds::<entity::DietLabel>().into_iter().map(DietLabel::from).collect()
    }

    /// What was known of each of the fourteen allergens.
    #[graphql(complexity = "14 * child_complexity + 1")]
    async fn allergens(
        &self,
        #[graphql(desc = "Only those of which this was known; all fourteen when left out.")] states: Option<
            Vec<AllergenState>,
        >,
    ) -> Vec<AllergenStatement> {
        statements(&self.said.allergens, states.as_deref())
    }

    /// The climate footprint of a portion in grams of CO2 equivalents, as the kitchen reckoned it.
    #[graphql(name = "co2eGrams")]
    async fn co2e_grams(&self) -> Option<i32> {
        self.said.co2e_grams
    }

    /// What the kitchen told of it beside its name.
    async fn description(&self) -> Option<&str> {
        self.said.description.as_deref()
    }

    /// What it was made of.
    async fn ingredients(&self) -> &[String] {
        self.said.ingredients.as_ref().map_or(&[], |ingredients| &ingredients.0)
    }

    /// What a portion gave, as the kitchen reckoned it.
    async fn nutrients(&self) -> Vec<Nutrient> {
        self.said.nutrients.iter().flat_map(|nutrients| &nutrients.0).cloned().map(Nutrient::from).collect()
    }
}

/// A change of what is known of an allergen in a dish.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AllergenChange {
    #[graphql(skip)]
    meal: Uuid,
    #[graphql(skip)]
    dish: Uuid,
    /// What the dish was called then.
    dish_name: String,
    /// Which allergen.
    allergen: Allergen,
    /// What was known of it before.
    before: AllergenState,
    /// What is known of it since.
    after: AllergenState,
}

impl AllergenChange {
    /// Nothing for an allergen that nobody knows, of a newer release perhaps.
    fn of(meal: Uuid, change: &Changed) -> Option<Self> {
        let allergen = entity::Allergen::try_from_value(&change.allergen).ok()?;
        Some(Self {
            meal,
            dish: change.dish,
            dish_name: change.name.clone(),
            allergen: allergen.into(),
            before: change.before.into(),
            after: change.after.into(),
        })
    }
}

/// What hangs on a change.
#[async_graphql::ComplexObject]
impl AllergenChange {
    /// The dish as it is now; null when the menu has it no more.
    async fn dish(&self, ctx: &Context<'_>) -> Option<Result<Dish>> {
        dish(ctx, self.meal, self.dish).await
    }
}

async fn dish(ctx: &Context<'_>, meal: Uuid, dish: Uuid) -> Option<Result<Dish>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let meal = loaders.load_one(MealId(meal)).await.map_err(internal).transpose()?;
    meal.map(|meal| Dish::of(&meal, dish)).transpose()
}

/// An alert.
pub struct MealAlert(Arc<meal_version::Model>);

impl From<Arc<meal_version::Model>> for MealAlert {
    fn from(row: Arc<meal_version::Model>) -> Self {
        Self(row)
    }
}

impl Item for MealAlert {}

/// That something else is known of allergens in a meal than before. It is said of meals of the same day or later, and not of
/// the first publication of a menu.
#[Object]
impl MealAlert {
    /// The meal as it is now; null when the school has it no more.
    async fn meal(&self, ctx: &Context<'_>) -> Option<Result<Meal>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let meal = loaders.load_one(MealId(self.0.meal_id)).await.map_err(internal).transpose()?;
        Some(meal.map(Meal::from))
    }

    /// When it was said.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// The version of the meal that says it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What changed, in which dishes.
    async fn changes(&self) -> List<AllergenChange> {
        changes(&self.0)
    }
}
