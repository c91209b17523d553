//! The one way to read rows. It offers narrow verbs and never the query itself: a closure over the query could escape
//! the municipality through a union.

use std::{collections::HashMap, str::FromStr};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, JoinType,
    ModelTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value,
    sea_query::{Asterisk, Expr, Func, IntoCondition, Query, SimpleExpr, UnionType, WindowStatement},
};
use uuid::Uuid;

use super::{Joined, Keyset, Page, PageRequest, PublicRows, RowRule, Scope, Tx};

enum Source<'c> {
    Pool(Scope),
    Transaction(&'c Tx),
}

impl Clone for Source<'_> {
    fn clone(&self) -> Self {
        match self {
            Self::Pool(scope) => Self::Pool(scope.clone()),
            Self::Transaction(tx) => Self::Transaction(tx),
        }
    }
}

/// A query over the rows of `E` that belong to the scope's municipality and exist for its viewer.
pub struct Find<'c, E: EntityTrait> {
    source: Source<'c>,
    pub(super) select: Select<E>,
}

impl<E: EntityTrait> Clone for Find<'_, E> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), select: self.select.clone() }
    }
}

/// Runs a sea-orm query on whatever the find reads from.
macro_rules! on_source {
    ($self:ident, |$connection:ident| $run:expr) => {
        match $self.source {
            Source::Pool(ref scope) => {
                let $connection = &scope.database().pool;
                $run
            }
            Source::Transaction(tx) => {
                let $connection = tx.connection();
                $run
            }
        }
    };
}

impl<E: RowRule> Find<'static, E> {
    pub(super) fn in_pool(scope: Scope) -> Self {
        let select = ruled(&scope);
        Self { source: Source::Pool(scope), select }
    }
}

impl<'c, E: RowRule> Find<'c, E> {
    pub(super) fn in_transaction(tx: &'c Tx) -> Self {
        Self { source: Source::Transaction(tx), select: ruled(tx.scope()) }
    }
}

fn ruled<E: RowRule>(scope: &Scope) -> Select<E> {
    let sight = scope.sight();
    E::find().filter(E::municipality().eq(sight.municipality_id)).filter(E::visible_to(&sight))
}

impl<'c, E> Find<'c, E>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    /// Keeps rows that meet the condition.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition);
        self
    }

    /// Joins, to each row, the public rows of `C` in the same municipality that meet the condition, and leaves the row
    /// alone where there are none. Only [`Find::columns`] reads what is joined; its columns are `(alias, column)`.
    #[must_use]
    pub fn with<C: PublicRows>(mut self, alias: &'static str, on: impl IntoCondition) -> Self {
        let same = Expr::col((alias, C::municipality())).eq(self.scope().municipality().id);
        let on = Condition::all().add(same).add(on.into_condition());
        QuerySelect::query(&mut self.select).join_as(JoinType::LeftJoin, C::default(), alias, on);
        self
    }

    pub(super) fn scope(&self) -> &Scope {
        match &self.source {
            Source::Pool(scope) => scope,
            Source::Transaction(tx) => tx.scope(),
        }
    }

    /// The same query, to read columns of other tables beside each row.
    #[must_use]
    pub fn joined(self) -> Joined<'c, E> {
        Joined(self)
    }

    /// Keeps the row of that id.
    #[must_use]
    pub fn by_id(self, id: Uuid) -> Self
    where
        E::Column: FromStr,
    {
        match E::Column::from_str("id") {
            Ok(column) => self.filter(column.eq(id)),
            Err(_) => self.filter(Condition::any()),
        }
    }

    /// Sorts upwards, after what is already sorted by.
    #[must_use]
    pub fn ascending(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by(column, Order::Asc);
        self
    }

    /// Sorts downwards, after what is already sorted by.
    #[must_use]
    pub fn descending(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by(column, Order::Desc);
        self
    }

    /// Takes at most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// Locks the rows until the transaction ends, where the engine locks rows; SQLite's writer is alone anyway.
    #[must_use]
    pub fn for_update(mut self) -> Self {
        self.select = self.select.lock_exclusive();
        self
    }

    /// The first row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn one(self) -> Result<Option<E::Model>, DbErr> {
        on_source!(self, |connection| self.select.one(connection).await)
    }

    /// All rows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all(self) -> Result<Vec<E::Model>, DbErr> {
        on_source!(self, |connection| self.select.all(connection).await)
    }

    /// How many rows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count(self) -> Result<u64, DbErr> {
        on_source!(self, |connection| self.select.count(connection).await)
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn exists(self) -> Result<bool, DbErr> {
        Ok(!self.limit(1).columns::<One>(&[(SimpleExpr::val(1), "one")], &[]).await?.is_empty())
    }

    /// Computes columns instead of reading rows; `group_by` makes it an aggregate.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn columns<T: FromQueryResult>(
        self,
        columns: &[(SimpleExpr, &'static str)],
        group_by: &[E::Column],
    ) -> Result<Vec<T>, DbErr> {
        let mut select = self.select.select_only();
        for (expression, alias) in columns {
            select = select.expr_as(expression.clone(), *alias);
        }
        for column in group_by {
            select = select.group_by(*column);
        }
        on_source!(self, |connection| select.into_model::<T>().all(connection).await)
    }

    /// How many rows each parent has, in one statement. A parent without rows is absent.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_by_parent(self, parent: E::Column, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
        let columns = [(Expr::col((E::default(), parent)), "parent"), (Expr::cust("COUNT(*)"), "rows")];
        let find = self.filter(parent.is_in(ids.iter().copied()));
        let counts: Vec<Count> = find.columns(&columns, &[parent]).await?;
        Ok(counts.into_iter().map(|count| (count.parent, count.rows.unsigned_abs())).collect())
    }

    /// A page of rows in keyset order.
    ///
    /// # Errors
    /// When the cursor is not one of this list, or the database cannot be read.
    pub async fn page(self, keyset: &Keyset<E>, request: &PageRequest) -> Result<Page<E::Model>, DbErr> {
        let select = keyset.apply(self.select, request)?;
        let rows = on_source!(self, |connection| select.all(connection).await)?;
        Ok(keyset.cut(rows, request))
    }

    /// The rows of a page, and one more if there is one, as `T`.
    pub(super) async fn page_as<T: FromQueryResult>(
        self,
        keyset: &Keyset<E>,
        request: &PageRequest,
    ) -> Result<Vec<T>, DbErr> {
        let select = keyset.apply(self.select, request)?.into_model::<T>();
        on_source!(self, |connection| select.all(connection).await)
    }

    /// The same page of several parents' lists in one statement, by parent. A parent without rows is absent.
    ///
    /// # Errors
    /// When the cursor is not one of this list, or the database cannot be read.
    pub async fn page_by_parent(
        self,
        parent: E::Column,
        ids: &[Uuid],
        keyset: &Keyset<E>,
        request: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<E::Model>>, DbErr> {
        let select = keyset.after(self.select.filter(parent.is_in(ids.iter().copied())), request)?;
        let mut window = WindowStatement::partition_by((E::default(), parent));
        for (column, order) in keyset.sorted(request) {
            window.order_by((E::default(), column), order);
        }
        let mut numbered = select.into_query();
        numbered.expr_window_as(Func::cust("ROW_NUMBER"), window, "row_number");
        let mut query = Query::select();
        query
            .column(Asterisk)
            .from_subquery(numbered, "numbered")
            .and_where(Expr::col("row_number").lte(i64::from(request.size) + 1))
            // The window's own order is promised to nobody outside of it.
            .order_by(parent, Order::Asc);
        for (column, order) in keyset.sorted(request) {
            query.order_by(column, order);
        }
        let rows: Vec<E::Model> = on_source!(self, |connection| {
            E::Model::find_by_statement(connection.get_database_backend().build(&query)).all(connection).await
        })?;
        let mut lists: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
        for row in rows {
            if let Value::Uuid(Some(id)) = row.get(parent) {
                lists.entry(id).or_default().push(row);
            }
        }
        Ok(lists.into_iter().map(|(id, rows)| (id, keyset.cut(rows, request))).collect())
    }

    /// A page of several parents' lists told as one, in keyset order. Each list gives no more than a page from its index
    /// and the rest is left alone, so that a page costs the same however long the lists are.
    ///
    /// # Errors
    /// When the cursor is not one of this list, or the database cannot be read.
    pub async fn page_across(
        self,
        parent: E::Column,
        ids: &[Uuid],
        keyset: &Keyset<E>,
        request: &PageRequest,
    ) -> Result<Page<E::Model>, DbErr> {
        // One list is a list; very many are cheaper sorted once than asked for one by one.
        if ids.len() < 2 || ids.len() > MERGED {
            return self.filter(parent.is_in(ids.iter().copied())).page(keyset, request).await;
        }
        let mut lists = ids.iter().map(|id| {
            let list = keyset.apply(self.select.clone().filter(parent.eq(*id)), request)?;
            // SQLite sorts and limits a part of a union only inside a query of its own.
            Ok(Query::select().column(Asterisk).from_subquery(list.into_query(), "list").to_owned())
        });
        let mut merged = lists.next().unwrap_or_else(|| Err(DbErr::RecordNotFound(String::new())))?;
        for list in lists {
            merged.union(UnionType::All, list?);
        }
        let mut query = Query::select();
        query.column(Asterisk).from_subquery(merged, "merged").limit(u64::from(request.size) + 1);
        for (column, order) in keyset.sorted(request) {
            query.order_by(column, order);
        }
        let rows: Vec<E::Model> = on_source!(self, |connection| {
            E::Model::find_by_statement(connection.get_database_backend().build(&query)).all(connection).await
        })?;
        Ok(keyset.cut(rows, request))
    }
}

/// So many lists at most are merged from their indexes.
const MERGED: usize = 32;

#[derive(FromQueryResult)]
struct Count {
    parent: Uuid,
    rows: i64,
}

#[derive(FromQueryResult)]
struct One {
    #[expect(dead_code, reason = "only whether the row is there matters")]
    one: i32,
}
