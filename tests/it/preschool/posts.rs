//! Writing, publishing and correcting posts (P5).

use entity::{outbox, post_revision};
use harness::builders::{a_draft, a_group};
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::{Blasippan, id, publish, sees};

const PUBLISH: &str = "mutation($input: PublishPostInput!) { publishPost(input: $input) { post { id title body locale \
    status publishedAt editedAt commentsOpen commentCount author { displayName isViewer } viewerCanEdit \
    viewerCanPublish } errors { code field message } } }";
const UPDATE: &str = "mutation($input: UpdatePostInput!) { updatePost(input: $input) { post { title body editedAt \
    commentsOpen revisions { title body replacedBy { isViewer } } } errors { code field } } }";

async fn publishes(app: &TestApp, by: &Actor, input: Value) -> Answer {
    app.ask(PUBLISH, json!({ "input": input })).by(by).await
}

async fn updates(app: &TestApp, by: &Actor, input: Value) -> Answer {
    app.ask(UPDATE, json!({ "input": input })).by(by).await
}

#[both_engines]
async fn an_educator_publishes_to_the_guardians_of_the_group(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let input = json!({
        "groupId": id("preschool-group", here.group.id),
        "title": "  Utflykt\u{0} till\nskogen ",
        "body": "Ta med:\r\n\r\n\r\n\r\n– stövlar\u{7}",
        "locale": "fi",
        "commentsOpen": true,
    });
    let answer = publishes(&app, &here.eva, input).await.ok();
    answer.assert_user_errors("publishPost", &[]);
    let mut post = answer.at("/publishPost/post").clone();
    let node = post.as_object_mut().unwrap().remove("id").unwrap();
    assert_eq!(
        post,
        json!({
            "title": "Utflykt till skogen", "body": "Ta med:\n\n– stövlar", "locale": "fi", "status": "PUBLISHED",
            "publishedAt": "2026-09-14T10:00:00.000Z", "editedAt": null, "commentsOpen": true, "commentCount": 0,
            "author": { "displayName": "Educator Testsson", "isViewer": true },
            "viewerCanEdit": true, "viewerCanPublish": false,
        })
    );
    assert!(sees(&app, &here.gun, node.as_str().unwrap()).await);
}

#[both_engines]
async fn the_principal_publishes_in_every_group_and_the_language_is_the_municipalitys_own(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let other = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    let input =
        json!({ "groupId": id("preschool-group", other.id), "title": "Stängt", "body": "På fredag." });
    let answer = publishes(&app, &here.per, input).await.ok();
    assert_eq!(answer.text("/publishPost/post/locale"), "sv");
    assert_eq!(answer.at("/publishPost/post/commentsOpen"), false);
}

#[both_engines]
async fn all_faults_of_a_post_are_told_together(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let faulty = |title: &str, body: &str, key: Option<&str>| {
        let group = id("preschool-group", here.group.id);
        json!({ "groupId": group, "title": title, "body": body, "idempotencyKey": key })
    };
    for (input, codes) in [
        (faulty("", " ", Some("")), ["IDEMPOTENCY_KEY_INVALID", "TITLE_BLANK", "BODY_BLANK"]),
        (
            faulty(&"å".repeat(201), &"ö".repeat(10_001), Some(&"k".repeat(256))),
            ["IDEMPOTENCY_KEY_INVALID", "TITLE_TOO_LONG", "BODY_TOO_LONG"],
        ),
        (
            faulty("Elsa 811218-9876", "１９８１１２１８ ９８７６", Some("")),
            ["IDEMPOTENCY_KEY_INVALID", "TITLE_TELLS_IDENTITY_NUMBER", "BODY_TELLS_IDENTITY_NUMBER"],
        ),
        (
            faulty("\u{200B}", "\u{0}", Some("a\u{0}")),
            ["IDEMPOTENCY_KEY_INVALID", "TITLE_BLANK", "BODY_BLANK"],
        ),
    ] {
        let answer = publishes(&app, &here.eva, input).await.ok();
        answer.assert_user_errors("publishPost", &codes);
        let fields: Vec<_> =
            answer.list("/publishPost/errors").iter().map(|error| error["field"][0].clone()).collect();
        assert_eq!(fields, ["idempotencyKey", "title", "body"]);
    }
    let longest = faulty(&"å".repeat(200), &"ö".repeat(10_000), Some(&"k".repeat(255)));
    publishes(&app, &here.eva, longest).await.ok().assert_user_errors("publishPost", &[]);
}

#[both_engines]
async fn a_group_that_is_not_there_is_not_found_and_one_that_is_only_read_is_forbidden(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let other = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    let input = |group| json!({ "groupId": id("preschool-group", group), "title": "", "body": "Hej" });
    for actor in [&here.eva, &here.gun, &app.home.administrator().await] {
        let answer = publishes(&app, actor, input(other.id)).await.ok();
        answer.assert_user_errors("publishPost", &["GROUP_NOT_FOUND", "TITLE_BLANK"]);
    }
    publishes(&app, &here.gun, input(here.group.id)).await.assert_codes(&["FORBIDDEN"]);
    let wrong = json!({ "groupId": id("post", here.group.id), "title": "a", "body": "b" });
    publishes(&app, &here.eva, wrong).await.assert_user_errors("publishPost", &["GROUP_NOT_FOUND"]);
    assert!(app.home.rows(entity::post::Entity).await.is_empty());
}

#[both_engines]
async fn a_retried_post_is_one_post(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let input = |title: &str| {
        let group = id("preschool-group", here.group.id);
        json!({ "groupId": group, "title": title, "body": "Hej", "idempotencyKey": "a" })
    };
    let first = publishes(&app, &here.eva, input("Hej")).await.ok();
    let again = publishes(&app, &here.eva, input("Hej")).await.ok();
    assert_eq!(first.at("/publishPost/post"), again.at("/publishPost/post"));
    let other = publishes(&app, &here.eva, input("Hejdå")).await.ok();
    other.assert_user_errors("publishPost", &["IDEMPOTENCY_KEY_REUSED"]);
    // Another one's key is another key.
    publishes(&app, &here.per, input("Hejdå")).await.ok().assert_user_errors("publishPost", &[]);
    assert_eq!(app.home.rows(entity::post::Entity).await.len(), 2);
    assert_eq!(app.home.rows(outbox::Entity).await.len(), 2);
}

#[both_engines]
async fn a_draft_is_for_staff_until_it_goes_out(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let draft = "mutation($input: DraftPostInput!) { draftPost(input: $input) { post { id status publishedAt \
                 viewerCanPublish viewerCanComment } errors { code } } }";
    let group = id("preschool-group", here.group.id);
    let input = json!({ "groupId": group, "title": "Julfika", "body": "…", "idempotencyKey": "d" });
    let answer = app.ask(draft, json!({ "input": input })).by(&here.eva).await.ok();
    let again = app.ask(draft, json!({ "input": input })).by(&here.eva).await.ok();
    assert_eq!(answer.at("/draftPost"), again.at("/draftPost"));
    let post = answer.text("/draftPost/post/id").to_owned();
    assert_eq!(
        answer.at("/draftPost/post"),
        &json!({ "id": post, "status": "DRAFT", "publishedAt": null, "viewerCanPublish": true, "viewerCanComment": false })
    );
    assert!(!sees(&app, &here.gun, &post).await);
    let lists =
        "{ viewer { feed { totalCount } groups { posts { totalCount } drafts { nodes { title } } } } }";
    let answer = app.ask(lists, Value::Null).by(&here.per).await.ok();
    assert_eq!(
        answer.at("/viewer"),
        &json!({ "feed": { "totalCount": 0 }, "groups": [{ "posts": { "totalCount": 0 }, "drafts": { "nodes": [{ "title": "Julfika" }] } }] })
    );

    let query = "mutation($input: PublishDraftInput!) { publishDraft(input: $input) { post { status publishedAt author \
                 { displayName } viewerCanPublish } errors { code } } }";
    let input = json!({ "input": { "postId": post } });
    app.ask(query, input.clone())
        .by(&here.gun)
        .await
        .ok()
        .assert_user_errors("publishDraft", &["POST_NOT_FOUND"]);
    app.clock.advance(chrono::TimeDelta::hours(1));
    let answer = app.ask(query, input.clone()).by(&here.per).await.ok();
    assert_eq!(
        answer.at("/publishDraft/post"),
        &json!({
            "status": "PUBLISHED", "publishedAt": "2026-09-14T11:00:00.000Z",
            "author": { "displayName": "Educator Testsson" }, "viewerCanPublish": false,
        })
    );
    app.clock.advance(chrono::TimeDelta::hours(1));
    let again = app.ask(query, input.clone()).by(&here.per).await.ok();
    assert_eq!(answer.at("/publishDraft"), again.at("/publishDraft"), "a retry answers the same");
    assert_eq!(app.home.rows(outbox::Entity).await.len(), 1);
    assert!(sees(&app, &here.gun, &post).await);
    app.ask(query, input).by(&here.gun).await.assert_codes(&["FORBIDDEN"]);
}

#[both_engines]
async fn a_correction_keeps_what_was_said_before(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = publish(&app, &here.eva, &here.group, "Klockan nio").await;
    app.clock.advance(chrono::TimeDelta::hours(1));
    let answer = updates(&app, &here.eva, json!({ "postId": post, "title": " Klockan tio " })).await.ok();
    assert_eq!(
        answer.at("/updatePost/post"),
        &json!({
            "title": "Klockan tio", "body": "Hej!", "editedAt": "2026-09-14T11:00:00.000Z", "commentsOpen": false,
            "revisions": [{ "title": "Klockan nio", "body": "Hej!", "replacedBy": { "isViewer": true } }],
        })
    );
    // The principal may, and sees both wordings; the guardian sees that it was corrected, not from what.
    let answer = updates(&app, &here.per, json!({ "postId": post, "body": "Hej hej!" })).await.ok();
    assert_eq!(answer.list("/updatePost/post/revisions").len(), 2);
    let query = "query($id: ID!) { node(id: $id) { ... on Post { title editedAt revisions { title } } } }";
    let answer = app.ask(query, json!({ "id": post })).by(&here.gun).await.ok();
    assert_eq!(
        answer.at("/node"),
        &json!({ "title": "Klockan tio", "editedAt": "2026-09-14T11:00:00.000Z", "revisions": [] })
    );
}

#[both_engines]
async fn what_changes_no_wording_is_no_correction(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = publish(&app, &here.eva, &here.group, "Hej").await;
    for input in [
        json!({ "postId": post }),
        json!({ "postId": post, "title": " Hej " }),
        json!({ "postId": post, "commentsOpen": true }),
    ] {
        let answer = updates(&app, &here.eva, input).await.ok();
        assert_eq!(answer.at("/updatePost/post/editedAt"), &Value::Null);
    }
    // A draft is nobody's word yet.
    let draft = app.home.insert(a_draft(&here.group, &here.eva)).await;
    let input = json!({ "postId": id("post", draft.id), "title": "Annat", "body": "Annat" });
    let answer = updates(&app, &here.per, input).await.ok();
    assert_eq!(answer.at("/updatePost/post/editedAt"), &Value::Null);
    assert!(app.home.rows(post_revision::Entity).await.is_empty());
}

#[both_engines]
async fn a_post_that_is_out_is_corrected_by_its_author_or_the_principal(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let colleague = app.home.educator(&here.group).await;
    let post = publish(&app, &here.eva, &here.group, "Hej").await;
    let input = json!({ "postId": post, "title": "Nej" });
    for actor in [&colleague, &here.gun] {
        updates(&app, actor, input.clone()).await.assert_codes(&["FORBIDDEN"]);
        let can = "query($id: ID!) { node(id: $id) { ... on Post { viewerCanEdit } } }";
        let answer = app.ask(can, json!({ "id": post })).by(actor).await.ok();
        assert_eq!(answer.at("/node/viewerCanEdit"), false);
    }
    let stranger = app.home.resident("Rut").await;
    let faulty = json!({ "postId": post, "title": " ", "body": "x".repeat(10_001) });
    let answer = updates(&app, &stranger, faulty.clone()).await.ok();
    answer.assert_user_errors("updatePost", &["POST_NOT_FOUND", "TITLE_BLANK", "BODY_TOO_LONG"]);
    let answer = updates(&app, &here.eva, faulty).await.ok();
    answer.assert_user_errors("updatePost", &["TITLE_BLANK", "BODY_TOO_LONG"]);
    let telling = json!({ "postId": post, "title": "Elsa 811218-9876", "body": "19811218-9876" });
    let answer = updates(&app, &here.eva, telling).await.ok();
    let codes = ["TITLE_TELLS_IDENTITY_NUMBER", "BODY_TELLS_IDENTITY_NUMBER"];
    answer.assert_user_errors("updatePost", &codes);
}

#[both_engines]
async fn what_looks_like_an_identity_number_and_is_none_can_be_written(app: TestApp) {
    let here = Blasippan::found(&app).await;
    for title in [
        "Jullov 2026-12-21–2027-01-08",
        "Öppet 2026-12-21 08.30–16.00",
        "Ring 070-123 45 67 eller 0611-12 04 12",
        "Vårt ärende 2012-00028, dnr KS 2012/0423",
    ] {
        publish(&app, &here.eva, &here.group, title).await;
    }
}

#[both_engines]
async fn the_author_hears_which_characters_look_like_an_identity_number(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = publish(&app, &here.eva, &here.group, "Hej").await;
    let telling =
        json!({ "postId": post, "title": " Lov, Elsa 850709----9805", "body": "Född 19821105:9954." });
    let update =
        "mutation($input: UpdatePostInput!) { updatePost(input: $input) { errors { code message } } }";
    let answer = app.ask(update, json!({ "input": telling })).by(&here.eva).await.ok();
    answer.assert_user_errors("updatePost", &["TITLE_TELLS_IDENTITY_NUMBER", "BODY_TELLS_IDENTITY_NUMBER"]);
    for (index, place) in ["12–25", "6–18"].into_iter().enumerate() {
        let message = answer.text(&format!("/updatePost/errors/{index}/message")).to_owned();
        assert!(
            message.contains(&format!("ecken {place}")) || message.contains(&format!("haracters {place}")),
            "{message}"
        );
        assert!(!message.contains("9805") && !message.contains("9954"), "{message}");
    }
}
