//! Who works where. A right follows from a duty (T9), so that only roles give one of which the standard says what they are.

use std::collections::HashMap;

use entity::{DutyRole as Role, ExternalKind, IdentityProtection, duty, preschool_group, school_duty};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::super::parsed::Row;
use super::super::ss12000::{Duty, DutyRole, Period, Resource};
use super::super::write::{Outcome, SkipReason};
use super::page::{Page, kinds};
use super::people::protections;
use super::references::{References, mark_seen};
use super::relations::Relations;

/// What the lists of a page refer to.
struct Around {
    persons: References,
    schools: References,
    preschools: References,
    groups: References,
    /// At which preschool a group is.
    preschool_of: HashMap<Uuid, Uuid>,
    protections: HashMap<Uuid, IdentityProtection>,
}

/// A part of a duty: the group or none, from when to when.
struct Part {
    group: Option<Uuid>,
    period: Period,
}

/// What a duty is here.
#[derive(Default)]
struct Wanted {
    person: Uuid,
    preschool: Option<(Uuid, Role, Vec<Part>)>,
    school: Option<Uuid>,
}

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn duties(&mut self, rows: &[Row<Duty>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |duty| duty.id);
        let (connection, register) = (self.connection, self.register);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.value.id).collect();
        let around = self.around(&rows).await?;
        let mut duties = Relations::<duty::Entity>::load(connection, register, ids.iter().copied()).await?;
        let mut at_schools =
            Relations::<school_duty::Entity>::load(connection, register, ids.iter().copied()).await?;
        let municipality_id = register.municipality_id;
        for Row { at, value: listed } in rows {
            let is_known = !duties.parts(listed.id).is_empty() || !at_schools.parts(listed.id).is_empty();
            let wanted = self.judge(listed, &around, is_known);
            let mut outcomes = Vec::new();
            if let Ok(wanted) = &wanted {
                if let Some((preschool, role, parts)) = &wanted.preschool {
                    for Part { group, period } in parts {
                        let part = group.map(|group| group.to_string()).unwrap_or_default();
                        outcomes.push(duties.want(listed.id, &part, *period, |id, valid_from, valid_to| {
                            duty::Model {
                                municipality_id,
                                id,
                                person_id: wanted.person,
                                preschool_id: *preschool,
                                group_id: *group,
                                role: *role,
                                valid_from,
                                valid_to,
                            }
                        }));
                    }
                }
                if let Some(school) = wanted.school {
                    outcomes.push(at_schools.want(
                        listed.id,
                        "",
                        listed.period.within(around.schools.period(listed.duty_at)),
                        |id, valid_from, valid_to| school_duty::Model {
                            municipality_id,
                            id,
                            person_id: wanted.person,
                            school_id: school,
                            valid_from,
                            valid_to,
                        },
                    ));
                }
            }
            let ended = if matches!(wanted, Err(SkipReason::Protected)) {
                // Nothing more is taken of the person, but what ends, ends.
                duties.limit(listed.id, listed.period.end) | at_schools.limit(listed.id, listed.period.end)
            } else {
                duties.end_rest(listed.id) | at_schools.end_rest(listed.id)
            };
            match wanted {
                Err(reason) if !ended => self.skip(at, reason, listed.id),
                _ if !is_known => self.count(Outcome::Created),
                _ if ended || outcomes.iter().any(|outcome| *outcome != Outcome::Unchanged) => {
                    self.count(Outcome::Changed);
                }
                _ => self.count(Outcome::Unchanged),
            }
        }
        duties.flush(connection).await?;
        at_schools.flush(connection).await?;
        if self.marks_seen {
            mark_seen(self.connection, self.register, kinds(Resource::Duties), &ids).await?;
        }
        Ok(())
    }

    async fn around(&self, rows: &[&Row<Duty>]) -> Result<Around, DbErr> {
        let (connection, register) = (self.connection, self.register);
        let persons = rows.iter().filter_map(|row| row.value.person);
        let units: Vec<Uuid> = rows.iter().map(|row| row.value.duty_at).collect();
        let groups =
            rows.iter().flat_map(|row| row.value.assignments.iter().map(|assignment| assignment.group));
        let persons = References::load(connection, register, ExternalKind::Person, persons).await?;
        let schools = References::load(connection, register, ExternalKind::School, units.clone()).await?;
        let preschools = References::load(connection, register, ExternalKind::Preschool, units).await?;
        let groups = References::load(connection, register, ExternalKind::Group, groups).await?;
        let locals: Vec<Uuid> = groups.all().map(|(_, _, local)| local).collect();
        let found = preschool_group::Entity::find()
            .filter(preschool_group::Column::MunicipalityId.eq(register.municipality_id))
            .filter(preschool_group::Column::Id.is_in(locals))
            .all(connection)
            .await?;
        let preschool_of = found.into_iter().map(|group| (group.id, group.preschool_id)).collect();
        let locals: Vec<Uuid> = persons.all().map(|(_, _, local)| local).collect();
        let protections = protections(connection, register, &locals).await?;
        Ok(Around { persons, schools, preschools, groups, preschool_of, protections })
    }

    fn judge(&self, listed: &Duty, around: &Around, is_known: bool) -> Result<Wanted, SkipReason> {
        let person = listed.person.ok_or(SkipReason::Vacant)?;
        let person = around.persons.local(person).ok_or(SkipReason::Unmatched)?;
        let is_protected = around.protections.get(&person).is_some_and(|of| *of != IdentityProtection::None);
        if is_protected && !self.register.include_protected {
            return Err(SkipReason::Protected);
        }
        let preschool = around.preschools.local(listed.duty_at);
        let school = around.schools.local(listed.duty_at);
        if preschool.is_none() && school.is_none() {
            return Err(SkipReason::Unmatched);
        }
        if !is_known && listed.period.end.is_some_and(|end| end < self.register.today) {
            return Err(SkipReason::Over);
        }
        let (role, school) = match listed.role {
            DutyRole::Unknown => return Err(SkipReason::UnknownRole),
            DutyRole::Principal => (Some(Role::Principal), school),
            // At a unit that is both, those who work with the small children do not serve the school's pupils.
            DutyRole::PreschoolStaff => (Some(Role::Educator), school.filter(|_| preschool.is_none())),
            DutyRole::OtherStaff => (None, school),
        };
        let preschool = match (preschool, role) {
            (Some(preschool), Some(role)) => {
                let parts = Self::parts(listed, around, preschool, role)?;
                Some((preschool, role, parts))
            }
            _ => None,
        };
        if preschool.is_none() && school.is_none() {
            return Err(SkipReason::RoleWithoutRights);
        }
        Ok(Wanted { person, preschool, school })
    }

    /// The groups of a duty. Where the register names some, those alone: if none of them is known here, the duty is in
    /// none, because "all groups" would be more than the register said. A principal heads the whole preschool.
    fn parts(listed: &Duty, around: &Around, preschool: Uuid, role: Role) -> Result<Vec<Part>, SkipReason> {
        let of_unit = listed.period.within(around.preschools.period(listed.duty_at));
        if role == Role::Principal || listed.assignments.is_empty() {
            return Ok(vec![Part { group: None, period: of_unit }]);
        }
        let mut parts: Vec<Part> = Vec::new();
        for assignment in &listed.assignments {
            let (group, in_use) =
                (around.groups.local(assignment.group), around.groups.period(assignment.group));
            let Some(group) = group.filter(|group| around.preschool_of.get(group) == Some(&preschool)) else {
                continue;
            };
            let period = assignment.period.within(of_unit).within(in_use);
            match parts.iter_mut().find(|part| part.group == Some(group)) {
                // Twice in a group: what lasts longer counts.
                Some(part)
                    if part.period.end.is_some_and(|end| period.end.is_none_or(|other| other > end)) =>
                {
                    part.period = period;
                }
                Some(_) => {}
                None => parts.push(Part { group: Some(group), period }),
            }
        }
        if parts.is_empty() { Err(SkipReason::Unmatched) } else { Ok(parts) }
    }
}
