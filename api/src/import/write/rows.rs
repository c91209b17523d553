//! The rows of one table that a file may touch: what is stored, what is wanted, and the few statements that turn
//! the one into the other.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// How many rows an insert takes at a time. SQLite takes 32,766 parameters a statement; no table here has more than
/// thirty columns.
const BATCH: usize = 1_000;

/// How many keys are asked for in one statement.
pub(in crate::import) const KEYS: usize = 500;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was there and differed.
    Changed,
    /// It was there and was the same.
    Unchanged,
    /// The file has said it before.
    Duplicate,
}

/// What tells a row from the others of its table.
pub(in crate::import) trait Keyed: Clone + PartialEq {
    /// Its id.
    fn id(&self) -> Uuid;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Stored,
    New,
    Changed,
}

#[derive(Debug)]
struct Slot<M> {
    state: State,
    row: M,
}

/// Rows of one table.
pub(in crate::import) struct Rows<E: EntityTrait> {
    slots: HashMap<Uuid, Slot<E::Model>>,
    order: Vec<Uuid>,
    said: HashSet<Uuid>,
}

impl<E> Rows<E>
where
    E: EntityTrait,
    E::Model: Keyed + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    /// Starts from what is stored.
    pub(in crate::import) fn stored(rows: Vec<E::Model>) -> Self {
        let slots = rows.into_iter().map(|row| (row.id(), Slot { state: State::Stored, row })).collect();
        Self { slots, order: Vec::new(), said: HashSet::new() }
    }

    /// The row of that id, as it will be.
    pub(in crate::import) fn get(&self, id: Uuid) -> Option<&E::Model> {
        self.slots.get(&id).map(|slot| &slot.row)
    }

    /// All rows, as they will be.
    pub(in crate::import) fn all(&self) -> impl Iterator<Item = &E::Model> {
        self.slots.values().map(|slot| &slot.row)
    }

    /// Takes what a row of the file wants: a row of a new id, or one of a stored id that may differ. `touch` marks a
    /// changed row with the time of the change. A second row of the file for the same id is a duplicate, whatever it says.
    pub(in crate::import) fn put(&mut self, wanted: E::Model, touch: impl FnOnce(&mut E::Model)) -> Outcome {
        if !self.said.insert(wanted.id()) {
            return Outcome::Duplicate;
        }
        self.settle(wanted, touch)
    }

    /// The same for rows that several rows of the file lead to.
    pub(in crate::import) fn settle(
        &mut self,
        mut wanted: E::Model,
        touch: impl FnOnce(&mut E::Model),
    ) -> Outcome {
        let id = wanted.id();
        match self.slots.get_mut(&id) {
            None => {
                self.slots.insert(id, Slot { state: State::New, row: wanted });
                self.order.push(id);
                Outcome::Created
            }
            Some(slot) if slot.row == wanted => Outcome::Unchanged,
            Some(slot) => {
                touch(&mut wanted);
                slot.row = wanted;
                if slot.state == State::Stored {
                    slot.state = State::Changed;
                    self.order.push(id);
                }
                Outcome::Changed
            }
        }
    }

    /// Says that a stored row is no longer there under its old key, so that it is inserted and not changed.
    pub(in crate::import) fn renew(&mut self, id: Uuid) {
        if let Some(slot) = self.slots.get_mut(&id)
            && slot.state == State::Changed
        {
            slot.state = State::New;
        }
    }

    /// Whether the file has said something of that row.
    pub(in crate::import) fn is_said(&self, id: Uuid) -> bool {
        self.said.contains(&id)
    }

    /// The rows that are new or differ, in the order in which the file said them.
    pub(in crate::import) fn unsaved(&self) -> impl Iterator<Item = &E::Model> {
        self.order.iter().filter_map(|id| self.get(*id))
    }

    /// Writes what differs, in the order in which the file said it.
    pub(in crate::import) async fn flush<C: ConnectionTrait>(self, connection: &C) -> Result<(), DbErr> {
        let Self { mut slots, order, .. } = self;
        let mut new = Vec::new();
        let mut changed = Vec::new();
        for id in order {
            match slots.remove(&id) {
                Some(Slot { state: State::New, row }) => new.push(row.into_active_model().reset_all()),
                Some(Slot { state: State::Changed, row }) => {
                    changed.push(row.into_active_model().reset_all());
                }
                Some(Slot { state: State::Stored, .. }) | None => {}
            }
        }
        insert_all::<E, C>(connection, new).await?;
        for row in changed {
            E::update(row).exec_without_returning(connection).await?;
        }
        Ok(())
    }
}

/// Inserts rows, many in a statement.
pub(in crate::import) async fn insert_all<E, C>(
    connection: &C,
    rows: Vec<E::ActiveModel>,
) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
        E::insert_many(batch).exec_without_returning(connection).await?;
    }
    Ok(())
}

macro_rules! keyed {
    ($($table:ident),+) => {
        $(impl Keyed for entity::$table::Model {
            fn id(&self) -> Uuid {
                self.id
            }
        })+
    };
}

keyed!(
    department,
    dish,
    duty,
    enrolment,
    facility,
    guardianship,
    meal,
    person,
    placement,
    preschool,
    preschool_group,
    school,
    school_duty,
    service,
    service_channel,
    submission,
    submission_category
);
