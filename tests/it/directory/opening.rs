//! Opening hours as an app asks for them (D2).

use chrono::{NaiveDate, NaiveTime};
use entity::{HolidayRule, facility, opening_exception};
use harness::builders::{a_facility, open, swedish};
use harness::{TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

const NOW: &str = "{ municipality { facilities { nodes { isOpenNow opensNext closesNext } } } }";

/// Open from nine to five on weekdays.
async fn an_office(app: &TestApp) -> facility::Model {
    let office = app.home.insert(a_facility("Kontoret")).await;
    for weekday in 1..=5 {
        app.home.insert(open(&office, weekday, 9, 17)).await;
    }
    office
}

async fn except(
    app: &TestApp,
    office: &facility::Model,
    date: &str,
    hours: Option<(u32, u32)>,
    reason: &str,
) {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0);
    let row = opening_exception::ActiveModel {
        facility_id: Set(office.id),
        on_date: Set(date.parse::<NaiveDate>().unwrap()),
        opens: Set(hours.and_then(|(opens, _)| at(opens))),
        closes: Set(hours.and_then(|(_, closes)| at(closes))),
        reason: Set(Some(swedish(reason))),
        ..ActiveModelTrait::default()
    };
    app.home.insert(row).await;
}

async fn now(app: &TestApp, time: &str) -> Value {
    app.clock.set(time);
    app.ask(NOW, json!({})).await.ok().at("/municipality/facilities/nodes/0").clone()
}

#[both_engines]
async fn a_place_is_open_when_its_clock_says_so(app: TestApp) {
    let office = an_office(&app).await;
    except(&app, &office, "2026-09-15", Some((13, 15)), "Utbildning").await;
    let is_open = |until: &str| json!({ "isOpenNow": true, "opensNext": null, "closesNext": until });
    let is_closed = |until: &str| json!({ "isOpenNow": false, "opensNext": until, "closesNext": null });
    assert_eq!(now(&app, "2026-09-14T08:59:59+02:00").await, is_closed("2026-09-14T07:00:00.000Z"));
    assert_eq!(now(&app, "2026-09-14T12:00:00+02:00").await, is_open("2026-09-14T15:00:00.000Z"));
    assert_eq!(now(&app, "2026-09-14T17:00:00+02:00").await, is_closed("2026-09-15T11:00:00.000Z"));
    // Winter time, over New Year: Thursday is New Year's Eve, Friday New Year's Day.
    assert_eq!(now(&app, "2026-12-30T18:00:00+01:00").await, is_closed("2027-01-04T08:00:00.000Z"));
}

#[both_engines]
async fn a_place_without_hours_says_nothing_rather_than_closed(app: TestApp) {
    app.home.insert(a_facility("Okänt")).await;
    let nothing = json!({ "isOpenNow": null, "opensNext": null, "closesNext": null });
    assert_eq!(now(&app, "2026-09-14T12:00:00+02:00").await, nothing);
}

#[both_engines]
async fn the_days_ahead_show_holidays_and_exceptions_in_ones_language(app: TestApp) {
    let office = an_office(&app).await;
    except(&app, &office, "2026-04-07", None, "Flytt").await;
    except(&app, &office, "2026-04-08", Some((10, 11)), "Flytt").await;
    except(&app, &office, "2026-04-08", Some((13, 14)), "Flytt").await;
    except(&app, &office, "2026-04-01", None, "Gammalt").await;
    app.clock.set("2026-04-02T12:00:00+02:00");
    let query = "{ municipality { facilities { nodes { holidayRule
        openingDays(days: 7) { date isException hours { opens closes } reason { value } holiday { value locale } }
        openingExceptions { date hours { opens closes } reason { value } }
        openingHours { weekday opens closes } } } } }";
    let answer = app.ask(query, json!({})).header("accept-language", "en").await.ok();
    let place = answer.at("/municipality/facilities/nodes/0");
    assert_eq!(place["holidayRule"], "CLOSED");
    let usual = json!([{ "opens": "09:00:00", "closes": "17:00:00" }]);
    let day = |date: &str, hours: &Value, holiday: Option<&str>| {
        json!({ "date": date, "isException": false, "hours": hours, "reason": null,
            "holiday": holiday.map(|name| json!({ "value": name, "locale": "en" })) })
    };
    let except = |date: &str, hours: Value| json!({ "date": date, "isException": true, "hours": hours, "reason": { "value": "Flytt" }, "holiday": null });
    let short =
        json!([{ "opens": "10:00:00", "closes": "11:00:00" }, { "opens": "13:00:00", "closes": "14:00:00" }]);
    let days = json!([
        day("2026-04-02", &usual, None),
        day("2026-04-03", &json!([]), Some("Good Friday")),
        day("2026-04-04", &json!([]), None),
        day("2026-04-05", &json!([]), Some("Easter Sunday")),
        day("2026-04-06", &json!([]), Some("Easter Monday")),
        except("2026-04-07", json!([])),
        except("2026-04-08", short.clone()),
    ]);
    assert_eq!(place["openingDays"], days);
    let ahead = json!([
        { "date": "2026-04-07", "hours": [], "reason": { "value": "Flytt" } },
        { "date": "2026-04-08", "hours": short, "reason": { "value": "Flytt" } },
    ]);
    assert_eq!(place["openingExceptions"], ahead);
    assert_eq!(
        place["openingHours"][4],
        json!({ "weekday": "FRIDAY", "opens": "09:00:00", "closes": "17:00:00" })
    );
    assert_eq!(place["openingHours"].as_array().map(Vec::len), Some(5));
}

#[both_engines]
async fn a_place_may_keep_open_on_holidays(app: TestApp) {
    let rule = |rule| facility::ActiveModel { holiday_rule: Set(rule), ..a_facility("Badhuset") };
    for (rule, hours) in
        [(HolidayRule::Sunday, (11, 15)), (HolidayRule::Usual, (7, 21))].map(|(r, h)| (rule(r), h))
    {
        let pool = app.home.insert(rule).await;
        app.home.insert(open(&pool, 5, 7, 21)).await;
        app.home.insert(open(&pool, 7, 11, 15)).await;
        let query = "query P($id: ID!) { node(id: $id) { ... on Facility {
            openingDays(from: \"2026-12-25\", days: 1) { hours { opens closes } holiday { value } } } } }";
        let answer = app.ask(query, json!({ "id": format!("facility:{}", pool.id) })).await.ok();
        let time = |hour: u32| format!("{hour:02}:00:00");
        let expected = json!([{ "hours": [{ "opens": time(hours.0), "closes": time(hours.1) }], "holiday": { "value": "Juldagen" } }]);
        assert_eq!(answer.at("/node/openingDays"), &expected);
    }
}

#[both_engines]
async fn days_are_asked_for_within_reason(app: TestApp) {
    an_office(&app).await;
    for arguments in [
        "days: 0",
        "days: 63",
        "days: -1",
        "from: \"2024-01-01\"",
        "from: \"2036-01-01\"",
        "from: \"9999-12-31\"",
    ] {
        let query = format!(
            "{{ municipality {{ facilities {{ nodes {{ openingDays({arguments}) {{ date }} }} }} }} }}"
        );
        app.ask(&query, json!({})).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}
