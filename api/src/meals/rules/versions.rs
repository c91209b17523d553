//! What a menu says of a meal, and what a change of it is to those who read it (M3).

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AllergenChange, AllergenChanges, AllergenKnowledge, DishState, FeedWord, MenuState, MenuVersionKind,
    Notice, NoticeKind, dish, meal, meal_version,
};
use uuid::Uuid;

/// All that is said of a meal.
pub fn state(name: &str, notices: &[Notice], dishes: &[dish::Model]) -> MenuState {
    let mut dishes: Vec<_> = dishes.iter().map(dish_state).collect();
    dishes.sort_by_key(|dish| (dish.order, dish.id));
    MenuState { name: name.to_owned(), notices: notices.to_vec(), dishes }
}

/// All that is said of a stored meal.
pub fn state_of(meal: &meal::Model, dishes: &[dish::Model]) -> MenuState {
    state(&meal.name, meal.notices.as_ref().map_or(&[], |notices| &notices.0), dishes)
}

/// All that is said of a dish.
pub fn dish_state(dish: &dish::Model) -> DishState {
    DishState {
        id: dish.id,
        name: dish.name.clone(),
        option_label: dish.option_label.clone(),
        order: dish.sort_order,
        diet_labels: dish.diet_labels.clone(),
        allergens: dish.allergens.clone(),
        co2e_grams: dish.co2e_grams,
        description: dish.description.clone(),
        ingredients: dish.ingredients.clone(),
        nutrients: dish.nutrients.clone(),
    }
}

/// What the feed last said of a meal that nobody has corrected yet: what stands there.
pub fn word_of(state: &MenuState) -> FeedWord {
    FeedWord { is_heard: true, notices: state.notices.clone(), dishes: state.dishes.clone() }
}

/// Who says something else than the menu did.
#[derive(Clone, Copy, Debug)]
pub enum Author<'a> {
    /// A feed of that name.
    Feed(&'a str),
    /// Somebody of the kitchen's staff.
    Staff(Uuid),
}

/// A version that another one takes the place of.
#[derive(Clone, Debug)]
pub struct Superseded {
    pub version: i32,
    pub at: DateTime<Utc>,
    pub source: Option<String>,
    pub state: MenuState,
}

impl Superseded {
    /// What is stored now, before it is changed.
    pub fn of(meal: &meal::Model, state: MenuState) -> Self {
        Self { version: meal.version, at: meal.updated_at, source: meal.source.clone(), state }
    }
}

/// A meal that says something else than before, or says something for the first time.
#[derive(Clone, Debug)]
pub struct Change {
    /// The meal as it is now, with its new version.
    pub meal: meal::Model,
    pub before: Option<Superseded>,
    pub after: MenuState,
}

impl Change {
    /// The row for the version that was, for a meal of a time before versions were kept: who changed it then is not known,
    /// and it can have been nobody but a feed.
    pub fn row_of_superseded(&self, id: Uuid) -> Option<meal_version::Model> {
        let before = self.before.clone()?;
        Some(meal_version::Model {
            id,
            version: before.version,
            at: before.at,
            kind: MenuVersionKind::Import,
            source: before.source,
            changed_by: None,
            state: before.state,
            allergen_changes: None,
            alerted_at: None,
            ..self.row(id, Author::Feed(""), (before.at, NaiveDate::MIN))
        })
    }

    /// The row for the version that is. Those who follow are alerted when allergens change in a meal that can still be
    /// eaten.
    pub fn row(
        &self,
        id: Uuid,
        by: Author<'_>,
        (now, today): (DateTime<Utc>, NaiveDate),
    ) -> meal_version::Model {
        let changes = self.before.as_ref().map(|before| allergen_changes(&before.state, &self.after));
        let changes = changes.filter(|changes| !changes.is_empty());
        let can_be_eaten = self.meal.served_on >= today && !is_withdrawn(&self.after.notices);
        let (kind, source, changed_by) = match by {
            Author::Feed(source) => (MenuVersionKind::Import, Some(source.to_owned()), None),
            Author::Staff(person) => (MenuVersionKind::Staff, None, Some(person)),
        };
        meal_version::Model {
            municipality_id: self.meal.municipality_id,
            id,
            meal_id: self.meal.id,
            school_id: self.meal.school_id,
            version: self.meal.version,
            at: now,
            kind,
            source,
            changed_by,
            state: self.after.clone(),
            alerted_at: (changes.is_some() && can_be_eaten).then_some(now),
            allergen_changes: changes.map(AllergenChanges),
        }
    }
}

/// Whether the kitchen took the meal back.
pub fn is_withdrawn(notices: &[Notice]) -> bool {
    notices.iter().any(|notice| notice.kind == NoticeKind::Withdrawn)
}

/// What is known otherwise of allergens. The first dishes of a meal are its publication and no change. A dish that comes
/// later changes what it declares: who looked at the menu before has not seen it. One that goes can no longer be eaten.
pub fn allergen_changes(before: &MenuState, after: &MenuState) -> Vec<AllergenChange> {
    if before.dishes.is_empty() {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for dish in &after.dishes {
        let known = before.dishes.iter().find(|known| known.id == dish.id);
        let mut allergens: Vec<_> = dish.allergens.0.keys().collect();
        allergens.extend(known.iter().flat_map(|known| known.allergens.0.keys()));
        allergens.sort_unstable();
        allergens.dedup();
        for allergen in allergens {
            let before = known.and_then(|known| known.allergens.0.get(allergen)).copied();
            let after = dish.allergens.0.get(allergen).copied();
            let is_new = known.is_some() || after == Some(AllergenKnowledge::Declared);
            if before != after && is_new {
                let (name, allergen) = (dish.name.clone(), allergen.clone());
                changes.push(AllergenChange { dish: dish.id, name, allergen, before, after });
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use entity::{Allergen, AllergenStates};

    use super::*;

    const DECLARED: AllergenKnowledge = AllergenKnowledge::Declared;
    const NONE: AllergenKnowledge = AllergenKnowledge::KitchenConfirmedNone;

    fn dish(id: u128, states: &[(Allergen, AllergenKnowledge)]) -> DishState {
        let allergens = AllergenStates::of(states.iter().copied());
        DishState { id: Uuid::from_u128(id), name: format!("Rätt {id}"), allergens, ..DishState::default() }
    }

    fn changes(before: Vec<DishState>, after: Vec<DishState>) -> Vec<String> {
        let state = |dishes| MenuState { dishes, ..MenuState::default() };
        allergen_changes(&state(before), &state(after))
            .into_iter()
            .map(|change| {
                format!("{} {} {:?} {:?}", change.name, change.allergen, change.before, change.after)
            })
            .collect()
    }

    #[test]
    fn a_change_is_what_is_known_otherwise_of_a_dish() {
        let before = vec![dish(1, &[(Allergen::Milk, DECLARED), (Allergen::Nuts, NONE)]), dish(2, &[])];
        let after = vec![dish(1, &[(Allergen::Nuts, DECLARED)]), dish(2, &[])];
        assert_eq!(
            changes(before, after),
            ["Rätt 1 MILK Some(Declared) None", "Rätt 1 NUTS Some(KitchenConfirmedNone) Some(Declared)"]
        );
    }

    #[test]
    fn the_first_dishes_are_no_change_but_a_later_one_that_declares_something_is() {
        let with_milk = || dish(1, &[(Allergen::Milk, DECLARED)]);
        let with_fish = dish(2, &[(Allergen::Fish, DECLARED), (Allergen::Milk, NONE)]);
        assert!(changes(vec![], vec![with_milk()]).is_empty());
        assert_eq!(
            changes(vec![with_milk()], vec![with_milk(), with_fish]),
            ["Rätt 2 FISH None Some(Declared)"]
        );
        assert!(changes(vec![with_milk(), dish(2, &[])], vec![with_milk()]).is_empty());
    }
}
