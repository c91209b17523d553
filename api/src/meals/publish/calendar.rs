//! A school's menu as a calendar (iCalendar, RFC 5545; the form that Open Meal shows): an event over the day for each meal,
//! with the meal's own id and version, so that a phone's calendar changes events instead of adding them. A day without a meal
//! has an event that says why.
//!
//! Allergens are not in it: a calendar is read long after it was fetched, and nobody may rely on it.

use std::{fmt::Write as _, sync::Arc};

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::school;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    meals::{
        rules::{
            menu::{ServedDish, ServedMeal},
            versions::is_withdrawn,
        },
        store::{menus, schools},
    },
    tenancy::Scope,
};

/// So many days before today the calendar begins.
const BEFORE: Days = Days::new(30);
/// So many days after today it ends.
const AHEAD: Days = Days::new(60);
/// The meal that needs no name in a title.
const LUNCH: &str = "Lunch";
/// How many bytes a line has at most, without its end.
const LINE: usize = 75;

/// The calendar of the school of that id, from thirty days ago to sixty days ahead.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_school(scope: &Scope, id: &str) -> Result<Option<String>, DbErr> {
    let Ok(id) = Uuid::try_parse(id.strip_prefix("school:").unwrap_or(id)) else { return Ok(None) };
    let Some(school) = schools::find_by_id(scope, id).await? else { return Ok(None) };
    let today = scope.today();
    let first = today.checked_sub_days(BEFORE).unwrap_or(today);
    let last = today.checked_add_days(AHEAD).unwrap_or(today);
    let menu = menus::list_menus(scope, &[id], (first, last)).await?.remove(&id).unwrap_or_default();
    Ok(Some(written(&school, &menu)))
}

/// The calendar as it is sent.
fn written(school: &school::Model, menu: &[Arc<ServedMeal>]) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Mitt Kommun//Skolmat//SV");
    lines.put("CALSCALE", "GREGORIAN");
    lines.text("X-WR-CALNAME", &format!("{} matsedel", school.name));
    lines.put("X-WR-TIMEZONE", "Europe/Stockholm");
    // How often it is worth asking again (RFC 7986), in the new words and in the old.
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    lines.put("X-PUBLISHED-TTL", "PT6H");
    for meal in menu {
        event(&mut lines, school, meal);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn event(lines: &mut Lines, school: &school::Model, meal: &ServedMeal) {
    let said = said(meal);
    lines.put("BEGIN", "VEVENT");
    // The same wherever the server is and whatever it is called.
    lines.put("UID", &format!("{}@meal.mittkommun", meal.id));
    // Without a METHOD it says when the event was last revised.
    lines.put("DTSTAMP", &moment(meal.updated_at));
    lines.put("LAST-MODIFIED", &moment(meal.updated_at));
    lines.put("SEQUENCE", &meal.version.to_string());
    lines.put("DTSTART;VALUE=DATE", &day(meal.served_on));
    lines.put("DTEND;VALUE=DATE", &day(meal.served_on.succ_opt().unwrap_or(meal.served_on)));
    lines.text("SUMMARY", &said.title);
    lines.text("DESCRIPTION", &said.description);
    lines.text("LOCATION", &school.name);
    lines.text("CATEGORIES", &meal.name);
    if is_withdrawn(&meal.notices) {
        lines.put("STATUS", "CANCELLED");
    }
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("END", "VEVENT");
}

/// The words of an event.
struct Said {
    title: String,
    description: String,
}

/// The dishes are the title and stand again in the description, a line each; a title that a calendar cuts off hides nothing
/// then. What is no meal is told by its notices.
fn said(meal: &ServedMeal) -> Said {
    let notices = || meal.notices.iter().map(|notice| notice.text.clone());
    let is_served = meal.is_served();
    let mut title: Vec<String> = Vec::new();
    if is_served && (meal.name != LUNCH || meal.dishes.is_empty() && meal.notices.is_empty()) {
        title.push(meal.name.clone());
    }
    if is_served {
        title.extend(meal.dishes.iter().map(|dish| line_of(dish)));
    }
    if title.is_empty() || !is_served {
        title.extend(notices());
    }
    let mut description = title.clone();
    description.extend(notices().filter(|notice| !title.contains(notice)));
    Said { title: title.join("\n"), description: description.join("\n") }
}

fn line_of(dish: &ServedDish) -> String {
    match &dish.option_label {
        Some(label) => format!("{label}: {}", dish.name),
        None => dish.name.clone(),
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The lines of a calendar.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a property whose value is no text.
    fn put(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds a text, with what has a meaning of its own marked (RFC 5545, 3.3.11).
    fn text(&mut self, name: &str, text: &str) {
        let mut line = format!("{name}:");
        for letter in text.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    let _ = write!(line, "\\{letter}");
                }
                '\n' => line.push_str("\\n"),
                letter if letter.is_control() => {}
                letter => line.push(letter),
            }
        }
        self.fold(&line);
    }

    /// Breaks a line that is too long, never within a letter (RFC 5545, 3.1).
    fn fold(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_75_bytes_and_never_within_a_letter() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"å".repeat(100));
        let folded: Vec<_> = lines.0.split_terminator("\r\n").collect();
        assert!(folded.iter().all(|line| line.len() <= LINE), "{folded:?}");
        assert!(folded.iter().skip(1).all(|line| line.starts_with(' ')));
        let whole: String =
            folded.iter().enumerate().map(|(n, line)| if n == 0 { *line } else { &line[1..] }).collect();
        assert_eq!(whole, format!("SUMMARY:{}", "å".repeat(100)));
    }

    #[test]
    fn letters_with_a_meaning_are_marked_and_control_characters_left_out() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "Fisk, \\sås; \u{7}ris\r\nTofu");
        assert_eq!(lines.0, "SUMMARY:Fisk\\, \\\\sås\\; ris\\nTofu\r\n");
    }
}
