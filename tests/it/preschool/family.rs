//! Family members (P4), and guardians who come in on the preschool's invitation (T8).

use chrono::TimeDelta;
use entity::{
    AuditAction, DutyRole, IdentityProtection, RelationAssurance, duty, family_membership, guardianship,
    invitation,
};
use harness::builders::{LONG_AGO, a_block, a_placement, a_post};
use harness::{Actor, Answer, TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

use super::{Blasippan, id, publish, sees};
use crate::audit::log;

async fn invite(app: &TestApp, by: &Actor, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {name}!) {{ {mutation}(input: $input) {{ invitation {{ id kind expiresAt }} code errors {{ code }} }} }}"
    );
    app.ask(&query, json!({ "input": input })).by(by).await
}

async fn code(app: &TestApp, by: &Actor, mutation: &str, here: &Blasippan) -> String {
    let answer = invite(app, by, mutation, json!({ "childId": id("child", here.child.id) })).await.ok();
    answer.text(&format!("/{mutation}/code")).to_owned()
}

async fn accept(app: &TestApp, by: &Actor, code: &str) -> Answer {
    let query = "mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { kind child { displayName } groups { name } errors { code } } }";
    app.ask(query, json!({ "input": { "code": code } })).by(by).await
}

/// Somebody whom Gun invited and who has accepted.
async fn member(app: &TestApp, here: &Blasippan) -> Actor {
    let fia = app.home.resident("Fia").await;
    let code = code(app, &here.gun, "inviteFamilyMember", here).await;
    accept(app, &fia, &code).await.ok().assert_user_errors("acceptInvitation", &[]);
    fia
}

async fn feed(app: &TestApp, by: &Actor) -> Vec<String> {
    let query = "{ viewer { feed { totalCount nodes { title commentCount comments { totalCount } viewerCanComment } } } }";
    let answer = app.ask(query, Value::Null).by(by).await.ok();
    for post in answer.list("/viewer/feed/nodes") {
        assert_eq!(
            (&post["commentCount"], &post["viewerCanComment"]),
            (&json!(0), &json!(false)),
            "{answer}"
        );
    }
    answer.texts("/viewer/feed/nodes", "title").into_iter().map(str::to_owned).collect()
}

#[both_engines]
async fn a_family_member_has_the_feed_from_the_day_of_acceptance_and_nothing_else(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let before = a_post(&here.group, &here.eva, app.clock.now() - TimeDelta::days(1));
    app.home.insert(entity::post::ActiveModel { title: Set("I går".to_owned()), ..before }).await;
    let fia = member(&app, &here).await;
    let post = publish(&app, &here.eva, &here.group, "I dag").await;
    super::comment(&app, &here.eva, post.trim_start_matches("post:").parse().unwrap(), "Hej!", None).await;
    assert_eq!(feed(&app, &fia).await, ["I dag"]);

    assert!(!sees(&app, &fia, &id("child", here.child.id)).await);
    let query = "query($id: ID!) { viewer { children { id } groups { id } } node(id: $id) { ... on PreschoolGroup { name \
                 children { id } educators { displayName } audience { guardians } drafts { totalCount } } } }";
    let answer = app.ask(query, json!({ "id": id("preschool-group", here.group.id) })).by(&fia).await.ok();
    let nothing = json!({
        "viewer": { "children": [], "groups": [] },
        "node": { "name": "Blåsippan", "children": [], "educators": [], "audience": null, "drafts": { "totalCount": 0 } },
    });
    assert_eq!(answer.at(""), &nothing);
    let comment = "mutation($input: AddCommentInput!) { addComment(input: $input) { errors { code } } }";
    let answer = app.ask(comment, json!({ "input": { "postId": post, "body": "Hej!" } })).by(&fia).await;
    answer.assert_codes(&["FORBIDDEN"]);
    let read = "mutation($input: MarkPostAsReadInput!) { markPostAsRead(input: $input) { errors { code } } }";
    app.ask(read, json!({ "input": { "postId": post } }))
        .by(&fia)
        .await
        .ok()
        .assert_user_errors("markPostAsRead", &[]);
}

#[both_engines]
async fn a_code_serves_once_and_for_seven_days(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let (fia, frank) = (app.home.resident("Fia").await, app.home.resident("Frank").await);
    let first = code(&app, &here.gun, "inviteFamilyMember", &here).await;
    let typed = format!(" {} ", first.to_lowercase().replace('-', " "));
    for _twice in 0..2 {
        let answer = accept(&app, &fia, &typed).await.ok();
        assert_eq!(answer.at("/acceptInvitation/kind"), "FAMILY_MEMBER", "a retry is answered the same");
        assert_eq!(answer.at("/acceptInvitation/groups"), &json!([{ "name": "Blåsippan" }]));
        assert_eq!(answer.at("/acceptInvitation/child"), &Value::Null);
    }
    assert_eq!(app.home.rows(family_membership::Entity).await.len(), 1);
    let late = code(&app, &here.gun, "inviteFamilyMember", &here).await;
    app.clock.advance(TimeDelta::days(7));
    for worthless in [first.as_str(), &late, "0000-0000-0000-0000-0000", "Hej!"] {
        let answer = accept(&app, &frank, worthless).await.ok();
        answer.assert_user_errors("acceptInvitation", &["INVITATION_NOT_FOUND"]);
    }
    let stored = app.home.rows(invitation::Entity).await;
    assert!(stored.iter().all(|row| !format!("{row:?}").contains(&first)), "the code is nowhere");
}

#[both_engines]
async fn a_retried_invitation_is_one_with_the_same_code(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let input = json!({ "childId": id("child", here.child.id), "idempotencyKey": "k-1" });
    let first = invite(&app, &here.gun, "inviteFamilyMember", input.clone()).await.ok();
    let again = invite(&app, &here.gun, "inviteFamilyMember", input).await.ok();
    assert_eq!(first.body, again.body);
    assert_eq!(app.home.rows(invitation::Entity).await.len(), 1);
}

#[both_engines]
async fn each_guardian_sees_the_family_and_ends_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let fia = member(&app, &here).await;
    code(&app, &here.gun, "inviteFamilyMember", &here).await;
    publish(&app, &here.eva, &here.group, "Hej!").await;
    let other = app.home.guardian(&here.child).await;
    let query = "{ viewer { children { familyMembers { id person { displayName } isViewers } invitations { id kind } } } }";
    let answer = app.ask(query, Value::Null).by(&other).await.ok();
    let found = answer.at("/viewer/children/0/familyMembers/0").clone();
    assert_eq!(
        (&found["person"]["displayName"], &found["isViewers"]),
        (&json!("Fia Testsson"), &json!(false))
    );
    let open = answer.text("/viewer/children/0/invitations/0/id");

    let withdraw = "mutation($i: WithdrawInvitationInput!, $m: WithdrawFamilyMemberInput!) { withdrawInvitation(input: $i) { \
                    child { invitations { id } } errors { code } } withdrawFamilyMember(input: $m) { child { familyMembers { \
                    id } } errors { code } } }";
    let variables = json!({ "i": { "invitationId": open }, "m": { "familyMemberId": found["id"] } });
    let answer = app.ask(withdraw, variables.clone()).by(&other).await.ok();
    assert_eq!(answer.at("/withdrawInvitation/child/invitations"), &json!([]));
    assert_eq!(answer.at("/withdrawFamilyMember/child/familyMembers"), &json!([]));
    assert_eq!(feed(&app, &fia).await, [""; 0]);
    let stranger = app.ask(withdraw, variables).by(&here.eva).await.ok();
    stranger.assert_user_errors("withdrawInvitation", &["INVITATION_NOT_FOUND"]);
    stranger.assert_user_errors("withdrawFamilyMember", &["FAMILY_MEMBER_NOT_FOUND"]);

    let entries = log(&app).await;
    let told = entries.iter().filter(|entry| entry.action != AuditAction::ChildViewed);
    let told: Vec<_> = told.map(|entry| (entry.action, entry.actor_id)).collect();
    let gun = Some(here.gun.id());
    assert_eq!(
        told,
        [
            (AuditAction::InvitationMade, gun),
            (AuditAction::InvitationAccepted, Some(fia.id())),
            (AuditAction::InvitationMade, gun),
            (AuditAction::InvitationWithdrawn, Some(other.id())),
            (AuditAction::FamilyMemberWithdrawn, Some(other.id())),
        ]
    );
}

#[both_engines]
async fn a_family_members_feed_ends_with_the_inviters_guardianship_or_a_block(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let olle = app.home.resident("Olle").await;
    let last_day = "2026-09-20".parse().unwrap();
    app.home.make_guardian(&olle, &here.child, LONG_AGO, Some(last_day)).await;
    let (fia, frank) = (member(&app, &here).await, app.home.resident("Frank").await);
    let of_olle = code(&app, &olle, "inviteFamilyMember", &here).await;
    accept(&app, &frank, &of_olle).await.ok().assert_user_errors("acceptInvitation", &[]);
    publish(&app, &here.eva, &here.group, "Hej!").await;
    app.clock.set("2026-09-20T23:59:59+02:00");
    assert_eq!(feed(&app, &frank).await.len(), 1);
    app.clock.set("2026-09-21T00:00:00+02:00");
    assert_eq!(feed(&app, &frank).await.len(), 0);
    assert_eq!(feed(&app, &fia).await.len(), 1);
    app.home.insert(a_block(&here.gun, &here.child)).await;
    assert_eq!(feed(&app, &fia).await.len(), 0);
}

#[both_engines]
async fn who_is_blocked_does_not_come_in_as_family(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let bo = app.home.guardian(&here.child).await;
    let unused = code(&app, &here.gun, "inviteFamilyMember", &here).await;
    app.home.insert(a_block(&bo, &here.child)).await;
    accept(&app, &bo, &unused).await.ok().assert_user_errors("acceptInvitation", &["INVITATION_NOT_FOUND"]);
    // Who was family before is blocked all the same.
    let fia = member(&app, &here).await;
    publish(&app, &here.eva, &here.group, "Hej!").await;
    app.home.insert(a_block(&fia, &here.child)).await;
    assert_eq!(feed(&app, &fia).await.len(), 0);
    // A guardian has no use for it, and the code is still good for another.
    accept(&app, &here.gun, &unused).await.ok().assert_user_errors("acceptInvitation", &["GUARDIAN_EXISTS"]);
}

#[both_engines]
async fn a_guardian_without_e_identification_has_the_feed_and_is_asked_to_step_up_for_the_child(
    app: TestApp,
) {
    let here = Blasippan::found(&app).await;
    let post = publish(&app, &here.eva, &here.group, "Hej!").await;
    let ivar = app.home.resident("Ivar").await;
    let weak = app.home.weakly(&ivar);
    let code = code(&app, &here.per, "inviteGuardian", &here).await;
    let answer = accept(&app, &weak, &code).await.ok();
    assert_eq!(answer.at("/acceptInvitation/kind"), "GUARDIAN");
    let rows = app.home.rows(guardianship::Entity).await;
    let row = rows.iter().find(|row| row.guardian_id == ivar.id()).unwrap();
    assert_eq!(row.assurance, RelationAssurance::Invited);

    assert_eq!(feed(&app, &weak).await, ["Hej!"]);
    assert!(sees(&app, &weak, &post).await);
    let child = id("child", here.child.id);
    let group = id("preschool-group", here.group.id);
    for query in [
        "{ viewer { children { id } } }".to_owned(),
        "{ viewer { groups { id } } }".to_owned(),
        format!("{{ node(id: \"{child}\") {{ id }} }}"),
        format!("{{ node(id: \"{group}\") {{ ... on PreschoolGroup {{ children {{ id }} }} }} }}"),
        format!(
            "mutation {{ addComment(input: {{ postId: \"{post}\", body: \"b\" }}) {{ errors {{ code }} }} }}"
        ),
        format!(
            "mutation {{ inviteFamilyMember(input: {{ childId: \"{child}\" }}) {{ errors {{ code }} }} }}"
        ),
    ] {
        app.ask(&query, Value::Null).by(&weak).await.assert_codes(&["STEP_UP_REQUIRED"]);
    }
    // The same person with a strong login is a guardian like any other.
    assert!(sees(&app, &ivar, &child).await);
    // And one from the register is not let in weakly.
    let gun = app.home.weakly(&here.gun);
    app.ask("{ viewer { feed { totalCount } } }", Value::Null)
        .by(&gun)
        .await
        .assert_codes(&["STEP_UP_REQUIRED"]);
}

#[both_engines]
async fn what_was_accepted_with_a_strong_login_needs_one(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let fia = member(&app, &here).await;
    let weak = app.home.weakly(&fia);
    app.ask("{ viewer { feed { totalCount } } }", Value::Null)
        .by(&weak)
        .await
        .assert_codes(&["STEP_UP_REQUIRED"]);
    let frank = app.home.weakly(&app.home.resident("Frank").await);
    let code = code(&app, &here.gun, "inviteFamilyMember", &here).await;
    accept(&app, &frank, &code).await.assert_ok();
    publish(&app, &here.eva, &here.group, "Hej!").await;
    assert_eq!(feed(&app, &frank).await, ["Hej!"]);
    // What needs more is empty, and does not take the rest away.
    let query = "{ viewer { feed { nodes { title group { name children { displayName } } } } } }";
    let answer = app.ask(query, Value::Null).by(&frank).await;
    answer.assert_codes(&["STEP_UP_REQUIRED"]);
    let nodes = json!([{ "title": "Hej!", "group": { "name": "Blåsippan", "children": [] } }]);
    assert_eq!(answer.body["data"]["viewer"]["feed"]["nodes"], nodes);
    assert_eq!(answer.body["errors"][0]["path"], json!(["viewer", "feed", "nodes", 0, "group", "children"]));
}

#[both_engines]
async fn guardians_invite_family_and_principals_guardians(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let input = json!({ "childId": id("child", here.child.id) });
    let stranger = app.home.resident("Rut").await;
    for (by, mutation, refused) in [
        (&here.per, "inviteFamilyMember", true),
        (&here.eva, "inviteFamilyMember", true),
        (&here.gun, "inviteGuardian", true),
        (&here.eva, "inviteGuardian", true),
        (&stranger, "inviteFamilyMember", false),
        (&stranger, "inviteGuardian", false),
    ] {
        let answer = invite(&app, by, mutation, input.clone()).await;
        if refused {
            answer.assert_codes(&["FORBIDDEN"]);
        } else {
            answer.assert_user_errors(mutation, &["CHILD_NOT_FOUND"]);
        }
    }
    accept(&app, &Actor::anonymous(), "0000-0000-0000-0000-0000").await.assert_codes(&["UNAUTHENTICATED"]);
}

#[both_engines]
async fn nobody_accepts_an_invitation_of_their_own(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let code = code(&app, &here.per, "inviteGuardian", &here).await;
    accept(&app, &here.per, &code).await.assert_user_errors("acceptInvitation", &["INVITATION_NOT_FOUND"]);
    let children = app.ask("{ viewer { children { id } } }", Value::Null).by(&here.per).await.ok();
    assert_eq!(children.list("/viewer/children").len(), 0);
}

#[both_engines]
async fn an_invitation_ends_with_the_office_of_the_principal_who_made_it(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let principal = app.home.resident("Paula").await;
    let last_day = app.clock.now().date_naive();
    let office = duty::ActiveModel {
        person_id: Set(principal.id()),
        preschool_id: Set(here.preschool.id),
        role: Set(DutyRole::Principal),
        valid_from: Set(LONG_AGO),
        valid_to: Set(Some(last_day)),
        ..Default::default()
    };
    app.home.insert(office).await;
    let first = code(&app, &principal, "inviteGuardian", &here).await;
    let second = code(&app, &principal, "inviteGuardian", &here).await;
    let frank = app.home.resident("Frank").await;
    accept(&app, &frank, &first).await.ok().assert_user_errors("acceptInvitation", &[]);
    app.clock.advance(TimeDelta::days(1));
    let rut = app.home.resident("Rut").await;
    accept(&app, &rut, &second).await.assert_user_errors("acceptInvitation", &["INVITATION_NOT_FOUND"]);
}

#[both_engines]
async fn a_protected_child_is_not_there_for_staff_who_know_its_id(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let tuva = app.home.person("Tuva", IdentityProtection::SecrecyMarking).await;
    app.home.insert(a_placement(&tuva, &here.group)).await;
    let guardian = app.home.guardian(&tuva).await;
    let child = id("child", tuva.id);
    for by in [&here.eva, &here.per] {
        for mutation in ["inviteFamilyMember", "inviteGuardian"] {
            let answer = invite(&app, by, mutation, json!({ "childId": child })).await;
            answer.assert_user_errors(mutation, &["CHILD_NOT_FOUND"]);
        }
        // Whom the principal names they can keep a guardian from, and learns nothing else: see `blocks`.
        for mutation in ["blockGuardian", "unblockGuardian"].into_iter().filter(|_| by.id() != here.per.id())
        {
            let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
            let query =
                format!("mutation($input: {name}!) {{ {mutation}(input: $input) {{ errors {{ code }} }} }}");
            let input = json!({ "childId": child, "guardianId": id("person", guardian.id()) });
            let answer = app.ask(&query, json!({ "input": input })).by(by).await;
            answer.assert_user_errors(mutation, &["CHILD_NOT_FOUND"]);
        }
    }
}

#[both_engines]
async fn a_neutral_word_for_a_protected_author_is_noted(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let hidden = app.home.person("Hemlig", IdentityProtection::ProtectedRegistration).await;
    let hidden = app.home.actor(hidden).await;
    app.home.insert(a_post(&here.group, &hidden, app.clock.now())).await;
    let query = "{ viewer { feed { nodes { author { displayName } } } } }";
    let answer = app.ask(query, Value::Null).by(&here.gun).await.ok();
    assert_eq!(answer.list("/viewer/feed/nodes")[0]["author"]["displayName"], "Personal");
    let noted: Vec<_> = log(&app)
        .await
        .into_iter()
        .filter(|entry| entry.action == AuditAction::ProtectedPersonViewed)
        .map(|entry| (entry.actor_id, entry.subject_id))
        .collect();
    assert_eq!(noted, [(Some(here.gun.id()), Some(hidden.id()))]);
}
