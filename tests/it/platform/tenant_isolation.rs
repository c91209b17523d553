//! What is one municipality's does not exist in another (T1): no node, no list, no count, no mutation, no code and no
//! subscription tells an id of ours from one that was never given.

use entity::{
    comment, meal, meal_feedback, meal_follow, meal_version, post, post_read, submission, submission_answer,
    submission_event, submission_message, submission_note, submission_support,
};
use harness::{Actor, Municipality, TestApp, both_engines};
use serde_json::{Value, json};
use uuid::Uuid;

use super::authorization_coverage::{fields, reads};
use super::hearing::heard;
use super::inputs::{input, mutate, outcome};
use super::tables::asked;
use super::whole::{Whole, code, id, unique};

/// The neighbour's, and who asks there.
async fn next_door(app: &TestApp) -> (Whole, [Actor; 3]) {
    let theirs = Whole::found_at(&app.neighbour, app.clock.now()).await;
    let actors = [theirs.everything().await, theirs.people.administrator.clone(), Actor::anonymous()];
    (theirs, actors)
}

/// An id of the same kind that nothing has, or a code.
fn of_nothing(like: &str) -> String {
    let Some((kind, _)) = like.split_once(':') else { return code() };
    id(kind, Uuid::from_u64_pair(0x0199_0000_0000_7000, 0x8000_0000_0000_0000 | unique()))
}

#[both_engines]
async fn no_node_of_ours_is_there_for_anybody_of_theirs(app: TestApp) {
    let ours = Whole::found(&app).await;
    let (theirs, actors) = next_door(&app).await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for actor in &actors {
        let ids: Vec<_> = ours.things().map(|thing| thing.id.as_str()).collect();
        let answer = app.post(&theirs.here.code, query, json!({ "ids": ids })).by(actor).await.ok();
        assert!(answer.list("/nodes").iter().all(Value::is_null), "{answer}");
        for thing in ours.things() {
            let query = "query($id: ID!) { node(id: $id) { id } }";
            let answer = app.post(&theirs.here.code, query, json!({ "id": thing.id })).by(actor).await.ok();
            assert_eq!(answer.body, json!({ "data": { "node": null } }), "{}", thing.id);
        }
    }
    // The same query finds what is their own.
    let ids: Vec<_> = theirs.public_things.iter().map(|thing| thing.id.as_str()).collect();
    let answer = app.post(&theirs.here.code, query, json!({ "ids": ids })).await.ok();
    assert_eq!(answer.texts("/nodes", "id"), ids);
}

#[both_engines]
async fn our_rows_change_no_list_and_no_count_of_theirs(app: TestApp) {
    let (theirs, [everything, ..]) = next_door(&app).await;
    let mut selections = Vec::new();
    for of in ["Query", "Municipality", "Viewer"] {
        for field in fields(&app, of).await {
            let name = format!("{of}.{field}");
            selections.push(reads::selection(&app, &theirs, &name).await.expect("a selection"));
        }
    }
    let mut actors: Vec<_> = theirs.actors().into_iter().map(|(_, actor)| actor).collect();
    actors.push(everything);
    let mut answers = Vec::new();
    for actor in &actors {
        answers.push(asked(&app, &theirs.here, actor, selections.iter().cloned()).await);
    }
    Whole::found(&app).await;
    for (actor, before) in actors.iter().zip(answers) {
        assert_eq!(asked(&app, &theirs.here, actor, selections.iter().cloned()).await, before);
    }
}

#[both_engines]
async fn a_filter_by_our_ids_finds_what_a_filter_by_ids_of_nothing_finds(app: TestApp) {
    let ours = Whole::found(&app).await;
    let (theirs, actors) = next_door(&app).await;
    for (filter, kind) in [
        ("services(filter: { departmentId: $id }) { totalCount }", "department"),
        ("services(filter: { unitId: $id }) { totalCount }", "unit"),
        ("submissions(filter: { departmentId: $id }) { totalCount }", "department"),
        ("submissions(filter: { categoryId: $id }) { totalCount }", "submission-category"),
        (
            "submissions(filter: { categoryId: $id, includeSubcategories: true }) { totalCount }",
            "submission-category",
        ),
    ] {
        let our_id = ours.things().map(|thing| &thing.id).find(|id| id.starts_with(&format!("{kind}:")));
        let our_id = our_id.expect("one of the kind");
        let query = format!("query($id: ID!) {{ municipality {{ {filter} }} }}");
        for actor in &actors {
            let ask = async |id: &str| {
                app.post(&theirs.here.code, &query, json!({ "id": id })).by(actor).await.ok()
            };
            assert_eq!(ask(our_id).await.body, ask(&of_nothing(our_id)).await.body, "{filter}");
        }
    }
}

/// Where the ids are in an input, and the codes, which name something just as well.
fn ids_in(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| ids_in(value, &format!("{at}/{name}"))).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(n, value)| ids_in(value, &format!("{at}/{n}"))).collect()
        }
        Value::String(text) => {
            let is_id = text.split_once(':').is_some_and(|(_, uuid)| Uuid::try_parse(uuid).is_ok());
            (is_id || ["/code", "/deviceToken"].contains(&at)).then(|| at.to_owned()).into_iter().collect()
        }
        _ => vec![],
    }
}

/// What a mutation answers to an input in which one id is another, without that id.
async fn answered(
    app: &TestApp,
    there: &Whole,
    actor: &Actor,
    mutation: &str,
    (pointer, id): (&str, &str),
) -> String {
    let mut input = input(there, mutation).await.expect("an input");
    *input.pointer_mut(pointer).expect("an id") = id.into();
    let answer = mutate(app, &there.here, actor, mutation, &input).await;
    assert_ne!(outcome(&answer, mutation), "ok", "{answer}");
    format!("{} {}", answer.status, answer.body).replace(id, "ID")
}

#[both_engines]
async fn no_mutation_tells_an_id_of_ours_from_one_of_nothing(app: TestApp) {
    let ours = Whole::found(&app).await;
    let (theirs, actors) = next_door(&app).await;
    let mut inputs = Vec::new();
    for mutation in fields(&app, "Mutation").await {
        let input = input(&ours, &mutation).await.expect("an input");
        inputs.push((mutation, input));
    }
    let before = rows(&ours.here).await;
    for (mutation, input_of_ours) in &inputs {
        let pointers = ids_in(input_of_ours, "");
        // What is about the viewer alone.
        if mutation == "requestMyDataExport" {
            assert!(pointers.is_empty());
            continue;
        }
        assert!(!pointers.is_empty(), "{mutation} names nothing");
        for (number, actor) in actors.iter().enumerate() {
            let own = input(&theirs, mutation).await.expect("an input");
            let answer = mutate(&app, &theirs.here, actor, mutation, &own).await;
            let may = outcome(&answer, mutation) == "ok";
            // A classroom's device is closed by who opened it.
            let is_anybodys = mutation != "closeClassroomSession";
            assert!(may || number > 0 || !is_anybodys, "who is everything may do anything: {answer}");
            for pointer in pointers.iter().filter(|_| may) {
                let our_id = input_of_ours.pointer(pointer).and_then(Value::as_str).expect("an id");
                assert_eq!(
                    answered(&app, &theirs, actor, mutation, (pointer, our_id)).await,
                    answered(&app, &theirs, actor, mutation, (pointer, &of_nothing(our_id))).await,
                    "{mutation}{pointer}"
                );
            }
            // All of them at once; also where the answer is that the actor may not do it at all.
            let mut nothing = input_of_ours.clone();
            for pointer in &pointers {
                let id = nothing.pointer_mut(pointer).expect("an id");
                *id = of_nothing(id.as_str().expect("an id")).into();
            }
            let ours = mutate(&app, &theirs.here, actor, mutation, input_of_ours).await;
            let nothing = mutate(&app, &theirs.here, actor, mutation, &nothing).await;
            assert_ne!(outcome(&ours, mutation), "ok", "{ours}");
            assert_eq!((ours.status, ours.body), (nothing.status, nothing.body), "{mutation}");
        }
    }
    assert_eq!(rows(&ours.here).await, before);
}

/// All that mutations write, as the database holds it.
async fn rows(here: &Municipality) -> Vec<String> {
    let mut rows = vec![
        format!("{:?}", here.rows(post::Entity).await),
        format!("{:?}", here.rows(comment::Entity).await),
        format!("{:?}", here.rows(post_read::Entity).await),
        format!("{:?}", here.rows(submission::Entity).await),
        format!("{:?}", here.rows(submission_answer::Entity).await),
        format!("{:?}", here.rows(submission_event::Entity).await),
        format!("{:?}", here.rows(submission_message::Entity).await),
        format!("{:?}", here.rows(submission_note::Entity).await),
        format!("{:?}", here.rows(submission_support::Entity).await),
    ];
    rows.push(format!("{:?}", here.rows(meal_feedback::Entity).await));
    rows.push(format!("{:?}", here.rows(meal::Entity).await));
    rows.push(format!("{:?}", here.rows(meal_version::Entity).await));
    rows.push(format!("{:?}", here.rows(meal_follow::Entity).await));
    rows
}

#[both_engines]
async fn our_tracking_code_opens_nothing_there(app: TestApp) {
    let ours = Whole::found(&app).await;
    let (theirs, actors) = next_door(&app).await;
    let code = reads::tracking_code(&app).await;
    let query =
        "query($code: String!) { municipality { submissionByTrackingCode(trackingCode: $code) { id } } }";
    let here = app.post(&ours.here.code, query, json!({ "code": code })).await.ok();
    assert!(here.at("/municipality/submissionByTrackingCode").is_object(), "{here}");
    let subscription = "subscription($code: String) { submissionUpdated(trackingCode: $code) { title } }";
    for actor in &actors {
        let there = app.post(&theirs.here.code, query, json!({ "code": code })).by(actor).await.ok();
        assert_eq!(there.at("/municipality/submissionByTrackingCode"), &Value::Null);
        let more = |code: &str| json!({ "trackingCode": code, "body": "Mer." });
        let add =
            async |code: &str| mutate(&app, &theirs.here, actor, "addToSubmission", &more(code)).await.ok();
        let (ours, nothings) = (add(&code).await, add("0000-0000-0000-0000-0000").await);
        ours.assert_user_errors("addToSubmission", &["TRACKING_CODE_NOT_FOUND"]);
        assert_eq!(ours.body, nothings.body);
        let listening = (subscription, json!({ "code": code }));
        assert_eq!(heard(&app, &theirs, actor, listening, async || {}).await, "BAD_USER_INPUT");
    }
}

#[both_engines]
async fn subscriptions_there_hear_nothing_of_ours(app: TestApp) {
    let ours = Whole::found(&app).await;
    let (theirs, actors) = next_door(&app).await;
    let submission = id("submission", ours.new_public_submission().await.id);
    let by_id = "subscription($id: ID) { submissionUpdated(id: $id) { title } }";
    let changes = async || {
        let input = json!({ "submissionId": submission, "body": "Klart." });
        mutate(&app, &ours.here, &ours.people.officer, "answerSubmission", &input).await.assert_ok();
    };
    for actor in &actors {
        let listening = (by_id, json!({ "id": submission }));
        assert_eq!(heard(&app, &theirs, actor, listening, changes).await, "nothing");
    }
    // Whoever asks here hears.
    let listening = (by_id, json!({ "id": submission }));
    assert_eq!(heard(&app, &ours, &Actor::anonymous(), listening, changes).await, "hears");

    let group = id("preschool-group", ours.group.id);
    let posts = "subscription($groups: [ID!]) { postPublished(groupIds: $groups) { title } }";
    let publishes = async || {
        let input = input(&ours, "publishPost").await.expect("an input");
        mutate(&app, &ours.here, &ours.people.educator, "publishPost", &input).await.assert_ok();
    };
    let [everything, ..] = &actors;
    for groups in [json!([group]), Value::Null] {
        let listening = (posts, json!({ "groups": groups }));
        assert_eq!(heard(&app, &theirs, everything, listening, publishes).await, "nothing");
    }
}
