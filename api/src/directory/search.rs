//! Search over the directory (D3). The index of a municipality is made of its rows at the first query and again when they
//! have changed; there is nothing to keep in step, no extension that a database must have, and both engines rank alike.
//!
//! A query takes one statement to see that nothing has changed, and one for each kind of thing on the page; ranking takes
//! none. A made-up index over 1,000 documents of 140 words takes about 2.4 MB.

use std::sync::Arc;

use entity::Texts;
use moka::sync::Cache;
use uuid::Uuid;

use super::{
    store::{self, Everything},
    types::{LifeEvent, SearchKind, TargetGroup},
};
use crate::{
    identity::Viewer,
    platform::{
        Internal, Locale,
        search::{Builder, Field, Hit, Index},
    },
    tenancy::{Cursor, PageRequest, Scope},
};

/// All indexes together, in kilobytes. The ones that were used least recently go first.
const MOST_KILOBYTES: u64 = 64 * 1_024;

/// What an index knows a row by. In the order in which ties are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// A service.
    Service(Uuid),
    /// A facility.
    Facility(Uuid),
    /// A unit.
    Unit(Uuid),
    /// A department.
    Department(Uuid),
}

/// The part of an answer that was asked for.
pub struct Hits {
    /// In order, each with its place.
    pub page: Vec<(Cursor, Found)>,
    /// Whether hits come before and after.
    pub more: (bool, bool),
    /// How many hits there are in all.
    pub total: usize,
}

/// The indexes of all municipalities. Cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    indexes: Cache<i32, Arc<Built>>,
    /// Building is work for the processor: one at a time, and nobody builds what somebody else has just built.
    building: tokio::sync::Mutex<()>,
}

struct Built {
    fingerprint: String,
    index: Index<Found>,
}

impl Default for Search {
    fn default() -> Self {
        let indexes = Cache::builder()
            .max_capacity(MOST_KILOBYTES)
            .weigher(|_, built: &Arc<Built>| {
                u32::try_from(built.index.size() / 1_024 + 1).unwrap_or(u32::MAX)
            })
            .build();
        Self(Arc::new(Inner { indexes, building: tokio::sync::Mutex::default() }))
    }
}

impl Search {
    /// Answers a query, best first; of these kinds, or of all when none is named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(
        &self,
        scope: &Scope,
        query: &str,
        kinds: &[SearchKind],
        request: &PageRequest,
    ) -> Result<Hits, Internal> {
        let built = self.up_to_date(scope).await?;
        let mut hits = built.index.search(query);
        hits.retain(|hit| kinds.is_empty() || kinds.contains(&hit.key.kind()));
        Ok(cut(&hits, request))
    }

    /// The index as the rows are now.
    async fn up_to_date(&self, scope: &Scope) -> Result<Arc<Built>, Internal> {
        // Everybody shares the index, so it holds what everybody may see.
        let scope = scope.seen_by(Viewer::Anonymous);
        let id = scope.municipality().id;
        let fingerprint = store::find_fingerprint(&scope).await?;
        let current = || self.0.indexes.get(&id).filter(|built| built.fingerprint == fingerprint);
        if let Some(built) = current() {
            return Ok(built);
        }
        let _turn = self.0.building.lock().await;
        if let Some(built) = current() {
            return Ok(built);
        }
        // Rows that change from here on have another fingerprint, and the next query builds again.
        let rows = store::list_everything(&scope).await?;
        let index = tokio::task::spawn_blocking(move || index(&rows)).await.map_err(Internal::new)?;
        let built = Arc::new(Built { fingerprint, index });
        self.0.indexes.insert(id, Arc::clone(&built));
        Ok(built)
    }
}

impl Found {
    fn kind(self) -> SearchKind {
        match self {
            Self::Service(_) => SearchKind::Service,
            Self::Facility(_) => SearchKind::Facility,
            Self::Unit(_) => SearchKind::Unit,
            Self::Department(_) => SearchKind::Department,
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Service(id) | Self::Facility(id) | Self::Unit(id) | Self::Department(id) => id,
        }
    }
}

/// The page of the hits that a request asks for. A cursor whose row is gone stands before the first hit that scores less.
fn cut(hits: &[Hit<Found>], request: &PageRequest) -> Hits {
    let place = |cursor: &Cursor| {
        let (score, id) = cursor.rank()?;
        let exact = hits.iter().position(|hit| hit.key.id() == id);
        Some(exact.map_or_else(|| (hits.partition_point(|hit| hit.score >= score), 0), |place| (place, 1)))
    };
    let from = request.after.as_ref().and_then(place).map_or(0, |(place, itself)| place + itself);
    let to = request.before.as_ref().and_then(place).map_or(hits.len(), |(place, _)| place).max(from);
    let size = usize::from(request.size);
    let (first, last) = if request.backward {
        (to.saturating_sub(size).max(from), to)
    } else {
        (from, (from + size).min(to))
    };
    let page = hits.get(first..last).unwrap_or_default();
    Hits {
        page: page.iter().map(|hit| (Cursor::of_rank(hit.score, hit.key.id()), hit.key)).collect(),
        more: (first > 0, last < hits.len()),
        total: hits.len(),
    }
}

/// The index over everything that search reads.
fn index(rows: &Everything) -> Index<Found> {
    let mut index = Builder::default();
    for row in &rows.departments {
        index.document(Found::Department(row.id), 1.0);
        add(&mut index, Field::Name, Some(&row.name));
        add(&mut index, Field::Summary, row.summary.as_ref());
    }
    for row in &rows.units {
        index.document(Found::Unit(row.id), 0.95);
        add(&mut index, Field::Name, Some(&row.name));
        add(&mut index, Field::Summary, row.summary.as_ref());
    }
    for row in &rows.services {
        // Most people look for something to do, not for who does it.
        index.document(Found::Service(row.id), 1.05);
        add(&mut index, Field::Name, Some(&row.name));
        for keyword in &row.keywords.0 {
            index.text(Field::Keyword, Locale::Sv, keyword);
        }
        add(&mut index, Field::Summary, row.summary.as_ref());
        for text in [&row.description, &row.fee, &row.required_documents] {
            add(&mut index, Field::Body, text.as_ref());
        }
        let events =
            row.life_events.0.iter().filter_map(|key| LifeEvent::from_key(key)).map(LifeEvent::words);
        let groups =
            row.target_groups.0.iter().filter_map(|key| TargetGroup::from_key(key)).map(TargetGroup::words);
        for words in events.chain(groups) {
            index.text(Field::Context, Locale::Sv, words);
        }
    }
    for row in &rows.facilities {
        index.document(Found::Facility(row.id), 1.0);
        add(&mut index, Field::Name, Some(&row.name));
        for (field, text) in [
            (Field::Keyword, &row.kind),
            (Field::Summary, &row.street_address),
            (Field::Summary, &row.city),
            (Field::Body, &row.postal_code),
        ] {
            index.text(field, Locale::Sv, text.as_deref().unwrap_or_default());
        }
        add(&mut index, Field::Body, row.accessibility.as_ref());
    }
    index.build()
}

/// Adds a text in all its languages, Swedish first: ties are broken by the first name.
fn add(index: &mut Builder<Found>, field: Field, texts: Option<&Texts>) {
    let mut texts: Vec<_> = texts.iter().flat_map(|texts| texts.iter()).collect();
    texts.sort_by_key(|(tag, _)| *tag != Locale::Sv.tag());
    for (tag, text) in texts {
        let language = Locale::from_tag(tag).unwrap_or(Locale::Rom);
        index.text(field, language, &text.value);
        if let Some(easy) = &text.easy_read {
            index.text(Field::Body, language, easy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(scores: &[i32]) -> Vec<Hit<Found>> {
        let ids = (1_u128..).map(Uuid::from_u128);
        ids.zip(scores).map(|(id, &score)| Hit { key: Found::Service(id), score }).collect()
    }

    fn request(size: u16, after: Option<Cursor>, before: Option<Cursor>, backward: bool) -> PageRequest {
        PageRequest { size, after, before, backward }
    }

    fn ids(hits: &Hits) -> Vec<u128> {
        hits.page.iter().map(|(_, found)| found.id().as_u128()).collect()
    }

    #[test]
    fn pages_join_without_gap_or_overlap() {
        let all = hits(&[9, 7, 7, 5, 2]);
        let first = cut(&all, &request(2, None, None, false));
        assert_eq!((ids(&first), first.more, first.total), (vec![1, 2], (false, true), 5));
        let end = first.page.last().unwrap().0.clone();
        let second = cut(&all, &request(2, Some(end.clone()), None, false));
        assert_eq!((ids(&second), second.more), (vec![3, 4], (true, true)));
        let back = cut(&all, &request(2, None, Some(second.page[1].0.clone()), true));
        assert_eq!((ids(&back), back.more), (vec![2, 3], (true, true)));
        let last = cut(&all, &request(2, None, None, true));
        assert_eq!((ids(&last), last.more), (vec![4, 5], (true, false)));
    }

    #[test]
    fn a_cursor_survives_its_row() {
        let all = hits(&[9, 7, 5]);
        let gone = Cursor::of_rank(7, Uuid::from_u128(99));
        assert_eq!(ids(&cut(&all, &request(5, Some(gone), None, false))), [3]);
    }
}
