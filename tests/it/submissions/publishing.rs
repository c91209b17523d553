//! Publication: off by default, moderated, never personal data (S8).

use entity::{SubmissionAction, submission_event};
use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::{change, file, filed, the_row, with};

const PAYLOAD: &str = "publishSubmission";

fn a_copy(id: &str) -> Value {
    json!({ "submissionId": id, "title": "Trasig lampa", "body": "Vid lekplatsen." })
}

#[both_engines]
async fn nothing_is_public_before_an_officer_publishes_and_after_one_takes_back(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let titles = async || {
        let query = "{ municipality { submissions { nodes { title } } } }";
        let answer = app.ask(query, json!({})).await.ok();
        answer.texts("/municipality/submissions/nodes", "title").join(", ")
    };
    assert_eq!(titles().await, "");
    change(&app, &officer, PAYLOAD, a_copy(&filed.id)).await.ok().assert_user_errors(PAYLOAD, &[]);
    assert_eq!(titles().await, "Trasig lampa");
    let published_at = the_row(&app).await.published_at;
    app.clock.advance(chrono::TimeDelta::hours(1));
    change(&app, &officer, PAYLOAD, with(a_copy(&filed.id), "title", "Lampa")).await.assert_ok();
    assert_eq!(titles().await, "Lampa");
    assert_eq!(the_row(&app).await.published_at, published_at);
    let input = json!({ "submissionId": filed.id });
    for _ in 0..2 {
        change(&app, &officer, "unpublishSubmission", input.clone()).await.assert_ok();
    }
    assert_eq!(titles().await, "");
    let mut events = app.home.rows(submission_event::Entity).await;
    events.sort_by_key(|event| event.id);
    assert_eq!(
        events.iter().map(|event| event.action).collect::<Vec<_>>(),
        [
            SubmissionAction::Received,
            SubmissionAction::Published,
            SubmissionAction::Published,
            SubmissionAction::Unpublished
        ]
    );
}

#[both_engines]
async fn a_copy_with_personal_data_is_refused_by_field(app: TestApp) {
    let officer = app.home.case_officer().await;
    let input = json!({ "kind": "COMPLAINT", "title": "T", "body": "B",
                        "contact": { "name": "Rut Lund", "email": "rut@example.se" } });
    let answer = file(&app, &Actor::anonymous(), input).await;
    let copy = a_copy(answer.text("/fileSubmission/submission/id"));
    for (field, text) in [
        ("title", "Ring 070-174 06 05"),
        ("title", "Klagomål från Rut Lund"),
        ("title", "Klagomål från Rut"),
        ("body", "Fru Lunds brev"),
        ("body", "lund, rut"),
        ("body", "Hon är född 811218-9876."),
        ("body", "Skriv till någon.annan@example.se"),
        ("address", "Hos RUT LUND"),
    ] {
        let answer = change(&app, &officer, PAYLOAD, with(copy.clone(), field, text)).await.ok();
        let code = format!("{}_TELLS_PERSONAL_DATA", field.to_uppercase());
        answer.assert_user_errors(PAYLOAD, &[&code]);
        assert_eq!(answer.at("/publishSubmission/errors/0/field"), &json!([field]), "{text}");
    }
    assert_eq!(the_row(&app).await.published_at, None);
}

#[both_engines]
async fn a_copy_does_not_name_the_sender_behind_the_login(app: TestApp) {
    let officer = app.home.case_officer().await;
    let input = json!({ "kind": "COMPLAINT", "title": "T", "body": "B", "contact": { "name": "Ruttan" } });
    let sender = app.home.resident("Ingrid").await;
    let answer = file(&app, &sender, input).await;
    let copy = a_copy(answer.text("/fileSubmission/submission/id"));
    for text in ["Klagomål från Ingrid Testsson", "INGRID\u{200D}  testsson", "Hälsningar Ruttan"] {
        let answer = change(&app, &officer, PAYLOAD, with(copy.clone(), "title", text)).await.ok();
        answer.assert_user_errors(PAYLOAD, &["TITLE_TELLS_PERSONAL_DATA"]);
    }
    let named = json!({ "submissionId": copy["submissionId"], "body": "Tack, Ingrid Testsson!",
                        "publicBody": "Tack, Ingrid Testsson!" });
    let answer = change(&app, &officer, "answerSubmission", named).await.ok();
    answer.assert_user_errors("answerSubmission", &["PUBLIC_BODY_TELLS_PERSONAL_DATA"]);
    let answer = change(&app, &officer, PAYLOAD, with(copy, "title", "Ingrid såg det")).await.ok();
    answer.assert_user_errors(PAYLOAD, &["TITLE_TELLS_PERSONAL_DATA"]);
}

#[both_engines]
async fn a_name_that_is_an_ordinary_word_does_not_keep_a_copy_from_the_public(app: TestApp) {
    let officer = app.home.case_officer().await;
    let input =
        json!({ "kind": "FAULT_REPORT", "title": "T", "body": "B", "contact": { "name": "Sten Lund" } });
    let filed = file(&app, &Actor::anonymous(), input).await;
    let copy = a_copy(filed.text("/fileSubmission/submission/id"));
    let written = with(copy.clone(), "body", "En sten ligger vid en lund.");
    change(&app, &officer, PAYLOAD, written).await.ok().assert_user_errors(PAYLOAD, &[]);
    let query = "mutation Publish($input: PublishSubmissionInput!) { publishSubmission(input: $input) {
        errors { code message } } }";
    let place = with(copy, "title", "Trasig lampa i Lund");
    let answer = app.ask(query, json!({ "input": place })).by(&officer).await.ok();
    answer.assert_user_errors(PAYLOAD, &["TITLE_TELLS_PERSONAL_DATA"]);
    let message = answer.text("/publishSubmission/errors/0/message");
    assert!(message.contains("Lund") && message.contains("acceptedWords"), "{message}");
    let accepted = with(place.clone(), "acceptedWords", json!(["Lund"]));
    let answer = app.ask(query, json!({ "input": accepted })).by(&officer).await.ok();
    answer.assert_user_errors(PAYLOAD, &[]);
    let whole = with(accepted, "title", "Lampan hos Sten Lund");
    let whole = with(whole, "acceptedWords", json!(["Sten", "Lund"]));
    let answer = app.ask(query, json!({ "input": whole })).by(&officer).await.ok();
    answer.assert_user_errors(PAYLOAD, &["TITLE_TELLS_PERSONAL_DATA"]);
}

#[both_engines]
async fn what_is_suggested_leaves_out_greeting_closing_and_sender(app: TestApp) {
    let officer = app.home.case_officer().await;
    let sender = app.home.resident("Ingrid").await;
    let body = "Hej!\nTestsson här, på Storgatan 3. Lampan är trasig.\nMvh Ingrid";
    let input =
        json!({ "kind": "FAULT_REPORT", "title": "Ingrids lampa", "body": body, "address": "Backa 12" });
    let filed = file(&app, &sender, input).await;
    let id = filed.text("/fileSubmission/submission/id");
    let query = "query Suggested($id: ID!) { node(id: $id) { ... on Submission { suggestedPublicCopy { title body } } } }";
    let answer = app.ask(query, json!({ "id": id })).by(&officer).await.ok();
    let copy = json!({ "title": "[…] lampa", "body": "[…] här, på […]. Lampan är trasig." });
    assert_eq!(answer.at("/node/suggestedPublicCopy"), &copy);
}

#[both_engines]
async fn all_faults_of_a_copy_come_back_together(app: TestApp) {
    let officer = app.home.case_officer().await;
    let filed = filed(&app).await;
    let copy = json!({
        "submissionId": filed.id, "title": "", "body": format!("{} 811218-9876", "x".repeat(10_000)),
        "address": "x".repeat(201), "location": { "latitude": 0, "longitude": 200 },
    });
    let answer = change(&app, &officer, PAYLOAD, copy).await.ok();
    answer.assert_user_errors(
        PAYLOAD,
        &["TITLE_BLANK", "BODY_TOO_LONG", "BODY_TELLS_PERSONAL_DATA", "ADDRESS_TOO_LONG", "LOCATION_INVALID"],
    );
}

#[both_engines]
async fn the_place_is_public_only_as_far_as_the_copy_says(app: TestApp) {
    let officer = app.home.case_officer().await;
    let input = json!({ "kind": "FAULT_REPORT", "title": "T", "body": "B", "address": "Storgatan 1",
                        "location": { "latitude": 59.4, "longitude": 16.5 } });
    let answer = file(&app, &Actor::anonymous(), input).await;
    let copy = a_copy(answer.text("/fileSubmission/submission/id"));
    let shown = async |actor: &Actor| {
        let query = "{ municipality {
            submissionsInBox(box: { south: 59, west: 16, north: 60, east: 17 }) { nodes { address location { latitude } } } } }";
        app.ask(query, json!({})).by(actor).await.ok().at("/municipality/submissionsInBox/nodes").clone()
    };
    change(&app, &officer, PAYLOAD, copy.clone()).await.assert_ok();
    assert_eq!(shown(&Actor::anonymous()).await, json!([]));
    assert_eq!(
        shown(&officer).await,
        json!([{ "address": "Storgatan 1", "location": { "latitude": 59.4 } }])
    );
    let copy =
        with(with(copy, "address", "Storgatan"), "location", json!({ "latitude": 59.5, "longitude": 16.5 }));
    change(&app, &officer, PAYLOAD, copy).await.assert_ok();
    let public = json!([{ "address": "Storgatan", "location": { "latitude": 59.5 } }]);
    assert_eq!(shown(&Actor::anonymous()).await, public);
}
