//! Pages by keyset: a cursor carries the sort key and the id of a row, so that the five-hundredth page costs what the
//! first one does, and rows that come or go in between neither repeat nor vanish.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, ExprTrait, ModelTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    Select, Value,
    sea_query::{Expr, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::platform::calendar::is_storable;

/// Longer texts are no cursors.
const LONGEST_CURSOR: usize = 4_096;

/// How a list is sorted: columns in order, the last of them unique, all in one direction.
pub struct Keyset<E: EntityTrait> {
    columns: &'static [E::Column],
    order: Order,
}

/// What part of the list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// How many rows, 1 to 100.
    pub size: u16,
    /// Rows after this one.
    pub after: Option<Cursor>,
    /// Rows before this one.
    pub before: Option<Cursor>,
    /// Whether to count from the end.
    pub backward: bool,
}

/// A place in a list, opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(Vec<Key>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Key {
    #[serde(rename = "i")]
    Int(i32),
    #[serde(rename = "l")]
    Long(i64),
    #[serde(rename = "s")]
    Text(String),
    #[serde(rename = "u")]
    Id(Uuid),
    #[serde(rename = "d")]
    Date(NaiveDate),
    #[serde(rename = "t")]
    Micros(i64),
}

/// Some rows of a list.
#[derive(Debug)]
pub struct Page<M> {
    /// The rows in the list's order.
    pub rows: Vec<Arc<M>>,
    /// Whether rows come before.
    pub has_previous: bool,
    /// Whether rows come after.
    pub has_next: bool,
}

impl<M> Page<M> {
    /// A page of a list without rows.
    #[must_use]
    pub fn empty() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }
}

impl Cursor {
    /// Reads what [`Cursor::encode`] wrote.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > LONGEST_CURSOR {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok().map(Self)
    }

    /// The place of a row in a list that is ranked and lies in memory.
    #[must_use]
    pub fn of_rank(score: i32, id: Uuid) -> Self {
        Self(vec![Key::Int(score), Key::Id(id)])
    }

    /// What [`Cursor::of_rank`] was made of.
    #[must_use]
    pub fn rank(&self) -> Option<(i32, Uuid)> {
        match self.0.as_slice() {
            [Key::Int(score), Key::Id(id)] => Some((*score, *id)),
            _ => None,
        }
    }

    /// The cursor as clients see it.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.0).unwrap_or_default())
    }
}

impl Key {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Int(Some(int)) => Some(Self::Int(int)),
            Value::BigInt(Some(long)) => Some(Self::Long(long)),
            Value::String(Some(text)) => Some(Self::Text(text)),
            Value::Uuid(Some(id)) => Some(Self::Id(id)),
            Value::ChronoDate(Some(date)) => Some(Self::Date(date)),
            Value::ChronoDateTimeUtc(Some(time)) => Some(Self::Micros(time.timestamp_micros())),
            _ => None,
        }
    }

    fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Int(int) => (*int).into(),
            Self::Long(long) => (*long).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Id(id) => (*id).into(),
            Self::Date(date) => (*date).into(),
            Self::Micros(micros) => DateTime::<Utc>::from_timestamp_micros(*micros)?.into(),
        })
    }

    /// Whether the key fits a column of this type: a cursor of one list must not reach another.
    fn fits(&self, column: &sea_orm::ColumnType) -> bool {
        use sea_orm::ColumnType as C;
        match (self, column) {
            (Self::Int(_), C::Integer) | (Self::Long(_), C::BigInteger) | (Self::Id(_), C::Uuid) => true,
            // PostgreSQL takes no NUL.
            (Self::Text(text), C::Text | C::String(_)) => !text.contains('\0'),
            // Years of other than four digits are not in order on SQLite, and PostgreSQL has not all of them.
            (Self::Date(date), C::Date) => is_storable(date.year()),
            (Self::Micros(micros), C::TimestampWithTimeZone) => {
                DateTime::<Utc>::from_timestamp_micros(*micros).is_some_and(|time| is_storable(time.year()))
            }
            _ => false,
        }
    }
}

impl<E: EntityTrait> Keyset<E> {
    /// Sorted upwards by these columns.
    #[must_use]
    pub const fn ascending(columns: &'static [E::Column]) -> Self {
        Self { columns, order: Order::Asc }
    }

    /// Sorted downwards by these columns.
    #[must_use]
    pub const fn descending(columns: &'static [E::Column]) -> Self {
        Self { columns, order: Order::Desc }
    }

    pub(super) fn apply(&self, select: Select<E>, request: &PageRequest) -> Result<Select<E>, DbErr> {
        let mut select = self.after(select, request)?;
        for (column, order) in self.sorted(request) {
            select = select.order_by(column, order);
        }
        Ok(select.limit(u64::from(request.size) + 1))
    }

    /// The columns to sort by, in the direction that the request reads.
    pub(super) fn sorted(&self, request: &PageRequest) -> impl Iterator<Item = (E::Column, Order)> {
        let upwards = matches!(self.order, Order::Asc);
        let order = if upwards == request.backward { Order::Desc } else { Order::Asc };
        self.columns.iter().map(move |column| (*column, order.clone()))
    }

    /// Keeps the rows that the request's cursors leave.
    pub(super) fn after(&self, mut select: Select<E>, request: &PageRequest) -> Result<Select<E>, DbErr> {
        let upwards = matches!(self.order, Order::Asc);
        for (cursor, is_after) in [(&request.after, true), (&request.before, false)]
            .into_iter()
            .filter_map(|(c, a)| Some((c.as_ref()?, a)))
        {
            let place = self.place(cursor)?;
            let row = Expr::tuple(self.columns.iter().map(|column| column.into_expr()));
            select = select.filter(if is_after == upwards { row.gt(place) } else { row.lt(place) });
        }
        Ok(select)
    }

    fn place(&self, cursor: &Cursor) -> Result<SimpleExpr, DbErr> {
        if cursor.0.len() != self.columns.len() {
            return Err(foreign());
        }
        let values = cursor.0.iter().zip(self.columns).map(|(key, column)| {
            let value = key.fits(column.def().get_column_type()).then(|| key.value()).flatten();
            value.map(Expr::val).ok_or_else(foreign)
        });
        Ok(Expr::tuple(values.collect::<Result<Vec<_>, _>>()?))
    }

    #[expect(clippy::unused_self, reason = "rows are cut by the keyset that read them")]
    pub(super) fn cut(&self, rows: Vec<E::Model>, request: &PageRequest) -> Page<E::Model> {
        let (rows, has_previous, has_next) = cut(rows, request);
        Page { rows: rows.into_iter().map(Arc::new).collect(), has_previous, has_next }
    }

    /// Whether the request's cursors are of this list.
    #[must_use]
    pub fn accepts(&self, request: &PageRequest) -> bool {
        [&request.after, &request.before].into_iter().flatten().all(|cursor| self.place(cursor).is_ok())
    }

    /// The place of a row.
    #[must_use]
    pub fn cursor(&self, row: &E::Model) -> Cursor {
        Cursor(self.columns.iter().filter_map(|column| Key::of(row.get(*column))).collect())
    }
}

/// The rows that belong on the page, in the list's order, and whether there are more before and after them.
pub(super) fn cut<R>(mut rows: Vec<R>, request: &PageRequest) -> (Vec<R>, bool, bool) {
    let size = usize::from(request.size);
    let more = rows.len() > size;
    rows.truncate(size);
    if request.backward {
        rows.reverse();
        return (rows, more, request.before.is_some());
    }
    (rows, request.after.is_some(), more)
}

/// A cursor that [`Keyset::accepts`] would have refused.
fn foreign() -> DbErr {
    DbErr::Custom("the cursor is of another list".to_owned())
}
