//! Relations of one kind: what the register wants of them, beside what is there.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use entity::{ExternalKind, duty, enrolment, guardianship, placement, school_duty};
use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter as _,
};
use uuid::Uuid;

use super::super::ss12000::Period;
use super::super::write::Outcome;
use super::super::write::rows::{KEYS, Keyed, Rows};
use super::granted::{Relation, entry, record};
use super::page::Register;
use super::references::References;

/// A row that holds from a day to a day.
pub(super) trait Dated: Keyed {
    /// First day.
    fn valid_from(&self) -> NaiveDate;
    /// Last day.
    fn valid_to(&self) -> Option<NaiveDate>;
    /// Sets the last day.
    fn end_on(&mut self, day: NaiveDate);
}

/// A table of such rows.
pub(super) trait DatedTable:
    EntityTrait<
        Model: Relation + IntoActiveModel<Self::ActiveModel>,
        ActiveModel: ActiveModelTrait<Entity = Self> + Send,
    >
{
    /// What the register calls them.
    const KIND: ExternalKind;
    /// The municipality's column.
    const MUNICIPALITY: Self::Column;
    /// The id's column.
    const ID: Self::Column;
}

macro_rules! dated {
    ($($table:ident = $kind:ident),+) => {$(
        impl Dated for $table::Model {
            fn valid_from(&self) -> NaiveDate {
                self.valid_from
            }

            fn valid_to(&self) -> Option<NaiveDate> {
                self.valid_to
            }

            fn end_on(&mut self, day: NaiveDate) {
                self.valid_to = Some(day);
            }
        }

        impl DatedTable for $table::Entity {
            const KIND: ExternalKind = ExternalKind::$kind;
            const MUNICIPALITY: Self::Column = $table::Column::MunicipalityId;
            const ID: Self::Column = $table::Column::Id;
        }
    )+};
}

dated!(
    guardianship = Guardianship,
    enrolment = Enrolment,
    placement = Placement,
    duty = Duty,
    school_duty = SchoolDuty
);

/// Between the name of a part and the id of a row that it stood for before.
const FORMER: char = '|';

fn former_part(part: &str, id: Uuid) -> String {
    format!("{part}{FORMER}{id}")
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

/// The relations of one kind that belong to some things of the register.
pub(super) struct Relations<'a, E: DatedTable> {
    register: &'a Register,
    references: References,
    rows: Rows<E>,
    wanted: HashSet<(Uuid, String)>,
}

impl<'a, E: DatedTable> Relations<'a, E> {
    /// What is there of these things, by the register's ids.
    pub(super) async fn load<C: ConnectionTrait>(
        connection: &C,
        register: &'a Register,
        owners: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, DbErr> {
        let references = References::load(connection, register, E::KIND, owners).await?;
        let ids: Vec<Uuid> = references.all().map(|(_, _, local)| local).collect();
        let rows = Rows::stored(list::<E, C>(connection, register, &ids).await?);
        Ok(Self { register, references, rows, wanted: HashSet::new() })
    }

    /// The row that is there for a part of a thing.
    pub(super) fn known(&self, owner: Uuid, part: &str) -> Option<&E::Model> {
        self.references.local_part(owner, part).and_then(|id| self.rows.get(id))
    }

    /// Takes what the register wants of a part of a thing. `make` gets the row's id, first and last day.
    ///
    /// What has begun and is about something else now (a child in another group under the same placement) is not
    /// overwritten: it ends, and another row follows it, so that nobody has been where they were not.
    pub(super) fn want(
        &mut self,
        owner: Uuid,
        part: &str,
        period: Period,
        make: impl Fn(Uuid, NaiveDate, Option<NaiveDate>) -> E::Model,
    ) -> Outcome {
        let today = self.register.today;
        self.spare(owner, part);
        let Some(known) = self.known(owner, part).cloned() else {
            let id = self.register.ids.next();
            self.references.add(self.register, owner, part, id, true);
            // A register that tells no first day means that it holds now; what was said first stays.
            return self.rows.settle(make(id, period.start.unwrap_or(today), period.end), |_| {});
        };
        // Two people have one guardianship, whatever became of it.
        let can_follow = E::KIND != ExternalKind::Guardianship;
        let is_other = make(known.id(), known.valid_from(), known.valid_to()) != known;
        if can_follow && is_other && known.valid_from() < today {
            return self.follow(owner, part, &known, period, make);
        }
        let from = self.first_day(owner, part, &known, period.start);
        self.rows.settle(make(known.id(), from, period.end), |_| {})
    }

    /// Ends a row on the day before the change takes effect, and lets another follow it: from today, or from the first
    /// day that the register tells where that is another than before.
    fn follow(
        &mut self,
        owner: Uuid,
        part: &str,
        known: &E::Model,
        period: Period,
        make: impl Fn(Uuid, NaiveDate, Option<NaiveDate>) -> E::Model,
    ) -> Outcome {
        let begin = period.start.filter(|start| *start > known.valid_from()).unwrap_or(self.register.today);
        let is_over = period.end.is_some_and(|end| end < begin);
        let last = period.end.filter(|_| is_over).unwrap_or_else(|| day_before(begin));
        let mut before = known.clone();
        if before.valid_to().is_none_or(|end| end > last) {
            before.end_on(last);
        }
        let outcome = self.rows.settle(before, |_| {});
        if is_over {
            return outcome;
        }
        let (former, id) = (former_part(part, known.id()), self.register.ids.next());
        self.references.add(self.register, owner, &former, known.id(), true);
        self.wanted.insert((owner, former));
        self.references.add(self.register, owner, part, id, true);
        self.rows.settle(make(id, begin, period.end), |_| {});
        Outcome::Changed
    }

    /// The first day of a row that is there. What followed another does not begin before it did; while it has not begun,
    /// what it follows lasts until it does.
    fn first_day(
        &mut self,
        owner: Uuid,
        part: &str,
        known: &E::Model,
        start: Option<NaiveDate>,
    ) -> NaiveDate {
        let (today, begun) = (self.register.today, known.valid_from());
        let formers = self.formers(owner, part);
        let start = start.unwrap_or(begun);
        if formers.is_empty() {
            return start;
        }
        let from = start.max(if begun < today { begun } else { today });
        let followed = formers
            .iter()
            .filter_map(|former| self.known(owner, former))
            .find(|row| row.valid_to() == Some(day_before(begun)));
        if let Some(mut followed) = followed.cloned().filter(|_| begun >= today) {
            followed.end_on(day_before(from));
            self.rows.settle(followed, |_| {});
        }
        from
    }

    /// The names of what a part of a thing was before.
    fn formers(&self, owner: Uuid, part: &str) -> Vec<String> {
        let of_part = |other: &String| other.strip_prefix(part).is_some_and(|rest| rest.starts_with(FORMER));
        self.references.parts(owner).into_iter().filter(of_part).collect()
    }

    /// Says that a part of a thing is wanted, with what it was before.
    fn spare(&mut self, owner: Uuid, part: &str) {
        let formers = self.formers(owner, part);
        self.wanted.extend(formers.into_iter().chain([part.to_owned()]).map(|part| (owner, part)));
    }

    /// Ends what is there of a thing and was not wanted. Answers whether anything ended.
    pub(super) fn end_rest(&mut self, owner: Uuid) -> bool {
        let parts = self.references.parts(owner).into_iter().map(|part| (owner, part));
        let rest: Vec<Uuid> = parts
            .filter(|key| !self.wanted.contains(key))
            .filter_map(|(owner, part)| self.references.local_part(owner, &part))
            .collect();
        rest.into_iter().filter(|id| self.end(*id)).count() > 0
    }

    /// Leaves a part of a thing as it is, but for an earlier end.
    pub(super) fn keep(&mut self, owner: Uuid, part: &str, end: Option<NaiveDate>) {
        self.spare(owner, part);
        if let (Some(end), Some(known)) = (end, self.known(owner, part).cloned())
            && known.valid_to().is_none_or(|known| known > end)
        {
            let mut row = known;
            row.end_on(end);
            self.rows.settle(row, |_| {});
        }
    }

    /// Lets nothing of a thing hold longer than to a day. Answers whether anything changed.
    pub(super) fn limit(&mut self, owner: Uuid, end: Option<NaiveDate>) -> bool {
        let Some(end) = end else { return false };
        let longer: Vec<E::Model> = self
            .references
            .locals(owner)
            .into_iter()
            .filter_map(|local| self.rows.get(local))
            .filter(|row| row.valid_to().is_none_or(|known| known > end))
            .cloned()
            .collect();
        let any = !longer.is_empty();
        for mut row in longer {
            row.end_on(end);
            self.rows.settle(row, |_| {});
        }
        any
    }

    fn end(&mut self, id: Uuid) -> bool {
        let Some(row) = self.rows.get(id) else { return false };
        let Some(ended) = ended(row, self.register.today) else { return false };
        self.rows.settle(ended, |_| {});
        true
    }

    /// The parts of a thing that are there.
    pub(super) fn parts(&self, owner: Uuid) -> Vec<String> {
        self.references.parts(owner)
    }

    pub(super) async fn flush<C: ConnectionTrait>(self, connection: &C) -> Result<(), DbErr> {
        let entries = self.rows.unsaved().map(|row| entry(row, self.register.today)).collect();
        self.rows.flush(connection).await?;
        self.references.flush(connection, self.register).await?;
        record(connection, self.register, entries).await
    }
}

/// The row as it is when nothing of it holds from now on; none where that is so already. The end is yesterday even where
/// the beginning is later: such a row holds on no day.
pub(super) fn ended<M: Dated>(row: &M, today: NaiveDate) -> Option<M> {
    let yesterday = day_before(today);
    if row.valid_to().is_some_and(|end| end <= yesterday) {
        return None;
    }
    let mut row = row.clone();
    row.end_on(yesterday);
    Some(row)
}

/// The row as it is when it holds no longer than to a day; none where that is so already.
pub(super) fn limited<M: Dated>(row: &M, last: NaiveDate) -> Option<M> {
    if row.valid_to().is_some_and(|end| end <= last) {
        return None;
    }
    let mut row = row.clone();
    row.end_on(last);
    Some(row)
}

/// Rows by their ids.
pub(super) async fn list<E: DatedTable, C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    ids: &[Uuid],
) -> Result<Vec<E::Model>, DbErr> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        let mine = E::find()
            .filter(E::MUNICIPALITY.eq(register.municipality_id))
            .filter(E::ID.is_in(ids.iter().copied()));
        rows.extend(mine.all(connection).await?);
    }
    Ok(rows)
}

/// Changes those of these rows that the register named, whoever else has something to do with them: `shortened` answers the
/// row as it is to be, none where it stays. Answers which were changed.
pub(super) async fn shorten_named<E: DatedTable, C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    rows: Vec<E::Model>,
    shortened: impl Fn(&E::Model) -> Option<E::Model>,
) -> Result<HashSet<Uuid>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(Keyed::id).collect();
    let named = super::references::named(connection, register, E::KIND, &ids).await?;
    let mut changes = Rows::<E>::stored(rows.clone());
    let mut over = HashSet::new();
    for row in rows.iter().filter(|row| named.contains_key(&row.id())) {
        if let Some(shorter) = shortened(row) {
            over.insert(row.id());
            changes.settle(shorter, |_| {});
        }
    }
    let entries = changes.unsaved().map(|row| entry(row, register.today)).collect();
    changes.flush(connection).await?;
    record(connection, register, entries).await?;
    Ok(over)
}
