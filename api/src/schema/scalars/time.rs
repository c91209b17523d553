//! Points in time and Swedish wall-clock dates and times.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike as _, NaiveDate, NaiveTime, SecondsFormat, Utc};

use crate::platform::{calendar::is_storable, clock::to_millis};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A point in time in UTC by RFC 3339, always with three digits of a fraction: `2026-11-21T08:30:00.000Z`. Input may have
/// another offset, which is converted, and up to nine digits, of which those beyond the third are cut off.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let time = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| {
            InputValueError::custom("not a date and time by RFC 3339, like 2026-11-21T08:30:00Z")
        })?;
        let time = to_millis(time.with_timezone(&Utc));
        if !is_storable(time.year()) {
            return Err(InputValueError::custom("not between the years 1 and 9999 in UTC"));
        }
        Ok(Self(time))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalDate(pub NaiveDate);

/// A date in Sweden, as ISO 8601: `2026-11-21`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html")]
impl ScalarType for LocalDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        // Exactly ten characters: chrono alone would take "2026-1-1" and years of five digits, which no column holds.
        let date = (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        let date = date.filter(|date| is_storable(date.year()));
        date.map(Self).ok_or_else(|| InputValueError::custom("not a date by ISO 8601, like 2026-11-21"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub NaiveTime);

/// A time of day on the Stockholm wall clock: `07:30:00`. Input may leave the seconds out or have a fraction of up to nine
/// digits.
#[Scalar(specified_by_url = "https://scalars.graphql.org/apollographql/local-time.html")]
impl ScalarType for LocalTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let time =
            NaiveTime::parse_from_str(text, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"));
        time.map(Self).map_err(|_| InputValueError::custom("not a time of day, like 07:30"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%H:%M:%S").to_string())
    }
}
