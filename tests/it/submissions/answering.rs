//! Official answers and internal notes (S6).

use entity::{SubmissionStatus, submission, submission_answer, submission_note};
use harness::builders::a_submission;
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{change, file, filed, id_of, the_row, with};

const ANSWER: &str = "mutation Answer($input: AnswerSubmissionInput!) { answerSubmission(input: $input) {
    submission { status } answer { id body publicBody authorName } errors { code field } } }";

const NOTE: &str = "mutation Note($input: AddInternalNoteInput!) { addInternalNote(input: $input) {
    submission { id } note { id body authorName } errors { code field } } }";

#[both_engines]
async fn an_official_answer_makes_a_submission_answered(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let input = json!({ "submissionId": filed.id, "body": " Lampan är bytt. \r\n" });
    let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
    assert_eq!(answer.text("/answerSubmission/submission/status"), "ANSWERED");
    assert_eq!(answer.text("/answerSubmission/answer/body"), "Lampan är bytt.");
    assert_eq!(answer.at("/answerSubmission/answer/publicBody"), &Value::Null);
    assert_eq!(answer.text("/answerSubmission/answer/authorName"), "CaseOfficer Testsson");
}

#[both_engines]
async fn a_public_wording_that_points_at_the_sender_is_refused(app: TestApp) {
    let officer = app.home.case_officer().await;
    let contact = json!({ "name": "Åsa Öberg", "email": "asa.o@example.se", "phone": "+46 60-19 10 00" });
    let input = json!({ "kind": "QUESTION", "title": "När?", "body": "När?", "contact": contact });
    let filed = file(&app, &Actor::anonymous(), input).await;
    let id = filed.text("/fileSubmission/submission/id");
    for text in [
        "Hej Åsa! I morgon.",
        "Bästa fru Öberg, i morgon.",
        "Enligt öbergs brev.",
        "A\u{30A}sas port lagas.",
        "Asa Oberg, i morgon.",
        "Svar till asa.o (at) example punkt se.",
        "Vi ringer 060 191 000.",
        "Du med 811218-9876 får plats.",
    ] {
        let input = json!({ "submissionId": id, "body": text, "publicBody": text });
        let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
        answer.assert_user_errors("answerSubmission", &["PUBLIC_BODY_TELLS_PERSONAL_DATA"]);
        assert_eq!(answer.at("/answerSubmission/errors/0/field"), &json!(["publicBody"]), "{text}");
    }
    // The municipality's own telephone number is no secret.
    let text = "Ring kontaktcenter på 0171-55 00 00.";
    let input = json!({ "submissionId": id, "body": text, "publicBody": text });
    let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
    assert_eq!(answer.text("/answerSubmission/answer/publicBody"), text);
}

#[both_engines]
async fn an_answer_is_public_only_when_an_officer_says_what_the_public_reads(app: TestApp) {
    let officer = app.home.case_officer().await;
    let body = "Hej Åsa! Lampan vid din port på Storgatan 3 byts.";
    for answers_first in [true, false] {
        let input = json!({ "kind": "FAULT_REPORT", "title": "Lampa", "body": "Lampa.",
                            "contact": { "name": "Åsa Öberg" } });
        let filed = file(&app, &Actor::anonymous(), input).await;
        let id = filed.text("/fileSubmission/submission/id");
        let publish = async || {
            let copy = json!({ "submissionId": id, "title": "Trasig lampa", "body": "En lampa är trasig." });
            change(&app, &officer, "publishSubmission", copy).await.assert_ok();
        };
        if !answers_first {
            publish().await;
        }
        let input = json!({ "submissionId": id, "body": body });
        let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
        if answers_first {
            publish().await;
        }
        let query = "query Answers($id: ID!) { node(id: $id) { ... on Submission {
            latestAnswer { body } answers { totalCount nodes { body publicBody suggestedPublicBody } } } } }";
        let read = async |actor: &Actor| {
            app.ask(query, json!({ "id": id })).by(actor).await.ok().at("/node").clone()
        };
        let nobody = Actor::anonymous();
        let nothing = json!({ "latestAnswer": null, "answers": { "totalCount": 0, "nodes": [] } });
        assert_eq!(read(&nobody).await, nothing);
        let suggested = "Lampan vid din port på […] byts.";
        assert_eq!(read(&officer).await["answers"]["nodes"][0]["suggestedPublicBody"], suggested);

        let answer_id = answer.text("/answerSubmission/answer/id");
        let named = json!({ "answerId": answer_id, "publicBody": body });
        let refused = change(&app, &officer, "publishSubmissionAnswer", named).await.ok();
        refused.assert_user_errors("publishSubmissionAnswer", &["PUBLIC_BODY_TELLS_PERSONAL_DATA"]);
        let input = json!({ "answerId": answer_id, "publicBody": suggested });
        change(&app, &officer, "publishSubmissionAnswer", input)
            .await
            .ok()
            .assert_user_errors("publishSubmissionAnswer", &[]);
        let shown = json!([{ "body": suggested, "publicBody": suggested, "suggestedPublicBody": null }]);
        assert_eq!(read(&nobody).await["answers"]["nodes"], shown);
        let back = json!({ "answerId": answer_id, "publicBody": null });
        change(&app, &officer, "publishSubmissionAnswer", back).await.assert_ok();
        assert_eq!(read(&nobody).await, nothing);
    }
}

#[both_engines]
async fn a_closed_submission_is_taken_up_again_before_it_is_answered(app: TestApp) {
    let officer = app.home.case_officer().await;
    let status = Set(SubmissionStatus::Closed);
    let row = app.home.insert(submission::ActiveModel { status, ..a_submission("A-1") }).await;
    let input = json!({ "submissionId": id_of(&row), "body": "Klart." });
    let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
    answer.assert_user_errors("answerSubmission", &["SUBMISSION_CLOSED"]);
    let reopen = json!({ "submissionId": id_of(&row), "status": "IN_PROGRESS" });
    change(&app, &officer, "changeSubmissionStatus", reopen).await.assert_ok();
    app.ask(ANSWER, json!({ "input": input })).by(&officer).await.assert_user_errors("answerSubmission", &[]);
}

#[both_engines]
async fn all_faults_of_an_answer_come_back_together(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let input = json!({ "submissionId": filed.id, "body": "", "publicBody": "x".repeat(10_001), "idempotencyKey": "\n" });
    let answer = app.ask(ANSWER, json!({ "input": input })).by(&officer).await.ok();
    answer.assert_user_errors(
        "answerSubmission",
        &["BODY_BLANK", "IDEMPOTENCY_KEY_INVALID", "PUBLIC_BODY_TOO_LONG"],
    );
    let input = json!({ "submissionId": filed.id, "body": "x".repeat(10_001), "idempotencyKey": "\n" });
    let answer = app.ask(NOTE, json!({ "input": input })).by(&officer).await.ok();
    answer.assert_user_errors("addInternalNote", &["BODY_TOO_LONG", "IDEMPOTENCY_KEY_INVALID"]);
    let input = json!({ "submissionId": filed.id, "body": " \u{0}" });
    let answer = app.ask(NOTE, json!({ "input": input })).by(&officer).await.ok();
    answer.assert_user_errors("addInternalNote", &["BODY_BLANK"]);
    assert_eq!(the_row(&app).await.status, SubmissionStatus::Received);
}

#[both_engines]
async fn a_retried_answer_is_one_answer_and_a_retried_note_one_note(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    for (query, mutation) in [(ANSWER, "answerSubmission"), (NOTE, "addInternalNote")] {
        let input = json!({ "submissionId": filed.id, "body": "Tack!", "idempotencyKey": "1" });
        let first = app.ask(query, json!({ "input": input })).by(&officer).await.ok();
        let second = app.ask(query, json!({ "input": input })).by(&officer).await.ok();
        assert_eq!(first.at(""), second.at(""));
        let other = app.ask(query, json!({ "input": with(input, "body", "Hej!") })).by(&officer).await.ok();
        other.assert_user_errors(mutation, &["IDEMPOTENCY_KEY_REUSED"]);
    }
    assert_eq!(app.home.rows(submission_answer::Entity).await.len(), 1);
    assert_eq!(app.home.rows(submission_note::Entity).await.len(), 1);
}

#[both_engines]
async fn a_note_leaves_no_trace_that_others_could_see(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let before = the_row(&app).await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let input = json!({ "submissionId": filed.id, "body": "Hm." });
    let answer = app.ask(NOTE, json!({ "input": input })).by(&officer).await.ok();
    assert_eq!(answer.text("/addInternalNote/note/body"), "Hm.");
    assert_eq!(answer.text("/addInternalNote/note/authorName"), "CaseOfficer Testsson");
    assert_eq!(the_row(&app).await, before);
}
