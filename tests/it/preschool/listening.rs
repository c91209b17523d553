//! `postPublished`: visibility is judged when a post is told (P2, T9).

use std::time::Duration;

use api::identity::{distrust, trust};
use entity::{IdentityProtection, login, placement};
use harness::builders::{LONG_AGO, a_block, a_draft, a_group, a_placement};
use harness::oidc::LOA3;
use harness::{Actor, Provider, Received, Socket, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::{Blasippan, id, publish};

const SUBSCRIPTION: &str = "subscription($groups: [ID!]) { postPublished(groupIds: $groups) { title group { name } author \
    { displayName } commentCount viewerHasRead } }";
const STARTER: &str = "Är du där?";

/// Subscribes and returns when the subscription hears: an early post is missed by right, so one is sent until it is heard.
async fn listen(app: &TestApp, actor: &Actor, here: &Blasippan, groups: Value) -> Socket {
    let mut socket = app.connect_as(&app.home.code, actor).await;
    socket.subscribe("s", SUBSCRIPTION, json!({ "groups": groups })).await;
    loop {
        publish(app, &here.eva, &here.group, STARTER).await;
        app.settle().await;
        if tokio::time::timeout(Duration::from_millis(50), socket.next("s")).await.is_ok() {
            return socket;
        }
    }
}

/// The title of the next post that is not there to begin with.
async fn next_title(socket: &mut Socket) -> String {
    loop {
        let event = socket.next("s").await;
        let title = event["data"]["postPublished"]["title"].as_str().unwrap_or_else(|| panic!("{event:#}"));
        if title != STARTER {
            return title.to_owned();
        }
    }
}

#[both_engines]
async fn a_guardian_and_staff_hear_of_posts_in_their_groups(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let other = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    let mut gun = listen(&app, &here.gun, &here, Value::Null).await;
    let mut eva = listen(&app, &here.eva, &here, Value::Null).await;
    let mut per = listen(&app, &here.per, &here, Value::Null).await;
    publish(&app, &here.per, &other, "Till Vitsippan").await;
    publish(&app, &here.eva, &here.group, "Till Blåsippan").await;
    app.settle().await;
    assert_eq!(next_title(&mut gun).await, "Till Blåsippan");
    assert_eq!(next_title(&mut eva).await, "Till Blåsippan");
    assert_eq!(next_title(&mut per).await, "Till Vitsippan");
    assert_eq!(next_title(&mut per).await, "Till Blåsippan");
}

#[both_engines]
async fn a_post_is_told_with_everything_below_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let mut gun = listen(&app, &here.gun, &here, Value::Null).await;
    // Placed in a second group only after the subscription began: its posts are told, and their group is there.
    let second = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    app.home.insert(a_placement(&here.child, &second)).await;
    publish(&app, &here.per, &second, "Välkommen").await;
    app.settle().await;
    let event = loop {
        let event = gun.next("s").await;
        if event["data"]["postPublished"]["title"] != STARTER {
            break event;
        }
    };
    assert_eq!(
        event,
        json!({ "data": { "postPublished": {
            "title": "Välkommen", "group": { "name": "Vitsippan" }, "author": { "displayName": "Principal Testsson" },
            "commentCount": 0, "viewerHasRead": false,
        } } })
    );
}

#[both_engines]
async fn who_is_blocked_hears_no_more_from_that_moment(app: TestApp) {
    let here = Blasippan::found(&app).await;
    // A second child keeps one group open, so that silence about the first can be told from a deaf subscription.
    let hugo = app.home.person("Hugo", IdentityProtection::None).await;
    app.home.make_guardian(&here.gun, &hugo, LONG_AGO, None).await;
    let second = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    app.home.insert(a_placement(&hugo, &second)).await;
    let mut gun = listen(&app, &here.gun, &here, Value::Null).await;
    app.home.insert(a_block(&here.gun, &here.child)).await;
    publish(&app, &here.eva, &here.group, "Hemligt").await;
    publish(&app, &here.per, &second, "Öppet").await;
    app.settle().await;
    assert_eq!(next_title(&mut gun).await, "Öppet");
}

#[both_engines]
async fn who_came_by_an_issuer_that_is_trusted_no_longer_hears_no_more(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let provider = Provider::start(app.clock.now()).await;
    let platform = &app.foundation().platform;
    trust(platform, &provider.trusted_by(&app.home.code), app.clock.now()).await.unwrap();
    app.settle().await;
    let login = login::ActiveModel {
        issuer: Set(provider.issuer()),
        subject: Set("gun".to_owned()),
        person_id: Set(here.gun.id()),
        ..ActiveModelTrait::default()
    };
    app.home.insert(login).await;
    let gun = Actor { token: Some(provider.token("gun", &json!({ "acr": LOA3 }))), ..here.gun.clone() };
    let mut socket = listen(&app, &gun, &here, Value::Null).await;
    distrust(platform, &app.home.code, &provider.issuer(), None).await.unwrap();
    app.settle().await;
    publish(&app, &here.eva, &here.group, "Hemligt").await;
    app.settle().await;
    loop {
        match socket.receive().await {
            Received::Message(message) if message["type"] == "complete" => break,
            Received::Message(message) => {
                assert_eq!(message["payload"]["data"]["postPublished"]["title"], STARTER, "{message:#}");
            }
            closed @ Received::Closed(..) => panic!("{closed:?}"),
        }
    }
    socket.subscribe("again", "{ viewer { id } }", Value::Null).await;
    let Received::Message(answer) = socket.receive().await else { panic!("closed") };
    assert_eq!(answer["payload"][0]["extensions"]["reason"], "TOKEN_NOT_ACCEPTED", "{answer:#}");
}

#[both_engines]
async fn whose_child_has_left_hears_no_more_from_the_day_after(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let hugo = app.home.person("Hugo", IdentityProtection::None).await;
    let guardian = app.home.guardian(&hugo).await;
    let leaving = placement::ActiveModel {
        valid_to: Set(Some("2026-09-14".parse().unwrap())),
        ..a_placement(&hugo, &here.group)
    };
    app.home.insert(leaving).await;
    let second = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    app.home.insert(a_placement(&hugo, &second)).await;
    let mut listener = listen(&app, &guardian, &here, Value::Null).await;
    publish(&app, &here.eva, &here.group, "Sista dagen").await;
    app.settle().await;
    assert_eq!(next_title(&mut listener).await, "Sista dagen");
    app.clock.set("2026-09-15T00:00:00+02:00");
    publish(&app, &here.eva, &here.group, "Dagen efter").await;
    publish(&app, &here.per, &second, "I nya gruppen").await;
    app.settle().await;
    assert_eq!(next_title(&mut listener).await, "I nya gruppen");
}

#[both_engines]
async fn a_listener_can_name_groups(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let other = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    let groups = json!([id("preschool-group", here.group.id)]);
    let mut per = listen(&app, &here.per, &here, groups).await;
    publish(&app, &here.per, &other, "Till Vitsippan").await;
    publish(&app, &here.per, &here.group, "Till Blåsippan").await;
    app.settle().await;
    assert_eq!(next_title(&mut per).await, "Till Blåsippan");
}

#[both_engines]
async fn a_draft_is_told_when_it_goes_out(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let mut gun = listen(&app, &here.gun, &here, Value::Null).await;
    let draft = app.home.insert(a_draft(&here.group, &here.eva)).await;
    let query = "mutation($input: PublishDraftInput!) { publishDraft(input: $input) { errors { code } } }";
    app.ask(query, json!({ "input": { "postId": id("post", draft.id) } })).by(&here.eva).await.assert_ok();
    app.settle().await;
    assert_eq!(next_title(&mut gun).await, "Utflykt till skogen");
}

#[both_engines]
async fn a_subscription_needs_a_login_and_a_strong_one(app: TestApp) {
    let here = Blasippan::found(&app).await;
    for (actor, code) in
        [(Actor::anonymous(), "UNAUTHENTICATED"), (app.home.weakly(&here.gun), "STEP_UP_REQUIRED")]
    {
        let mut socket = app.connect_as(&app.home.code, &actor).await;
        socket.subscribe("s", SUBSCRIPTION, json!({})).await;
        let Received::Message(message) = socket.receive().await else { panic!("a message") };
        assert!(message.to_string().contains(code), "{message:#}");
    }
}
