//! Which rows exist for whom: absent, never "forbidden" (P1, P2, T1, T9, T10).

use entity::{DutyRole, IdentityProtection, Role, duty, placement};
use harness::builders::{a_block, a_comment, a_draft, a_group, a_placement, a_post, a_preschool};
use harness::{Actor, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::{Blasippan, id, sees};

/// What each actor sees of a child, its group, a post, a draft, a comment. Read it before changing it.
const TABLE: &str = "
guardian                       child group post ----- comment
guardian of a child beside     ----- group post ----- comment
blocked guardian               ----- ----- ---- ----- -------
guardian no longer             ----- ----- ---- ----- -------
guardian, child left yesterday child ----- ---- ----- -------
guardian, child comes tomorrow child ----- ---- ----- -------
guardian in another group      ----- ----- ---- ----- -------
educator                       child group post draft comment
educator of the whole          child group post draft comment
educator of another group      ----- ----- ---- ----- -------
educator until yesterday       ----- ----- ---- ----- -------
principal                      child group post draft comment
principal of another preschool ----- ----- ---- ----- -------
administrator                  ----- ----- ---- ----- -------
data-protection officer        child ----- ---- ----- -------
case officer                   ----- ----- ---- ----- -------
communicator                   ----- ----- ---- ----- -------
kitchen                        ----- ----- ---- ----- -------
resident                       ----- ----- ---- ----- -------
anonymous                      ----- ----- ---- ----- -------
";

#[both_engines]
async fn everybody_sees_what_is_theirs_and_nothing_else(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let yesterday = app.clock.now().date_naive().pred_opt().unwrap();
    let tomorrow = app.clock.now().date_naive().succ_opt().unwrap();
    let post = here.post(&app).await;
    let draft = app.home.insert(a_draft(&here.group, &here.eva)).await;
    let comment = app.home.insert(a_comment(&post, &here.eva)).await;
    let nodes = [
        ("child", id("child", here.child.id)),
        ("group", id("preschool-group", here.group.id)),
        ("post", id("post", post.id)),
        ("draft", id("post", draft.id)),
        ("comment", id("comment", comment.id)),
    ];

    let (_, beside) = here.family(&app).await;
    let blocked = app.home.guardian(&here.child).await;
    app.home.insert(a_block(&blocked, &here.child)).await;
    let former = app.home.resident("Former").await;
    app.home.make_guardian(&former, &here.child, harness::builders::LONG_AGO, Some(yesterday)).await;
    let other_group = app.home.insert(a_group(&here.preschool, "Vitsippan")).await;
    let elsewhere = app.home.person("Elsewhere", IdentityProtection::None).await;
    app.home.insert(a_placement(&elsewhere, &other_group)).await;
    let whole = duty::ActiveModel {
        person_id: Set(app.home.resident("Whole").await.id()),
        preschool_id: Set(here.preschool.id),
        role: Set(DutyRole::Educator),
        valid_from: Set(harness::builders::LONG_AGO),
        ..ActiveModelTrait::default()
    };
    let whole = app.home.insert(whole).await;
    let until_yesterday = duty::ActiveModel {
        person_id: Set(app.home.resident("Gone").await.id()),
        preschool_id: Set(here.preschool.id),
        group_id: Set(Some(here.group.id)),
        role: Set(DutyRole::Educator),
        valid_from: Set(harness::builders::LONG_AGO),
        valid_to: Set(Some(yesterday)),
        ..ActiveModelTrait::default()
    };
    let until_yesterday = app.home.insert(until_yesterday).await;
    let other_preschool = app.home.insert(a_preschool("Solrosen")).await;

    // Their own child is not Elsa: "child" in their rows is their own.
    let mut left = (app.home.person("Left", IdentityProtection::None).await, here.gun.clone());
    left.1 = app.home.guardian(&left.0).await;
    let ended =
        placement::ActiveModel { valid_to: Set(Some(yesterday)), ..a_placement(&left.0, &here.group) };
    app.home.insert(ended).await;
    let mut comes = (app.home.person("Comes", IdentityProtection::None).await, here.gun.clone());
    comes.1 = app.home.guardian(&comes.0).await;
    let begins = placement::ActiveModel { valid_from: Set(tomorrow), ..a_placement(&comes.0, &here.group) };
    app.home.insert(begins).await;

    let actors = [
        ("guardian", here.gun.clone(), None),
        ("guardian of a child beside", beside, None),
        ("blocked guardian", blocked, None),
        ("guardian no longer", former, None),
        ("guardian, child left yesterday", left.1, Some(left.0.id)),
        ("guardian, child comes tomorrow", comes.1, Some(comes.0.id)),
        ("guardian in another group", app.home.guardian(&elsewhere).await, None),
        ("educator", here.eva.clone(), None),
        ("educator of the whole", by_id(&app, whole.person_id).await, None),
        ("educator of another group", app.home.educator(&other_group).await, None),
        ("educator until yesterday", by_id(&app, until_yesterday.person_id).await, None),
        ("principal", here.per.clone(), None),
        ("principal of another preschool", app.home.principal(&other_preschool).await, None),
        ("administrator", app.home.administrator().await, None),
        ("data-protection officer", app.home.data_protection_officer().await, None),
        ("case officer", app.home.case_officer().await, None),
        ("communicator", app.home.communicator().await, None),
        ("kitchen", app.home.staff(Role::KitchenStaff).await, None),
        ("resident", app.home.resident("Rut").await, None),
        ("anonymous", Actor::anonymous(), None),
    ];
    let mut table = String::from("\n");
    for (name, actor, own_child) in actors {
        let mut row = format!("{name:30}");
        for (what, node) in &nodes {
            let node = match own_child {
                Some(child) if *what == "child" => id("child", child),
                _ => node.clone(),
            };
            let shown =
                if sees(&app, &actor, &node).await { (*what).to_owned() } else { "-".repeat(what.len()) };
            row.push(' ');
            row.push_str(&shown);
        }
        table.push_str(&row);
        table.push('\n');
    }
    assert_eq!(table, TABLE);
}

async fn by_id(app: &TestApp, person: uuid::Uuid) -> Actor {
    let people = app.home.rows(entity::person::Entity).await;
    let person = people.into_iter().find(|row| row.id == person).unwrap();
    Actor { token: Some(app.home.token(person.id)), person: Some(person) }
}

#[both_engines]
async fn the_neighbour_sees_nothing_of_ours(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let post = here.post(&app).await;
    let ours = [
        id("child", here.child.id),
        id("preschool-group", here.group.id),
        id("post", post.id),
        id("preschool", here.preschool.id),
    ];
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { feed { totalCount } } }";
    for neighbour in [app.neighbour.administrator().await, app.neighbour.resident("Nina").await] {
        let asked = app.post(&app.neighbour.code, query, json!({ "ids": ours })).by(&neighbour);
        let answer = asked.await.ok();
        assert_eq!(answer.at("/nodes"), &json!([null, null, null, null]));
        assert_eq!(answer.at("/viewer/feed/totalCount"), 0);
    }
}

#[both_engines]
async fn access_ends_the_day_after_the_last_day(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let child = app.home.person("Hugo", IdentityProtection::None).await;
    let last_day = placement::ActiveModel {
        valid_to: Set(Some("2026-09-18".parse().unwrap())),
        ..a_placement(&child, &here.group)
    };
    app.home.insert(last_day).await;
    let guardian = app.home.guardian(&child).await;
    let group = id("preschool-group", here.group.id);
    for (time, expected) in [
        ("2026-09-18T00:00:00+02:00", true),
        ("2026-09-18T23:59:59+02:00", true),
        ("2026-09-19T00:00:00+02:00", false),
    ] {
        app.clock.set(time);
        assert_eq!(sees(&app, &guardian, &group).await, expected, "{time}");
    }
}

#[both_engines]
async fn a_guardian_sees_what_went_out_since_the_first_day_of_the_placement(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let child = app.home.person("Hugo", IdentityProtection::None).await;
    let first_day = placement::ActiveModel {
        valid_from: Set("2026-09-10".parse().unwrap()),
        ..a_placement(&child, &here.group)
    };
    app.home.insert(first_day).await;
    let guardian = app.home.guardian(&child).await;
    for (time, expected) in [
        ("2026-09-09T23:59:59+02:00", false),
        ("2026-09-10T00:00:00+02:00", true),
        ("2026-09-14T11:59:00+02:00", true),
        ("2026-09-14T12:01:00+02:00", false),
    ] {
        let at = chrono::DateTime::parse_from_rfc3339(time).unwrap().to_utc();
        let post = app.home.insert(a_post(&here.group, &here.eva, at)).await;
        assert_eq!(sees(&app, &guardian, &id("post", post.id)).await, expected, "{time}");
        assert!(sees(&app, &here.eva, &id("post", post.id)).await, "{time}");
    }
}

#[both_engines]
async fn a_guardian_knows_the_own_children_of_a_group_and_staff_all(app: TestApp) {
    let here = Blasippan::found(&app).await;
    here.family(&app).await;
    let names = "{ viewer { children { groups { children { displayName } } } groups { children { displayName \
                 guardians { displayName } } } } }";
    let answer = app.ask(names, Value::Null).by(&here.gun).await.ok();
    assert_eq!(
        answer.at("/viewer/children/0/groups/0/children"),
        &json!([{ "displayName": "Elsa Testsson" }])
    );
    let answer = app.ask(names, Value::Null).by(&here.eva).await.ok();
    let guardians = json!([{ "displayName": "Guardian Testsson" }]);
    assert_eq!(
        answer.at("/viewer/groups/0/children"),
        &json!([
            { "displayName": "Elsa Testsson", "guardians": guardians },
            { "displayName": "Nils Testsson", "guardians": guardians },
        ])
    );
}

#[both_engines]
async fn preschools_are_public_and_found_by_name_in_any_case(app: TestApp) {
    for name in ["Ängsullen", "Öknen 100%", "Backsippan", "ÅSEN"] {
        app.home.insert(a_preschool(name)).await;
    }
    let query = "query($name: String) { municipality { preschools(nameContains: $name) { totalCount nodes { name } } } }";
    for (given, found) in [
        (json!("ÄNGS"), vec!["Ängsullen"]),
        (json!("åsen"), vec!["ÅSEN"]),
        (json!(" 0% "), vec!["Öknen 100%"]),
        (json!("%"), vec!["Öknen 100%"]),
        (json!("_"), vec![]),
        (json!("\\"), vec![]),
        (json!("sipp\u{0}"), vec!["Backsippan"]),
    ] {
        let answer = app.ask(query, json!({ "name": given })).await.ok();
        assert_eq!(answer.texts("/municipality/preschools/nodes", "name"), found, "{given}");
    }
    let answer = app.ask(query, json!({ "name": null })).await.ok();
    assert_eq!(answer.at("/municipality/preschools/totalCount"), 4);
}
