//! Calendars: the quirks of real ones, and what the format allows.

use super::super::super::real_data;
use super::super::{NoticeKind, Served, served};
use super::*;

/// A calendar of these events, each given as its lines.
fn calendar(events: &[&str]) -> String {
    let events: Vec<_> = events.iter().map(|event| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Askskolan matsedel\n{}END:VCALENDAR", events.concat())
}

fn menu(events: &[&str]) -> Menu {
    parse(calendar(events).as_bytes()).expect("a menu")
}

/// "day meal [label] dish" of each line.
fn told(menu: &Menu) -> Vec<String> {
    let line = |e: &MenuEntry| {
        let label = e.label.as_ref().map(|label| format!(" [{label}]")).unwrap_or_default();
        format!("{} {}{label} {}", e.date.format("%m-%d"), e.meal.clone().unwrap_or_default(), e.dish)
    };
    menu.entries.values().map(line).collect()
}

#[test]
fn each_week_of_the_real_calendars_is_read_whole() {
    let weeks = real_data::read_all("03-school-menus/ics-gustavlund-weekly");
    for (name, bytes) in &weeks {
        let menu = parse(bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(menu.place.as_deref(), Some("Gustavlundsskolan"), "{name}");
        assert!(menu.entries.refused.is_empty(), "{name}");
        // Every piece of every description is a line, but for those that name the meal.
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let pieces =
            text.lines().filter_map(|line| line.strip_prefix("DESCRIPTION:")).flat_map(|d| d.split("\\n"));
        let names = ["Lunch", "Middag", "Extra1", "Julinspirerad lunch"];
        let expected: Vec<_> = pieces.filter(|piece| !names.contains(piece)).map(one_line).collect();
        let found: Vec<_> = menu.entries.values().map(|e| e.dish.clone()).collect();
        assert_eq!(found, expected, "{name}");
        let days: HashSet<_> = menu.entries.values().map(|e| e.date).collect();
        assert_eq!(days.len(), text.matches("BEGIN:VEVENT").count(), "{name}");
    }
}

#[test]
fn meals_are_named_under_their_dishes_in_one_real_calendar() {
    let Some(bytes) = real_data::read("03-school-menus/ics-gustavlund-weekly/2025-W44.ics") else { return };
    let week = parse(&bytes).expect("a menu");
    assert!(week.entries.values().all(|e| e.meal.as_deref() == Some("Lunch")));
    let menu = menu(&[
        "DTSTART;VALUE=DATE:20251103\nSUMMARY:Matsedel\nDESCRIPTION:Ärtfärsbollar\\nIsterband\\nLunch\\nÄppelkaka\\nExtra1\\nKommer senare",
        "DTSTART;VALUE=DATE:20251218\nSUMMARY:Matsedel\nDESCRIPTION:Vår gröna julinspirerade lunch\\nJulinspirerad lunch",
        "DTSTART;VALUE=DATE:20251219\nSUMMARY:Matsedel\nDESCRIPTION:Lunch:\\nFisk\\nTofu\\nMellanmål\\nFrukt",
        "DTSTART;VALUE=DATE:20251220\nSUMMARY:Matsedel\nDESCRIPTION:Lunch",
    ]);
    assert_eq!(
        told(&menu),
        [
            "11-03 Lunch Ärtfärsbollar",
            "11-03 Lunch Isterband",
            "11-03 Extra1 Äppelkaka",
            "11-03 Extra1 Kommer senare",
            "12-18 Julinspirerad lunch Vår gröna julinspirerade lunch",
            "12-19 Lunch Fisk",
            "12-19 Lunch Tofu",
            "12-19 Mellanmål Frukt",
            "12-20 Lunch Lunch",
        ]
    );
}

#[test]
fn an_event_that_ends_where_it_begins_is_a_day_and_commas_that_joined_lines_go() {
    let Some(bytes) = real_data::read("03-school-menus/ics-other/jarla-skolmat_2026-W40.ics") else { return };
    let menu = parse(&bytes).expect("a menu");
    assert_eq!(menu.place.as_deref(), Some("Järla"));
    assert_eq!(menu.entries.rows.len(), 9);
    assert_eq!(
        told(&menu)[..3],
        [
            "09-28 Lunch Fläskfärs i ugn med Currysås och Ris",
            "09-28 Lunch Vegfärslåda",
            "09-29 Lunch Torsk med Äggsås och Potatis"
        ]
    );
}

#[test]
fn the_standards_own_example_is_read() {
    let Some(bytes) = real_data::read("03-school-menus/openmeal/openmeal_icalendar_example.ics") else {
        return;
    };
    let menu = parse(&bytes).expect("a menu");
    assert_eq!(menu.place.as_deref(), Some("Katedralskolan, Linköping"));
    assert_eq!(
        told(&menu),
        [
            "07-01 Lunch Wokkyckling med pasta, grönsaker och tomatsalsa",
            "07-01 Lunch Köttbullar och spagetti",
            "07-01 Lunch Grönsakssoppa"
        ]
    );
}

#[test]
fn a_day_is_the_day_in_sweden_however_it_is_written() {
    for (lines, days) in [
        ("DTSTART:20260104T230000Z\nDTEND:20260105T230000Z", vec!["2026-01-05"]),
        ("DTSTART:20260701T220000Z", vec!["2026-07-02"]),
        ("DTSTART:20260105T000000Z\nDTEND:20260106T000000Z", vec!["2026-01-05"]),
        // The nights in which daylight saving begins and ends.
        ("DTSTART:20260328T230000Z\nDTEND:20260329T220000Z", vec!["2026-03-29"]),
        ("DTSTART:20261024T220000Z\nDTEND:20261025T230000Z", vec!["2026-10-25"]),
        (
            "DTSTART;TZID=Europe/Stockholm:20260105T110000\nDTEND;TZID=Europe/Stockholm:20260105T130000",
            vec!["2026-01-05"],
        ),
        ("DTSTART;TZID=\"W. Europe Standard Time\":20260105T003000", vec!["2026-01-05"]),
        ("DTSTART;TZID=/x.org/America/New_York:20260105T200000", vec!["2026-01-06"]),
        ("DTSTART;TZID=Ingenstans:20260105T003000", vec!["2026-01-05"]),
        ("DTSTART:20260105T003000", vec!["2026-01-05"]),
        ("DTSTART:2026-01-05", vec!["2026-01-05"]),
        (
            "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260108",
            vec!["2026-01-05", "2026-01-06", "2026-01-07"],
        ),
        ("DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260101", vec!["2026-01-05"]),
        ("DTSTART;VALUE=DATE:20260105\nDURATION:P2D", vec!["2026-01-05", "2026-01-06"]),
        ("DTSTART:20260105T070000Z\nDURATION:PT1H", vec!["2026-01-05"]),
        ("DTSTART:20251231T110000Z\nDTEND:20260102T110000Z", vec!["2025-12-31", "2026-01-01"]),
    ] {
        let menu = menu(&[&format!("{lines}\nSUMMARY:Lunch\nDESCRIPTION:Fisk")]);
        let found: Vec<_> = menu.entries.values().map(|e| e.date.to_string()).collect();
        assert_eq!(found, days, "{lines}");
    }
}

#[test]
fn an_event_without_a_day_is_refused_and_a_cancelled_one_noted() {
    let menu = menu(&[
        "SUMMARY:Fisk",
        "DTSTART:snart\nSUMMARY:Fisk",
        "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20290105\nSUMMARY:Lov",
        "DTSTART;VALUE=DATE:20260105\nSTATUS:CANCELLED\nSUMMARY:Fisk",
        "DTSTART;VALUE=DATE:20260106\nSUMMARY:Matsedel",
        "DTSTART;VALUE=DATE:20260107\nSUMMARY:Matsedel\nDESCRIPTION:https://skolan.se/mat",
    ]);
    let codes: Vec<_> = menu.entries.refused.iter().map(|r| r.faults[0].code).collect();
    assert_eq!(codes, [FaultCode::Missing, FaultCode::NotADate, FaultCode::OutOfRange]);
    assert!(menu.entries.refused[1].raw.contains("DTSTART:snart"));
    let count = |code| menu.entries.notes.count(code);
    assert_eq!(
        (count(NoteCode::Cancelled), count(NoteCode::EmptyDay), count(NoteCode::LinkLeftOut)),
        (1, 2, 1)
    );
    assert!(menu.entries.rows.is_empty());
}

#[test]
fn titles_are_told_from_dishes() {
    let one = |event: &str| told(&menu(&[&format!("DTSTART;VALUE=DATE:20260105\n{event}")]));
    assert_eq!(one("SUMMARY:Fisk\\, potatis"), ["01-05 Lunch Fisk, potatis"]);
    assert_eq!(one("SUMMARY:Fisk\nDESCRIPTION:Serveras med sallad"), ["01-05 Lunch Fisk"]);
    assert_eq!(one("SUMMARY:Måndag v.2\nDESCRIPTION:Fisk"), ["01-05 Lunch Fisk"]);
    assert_eq!(one("SUMMARY:Middag\nDESCRIPTION:Fisk"), ["01-05 Middag Fisk"]);
    assert_eq!(one("SUMMARY:Lunch: Fisk"), ["01-05 Lunch Fisk"]);
    assert_eq!(
        one("SUMMARY:Askskolan vecka 2\nDESCRIPTION:Alt 1: Fisk\\nVegetariskt: Tofu\\nLunch 2: Soppa"),
        ["01-05 Lunch [Alt 1] Fisk", "01-05 Lunch [Vegetariskt] Tofu", "01-05 Lunch [Lunch 2] Soppa"]
    );
    assert_eq!(
        one("SUMMARY:Matsedel\nDESCRIPTION:<p>Fisk<br/>• Tofu</p>"),
        ["01-05 Lunch Fisk", "01-05 Lunch Tofu"]
    );
    assert_eq!(
        one("SUMMARY:Jullov\nDESCRIPTION:Fritids öppet"),
        ["01-05 Lunch Jullov", "01-05 Lunch Fritids öppet"]
    );
    let with_details = menu(&["DTSTART;VALUE=DATE:20260105\nSUMMARY:Fisk\nDESCRIPTION:Serveras med sallad"]);
    assert_eq!(
        with_details.entries.rows[0].value.details.description.as_deref(),
        Some("Serveras med sallad")
    );
    // The same words over every day are no dish.
    let week: Vec<_> = ["05", "06", "07"]
        .iter()
        .map(|day| format!("DTSTART;VALUE=DATE:202601{day}\nSUMMARY:Bamba Ask\nDESCRIPTION:Rätt {day}"))
        .collect();
    let week: Vec<&str> = week.iter().map(String::as_str).collect();
    assert_eq!(told(&menu(&week)), ["01-05 Lunch Rätt 05", "01-06 Lunch Rätt 06", "01-07 Lunch Rätt 07"]);
}

#[test]
fn a_week_in_one_event_is_parted_into_its_days_and_a_holiday_covers_all_of_its() {
    let week = menu(&[
        "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260110\nSUMMARY:Matsedel v. 2\nDESCRIPTION:Måndag 5/1: Fisk\\nTisdag: Soppa\\nBröd\\nOnsdag\\nKorv",
    ]);
    assert_eq!(
        told(&week),
        ["01-05 Lunch Fisk", "01-06 Lunch Soppa", "01-06 Lunch Bröd", "01-07 Lunch Korv"]
    );
    let holiday = menu(&["DTSTART;VALUE=DATE:20251222\nDTEND;VALUE=DATE:20251225\nSUMMARY:Jullov"]);
    let kinds: Vec<_> = holiday.entries.values().map(served).collect();
    assert!(
        kinds.len() == 3
            && kinds.iter().all(|s| matches!(s, Served::Notice(n) if n.kind == NoticeKind::Closed))
    );
}

#[test]
fn an_event_that_stands_there_again_is_taken_once() {
    let menu = menu(&[
        "UID:1\nSEQUENCE:0\nDTSTART;VALUE=DATE:20260105\nSUMMARY:Lunch\nDESCRIPTION:Fisk",
        "UID:1\nSEQUENCE:1\nDTSTART;VALUE=DATE:20260105\nSUMMARY:Lunch\nDESCRIPTION:Soppa",
        "UID:2\nDTSTART;VALUE=DATE:20260105\nSUMMARY:Lunch\nDESCRIPTION:Soppa",
        "UID:3\nDTSTART;VALUE=DATE:20260105\nSUMMARY:Lunch\nDESCRIPTION:Tofu\nRRULE:FREQ=DAILY",
    ]);
    assert_eq!(told(&menu), ["01-05 Lunch Soppa", "01-05 Lunch Tofu"]);
    assert_eq!(
        (menu.entries.notes.count(NoteCode::Repeated), menu.entries.notes.count(NoteCode::RecurrenceLeftOut)),
        (2, 1)
    );
    let orders: Vec<_> = menu.entries.values().map(|e| e.order).collect();
    assert_eq!(orders, [1, 2]);
}
