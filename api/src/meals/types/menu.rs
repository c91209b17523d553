//! Menus of weeks and days, meals and dishes. What they show was read with the menu: nothing here waits for another
//! statement but who the viewer is and what they said.

use std::sync::Arc;

use async_graphql::{
    Context, ID, Object, Result, ScalarType as _, dataloader::DataLoader, parser::types::SelectionSet,
    resolver_utils::enum_value,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    ClassroomSession, FeedbackSummary, KitchenAnswer, MealComment, MealFeedback, MenuVersion, School,
    VoterRole,
    waste::PlateWaste,
    words::{AllergenState, AllergenStatement, DietLabel, MenuNotice, Nutrient, statements},
};
use crate::{
    meals::{
        loaders::{
            AnswerTo, ClassroomsOf, CommentTotalOn, CommentsOn, OwnVote, RelationTo, SchoolId,
            VersionCountOf, VersionsOf, WasteOf,
        },
        policy,
        rules::{
            ballot::{Fault, check_window, voter},
            calendar::{Week, is_school_day, window},
            menu::{ServedDish, ServedMeal},
            versions::is_withdrawn,
        },
        store::{remarks::COMMENTS, versions::VERSIONS},
    },
    schema::{
        Loaders,
        errors::{bad_input, internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{DateTime, LocalDate},
        written::{Item, Items, Json},
    },
    tenancy::{Page, Scope},
};

/// A week's menu.
pub struct WeekMenu {
    week: Week,
    days: Vec<DayMenu>,
}

impl WeekMenu {
    /// The week with the meals of its days. Saturday and Sunday are left out when there is nothing on them.
    pub fn new(week: Week, meals: Vec<Arc<ServedMeal>>) -> Self {
        let mut meals = meals.into_iter().peekable();
        let mut days = Vec::with_capacity(7);
        for date in week.days() {
            let of_day: Vec<_> =
                std::iter::from_fn(|| meals.next_if(|meal| meal.served_on == date)).collect();
            if is_school_day(date) || !of_day.is_empty() {
                days.push(DayMenu::new(date, of_day));
            }
        }
        Self { week, days }
    }
}

/// The menu (matsedel) of an ISO week.
#[Object]
impl WeekMenu {
    /// The ISO year.
    async fn year(&self) -> i32 {
        self.week.year
    }

    /// The number of the ISO week, 1 to 53.
    async fn week(&self) -> i32 {
        i32::try_from(self.week.number).unwrap_or_default()
    }

    /// The Monday.
    async fn first_day(&self) -> LocalDate {
        LocalDate(self.week.first_day)
    }

    /// The Sunday.
    async fn last_day(&self) -> LocalDate {
        LocalDate(self.week.last_day())
    }

    /// Monday to Friday, also when nothing is known of a day; Saturday and Sunday when there is something on them.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn days(&self) -> Items<&[DayMenu]> {
        Items(&self.days)
    }

    /// What voters think of the week's meals.
    async fn feedback_summary(&self) -> FeedbackSummary {
        FeedbackSummary::of_meals(self.days.iter().flat_map(|day| &day.rows))
    }
}

/// A day's menu.
pub struct DayMenu {
    date: NaiveDate,
    rows: Vec<Arc<ServedMeal>>,
}

impl DayMenu {
    /// The day with what the menu says of it.
    pub fn new(date: NaiveDate, rows: Vec<Arc<ServedMeal>>) -> Self {
        Self { date, rows }
    }
}

impl DayMenu {
    /// What is served, and what was to be.
    fn promised(&self) -> Vec<Meal> {
        let is_meal = |meal: &&Arc<ServedMeal>| meal.is_served() || is_withdrawn(&meal.notices);
        self.rows.iter().filter(is_meal).cloned().map(Meal).collect()
    }
}

impl Item for DayMenu {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("DayMenu", selected, |json, field, selected| match field {
            "date" => json.put(&LocalDate(self.date).to_value()),
            "meals" => Items(self.promised()).write(json, scope, selected),
            _ => None,
        })
    }
}

/// The menu (matsedel) of a day.
#[Object]
impl DayMenu {
    /// The day.
    async fn date(&self) -> LocalDate {
        LocalDate(self.date)
    }

    /// What the kitchen says instead of dishes, or beside them: that there is a holiday, that the dish is chosen on the
    /// day. A notice is never a dish.
    async fn notices(&self) -> Vec<MenuNotice> {
        let mut notices: Vec<_> = Vec::new();
        for notice in self.rows.iter().flat_map(|meal| &meal.notices) {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        notices.into_iter().map(MenuNotice::from).collect()
    }

    /// The meals in the day's order; none when nothing is served. One that the kitchen took back is still there, with a notice
    /// `WITHDRAWN` and no dishes.
    #[graphql(complexity = "2 * child_complexity + 1")]
    async fn meals(&self) -> List<Meal> {
        self.promised().into()
    }

    /// What voters think of the day's meals.
    async fn feedback_summary(&self) -> FeedbackSummary {
        FeedbackSummary::of_meals(&self.rows)
    }
}

/// A meal.
pub struct Meal(Arc<ServedMeal>);

impl From<Arc<ServedMeal>> for Meal {
    fn from(meal: Arc<ServedMeal>) -> Self {
        Self(meal)
    }
}

impl Meal {
    /// The dish of that id, if it is one of the meal's.
    pub fn dish(&self, id: Uuid) -> Option<Dish> {
        Dish::of(&self.0, id)
    }

    /// In which roles the viewer may judge the meal now; none when nobody may.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<entity::VoterRole>> {
        let scope = ctx.data_unchecked::<Scope>();
        if !self.0.is_served() || check_window(self.0.served_on, scope.now()).is_err() {
            return Ok(Vec::new());
        }
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let relation = loaders.load_one(RelationTo(self.0.school_id)).await.map_err(internal)?;
        Ok(policy::roles(scope.viewer(), relation.unwrap_or_default()))
    }
}

impl Meal {
    fn to_choose_from(&self) -> Vec<Dish> {
        if is_withdrawn(&self.0.notices) {
            return Vec::new();
        }
        let dish = |dish: &Arc<ServedDish>| Dish { meal: Arc::clone(&self.0), dish: Arc::clone(dish) };
        self.0.dishes.iter().map(dish).collect()
    }
}

impl Item for Meal {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("Meal", selected, |json, field, selected| match field {
            "id" => json.put(&Kind::Meal.id(self.0.id)),
            "name" => json.put(&self.0.name),
            "date" => json.put(&LocalDate(self.0.served_on).to_value()),
            "dishes" => Items(self.to_choose_from()).write(json, scope, selected),
            "feedbackSummary" => FeedbackSummary::of_meal(&self.0).write(json, scope, selected),
            _ => None,
        })
    }
}

impl Item for Dish {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        json.object("Dish", selected, |json, field, selected| match field {
            "id" => json.put(&Kind::Dish.id(self.dish.id)),
            "name" => json.put(&self.dish.name),
            "optionLabel" => json.put(&self.dish.option_label),
            "dietLabels" => json
                .list(&self.dish.diet_labels, |json, label| json.put(&enum_value(DietLabel::from(*label)))),
            "feedbackSummary" => {
                FeedbackSummary::of_dish(&self.meal, &self.dish).write(json, scope, selected)
            }
            _ => None,
        })
    }
}

/// A meal (måltid) that a school serves on a day.
#[Object]
impl Meal {
    /// The id, for `node` and for `submitMealFeedback`.
    pub async fn id(&self) -> ID {
        Kind::Meal.id(self.0.id)
    }

    /// Which meal: "Frukost", "Lunch", "Mellanmål".
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The day it is served on.
    async fn date(&self) -> LocalDate {
        LocalDate(self.0.served_on)
    }

    /// The school that serves it.
    async fn school(&self, ctx: &Context<'_>) -> Option<Result<School>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(SchoolId(self.0.school_id)).await.map_err(internal);
        row.transpose().map(|row| row.map(School::from))
    }

    /// What the kitchen says instead of dishes, or beside them.
    async fn notices(&self) -> Vec<MenuNotice> {
        self.0.notices.iter().map(MenuNotice::from).collect()
    }

    /// How often what the menu says of the meal has changed, from 1. Say which version you looked at when you correct it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What the menu has said of the meal, the newest version first: what it says now is the first of them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<MenuVersion>>> {
        nullable(async {
            let request = PageArgs { first, after, last, before }.request(ctx.data_unchecked(), &VERSIONS)?;
            let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
            let meal = self.0.id;
            let page = loaders.load_one(VersionsOf { meal, request }).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &VERSIONS, VersionCountOf(meal), MenuVersion::from))
        })
        .await
    }

    /// Whether the viewer may correct the meal and take it back.
    async fn viewer_can_correct(&self, ctx: &Context<'_>) -> bool {
        policy::is_kitchen(ctx.data_unchecked::<Scope>().viewer())
    }

    /// The dishes to choose from; none when the kitchen has not said, decides on the day, or took the meal back.
    #[graphql(complexity = "2 * child_complexity + 1")]
    async fn dishes(&self) -> List<Dish> {
        self.to_choose_from().into()
    }

    /// What voters think of the meal as a whole, votes on its dishes included.
    async fn feedback_summary(&self) -> FeedbackSummary {
        FeedbackSummary::of_meal(&self.0)
    }

    /// What the kitchen answers to what was said of the meal; null while it has not.
    async fn kitchen_answer(&self, ctx: &Context<'_>) -> Option<Result<KitchenAnswer>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(AnswerTo(self.0.id)).await.map_err(internal);
        row.transpose().map(|row| row.map(KitchenAnswer::from))
    }

    /// What was left on the plates; null while the kitchen has not weighed it.
    async fn plate_waste(&self, ctx: &Context<'_>) -> Option<Result<PlateWaste>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let waste = loaders.load_one(WasteOf(self.0.id)).await.map_err(internal);
        waste.transpose().map(|waste| waste.map(PlateWaste::from))
    }

    /// Whether the viewer may answer what was said of the meal, decide about comments, and record plate waste.
    async fn viewer_can_answer(&self, ctx: &Context<'_>) -> bool {
        policy::is_kitchen(ctx.data_unchecked::<Scope>().viewer())
    }

    /// What voters wrote about the meal: what the kitchen has released, for everybody. Staff see the rest in
    /// `Municipality.mealComments`.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<MealComment>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            let request = args.request(scope, &COMMENTS)?;
            let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
            let page = loaders.load_one(CommentsOn { meal: self.0.id, request }).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &COMMENTS, CommentTotalOn(self.0.id), MealComment::from))
        })
        .await
    }

    /// The classrooms' devices that the viewer has opened for the meal, newest first.
    async fn classroom_sessions(&self, ctx: &Context<'_>) -> Result<List<ClassroomSession>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let rows = loaders.load_one(ClassroomsOf(self.0.id)).await.map_err(internal)?;
        Ok(rows.unwrap_or_default().into_iter().map(ClassroomSession::from).collect::<Vec<_>>().into())
    }

    /// From when feedback can be given: the first moment of the meal's day in Sweden.
    async fn feedback_opens_at(&self) -> DateTime {
        DateTime(window(self.0.served_on).0)
    }

    /// Until when feedback can be given and corrected, this moment excluded: the end of the meal's day in Sweden.
    async fn feedback_closes_at(&self) -> DateTime {
        DateTime(window(self.0.served_on).1)
    }

    /// Whether the viewer may give feedback on the meal now.
    async fn viewer_can_give_feedback(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(!self.roles(ctx).await?.is_empty())
    }

    /// Whether the viewer may open a classroom's device for the meal now.
    async fn viewer_can_open_classroom_session(&self, ctx: &Context<'_>) -> Result<bool> {
        let person = ctx.data_unchecked::<Scope>().viewer().person_id();
        Ok(person.is_some() && self.roles(ctx).await?.contains(&entity::VoterRole::Staff))
    }

    /// The roles in which the viewer may give feedback now: those that a person has at the school; any, when nobody is
    /// logged in; none outside the meal's day.
    async fn viewer_feedback_roles(&self, ctx: &Context<'_>) -> Result<Vec<VoterRole>> {
        Ok(self.roles(ctx).await?.into_iter().map(VoterRole::from).collect())
    }

    /// What the viewer said of the meal; null when they have not, and always after the meal's day.
    async fn viewer_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The random id (UUID) of the app's installation, as given with the feedback; needed when \
                          nobody is logged in, ignored otherwise."
        )]
        installation_id: Option<ID>,
    ) -> Option<Result<MealFeedback>> {
        let scope = ctx.data_unchecked::<Scope>();
        if check_window(self.0.served_on, scope.now()).is_err() {
            return None;
        }
        let voter = match voter(scope.viewer().person_id(), installation_id.as_ref().map(|id| id.as_str())) {
            Ok(voter) => voter,
            Err(Fault::InstallationIdMissing) => return None,
            Err(_) => {
                let (sv, en) = ("installationId är inget UUID.", "installationId is not a UUID.");
                return Some(Err(bad_input(scope, sv, en)));
            }
        };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(OwnVote { meal: self.0.id, voter }).await.map_err(internal).transpose()?;
        Some(row.map(|row| MealFeedback::of(&self.0, &row)))
    }
}

/// A dish of a meal.
pub struct Dish {
    meal: Arc<ServedMeal>,
    dish: Arc<ServedDish>,
}

impl Dish {
    /// The dish of that id, if it is one of the meal's.
    pub fn of(meal: &Arc<ServedMeal>, id: Uuid) -> Option<Self> {
        let dish = meal.dishes.iter().find(|dish| dish.id == id)?;
        Some(Self { meal: Arc::clone(meal), dish: Arc::clone(dish) })
    }
}

/// A dish (rätt).
#[Object]
impl Dish {
    /// The id, for `node` and for `submitMealFeedback`.
    pub async fn id(&self) -> ID {
        Kind::Dish.id(self.dish.id)
    }

    /// As the kitchen wrote it.
    async fn name(&self) -> &str {
        &self.dish.name
    }

    /// Which alternative it is: "Alt 1", "Vegetariskt".
    async fn option_label(&self) -> Option<&str> {
        self.dish.option_label.as_deref()
    }

    /// What the kitchen says it is, or is made of.
    async fn diet_labels(&self) -> Vec<DietLabel> {
        self.dish.diet_labels.iter().map(|label| DietLabel::from(*label)).collect()
    }

    /// What is known of each of the fourteen allergens of regulation (EU) 1169/2011. An allergen that nobody has
    /// declared or ruled out is `UNKNOWN`, which is not the same as free from it. Contamination is not an ingredient.
    #[graphql(complexity = "14 * child_complexity + 1")]
    async fn allergens(
        &self,
        #[graphql(desc = "Only those of which this is known; all fourteen when left out.")] states: Option<
            Vec<AllergenState>,
        >,
    ) -> Vec<AllergenStatement> {
        statements(&self.dish.allergens, states.as_deref())
    }

    /// The climate footprint of a portion in grams of CO2 equivalents, as the kitchen reckons it.
    #[graphql(name = "co2eGrams")]
    async fn co2e_grams(&self) -> Option<i32> {
        self.dish.co2e_grams
    }

    /// What the kitchen tells of the dish beside its name; null when it tells nothing.
    async fn description(&self) -> Option<&str> {
        self.dish.description.as_deref()
    }

    /// What the dish is made of, in the kitchen's words and order; empty when the kitchen has not said. For allergies look
    /// at `allergens`.
    async fn ingredients(&self) -> &[String] {
        &self.dish.ingredients
    }

    /// What a portion gives (näringsvärde), as the kitchen reckons it; empty when it has not.
    async fn nutrients(&self) -> Vec<Nutrient> {
        self.dish.nutrients.iter().cloned().map(Nutrient::from).collect()
    }

    /// The meal that it is a dish of.
    async fn meal(&self) -> Meal {
        Meal(Arc::clone(&self.meal))
    }

    /// What voters think of the dish.
    async fn feedback_summary(&self) -> FeedbackSummary {
        FeedbackSummary::of_dish(&self.meal, &self.dish)
    }
}
