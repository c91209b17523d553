//! When a place is open (D2): the week, the exceptions, the holidays.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use entity::{HolidayRule, Texts};

use crate::platform::{calendar::Holiday, clock::STOCKHOLM};

/// How far ahead the next opening is looked for.
const HORIZON_DAYS: u64 = 366;
/// Open for so many days on end is never closed.
const NEVER_CLOSED_DAYS: i64 = 8;

/// A time of the day during which a place is open, on the Stockholm clock. One that closes at or before the time it opens
/// closes on the next day; midnight to midnight is the whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// From, inclusive.
    pub opens: NaiveTime,
    /// To, exclusive.
    pub closes: NaiveTime,
}

/// What is different on a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exception {
    /// When it is open; not at all when empty.
    pub spans: Vec<Span>,
    /// Why.
    pub reason: Option<Texts>,
}

/// When a place is open.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// By ISO weekday, 1 for Monday.
    pub week: BTreeMap<u32, Vec<Span>>,
    /// By date.
    pub exceptions: BTreeMap<NaiveDate, Exception>,
}

/// A date as a place keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// The date.
    pub date: NaiveDate,
    /// When it is open, in order; not at all when empty.
    pub spans: Vec<Span>,
    /// The holiday that it is.
    pub holiday: Option<Holiday>,
    /// The exception that it is.
    pub exception: Option<&'a Exception>,
}

/// Whether a place is open, and until when it stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Open until then; none when it never closes.
    Open(Option<DateTime<Utc>>),
    /// Closed until then; none when it does not open within a year.
    Closed(Option<DateTime<Utc>>),
}

impl Schedule {
    /// Whether nothing is known of it.
    pub fn is_unknown(&self) -> bool {
        self.week.is_empty() && self.exceptions.is_empty()
    }

    /// The date: an exception goes before a holiday, a holiday before the week.
    pub fn day(&self, date: NaiveDate, rule: HolidayRule) -> Day<'_> {
        let holiday = Holiday::on(date);
        let exception = self.exceptions.get(&date);
        let weekday = date.weekday().number_from_monday();
        let usual = match (holiday, rule) {
            (Some(_), HolidayRule::Closed) => None,
            (Some(_), HolidayRule::Sunday) => self.week.get(&7),
            (None, _) | (Some(_), HolidayRule::Usual) => self.week.get(&weekday),
        };
        let mut spans = exception.map(|exception| &exception.spans).or(usual).cloned().unwrap_or_default();
        spans.sort();
        Day { date, spans, holiday, exception }
    }

    /// Whether it is open at `now`.
    pub fn state(&self, now: DateTime<Utc>, rule: HolidayRule) -> State {
        let today = now.with_timezone(&STOCKHOLM).date_naive();
        // Yesterday's last hours may reach into today.
        let yesterday = today.pred_opt().unwrap_or(today);
        let days = yesterday.iter_days().take_while(|day| *day <= today + Days::new(HORIZON_DAYS));
        let mut until: Option<DateTime<Utc>> = None;
        for (from, to) in days.flat_map(|day| self.intervals(day, rule)) {
            match until {
                // Spans that touch are one: it does not close at midnight only to open again.
                Some(end) if from <= end => until = Some(end.max(to)),
                Some(end) => return State::Open(Some(end)),
                None if to <= now => {}
                None if from <= now => until = Some(to),
                None => return State::Closed(Some(from)),
            }
            if until.is_some_and(|end| (end - now).num_days() >= NEVER_CLOSED_DAYS) {
                return State::Open(None);
            }
        }
        until.map_or(State::Closed(None), |end| State::Open(Some(end)))
    }

    /// The date's spans as points in time.
    fn intervals(&self, date: NaiveDate, rule: HolidayRule) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let spans = self.day(date, rule).spans;
        let interval = |span: Span| {
            let closing_day = if span.closes <= span.opens { date.succ_opt()? } else { date };
            let (from, _) = moments(date.and_time(span.opens))?;
            let (_, to) = moments(closing_day.and_time(span.closes))?;
            (from < to).then_some((from, to))
        };
        spans.into_iter().filter_map(interval).collect()
    }
}

/// The first and the last point in time at which the clock in Stockholm shows this. They differ in the hour that autumn
/// repeats; the hour that spring leaves out is taken for the one after it.
fn moments(local: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    match STOCKHOLM.from_local_datetime(&local) {
        LocalResult::Single(moment) => Some((moment.to_utc(), moment.to_utc())),
        LocalResult::Ambiguous(first, last) => Some((first.to_utc(), last.to_utc())),
        LocalResult::None => {
            let after = STOCKHOLM.from_local_datetime(&(local + TimeDelta::hours(1))).single()?;
            Some((after.to_utc(), after.to_utc()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span {
        let (opens, closes) = text.split_once('-').unwrap();
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        Span { opens: time(opens), closes: time(closes) }
    }

    fn schedule(week: &[(u32, &[&str])]) -> Schedule {
        let week = week.iter().map(|(day, spans)| (*day, spans.iter().map(|text| span(text)).collect()));
        Schedule { week: week.collect(), ..Schedule::default() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Monday to Friday, with a break at noon on Mondays.
    fn office() -> Schedule {
        let day: &[&str] = &["08:00-16:00"];
        schedule(&[(1, &["08:00-12:00", "13:00-16:00"]), (2, day), (3, day), (4, day), (5, day)])
    }

    #[test]
    fn a_place_is_open_within_its_hours_and_not_at_closing_time() {
        let office = office();
        for (now, expected) in [
            // Monday, summer time.
            ("2026-09-14T05:59:59Z", State::Closed(Some(at("2026-09-14T06:00:00Z")))),
            ("2026-09-14T06:00:00Z", State::Open(Some(at("2026-09-14T10:00:00Z")))),
            ("2026-09-14T10:00:00Z", State::Closed(Some(at("2026-09-14T11:00:00Z")))),
            ("2026-09-14T13:59:59Z", State::Open(Some(at("2026-09-14T14:00:00Z")))),
            ("2026-09-14T14:00:00Z", State::Closed(Some(at("2026-09-15T06:00:00Z")))),
            // Friday evening, then the weekend.
            ("2026-09-18T20:00:00Z", State::Closed(Some(at("2026-09-21T06:00:00Z")))),
        ] {
            assert_eq!(office.state(at(now), HolidayRule::Closed), expected, "{now}");
        }
    }

    #[test]
    fn holidays_follow_the_rule_of_the_place() {
        let mut pool = office();
        pool.week.insert(7, vec![span("10:00-14:00")]);
        // 1 May 2026 is a Friday.
        let spans = |rule| pool.day(date("2026-05-01"), rule).spans;
        assert_eq!(spans(HolidayRule::Closed), []);
        assert_eq!(spans(HolidayRule::Sunday), [span("10:00-14:00")]);
        assert_eq!(spans(HolidayRule::Usual), [span("08:00-16:00")]);
        assert_eq!(pool.day(date("2026-05-01"), HolidayRule::Closed).holiday, Some(Holiday::FirstOfMay));
    }

    #[test]
    fn an_exception_goes_before_holiday_and_week() {
        let mut office = office();
        let shorter =
            Exception { spans: vec![span("10:00-12:00")], reason: Some(Texts::of("sv", "Städning")) };
        office.exceptions.insert(date("2026-05-01"), shorter.clone());
        office.exceptions.insert(date("2026-05-04"), Exception::default());
        assert_eq!(office.day(date("2026-05-01"), HolidayRule::Closed).spans, shorter.spans);
        assert_eq!(office.day(date("2026-05-04"), HolidayRule::Closed).spans, []);
        let closed = office.state(at("2026-05-01T11:00:00Z"), HolidayRule::Closed);
        assert_eq!(closed, State::Closed(Some(at("2026-05-05T06:00:00Z"))));
    }

    #[test]
    fn christmas_is_looked_over() {
        // 23 December 2026 is a Wednesday; the 24th, 25th and the weekend with the 26th are free.
        let state = office().state(at("2026-12-23T16:00:00Z"), HolidayRule::Closed);
        assert_eq!(state, State::Closed(Some(at("2026-12-28T07:00:00Z"))));
    }

    #[test]
    fn the_clock_changes_without_harm() {
        let night = schedule(&[(6, &["22:00-04:00"]), (7, &["02:30-05:00"])]);
        // Spring: 02:30 on 29 March 2026 does not exist and stands for 03:30; the spans meet.
        let spring = night.state(at("2026-03-28T22:00:00Z"), HolidayRule::Usual);
        assert_eq!(spring, State::Open(Some(at("2026-03-29T03:00:00Z"))));
        // Autumn: 02:30 on 25 October 2026 comes twice.
        let autumn = schedule(&[(7, &["02:30-02:45"])]);
        assert_eq!(
            autumn.state(at("2026-10-25T00:00:00Z"), HolidayRule::Usual),
            State::Closed(Some(at("2026-10-25T00:30:00Z")))
        );
        assert_eq!(
            autumn.state(at("2026-10-25T00:30:00Z"), HolidayRule::Usual),
            State::Open(Some(at("2026-10-25T01:45:00Z")))
        );
    }

    #[test]
    fn hours_over_midnight_belong_to_the_evening() {
        let bar = schedule(&[(5, &["20:00-02:00"])]);
        // Saturday 01:30.
        let state = bar.state(at("2026-09-18T23:30:00Z"), HolidayRule::Closed);
        assert_eq!(state, State::Open(Some(at("2026-09-19T00:00:00Z"))));
        assert_eq!(bar.day(date("2026-09-19"), HolidayRule::Closed).spans, []);
    }

    #[test]
    fn what_never_closes_says_so() {
        let week: Vec<(u32, &[&str])> = (1..=7).map(|day| (day, &["00:00-00:00"][..])).collect();
        let always = schedule(&week);
        assert_eq!(always.state(at("2026-09-14T10:00:00Z"), HolidayRule::Usual), State::Open(None));
        // With holidays off it closes at the next one.
        let state = always.state(at("2026-04-30T10:00:00Z"), HolidayRule::Closed);
        assert_eq!(state, State::Open(Some(at("2026-04-30T22:00:00Z"))));
    }

    #[test]
    fn what_never_opens_says_so() {
        let nothing = Schedule::default();
        assert!(nothing.is_unknown());
        assert_eq!(nothing.state(at("2026-09-14T10:00:00Z"), HolidayRule::Closed), State::Closed(None));
    }
}
