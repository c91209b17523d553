//! The register's ids and the rows that they stand for.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{ExternalKind, external_reference as reference};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
    sea_query::{ExprTrait as _, OnConflict},
};
use uuid::Uuid;

use super::super::ss12000::Period;
use super::super::write::rows::KEYS;
use super::page::Register;

/// How many references an insert takes at a time: ten columns each, of SQLite's 32,766 parameters.
const BATCH: usize = 1_000;

/// The references of one kind that a page may touch, and those that it adds.
pub(super) struct References {
    kind: ExternalKind,
    known: BTreeMap<(Uuid, String), reference::Model>,
    fresh: Vec<reference::Model>,
    gone: Vec<(Uuid, String)>,
}

impl References {
    /// What is known of these external ids.
    pub(super) async fn load<C: ConnectionTrait>(
        connection: &C,
        register: &Register,
        kind: ExternalKind,
        external: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, DbErr> {
        let ids: HashSet<Uuid> = external.into_iter().collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut known = BTreeMap::new();
        for ids in ids.chunks(KEYS) {
            let rows = reference::Entity::find()
                .filter(reference::Column::MunicipalityId.eq(register.municipality_id))
                .filter(reference::Column::Source.eq(&register.source))
                .filter(reference::Column::Kind.eq(kind))
                .filter(reference::Column::ExternalId.is_in(ids.iter().copied()))
                .all(connection)
                .await?;
            known.extend(rows.into_iter().map(|row| ((row.external_id, row.part.clone()), row)));
        }
        Ok(Self { kind, known, fresh: Vec::new(), gone: Vec::new() })
    }

    /// The row that an external id stands for, where it stands for one only.
    pub(super) fn local(&self, external: Uuid) -> Option<Uuid> {
        self.local_part(external, "")
    }

    /// The row that a part of an external id stands for.
    pub(super) fn local_part(&self, external: Uuid, part: &str) -> Option<Uuid> {
        self.known.get(&(external, part.to_owned())).map(|row| row.local_id)
    }

    /// Whether the row was made for the register.
    pub(super) fn is_ours(&self, external: Uuid) -> bool {
        self.known.get(&(external, String::new())).is_some_and(|row| row.made_by_sync)
    }

    /// All that is known: external id, part, row.
    pub(super) fn all(&self) -> impl Iterator<Item = (Uuid, &str, Uuid)> {
        self.known.values().map(|row| (row.external_id, row.part.as_str(), row.local_id))
    }

    /// From when to when the register says that a unit or a group is in use.
    pub(super) fn period(&self, external: Uuid) -> Period {
        let row = self.known.get(&(external, String::new()));
        row.map_or_else(Period::default, |row| Period { start: row.valid_from, end: row.valid_to })
    }

    /// Remembers it. Answers whether it ends at another time than before.
    pub(super) fn date(&mut self, external: Uuid, period: Period) -> bool {
        let Some(row) = self.known.get_mut(&(external, String::new())) else { return false };
        let before = (row.valid_from, row.valid_to);
        if before != (period.start, period.end) {
            (row.valid_from, row.valid_to) = (period.start, period.end);
            self.fresh.push(row.clone());
        }
        before.1 != period.end
    }

    /// The parts of an external id.
    pub(super) fn parts(&self, external: Uuid) -> Vec<String> {
        self.of(external).map(|row| row.part.clone()).collect()
    }

    /// The rows of an external id.
    pub(super) fn locals(&self, external: Uuid) -> Vec<Uuid> {
        self.of(external).map(|row| row.local_id).collect()
    }

    fn of(&self, external: Uuid) -> impl Iterator<Item = &reference::Model> {
        let from = self.known.range((external, String::new())..);
        from.take_while(move |((id, _), _)| *id == external).map(|(_, row)| row)
    }

    /// Remembers what an external id stands for, over what it stood for before.
    pub(super) fn add(
        &mut self,
        register: &Register,
        external: Uuid,
        part: &str,
        local: Uuid,
        made_by_sync: bool,
    ) {
        let row = reference::Model {
            municipality_id: register.municipality_id,
            source: register.source.clone(),
            kind: self.kind,
            external_id: external,
            part: part.to_owned(),
            local_id: local,
            made_by_sync,
            valid_from: None,
            valid_to: None,
            seen_at: register.now,
        };
        self.known.insert((external, part.to_owned()), row.clone());
        self.fresh.push(row);
    }

    /// Forgets what a part of an external id stood for.
    pub(super) fn remove(&mut self, external: Uuid, part: &str) {
        if self.known.remove(&(external, part.to_owned())).is_some() {
            self.gone.push((external, part.to_owned()));
        }
    }

    /// Writes what was added and removed.
    pub(super) async fn flush<Connection: ConnectionTrait>(
        self,
        connection: &Connection,
        register: &Register,
    ) -> Result<(), DbErr> {
        use reference::Column as C;
        for gone in self.gone.chunks(KEYS) {
            let any = gone.iter().fold(Condition::any(), |any, (external, part)| {
                any.add(C::ExternalId.eq(*external).and(C::Part.eq(part)))
            });
            reference::Entity::delete_many()
                .filter(C::MunicipalityId.eq(register.municipality_id))
                .filter(C::Source.eq(&register.source))
                .filter(C::Kind.eq(self.kind))
                .filter(any)
                .exec(connection)
                .await?;
        }
        // The last word on an external id counts: one statement must not name a row twice.
        let mut latest: HashMap<(Uuid, String), reference::Model> = HashMap::new();
        for row in self.fresh {
            latest.insert((row.external_id, row.part.clone()), row);
        }
        let rows: Vec<_> = latest.into_values().map(|row| row.into_active_model().reset_all()).collect();
        let key = [C::MunicipalityId, C::Source, C::Kind, C::ExternalId, C::Part];
        let newer = OnConflict::columns(key)
            .update_columns([C::LocalId, C::MadeBySync, C::ValidFrom, C::ValidTo, C::SeenAt])
            .to_owned();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
            let insert = reference::Entity::insert_many(batch).on_conflict(newer.clone());
            insert.exec_without_returning(connection).await?;
        }
        Ok(())
    }
}

/// Which of these rows the register named, by their own ids.
pub(super) async fn named<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    kind: ExternalKind,
    local: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let mut found = HashMap::new();
    for ids in local.chunks(KEYS) {
        let rows = reference::Entity::find()
            .filter(reference::Column::MunicipalityId.eq(register.municipality_id))
            .filter(reference::Column::Source.eq(&register.source))
            .filter(reference::Column::Kind.eq(kind))
            .filter(reference::Column::LocalId.is_in(ids.iter().copied()))
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.local_id, row.external_id)));
    }
    Ok(found)
}

/// Notes that the register still lists these.
pub(super) async fn mark_seen<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    kinds: &[ExternalKind],
    external: &[Uuid],
) -> Result<(), DbErr> {
    for ids in external.chunks(KEYS) {
        let seen = reference::ActiveModel { seen_at: Set(register.now), ..Default::default() };
        reference::Entity::update_many()
            .set(seen)
            .filter(reference::Column::MunicipalityId.eq(register.municipality_id))
            .filter(reference::Column::Source.eq(&register.source))
            .filter(reference::Column::Kind.is_in(kinds.iter().copied()))
            .filter(reference::Column::ExternalId.is_in(ids.iter().copied()))
            .exec(connection)
            .await?;
    }
    Ok(())
}
