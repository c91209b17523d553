//! Departments of preschools. Classes and teaching groups have no place here: nothing in the product is by class.

use std::collections::HashSet;

use entity::{ExternalKind, preschool_group as group};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, sea_query::ExprTrait as _,
};
use uuid::Uuid;

use super::super::parsed::Row;
use super::super::ss12000::{Group, GroupType, Resource};
use super::super::write::rows::Rows;
use super::super::write::{Outcome, SkipReason};
use super::page::{Page, kinds};
use super::references::{References, mark_seen, named};

/// How many departments of one name a preschool may have before something is wrong.
const NAMESAKES: usize = 1_000;

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn groups(&mut self, rows: &[Row<Group>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |group| group.id);
        let (connection, register) = (self.connection, self.register);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.value.id).collect();
        let units: Vec<Uuid> = rows.iter().filter_map(|row| row.value.organisation).collect();
        let mut references = References::load(connection, register, ExternalKind::Group, ids.clone()).await?;
        let preschools =
            References::load(connection, register, ExternalKind::Preschool, units.clone()).await?;
        let schools = References::load(connection, register, ExternalKind::School, units).await?;
        let at: HashSet<Uuid> = preschools.all().map(|(_, _, local)| local).collect();
        let known: HashSet<Uuid> = references.all().map(|(_, _, local)| local).collect();
        let stored = group::Entity::find()
            .filter(group::Column::MunicipalityId.eq(register.municipality_id))
            .filter(group::Column::PreschoolId.is_in(at).or(group::Column::Id.is_in(known)))
            .all(connection)
            .await?;
        let all: Vec<Uuid> = stored.iter().map(|group| group.id).collect();
        let mut taken: HashSet<Uuid> =
            named(connection, register, ExternalKind::Group, &all).await?.into_keys().collect();
        let mut groups = Groups { rows: Rows::stored(stored), changed: Vec::new() };
        let mut ends = Vec::new();
        for Row { at, value: listed } in rows {
            let unit = listed.organisation;
            let in_use = listed.period.within(unit.map(|unit| preschools.period(unit)).unwrap_or_default());
            if references.date(listed.id, in_use)
                && let (Some(group), Some(last)) = (references.local(listed.id), in_use.end)
            {
                ends.push((group, last));
            }
            let known = references.local(listed.id).and_then(|id| groups.rows.get(id)).cloned();
            let preschool = unit.and_then(|unit| preschools.local(unit));
            let preschool = match preschool {
                _ if listed.kind != GroupType::Avdelning => Err(SkipReason::NotKept),
                Some(preschool) => Ok(preschool),
                // A department of a leisure-time centre.
                None if unit.is_some_and(|unit| schools.local(unit).is_some()) => Err(SkipReason::NotKept),
                None => Err(SkipReason::Unmatched),
            };
            let is_over = in_use.end.is_some_and(|end| end < register.today);
            let preschool = match (preschool, &known) {
                (Ok(_), None) if is_over => Err(SkipReason::Over),
                (found, _) => found,
            };
            let preschool = match preschool {
                Ok(preschool) => preschool,
                Err(reason) => {
                    self.skip(at, reason, &listed.name);
                    continue;
                }
            };
            if let Some(known) = known {
                let outcome = if references.is_ours(listed.id) {
                    groups.change(&known, preschool, &listed.name)
                } else {
                    Outcome::Unchanged
                };
                self.count(outcome);
            } else if let Some(found) =
                groups.of_name(preschool, &listed.name).filter(|id| !taken.contains(id))
            {
                references.add(register, listed.id, "", found, false);
                references.date(listed.id, in_use);
                ends.extend(in_use.end.map(|last| (found, last)));
                taken.insert(found);
                self.count(Outcome::Changed);
            } else {
                let id = register.ids.next();
                let name = groups.free_name(preschool, &listed.name, id);
                references.add(register, listed.id, "", id, true);
                references.date(listed.id, in_use);
                taken.insert(id);
                let municipality_id = register.municipality_id;
                let wanted = group::Model { municipality_id, id, preschool_id: preschool, name };
                self.count(groups.rows.settle(wanted, |_| {}));
            }
        }
        groups.flush(self.connection).await?;
        references.flush(self.connection, self.register).await?;
        for (group, last) in ends {
            self.limit_group(group, last).await?;
        }
        if self.marks_seen {
            mark_seen(self.connection, self.register, kinds(Resource::Groups), &ids).await?;
        }
        Ok(())
    }
}

struct Groups {
    rows: Rows<group::Entity>,
    changed: Vec<group::Model>,
}

impl Groups {
    fn of_name(&self, preschool: Uuid, name: &str) -> Option<Uuid> {
        self.rows
            .all()
            .find(|group| group.preschool_id == preschool && group.name == name)
            .map(|group| group.id)
    }

    /// A name that no other department of the preschool has: last year's department may still bear it.
    fn free_name(&self, preschool: Uuid, name: &str, own: Uuid) -> String {
        let names = (1..NAMESAKES).map(|n| if n == 1 { name.to_owned() } else { format!("{name} ({n})") });
        let is_free = |name: &String| self.of_name(preschool, name).is_none_or(|holder| holder == own);
        names.into_iter().find(is_free).unwrap_or_else(|| format!("{name} {own}"))
    }

    fn change(&mut self, known: &group::Model, preschool: Uuid, name: &str) -> Outcome {
        let name = self.free_name(preschool, name, known.id);
        let wanted = group::Model { preschool_id: preschool, name, ..known.clone() };
        let outcome = self.rows.settle(wanted.clone(), |_| {});
        if outcome == Outcome::Changed {
            self.changed.push(wanted);
        }
        outcome
    }

    /// Changed rows first: a new department may take the name that an old one gives up.
    async fn flush<C: ConnectionTrait>(self, connection: &C) -> Result<(), DbErr> {
        for row in self.changed {
            group::Entity::update(row.into_active_model().reset_all())
                .exec_without_returning(connection)
                .await?;
        }
        self.rows.flush(connection).await
    }
}
