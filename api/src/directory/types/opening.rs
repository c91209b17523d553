//! Opening hours (D2).

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::NaiveDate;
use entity::HolidayRule as Rule;

use super::super::rules::{Day, Exception, Schedule, Span};
use crate::schema::{
    scalars::{LocalDate, LocalTime, LocaleTag},
    text::LocalizedText,
};

/// A day of the week.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weekday {
    /// Monday (måndag).
    Monday,
    /// Tuesday (tisdag).
    Tuesday,
    /// Wednesday (onsdag).
    Wednesday,
    /// Thursday (torsdag).
    Thursday,
    /// Friday (fredag).
    Friday,
    /// Saturday (lördag).
    Saturday,
    /// Sunday (söndag).
    Sunday,
}

impl Weekday {
    /// By ISO number, 1 for Monday.
    fn of(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Monday,
            2 => Self::Tuesday,
            3 => Self::Wednesday,
            4 => Self::Thursday,
            5 => Self::Friday,
            6 => Self::Saturday,
            7 => Self::Sunday,
            _ => return None,
        })
    }
}

/// What a place does on holidays that it says nothing else about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Rule")]
pub enum HolidayRule {
    /// Closed.
    Closed,
    /// Open as on Sundays.
    Sunday,
    /// Open as usual.
    Usual,
}

/// A time of the day during which a place is open.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct OpeningSpan {
    /// When it opens.
    opens: LocalTime,
    /// When it closes. At or before the time it opens, this is on the next day: `00:00` is midnight at the end of the day.
    closes: LocalTime,
}

impl From<Span> for OpeningSpan {
    fn from(span: Span) -> Self {
        Self { opens: LocalTime(span.opens), closes: LocalTime(span.closes) }
    }
}

/// When a place is open on a day of the week; a day with a break has several.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct OpeningHours {
    /// The day.
    weekday: Weekday,
    /// When it opens.
    opens: LocalTime,
    /// When it closes. At or before the time it opens, this is on the next day: `00:00` is midnight at the end of the day.
    closes: LocalTime,
}

/// The week of a place, in order.
pub fn week(schedule: &Schedule) -> Vec<OpeningHours> {
    let days = schedule.week.iter().filter_map(|(number, spans)| Some((Weekday::of(*number)?, spans)));
    days.flat_map(|(weekday, spans)| {
        let mut spans = spans.clone();
        spans.sort();
        spans.into_iter().map(move |span| {
            let OpeningSpan { opens, closes } = span.into();
            OpeningHours { weekday, opens, closes }
        })
    })
    .collect()
}

/// A date on which a place keeps other hours.
pub struct OpeningException {
    pub date: NaiveDate,
    pub exception: Exception,
}

/// A date on which a place keeps other hours than in other weeks.
#[Object]
impl OpeningException {
    /// The date.
    async fn date(&self) -> LocalDate {
        LocalDate(self.date)
    }

    /// When it is open; closed all day when empty.
    async fn hours(&self) -> Vec<OpeningSpan> {
        self.exception.spans.iter().copied().map(OpeningSpan::from).collect()
    }

    /// Why.
    async fn reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        LocalizedText::pick_some(ctx.data_unchecked(), self.exception.reason.as_ref(), locale.as_ref())
    }
}

/// A date as a place keeps it.
pub struct OpeningDay {
    schedule: Arc<Schedule>,
    rule: Rule,
    date: NaiveDate,
}

impl OpeningDay {
    /// A date of a place.
    pub fn new(schedule: &Arc<Schedule>, rule: Rule, date: NaiveDate) -> Self {
        Self { schedule: Arc::clone(schedule), rule, date }
    }

    fn day(&self) -> Day<'_> {
        self.schedule.day(self.date, self.rule)
    }
}

/// A date as a place keeps it: the week, holidays and exceptions taken together.
#[Object]
impl OpeningDay {
    /// The date.
    async fn date(&self) -> LocalDate {
        LocalDate(self.date)
    }

    /// When it is open; closed all day when empty.
    async fn hours(&self) -> Vec<OpeningSpan> {
        self.day().spans.into_iter().map(OpeningSpan::from).collect()
    }

    /// Whether the hours are other than in other weeks because somebody said so.
    async fn is_exception(&self) -> bool {
        self.day().exception.is_some()
    }

    /// Why the hours are other.
    async fn reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        let reason = self.day().exception.and_then(|exception| exception.reason.as_ref());
        LocalizedText::pick_some(ctx.data_unchecked(), reason, locale.as_ref())
    }

    /// The holiday (helgdag) that it is, in Swedish or English.
    async fn holiday(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        let holiday = self.day().holiday?;
        let name = entity::Texts::of("sv", holiday.swedish()).and("en", holiday.english());
        Some(LocalizedText::pick(ctx.data_unchecked(), &name, locale.as_ref()))
    }
}
