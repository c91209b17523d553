//! Menus: a meal for each day and name, its dishes, and the notice why there are none. Days that a feed no longer
//! has stay as they are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use entity::{
    AllergenKnowledge, AllergenStates, Notice, Notices, StringList, dish, meal, meal_feedback, school,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::super::menus::{Dish, Menu, MenuEntry, Served, served};
use super::super::parsed::Row;
use super::super::text::key;
use super::rows::{KEYS, Rows};
use super::{WriteError, Writer};

/// The lines of one meal of one day.
#[derive(Default)]
struct Lines<'m> {
    dishes: Vec<(&'m Row<MenuEntry>, Dish)>,
    notices: Vec<(&'m Row<MenuEntry>, Notice)>,
}

/// What is stored of the schools and days that the menu speaks of.
struct Stored {
    meals: Rows<meal::Entity>,
    by_day: HashMap<(Uuid, NaiveDate, String), Uuid>,
    dishes: Rows<dish::Entity>,
    of_meal: HashMap<Uuid, Vec<Uuid>>,
    rated: HashSet<Uuid>,
    gone: Vec<Uuid>,
}

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn menu(&mut self, menu: &Menu) -> Result<(), WriteError> {
        let named = self.named_municipality()?;
        let municipality = named.or_else(|| self.tenants.named_in(menu.address.as_deref()));
        let municipality = municipality.ok_or(WriteError::NoMunicipality)?;
        let schools = self.schools_for(menu, municipality).await?;
        let mut days: BTreeMap<(Uuid, NaiveDate, String), Lines<'_>> = BTreeMap::new();
        for row in &menu.entries.rows {
            let Some(school) = schools.get(&row.value.place) else { continue };
            let day = row.value.date;
            match served(&row.value) {
                Served::Dish(dish) => {
                    let lines = days.entry((*school, day, dish.meal.clone())).or_default();
                    lines.dishes.push((row, dish));
                }
                Served::Notice(notice) => {
                    let meal = notice.meal.unwrap_or_else(|| "Lunch".to_owned());
                    let notice = Notice { kind: notice.kind, text: notice.text };
                    days.entry((*school, day, meal)).or_default().notices.push((row, notice));
                }
            }
        }
        let dates: BTreeSet<NaiveDate> = days.keys().map(|(_, date, _)| *date).collect();
        let schools: HashSet<Uuid> = schools.into_values().collect();
        let mut stored = self.stored_menu(municipality, &schools, &dates).await?;
        let source = menu.vendor.host();
        for ((school, date, name), lines) in days {
            self.meal(municipality, &(school, date, name), &lines, source, &mut stored);
        }
        stored.meals.flush(self.connection).await?;
        for gone in stored.gone.chunks(KEYS) {
            dish::Entity::delete_many()
                .filter(dish::Column::MunicipalityId.eq(municipality))
                .filter(dish::Column::Id.is_in(gone.iter().copied()))
                .exec(self.connection)
                .await?;
        }
        Ok(stored.dishes.flush(self.connection).await?)
    }

    /// One meal with its dishes and notices.
    fn meal(
        &mut self,
        municipality: i32,
        place: &(Uuid, NaiveDate, String),
        lines: &Lines<'_>,
        source: &str,
        stored: &mut Stored,
    ) {
        let (school_id, served_on, name) = place.clone();
        let known = stored.by_day.get(place).and_then(|id| stored.meals.get(*id)).cloned();
        let known = known.unwrap_or_else(|| meal::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            school_id,
            served_on,
            sort_order: rank(&name),
            name,
            notices: None,
            source: None,
            updated_at: self.options.now,
        });
        let wanted = meal::Model {
            notices: joined(lines.notices.iter().map(|(_, notice)| notice)),
            source: Some(source.to_owned()),
            ..known
        };
        let id = wanted.id;
        let now = self.options.now;
        let outcome = stored.meals.settle(wanted, |meal| meal.updated_at = now);
        for (row, notice) in &lines.notices {
            self.count(&row.at, outcome, &notice.text);
        }
        self.dishes(municipality, id, &lines.dishes, stored);
    }

    /// The dishes of a meal. A stored one stays itself while its name stays; one that is replaced hands its row, and so
    /// its votes, to its successor only where votes forbid its removal.
    fn dishes(
        &mut self,
        municipality: i32,
        meal: Uuid,
        lines: &[(&Row<MenuEntry>, Dish)],
        stored: &mut Stored,
    ) {
        let mut free: Vec<dish::Model> = stored
            .of_meal
            .get(&meal)
            .into_iter()
            .flatten()
            .filter_map(|id| stored.dishes.get(*id).cloned())
            .collect();
        free.sort_by_key(|dish| (dish.sort_order, dish.id));
        let mut places: Vec<Option<dish::Model>> = lines
            .iter()
            .map(|(_, dish)| {
                let same = free.iter().position(|known| key(&known.name) == key(&dish.name))?;
                Some(free.remove(same))
            })
            .collect();
        let (mut rated, unrated): (Vec<_>, Vec<_>) =
            free.into_iter().partition(|dish| stored.rated.contains(&dish.id));
        for place in places.iter_mut().filter(|place| place.is_none()) {
            *place = (!rated.is_empty()).then(|| rated.remove(0));
        }
        stored.gone.extend(unrated.iter().map(|dish| dish.id));
        for ((row, dish), known) in lines.iter().zip(places) {
            let known = known.unwrap_or_else(|| self.new_dish(municipality, meal));
            let wanted = dish::Model {
                name: dish.name.clone(),
                option_label: dish.label.clone(),
                sort_order: i32::try_from(row.value.order).unwrap_or(i32::MAX),
                diet_labels: dish.diets.iter().map(|diet| diet.code()).collect(),
                allergens: declared(&known.allergens, dish),
                ..known
            };
            let outcome = stored.dishes.put(wanted, |_| {});
            self.count(&row.at, outcome, &dish.name);
        }
    }

    fn new_dish(&self, municipality: i32, meal: Uuid) -> dish::Model {
        dish::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            meal_id: meal,
            name: String::new(),
            option_label: None,
            sort_order: 0,
            diet_labels: StringList::default(),
            allergens: AllergenStates::default(),
            co2e_grams: None,
        }
    }

    /// The school that each place of the menu stands for: the one that the caller named, else the one of the place's
    /// name, made where there is none.
    async fn schools_for(
        &self,
        menu: &Menu,
        municipality: i32,
    ) -> Result<HashMap<Option<String>, Uuid>, WriteError> {
        let places: BTreeSet<Option<String>> =
            menu.entries.values().map(|entry| entry.place.clone()).collect();
        let stored = self.schools_of(&HashSet::from([municipality]), Condition::all()).await?;
        let mut schools = Rows::<school::Entity>::stored(stored);
        let mut found = HashMap::new();
        let named = self.options.school.as_deref();
        for place in places {
            let name = named.or(place.as_deref()).or(menu.place.as_deref()).ok_or(WriteError::NoSchool)?;
            let id = self.school_called(name, municipality, &mut schools)?;
            found.insert(place, id);
        }
        schools.flush(self.connection).await?;
        Ok(found)
    }

    fn school_called(
        &self,
        name: &str,
        municipality: i32,
        schools: &mut Rows<school::Entity>,
    ) -> Result<Uuid, WriteError> {
        let is_code = name.len() == 8 && name.bytes().all(|b| b.is_ascii_digit());
        if is_code {
            let found = schools.all().find(|school| school.code.as_deref() == Some(name));
            return found.map(|school| school.id).ok_or_else(|| WriteError::UnknownSchool(name.to_owned()));
        }
        let mut of_name = schools.all().filter(|school| key(&school.name) == key(name));
        let first = of_name.next().map(|school| school.id);
        if of_name.next().is_some() {
            return Err(WriteError::AmbiguousSchool(name.to_owned()));
        }
        drop(of_name);
        Ok(first.unwrap_or_else(|| {
            let school = self.new_school(municipality, name);
            let id = school.id;
            schools.settle(school, |_| {});
            id
        }))
    }

    async fn stored_menu(
        &self,
        municipality: i32,
        schools: &HashSet<Uuid>,
        dates: &BTreeSet<NaiveDate>,
    ) -> Result<Stored, WriteError> {
        let mut meals = Vec::new();
        if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
            meals = meal::Entity::find()
                .filter(meal::Column::MunicipalityId.eq(municipality))
                .filter(meal::Column::SchoolId.is_in(schools.iter().copied()))
                .filter(meal::Column::ServedOn.between(*first, *last))
                .all(self.connection)
                .await?;
        }
        let by_day = meals.iter().map(|m| ((m.school_id, m.served_on, m.name.clone()), m.id)).collect();
        let ids: Vec<Uuid> = meals.iter().map(|meal| meal.id).collect();
        let (mut dishes, mut rated) = (Vec::new(), HashSet::new());
        for ids in ids.chunks(KEYS) {
            let of_meals = dish::Entity::find()
                .filter(dish::Column::MunicipalityId.eq(municipality))
                .filter(dish::Column::MealId.is_in(ids.iter().copied()));
            dishes.extend(of_meals.all(self.connection).await?);
            let voted: Vec<Option<Uuid>> = meal_feedback::Entity::find()
                .filter(meal_feedback::Column::MunicipalityId.eq(municipality))
                .filter(meal_feedback::Column::MealId.is_in(ids.iter().copied()))
                .filter(meal_feedback::Column::DishId.is_not_null())
                .select_only()
                .column(meal_feedback::Column::DishId)
                .distinct()
                .into_tuple()
                .all(self.connection)
                .await?;
            rated.extend(voted.into_iter().flatten());
        }
        let mut of_meal: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for dish in &dishes {
            of_meal.entry(dish.meal_id).or_default().push(dish.id);
        }
        let (meals, dishes) = (Rows::stored(meals), Rows::stored(dishes));
        Ok(Stored { meals, by_day, dishes, of_meal, rated, gone: Vec::new() })
    }
}

/// What a kitchen said before stays; what the feed declares is added. That the feed is silent says nothing (M2).
fn declared(known: &AllergenStates, dish: &Dish) -> AllergenStates {
    let mut states = known.clone();
    for code in &dish.allergens {
        states.0.insert((*code).to_owned(), AllergenKnowledge::Declared);
    }
    states
}

/// The notices of a meal, each said once.
fn joined<'n>(notices: impl Iterator<Item = &'n Notice>) -> Option<Notices> {
    let mut said: Vec<Notice> = Vec::new();
    for notice in notices {
        if !said.iter().any(|known| key(&known.text) == key(&notice.text)) {
            said.push(notice.clone());
        }
    }
    (!said.is_empty()).then_some(Notices(said))
}

/// Where in the day a meal of this name stands.
fn rank(name: &str) -> i32 {
    let name = key(name);
    let order = ["frukost", "formiddag", "lunch", "efterratt", "dessert", "mellanmal", "middag", "kvall"];
    let place = order.iter().position(|start| name.starts_with(start));
    place.and_then(|place| i32::try_from(place).ok()).map_or(50, |place| place * 10)
}
