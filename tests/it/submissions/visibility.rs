//! Who sees what of a submission: the public the moderated copy, the sender their own, officers everything.

use entity::{Role, submission};
use harness::builders::{a_published_submission, a_submission};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{a_filing, change, file, filed, id_of, with};

const EVERYTHING: &str = "query Everything($id: ID!) { node(id: $id) { ... on Submission {
    title body address location { latitude } contact { name } caseOfficer { name }
    latestAnswer { body authorName } answers { nodes { body publicBody } }
    history { nodes { action actorName } } messages { nodes { body } } notes { nodes { body authorName } }
    publicCopy { title } suggestedPublicCopy { body } allowedTransitions
    viewerCanAdd viewerCanAnswer viewerCanHandle viewerCanSupport } } }";

/// A submission of a resident through which everything has happened, published.
async fn a_case(app: &TestApp) -> (String, Actor, Actor) {
    let sender = app.home.resident("Rut").await;
    let officer = app.home.case_officer().await;
    let input = json!({
        "kind": "COMPLAINT", "title": "Gnissel hos Rut", "body": "Ring 070-174 06 05.",
        "address": "Storgatan 1, hos Rut", "location": { "latitude": 59.41, "longitude": 16.5 },
        "contact": { "name": "Rut Lund" },
    });
    let filed = file(app, &sender, input).await;
    let id = filed.text("/fileSubmission/submission/id").to_owned();
    let submission = json!({ "submissionId": id });
    let me = format!("person:{}", officer.id());
    for (mutation, input) in [
        ("assignSubmission", with(submission.clone(), "caseOfficerId", me)),
        ("addInternalNote", with(submission.clone(), "body", "Ring henne.")),
        (
            "answerSubmission",
            with(with(submission.clone(), "body", "Hej Rut!"), "publicBody", "Det är åtgärdat."),
        ),
        (
            "publishSubmission",
            json!({ "submissionId": id, "title": "Gnissel", "body": "Det gnisslar.",
                    "address": "Storgatan", "location": { "latitude": 59.4, "longitude": 16.5 } }),
        ),
    ] {
        change(app, &officer, mutation, input).await.ok().assert_user_errors(mutation, &[]);
    }
    let more = with(submission, "body", "Det gnisslar än.");
    change(app, &sender, "addToSubmission", more).await.ok().assert_user_errors("addToSubmission", &[]);
    (id, sender, officer)
}

#[both_engines]
async fn the_public_sees_the_moderated_copy_and_nothing_else(app: TestApp) {
    let (id, ..) = a_case(&app).await;
    let public = json!({
        "title": "Gnissel", "body": "Det gnisslar.", "address": "Storgatan", "location": { "latitude": 59.4 },
        "contact": null, "caseOfficer": null,
        "latestAnswer": { "body": "Det är åtgärdat.", "authorName": null },
        "answers": { "nodes": [{ "body": "Det är åtgärdat.", "publicBody": "Det är åtgärdat." }] },
        "history": { "nodes": [
            { "action": "RECEIVED", "actorName": null }, { "action": "ANSWERED", "actorName": null },
        ] },
        "messages": { "nodes": [] }, "notes": { "nodes": [] }, "publicCopy": null, "suggestedPublicCopy": null,
        "allowedTransitions": [], "viewerCanAdd": false, "viewerCanAnswer": false, "viewerCanHandle": false,
        "viewerCanSupport": true,
    });
    let others = [
        Actor::anonymous(),
        app.home.resident("Olle").await,
        app.home.communicator().await,
        app.home.kitchen().await,
        app.home.administrator().await,
        app.home.data_protection_officer().await,
    ];
    for actor in others {
        let answer = app.ask(EVERYTHING, json!({ "id": id })).by(&actor).await.ok();
        assert_eq!(answer.at("/node"), &public);
    }
}

#[both_engines]
async fn the_sender_sees_their_own_words_and_no_internal_ones(app: TestApp) {
    let (id, sender, _) = a_case(&app).await;
    let answer = app.ask(EVERYTHING, json!({ "id": id })).by(&sender).await.ok();
    assert_eq!(
        answer.at("/node"),
        &json!({
            "title": "Gnissel hos Rut", "body": "Ring 070-174 06 05.", "address": "Storgatan 1, hos Rut",
            "location": { "latitude": 59.41 }, "contact": { "name": "Rut Lund" }, "caseOfficer": null,
            "latestAnswer": { "body": "Hej Rut!", "authorName": "CaseOfficer Testsson" },
            "answers": { "nodes": [{ "body": "Hej Rut!", "publicBody": "Det är åtgärdat." }] },
            "history": { "nodes": [
                { "action": "RECEIVED", "actorName": null }, { "action": "ANSWERED", "actorName": null },
                { "action": "PUBLISHED", "actorName": null }, { "action": "ADDED_TO", "actorName": null },
            ] },
            "messages": { "nodes": [{ "body": "Det gnisslar än." }] }, "notes": { "nodes": [] },
            "publicCopy": null, "suggestedPublicCopy": null, "allowedTransitions": [],
            "viewerCanAdd": true, "viewerCanAnswer": false, "viewerCanHandle": false, "viewerCanSupport": true,
        })
    );
}

#[both_engines]
async fn an_officer_sees_everything(app: TestApp) {
    let (id, _, officer) = a_case(&app).await;
    let answer = app.ask(EVERYTHING, json!({ "id": id })).by(&officer).await.ok();
    let name = "CaseOfficer Testsson";
    assert_eq!(
        answer.at("/node"),
        &json!({
            "title": "Gnissel hos Rut", "body": "Ring 070-174 06 05.", "address": "Storgatan 1, hos Rut",
            "location": { "latitude": 59.41 }, "contact": { "name": "Rut Lund" }, "caseOfficer": { "name": name },
            "latestAnswer": { "body": "Hej Rut!", "authorName": name },
            "answers": { "nodes": [{ "body": "Hej Rut!", "publicBody": "Det är åtgärdat." }] },
            "history": { "nodes": [
                { "action": "RECEIVED", "actorName": "Rut Testsson" }, { "action": "OFFICER_CHANGED", "actorName": name },
                { "action": "NOTED", "actorName": name }, { "action": "ANSWERED", "actorName": name },
                { "action": "PUBLISHED", "actorName": name }, { "action": "ADDED_TO", "actorName": "Rut Testsson" },
            ] },
            "messages": { "nodes": [{ "body": "Det gnisslar än." }] },
            "notes": { "nodes": [{ "body": "Ring henne.", "authorName": name }] },
            "publicCopy": { "title": "Gnissel" }, "suggestedPublicCopy": { "body": "Ring […]." },
            "allowedTransitions": ["IN_PROGRESS", "PLANNED", "CLOSED"],
            "viewerCanAdd": false, "viewerCanAnswer": true, "viewerCanHandle": true, "viewerCanSupport": true,
        })
    );
}

#[both_engines]
async fn an_officer_of_the_neighbour_sees_nothing_of_it(app: TestApp) {
    let (id, ..) = a_case(&app).await;
    let theirs = app.neighbour.case_officer().await;
    let answer = app.post(&app.neighbour.code, EVERYTHING, json!({ "id": id })).by(&theirs).await.ok();
    assert_eq!(answer.at("/node"), &Value::Null);
    let list = "{ municipality { submissions { totalCount } submissionCategories { code } } }";
    let answer = app.post(&app.neighbour.code, list, json!({})).by(&theirs).await.ok();
    assert_eq!(
        answer.at("/municipality"),
        &json!({ "submissions": { "totalCount": 0 }, "submissionCategories": [] })
    );
}

#[both_engines]
async fn an_officer_whose_duty_has_ended_is_one_of_the_public(app: TestApp) {
    let (id, ..) = a_case(&app).await;
    let officer = app.home.resident("Siv").await;
    let row = entity::role_assignment::ActiveModel {
        person_id: Set(officer.id()),
        role: Set(Role::CaseOfficer),
        valid_from: Set(harness::builders::LONG_AGO),
        valid_to: Set(Some(app.clock.now().date_naive())),
        ..sea_orm::ActiveModelTrait::default()
    };
    app.home.insert(row).await;
    let title = async || {
        let answer = app.ask(EVERYTHING, json!({ "id": id })).by(&officer).await.ok();
        answer.text("/node/title").to_owned()
    };
    assert_eq!(title().await, "Gnissel hos Rut");
    app.clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(title().await, "Gnissel");
}

#[both_engines]
async fn what_is_to_be_published_later_is_hidden_until_then(app: TestApp) {
    let later = app.clock.now() + chrono::TimeDelta::hours(1);
    let row = app.home.insert(a_published_submission("A-1", later)).await;
    let query = "query Node($id: ID!) { node(id: $id) { id } municipality { submissions { totalCount } } }";
    let count = async || {
        let answer = app.ask(query, json!({ "id": id_of(&row) })).await.ok();
        (answer.at("/node").is_null(), answer.at("/municipality/submissions/totalCount").clone())
    };
    assert_eq!(count().await, (true, json!(0)));
    app.clock.advance(chrono::TimeDelta::hours(1));
    assert_eq!(count().await, (false, json!(1)));
}

#[both_engines]
async fn notes_and_messages_are_nodes_only_for_those_who_see_them(app: TestApp) {
    let (_, sender, officer) = a_case(&app).await;
    let note = app.home.rows(entity::submission_note::Entity).await.remove(0);
    let message = app.home.rows(entity::submission_message::Entity).await.remove(0);
    let answer = app.home.rows(entity::submission_answer::Entity).await.remove(0);
    let ids = json!([
        format!("submission-note:{}", note.id),
        format!("submission-message:{}", message.id),
        format!("submission-answer:{}", answer.id)
    ]);
    let query = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) {
        ... on SubmissionNote { body } ... on SubmissionMessage { body } ... on SubmissionAnswer { body } } }";
    let (note, message) = (json!({ "body": "Ring henne." }), json!({ "body": "Det gnisslar än." }));
    let (private, public) = (json!({ "body": "Hej Rut!" }), json!({ "body": "Det är åtgärdat." }));
    for (actor, expected) in [
        (officer, json!([note, message, private])),
        (sender, json!([null, message, private])),
        (app.home.resident("Olle").await, json!([null, null, public])),
        (Actor::anonymous(), json!([null, null, public])),
    ] {
        let answer = app.ask(query, json!({ "ids": ids })).by(&actor).await.ok();
        assert_eq!(answer.at("/nodes"), &expected);
    }
}

#[both_engines]
async fn a_submission_without_sender_belongs_to_nobody(app: TestApp) {
    app.home.insert(submission::ActiveModel { sender_id: Set(None), ..a_submission("A-1") }).await;
    filed(&app).await;
    let resident = app.home.resident("Rut").await;
    let own = app.ask("{ viewer { submissions { totalCount } } }", json!({})).by(&resident).await.ok();
    assert_eq!(own.at("/viewer/submissions/totalCount"), &json!(0));
    let answer = app.ask("{ viewer { submissions { totalCount } } }", json!({})).await.ok();
    assert_eq!(answer.at("/viewer"), &Value::Null);
    let named = file(&app, &resident, with(a_filing(), "isAnonymous", false)).await;
    named.assert_user_errors("fileSubmission", &[]);
    let own = app.ask("{ viewer { submissions { totalCount } } }", json!({})).by(&resident).await.ok();
    assert_eq!(own.at("/viewer/submissions/totalCount"), &json!(1));
}
