//! A page of rows with something of other tables beside each: one statement where a loader each would be several.

use std::sync::Arc;

use sea_orm::{
    ColumnTrait, Condition, DatabaseBackend, DbErr, EntityTrait, ExprTrait, FromQueryResult, IdenStatic,
    JoinType, Order, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait,
    sea_query::{Expr, SimpleExpr},
};

use super::{Find, Keyset, Page, PageRequest, PublicRows, RowRule, keyset};

/// A find with joined tables, each under a name of its own, and the columns that are read of them.
pub struct Joined<'c, E: EntityTrait>(pub(super) Find<'c, E>);

/// A row and what stands beside it.
struct Both<M, B>(M, B);

impl<M: FromQueryResult, B: FromQueryResult> FromQueryResult for Both<M, B> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self(M::from_query_result(row, prefix)?, B::from_query_result(row, prefix)?))
    }
}

impl<E> Joined<'_, E>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    /// Joins the public row of `C` whose id the column holds, if there is one.
    #[must_use]
    pub fn named<C: PublicRows>(self, alias: &'static str, id: E::Column) -> Self {
        let same = Expr::col((alias, "id")).equals((E::default(), id));
        Self(self.0.with::<C>(alias, same))
    }

    /// Joins the first row of `C` that the viewer may see, in the order given, of those whose `parent` is the row's id,
    /// and reads these columns of it.
    #[must_use]
    pub fn first<C: RowRule>(
        mut self,
        alias: &'static str,
        parent: C::Column,
        order: &[(C::Column, Order)],
        columns: &[C::Column],
    ) -> Self {
        let scope = self.0.scope();
        let sight = scope.sight();
        let mut first = C::find()
            .select_only()
            .filter(C::municipality().eq(sight.municipality_id))
            .filter(C::visible_beside(&sight))
            .filter(Expr::col((C::default(), parent)).equals((E::default(), "id")))
            .limit(1);
        for (column, direction) in order {
            first = first.order_by(*column, direction.clone());
        }
        if scope.backend() == DatabaseBackend::Postgres {
            let first = first.columns(columns.iter().copied()).into_query();
            let always = Condition::all();
            QuerySelect::query(&mut self.0.select).join_lateral(JoinType::LeftJoin, first, alias, always);
        } else {
            // SQLite has no lateral joins: the row is found once more by its id.
            let first = first.expr(Expr::col((C::default(), "id"))).into_query();
            let on = Condition::all()
                .add(Expr::col((alias, C::municipality())).eq(sight.municipality_id))
                .add(Expr::col((alias, "id")).eq(SimpleExpr::from(first)));
            QuerySelect::query(&mut self.0.select).join_as(JoinType::LeftJoin, C::default(), alias, on);
        }
        columns.iter().fold(self, |joined, column| joined.column(alias, *column))
    }

    /// Reads a column of what is joined, under the name `alias_column`.
    #[must_use]
    pub fn column(mut self, alias: &'static str, column: impl IdenStatic) -> Self {
        let name = format!("{alias}_{}", column.as_str());
        self.0.select = self.0.select.expr_as(Expr::col((alias, column)), name);
        self
    }

    /// A page in keyset order, and what stands beside each of its rows.
    ///
    /// # Errors
    /// When the cursor is not one of this list, or the database cannot be read.
    pub async fn page<B: FromQueryResult + Send + Sync>(
        self,
        keyset: &Keyset<E>,
        request: &PageRequest,
    ) -> Result<(Page<E::Model>, Vec<B>), DbErr> {
        let rows: Vec<Both<E::Model, B>> = self.0.page_as(keyset, request).await?;
        let (rows, has_previous, has_next) = keyset::cut(rows, request);
        let (rows, beside) = rows.into_iter().map(|Both(row, beside)| (Arc::new(row), beside)).unzip();
        Ok((Page { rows, has_previous, has_next }, beside))
    }
}
