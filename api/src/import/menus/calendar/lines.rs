//! What the texts of an event mean: which lines are dishes, which name the meal that the others are of, and which only
//! say that this is a menu.

use std::collections::HashMap;

use chrono::Weekday;

use super::super::super::faults::{NoteCode, Notes};
use super::super::super::html::plain_text;
use super::super::super::parsed::Position;
use super::super::super::text::{capitalized, key, one_line};
use super::super::super::times;
use super::super::details::Details;
use super::super::dish_text;
use super::super::ics::{Calendars, Event};
use super::super::notices::notice_kind;
use super::super::prefixes::{MEALS, Parted, is_one_of, meal_named, parted};

/// A line of an event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Which day of the event it is about, where it says so.
    pub weekday: Option<Weekday>,
    /// Which meal.
    pub meal: String,
    /// Which alternative.
    pub label: Option<String>,
    /// As it stands.
    pub raw: String,
    /// Without what is not the dish.
    pub dish: String,
    /// What else is said of it.
    pub details: Details,
}

/// Words of which titles are made that name no dish.
const GENERIC: &str = "matsedel matsedeln matsedlar meny menyn menyer dagens veckans skolans skolmat skolmaten skolmatsedel \
    skollunch skollunchen skolrestaurang skolrestaurangen lunchmeny lunchmenyn lunch luncher mat maten för på i idag dag \
    school menu meals food today todays vecka v week kalender ics";

/// Whether a word, or each word of a text, belongs to what menus are called and to no school.
pub(super) fn is_generic(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| is_one_of(GENERIC, word))
}

/// Titles that stand over every day and are no dish.
pub(super) struct Titles(HashMap<String, usize>, usize);

impl Titles {
    pub(super) fn of(calendars: &Calendars) -> Self {
        let mut counts = HashMap::new();
        for event in &calendars.events {
            if let Some(summary) = event.text("SUMMARY") {
                *counts.entry(key(&summary)).or_insert(0) += 1;
            }
        }
        Self(counts, calendars.events.len())
    }

    /// Whether a summary is a title: made of the words of titles, of a weekday with its week or date, or repeated over
    /// most days.
    fn has(&self, summary: &str) -> bool {
        let count = self.0.get(&key(summary)).copied().unwrap_or_default();
        let words: Vec<String> = summary
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        let is_of_titles = |word: &String| {
            is_one_of(GENERIC, word)
                || is_one_of(MEALS, word)
                || times::weekday(word).is_some()
                || word.trim_start_matches('v').bytes().all(|b| b.is_ascii_digit())
                || MONTHS.iter().any(|month| word.starts_with(month) && word.len() <= 9)
        };
        let has_week = words.windows(2).any(|pair| {
            matches!(pair, [week, number] if ["vecka", "v", "week"].contains(&week.as_str()) && number.parse::<u8>().is_ok())
        });
        words.iter().all(is_of_titles) || has_week || (self.1 >= 3 && count * 2 > self.1)
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"];

/// The lines of an event. Lines that only lead somewhere else are left out and noted.
pub(super) fn lines_of(event: &Event, titles: &Titles, notes: &mut Notes) -> Vec<Line> {
    let at = Position::Line(event.line);
    let mut texts = |name: &str| plain_lines(&event.text(name).unwrap_or_default(), &at, notes);
    let summary = texts("SUMMARY");
    let mut description = texts("DESCRIPTION");
    if description.is_empty() {
        description = texts("X-ALT-DESC");
    }
    let title = one_line(&summary.join(" "));
    let is_title = summary.is_empty() || titles.has(&title);
    let meal = is_title.then(|| meal_in(&title)).flatten();
    if description.is_empty() {
        // A title alone says that there is a menu, and not what is on it.
        let lines = if is_title && notice_kind(&title).is_none() { Vec::new() } else { summary };
        return judged(&lines, meal.as_deref());
    }
    let signs: Vec<String> = description.iter().map(|line| key(line)).collect();
    let is_told_again = summary.iter().all(|line| signs.contains(&key(line)));
    if is_title || is_told_again {
        return judged(&description, meal.as_deref());
    }
    if notice_kind(&title).is_some() {
        let lines: Vec<_> = summary.into_iter().chain(description).collect();
        return judged(&lines, None);
    }
    // The title is the dish, and the description describes it.
    let mut lines = judged(&summary, None);
    if let Some(last) = lines.last_mut() {
        last.details.description = Some(description.join("\n"));
    }
    lines
}

/// The lines of a text, markup and bullets taken away.
fn plain_lines(text: &str, at: &Position, notes: &mut Notes) -> Vec<String> {
    let has_markup =
        ["<br", "<p", "<li", "<div", "<span"].iter().any(|tag| text.to_lowercase().contains(tag));
    let text = if has_markup { plain_text(text, None).text } else { text.to_owned() };
    let mut lines = Vec::new();
    for line in text.lines() {
        let bare = line.trim().trim_start_matches(['•', '*', '·', '–']).trim_start();
        let bare = bare.strip_prefix("- ").unwrap_or(bare);
        let is_link = ["http://", "https://", "www."].iter().any(|start| bare.starts_with(start));
        if is_link && !bare.contains(char::is_whitespace) {
            notes.take(NoteCode::LinkLeftOut, "DESCRIPTION", at);
        } else if dish_text(bare).chars().any(char::is_alphanumeric) {
            lines.push(bare.to_owned());
        } else if !bare.is_empty() {
            notes.take(NoteCode::EmptyDish, "DESCRIPTION", at);
        }
    }
    lines
}

/// The meal that a title names among its words: "Dagens lunch".
fn meal_in(title: &str) -> Option<String> {
    title.split_whitespace().find_map(meal_named).map(|named| capitalized(&named))
}

/// Lines with the meals that some of them name. A name stands over its dishes, or under them where the first line is a
/// dish; what stands after the last name belongs to it.
fn judged(lines: &[String], meal: Option<&str>) -> Vec<Line> {
    let names = names_in(lines);
    let leads = names.first().is_some_and(Option::is_some);
    let mut next = None;
    let mut following: Vec<Option<&String>> = names
        .iter()
        .rev()
        .map(|name| {
            next = name.as_ref().or(next);
            next
        })
        .collect();
    following.reverse();
    let mut current = meal.unwrap_or("Lunch").to_owned();
    let mut weekday = None;
    let mut judged = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(name) = names.get(index).and_then(Option::as_ref) {
            current.clone_from(name);
            continue;
        }
        let below = following.get(index).copied().flatten().filter(|_| !leads);
        let meal = below.unwrap_or(&current);
        let (day, rest) = after_weekday(line);
        weekday = day.or(weekday);
        if day.is_some() && rest.is_empty() {
            continue;
        }
        judged.push(one(weekday, meal, line, rest));
    }
    // A name without any dish is all there is to say.
    if judged.is_empty() && weekday.is_none() {
        judged.extend(lines.iter().map(|line| one(None, meal.unwrap_or("Lunch"), line, line)));
    }
    judged
}

/// The meal that each line names, for those that do nothing else.
fn names_in(lines: &[String]) -> Vec<Option<String>> {
    let mut names: Vec<_> = lines.iter().map(|line| meal_named(line)).collect();
    if names.iter().all(Option::is_none)
        && let [_, .., last] = lines
    {
        // "Julinspirerad lunch" under its dish.
        let words: Vec<_> = last.split_whitespace().collect();
        let names_meal = words.last().is_some_and(|word| is_one_of(MEALS, &word.to_lowercase()));
        if let Some(name) = names.last_mut().filter(|_| names_meal && (2..=3).contains(&words.len())) {
            *name = Some(last.clone());
        }
    }
    names
}

/// A line, without the meal or the alternative that stands before its colon.
fn one(weekday: Option<Weekday>, meal: &str, raw: &str, line: &str) -> Line {
    let Parted { meal: named, label, dish } = parted(line);
    let meal = named.unwrap_or_else(|| meal.to_owned());
    Line { weekday, meal, label, raw: raw.to_owned(), dish: dish_text(dish), details: Details::default() }
}

/// The weekday that a line begins with, as lists for a whole week have it, and what stands after it.
fn after_weekday(line: &str) -> (Option<Weekday>, &str) {
    let end = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    let Some(day) = times::weekday(word) else { return (None, line) };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '/' | '.'));
    match rest.strip_prefix([':', '-', '–']) {
        Some(dish) => (Some(day), dish.trim()),
        None if rest.is_empty() => (Some(day), ""),
        None => (None, line),
    }
}
