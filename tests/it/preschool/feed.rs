//! The feed over all of the viewer's groups.

use chrono::TimeDelta;
use entity::{IdentityProtection, post, post_read};
use harness::builders::{LONG_AGO, a_group, a_placement, a_post};
use harness::{Actor, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::Blasippan;

/// Three groups with four posts each, one of them not Gun's; the titles tell group and age.
async fn three_groups(app: &TestApp) -> (Blasippan, Vec<String>) {
    let here = Blasippan::found(app).await;
    let hugo = app.home.person("Hugo", IdentityProtection::None).await;
    app.home.make_guardian(&here.gun, &hugo, LONG_AGO, None).await;
    let second = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    app.home.insert(a_placement(&hugo, &second)).await;
    let foreign = app.home.insert(a_group(&here.preschool, "Gullvivan")).await;
    let mut expected = Vec::new();
    for hours in 0..4 {
        for (group, minutes) in [(&here.group, 10), (&second, 20), (&foreign, 30)] {
            let at = app.clock.now() - TimeDelta::hours(hours) - TimeDelta::minutes(minutes);
            let title = format!("{} {hours}", group.name);
            let row = post::ActiveModel { title: Set(title.clone()), ..a_post(group, &here.eva, at) };
            app.home.insert(row).await;
            if group.id != foreign.id {
                expected.push(title);
            }
        }
    }
    (here, expected)
}

async fn titles(app: &TestApp, by: &Actor, arguments: &str) -> (Vec<String>, Value) {
    let query = format!(
        "{{ viewer {{ feed{arguments} {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} \
         nodes {{ title }} }} }} }}"
    );
    let answer = app.ask(&query, Value::Null).by(by).await.ok();
    let titles = answer.texts("/viewer/feed/nodes", "title").into_iter().map(str::to_owned).collect();
    (titles, answer.at("/viewer/feed").clone())
}

#[both_engines]
async fn the_feed_tells_all_groups_newest_first(app: TestApp) {
    let (here, expected) = three_groups(&app).await;
    let (told, feed) = titles(&app, &here.gun, "").await;
    assert_eq!(told, expected);
    assert_eq!(feed["totalCount"], 8);
    // Eva works in one of the groups, Per heads all three.
    assert_eq!(titles(&app, &here.eva, "").await.0.len(), 4);
    assert_eq!(titles(&app, &here.per, "").await.0.len(), 12);
}

#[both_engines]
async fn pages_of_the_feed_join_without_gap_or_overlap(app: TestApp) {
    let (here, expected) = three_groups(&app).await;
    for size in [1, 3, 8] {
        let (mut forwards, mut after) = (Vec::new(), String::new());
        loop {
            let (page, feed) = titles(&app, &here.gun, &format!("(first: {size}{after})")).await;
            forwards.extend(page);
            if feed["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", feed["pageInfo"]["endCursor"]);
        }
        assert_eq!(forwards, expected, "forwards by {size}");
        let (mut backwards, mut before) = (Vec::new(), String::new());
        loop {
            let (mut page, feed) = titles(&app, &here.gun, &format!("(last: {size}{before})")).await;
            page.append(&mut backwards);
            backwards = page;
            if feed["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
            before = format!(", before: {}", feed["pageInfo"]["startCursor"]);
        }
        assert_eq!(backwards, expected, "backwards by {size}");
    }
}

#[both_engines]
async fn the_feed_can_leave_out_what_was_read(app: TestApp) {
    let (here, expected) = three_groups(&app).await;
    for post in app.home.rows(post::Entity).await {
        if post.title.ends_with('1') {
            let read = post_read::ActiveModel {
                post_id: Set(post.id),
                person_id: Set(here.gun.id()),
                ..ActiveModelTrait::default()
            };
            app.home.insert(read).await;
        }
    }
    let unread: Vec<_> = expected.into_iter().filter(|title| !title.ends_with('1')).collect();
    let (told, feed) = titles(&app, &here.gun, "(unreadOnly: true)").await;
    assert_eq!((told, &feed["totalCount"]), (unread, &json!(6)));
}

#[both_engines]
async fn who_has_no_group_has_an_empty_feed(app: TestApp) {
    let (_, _) = three_groups(&app).await;
    let (told, feed) = titles(&app, &app.home.resident("Rut").await, "").await;
    assert!(told.is_empty());
    assert_eq!(feed["totalCount"], 0);
}

#[both_engines]
async fn a_cursor_of_another_list_is_refused(app: TestApp) {
    let (here, _) = three_groups(&app).await;
    for cursor in ["rubbish", "W10", "W3siaSI6MX0seyJzIjoieCJ9XQ"] {
        let query = format!("{{ viewer {{ feed(after: \"{cursor}\") {{ totalCount }} }} }}");
        app.ask(&query, Value::Null).by(&here.gun).await.assert_codes(&["BAD_USER_INPUT"]);
    }
    app.ask("{ viewer { feed(first: 101) { totalCount } } }", Value::Null)
        .by(&here.gun)
        .await
        .assert_codes(&["BAD_USER_INPUT"]);
}
