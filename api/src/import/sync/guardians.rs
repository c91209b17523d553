//! Guardianships. A child's record names its guardians, and either can come first: a guardian who is not here yet is
//! awaited.

use std::collections::{HashMap, HashSet};

use entity::{
    ExternalKind, IdentityProtection, RelationAssurance, awaited_guardian as awaited, guardianship,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, sea_query::ExprTrait as _,
};
use uuid::Uuid;

use super::super::faults::NoteCode;
use super::super::parsed::Position;
use super::super::ss12000::{Period, Person};
use super::super::write::Outcome;
use super::super::write::rows::{KEYS, insert_all};
use super::page::{Page, Register};
use super::people::protections;
use super::references::References;
use super::relations::Relations;

/// The guardianships of a page's persons, and of children who waited for them.
pub(super) struct Guardians<'a> {
    register: &'a Register,
    persons: HashMap<Uuid, Uuid>,
    guardianships: Relations<'a, guardianship::Entity>,
    /// Guardianships that are no register's: people made them.
    by_hand: HashSet<(Uuid, Uuid)>,
    /// What is awaited now, by child and guardian.
    awaited: HashMap<(Uuid, Uuid), awaited::Model>,
    /// What will be.
    await_next: HashMap<(Uuid, Uuid), awaited::Model>,
    /// Those among the awaited who arrived with this page, for children who are not on it.
    arriving: Vec<awaited::Model>,
}

impl<'a> Guardians<'a> {
    pub(super) async fn load<C: ConnectionTrait>(
        page: &Page<'a, C>,
        listed: &[&Person],
        arrived: &[Uuid],
        own: &References,
    ) -> Result<Self, DbErr> {
        let (connection, register) = (page.connection, page.register);
        let children: HashSet<Uuid> = listed.iter().map(|person| person.id).collect();
        let mut rows = Vec::new();
        let all: Vec<Uuid> = children.iter().copied().collect();
        for ids in all.chunks(KEYS) {
            let of_children = awaited::Column::ChildId.is_in(ids.iter().copied());
            rows.extend(list_awaited(connection, register, of_children.into()).await?);
        }
        let mut arriving = Vec::new();
        for ids in arrived.chunks(KEYS) {
            let of_guardians = awaited::Column::GuardianId.is_in(ids.iter().copied());
            arriving.extend(list_awaited(connection, register, of_guardians.into()).await?);
        }
        arriving.retain(|row| !children.contains(&row.child_id));

        let named =
            listed.iter().flat_map(|person| person.responsibles.iter().map(|responsible| responsible.person));
        let others = named.chain(arriving.iter().map(|row| row.child_id));
        let others = References::load(connection, register, ExternalKind::Person, others).await?;
        let of_page = own.all().map(|(external, _, local)| (external, local));
        let persons: HashMap<Uuid, Uuid> =
            others.all().map(|(external, _, local)| (external, local)).chain(of_page).collect();

        let waiting: Vec<Uuid> =
            arriving.iter().filter_map(|row| persons.get(&row.child_id).copied()).collect();
        if !register.include_protected {
            // Nothing new is taken of a child that has become protected since.
            let protections = protections(connection, register, &waiting).await?;
            arriving.retain(|row| {
                let child = persons.get(&row.child_id).and_then(|child| protections.get(child));
                child == Some(&IdentityProtection::None)
            });
        }
        let owners = children.iter().copied().chain(arriving.iter().map(|row| row.child_id));
        let guardianships = Relations::load(connection, register, owners).await?;
        let locals: Vec<Uuid> = children
            .iter()
            .chain(arriving.iter().map(|row| &row.child_id))
            .filter_map(|child| persons.get(child).copied())
            .collect();
        let by_hand = by_hand(connection, register, &locals).await?;
        let awaited: HashMap<_, _> =
            rows.into_iter().map(|row| ((row.child_id, row.guardian_id), row)).collect();
        Ok(Self { register, persons, guardianships, by_hand, await_next: HashMap::new(), awaited, arriving })
    }

    /// Takes the guardians that a child's record names, and ends those that it names no more.
    pub(super) fn settle<C: ConnectionTrait>(
        &mut self,
        page: &mut Page<'_, C>,
        listed: &Person,
        at: &Position,
    ) -> bool {
        let mut changed = false;
        for responsible in listed.responsibles.iter().filter(|responsible| responsible.is_guardian) {
            let guardian = responsible.person;
            match self.want(listed.id, guardian, responsible.period) {
                Some(Ok(outcome)) => changed |= outcome != Outcome::Unchanged,
                Some(Err(MadeByHand)) => page.note(NoteCode::MadeByHand, "responsibles", at),
                None => {
                    let row = awaited::Model {
                        municipality_id: self.register.municipality_id,
                        source: self.register.source.clone(),
                        child_id: listed.id,
                        guardian_id: guardian,
                        valid_from: responsible.period.start,
                        valid_to: responsible.period.end,
                    };
                    self.await_next.insert((listed.id, guardian), row);
                }
            }
        }
        changed | self.guardianships.end_rest(listed.id)
    }

    /// Ends the guardians that a protected child's record names no more, and takes nothing else.
    pub(super) fn end_missing(&mut self, listed: &Person) -> bool {
        for responsible in listed.responsibles.iter().filter(|responsible| responsible.is_guardian) {
            self.guardianships.keep(listed.id, &responsible.person.to_string(), responsible.period.end);
            // Who was awaited is awaited no longer: that would be taking.
        }
        self.guardianships.end_rest(listed.id)
    }

    /// Makes those guardians who were awaited.
    pub(super) fn arrive<C: ConnectionTrait>(&mut self, page: &mut Page<'_, C>) {
        for row in self.arriving.clone() {
            let period = Period { start: row.valid_from, end: row.valid_to };
            if let Some(Err(MadeByHand)) = self.want(row.child_id, row.guardian_id, period) {
                page.note(NoteCode::MadeByHand, "responsibles", &Position::Path("$".to_owned()));
            }
        }
    }

    /// None where one of the two is not here.
    fn want(&mut self, child: Uuid, guardian: Uuid, period: Period) -> Option<Result<Outcome, MadeByHand>> {
        let (child_id, guardian_id) = (*self.persons.get(&child)?, *self.persons.get(&guardian)?);
        let part = guardian.to_string();
        let is_known = self.guardianships.known(child, &part).is_some();
        if !is_known && self.by_hand.contains(&(guardian_id, child_id)) {
            return Some(Err(MadeByHand));
        }
        if !is_known && period.end.is_some_and(|end| end < self.register.today) {
            return Some(Ok(Outcome::Unchanged));
        }
        let (municipality_id, assurance) = (self.register.municipality_id, RelationAssurance::Verified);
        Some(Ok(self.guardianships.want(child, &part, period, |id, valid_from, valid_to| {
            guardianship::Model {
                municipality_id,
                id,
                guardian_id,
                child_id,
                valid_from,
                valid_to,
                assurance,
            }
        })))
    }

    pub(super) async fn flush<C: ConnectionTrait>(self, connection: &C) -> Result<(), DbErr> {
        self.guardianships.flush(connection).await?;
        let arrived = self.arriving.iter().map(|row| (row.child_id, row.guardian_id));
        let differs = |key: &(Uuid, Uuid)| self.awaited.get(key) != self.await_next.get(key);
        let gone: Vec<_> = self.awaited.keys().copied().filter(differs).chain(arrived).collect();
        forget(connection, self.register, &gone).await?;
        let fresh = self.await_next.iter().filter(|(key, _)| differs(key)).map(|(_, row)| row.clone());
        let fresh = fresh.map(|row| row.into_active_model().reset_all()).collect();
        insert_all::<awaited::Entity, C>(connection, fresh).await
    }
}

/// A guardianship that people made is left to people.
struct MadeByHand;

async fn list_awaited<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    condition: Condition,
) -> Result<Vec<awaited::Model>, DbErr> {
    awaited::Entity::find()
        .filter(awaited::Column::MunicipalityId.eq(register.municipality_id))
        .filter(awaited::Column::Source.eq(&register.source))
        .filter(condition)
        .all(connection)
        .await
}

/// Awaits nobody any more for these children and guardians.
async fn forget<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    gone: &[(Uuid, Uuid)],
) -> Result<(), DbErr> {
    for gone in gone.chunks(KEYS) {
        let pairs = gone.iter().fold(Condition::any(), |any, (child, guardian)| {
            any.add(awaited::Column::ChildId.eq(*child).and(awaited::Column::GuardianId.eq(*guardian)))
        });
        awaited::Entity::delete_many()
            .filter(awaited::Column::MunicipalityId.eq(register.municipality_id))
            .filter(awaited::Column::Source.eq(&register.source))
            .filter(pairs)
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Awaits no guardian any more for these children.
pub(super) async fn forget_guardians_of<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    children: &[Uuid],
) -> Result<(), DbErr> {
    for ids in children.chunks(KEYS) {
        awaited::Entity::delete_many()
            .filter(awaited::Column::MunicipalityId.eq(register.municipality_id))
            .filter(awaited::Column::Source.eq(&register.source))
            .filter(awaited::Column::ChildId.is_in(ids.iter().copied()))
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Awaits nothing any more that has to do with these persons.
pub(super) async fn forget_all<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    persons: &[Uuid],
) -> Result<(), DbErr> {
    for ids in persons.chunks(KEYS) {
        let either = Condition::any()
            .add(awaited::Column::ChildId.is_in(ids.iter().copied()))
            .add(awaited::Column::GuardianId.is_in(ids.iter().copied()));
        awaited::Entity::delete_many()
            .filter(awaited::Column::MunicipalityId.eq(register.municipality_id))
            .filter(awaited::Column::Source.eq(&register.source))
            .filter(either)
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Guardian and child of every guardianship of these children that this register did not make.
async fn by_hand<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    children: &[Uuid],
) -> Result<HashSet<(Uuid, Uuid)>, DbErr> {
    let mut rows = Vec::new();
    for ids in children.chunks(KEYS) {
        let of_children = guardianship::Entity::find()
            .filter(guardianship::Column::MunicipalityId.eq(register.municipality_id))
            .filter(guardianship::Column::ChildId.is_in(ids.iter().copied()));
        rows.extend(of_children.all(connection).await?);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let named = super::references::named(connection, register, ExternalKind::Guardianship, &ids).await?;
    let others = rows.into_iter().filter(|row| !named.contains_key(&row.id));
    Ok(others.map(|row| (row.guardian_id, row.child_id)).collect())
}
