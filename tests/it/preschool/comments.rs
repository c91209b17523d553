//! Comments: to everyone, or to staff and back (P5).

use entity::{CommentAudience, post};
use harness::builders::{a_draft, a_post};
use harness::{Actor, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Blasippan, comment, id};

const ADD: &str = "mutation($input: AddCommentInput!) { addComment(input: $input) { comment { id body audience author { \
    displayName role isViewer } answers { id } viewerCanHide post { commentCount } } errors { code field } } }";
const HIDE: &str = "mutation($input: HideCommentInput!) { hideComment(input: $input) { post { commentCount } errors { \
    code field } } }";

/// What the actor sees: the post's count of comments and their texts.
async fn heard(app: &TestApp, actor: &Actor, post: Uuid) -> (i64, Vec<String>) {
    let query = "query($id: ID!) { node(id: $id) { ... on Post { commentCount comments { totalCount nodes { body } } } } }";
    let answer = app.ask(query, json!({ "id": id("post", post) })).by(actor).await.ok();
    let texts = answer.texts("/node/comments/nodes", "body").into_iter().map(str::to_owned).collect();
    let count = answer.at("/node/commentCount").as_i64().unwrap();
    assert_eq!(answer.at("/node/comments/totalCount"), count, "{answer}");
    (count, texts)
}

#[both_engines]
async fn where_comments_are_open_everybody_hears_everybody(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (_, beside) = here.family(&app).await;
    let post = here.post(&app).await;
    let input = json!({ "postId": id("post", post.id), "body": " Så roligt!\r\n" });
    let answer = app.ask(ADD, json!({ "input": input })).by(&here.gun).await.ok();
    let mut said = answer.at("/addComment/comment").clone();
    said.as_object_mut().unwrap().remove("id");
    assert_eq!(
        said,
        json!({
            "body": "Så roligt!", "audience": "EVERYONE", "answers": null, "viewerCanHide": true,
            "author": { "displayName": "Guardian Testsson", "role": "GUARDIAN", "isViewer": true },
            "post": { "commentCount": 1 },
        })
    );
    comment(&app, &here.eva, post.id, "Tack!", None).await;
    for actor in [&here.gun, &beside, &here.eva, &here.per] {
        assert_eq!(heard(&app, actor, post.id).await, (2, vec!["Så roligt!".into(), "Tack!".into()]));
    }
}

#[both_engines]
async fn where_comments_are_closed_a_guardian_speaks_with_staff_alone(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (_, beside) = here.family(&app).await;
    let closed =
        post::ActiveModel { comments_open: Set(false), ..a_post(&here.group, &here.eva, app.clock.now()) };
    let post = app.home.insert(closed).await.id;
    let question = comment(&app, &here.gun, post, "Hur gick det för Elsa?", None).await;
    let other = comment(&app, &beside, post, "Och för Nils?", None).await;
    let answer = comment(&app, &here.eva, post, "Bra, hon åt allt.", Some(&question)).await;
    comment(&app, &here.per, post, "Vi ses i morgon.", Some(&answer)).await;
    comment(&app, &here.gun, post, "Tack!", Some(&answer)).await;
    comment(&app, &here.eva, post, "Till alla: grinden är lagad.", None).await;

    let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let all = words(&[
        "Hur gick det för Elsa?",
        "Och för Nils?",
        "Bra, hon åt allt.",
        "Vi ses i morgon.",
        "Tack!",
        "Till alla: grinden är lagad.",
    ]);
    for staff in [&here.eva, &here.per] {
        assert_eq!(heard(&app, staff, post).await, (6, all.clone()));
    }
    let guns = words(&[
        "Hur gick det för Elsa?",
        "Bra, hon åt allt.",
        "Vi ses i morgon.",
        "Tack!",
        "Till alla: grinden är lagad.",
    ]);
    assert_eq!(heard(&app, &here.gun, post).await, (5, guns));
    let theirs = words(&["Och för Nils?", "Till alla: grinden är lagad."]);
    assert_eq!(heard(&app, &beside, post).await, (2, theirs));

    // What is not heard cannot be answered.
    let input = json!({ "postId": id("post", post), "body": "?", "answers": other });
    let refused = app.ask(ADD, json!({ "input": input })).by(&here.gun).await.ok();
    refused.assert_user_errors("addComment", &["ANSWERED_COMMENT_NOT_FOUND"]);
}

#[both_engines]
async fn opening_the_comments_later_lays_nothing_bare(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (_, beside) = here.family(&app).await;
    let closed =
        post::ActiveModel { comments_open: Set(false), ..a_post(&here.group, &here.eva, app.clock.now()) };
    let post = app.home.insert(closed).await.id;
    comment(&app, &here.gun, post, "Elsa har varit ledsen.", None).await;
    let open = "mutation($input: UpdatePostInput!) { updatePost(input: $input) { errors { code } } }";
    let input = json!({ "postId": id("post", post), "commentsOpen": true });
    app.ask(open, json!({ "input": input })).by(&here.eva).await.ok().assert_user_errors("updatePost", &[]);
    comment(&app, &here.gun, post, "Hej alla!", None).await;
    assert_eq!(heard(&app, &beside, post).await, (1, vec!["Hej alla!".into()]));
    assert_eq!(heard(&app, &here.gun, post).await.0, 2);
}

#[both_engines]
async fn all_faults_of_a_comment_are_told_together(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let other = here.post(&app).await;
    let elsewhere = comment(&app, &here.gun, other.id, "Hej", None).await;
    let draft = app.home.insert(a_draft(&here.group, &here.eva)).await;
    let stranger = app.home.resident("Rut").await;
    for (actor, input, codes) in [
        (
            &here.gun,
            json!({ "postId": id("post", post.id), "body": "\u{0}", "answers": elsewhere, "idempotencyKey": "" }),
            vec!["IDEMPOTENCY_KEY_INVALID", "BODY_BLANK", "ANSWERED_COMMENT_NOT_FOUND"],
        ),
        (
            &here.gun,
            json!({ "postId": id("post", post.id), "body": "å".repeat(2_001) }),
            vec!["BODY_TOO_LONG"],
        ),
        (
            &here.gun,
            json!({ "postId": id("post", post.id), "body": "Elsas nummer är 811218-9876." }),
            vec!["BODY_TELLS_IDENTITY_NUMBER"],
        ),
        (
            &stranger,
            json!({ "postId": id("post", post.id), "body": "" }),
            vec!["BODY_BLANK", "POST_NOT_FOUND"],
        ),
        (&here.gun, json!({ "postId": id("post", draft.id), "body": "a" }), vec!["POST_NOT_FOUND"]),
        (&here.eva, json!({ "postId": id("post", draft.id), "body": "a" }), vec!["POST_NOT_FOUND"]),
    ] {
        let answer = app.ask(ADD, json!({ "input": input })).by(actor).await.ok();
        answer.assert_user_errors("addComment", &codes);
    }
    assert_eq!(heard(&app, &here.eva, post.id).await.0, 0);
}

#[both_engines]
async fn a_retried_comment_is_one_comment(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let input = |body: &str| json!({ "postId": id("post", post.id), "body": body, "idempotencyKey": "a" });
    let first = app.ask(ADD, json!({ "input": input("Hej") })).by(&here.gun).await.ok();
    let again = app.ask(ADD, json!({ "input": input("Hej") })).by(&here.gun).await.ok();
    assert_eq!(first.at("/addComment"), again.at("/addComment"));
    let other = app.ask(ADD, json!({ "input": input("Nej") })).by(&here.gun).await.ok();
    other.assert_user_errors("addComment", &["IDEMPOTENCY_KEY_REUSED"]);
    // A fault does not use the key up.
    let faulty = json!({ "postId": id("post", post.id), "body": "", "idempotencyKey": "b" });
    app.ask(ADD, json!({ "input": faulty })).by(&here.gun).await.assert_ok();
    let mended = json!({ "postId": id("post", post.id), "body": "Hej då", "idempotencyKey": "b" });
    app.ask(ADD, json!({ "input": mended })).by(&here.gun).await.ok().assert_user_errors("addComment", &[]);
    assert_eq!(heard(&app, &here.eva, post.id).await.0, 2);
}

#[both_engines]
async fn a_comment_is_withdrawn_by_who_wrote_it_or_by_staff(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (_, beside) = here.family(&app).await;
    let post = here.post(&app).await;
    let own = comment(&app, &here.gun, post.id, "Oj", None).await;
    let rude = comment(&app, &beside, post.id, "Dumt!", None).await;
    let answer = comment(&app, &here.eva, post.id, "Lugn.", Some(&rude)).await;
    let hide = async |by: &Actor, comment: &str| {
        app.ask(HIDE, json!({ "input": { "commentId": comment } })).by(by).await
    };
    hide(&here.gun, &rude).await.assert_codes(&["FORBIDDEN"]);
    let stranger = app.home.resident("Rut").await;
    hide(&stranger, &rude).await.ok().assert_user_errors("hideComment", &["COMMENT_NOT_FOUND"]);
    let answered = hide(&here.gun, &own).await.ok();
    assert_eq!(answered.at("/hideComment/post/commentCount"), 2);
    hide(&here.eva, &rude).await.ok().assert_user_errors("hideComment", &[]);
    hide(&here.eva, &rude).await.ok().assert_user_errors("hideComment", &["COMMENT_NOT_FOUND"]);
    for actor in [&here.gun, &beside, &here.eva] {
        assert_eq!(heard(&app, actor, post.id).await, (1, vec!["Lugn.".into()]));
    }
    let query = "query($id: ID!) { node(id: $id) { ... on Comment { answers { id } } } }";
    let left = app.ask(query, json!({ "id": answer })).by(&here.eva).await.ok();
    assert_eq!(left.at("/node/answers"), &Value::Null);
    // Withdrawn is not destroyed: who withdrew what stays known.
    let rows = app.home.rows(entity::comment::Entity).await;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.audience == CommentAudience::Everyone));
    assert_eq!(rows.iter().filter(|row| row.hidden_by == Some(here.eva.id())).count(), 1);
}
