//! Filing (S1–S4, S14).

use entity::{idempotency_key, submission, submission_category, submission_contact, submission_event};
use harness::builders::{a_category, a_department};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{a_filing, file, the_row, track, unique, with};

const PAYLOAD: &str = "fileSubmission";

#[both_engines]
async fn a_submission_has_its_number_and_received_time_at_once(app: TestApp) {
    let department = app.home.insert(a_department("Tekniska förvaltningen")).await;
    let department_id = Set(Some(department.id));
    let category = submission_category::ActiveModel { department_id, ..a_category("belysning") };
    let category = app.home.insert(category).await;
    let input = json!({
        "kind": "FAULT_REPORT", "categoryId": format!("submission-category:{}", category.id),
        "title": "  Trasig\tlampa\u{0} ", "body": "Den\r\n\r\n\r\nblinkar.\u{7}\n", "locale": "sv",
        "location": { "latitude": 59.4, "longitude": 16.5 }, "address": " Storgatan  1 ",
        "contact": { "name": "Rut Lund", "email": "rut@example.se", "phone": "070-174 06 05" },
    });
    let answer = file(&app, &Actor::anonymous(), input).await;
    let mut submission = answer.at("/fileSubmission/submission").clone();
    assert!(submission["id"].take().as_str().unwrap().starts_with("submission:"));
    assert_eq!(
        submission,
        json!({
            "id": null, "number": "2026-00001", "kind": "FAULT_REPORT", "title": "Trasig lampa",
            "body": "Den\n\nblinkar.", "locale": "sv", "status": "RECEIVED", "receivedAt": "2026-09-14T10:00:00.000Z",
            "publishedAt": null, "address": "Storgatan 1", "location": { "latitude": 59.4, "longitude": 16.5 },
            "category": { "code": "belysning" }, "department": { "name": { "value": "Tekniska förvaltningen" } },
            "contact": { "name": "Rut Lund", "email": "rut@example.se", "phone": "070-174 06 05" },
            "history": { "nodes": [{ "action": "RECEIVED", "status": "RECEIVED" }] },
            "viewerCanAdd": true, "viewerCanHandle": false,
        })
    );
    let code = answer.text("/fileSubmission/trackingCode");
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 5], "{code}");
    // The database cannot be asked for the code.
    assert_ne!(the_row(&app).await.tracking_hash, Some(code.as_bytes().to_vec()));
}

#[both_engines]
async fn the_six_kinds_are_filed(app: TestApp) {
    for kind in ["PRAISE", "COMPLAINT", "SUGGESTION", "QUESTION", "FAULT_REPORT", "OPINION"] {
        let answer = file(&app, &Actor::anonymous(), with(a_filing(), "kind", kind)).await;
        assert_eq!(answer.text("/fileSubmission/submission/kind"), kind);
    }
}

#[both_engines]
async fn an_anonymous_filing_leaves_no_link_to_who_is_logged_in(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let answer = file(&app, &resident, with(a_filing(), "idempotencyKey", unique())).await;
    answer.assert_user_errors(PAYLOAD, &[]);
    assert_eq!(the_row(&app).await.sender_id, None);
    assert_eq!(app.home.rows(submission_contact::Entity).await, []);
    let events = app.home.rows(submission_event::Entity).await;
    assert_eq!(events.iter().map(|event| event.actor_id).collect::<Vec<_>>(), [None]);
    let keys = app.home.rows(idempotency_key::Entity).await;
    assert_eq!(keys.iter().map(|key| key.owner.as_str()).collect::<Vec<_>>(), ["anonymous"]);
    let own = app.ask("{ viewer { submissions { totalCount } } }", json!({})).by(&resident).await.ok();
    assert_eq!(own.at("/viewer/submissions/totalCount"), &json!(0));
}

#[both_engines]
async fn who_is_logged_in_is_the_sender_unless_anonymous(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let answer = file(&app, &resident, with(a_filing(), "isAnonymous", false)).await;
    assert_eq!(answer.text("/fileSubmission/submission/contact/name"), "Rut Testsson");
    let own = "{ viewer { submissions { nodes { title contact { name } } } } }";
    let own = app.ask(own, json!({})).by(&resident).await.ok();
    assert_eq!(
        own.at("/viewer/submissions/nodes"),
        &json!([{ "title": "Trasig lampa", "contact": { "name": "Rut Testsson" } }])
    );
}

#[both_engines]
async fn the_language_of_the_request_is_the_language_of_the_case(app: TestApp) {
    let query = "mutation File($input: FileSubmissionInput!) { fileSubmission(input: $input) { submission { locale } } }";
    let answer = app.ask(query, json!({ "input": a_filing() })).header("accept-language", "fi").await.ok();
    assert_eq!(answer.text("/fileSubmission/submission/locale"), "fi");
    let input = with(a_filing(), "locale", "ar");
    let answer = app.ask(query, json!({ "input": input })).header("accept-language", "fi").await.ok();
    assert_eq!(answer.text("/fileSubmission/submission/locale"), "ar");
}

#[both_engines]
async fn a_retried_filing_is_one_submission_with_one_code(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let input = with(a_filing(), "idempotencyKey", unique());
    let first = file(&app, &resident, input.clone()).await;
    // The phone was logged out in between; anonymous stays anonymous.
    let second = file(&app, &Actor::anonymous(), input.clone()).await;
    assert_eq!(first.at("/fileSubmission"), second.at("/fileSubmission"));
    the_row(&app).await;
    let other = file(&app, &resident, with(input, "title", "Trasig bänk")).await;
    other.assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_REUSED"]);
    assert_eq!(other.at("/fileSubmission/errors/0/field"), &json!(["idempotencyKey"]));
    the_row(&app).await;
}

#[both_engines]
async fn a_filing_that_is_sent_many_times_at_once_is_one_submission_with_one_code(app: TestApp) {
    let input = with(a_filing(), "idempotencyKey", unique());
    let nobody = Actor::anonymous();
    let at_once = (0..6).map(|_| file(&app, &nobody, input.clone()));
    let answers = futures_util::future::join_all(at_once).await;
    for answer in &answers {
        assert_eq!(answer.at("/fileSubmission"), answers[0].at("/fileSubmission"));
    }
    assert_eq!(the_row(&app).await.number, "2026-00001");
}

#[both_engines]
async fn who_is_nobody_in_particular_needs_a_key_that_nobody_guesses(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let input = |key: &str| with(a_filing(), "idempotencyKey", key);
    for actor in [Actor::anonymous(), resident.clone()] {
        let answer = file(&app, &actor, input("1234-5678-9012-345678")).await;
        answer.assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_INVALID"]);
        assert_eq!(answer.at("/fileSubmission/errors/0/field"), &json!(["idempotencyKey"]));
    }
    let named = with(with(a_filing(), "isAnonymous", false), "idempotencyKey", "1");
    file(&app, &Actor::anonymous(), named.clone())
        .await
        .assert_user_errors(PAYLOAD, &["IDEMPOTENCY_KEY_INVALID"]);
    file(&app, &resident, named).await.assert_user_errors(PAYLOAD, &[]);
    for key in ["V1StGXR8_Z5jdHi6B-myTx", &unique()] {
        file(&app, &Actor::anonymous(), input(key)).await.assert_user_errors(PAYLOAD, &[]);
    }
}

#[both_engines]
async fn a_key_is_each_persons_own(app: TestApp) {
    let input = with(with(a_filing(), "isAnonymous", false), "idempotencyKey", "1");
    for name in ["Rut", "Olle"] {
        file(&app, &app.home.resident(name).await, input.clone()).await.assert_user_errors(PAYLOAD, &[]);
    }
    assert_eq!(app.home.rows(submission::Entity).await.len(), 2);
}

#[both_engines]
async fn all_faults_come_back_together_and_nothing_is_kept(app: TestApp) {
    let retired = submission_category::ActiveModel {
        deprecated_at: Set(Some(app.clock.now())),
        ..a_category("torghandel")
    };
    let retired = app.home.insert(retired).await;
    let long = "å".repeat(10_001);
    let input = json!({
        "kind": "PRAISE", "title": " \u{0}", "body": long, "address": long, "isAnonymous": true, "idempotencyKey": "",
        "categoryId": format!("submission-category:{}", retired.id),
        "contact": { "name": long, "email": "anna@", "phone": "ring mig" }, "location": { "latitude": 91, "longitude": 0 },
    });
    let answer = file(&app, &Actor::anonymous(), input).await;
    answer.assert_user_errors(
        PAYLOAD,
        &[
            "TITLE_BLANK",
            "BODY_TOO_LONG",
            "ADDRESS_TOO_LONG",
            "CONTACT_NAME_TOO_LONG",
            "EMAIL_INVALID",
            "PHONE_INVALID",
            "IDEMPOTENCY_KEY_INVALID",
            "LOCATION_INVALID",
            "CONTACT_NOT_ALLOWED",
            "CATEGORY_DEPRECATED",
        ],
    );
    let fields: Vec<_> =
        answer.list("/fileSubmission/errors").iter().map(|error| error["field"].to_string()).collect();
    assert_eq!(
        fields,
        [
            r#"["title"]"#,
            r#"["body"]"#,
            r#"["address"]"#,
            r#"["contact","name"]"#,
            r#"["contact","email"]"#,
            r#"["contact","phone"]"#,
            r#"["idempotencyKey"]"#,
            r#"["location"]"#,
            r#"["contact"]"#,
            r#"["categoryId"]"#,
        ]
    );
    assert_eq!(answer.at("/fileSubmission/submission"), &Value::Null);
    assert_eq!(answer.at("/fileSubmission/trackingCode"), &Value::Null);
    assert_eq!(app.home.rows(submission::Entity).await, []);
}

#[both_engines]
async fn faults_are_told_in_the_language_asked_for(app: TestApp) {
    let ask = async |language: &str| {
        let query = "mutation File($input: FileSubmissionInput!) { fileSubmission(input: $input) { errors { message } } }";
        let input = with(a_filing(), "title", "");
        let answer = app.ask(query, json!({ "input": input })).header("accept-language", language).await.ok();
        answer.text("/fileSubmission/errors/0/message").to_owned()
    };
    assert_eq!(ask("sv").await, "Här behöver stå något.");
    assert_eq!(ask("en").await, "Something must be written here.");
}

#[both_engines]
async fn addresses_and_numbers_are_taken_as_people_type_them(app: TestApp) {
    let contact = json!({ "email": " åsa@räksmörgås.se ", "phone": "+46 (0)70-123 45 67" });
    let input = with(with(a_filing(), "isAnonymous", false), "contact", contact);
    let filed = file(&app, &Actor::anonymous(), input).await;
    filed.assert_user_errors(PAYLOAD, &[]);
    let kept = filed.at("/fileSubmission/submission/contact");
    assert_eq!(kept, &json!({ "name": null, "email": "åsa@räksmörgås.se", "phone": "+46 (0)70-123 45 67" }));
}

#[both_engines]
async fn a_category_of_the_neighbour_does_not_exist(app: TestApp) {
    let theirs = app.neighbour.insert(a_category("belysning")).await;
    let input = with(a_filing(), "categoryId", format!("submission-category:{}", theirs.id));
    file(&app, &Actor::anonymous(), input).await.assert_user_errors(PAYLOAD, &["CATEGORY_NOT_FOUND"]);
    let input = with(a_filing(), "categoryId", format!("department:{}", theirs.id));
    file(&app, &Actor::anonymous(), input).await.assert_user_errors(PAYLOAD, &["CATEGORY_NOT_FOUND"]);
}

#[both_engines]
async fn what_was_filed_is_seen_by_nobody_else(app: TestApp) {
    let filed = super::filed(&app).await;
    let query = "query Node($id: ID!) { node(id: $id) { id } municipality { submissions { totalCount } } }";
    for actor in [Actor::anonymous(), app.home.resident("Olle").await, app.home.communicator().await] {
        let answer = app.ask(query, json!({ "id": filed.id })).by(&actor).await.ok();
        assert_eq!(
            answer.at(""),
            &json!({ "node": null, "municipality": { "submissions": { "totalCount": 0 } } })
        );
    }
    assert_eq!(
        track(&app, &filed.code).await.text("/municipality/submissionByTrackingCode/title"),
        "Trasig lampa"
    );
}

#[both_engines]
async fn a_case_officer_who_writes_for_a_caller_is_not_the_sender(app: TestApp) {
    let (officer, resident) = (app.home.case_officer().await, app.home.resident("Rut").await);
    let input = json!({ "kind": "FAULT_REPORT", "title": "Lampa", "body": "Den är trasig.",
                        "contact": { "name": "Åsa Öberg", "phone": "060-19 10 00" } });
    let answer = file(&app, &officer, input.clone()).await;
    answer.assert_user_errors("fileSubmission", &["FOR_SOMEBODY_ELSE_MISSING"]);
    let for_other = with(input.clone(), "isForSomebodyElse", true);
    let answer = file(&app, &resident, for_other.clone()).await;
    answer.assert_user_errors("fileSubmission", &["FOR_SOMEBODY_ELSE_NOT_ALLOWED"]);
    let answer = file(&app, &officer, for_other).await;
    answer.assert_user_errors("fileSubmission", &[]);
    let row = the_row(&app).await;
    assert_eq!((row.sender_id, row.tracking_hash.is_some()), (None, true));
    let id = answer.text("/fileSubmission/submission/id");
    let query =
        "query Filed($id: ID!) { viewer { submissions { totalCount } } node(id: $id) { ... on Submission {
        contact { name } history { nodes { action actorName } } } } }";
    let seen = app.ask(query, json!({ "id": id })).by(&officer).await.ok();
    assert_eq!(seen.at("/viewer/submissions/totalCount"), &json!(0));
    let history = json!([{ "action": "RECEIVED", "actorName": "CaseOfficer Testsson" }]);
    let node = json!({ "contact": { "name": "Åsa Öberg" }, "history": { "nodes": history } });
    assert_eq!(seen.at("/node"), &node);
}

#[both_engines]
async fn what_a_case_officer_files_as_their_own_is_theirs(app: TestApp) {
    let officer = app.home.case_officer().await;
    let input = json!({ "kind": "PRAISE", "title": "Tack", "body": "Fin park.", "isForSomebodyElse": false });
    file(&app, &officer, input).await.assert_user_errors("fileSubmission", &[]);
    assert_eq!(the_row(&app).await.sender_id, Some(officer.id()));
}
