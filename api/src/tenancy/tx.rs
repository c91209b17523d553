//! The transaction of an action: reads see what it wrote, inserts carry the municipality whatever the caller set, and
//! facts are published with the change or not at all.
#![expect(clippy::disallowed_types, reason = "this is the place that holds the transaction")]

use sea_orm::{
    ActiveModelTrait, Condition, DatabaseTransaction, DbErr, FromQueryResult, IntoActiveModel, QueryFilter,
    sea_query::{OnConflict, SelectStatement, SimpleExpr},
};
use std::sync::{Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use super::{Find, RowRule, Scope, TenantOwned};
use crate::platform::{
    Event,
    audit::{self, Entry, Note},
    relay,
};

/// An open transaction. Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    scope: Scope,
    transaction: DatabaseTransaction,
    events: std::sync::atomic::AtomicBool,
    recorded: Mutex<Vec<Note>>,
    /// Held to the end: SQLite writes one transaction at a time. Declared last, so that it is dropped last.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Tx {
    pub(super) fn new(
        scope: Scope,
        transaction: DatabaseTransaction,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        Self { scope, transaction, events: false.into(), recorded: Mutex::default(), _turn: turn }
    }

    pub(super) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The bare transaction, for what logins share with imports, which have no scope: whose a number or a name is. The
    /// caller filters by municipality.
    #[must_use]
    pub(crate) fn unruled(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// What [`Scope::unruled`] reads, as the transaction sees it. While a transaction holds rows nobody may ask the pool for
    /// a second connection: those who wait for the rows hold all of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unruled_rows<T: FromQueryResult>(
        &self,
        query: impl FnOnce(i32) -> SelectStatement,
    ) -> Result<Vec<T>, DbErr> {
        let query = query(self.scope.municipality().id);
        T::find_by_statement(self.scope.backend().build(&query)).all(&self.transaction).await
    }

    /// The scope it was begun from.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The rows of `E` that belong to the municipality and exist for the viewer, as the transaction sees them.
    #[must_use]
    pub fn find<E: RowRule>(&self) -> Find<'_, E> {
        Find::in_transaction(self)
    }

    /// Inserts a row and returns it.
    ///
    /// # Errors
    /// When a constraint is violated or the database cannot be written.
    pub async fn insert<E>(&self, row: E::ActiveModel) -> Result<E::Model, DbErr>
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E> + sea_orm::ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.scope.stamped::<E>(row).insert(&self.transaction).await
    }

    /// Inserts rows, as many as there are in a few statements; an empty list is nothing to do.
    ///
    /// # Errors
    /// When a constraint is violated or the database cannot be written.
    pub async fn insert_all<E>(&self, rows: Vec<E::ActiveModel>) -> Result<(), DbErr>
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        // Engines take at most 32,766 (SQLite) or 65,535 (PostgreSQL) parameters a statement.
        let mut rows = rows.into_iter().map(|row| self.scope.stamped::<E>(row)).peekable();
        while rows.peek().is_some() {
            let batch: Vec<_> = rows.by_ref().take(1_000).collect();
            E::insert_many(batch).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Inserts a row, or does what `conflict` says where one is there already. Returns how many rows were written.
    ///
    /// # Errors
    /// When another constraint is violated or the database cannot be written.
    pub async fn insert_or<E>(&self, row: E::ActiveModel, conflict: OnConflict) -> Result<u64, DbErr>
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        E::insert(self.scope.stamped::<E>(row))
            .on_conflict(conflict)
            .exec_without_returning(&self.transaction)
            .await
    }

    /// Inserts rows, or does what `conflict` says for each that is there already. Returns how many rows were written.
    ///
    /// # Errors
    /// When another constraint is violated or the database cannot be written.
    pub async fn insert_all_or<E>(
        &self,
        rows: Vec<E::ActiveModel>,
        conflict: OnConflict,
    ) -> Result<u64, DbErr>
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut rows = rows.into_iter().map(|row| self.scope.stamped::<E>(row)).peekable();
        let mut written = 0;
        while rows.peek().is_some() {
            let batch: Vec<_> = rows.by_ref().take(1_000).collect();
            let insert = E::insert_many(batch).on_conflict(conflict.clone());
            written += insert.exec_without_returning(&self.transaction).await?;
        }
        Ok(written)
    }

    /// Changes columns of the rows that meet the condition, belong to the municipality and exist for the viewer.
    /// Returns how many rows were changed.
    ///
    /// # Errors
    /// When a constraint is violated or the database cannot be written.
    pub async fn update<E: RowRule>(
        &self,
        condition: Condition,
        changes: Vec<(E::Column, SimpleExpr)>,
    ) -> Result<u64, DbErr> {
        let mut update = E::update_many().filter(self.mine::<E>()).filter(condition);
        for (column, value) in changes {
            update = update.col_expr(column, value);
        }
        Ok(update.exec(&self.transaction).await?.rows_affected)
    }

    /// Deletes the rows that meet the condition, belong to the municipality and exist for the viewer. Returns how
    /// many.
    ///
    /// # Errors
    /// When a constraint is violated or the database cannot be written.
    pub async fn delete<E: RowRule>(&self, condition: Condition) -> Result<u64, DbErr> {
        let delete = E::delete_many().filter(self.mine::<E>()).filter(condition);
        Ok(delete.exec(&self.transaction).await?.rows_affected)
    }

    /// Publishes a fact: it is announced if, and only if, the transaction commits.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn publish(&self, event: Event) -> Result<(), DbErr> {
        let event = Event { municipality_id: self.scope.municipality().id, ..event };
        relay::insert_fact(&self.transaction, event, self.scope.now()).await?;
        self.events.store(true, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }

    /// Records in the audit log that the viewer does this, if, and only if, the transaction commits. Written last: who
    /// adds to the log keeps everybody else from it until the end.
    pub fn record(&self, entry: Entry) {
        let note = self.scope.noted(entry);
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }

    /// Makes it so, durably. What was published is announced soon after.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { scope, transaction, events, recorded, _turn } = self;
        let recorded = recorded.into_inner().unwrap_or_else(PoisonError::into_inner);
        audit::append(&transaction, scope.key(), scope.municipality().id, &recorded).await?;
        transaction.commit().await?;
        if events.into_inner() {
            scope.database().committed.notify_one();
        }
        Ok(())
    }

    fn mine<E: RowRule>(&self) -> Condition {
        use sea_orm::ColumnTrait;
        let sight = self.scope.sight();
        Condition::all().add(E::municipality().eq(sight.municipality_id)).add(E::visible_to(&sight))
    }
}
