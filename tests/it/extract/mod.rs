//! The register extract (O3, GDPR article 15): everything about the viewer, nothing about anybody else.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    AuditAction, ContributorRole, ExternalKind, InvitationKind, audit_entry, comment, external_reference,
    guardianship, identity_number, invitation, person, placement, post_read, post_revision, principal_name,
    school_duty, submission_contact,
};
use harness::builders::{LONG_AGO, a_comment, an_invitation};
use harness::{Actor, Engine, TestApp, TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database, Set, Statement, TryGetable};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::log;
use crate::platform::inputs::{input, mutate, outcome};
use crate::platform::whole::{Whole, id};
use crate::preschool::Blasippan;

const EXPORT: &str = "mutation { requestMyDataExport(input: {}) {
    export { fileName mediaType createdAt content } errors { code } } }";

/// Every column that points at a person, and the sections of the extract that tell it to that person; or why none does.
const TOLD: &str = "
classroom_session.opened_by     classroomSessionsOpened
comment.addressee_id            answersReceived
comment.author_id               comments commentsInService
comment.hidden_by               commentsHidden
duty.person_id                  preschoolDuties
enrolment.pupil_id              enrolments
family_membership.child_id      - a third party's relation to the child, told to the child's guardians
family_membership.invited_by    invitationsSent
family_membership.person_id     familyMemberships
guardian_block.child_id         - who is kept away from the child, and by whom, is a third party
guardian_block.guardian_id      - told to nobody whom it keeps away: secrecy comes first
guardianship.child_id           guardians
guardianship.guardian_id        guardianships
identity_number.person_id       identityNumberHashes
invitation.accepted_by          invitationsAccepted
invitation.child_id             - a third party's relation to the child, told to the child's guardians
invitation.invited_by           invitationsSent
login.person_id                 logins
meal_answer.answered_by         mealAnswersWritten
meal_comment.moderated_by       mealCommentsModerated
meal_follow.person_id           schoolMenusFollowed
meal_version.changed_by         menusWritten
meal_waste.recorded_by          plateWasteRecorded
placement.child_id              placements
post.author_id                  postsWritten
post_read.person_id             postsRead
post_revision.replaced_by       postsCorrected
principal_name.person_id        principalNames
role_assignment.person_id       roles
school_duty.person_id           schoolDuties
submission.case_officer_id      submissionsHandled
submission.sender_id            submissions submissionContacts submissionMessages submissionAnswers submissionHistory
submission_answer.author_id     submissionAnswersWritten
submission_event.actor_id       submissionActions
submission_note.author_id       submissionNotesWritten
";

/// Sections that hang on something else than a column that points at a person.
const BESIDE: [&str; 6] = [
    "person",
    "registerIds",
    "mealFeedbackToday",
    "submissionsSupported",
    "auditEntriesAbout",
    "auditEntriesBy",
];

/// Gives the resident, the pupil and the administrator what the whole municipality does not have yet.
async fn fill(app: &TestApp, whole: &Whole) {
    let (here, rut) = (&app.home, whole.people.resident.id());
    here.insert(identity_number::ActiveModel {
        key_id: Set("1".to_owned()),
        hash: Set(vec![7; 32]),
        person_id: Set(rut),
        ..Default::default()
    })
    .await;
    here.insert(principal_name::ActiveModel {
        name: Set("rut@edu.example.se".to_owned()),
        person_id: Set(rut),
        ..Default::default()
    })
    .await;
    here.insert(external_reference::ActiveModel {
        source: Set("ss12000".to_owned()),
        kind: Set(ExternalKind::Person),
        external_id: Set(Uuid::from_u128(12_000)),
        part: Set(String::new()),
        local_id: Set(rut),
        made_by_sync: Set(true),
        seen_at: Set(app.clock.now()),
        ..Default::default()
    })
    .await;
    here.insert(school_duty::ActiveModel {
        person_id: Set(rut),
        school_id: Set(whole.public.school.id),
        valid_from: Set(LONG_AGO),
        ..Default::default()
    })
    .await;
    here.insert(placement::ActiveModel {
        child_id: Set(rut),
        group_id: Set(whole.group.id),
        valid_from: Set(LONG_AGO),
        ..Default::default()
    })
    .await;
    here.insert(guardianship::ActiveModel {
        child_id: Set(rut),
        guardian_id: Set(whole.people.administrator.id()),
        valid_from: Set(LONG_AGO),
        ..Default::default()
    })
    .await;
    let invitation = an_invitation(InvitationKind::FamilyMember, &whole.child, &whole.people.guardian, "0");
    here.insert(invitation::ActiveModel {
        accepted_by: Set(Some(rut)),
        accepted_at: Set(Some(app.clock.now())),
        ..invitation
    })
    .await;
    let post = whole.new_post().await;
    let comment = a_comment(&post, &whole.people.resident);
    here.insert(comment::ActiveModel { author_role: Set(ContributorRole::Staff), ..comment }).await;
    here.insert(post_revision::ActiveModel {
        post_id: Set(post.id),
        title: Set("Förr".to_owned()),
        body: Set("Elsa var med.".to_owned()),
        locale: Set("sv".to_owned()),
        replaced_by: Set(rut),
        replaced_at: Set(app.clock.now()),
        ..Default::default()
    })
    .await;
    here.insert(post_read::ActiveModel { post_id: Set(post.id), person_id: Set(rut), ..Default::default() })
        .await;
    let own = whole.new_submission(Some(&whole.people.resident)).await;
    here.insert(submission_contact::ActiveModel {
        submission_id: Set(own.id),
        email: Set(Some("rut@example.se".to_owned())),
        ..Default::default()
    })
    .await;
    for (mutation, actor) in [
        ("addToSubmission", &whole.people.resident),
        ("supportSubmission", &whole.people.resident),
        ("submitMealFeedback", &whole.people.pupil),
        ("followSchoolMeals", &whole.people.resident),
        ("correctMeal", &whole.people.kitchen),
        ("openClassroomSession", &whole.people.resident),
        ("answerMealFeedback", &whole.people.kitchen),
        ("recordPlateWaste", &whole.people.kitchen),
        ("releaseMealComment", &whole.people.kitchen),
        ("answerSubmission", &whole.people.officer),
    ] {
        let input = input(whole, mutation).await.unwrap();
        let answer = mutate(app, here, actor, mutation, &input).await;
        assert_eq!(outcome(&answer, mutation), "ok", "{answer}");
    }
    let grant = "mutation($person: ID!) { grantRole(input: { personId: $person, role: CASE_OFFICER }) {
        errors { code } } }";
    let variables = json!({ "person": id("person", rut) });
    app.ask(grant, variables).by(&whole.people.administrator).await.assert_ok();
    app.settle().await;
}

/// The sections that somebody gets.
async fn exported(app: &TestApp, actor: &Actor) -> BTreeMap<String, Vec<Value>> {
    let answer = app.ask(EXPORT, Value::Null).by(actor).await.ok();
    assert_eq!(answer.at("/requestMyDataExport/export/mediaType"), "application/json");
    let content: Value = serde_json::from_str(answer.text("/requestMyDataExport/export/content")).unwrap();
    assert_eq!(content["format"], "mittkommun-data-export/1");
    assert_eq!(content["municipality"], json!({ "code": "9901", "name": app.home.name }));
    let data: BTreeMap<String, Vec<Value>> = serde_json::from_value(content["data"].clone()).unwrap();
    for section in data.keys() {
        let meaning = content["sections"][section].as_str().unwrap_or_default();
        assert!(meaning.len() > 10, "nobody says what {section} is");
    }
    data
}

#[both_engines]
async fn every_column_that_points_at_a_person_is_told_or_has_a_reason(database: TestDatabase) {
    let connection = Database::connect(database.url()).await.unwrap();
    let sql = match database.engine() {
        Engine::Sqlite => {
            "SELECT t.name || '.' || f.\"from\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table' AND f.\"table\" = 'person' AND f.\"from\" <> 'municipality_id'"
        }
        Engine::Postgres => {
            "SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass AND a.attname <> 'municipality_id'"
        }
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    let columns: BTreeSet<_> = rows.unwrap().iter().map(|row| String::try_get_by(row, 0).unwrap()).collect();
    let listed: BTreeSet<_> =
        TOLD.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert_eq!(
        columns, listed,
        "a column that points at a person is told in the extract, or the table says why not"
    );
}

#[both_engines]
async fn the_extract_has_every_section_and_each_is_filled_for_somebody(app: TestApp) {
    let whole = Whole::found(&app).await;
    fill(&app, &whole).await;
    let mut filled = BTreeSet::new();
    let mut sections = BTreeSet::new();
    for (name, actor) in whole.actors() {
        if ["anonymous", "API client", "invited guardian", "weakly logged in guardian"].contains(&name) {
            continue;
        }
        for (section, rows) in exported(&app, &actor).await {
            if !rows.is_empty() {
                filled.insert(section.clone());
            }
            sections.insert(section);
        }
    }
    let told =
        TOLD.lines().filter(|line| !line.contains(" - ")).flat_map(|line| line.split_whitespace().skip(1));
    let expected: BTreeSet<_> = told.chain(BESIDE).map(str::to_owned).collect();
    assert_eq!(sections, expected);
    let empty: Vec<_> = sections.difference(&filled).map(String::as_str).collect();
    assert_eq!(empty, [""; 0], "nobody in the tests has any of these");
}

#[both_engines]
async fn nobody_gets_anything_about_anybody_else(app: TestApp) {
    let whole = Whole::found(&app).await;
    let people = app.home.rows(person::Entity).await;
    let relations = app.home.rows(guardianship::Entity).await;
    for (name, actor) in whole.actors() {
        if ["anonymous", "API client", "invited guardian", "weakly logged in guardian"].contains(&name) {
            continue;
        }
        let data = exported(&app, &actor).await;
        // What is written to somebody names whom it will.
        let (letters, rows): (Vec<_>, Vec<_>) = data.into_iter().partition(|(section, _)| {
            [
                "answersReceived",
                "submissions",
                "submissionContacts",
                "submissionAnswers",
                "submissionMessages",
            ]
            .contains(&section.as_str())
        });
        assert_eq!(letters.len(), 5);
        let rows = serde_json::to_string(&rows).unwrap();
        let own =
            people.iter().find(|person| person.id == actor.id()).map(|person| person.given_name.clone());
        let words: BTreeSet<_> = rows.split(|letter: char| !letter.is_alphanumeric()).collect();
        for other in people.iter().filter(|person| person.id != actor.id()) {
            // Two who are called the same.
            let is_own = own.as_ref() == Some(&other.given_name);
            assert!(
                is_own || !words.contains(other.given_name.as_str()),
                "{name} gets the name of {}: {rows}",
                other.given_name
            );
            let own_child =
                relations.iter().any(|row| row.guardian_id == actor.id() && row.child_id == other.id);
            let may = own_child || name == "family member" && other.id == whole.child.id;
            // Whom somebody invited to: children of their preschool.
            let invited = name == "principal" && other.id == whole.child.id;
            assert!(
                may || invited || !rows.contains(&other.id.to_string()),
                "{name} gets {}",
                other.given_name
            );
        }
        assert!(!rows.contains("BLOCKED"), "{name}: {rows}");
    }
}

#[both_engines]
async fn an_extract_is_noted_in_the_audit_log_and_the_eleventh_of_a_day_is_refused(app: TestApp) {
    let resident = app.home.resident("Rut").await;
    let neighbours = app.neighbour.resident("Rut").await;
    for _ in 0..10 {
        let data = exported(&app, &resident).await;
        assert_eq!(data["person"][0]["givenName"], "Rut");
    }
    let refused = app.ask(EXPORT, Value::Null).by(&resident).await.ok();
    assert_eq!(refused.texts("/requestMyDataExport/errors", "code"), ["EXPORTS_TOO_MANY"]);
    assert!(refused.at("/requestMyDataExport/export").is_null(), "{refused}");

    let entries = log(&app).await;
    let exports = |entry: &&audit_entry::Model| entry.action == AuditAction::DataExported;
    let by: Vec<_> = entries.iter().filter(exports).map(|entry| (entry.actor_id, entry.subject_id)).collect();
    assert_eq!(by, [(Some(resident.id()), Some(resident.id())); 10]);
    let theirs = app.post(&app.neighbour.code, EXPORT, Value::Null).by(&neighbours).await.ok();
    assert!(!theirs.at("/requestMyDataExport/export").is_null(), "{theirs}");
}

#[both_engines]
async fn the_log_is_told_without_investigations_blocks_and_third_parties(app: TestApp) {
    let here = Blasippan::found(&app).await;
    let officer = app.home.data_protection_officer().await;
    let look = "{ viewer { children { id } groups { children { id } } } }";
    for actor in [&here.gun, &here.eva] {
        app.ask(look, Value::Null).by(actor).await.assert_ok();
    }
    let trail = "query($person: ID!) { viewer { auditTrail(personId: $person) { nodes { action } } } }";
    let person = json!({ "person": id("person", here.gun.id()) });
    app.ask(trail, person.clone()).by(&officer).await.assert_ok();
    let actions = |rows: &[Value]| -> Vec<String> {
        rows.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
    };
    let guns = exported(&app, &here.gun).await;
    assert_eq!(actions(&guns["auditEntriesAbout"]), [""; 0], "nobody learns that they are looked into");
    assert_eq!(guns["auditEntriesBy"][0]["subject"], here.child.id.to_string());
    let evas = exported(&app, &here.eva).await;
    assert_eq!(actions(&evas["auditEntriesBy"]), ["CHILD_VIEWED"]);
    assert_eq!(
        evas["auditEntriesBy"][0]["subject"],
        Value::Null,
        "other people's children are third parties"
    );

    let block = "mutation($input: BlockGuardianInput!) { blockGuardian(input: $input) { errors { code } } }";
    let input = json!({ "childId": id("child", here.child.id), "guardianId": id("person", here.gun.id()) });
    app.ask(block, json!({ "input": input })).by(&here.per).await.assert_ok();
    let guns = exported(&app, &here.gun).await;
    assert_eq!(actions(&guns["auditEntriesAbout"]), ["DATA_EXPORTED"]);
    app.settle().await;
    let told = app.ask(trail, person).by(&officer).await.ok();
    let told = told.texts("/viewer/auditTrail/nodes", "action");
    assert!(told.contains(&"GUARDIAN_BLOCKED"), "the officer finds whom a block keeps away: {told:?}");
}

#[both_engines]
async fn what_a_guardian_wrote_is_told_after_the_child_has_left(app: TestApp) {
    let whole = Whole::found(&app).await;
    let guardian = app.home.resident("Gun").await;
    let yesterday = app.clock.now().date_naive().pred_opt();
    app.home.make_guardian(&guardian, &whole.child, LONG_AGO, yesterday).await;
    let comment = app.home.insert(a_comment(&whole.new_post().await, &guardian)).await;
    let query = "query($id: ID!) { node(id: $id) { id } }";
    let answer = app.ask(query, json!({ "id": id("comment", comment.id) })).by(&guardian).await.ok();
    assert!(answer.at("/node").is_null(), "the app shows it no more: {answer}");
    let data = exported(&app, &guardian).await;
    assert_eq!(data["comments"][0]["body"], comment.body);
}
