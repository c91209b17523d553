//! Inserts that are written together or not at all and between which nothing has to be decided. PostgreSQL gets them as one
//! statement, which is a transaction of its own: in an action's transaction each insert waits for the answer to the one
//! before, and beginning and committing are two waits more.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DbErr, Iterable, RuntimeErr,
    entity::ColumnTrait,
    sea_query::{
        CommonTableExpression, DynIden, Expr, ExprTrait, InsertStatement, IntoIden, IntoTableRef, OnConflict,
        Query, Returning, TableRef, WithClause, WithQuery,
    },
};

use super::{Scope, TenantOwned};

/// By what name an insert knows the one before it.
const BEFORE: &str = "before";

/// By what name it knows what that one returned.
const RETURNED: &str = "returned";

/// Inserts to be sent at once, in the order in which they were added. Dropped without [`Batch::send`], it is nothing.
pub struct Batch {
    scope: Scope,
    inserts: Vec<Insert>,
}

impl Batch {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, inserts: Vec::new() }
    }

    /// The scope it was made from.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Adds a row.
    pub fn insert<E>(&mut self, row: E::ActiveModel) -> &mut Insert
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        self.inserts.push_mut(Insert::of::<E>(self.scope.stamped::<E>(row)))
    }

    /// What the insert before returned, as text, for [`Insert::with`].
    #[must_use]
    pub fn returned_before() -> Expr {
        Expr::col((BEFORE, RETURNED))
    }

    /// Writes everything, durably, and answers what the last [`Insert::returning`] returned; nothing if nothing was
    /// written, because the row of [`Scope::batch_unless_there`] is there. Of two at once with that row the second waits
    /// for what becomes of the first.
    ///
    /// # Errors
    /// When a constraint is violated or the database cannot be written: then nothing is.
    pub async fn send(self) -> Result<Option<String>, DbErr> {
        match self.scope.backend() {
            DatabaseBackend::Postgres => self.send_at_once().await,
            _ => self.send_in_turn().await,
        }
    }

    async fn send_at_once(self) -> Result<Option<String>, DbErr> {
        let Some(statement) = at_once(self.inserts)? else { return Ok(Some(String::new())) };
        let row = self.scope.database().pool.query_one(&statement).await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    }

    async fn send_in_turn(self) -> Result<Option<String>, DbErr> {
        let tx = self.scope.begin().await?;
        let (mut before, mut answer) = (None, String::new());
        for insert in self.inserts {
            let is_answer = insert.returned.is_some();
            let before_it = before.take().map(|text: String| {
                TableRef::SubQuery(
                    Box::new(Query::select().expr_as(Expr::val(text), RETURNED).to_owned()),
                    BEFORE.into_iden(),
                )
            });
            let Some(row) = tx.connection().query_one(&insert.after(before_it)?).await? else {
                return Ok(None);
            };
            let returned: String = row.try_get_by_index(0)?;
            if is_answer {
                answer.clone_from(&returned);
            }
            before = Some(returned);
        }
        tx.commit().await?;
        Ok(Some(answer))
    }
}

/// One statement with all of them; none without any.
///
/// PostgreSQL promises no order among the parts of a statement. So that locks are always taken in the order given, and
/// nothing is written after a row that was not, each insert selects from what the one before returned.
fn at_once(inserts: Vec<Insert>) -> Result<Option<WithQuery>, DbErr> {
    let Some(last) = inserts.len().checked_sub(1) else { return Ok(None) };
    let answer = inserts.iter().rposition(|insert| insert.returned.is_some()).unwrap_or(last);
    let mut with = WithClause::new();
    for (place, insert) in inserts.into_iter().enumerate() {
        let before = place.checked_sub(1).map(|place| name(place).into_table_ref().alias(BEFORE));
        let mut part = CommonTableExpression::new();
        part.table_name(name(place)).column(RETURNED).query(insert.after(before)?);
        with.cte(part);
    }
    Ok(Some(with.query(Query::select().column(RETURNED).from(name(answer)).to_owned())))
}

fn name(place: usize) -> DynIden {
    format!("insert_{}", place + 1).into_iden()
}

/// An insert of one row in a [`Batch`].
pub struct Insert {
    table: TableRef,
    columns: Vec<DynIden>,
    values: Vec<Expr>,
    conflict: Option<OnConflict>,
    returned: Option<DynIden>,
}

impl Insert {
    fn of<E>(mut row: E::ActiveModel) -> Self
    where
        E: TenantOwned,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let set = E::Column::iter().filter_map(|column| Some((column, row.take(column).into_value()?)));
        let (columns, values) =
            set.map(|(column, value)| (column.into_iden(), column.save_as(Expr::val(value)))).unzip();
        Self { table: E::default().table_ref(), columns, values, conflict: None, returned: None }
    }

    /// Sets a column, which the row leaves open, to what the database makes of this.
    pub fn with(&mut self, column: impl IntoIden, value: Expr) -> &mut Self {
        self.columns.push(column.into_iden());
        self.values.push(value);
        self
    }

    /// If a row of that key is there, changes it in this way instead.
    pub fn or_change<C: IntoIden>(
        &mut self,
        key: impl IntoIterator<Item = C>,
        changes: impl IntoIterator<Item = (C, Expr)>,
    ) -> &mut Self {
        self.conflict = Some(OnConflict::columns(key).values(changes).to_owned());
        self
    }

    /// If a row of that key is there, writes nothing. Only the first of a batch may be like this.
    pub(super) fn unless_there<C: IntoIden>(&mut self, key: impl IntoIterator<Item = C>) {
        self.conflict = Some(OnConflict::columns(key).do_nothing().to_owned());
    }

    /// Returns this column of the row, to the insert that follows and as the batch's answer.
    pub fn returning(&mut self, column: impl IntoIden) {
        self.returned = Some(column.into_iden());
    }

    /// The statement, for the one row that the insert before it returned.
    fn after(self, before: Option<TableRef>) -> Result<InsertStatement, DbErr> {
        let mut row = Query::select();
        row.exprs(self.values);
        if let Some(before) = before {
            row.from(before);
            // Otherwise SQLite takes the ON of ON CONFLICT for that of a join.
            row.and_where(Expr::cust("TRUE"));
        }
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns);
        insert.select_from(row).map_err(|fault| DbErr::Query(RuntimeErr::Internal(fault.to_string())))?;
        if let Some(conflict) = self.conflict {
            insert.on_conflict(conflict);
        }
        insert.returning(Returning::new().expr(match self.returned {
            Some(column) => Expr::col(column).cast_as("text"),
            None => Expr::cust("''"),
        }));
        Ok(insert)
    }
}
