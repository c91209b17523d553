//! One request's view of one municipality.

use std::{ops::Deref, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ColumnType, DbErr, EntityTrait, FromQueryResult, Iterable, Value,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{Batch, Database, Find, Municipality, RowRule, Sight, TenantOwned, Tx, database::PlatformDb};
use crate::{
    identity::Viewer,
    platform::{
        Clock, Failure, Ids, Locale,
        audit::{Entry, NotTaken, Note, Seen, Trail},
        clock::to_millis,
        secret::SecretKey,
        throttle::{Act, Source, Throttle},
    },
};

/// Something that opens a row for whoever holds it, logged in or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The SHA-256 of a submission's private tracking code (S3).
    TrackingCode([u8; 32]),
    /// A voter's own hash of the day, which only who cast the vote can have computed (M5).
    Voter([u8; 32]),
    /// The hash of an invitation's code, which only who was invited knows (P4, T8).
    Invitation([u8; 32]),
    /// The hash of a classroom's code, or of the token of the device that joined with it (M5).
    Classroom([u8; 32]),
    /// A command on the server: who runs it holds the database anyway. No request shows this.
    Operator,
}

/// Whose data, who looks, when, in which language. Cheap to clone.
///
/// Not itself a connection: the way to rows is [`Scope::find`], which adds the municipality and the row rule.
#[derive(Clone)]
pub struct Scope(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    database: Database,
    municipality: Arc<Municipality>,
    viewer: Viewer,
    proof: Option<Proof>,
    locale: Locale,
    clock: Clock,
    ids: Ids,
    key: SecretKey,
    request_id: Arc<str>,
    trail: Option<Trail>,
    seen: Seen,
    throttle: Throttle,
    source: Option<Source>,
}

/// What is the same for every scope of an application.
#[derive(Clone)]
pub(super) struct Ground {
    pub database: Database,
    pub clock: Clock,
    pub ids: Ids,
    pub key: SecretKey,
    /// Where what is seen is handed over; nowhere outside a server, where nobody is answered.
    pub trail: Option<Trail>,
    /// What slows down who does too much.
    pub throttle: Throttle,
}

impl Scope {
    pub(super) fn new(
        ground: &Ground,
        municipality: Arc<Municipality>,
        locale: Locale,
        request_id: Arc<str>,
        source: Option<Source>,
    ) -> Self {
        let Ground { database, clock, ids, key, trail, throttle } = ground.clone();
        let viewer = Viewer::Anonymous;
        Self(Arc::new(Inner {
            database,
            municipality,
            viewer,
            proof: None,
            locale,
            clock,
            ids,
            key,
            request_id,
            trail,
            seen: Seen::default(),
            throttle,
            source,
        }))
    }

    /// The same scope for somebody else. Only the module that recognises people makes viewers.
    #[must_use]
    pub fn seen_by(&self, viewer: Viewer) -> Self {
        Self(Arc::new(Inner { viewer, ..self.0.deref().clone() }))
    }

    /// The same scope for the viewer as they are known by now, as if they asked anew: what they see from here on is noted
    /// again.
    pub(super) fn renewed(&self, viewer: Viewer) -> Self {
        Self(Arc::new(Inner { viewer, seen: Seen::default(), ..self.0.deref().clone() }))
    }

    /// The same scope for a viewer who shows a proof besides.
    #[must_use]
    pub fn with_proof(&self, proof: Proof) -> Self {
        Self(Arc::new(Inner { proof: Some(proof), ..self.0.deref().clone() }))
    }

    /// The same scope for nobody in particular: what is written through it cannot be linked to a person (S3).
    #[must_use]
    pub fn anonymously(&self) -> Self {
        self.seen_by(Viewer::Anonymous)
    }

    /// What the viewer can show besides being somebody.
    #[must_use]
    pub fn proof(&self) -> Option<&Proof> {
        self.0.proof.as_ref()
    }

    /// The same scope in another language.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> Self {
        Self(Arc::new(Inner { locale, ..self.0.deref().clone() }))
    }

    /// The municipality.
    #[must_use]
    pub fn municipality(&self) -> &Municipality {
        &self.0.municipality
    }

    /// Who looks.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.0.viewer
    }

    /// The language that the client asked for.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.0.locale
    }

    /// The present, in UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Today's date in Sweden.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.0.clock.today()
    }

    /// A new id.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.0.ids.next()
    }

    /// The installation's secret.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.0.key
    }

    /// The request's id, as the answer's header repeats it.
    #[must_use]
    pub fn request_id(&self) -> &Arc<str> {
        &self.0.request_id
    }

    /// Counts what the viewer does: who is logged in by the person, everybody else by the address that they come from. Work
    /// that nobody asked for is not counted.
    ///
    /// # Errors
    /// [`Failure::RateLimited`], when it was too much.
    pub fn count<Fault>(&self, act: Act) -> Result<(), Failure<Fault>> {
        let person = self.viewer().person_id().map(|id| self.0.throttle.person(id));
        match person.or(self.0.source) {
            Some(source) => self.0.throttle.count(source, act, self.now()).map_err(Failure::RateLimited),
            None => Ok(()),
        }
    }

    /// Which engine is behind: the few queries that differ ask here.
    #[must_use]
    pub fn backend(&self) -> sea_orm::DatabaseBackend {
        self.0.database.backend()
    }

    /// The rows of `E` that belong to the municipality and exist for the viewer.
    #[must_use]
    pub fn find<E: RowRule>(&self) -> Find<'static, E> {
        Find::in_pool(self.clone())
    }

    /// The row of that id, if it exists for the viewer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_by_id<E>(&self, id: Uuid) -> Result<Option<E::Model>, DbErr>
    where
        E: RowRule,
        E::Model: Send + Sync,
        E::Column: std::str::FromStr,
    {
        self.find::<E>().by_id(id).one().await
    }

    /// Runs a query that no row rule can carry: one over tables that are no entity's (a search index), or the one that
    /// finds out who the viewer is. The closure gets the municipality's id and must filter by it. A test keeps the list
    /// of callers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unruled<T: FromQueryResult>(
        &self,
        query: impl FnOnce(i32) -> SelectStatement,
    ) -> Result<Vec<T>, DbErr> {
        let query = query(self.0.municipality.id);
        T::find_by_statement(self.backend().build(&query)).all(&self.0.database.pool).await
    }

    /// Begins the transaction of an action.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        let (transaction, turn) = self.0.database.begin().await?;
        Ok(Tx::new(self.clone(), transaction, turn))
    }

    /// Begins a batch of inserts that is always written.
    #[must_use]
    pub fn batch(&self) -> Batch {
        Batch::new(self.clone())
    }

    /// Begins a batch of inserts with a row that decides: if there is one of that key, nothing of the batch is written.
    pub fn batch_unless_there<E>(
        &self,
        row: E::ActiveModel,
        key: impl IntoIterator<Item = E::Column>,
    ) -> Batch
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let mut batch = self.batch();
        batch.insert::<E>(row).unless_there(key);
        batch
    }

    /// The row as one of this municipality, whatever the caller set.
    pub(super) fn stamped<E>(&self, mut row: E::ActiveModel) -> E::ActiveModel
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        row.set(E::municipality(), self.municipality().id.into());
        cut_times(&mut row);
        row
    }

    /// Notes for the audit log what the viewer is shown: once in a request, however often. It is written when the answer
    /// leaves; see [`Scope::hand_over`].
    pub fn witness(&self, entry: Entry) {
        self.0.seen.note(self.noted(entry));
    }

    /// Hands over to the audit log what was noted. Every answer waits for this, and none leaves without it.
    ///
    /// # Errors
    /// [`NotTaken`], when there is something to hand over and nobody will write it.
    pub async fn hand_over(&self) -> Result<(), NotTaken> {
        let notes = self.0.seen.take();
        if notes.is_empty() {
            return Ok(());
        }
        self.0.trail.as_ref().ok_or(NotTaken)?.hand_over(notes).await
    }

    /// The entry as this viewer's, now.
    pub(super) fn noted(&self, entry: Entry) -> Note {
        Note {
            municipality_id: self.0.municipality.id,
            at: self.now(),
            actor: self.0.viewer.person_id(),
            request_id: Arc::clone(&self.0.request_id),
            entry,
        }
    }

    /// From where row rules look.
    #[must_use]
    pub fn sight(&self) -> Sight<'_> {
        let now = self.now();
        Sight {
            municipality_id: self.0.municipality.id,
            viewer: &self.0.viewer,
            proof: self.0.proof.as_ref(),
            today: now.with_timezone(&crate::platform::clock::STOCKHOLM).date_naive(),
            now,
        }
    }

    pub(super) fn database(&self) -> &Database {
        &self.0.database
    }
}

impl PlatformDb {
    /// A scope for work that nobody asked for: imports, jobs, demonstration data. It sees what an anonymous viewer sees
    /// until [`Scope::seen_by`] says otherwise.
    #[must_use]
    pub fn scope(&self, municipality: Arc<Municipality>, clock: &Clock, ids: &Ids, key: &SecretKey) -> Scope {
        let ground = Ground {
            database: self.database().clone(),
            clock: clock.clone(),
            ids: ids.clone(),
            key: key.clone(),
            trail: None,
            throttle: Throttle::default(),
        };
        let locale = municipality.default_locale;
        Scope::new(&ground, municipality, locale, Arc::from("internal"), None)
    }
}

/// Cuts the times of a row that is to be written to the precision that the product keeps, wherever they come from.
fn cut_times<A: ActiveModelTrait>(row: &mut A) {
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if matches!(column.def().get_column_type(), ColumnType::TimestampWithTimeZone)
            && let Some(Value::ChronoDateTimeUtc(Some(time))) = row.get(column).into_value()
        {
            row.set(column, to_millis(time).into());
        }
    }
}
