//! The number of SQL statements does not grow with the number of rows.

use entity::IdentityProtection;
use harness::builders::{LONG_AGO, a_comment, a_group, a_placement};
use harness::{Actor, TestApp, both_engines};
use serde_json::Value;

use super::Blasippan;

async fn statements(app: &TestApp, by: &Actor, query: &str) -> usize {
    // Somebody who has been here before: what a first request learns is learnt.
    app.ask(query, Value::Null).by(by).await.assert_ok();
    let _before = app.take_statements();
    app.ask(query, Value::Null).by(by).await.assert_ok();
    app.take_statements().len()
}

/// One more child, group and educator for the guardian and the principal, with posts and comments.
async fn grow(app: &TestApp, here: &Blasippan, n: usize) {
    let child = app.home.person("Hugo", IdentityProtection::None).await;
    app.home.make_guardian(&here.gun, &child, LONG_AGO, None).await;
    let group = app.home.insert(a_group(&here.preschool, &format!("Grupp {n}"))).await;
    app.home.insert(a_placement(&child, &group)).await;
    let educator = app.home.educator(&group).await;
    for _ in 0..n {
        let post = harness::builders::a_post(&group, &educator, app.clock.now());
        let post = app.home.insert(post).await;
        app.home.insert(a_comment(&post, &here.gun)).await;
        app.home.insert(a_comment(&post, &educator)).await;
    }
}

const NESTED: &str = "{ viewer { children { displayName guardians { displayName } placements { validFrom group { name } } \
    groups { name preschool { name } educators { displayName } children { displayName } viewerCanPublish posts(first: 5) \
    { nodes { title author { displayName } commentCount viewerHasRead readCount viewerCanEdit revisions { title } group \
    { name } comments(first: 3) { nodes { body author { displayName } viewerCanHide answers { body } post { title } } } } \
    } } } } }";
const STAFF: &str = "{ viewer { groups { name audience { guardians staff } children { displayName guardians { \
    displayName } } drafts { nodes { title } } posts { nodes { title readCount commentCount revisions { title } author { \
    displayName } } } } } }";
const FEED: &str = "{ viewer { feed(first: 20) { nodes { id title body publishedAt author { displayName } commentCount } \
    } } }";

#[both_engines]
async fn nested_lists_cost_the_same_for_one_group_and_for_many(app: TestApp) {
    let here = Blasippan::found(&app).await;
    grow(&app, &here, 1).await;
    grow(&app, &here, 2).await;
    let few = [
        statements(&app, &here.gun, NESTED).await,
        statements(&app, &here.per, STAFF).await,
        statements(&app, &here.gun, FEED).await,
    ];
    for n in 3..7 {
        grow(&app, &here, n).await;
    }
    let many = [
        statements(&app, &here.gun, NESTED).await,
        statements(&app, &here.per, STAFF).await,
        statements(&app, &here.gun, FEED).await,
    ];
    assert_eq!(few, many);
}

#[both_engines]
async fn the_feed_is_four_statements(app: TestApp) {
    let here = Blasippan::found(&app).await;
    grow(&app, &here, 3).await;
    // Who is it, what are they to whom, the posts, the authors.
    assert_eq!(statements(&app, &here.gun, FEED).await, 4);
}
