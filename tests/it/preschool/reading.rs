//! Marking as read, and what staff learn of it (P1, P5).

use entity::post_read;
use harness::builders::{a_block, a_draft};
use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::{Blasippan, id};

const MARK: &str = "mutation($input: MarkPostAsReadInput!) { markPostAsRead(input: $input) { post { viewerHasRead } \
    errors { code field } } }";
const MARK_ALL: &str = "mutation($input: MarkPostsAsReadInput!) { markPostsAsRead(input: $input) { posts { id viewerHasRead } errors { \
    code field } } }";

async fn has_read(app: &TestApp, actor: &Actor) -> Vec<bool> {
    let query = "{ viewer { feed { nodes { viewerHasRead } } } }";
    let answer = app.ask(query, Value::Null).by(actor).await.ok();
    answer.list("/viewer/feed/nodes").iter().map(|post| post["viewerHasRead"].as_bool().unwrap()).collect()
}

#[both_engines]
async fn each_guardian_has_a_reading_of_their_own(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let gustav = app.home.guardian(&here.child).await;
    let post = here.post(&app).await;
    let input = json!({ "input": { "postId": id("post", post.id) } });
    for _ in 0..2 {
        let answer = app.ask(MARK, input.clone()).by(&here.gun).await.ok();
        assert_eq!(answer.at("/markPostAsRead"), &json!({ "post": { "viewerHasRead": true }, "errors": [] }));
        app.clock.advance(chrono::TimeDelta::hours(1));
    }
    assert_eq!(has_read(&app, &here.gun).await, [true]);
    assert_eq!(has_read(&app, &gustav).await, [false]);
    let reads = app.home.rows(post_read::Entity).await;
    assert_eq!(
        reads.iter().map(|read| read.read_at.to_rfc3339()).collect::<Vec<_>>(),
        ["2026-09-14T10:00:00+00:00"]
    );
}

#[both_engines]
async fn several_posts_are_marked_all_or_none(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let posts = [here.post(&app).await.id, here.post(&app).await.id];
    let draft = app.home.insert(a_draft(&here.group, &here.eva)).await.id;
    let input = |posts: &[uuid::Uuid]| {
        let ids: Vec<_> = posts.iter().map(|post| id("post", *post)).collect();
        json!({ "input": { "postIds": ids } })
    };
    for actor in [&here.gun, &here.eva] {
        let answer = app.ask(MARK_ALL, input(&[posts[0], draft])).by(actor).await.ok();
        answer.assert_user_errors("markPostsAsRead", &["POST_NOT_FOUND"]);
        assert_eq!(answer.at("/markPostsAsRead/posts"), &json!([]));
    }
    assert_eq!(has_read(&app, &here.gun).await, [false, false]);
    let unread = async || {
        let query = "query($id: ID!) { viewer { unreadPostCount } node(id: $id) { ... on PreschoolGroup { unreadPostCount } } }";
        let group = json!({ "id": id("preschool-group", here.group.id) });
        app.ask(query, group).by(&here.gun).await.ok().body["data"].take()
    };
    let counts =
        |count: i32| json!({ "viewer": { "unreadPostCount": count }, "node": { "unreadPostCount": count } });
    assert_eq!(unread().await, counts(2));
    let answer = app.ask(MARK_ALL, input(&[posts[1], posts[0], posts[1]])).by(&here.gun).await.ok();
    let marked = |post: uuid::Uuid| json!({ "id": id("post", post), "viewerHasRead": true });
    assert_eq!(answer.at("/markPostsAsRead/posts"), &json!([marked(posts[1]), marked(posts[0])]));
    assert_eq!(has_read(&app, &here.gun).await, [true, true]);
    assert_eq!(unread().await, counts(0));
    let answer = app.ask(MARK_ALL, input(&[posts[0]; 101])).by(&here.gun).await.ok();
    answer.assert_user_errors("markPostsAsRead", &["POSTS_TOO_MANY"]);
    let answer = app.ask(MARK_ALL, input(&[])).by(&here.gun).await.ok();
    assert_eq!(answer.at("/markPostsAsRead/posts"), &json!([]));
}

#[both_engines]
async fn staff_learn_how_many_guardians_have_read_and_nobody_else_does(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let gustav = app.home.guardian(&here.child).await;
    let (child, beside) = here.family(&app).await;
    let post = here.post(&app).await;
    let input = json!({ "input": { "postId": id("post", post.id) } });
    for reader in [&here.gun, &beside, &here.eva] {
        app.ask(MARK, input.clone()).by(reader).await.ok().assert_user_errors("markPostAsRead", &[]);
    }
    let query = "query($id: ID!) { node(id: $id) { ... on Post { readCount group { audience { guardians staff } } } } }";
    let asked = json!({ "id": id("post", post.id) });
    let answer = app.ask(query, asked.clone()).by(&here.eva).await.ok();
    assert_eq!(
        answer.at("/node"),
        &json!({ "readCount": 2, "group": { "audience": { "guardians": 3, "staff": 2 } } })
    );
    // A guardian who is blocked meanwhile is no longer reached, and no longer counted.
    app.home.insert(a_block(&beside, &child)).await;
    let answer = app.ask(query, asked.clone()).by(&here.per).await.ok();
    assert_eq!(
        answer.at("/node"),
        &json!({ "readCount": 1, "group": { "audience": { "guardians": 2, "staff": 2 } } })
    );
    let answer = app.ask(query, asked).by(&gustav).await.ok();
    assert_eq!(answer.at("/node"), &json!({ "readCount": null, "group": { "audience": null } }));
}

#[both_engines]
async fn a_post_that_is_not_there_cannot_be_marked(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let stranger = app.home.administrator().await;
    let input = json!({ "input": { "postId": id("post", post.id) } });
    let answer = app.ask(MARK, input).by(&stranger).await.ok();
    answer.assert_user_errors("markPostAsRead", &["POST_NOT_FOUND"]);
}
