//! The public list, the map, the categories.

use chrono::TimeDelta;
use entity::{SubmissionKind, SubmissionStatus, submission, submission_category};
use harness::builders::{a_category, a_department, a_published_submission, a_submission};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

const LIST: &str = "query List($first: Int, $after: String, $filter: SubmissionFilterInput) { municipality {
    submissions(first: $first, after: $after, filter: $filter) {
        nodes { number } pageInfo { endCursor hasNextPage } totalCount } } }";

async fn numbers(app: &TestApp, actor: &Actor, filter: Value) -> String {
    let answer = app.ask(LIST, json!({ "filter": filter })).by(actor).await.ok();
    answer.texts("/municipality/submissions/nodes", "number").join(" ")
}

fn id_of_category(row: &submission_category::Model) -> String {
    format!("submission-category:{}", row.id)
}

#[both_engines]
async fn the_newest_come_first_page_by_page(app: TestApp) {
    for n in 1..=5 {
        let received_at = Set(app.clock.now() - TimeDelta::hours(n / 2));
        let row = a_published_submission(&format!("A-{n}"), app.clock.now());
        app.home.insert(submission::ActiveModel { received_at, ..row }).await;
    }
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let answer = app.ask(LIST, json!({ "first": 2, "after": after })).await.ok();
        seen.extend(answer.texts("/municipality/submissions/nodes", "number").into_iter().map(str::to_owned));
        assert_eq!(answer.at("/municipality/submissions/totalCount"), &json!(5));
        if answer.at("/municipality/submissions/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = answer.at("/municipality/submissions/pageInfo/endCursor").clone();
    }
    assert_eq!(seen, ["A-1", "A-3", "A-2", "A-5", "A-4"]);
}

#[both_engines]
async fn a_list_is_narrowed_by_everything_that_is_given(app: TestApp) {
    let nobody = Actor::anonymous();
    let parent = app.home.insert(a_category("gator")).await;
    let child = submission_category::ActiveModel { parent_id: Set(Some(parent.id)), ..a_category("lampor") };
    let child = app.home.insert(child).await;
    let department = app.home.insert(a_department("Tekniska")).await;
    let now = app.clock.now();
    let rows = [
        submission::ActiveModel { category_id: Set(Some(parent.id)), ..a_published_submission("A-1", now) },
        submission::ActiveModel { category_id: Set(Some(child.id)), ..a_published_submission("A-2", now) },
        submission::ActiveModel { kind: Set(SubmissionKind::Praise), ..a_published_submission("A-3", now) },
        submission::ActiveModel {
            status: Set(SubmissionStatus::Planned),
            ..a_published_submission("A-4", now)
        },
        submission::ActiveModel {
            department_id: Set(Some(department.id)),
            ..a_published_submission("A-5", now)
        },
        submission::ActiveModel {
            received_at: Set(now - TimeDelta::days(9)),
            ..a_published_submission("A-6", now)
        },
    ];
    for row in rows {
        app.home.insert(row).await;
    }
    let cutoff = (now - TimeDelta::days(5)).to_rfc3339();
    for (filter, expected) in [
        (json!({}), "A-5 A-4 A-3 A-2 A-1 A-6"),
        (json!({ "categoryId": id_of_category(&parent) }), "A-1"),
        (json!({ "categoryId": id_of_category(&parent), "includeSubcategories": true }), "A-2 A-1"),
        (json!({ "kinds": ["PRAISE"] }), "A-3"),
        (json!({ "kinds": ["PRAISE", "OPINION"], "statuses": ["PLANNED"] }), ""),
        (json!({ "statuses": ["PLANNED", "CLOSED"] }), "A-4"),
        (json!({ "kinds": [] }), ""),
        (json!({ "departmentId": format!("department:{}", department.id) }), "A-5"),
        (json!({ "receivedBefore": cutoff }), "A-6"),
        (json!({ "receivedFrom": cutoff, "categoryId": id_of_category(&child) }), "A-2"),
        (json!({ "isPublished": false }), ""),
        (json!({ "assignedToViewer": true }), ""),
        (json!({ "categoryId": "submission-category:00000000-0000-7000-8000-000000000000" }), ""),
    ] {
        assert_eq!(numbers(&app, &nobody, filter.clone()).await, expected, "{filter}");
    }
    let answer = app.ask(LIST, json!({ "filter": { "categoryId": "x" } })).await;
    answer.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn officers_list_everything_and_what_is_theirs(app: TestApp) {
    let officer = app.home.case_officer().await;
    let now = app.clock.now();
    app.home.insert(a_published_submission("A-1", now)).await;
    let case_officer_id = Set(Some(officer.id()));
    app.home.insert(submission::ActiveModel { case_officer_id, ..a_submission("A-2") }).await;
    app.neighbour.insert(a_published_submission("A-3", now)).await;
    for (filter, expected) in [
        (json!({}), "A-2 A-1"),
        (json!({ "isPublished": false }), "A-2"),
        (json!({ "isPublished": true }), "A-1"),
        (json!({ "assignedToViewer": true }), "A-2"),
    ] {
        assert_eq!(numbers(&app, &officer, filter.clone()).await, expected, "{filter}");
    }
}

#[both_engines]
async fn a_residents_own_unpublished_ones_are_not_in_the_public_list(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let sender_id = Set(Some(resident.id()));
    app.home.insert(submission::ActiveModel { sender_id, ..a_submission("A-1") }).await;
    app.home.insert(a_published_submission("A-2", app.clock.now())).await;
    assert_eq!(numbers(&app, &resident, json!({})).await, "A-2");
}

#[both_engines]
async fn the_map_shows_what_lies_in_the_box(app: TestApp) {
    for (n, latitude, longitude) in
        [(1, 59.40, 16.50), (2, 59.41, 16.51), (3, 59.60, 16.50), (4, 59.40, 16.70)]
    {
        let row = submission::ActiveModel {
            public_latitude: Set(Some(latitude)),
            public_longitude: Set(Some(longitude)),
            ..a_published_submission(&format!("A-{n}"), app.clock.now())
        };
        app.home.insert(row).await;
    }
    let query = "query Map($box: GeoBoxInput!, $filter: SubmissionFilterInput) { municipality {
        submissionsInBox(box: $box, filter: $filter) { nodes { number location { latitude } } isComplete } } }";
    let area = json!({ "south": 59.4, "west": 16.4, "north": 59.5, "east": 16.6 });
    let answer = app.ask(query, json!({ "box": area })).await.ok();
    assert_eq!(answer.texts("/municipality/submissionsInBox/nodes", "number"), ["A-2", "A-1"]);
    assert_eq!(answer.at("/municipality/submissionsInBox/isComplete"), &json!(true));
    let narrower = json!({ "box": { "south": 59.405, "west": 0, "north": 90, "east": 180 } });
    let answer = app.ask(query, json!({ "box": area, "filter": narrower })).await.ok();
    assert_eq!(answer.texts("/municipality/submissionsInBox/nodes", "number"), ["A-2"]);
    assert_eq!(numbers(&app, &Actor::anonymous(), json!({ "box": area })).await, "A-2 A-1");
    for wrong in [
        json!({ "south": 60, "west": 16, "north": 59, "east": 17 }),
        json!({ "south": 59, "west": 17, "north": 60, "east": 16 }),
        json!({ "south": -91, "west": 16, "north": 59, "east": 17 }),
    ] {
        app.ask(query, json!({ "box": wrong })).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn the_map_holds_no_more_than_it_can_show(app: TestApp) {
    for n in 1..=251 {
        let row = submission::ActiveModel {
            public_latitude: Set(Some(59.4)),
            public_longitude: Set(Some(16.5)),
            ..a_published_submission(&format!("A-{n}"), app.clock.now())
        };
        app.home.insert(row).await;
    }
    let query = "{ municipality { submissionsInBox(box: { south: 59, west: 16, north: 60, east: 17 }) {
        nodes { number } isComplete } } }";
    let answer = app.ask(query, json!({})).await.ok();
    let numbers = answer.texts("/municipality/submissionsInBox/nodes", "number");
    assert_eq!((numbers.len(), numbers[0]), (250, "A-251"));
    assert_eq!(answer.at("/municipality/submissionsInBox/isComplete"), &json!(false));
}

#[both_engines]
async fn categories_are_a_tree_in_the_municipalitys_order(app: TestApp) {
    let department = app.home.insert(a_department("Tekniska")).await;
    let sorted = |code: &str, sort_order: i32| submission_category::ActiveModel {
        sort_order: Set(sort_order),
        ..a_category(code)
    };
    app.home.insert(sorted("park", 2)).await;
    let streets = sorted("gator", 1);
    let streets = submission_category::ActiveModel { department_id: Set(Some(department.id)), ..streets };
    let streets = app.home.insert(streets).await;
    for (code, order) in [("hål", 2), ("lampor", 1)] {
        let row =
            submission_category::ActiveModel { parent_id: Set(Some(streets.id)), ..sorted(code, order) };
        app.home.insert(row).await;
    }
    let retired =
        submission_category::ActiveModel { deprecated_at: Set(Some(app.clock.now())), ..sorted("torg", 3) };
    let retired = app.home.insert(retired).await;
    app.neighbour.insert(sorted("deras", 1)).await;
    let query =
        "query Tree($id: ID!) { municipality { submissionCategories { code department { name { value } }
        children { code isOffered parent { code } children { code } } } } node(id: $id) {
        ... on SubmissionCategory { code isOffered } } }";
    let answer = app.ask(query, json!({ "id": id_of_category(&retired) })).await.ok();
    let child = |code: &str| json!({ "code": code, "isOffered": true, "parent": { "code": "gator" }, "children": [] });
    assert_eq!(
        answer.at("/municipality/submissionCategories"),
        &json!([
            { "code": "gator", "department": { "name": { "value": "Tekniska" } }, "children": [child("lampor"), child("hål")] },
            { "code": "park", "department": null, "children": [] },
        ])
    );
    // What a submission has can still be looked at.
    assert_eq!(answer.at("/node"), &json!({ "code": "torg", "isOffered": false }));
}
