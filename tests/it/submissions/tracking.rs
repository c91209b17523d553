//! Following a submission by its private code (S3).

use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::{BY_CODE, change, filed, track};

#[both_engines]
async fn the_code_opens_what_the_sender_wrote_and_what_became_of_it(app: TestApp) {
    let filed = filed(&app).await;
    let officer = app.home.case_officer().await;
    let id = json!(filed.id);
    let note = json!({ "submissionId": id, "body": "Kolla med el." });
    change(&app, &officer, "addInternalNote", note).await.assert_user_errors("addInternalNote", &[]);
    let me = format!("person:{}", officer.id());
    let assignment = json!({ "submissionId": id, "caseOfficerId": me });
    change(&app, &officer, "assignSubmission", assignment).await.assert_user_errors("assignSubmission", &[]);
    let answer = json!({ "submissionId": id, "body": "Lampan är bytt." });
    change(&app, &officer, "answerSubmission", answer).await.assert_user_errors("answerSubmission", &[]);

    let answer = track(&app, &filed.code).await;
    assert_eq!(
        answer.at("/municipality/submissionByTrackingCode"),
        &json!({
            "id": filed.id, "number": "2026-00001", "title": "Trasig lampa",
            "body": "Lampan vid lekplatsen är trasig.", "status": "ANSWERED", "address": null, "contact": null,
            "latestAnswer": { "body": "Lampan är bytt.", "authorName": "CaseOfficer Testsson" },
            "answers": { "nodes": [{ "body": "Lampan är bytt." }], "totalCount": 1 },
            "history": { "nodes": [
                { "action": "RECEIVED", "status": "RECEIVED", "actorName": null },
                { "action": "ANSWERED", "status": "ANSWERED", "actorName": null },
            ] },
            "messages": { "nodes": [] }, "notes": { "nodes": [], "totalCount": 0 }, "caseOfficer": null,
            "publicCopy": null, "suggestedPublicCopy": null, "allowedTransitions": [],
            "viewerCanAdd": true, "viewerCanAnswer": false, "viewerCanHandle": false, "viewerCanSupport": false,
        })
    );
}

#[both_engines]
async fn the_code_is_read_however_it_is_typed(app: TestApp) {
    let filed = filed(&app).await;
    let code = &filed.code;
    for typed in [code.to_lowercase(), code.replace('-', " "), format!(" {} ", code.replace('-', ""))] {
        let answer = track(&app, &typed).await;
        assert_eq!(answer.text("/municipality/submissionByTrackingCode/id"), filed.id, "{typed}");
    }
}

#[both_engines]
async fn a_code_that_opens_nothing_is_null_whatever_it_looks_like(app: TestApp) {
    let filed = filed(&app).await;
    let first = filed.code.chars().next().unwrap();
    let other = filed.code.replacen(first, if first == '0' { "1" } else { "0" }, 1);
    for typed in [other.as_str(), "", "7KQ2", "Å", "\u{0}", &"0".repeat(3_000), "0000-0000-0000-0000-0000"] {
        let answer = track(&app, typed).await;
        assert_eq!(answer.at("/municipality/submissionByTrackingCode"), &Value::Null, "{typed}");
    }
}

#[both_engines]
async fn the_code_opens_nothing_at_the_neighbour(app: TestApp) {
    let filed = filed(&app).await;
    let answer = app.post(&app.neighbour.code, BY_CODE, json!({ "code": filed.code })).await.ok();
    assert_eq!(answer.at("/municipality/submissionByTrackingCode"), &Value::Null);
}

#[both_engines]
async fn a_login_opens_no_more_than_the_code_does(app: TestApp) {
    let filed = filed(&app).await;
    let officer = app.home.case_officer().await;
    let note = json!({ "submissionId": filed.id, "body": "Kolla med el." });
    change(&app, &officer, "addInternalNote", note).await.assert_user_errors("addInternalNote", &[]);
    let answer = app.ask(BY_CODE, json!({ "code": filed.code })).by(&officer).await.ok();
    assert_eq!(answer.at("/municipality/submissionByTrackingCode/notes/totalCount"), &json!(0));
    assert_eq!(answer.at("/municipality/submissionByTrackingCode/viewerCanHandle"), &json!(false));
}

#[both_engines]
async fn the_code_proves_nothing_about_another_submission(app: TestApp) {
    let (mine, other) = (filed(&app).await, filed(&app).await);
    let query = "query Both($code: String!, $id: ID!) {
        municipality { submissionByTrackingCode(trackingCode: $code) { id } submissions { totalCount } }
        node(id: $id) { id } }";
    let answer = app.ask(query, json!({ "code": mine.code, "id": other.id })).await.ok();
    assert_eq!(answer.at("/node"), &Value::Null);
    assert_eq!(answer.at("/municipality/submissions/totalCount"), &json!(0));
    assert_eq!(answer.text("/municipality/submissionByTrackingCode/id"), mine.id);
    let nobody = Actor::anonymous();
    let add = json!({ "submissionId": other.id, "body": "Hej" });
    change(&app, &nobody, "addToSubmission", add)
        .await
        .assert_user_errors("addToSubmission", &["SUBMISSION_NOT_FOUND"]);
}

#[both_engines]
async fn whoever_tries_codes_is_slowed_down(app: TestApp) {
    let filed = filed(&app).await;
    let query = "query Track($code: String!) { municipality {
        submissionByTrackingCode(trackingCode: $code) { id } } }";
    for _ in 0..120 {
        app.ask(query, json!({ "code": "7KQ2-M9XW-4TRN-HB3C-P5YE" })).await.assert_ok();
    }
    let answer = app.ask(query, json!({ "code": filed.code })).await;
    answer.assert_codes(&["RATE_LIMITED"]);
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let answer = app.ask(query, json!({ "code": filed.code })).await.ok();
    assert_eq!(answer.text("/municipality/submissionByTrackingCode/id"), filed.id);
}
