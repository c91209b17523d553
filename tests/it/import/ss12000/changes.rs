//! Later runs: what changed, what ended, what came back, and what people did in between.

use chrono::{Days, NaiveDate, TimeDelta};
use entity::{AuditAction, RelationAssurance, guardianship, placement, preschool_group, principal_name};
use harness::builders::{a_block, a_post};
use harness::ss12000::records::{department, id, person, placement as a_place, unit, with_guardians};
use harness::{TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::{ANNA, BO, EVA, GROUP, Office, PLACE, PRESCHOOL, WORK, assert_said};
use crate::audit::log;

#[both_engines]
async fn a_later_run_reads_what_changed_and_no_more(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let _ = office.register.take_asked();
    office.register.put("persons", with_guardians(person(150, "Nils"), &[ANNA]));
    office.register.put("placements", a_place(250, 150, GROUP, PRESCHOOL));
    let said = office.syncs(&[]);
    assert_said(
        &said,
        &[
            "what changed since the last run was read",
            "persons: 1 read, 1 created",
            "placements: 1 read, 1 created",
        ],
    );
    let asked = office.register.take_asked();
    let since = asked.iter().filter(|asked| asked.contains("meta.modified.after=2026-09-01T06:")).count();
    assert_eq!((since, asked.len()), (5, 6), "{asked:#?}");
    assert!(
        asked[5].starts_with("/v2.0/deletedEntities?") && asked[5].contains("entities=Placement"),
        "{asked:#?}"
    );
    assert_eq!(office.groups_of_children(&office.login("Anna").await).await, ["Grodan", "Grodan"]);
}

#[both_engines]
async fn access_ends_at_once_when_a_guardian_is_named_no_more_and_comes_back_with_the_name(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    office.register.change("persons", &id(BO), |bo| bo["responsibles"] = json!([]));
    assert_said(&office.syncs(&[]), &["persons: 1 read, 0 created, 1 changed"]);
    assert!(office.groups_of_children(&anna).await.is_empty());
    let rows = app.home.rows(guardianship::Entity).await;
    assert_eq!(rows[0].valid_to, app.foundation().world.clock.today().pred_opt(), "ended and not erased");
    office.register.change("persons", &id(BO), |bo| *bo = with_guardians(bo.clone(), &[ANNA]));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    // A guardian who becomes a contact is a guardian no more.
    office
        .register
        .change("persons", &id(BO), |bo| bo["responsibles"][0]["relationType"] = json!("Annan ansvarig"));
    office.syncs(&[]);
    assert!(office.groups_of_children(&anna).await.is_empty());
}

#[both_engines]
async fn a_guardian_who_was_invited_meanwhile_is_one_guardian(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let rows = app.home.rows(guardianship::Entity).await;
    let mut invited = guardianship::ActiveModel::from(rows[0].clone());
    invited.assurance = Set(RelationAssurance::Invited);
    invited.update(app.foundation().platform.connection()).await.unwrap();
    office.register.change("persons", &id(BO), |bo| bo["givenName"] = json!("Bosse"));
    assert_said(&office.syncs(&[]), &["persons: 1 read, 0 created, 1 changed"]);
    assert_eq!(app.home.rows(guardianship::Entity).await, rows);
}

#[both_engines]
async fn a_place_holds_until_its_last_day_and_follows_the_child_to_another_group(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    let today = app.foundation().world.clock.today();
    office.register.change("placements", &id(PLACE), |place| place["endDate"] = json!(today));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"], "the last day counts");
    app.clock.advance(chrono::TimeDelta::days(1));
    assert!(office.groups_of_children(&anna).await.is_empty());
    app.clock.advance(chrono::TimeDelta::days(-1));
    office.register.put("groups", harness::ss12000::records::department(11, "Paddan", PRESCHOOL));
    office.register.change("placements", &id(PLACE), |place| {
        *place = a_place(PLACE, BO, 11, PRESCHOOL);
    });
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, ["Paddan"]);
    // Without a group it is a place that nothing here is of.
    office.register.change("placements", &id(PLACE), |place| place["group"] = json!(null));
    office.syncs(&[]);
    assert!(office.groups_of_children(&anna).await.is_empty());
}

#[both_engines]
async fn a_place_in_another_group_follows_the_one_before_and_overwrites_nothing(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.put("groups", department(11, "Paddan", PRESCHOOL));
    office.register.put("groups", department(12, "Ödlan", PRESCHOOL));
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    let today = app.foundation().world.clock.today();
    let mut names = std::collections::HashMap::new();
    for group in app.home.rows(preschool_group::Entity).await {
        let before = a_post(&group, &anna, app.clock.now() - TimeDelta::days(3));
        app.home.insert(before).await;
        names.insert(group.id, group.name);
    }
    let feed = "{ viewer { feed { totalCount } } }";
    assert_eq!(app.ask(feed, Value::Null).by(&anna).await.ok().at("/viewer/feed/totalCount"), 1);
    let places = async || {
        let mut rows = app.home.rows(placement::Entity).await;
        rows.sort_by_key(|row| (row.valid_from, row.valid_to));
        rows.into_iter()
            .map(|row| (names[&row.group_id].clone(), row.valid_from, row.valid_to))
            .collect::<Vec<_>>()
    };
    let long_ago = "2024-08-01".parse().unwrap();
    let place_in = |to: usize, start: Option<NaiveDate>| {
        office.register.change("placements", &id(PLACE), |place| {
            place["group"] = json!({ "id": id(to) });
            place["startDate"] = json!(start);
        });
    };

    place_in(11, Some(long_ago));
    assert_said(&office.syncs(&[]), &["placements: 1 read, 0 created, 1 changed"]);
    let yesterday = today.pred_opt();
    let moved = vec![("Grodan".to_owned(), long_ago, yesterday), ("Paddan".to_owned(), today, None)];
    assert_eq!(places().await, moved);
    assert_eq!(office.groups_of_children(&anna).await, ["Paddan"]);
    assert_eq!(app.ask(feed, Value::Null).by(&anna).await.ok().at("/viewer/feed/totalCount"), 0);
    let entries = log(&app).await;
    let last: Vec<_> = entries
        .iter()
        .filter(|entry| entry.object_kind.as_deref() == Some("GROUP"))
        .map(|entry| (entry.action, names[&entry.object_id.unwrap()].as_str()))
        .collect();
    let (granted, ended) = (AuditAction::RelationGranted, AuditAction::RelationEnded);
    assert_eq!(last, [(granted, "Grodan"), (ended, "Grodan"), (granted, "Paddan")]);

    // The same again is no change, and what began today is replaced where it stands.
    assert!(office.syncs(&["--full"]).contains("placements: 1 read, 0 created, 0 changed, 1 unchanged"));
    place_in(12, Some(long_ago));
    office.syncs(&[]);
    assert_eq!(places().await[1], ("Ödlan".to_owned(), today, None));

    // A deleted placement ends whatever it was.
    office.register.delete("placements", &id(PLACE));
    office.syncs(&[]);
    assert!(office.groups_of_children(&anna).await.is_empty());
    assert_eq!(places().await.len(), 2);
}

#[both_engines]
async fn a_move_to_come_leaves_the_child_where_it_is_until_then(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.put("groups", department(11, "Paddan", PRESCHOOL));
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    let today = app.foundation().world.clock.today();
    for days in [10, 14, 7] {
        let start = today + Days::new(days);
        office.register.change("placements", &id(PLACE), |place| {
            place["group"] = json!({ "id": id(11) });
            place["startDate"] = json!(start);
        });
        office.syncs(&["--full"]);
        let mut rows = app.home.rows(placement::Entity).await;
        rows.sort_by_key(|row| row.valid_from);
        let days: Vec<_> = rows.iter().map(|row| (row.valid_from, row.valid_to)).collect();
        assert_eq!(days, [("2024-08-01".parse().unwrap(), start.pred_opt()), (start, None)]);
        assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    }
    app.clock.advance(TimeDelta::days(7));
    assert_eq!(office.groups_of_children(&anna).await, ["Paddan"]);
    office.register.delete("placements", &id(PLACE));
    office.syncs(&[]);
    app.clock.advance(TimeDelta::days(-7));
    assert!(office.groups_of_children(&anna).await.is_empty());
}

#[both_engines]
async fn work_at_another_unit_follows_the_one_before(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.put("organisations", unit(3, "Tallens förskola", &["FS"]));
    office.syncs(&[]);
    office.register.change("duties", &id(WORK), |work| work["dutyAt"] = json!({ "id": id(3) }));
    office.syncs(&[]);
    office.syncs(&["--full"]);
    let today = app.foundation().world.clock.today();
    let mut rows = app.home.rows(entity::duty::Entity).await;
    rows.sort_by_key(|row| row.valid_from);
    let days: Vec<_> = rows.iter().map(|row| (row.valid_from, row.valid_to)).collect();
    assert_eq!(days, [("2020-08-01".parse().unwrap(), today.pred_opt()), (today, None)]);
    assert_ne!(rows[0].preschool_id, rows[1].preschool_id);
}

/// The guardian sees the group, something is deleted there, and the guardian does not see it any more.
async fn sees_nothing_after_deletion(app: TestApp, list: &str, number: usize) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"]);
    office.register.delete(list, &id(number));
    assert_said(&office.syncs(&[]), &["deletedEntities: 1 read, 0 created, 1 changed"]);
    assert!(office.groups_of_children(&anna).await.is_empty());
    assert!(office.person("Anna").await.is_some() && office.person("Bo").await.is_some(), "people stay");
    // Said again, it is no change.
    office.register.delete(list, &id(number));
    assert_said(&office.syncs(&[]), &["deletedEntities: 1 read, 0 created, 0 changed, 1 unchanged"]);
}

#[both_engines]
async fn a_deleted_placement_opens_nothing_from_then_on(app: TestApp) {
    sees_nothing_after_deletion(app, "placements", PLACE).await;
}

#[both_engines]
async fn a_deleted_group_opens_nothing_from_then_on(app: TestApp) {
    sees_nothing_after_deletion(app, "groups", GROUP).await;
}

#[both_engines]
async fn a_deleted_guardian_sees_nothing_from_then_on(app: TestApp) {
    sees_nothing_after_deletion(app, "persons", ANNA).await;
}

#[both_engines]
async fn a_deleted_child_is_seen_by_nobody_from_then_on(app: TestApp) {
    sees_nothing_after_deletion(app, "persons", BO).await;
}

#[both_engines]
async fn a_deleted_preschool_opens_nothing_from_then_on(app: TestApp) {
    sees_nothing_after_deletion(app, "organisations", PRESCHOOL).await;
}

#[both_engines]
async fn a_duty_that_is_deleted_or_loses_its_person_opens_nothing(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let eva = office.login("Eva").await;
    office.register.change("duties", &id(WORK), |work| work["person"] = json!(null));
    office.syncs(&[]);
    assert!(office.groups_of_work(&eva).await.is_empty());
    office.register.change("duties", &id(WORK), |work| work["person"] = json!({ "id": id(EVA) }));
    office.syncs(&[]);
    assert_eq!(office.groups_of_work(&eva).await, ["Grodan"]);
    office.register.change("duties", &id(WORK), |work| work["dutyRole"] = json!("Trollkarl"));
    office.syncs(&[]);
    assert!(office.groups_of_work(&eva).await.is_empty(), "a role that nobody knows is none");
    office.register.change("duties", &id(WORK), |work| work["dutyRole"] = json!("Barnskötare"));
    office.syncs(&[]);
    office.register.delete("duties", &id(WORK));
    office.syncs(&[]);
    assert!(office.groups_of_work(&eva).await.is_empty());
}

#[both_engines]
async fn a_full_run_ends_what_is_listed_no_more_unless_that_is_too_much_to_be_believed(app: TestApp) {
    let office = Office::with_a_family(&app);
    for number in 0..30 {
        office.register.put("persons", person(500 + number, "Många"));
    }
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    office.register.lose("placements", &id(PLACE));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"], "nobody was told");
    assert_said(&office.syncs(&["--full"]), &["placements: 1 no longer listed, ended"]);
    assert!(office.groups_of_children(&anna).await.is_empty());
    for number in 0..30 {
        office.register.lose("persons", &id(500 + number));
    }
    assert_said(
        &office.syncs(&["--full"]),
        &["persons: 30 of 33 no longer listed; that is too much to be believed"],
    );
}

#[both_engines]
async fn what_people_did_by_hand_stays(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    let bo = office.person("Bo").await.unwrap();
    app.home.insert(a_block(&anna, &bo)).await;
    let olle = app.home.resident("Olle").await;
    app.home.make_guardian(&olle, &bo, harness::builders::LONG_AGO, None).await;
    let role = entity::role_assignment::ActiveModel {
        person_id: Set(anna.id()),
        role: Set(entity::Role::CaseOfficer),
        valid_from: Set(harness::builders::LONG_AGO),
        ..ActiveModelTrait::default()
    };
    app.home.insert(role).await;
    office.register.change("persons", &id(BO), |bo| bo["givenName"] = json!("Bosse"));
    office.syncs(&["--full"]);
    assert!(office.groups_of_children(&anna).await.is_empty(), "the block holds");
    assert_eq!(office.groups_of_children(&olle).await, ["Grodan"]);
    assert_eq!(app.home.rows(entity::role_assignment::Entity).await.len(), 1);
    // Also where the register deletes the person.
    office.register.delete("persons", &id(ANNA));
    office.syncs(&[]);
    assert_eq!(app.home.rows(entity::guardian_block::Entity).await.len(), 1);
    assert_eq!(app.home.rows(entity::role_assignment::Entity).await[0].valid_to, None);
    let by_hand = app.home.rows(guardianship::Entity).await;
    assert!(by_hand.iter().any(|row| row.guardian_id == olle.id() && row.valid_to.is_none()));
}

#[both_engines]
async fn a_guardianship_made_by_hand_is_neither_taken_over_nor_doubled(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.register.change("persons", &id(BO), |bo| bo["responsibles"] = json!([]));
    office.syncs(&[]);
    let anna = office.login("Anna").await;
    let bo = office.person("Bo").await.unwrap();
    app.home.make_guardian(&anna, &bo, harness::builders::LONG_AGO, None).await;
    office.register.change("persons", &id(BO), |bo| *bo = with_guardians(bo.clone(), &[ANNA]));
    assert_said(&office.syncs(&[]), &["a relation that was made by hand was left as it is"]);
    office.register.change("persons", &id(BO), |bo| bo["responsibles"] = json!([]));
    office.syncs(&[]);
    assert_eq!(office.groups_of_children(&anna).await, ["Grodan"], "who made it ends it");
}

#[both_engines]
async fn a_new_principal_name_leads_to_the_same_person_and_the_old_one_to_nobody(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let eva = office.person("Eva").await.unwrap();
    // Her login has told one more, which is none of the register's.
    let told = principal_name::ActiveModel {
        name: Set("eva@2120002411".to_owned()),
        person_id: Set(eva.id),
        ..ActiveModelTrait::default()
    };
    app.home.insert(told).await;
    office.register.change("persons", &id(EVA), |eva| {
        eva["eduPersonPrincipalNames"] = json!(["Eva.Lund@edu.example.se"]);
    });
    office.syncs(&[]);
    let names = || async {
        let mut names = app.home.rows(principal_name::Entity).await;
        names.sort_by(|a, b| a.name.cmp(&b.name));
        names.into_iter().map(|row| (row.name, row.person_id)).collect::<Vec<_>>()
    };
    let of = |name: &str, id| (name.to_owned(), id);
    assert_eq!(names().await, [of("eva.lund@edu.example.se", eva.id), of("eva@2120002411", eva.id)]);
    // The name goes to somebody else there, whose record comes first.
    office.register.put("persons", {
        let mut lund = person(151, "Evald");
        lund["eduPersonPrincipalNames"] = json!(["eva.lund@edu.example.se"]);
        lund
    });
    office
        .register
        .change("persons", &id(EVA), |eva| eva["eduPersonPrincipalNames"] = json!(["eva.ek@edu.example.se"]));
    office.syncs(&["--page-size", "1"]);
    let evald = office.person("Evald").await.unwrap();
    assert_eq!(
        names().await,
        [
            of("eva.ek@edu.example.se", eva.id),
            of("eva.lund@edu.example.se", evald.id),
            of("eva@2120002411", eva.id),
        ]
    );
    assert!(office.syncs(&["--full"]).contains("0 created, 0 changed, 4 unchanged"));
}

#[both_engines]
async fn what_was_over_before_it_was_known_is_not_taken(app: TestApp) {
    let office = Office::with_a_family(&app);
    let mut over = a_place(260, BO, GROUP, PRESCHOOL);
    over["endDate"] = json!("2025-06-30");
    office.register.put("placements", over);
    assert_said(
        &office.syncs(&[]),
        &["placements: 2 read, 1 created, 0 changed, 0 unchanged, 1 skipped (1 because it was over"],
    );
    assert_eq!(app.home.rows(placement::Entity).await.len(), 1);
}
