//! A feed that speaks again of a meal that staff corrected or wrote. What staff said stays until the feed says something
//! else than it did when they said it: then they are both right about another day, and the later word counts. Field by
//! field, and allergen by allergen.

use std::collections::HashSet;

use entity::{DishState, FeedWord, Notice, NoticeKind, dish};
use uuid::Uuid;

use super::{
    lines::{NewDish, NewMeal, sign},
    matching::{Known, matched},
    menus::{Outcome, told},
};
use crate::meals::rules::versions::dish_state;

/// What staff and feed say together.
pub(super) struct Heard {
    /// The feed's word from now on.
    pub word: FeedWord,
    /// The notices that the meal has.
    pub notices: Vec<Notice>,
    /// The dishes that the meal has.
    pub dishes: Vec<dish::Model>,
    /// What became of each dish of the feed, with its line.
    pub outcomes: Vec<(usize, Outcome)>,
}

/// A dish that the feed may mean: the one that it spoke of before, or one of the staff's own.
struct Meant<'a> {
    id: Uuid,
    word: Option<&'a DishState>,
    is_taken: bool,
}

/// What the meal is after the feed has spoken. `ours` is what it has now; `blank` makes a dish with an id of its own.
pub(super) fn heard(
    word: &FeedWord,
    (notices, ours): (&[Notice], &[dish::Model]),
    rated: &HashSet<Uuid>,
    new: &NewMeal<'_>,
    blank: impl Fn() -> dish::Model,
) -> Heard {
    let mut meant: Vec<_> =
        word.dishes.iter().map(|said| Meant { id: said.id, word: Some(said), is_taken: false }).collect();
    let mut known: Vec<_> = word
        .dishes
        .iter()
        .map(|said| Known {
            name: said.name.clone(),
            option_label: said.option_label.clone(),
            order: said.order,
            is_rated: rated.contains(&said.id),
        })
        .collect();
    for own in ours.iter().filter(|dish| word.dishes.iter().all(|said| said.id != dish.id)) {
        meant.push(Meant { id: own.id, word: None, is_taken: false });
        // Only its name can make it the feed's: places and labels are the staff's own.
        known.push(Known { name: own.name.clone(), option_label: None, order: i32::MIN, is_rated: false });
    }

    let mut dishes = Vec::new();
    let mut outcomes = Vec::new();
    let mut said_now = Vec::new();
    let wanted: Vec<_> = new.dishes.iter().map(|(_, dish)| *dish).collect();
    for ((line, new), place) in new.dishes.iter().zip(matched(&known, &wanted)) {
        let meant = place.and_then(|place| meant.get_mut(place));
        let (own, was, blank) = match meant {
            Some(meant) => {
                meant.is_taken = true;
                let own = ours.iter().find(|dish| dish.id == meant.id);
                let blank = own.cloned().unwrap_or_else(|| dish::Model { id: meant.id, ..blank() });
                (own, meant.word.map(|said| as_said(&blank, said)), blank)
            }
            None => (None, None, blank()),
        };
        let now = match &was {
            Some(was) => told(was, new),
            None => told(&as_said(&blank, &DishState::default()), new),
        };
        said_now.push(dish_state(&now));
        let (result, outcome) = match (own, was) {
            (Some(own), Some(was)) => {
                let result = merged(own, &was, &now, new);
                let outcome = if result == *own { Outcome::Unchanged } else { Outcome::Changed };
                (Some(result), outcome)
            }
            // Staff were first to say it.
            (Some(own), None) => (Some(own.clone()), Outcome::Unchanged),
            // Staff took it away, and the feed says nothing new of it.
            (None, Some(was)) if is_same_choice(&was, &now) => (None, Outcome::Unchanged),
            // Staff wrote the meal: what a feed first says of it does not undo that.
            (None, None) if !word.is_heard => (None, Outcome::Unchanged),
            (None, _) => (Some(now), Outcome::Created),
        };
        dishes.extend(result);
        outcomes.push((*line, outcome));
    }

    for meant in meant.iter().filter(|meant| !meant.is_taken) {
        let own = ours.iter().find(|dish| dish.id == meant.id);
        match (meant.word, own) {
            // The feed takes it back; votes must not be lost.
            (Some(said), Some(own)) if rated.contains(&meant.id) => {
                said_now.push(said.clone());
                dishes.push(own.clone());
            }
            (None, Some(own)) => dishes.push(own.clone()),
            _ => {}
        }
    }
    let notices = if !word.is_heard || word.notices == new.notices {
        notices.to_vec()
    } else {
        // No feed says that a kitchen serves what it has taken back.
        let withdrawn = notices.iter().filter(|notice| notice.kind == NoticeKind::Withdrawn);
        withdrawn.chain(&new.notices).cloned().collect()
    };
    let word = FeedWord { is_heard: true, notices: new.notices.clone(), dishes: said_now };
    Heard { word, notices, dishes, outcomes }
}

/// Whether the feed says the same as before to who chooses what to eat. Its place on the menu, and what it describes, is no
/// reason to bring a dish back.
fn is_same_choice(was: &dish::Model, now: &dish::Model) -> bool {
    let choice = |dish| DishState {
        order: 0,
        description: None,
        ingredients: None,
        nutrients: None,
        ..dish_state(dish)
    };
    choice(was) == choice(now)
}

/// The dish as the feed left it.
fn as_said(dish: &dish::Model, said: &DishState) -> dish::Model {
    dish::Model {
        name: said.name.clone(),
        option_label: said.option_label.clone(),
        sort_order: said.order,
        diet_labels: said.diet_labels.clone(),
        allergens: said.allergens.clone(),
        co2e_grams: said.co2e_grams,
        description: said.description.clone(),
        ingredients: said.ingredients.clone(),
        nutrients: said.nutrients.clone(),
        ..dish.clone()
    }
}

/// What staff said of the dish, but for what the feed says otherwise now than it did. Where another dish has taken its
/// place, nothing that was said of the first one is promised of it.
fn merged(own: &dish::Model, was: &dish::Model, now: &dish::Model, new: &NewDish) -> dish::Model {
    if sign(&was.name) != sign(&now.name) {
        return told(own, new);
    }
    let mut allergens = own.allergens.clone();
    let codes = was.allergens.0.keys().chain(now.allergens.0.keys());
    for code in codes.filter(|code| was.allergens.0.get(*code) != now.allergens.0.get(*code)) {
        match now.allergens.0.get(code) {
            Some(knowledge) => allergens.0.insert(code.clone(), *knowledge),
            None => allergens.0.remove(code),
        };
    }
    dish::Model {
        name: later(&own.name, &was.name, &now.name),
        option_label: later(&own.option_label, &was.option_label, &now.option_label),
        sort_order: later(&own.sort_order, &was.sort_order, &now.sort_order),
        diet_labels: later(&own.diet_labels, &was.diet_labels, &now.diet_labels),
        allergens,
        co2e_grams: later(&own.co2e_grams, &was.co2e_grams, &now.co2e_grams),
        description: later(&own.description, &was.description, &now.description),
        ingredients: later(&own.ingredients, &was.ingredients, &now.ingredients),
        nutrients: later(&own.nutrients, &was.nutrients, &now.nutrients),
        ..own.clone()
    }
}

/// The later word: what staff said, unless the feed has changed its mind since.
fn later<T: Clone + PartialEq>(own: &T, was: &T, now: &T) -> T {
    if was == now { own.clone() } else { now.clone() }
}
