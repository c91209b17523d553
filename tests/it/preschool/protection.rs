//! Protected identities (P3) and logins that are too weak for child data (T4).

use entity::IdentityProtection;
use harness::builders::{a_comment, a_placement, a_post};
use harness::{TestApp, both_engines};
use serde_json::{Value, json};

use super::{Blasippan, id};

#[both_engines]
async fn a_protected_child_is_in_nobodys_list_but_its_guardians(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let hidden = app.home.person("Tuva", IdentityProtection::ProtectedRegistration).await;
    app.home.insert(a_placement(&hidden, &here.group)).await;
    let guardian = app.home.guardian(&hidden).await;
    let query = "query($id: ID!) { node(id: $id) { id } viewer { children { displayName groups { children { \
                 displayName } } } groups { children { displayName } } } }";
    let variables = json!({ "id": id("child", hidden.id) });

    let answer = app.ask(query, variables.clone()).by(&guardian).await.ok();
    assert_eq!(answer.texts("/viewer/children", "displayName"), ["Tuva Testsson"]);
    assert_eq!(answer.texts("/viewer/children/0/groups/0/children", "displayName"), ["Tuva Testsson"]);
    assert_eq!(answer.at("/node/id"), &variables["id"]);

    for actor in [&here.gun, &here.eva, &here.per] {
        let answer = app.ask(query, variables.clone()).by(actor).await.ok();
        assert!(!answer.body.to_string().contains("Tuva"), "{answer}");
        assert_eq!(answer.at("/node"), &Value::Null);
    }
}

#[both_engines]
async fn who_writes_under_protection_signs_with_a_neutral_word(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let mona = app.home.person("Mona", IdentityProtection::SecrecyMarking).await;
    let mona = app.home.actor(mona).await;
    let tora = app.home.person("Tora", IdentityProtection::ProtectedRegistration).await;
    let tora = app.home.actor(tora).await;
    let post = app.home.insert(a_post(&here.group, &mona, app.clock.now())).await;
    app.home.insert(a_comment(&post, &tora)).await;
    let query = "{ viewer { feed { nodes { author { displayName role } comments { nodes { author { displayName \
                 role } } } } } } }";
    for (language, staff, guardian) in [("sv", "Personal", "Vårdnadshavare"), ("en", "Staff", "Guardian")] {
        let answer = app.ask(query, Value::Null).by(&here.gun).header("accept-language", language).await.ok();
        let post = answer.at("/viewer/feed/nodes/0");
        assert_eq!(post["author"], json!({ "displayName": staff, "role": "STAFF" }));
        assert_eq!(
            post["comments"]["nodes"][0]["author"],
            json!({ "displayName": guardian, "role": "GUARDIAN" })
        );
    }
}

#[both_engines]
async fn protected_guardians_and_educators_are_in_no_list_but_are_counted(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let tora = app.home.person("Tora", IdentityProtection::ProtectedRegistration).await;
    let tora = app.home.actor(tora).await;
    app.home.make_guardian(&tora, &here.child, harness::builders::LONG_AGO, None).await;
    let query = "{ viewer { groups { audience { guardians staff } educators { displayName } children { guardians { \
                 displayName } } } } }";
    let answer = app.ask(query, Value::Null).by(&here.eva).await.ok();
    assert_eq!(
        answer.at("/viewer/groups/0"),
        &json!({
            "audience": { "guardians": 2, "staff": 2 },
            "educators": [{ "displayName": "Educator Testsson" }, { "displayName": "Principal Testsson" }],
            "children": [{ "guardians": [{ "displayName": "Guardian Testsson" }] }],
        })
    );
}

#[both_engines]
async fn a_weak_login_is_asked_to_step_up_whether_there_is_anything_or_not(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let nobody = app.home.resident("Rut").await;
    let nowhere = uuid::Uuid::from_u128(7);
    for actor in [&here.gun, &here.eva, &nobody] {
        let weak = app.home.weakly(actor);
        let answer =
            app.ask("{ viewer { isStronglyAuthenticated roles } }", Value::Null).by(&weak).await.ok();
        assert_eq!(answer.at("/viewer/isStronglyAuthenticated"), false);
        for query in [
            "{ viewer { children { id } } }".to_owned(),
            "{ viewer { groups { id } } }".to_owned(),
            "{ viewer { feed { totalCount } } }".to_owned(),
            format!("{{ node(id: \"child:{}\") {{ id }} }}", here.child.id),
            format!("{{ node(id: \"child:{nowhere}\") {{ id }} }}"),
            format!("{{ node(id: \"post:{}\") {{ id }} }}", post.id),
            format!("{{ node(id: \"preschool-group:{}\") {{ id }} }}", here.group.id),
            format!("{{ node(id: \"comment:{nowhere}\") {{ id }} }}"),
            format!(
                "mutation {{ publishPost(input: {{ groupId: \"preschool-group:{}\", title: \"a\", body: \"b\" }}) \
                 {{ errors {{ code }} }} }}",
                here.group.id
            ),
            format!(
                "mutation {{ addComment(input: {{ postId: \"post:{}\", body: \"b\" }}) {{ errors {{ code }} }} }}",
                post.id
            ),
            format!(
                "mutation {{ markPostAsRead(input: {{ postId: \"post:{}\" }}) {{ errors {{ code }} }} }}",
                post.id
            ),
        ] {
            app.ask(&query, Value::Null).by(&weak).await.assert_codes(&["STEP_UP_REQUIRED"]);
        }
    }
}

#[both_engines]
async fn who_is_not_logged_in_is_asked_to(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = id("post", here.post(&app).await.id);
    for mutation in [
        format!("publishDraft(input: {{ postId: \"{post}\" }})"),
        format!("updatePost(input: {{ postId: \"{post}\", title: \"a\" }})"),
        format!("addComment(input: {{ postId: \"{post}\", body: \"a\" }})"),
        format!("hideComment(input: {{ commentId: \"comment:{}\" }})", here.child.id),
        format!("markPostAsRead(input: {{ postId: \"{post}\" }})"),
        format!("markPostsAsRead(input: {{ postIds: [\"{post}\"] }})"),
    ] {
        let answer =
            app.ask(&format!("mutation {{ {mutation} {{ errors {{ code }} }} }}"), Value::Null).await;
        answer.assert_codes(&["UNAUTHENTICATED"]);
    }
}

#[both_engines]
async fn below_the_level_the_rest_is_answered_and_child_data_is_redacted(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let weak = app.home.weakly(&here.gun);
    let query = "{ viewer { displayName children { id } groups { id } feed { totalCount nodes { id } } } }";
    let answer = app.ask(query, Value::Null).by(&weak).await;
    answer.assert_codes(&["STEP_UP_REQUIRED"; 3]);
    let errors = answer.body["errors"].as_array().into_iter().flatten();
    let mut paths: Vec<_> = errors.map(|error| error["path"].clone()).collect();
    paths.sort_by_key(Value::to_string);
    assert_eq!(
        paths,
        [json!(["viewer", "children"]), json!(["viewer", "feed"]), json!(["viewer", "groups"])]
    );
    let stub = json!({ "displayName": "Guardian Testsson", "children": [], "groups": [], "feed": { "totalCount": 0, "nodes": [] } });
    assert_eq!(answer.body["data"]["viewer"], stub);
}
