//! Persons: who they are, where they are pupils, whose guardians they are.

use std::collections::HashMap;

use entity::{ExternalKind, IdentityProtection, enrolment, person};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::super::faults::NoteCode;
use super::super::parsed::{Position, Row};
use super::super::ss12000::{Enrolment, Marking, Person, Resource};
use super::super::write::rows::Rows;
use super::super::write::{Outcome, SkipReason};
use super::granted::{protection_changes, record};
use super::guardians::Guardians;
use super::page::{Page, kinds};
use super::people::People;
use super::references::{References, mark_seen};
use super::relations::Relations;
use crate::identity::Accounts;

/// What is taken of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Everything.
    Whole,
    /// Nothing but what ends: the identity is protected, or was and nobody said that it may be shown again.
    Endings,
}

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn persons(&mut self, rows: &[Row<Person>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |person| person.id);
        let (connection, register) = (self.connection, self.register);
        let accounts = Accounts {
            connection,
            keys: register.key.number_keys(),
            municipality_id: register.municipality_id,
            code: &register.code,
            now: register.now,
        };
        let persons: Vec<&Person> = rows.iter().map(|row| &row.value).collect();
        let ids: Vec<Uuid> = persons.iter().map(|person| person.id).collect();
        let mut references =
            References::load(connection, register, ExternalKind::Person, ids.clone()).await?;
        let mut people = People::load(&accounts, register, &persons).await?;
        let known: Vec<Uuid> = references.all().map(|(_, _, local)| local).collect();
        let unnamed = persons.iter().filter(|person| references.local(person.id).is_none());
        let found = unnamed.filter_map(|person| people.find(person));
        let known: Vec<Uuid> = known.into_iter().chain(found).collect();
        let before = self.stored(&known).await?;
        let mut stored = Rows::<person::Entity>::stored(before.clone());
        let units = persons.iter().flat_map(|person| person.enrolments.iter().map(|enrolment| enrolment.at));
        let schools = References::load(connection, register, ExternalKind::School, units).await?;
        let mut enrolments =
            Relations::<enrolment::Entity>::load(connection, register, ids.iter().copied()).await?;

        let mut extents: HashMap<Uuid, (Extent, Outcome)> = HashMap::new();
        let mut arrived = Vec::new();
        for Row { at, value: listed } in &rows {
            // Who logged in before is known here too, also when it comes to protection.
            let known = references.local(listed.id).or_else(|| people.find(listed));
            let known = known.and_then(|id| stored.get(id)).cloned();
            let marking = protection_of(listed.marking);
            let was_protected =
                known.as_ref().is_some_and(|known| known.protection != IdentityProtection::None);
            if !register.include_protected && (listed.marking.is_protected() || was_protected) {
                let Some(known) = known else { continue };
                // At once, whatever else is left as it is. A mark that is gone stays until somebody asks for it.
                let marked = match marking {
                    Some(marking) if listed.marking.is_protected() => {
                        stored.settle(person::Model { protection: marking, ..known }, |_| {})
                    }
                    _ => Outcome::Unchanged,
                };
                extents.insert(listed.id, (Extent::Endings, marked));
                continue;
            }
            let is_new_here = references.local(listed.id).is_none();
            let made = known.is_none();
            let base = known.unwrap_or_else(|| person::Model {
                municipality_id: register.municipality_id,
                id: register.ids.next(),
                given_name: String::new(),
                family_name: String::new(),
                protection: IdentityProtection::None,
                created_at: register.now,
            });
            let id = base.id;
            let wanted = person::Model {
                given_name: Some(listed.given_name.clone())
                    .filter(|n| !n.is_empty())
                    .unwrap_or(base.given_name),
                family_name: Some(listed.family_name.clone())
                    .filter(|n| !n.is_empty())
                    .unwrap_or(base.family_name),
                protection: marking.unwrap_or(base.protection),
                ..base
            };
            let mut outcome = stored.settle(wanted, |_| {});
            if is_new_here {
                references.add(register, listed.id, "", id, made);
                people.claim(id, listed.id);
                arrived.push(listed.id);
                outcome = if made { Outcome::Created } else { Outcome::Changed };
            }
            let (changed, unusable) = people.settle(register, listed, id);
            if unusable.number {
                self.note(NoteCode::ValueLeftOut, "civicNo", at);
            }
            if unusable.name {
                self.note(NoteCode::ValueLeftOut, "eduPersonPrincipalNames", at);
            }
            extents.insert(listed.id, (Extent::Whole, sum(outcome, changed)));
        }
        let protections = protection_changes(&before, &stored);
        stored.flush(connection).await?;
        record(connection, register, protections).await?;
        people.flush(&accounts, register).await?;

        let mut guardians = Guardians::load(self, &persons, &arrived, &references).await?;
        for Row { at, value: listed } in &rows {
            let Some((extent, outcome)) = extents.get_mut(&listed.id) else {
                // Without an id: a list of the protected is what a report must not be.
                self.skip(at, SkipReason::Protected, "…");
                continue;
            };
            let mut changed = false;
            if let (Extent::Whole, Some(pupil)) = (*extent, references.local(listed.id)) {
                changed |= self.enrol(listed, pupil, &schools, &mut enrolments, at);
                changed |= guardians.settle(self, listed, at);
            } else {
                changed |= guardians.end_missing(listed);
                keep_enrolments(listed, &mut enrolments);
            }
            changed |= enrolments.end_rest(listed.id);
            *outcome = sum(*outcome, changed);
            let outcome = *outcome;
            if *extent == Extent::Endings && outcome == Outcome::Unchanged {
                self.skip(at, SkipReason::Protected, "…");
            } else {
                self.count(outcome);
            }
        }
        guardians.arrive(self);
        enrolments.flush(connection).await?;
        references.flush(connection, register).await?;
        guardians.flush(connection).await?;
        if self.marks_seen {
            mark_seen(self.connection, self.register, kinds(Resource::Persons), &ids).await?;
        }
        Ok(())
    }

    pub(super) async fn stored(&self, ids: &[Uuid]) -> Result<Vec<person::Model>, DbErr> {
        let mut stored = Vec::with_capacity(ids.len());
        for ids in ids.chunks(super::super::write::rows::KEYS) {
            let rows = person::Entity::find()
                .filter(person::Column::MunicipalityId.eq(self.register.municipality_id))
                .filter(person::Column::Id.is_in(ids.iter().copied()));
            stored.extend(rows.all(self.connection).await?);
        }
        Ok(stored)
    }

    fn enrol(
        &mut self,
        listed: &Person,
        pupil: Uuid,
        schools: &References,
        enrolments: &mut Relations<'_, enrolment::Entity>,
        at: &Position,
    ) -> bool {
        let today = self.register.today;
        let mut changed = false;
        for enrolment in &listed.enrolments {
            let Some(school_id) = schools.local(enrolment.at) else {
                self.note(NoteCode::ValueLeftOut, "enrolments", at);
                continue;
            };
            let part = part_of(enrolment);
            let is_known = enrolments.known(listed.id, &part).is_some();
            let period = enrolment.period.within(schools.period(enrolment.at));
            let is_over = enrolment.cancelled || period.end.is_some_and(|end| end < today);
            if enrolment.cancelled || (is_over && !is_known) {
                continue;
            }
            let municipality_id = self.register.municipality_id;
            let outcome = enrolments.want(listed.id, &part, period, |id, valid_from, valid_to| {
                enrolment::Model { municipality_id, id, pupil_id: pupil, school_id, valid_from, valid_to }
            });
            changed |= outcome != Outcome::Unchanged;
        }
        changed
    }
}

/// What tells a pupil's enrolments apart: one can leave a school and come back.
fn part_of(enrolment: &Enrolment) -> String {
    let start = enrolment.period.start.map(|day| day.to_string()).unwrap_or_default();
    format!("{}/{start}", enrolment.at)
}

/// Leaves the enrolments that the register still names as they are, but for an earlier end.
fn keep_enrolments(listed: &Person, enrolments: &mut Relations<'_, enrolment::Entity>) {
    for enrolment in listed.enrolments.iter().filter(|enrolment| !enrolment.cancelled) {
        enrolments.keep(listed.id, &part_of(enrolment), enrolment.period.end);
    }
}

fn sum(outcome: Outcome, changed: bool) -> Outcome {
    if outcome == Outcome::Unchanged && changed { Outcome::Changed } else { outcome }
}

/// The protection that a marking means; none where the register says nothing.
pub(super) fn protection_of(marking: Marking) -> Option<IdentityProtection> {
    match marking {
        Marking::Unsaid => None,
        Marking::Nothing => Some(IdentityProtection::None),
        Marking::SecrecyMarking => Some(IdentityProtection::SecrecyMarking),
        Marking::ProtectedRegistration => Some(IdentityProtection::ProtectedRegistration),
    }
}
