//! What the register says is no longer there. Everything that followed from it ends: the relations of a person, the places
//! in a group, the duties at a unit. Rows that other things hang on stay: a person keeps what the person wrote, a preschool
//! its posts, a school its menus; what becomes of them in the end is for retention rules to say.

use std::collections::HashSet;

use entity::{
    ExternalKind, SchoolStatus, duty, enrolment, guardianship, placement, preschool_group, school,
    school_duty,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, sea_query::ExprTrait as _,
};
use uuid::Uuid;

use super::super::parsed::Row;
use super::super::ss12000::{Deletion, Resource};
use super::super::write::rows::Rows;
use super::super::write::{Outcome, SkipReason};
use super::guardians::forget_all;
use super::page::Page;
use super::references::References;
use super::relations::{DatedTable, Relations, ended, shorten_named};
use crate::identity::{Accounts, PrincipalName};

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn deletions(&mut self, rows: &[Row<Deletion>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |deletion| deletion.id);
        for resource in Resource::ALL {
            let of = rows.iter().filter(|row| row.value.resource == Some(resource));
            let ids: Vec<Uuid> = of.map(|row| row.value.id).collect();
            let ended = self.end_all(resource, &ids).await?;
            for id in ids {
                self.count(if ended.contains(&id) { Outcome::Changed } else { Outcome::Unchanged });
            }
        }
        for row in rows.iter().filter(|row| row.value.resource.is_none()) {
            self.skip(&row.at, SkipReason::NotKept, row.value.id);
        }
        Ok(())
    }

    /// Ends what these things of the register stood for. Answers for which of them anything ended.
    pub(super) async fn end_all(&self, resource: Resource, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        match resource {
            Resource::Organisations => self.end_units(ids).await,
            Resource::Groups => self.end_groups(ids).await,
            Resource::Persons => self.end_persons(ids).await,
            Resource::Placements => self.end_things::<placement::Entity>(ids).await,
            Resource::Duties => {
                let mut ended = self.end_things::<duty::Entity>(ids).await?;
                ended.extend(self.end_things::<school_duty::Entity>(ids).await?);
                Ok(ended)
            }
            Resource::DeletedEntities => Ok(HashSet::new()),
        }
    }

    pub(super) async fn end_things<E: DatedTable>(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let mut relations = Relations::<E>::load(self.connection, self.register, ids.iter().copied()).await?;
        let ended = ids.iter().copied().filter(|id| relations.end_rest(*id)).collect();
        relations.flush(self.connection).await?;
        Ok(ended)
    }

    /// Ends the relations of these rows that the register named, and answers whose they were.
    async fn end_where<E: DatedTable>(
        &self,
        condition: impl Into<Condition>,
        whose: impl Fn(&E::Model) -> Vec<Uuid>,
    ) -> Result<HashSet<Uuid>, DbErr> {
        let mine = E::MUNICIPALITY.eq(self.register.municipality_id);
        let rows = E::find().filter(mine).filter(condition.into()).all(self.connection).await?;
        let of: Vec<(Uuid, Vec<Uuid>)> =
            rows.iter().map(|row| (super::super::write::rows::Keyed::id(row), whose(row))).collect();
        let today = self.register.today;
        let ended =
            shorten_named::<E, C>(self.connection, self.register, rows, |row| ended(row, today)).await?;
        Ok(of.into_iter().filter(|(id, _)| ended.contains(id)).flat_map(|(_, whose)| whose).collect())
    }

    /// Nobody is guardian, pupil, placed or on duty any more, and the names that the register gave are taken back. The
    /// person stays, with what the person wrote, and so does the identity number: whoever comes back is the same person.
    async fn end_persons(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let (connection, register) = (self.connection, self.register);
        let persons =
            References::load(connection, register, ExternalKind::Person, ids.iter().copied()).await?;
        let locals: Vec<Uuid> = persons.all().map(|(_, _, local)| local).collect();
        let of = || locals.iter().copied();
        let either =
            guardianship::Column::GuardianId.is_in(of()).or(guardianship::Column::ChildId.is_in(of()));
        let mut ended =
            self.end_where::<guardianship::Entity>(either, |row| vec![row.guardian_id, row.child_id]).await?;
        let children = placement::Column::ChildId.is_in(of());
        ended.extend(self.end_where::<placement::Entity>(children, |row| vec![row.child_id]).await?);
        let pupils = enrolment::Column::PupilId.is_in(of());
        ended.extend(self.end_where::<enrolment::Entity>(pupils, |row| vec![row.pupil_id]).await?);
        let staff = duty::Column::PersonId.is_in(of());
        ended.extend(self.end_where::<duty::Entity>(staff, |row| vec![row.person_id]).await?);
        let staff = school_duty::Column::PersonId.is_in(of());
        ended.extend(self.end_where::<school_duty::Entity>(staff, |row| vec![row.person_id]).await?);
        forget_all(connection, register, ids).await?;

        let mut given =
            References::load(connection, register, ExternalKind::PrincipalName, ids.iter().copied()).await?;
        let accounts = Accounts {
            connection,
            keys: register.key.number_keys(),
            municipality_id: register.municipality_id,
            code: &register.code,
            now: register.now,
        };
        let parts: Vec<(Uuid, String, Uuid)> =
            given.all().map(|(external, part, local)| (external, part.to_owned(), local)).collect();
        let names: Vec<PrincipalName> =
            parts.iter().filter_map(|(_, name, _)| PrincipalName::parse(name).ok()).collect();
        let holders = accounts.find_by_principal_names(&names).await?;
        let mut lost = Vec::new();
        for (external, part, local) in parts {
            given.remove(external, &part);
            ended.insert(local);
            let name = PrincipalName::parse(&part).ok();
            lost.extend(name.filter(|name| holders.get(name) == Some(&local)));
        }
        accounts.remove_principal_names(&lost).await?;
        given.flush(connection, register).await?;
        Ok(ids
            .iter()
            .copied()
            .filter(|id| persons.local(*id).is_some_and(|local| ended.contains(&local)))
            .collect())
    }

    async fn end_groups(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let groups =
            References::load(self.connection, self.register, ExternalKind::Group, ids.iter().copied())
                .await?;
        let locals: Vec<Uuid> = groups.all().map(|(_, _, local)| local).collect();
        let ended = self.end_in_groups(&locals).await?;
        Ok(ids
            .iter()
            .copied()
            .filter(|id| groups.local(*id).is_some_and(|local| ended.contains(&local)))
            .collect())
    }

    async fn end_in_groups(&self, groups: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let places = placement::Column::GroupId.is_in(groups.iter().copied());
        let mut ended = self.end_where::<placement::Entity>(places, |row| vec![row.group_id]).await?;
        let duties = duty::Column::GroupId.is_in(groups.iter().copied());
        ended.extend(self.end_where::<duty::Entity>(duties, |row| row.group_id.into_iter().collect()).await?);
        Ok(ended)
    }

    async fn end_units(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        let (connection, register) = (self.connection, self.register);
        let preschools =
            References::load(connection, register, ExternalKind::Preschool, ids.iter().copied()).await?;
        let schools =
            References::load(connection, register, ExternalKind::School, ids.iter().copied()).await?;
        let mut ended = HashSet::new();
        for (_, _, preschool) in preschools.all() {
            let groups: Vec<Uuid> = preschool_group::Entity::find()
                .select_only()
                .column(preschool_group::Column::Id)
                .filter(preschool_group::Column::MunicipalityId.eq(register.municipality_id))
                .filter(preschool_group::Column::PreschoolId.eq(preschool))
                .into_tuple()
                .all(connection)
                .await?;
            let places = self.end_in_groups(&groups).await?;
            let duties = duty::Column::PreschoolId.eq(preschool);
            let duties = self.end_where::<duty::Entity>(duties, |row| vec![row.preschool_id]).await?;
            if !places.is_empty() || !duties.is_empty() {
                ended.insert(preschool);
            }
        }
        let locals: Vec<Uuid> = schools.all().map(|(_, _, local)| local).collect();
        let places = enrolment::Column::SchoolId.is_in(locals.iter().copied());
        ended.extend(self.end_where::<enrolment::Entity>(places, |row| vec![row.school_id]).await?);
        let duties = school_duty::Column::SchoolId.is_in(locals.iter().copied());
        ended.extend(self.end_where::<school_duty::Entity>(duties, |row| vec![row.school_id]).await?);
        ended.extend(self.close(&schools).await?);
        let stood_for = |id: &Uuid| {
            [schools.local(*id), preschools.local(*id)]
                .into_iter()
                .flatten()
                .any(|local| ended.contains(&local))
        };
        Ok(ids.iter().copied().filter(stood_for).collect())
    }

    /// Schools that the register brought are closed with it; Skolverket's are Skolverket's.
    async fn close(&self, schools: &References) -> Result<Vec<Uuid>, DbErr> {
        let ours: Vec<Uuid> = schools
            .all()
            .filter(|(external, _, _)| schools.is_ours(*external))
            .map(|(_, _, local)| local)
            .collect();
        let stored = school::Entity::find()
            .filter(school::Column::MunicipalityId.eq(self.register.municipality_id))
            .filter(school::Column::Id.is_in(ours))
            .all(self.connection)
            .await?;
        let mut rows = Rows::<school::Entity>::stored(stored.clone());
        let mut closed = Vec::new();
        for school in stored {
            let id = school.id;
            let now = self.register.now;
            let wanted = school::Model { status: SchoolStatus::Ceased, ..school };
            if rows.settle(wanted, |school| school.updated_at = now) == Outcome::Changed {
                closed.push(id);
            }
        }
        rows.flush(self.connection).await?;
        Ok(closed)
    }
}
