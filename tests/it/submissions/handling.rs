//! Case officers assign, move on and convert (S1, S2, S5, S6).

use entity::{
    AuditAction, IdentityProtection, SubmissionAction, SubmissionStatus, submission, submission_event,
};
use harness::builders::{a_category, a_department, a_submission};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{change, filed, id_of, the_row, with};
use crate::audit::log;

/// Every mutation that only case officers may use, with input that is right.
fn of_officers(id: &str) -> [(&'static str, Value); 7] {
    let submission = json!({ "submissionId": id });
    [
        ("assignSubmission", with(submission.clone(), "departmentId", Value::Null)),
        ("changeSubmissionStatus", with(submission.clone(), "status", "IN_PROGRESS")),
        ("convertSubmission", with(submission.clone(), "kind", "PRAISE")),
        ("addInternalNote", with(submission.clone(), "body", "Hm.")),
        ("answerSubmission", with(submission.clone(), "body", "Tack!")),
        ("publishSubmission", with(with(submission.clone(), "title", "Lampa"), "body", "Trasig.")),
        ("unpublishSubmission", submission),
    ]
}

#[both_engines]
async fn only_case_officers_handle_and_others_learn_nothing_of_what_there_is(app: TestApp) {
    let row = app.home.insert(a_submission("A-1")).await;
    let absent = "submission:00000000-0000-7000-8000-000000000000";
    let before = the_row(&app).await;
    let others = [
        app.home.resident("Olle").await,
        app.home.communicator().await,
        app.home.kitchen().await,
        app.home.administrator().await,
        app.home.data_protection_officer().await,
    ];
    for id in [id_of(&row).as_str(), absent] {
        for (mutation, input) in of_officers(id) {
            change(&app, &Actor::anonymous(), mutation, input.clone())
                .await
                .assert_codes(&["UNAUTHENTICATED"]);
            for actor in &others {
                change(&app, actor, mutation, input.clone()).await.assert_codes(&["FORBIDDEN"]);
            }
        }
    }
    assert_eq!(the_row(&app).await, before);
    assert_eq!(app.home.rows(submission_event::Entity).await, []);
}

#[both_engines]
async fn a_submission_of_the_neighbour_is_not_found(app: TestApp) {
    let officer = app.home.case_officer().await;
    let theirs = app.neighbour.insert(a_submission("A-1")).await;
    for (mutation, input) in of_officers(&id_of(&theirs)) {
        let answer = change(&app, &officer, mutation, input).await.ok();
        answer.assert_user_errors(mutation, &["SUBMISSION_NOT_FOUND"]);
        assert_eq!(answer.at(&format!("/{mutation}/errors/0/field")), &json!(["submissionId"]));
    }
    assert_eq!(app.neighbour.rows(submission::Entity).await, [theirs]);
}

#[both_engines]
async fn an_id_of_another_kind_is_not_found(app: TestApp) {
    let officer = app.home.case_officer().await;
    for (mutation, input) in of_officers("meal:00000000-0000-7000-8000-000000000000") {
        change(&app, &officer, mutation, input).await.assert_user_errors(mutation, &["SUBMISSION_NOT_FOUND"]);
    }
}

#[both_engines]
async fn a_submission_is_given_to_a_department_and_an_officer_and_keeps_its_date(app: TestApp) {
    let officer = app.home.case_officer().await;
    let department = app.home.insert(a_department("Tekniska förvaltningen")).await;
    let filed = filed(&app).await;
    let received = the_row(&app).await.received_at;
    app.clock.advance(chrono::TimeDelta::hours(3));
    let submission = json!({ "submissionId": filed.id });
    let input = with(submission.clone(), "departmentId", format!("department:{}", department.id));
    let input = with(input, "caseOfficerId", format!("person:{}", officer.id()));
    for _ in 0..2 {
        change(&app, &officer, "assignSubmission", input.clone())
            .await
            .ok()
            .assert_user_errors("assignSubmission", &[]);
    }
    let row = the_row(&app).await;
    assert_eq!((row.department_id, row.case_officer_id), (Some(department.id), Some(officer.id())));
    assert_eq!((row.received_at, row.number.as_str()), (received, "2026-00001"));
    // Left out stays, null takes away.
    let input = with(submission, "caseOfficerId", Value::Null);
    change(&app, &officer, "assignSubmission", input).await.assert_ok();
    let row = the_row(&app).await;
    assert_eq!((row.department_id, row.case_officer_id), (Some(department.id), None));
    assert_eq!(
        actions(&app).await,
        [
            SubmissionAction::Received,
            SubmissionAction::DepartmentChanged,
            SubmissionAction::OfficerChanged,
            SubmissionAction::OfficerChanged,
        ]
    );
}

async fn actions(app: &TestApp) -> Vec<SubmissionAction> {
    let mut events = app.home.rows(submission_event::Entity).await;
    events.sort_by_key(|event| (event.created_at, event.id));
    events.into_iter().map(|event| event.action).collect()
}

#[both_engines]
async fn only_a_case_officer_of_today_and_a_department_of_here_can_get_it(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let theirs = app.neighbour.case_officer().await;
    let department = app.neighbour.insert(a_department("Tekniska")).await;
    for person in [app.home.resident("Rut").await, app.home.communicator().await, theirs] {
        let input = json!({ "submissionId": filed.id, "caseOfficerId": format!("person:{}", person.id()),
                            "departmentId": format!("department:{}", department.id) });
        let answer = change(&app, &officer, "assignSubmission", input).await.ok();
        answer.assert_user_errors("assignSubmission", &["DEPARTMENT_NOT_FOUND", "CASE_OFFICER_NOT_FOUND"]);
    }
    let input = json!({ "submissionId": filed.id, "caseOfficerId": "kalle" });
    change(&app, &officer, "assignSubmission", input)
        .await
        .assert_user_errors("assignSubmission", &["CASE_OFFICER_NOT_FOUND"]);
}

#[both_engines]
async fn officers_see_whom_they_can_assign_to_and_nobody_else_does(app: TestApp) {
    let officer = app.home.case_officer().await;
    app.neighbour.case_officer().await;
    let query = "{ municipality { caseOfficers { person { id } name } } }";
    let answer = app.ask(query, json!({})).by(&officer).await.ok();
    let me =
        json!({ "person": { "id": format!("person:{}", officer.id()) }, "name": "CaseOfficer Testsson" });
    assert_eq!(answer.at("/municipality/caseOfficers"), &json!([me]));
    for other in [Actor::anonymous(), app.home.administrator().await] {
        let answer = app.ask(query, json!({})).by(&other).await.ok();
        assert_eq!(answer.at("/municipality/caseOfficers"), &json!([]));
    }
}

#[both_engines]
async fn a_status_follows_only_where_it_may_and_buttons_tell_where(app: TestApp) {
    use SubmissionStatus::{Answered, AwaitingSender, Closed, InProgress, Planned, Received};
    let officer = app.home.case_officer().await;
    let all = [
        (Received, "RECEIVED"),
        (InProgress, "IN_PROGRESS"),
        (AwaitingSender, "AWAITING_SENDER"),
        (Planned, "PLANNED"),
        (Answered, "ANSWERED"),
        (Closed, "CLOSED"),
    ];
    let buttons = "query Buttons($id: ID!) { node(id: $id) { ... on Submission { allowedTransitions } } }";
    for (n, (from, name)) in all.into_iter().enumerate() {
        for (to, target) in all.iter().filter(|(to, _)| *to != from) {
            let number = format!("A-{n}-{target}");
            let row =
                app.home.insert(submission::ActiveModel { status: Set(from), ..a_submission(&number) }).await;
            let id = json!({ "id": id_of(&row) });
            let allowed = app.ask(buttons, id).by(&officer).await.ok();
            let allowed = allowed.list("/node/allowedTransitions").contains(&json!(target));
            let input = json!({ "submissionId": id_of(&row), "status": target });
            let answer = change(&app, &officer, "changeSubmissionStatus", input).await.ok();
            let expected: &[&str] = if allowed { &[] } else { &["STATUS_NOT_ALLOWED"] };
            answer.assert_user_errors("changeSubmissionStatus", expected);
            assert!(!(allowed && *to == Answered), "only an answer answers: from {name}");
        }
    }
}

#[both_engines]
async fn to_the_status_that_it_has_is_nothing_to_do(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let input = json!({ "submissionId": filed.id, "status": "RECEIVED" });
    change(&app, &officer, "changeSubmissionStatus", input)
        .await
        .ok()
        .assert_user_errors("changeSubmissionStatus", &[]);
    assert_eq!(actions(&app).await, [SubmissionAction::Received]);
}

#[both_engines]
async fn two_officers_at_once_do_not_undo_each_other(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let to = |status: &str| json!({ "submissionId": filed.id, "status": status });
    let (one, other) = futures_util::join!(
        change(&app, &officer, "changeSubmissionStatus", to("PLANNED")),
        change(&app, &officer, "changeSubmissionStatus", to("CLOSED")),
    );
    let refused = [one, other]
        .iter()
        .filter(|answer| !answer.list("/changeSubmissionStatus/errors").is_empty())
        .count();
    // Planned may be closed after; closed may not be planned.
    let row = the_row(&app).await;
    assert_eq!((row.status, actions(&app).await.len()), (SubmissionStatus::Closed, 3 - refused));
}

#[both_engines]
async fn a_converted_submission_keeps_number_date_and_history(app: TestApp) {
    let officer = app.home.case_officer().await;
    let category = app.home.insert(a_category("belysning")).await;
    let theirs = app.neighbour.insert(a_category("belysning")).await;
    let retired = entity::submission_category::ActiveModel {
        deprecated_at: Set(Some(app.clock.now())),
        ..a_category("torghandel")
    };
    let retired = app.home.insert(retired).await;
    let filed = filed(&app).await;
    let before = the_row(&app).await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let input = |kind: &str, category: Value| json!({ "submissionId": filed.id, "kind": kind, "categoryId": category });
    let of = |row: &entity::submission_category::Model| json!(format!("submission-category:{}", row.id));
    for (category, code) in [(of(&theirs), "CATEGORY_NOT_FOUND"), (of(&retired), "CATEGORY_DEPRECATED")] {
        let answer = change(&app, &officer, "convertSubmission", input("COMPLAINT", category)).await.ok();
        answer.assert_user_errors("convertSubmission", &[code]);
    }
    let answer = change(&app, &officer, "convertSubmission", input("COMPLAINT", of(&category))).await.ok();
    assert_eq!(answer.text("/convertSubmission/submission/kind"), "COMPLAINT");
    let row = the_row(&app).await;
    assert_eq!(
        (row.category_id, &row.number, row.received_at),
        (Some(category.id), &before.number, before.received_at)
    );
    assert_eq!(actions(&app).await, [SubmissionAction::Received, SubmissionAction::Converted]);
    // Only the kind: the category stays.
    let input = json!({ "submissionId": filed.id, "kind": "OPINION" });
    change(&app, &officer, "convertSubmission", input).await.assert_ok();
    assert_eq!(the_row(&app).await.category_id, Some(category.id));
}

#[both_engines]
async fn a_neutral_word_for_a_protected_officer_is_noted(app: TestApp) {
    let officer = app.home.case_officer().await;
    let hidden = app.home.person("Hemlig", IdentityProtection::SecrecyMarking).await;
    let row = submission::ActiveModel { case_officer_id: Set(Some(hidden.id)), ..a_submission("A-1") };
    let row = app.home.insert(row).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Submission { caseOfficer { name } } } }";
    let answer = app.ask(query, json!({ "id": id_of(&row) })).by(&officer).await.ok();
    assert_eq!(answer.text("/node/caseOfficer/name"), "Handläggare");
    let noted = log(&app).await.into_iter().map(|entry| (entry.action, entry.actor_id, entry.subject_id));
    let shown = (AuditAction::ProtectedPersonViewed, Some(officer.id()), Some(hidden.id));
    assert_eq!(noted.collect::<Vec<_>>(), [shown]);
}
