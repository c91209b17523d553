//! Menus, for the schools that their places stand for. How they are compared and kept is the meals' own business.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{AllergenKnowledge, AllergenStates, DietLabel, Notice, StringList, school};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::super::menus::{Dish, Menu, MenuEntry, Served, served};
use super::super::parsed::Row;
use super::super::text::key;
use super::rows::{Outcome, Rows};
use super::{Options, Summary, WriteError, Writer};
use crate::meals::ingest::{self, For, Line, NewDish, write_menu};
use crate::platform::Ids;
use crate::tenancy::PlatformDb;

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn menu(&mut self, menu: &Menu) -> Result<(), WriteError> {
        let named = self.named_municipality()?;
        let municipality = named.or_else(|| self.tenants.named_in(menu.address.as_deref()));
        let municipality = municipality.ok_or(WriteError::NoMunicipality)?;
        let schools = self.schools_for(menu, municipality).await?;
        self.menu_at(menu, municipality, &schools).await
    }

    /// Writes what each place of the menu serves as its school's.
    async fn menu_at(
        &mut self,
        menu: &Menu,
        municipality: i32,
        schools: &HashMap<Option<String>, Uuid>,
    ) -> Result<(), WriteError> {
        let mut menus: BTreeMap<Uuid, (Vec<&Row<MenuEntry>>, Vec<Line>)> = BTreeMap::new();
        for row in &menu.entries.rows {
            let Some(school) = schools.get(&row.value.place) else { continue };
            let (rows, lines) = menus.entry(*school).or_default();
            rows.push(row);
            lines.push(line(&row.value));
        }
        let ids = self.options.ids.clone();
        let source = menu.source();
        for (school_id, (rows, lines)) in menus {
            let whose = For {
                municipality_id: municipality,
                school_id,
                source: &source,
                now: self.options.now,
                ids: &ids,
            };
            let outcomes = write_menu(self.connection, &whose, &lines).await?;
            for ((row, line), outcome) in rows.iter().zip(&lines).zip(outcomes) {
                let what = match line {
                    Line::Dish { dish, .. } => &dish.name,
                    Line::Notice { notice, .. } => &notice.text,
                };
                self.count(&row.at, outcome.into(), what);
            }
        }
        Ok(())
    }

    /// The school that each place of the menu stands for: the one that the caller named, else the one of the place's
    /// name, made where there is none.
    async fn schools_for(
        &mut self,
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
        &mut self,
        name: &str,
        municipality: i32,
        schools: &mut Rows<school::Entity>,
    ) -> Result<Uuid, WriteError> {
        let is_code = name.len() == 8 && name.bytes().all(|b| b.is_ascii_digit());
        if is_code {
            let found = schools.all().find(|school| school.code.as_deref() == Some(name));
            let school = found.ok_or_else(|| WriteError::UnknownSchool(name.to_owned()))?;
            self.summary.schools.entry(school.name.clone()).or_insert(false);
            return Ok(school.id);
        }
        let mut of_name = schools.all().filter(|school| key(&school.name) == key(name));
        let first = of_name.next().map(|school| (school.id, school.name.clone()));
        if of_name.next().is_some() {
            return Err(WriteError::AmbiguousSchool(name.to_owned()));
        }
        drop(of_name);
        if let Some((id, name)) = first {
            self.summary.schools.entry(name).or_insert(false);
            return Ok(id);
        }
        let school = self.new_school(municipality, name);
        let id = school.id;
        self.summary.schools.insert(school.name.clone(), true);
        schools.settle(school, |_| {});
        Ok(id)
    }
}

/// Writes a menu as one school's, whatever places it names, in one transaction.
///
/// # Errors
/// See [`WriteError`]; nothing of the menu is kept then.
pub async fn write_menu_of(
    platform: &PlatformDb,
    (municipality, school): (i32, Uuid),
    menu: &Menu,
    (now, ids): (DateTime<Utc>, &Ids),
) -> Result<Summary, WriteError> {
    let options = Options {
        municipality: None,
        school: None,
        language: "sv".to_owned(),
        publish: false,
        dry_run: false,
        now,
        ids: ids.clone(),
    };
    let entries = &menu.entries;
    platform
        .write(async |connection| {
            // Of two menus of one school at once the second finds what the first has written.
            let of_school = school::Entity::find_by_id((municipality, school));
            of_school.lock_exclusive().one(connection).await?;
            let mut writer = Writer::open(connection, &options, &|_| {}).await?;
            writer.summary.read = entries.read();
            writer.summary.refused = entries.refused.len();
            let schools = entries.values().map(|entry| (entry.place.clone(), school)).collect();
            writer.menu_at(menu, municipality, &schools).await?;
            Ok(writer.summary)
        })
        .await
}

/// What a line of a feed means to the meals.
fn line(entry: &MenuEntry) -> Line {
    let date = entry.date;
    match served(entry) {
        Served::Dish(dish) => Line::Dish { date, meal: dish.meal.clone(), dish: new_dish(dish, entry.order) },
        Served::Notice(notice) => {
            let kind = notice.kind;
            Line::Notice { date, meal: notice.meal, notice: Notice { kind, text: notice.text } }
        }
    }
}

fn new_dish(dish: Dish, order: u32) -> NewDish {
    let diets: StringList = dish.diets.iter().map(|diet| diet.code()).collect();
    let declared = dish.allergens.iter().map(|code| ((*code).to_owned(), AllergenKnowledge::Declared));
    NewDish {
        name: dish.name,
        option_label: dish.label,
        order: i32::try_from(order).unwrap_or(i32::MAX),
        diet_labels: diets.kinds::<DietLabel>(),
        allergens: AllergenStates(declared.collect()),
        co2e_grams: dish.details.co2e_grams,
        description: dish.details.description,
        ingredients: dish.details.ingredients,
        nutrients: dish.details.nutrients,
    }
}

impl From<ingest::Outcome> for Outcome {
    fn from(outcome: ingest::Outcome) -> Self {
        match outcome {
            ingest::Outcome::Created => Self::Created,
            ingest::Outcome::Changed => Self::Changed,
            ingest::Outcome::Unchanged => Self::Unchanged,
        }
    }
}
