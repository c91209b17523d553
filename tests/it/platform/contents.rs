//! What is kept within what somebody sees: fields that say one thing to some, and nothing or something else to others. In
//! each table a selection is followed by who, of those who see the object at all, reads what there. Read the tables before
//! you change them.

use entity::{post_read, post_revision};
use harness::{Actor, TestApp, both_engines};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::tables::{asked, outcomes};
use super::whole::{Thing, Whole, id, phone};

/// A published submission through which everything has happened.
const SUBMISSION: &str = "
number
    everybody: 2026-00001
title
    resident, case officer, holder of the code, officer with the code: Gnissel hos Rut
    others: Gnissel
body
    resident, case officer, holder of the code, officer with the code: Ring 070-174 06 05.
    others: Det gnisslar.
address
    resident, case officer, holder of the code, officer with the code: Storgatan 1, hos Rut
    others: Storgatan
location { latitude }
    resident, case officer, holder of the code, officer with the code: 59.41
    others: 59.4
contact { name email }
    resident, case officer, holder of the code, officer with the code: (email rut@example.se, name Rut Lund)
    others: null
department { name { value } }
    everybody: Barn och utbildning
caseOfficer { name }
    case officer: CaseOfficer Testsson
    others: null
latestAnswer { body }
    resident, case officer, holder of the code, officer with the code: Rut Lund, mer kommer.
    others: Klart.
latestAnswer { authorName }
    resident, case officer, holder of the code, officer with the code: CaseOfficer Testsson
    others: null
answers { totalCount }
    resident, case officer, holder of the code, officer with the code: 2
    others: 1
answers { nodes { body publicBody } }
    resident, case officer, holder of the code, officer with the code: [(body Hej Rut!, publicBody Klart.), (body Rut Lund, mer kommer., publicBody null)]
    others: [(body Klart., publicBody Klart.)]
answers { nodes { suggestedPublicBody } }
    case officer: [[…], […], mer kommer.]
    resident, holder of the code, officer with the code: [null, null]
    others: [null]
history { totalCount }
    case officer: 8
    resident, holder of the code, officer with the code: 6
    others: 4
history { nodes { action } }
    case officer: [RECEIVED, DEPARTMENT_CHANGED, OFFICER_CHANGED, NOTED, ANSWERED, ANSWERED, PUBLISHED, ADDED_TO]
    resident, holder of the code, officer with the code: [RECEIVED, DEPARTMENT_CHANGED, ANSWERED, ANSWERED, PUBLISHED, ADDED_TO]
    others: [RECEIVED, DEPARTMENT_CHANGED, ANSWERED, ANSWERED]
history(first: 3) { nodes { actorName } }
    case officer: [Rut Testsson, CaseOfficer Testsson, CaseOfficer Testsson]
    others: [null, null, null]
messages { totalCount }
    resident, case officer, holder of the code, officer with the code: 1
    others: 0
messages { nodes { body } }
    resident, case officer, holder of the code, officer with the code: [Det gnisslar än.]
    others: []
notes { totalCount }
    case officer: 1
    others: 0
notes { nodes { body authorName } }
    case officer: [(authorName CaseOfficer Testsson, body Ring henne.)]
    others: []
publicCopy { title address }
    case officer: (address Storgatan, title Gnissel)
    others: null
suggestedPublicCopy { title body }
    case officer: (body Ring […]., title Gnissel hos […])
    others: null
allowedTransitions
    case officer: [IN_PROGRESS, PLANNED, CLOSED]
    others: []
viewerCanAdd
    resident, holder of the code, officer with the code: true
    others: false
viewerCanAnswer
    case officer: true
    others: false
viewerCanHandle
    case officer: true
    others: false
viewerCanSupport
    everybody: true
";

/// A group with two families, a family of a protected child, and a blocked guardian.
const GROUP: &str = "
name
    everybody: Blåsippan
children { displayName }
    guardian: [Elsa Testsson]
    guardian beside: [Nils Testsson]
    guardian of protected: [Tuva Testsson]
    family member: []
    invited guardian: STEP_UP_REQUIRED
    others: [Elsa Testsson, Nils Testsson]
children { guardians { displayName } }
    guardian: [[Gun Testsson, Ivar Testsson]]
    guardian beside: [[Gunnar Testsson]]
    guardian of protected: [[Tora Testsson]]
    family member: []
    invited guardian: STEP_UP_REQUIRED
    educator: [[Gun Testsson, Ivar Testsson], [Gunnar Testsson]]
    others: [[Bo Testsson, Gun Testsson, Ivar Testsson], [Gunnar Testsson]]
educators { displayName role }
    family member, invited guardian: []
    others: [(displayName Educator Testsson, role EDUCATOR), (displayName Principal Testsson, role PRINCIPAL)]
posts { totalCount }
    educator, principal: 2
    others: 1
posts { nodes { title } }
    educator, principal: [Utflykt till skogen, Utflykt till skogen]
    others: [Utflykt till skogen]
drafts { totalCount }
    educator, principal: 1
    others: 0
drafts { nodes { title } }
    educator, principal: [Utflykt till skogen]
    others: []
audience { guardians staff }
    educator, principal: (guardians 4, staff 2)
    others: null
viewerCanPublish
    educator, principal: true
    others: false
";

/// A post of the group that was corrected once and that the guardian has read.
const POST: &str = "
title
    everybody: Utflykt till skogen
author { displayName role isViewer }
    educator: (displayName Educator Testsson, isViewer true, role STAFF)
    others: (displayName Educator Testsson, isViewer false, role STAFF)
revisions { title replacedBy { displayName } }
    educator, principal: [(replacedBy Principal Testsson, title Utflykt)]
    others: []
readCount
    educator, principal: 1
    others: null
viewerHasRead
    guardian: true
    others: false
commentCount
    guardian, guardian of protected: 1
    family member, invited guardian: 0
    others: 3
comments { totalCount }
    guardian, guardian of protected: 1
    family member, invited guardian: 0
    others: 3
comments { nodes { body audience } }
    guardian, guardian of protected: [(audience EVERYONE, body Vilken tid?)]
    family member, invited guardian: []
    others: [(audience EVERYONE, body Vilken tid?), (audience STAFF, body Vilken tid?), (audience STAFF, body Vilken tid?)]
comments { nodes { viewerCanHide } }
    guardian beside: [false, true, false]
    guardian, guardian of protected: [false]
    family member, invited guardian: []
    others: [true, true, true]
comments { nodes { answers { body } } }
    guardian, guardian of protected: [null]
    family member, invited guardian: []
    others: [null, null, Vilken tid?]
viewerCanComment
    family member, invited guardian: false
    others: true
viewerCanEdit
    educator, principal: true
    others: false
viewerCanPublish
    everybody: false
";

/// The guardian's child.
const CHILD: &str = "
displayName
    everybody: Elsa Testsson
guardians { displayName isBlocked }
    principal: [(displayName Bo Testsson, isBlocked true), (displayName Gun Testsson, isBlocked false), (displayName Ivar Testsson, isBlocked false)]
    data-protection officer: []
    others: [(displayName Gun Testsson, isBlocked false), (displayName Ivar Testsson, isBlocked false)]
familyMembers { person { displayName } validFrom }
    guardian: [(person Fia Testsson, validFrom 2020-01-01)]
    others: []
invitations { kind isViewers }
    guardian: [(isViewers true, kind FAMILY_MEMBER)]
    principal: [(isViewers true, kind GUARDIAN)]
    others: []
viewerCanInviteFamily
    guardian: true
    others: false
viewerCanDecideOnGuardians
    principal: true
    others: false
placements { validFrom group { name } }
    data-protection officer: []
    others: [(group Blåsippan, validFrom 2020-01-01)]
groups { name viewerCanPublish }
    guardian: [(name Blåsippan, viewerCanPublish false)]
    data-protection officer: []
    others: [(name Blåsippan, viewerCanPublish true)]
";

/// Today's lunch, of which the pupil has voted.
const MEAL: &str = "
viewerFeedback { rating comment }
    pupil: (comment Gott!, rating 4)
    others: null
viewerFeedbackRoles
    pupil: [PUPIL]
    kitchen: [STAFF]
    anonymous: [PUPIL, GUARDIAN, STAFF]
    others: []
viewerCanGiveFeedback
    pupil, kitchen, anonymous: true
    others: false
feedbackSummary { isHidden count average distribution { count } }
    everybody: (average null, count null, distribution [], isHidden true)
";

/// The table's selections, with who reads what there of those who see the object.
async fn table(app: &TestApp, table: &str, viewers: &[(&str, Actor, String)]) -> String {
    let selections: Vec<_> =
        table.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    let mut read = vec![Vec::new(); selections.len()];
    for (name, actor, object) in viewers {
        let fields = selections.iter().map(|selection| object.replace("SELECTION", selection));
        let answers = asked(app, &app.home, actor, fields).await;
        if answers.iter().all(|answer| ["absent", "STEP_UP_REQUIRED"].contains(&answer.as_str())) {
            continue;
        }
        for (line, answer) in read.iter_mut().zip(answers) {
            line.push((*name, answer));
        }
    }
    let lines =
        selections.iter().zip(read).map(|(selection, read)| format!("{selection}\n{}", outcomes(&read)));
    format!("\n{}", lines.collect::<String>())
}

/// How everybody gets at a node.
fn everybody(whole: &Whole, kind: &str, id: &str) -> Vec<(&'static str, Actor, String)> {
    let object = format!("node(id: {id:?}) {{ ... on {kind} {{ SELECTION }} }}");
    whole.actors().into_iter().map(|(name, actor)| (name, actor, object.clone())).collect()
}

fn named<'a>(whole: &'a Whole, name: &str) -> &'a str {
    let find = |thing: &&Thing| thing.name == name;
    &whole.things().find(find).expect("a thing of that name").id
}

/// Does something that must succeed.
async fn doing(app: &TestApp, actor: &Actor, mutation: &str, input: Value) -> Value {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let selection =
        if mutation == "fileSubmission" { "trackingCode submission { id }" } else { "__typename" };
    let query = format!(
        "mutation($input: {name}!) {{ {mutation}(input: $input) {{ {selection} errors {{ code field }} }} }}"
    );
    let answer = app.ask(&query, json!({ "input": input })).by(actor).await.ok();
    answer.assert_user_errors(mutation, &[]);
    answer.at(&format!("/{mutation}")).clone()
}

#[both_engines]
async fn of_a_submission_the_public_reads_the_moderated_copy(app: TestApp) {
    let whole = Whole::found(&app).await;
    let (sender, officer) = (&whole.people.resident, &whole.people.officer);
    let input = json!({
        "kind": "COMPLAINT", "title": "Gnissel hos Rut", "body": "Ring 070-174 06 05.",
        "address": "Storgatan 1, hos Rut", "location": { "latitude": 59.41, "longitude": 16.5 },
        "contact": { "name": "Rut Lund", "email": "rut@example.se" },
    });
    let filed = doing(&app, sender, "fileSubmission", input).await;
    let (node, code) = (filed["submission"]["id"].as_str().unwrap(), filed["trackingCode"].as_str().unwrap());
    let me = id("person", officer.id());
    let place = json!({ "latitude": 59.4, "longitude": 16.5 });
    let department = id("department", whole.public.department.id);
    for (by, mutation, mut input) in [
        (officer, "assignSubmission", json!({ "caseOfficerId": me, "departmentId": department })),
        (officer, "addInternalNote", json!({ "body": "Ring henne." })),
        (officer, "answerSubmission", json!({ "body": "Hej Rut!", "publicBody": "Klart." })),
        (officer, "answerSubmission", json!({ "body": "Rut Lund, mer kommer." })),
        (
            officer,
            "publishSubmission",
            json!({ "title": "Gnissel", "body": "Det gnisslar.", "address": "Storgatan", "location": place }),
        ),
        (sender, "addToSubmission", json!({ "body": "Det gnisslar än." })),
    ] {
        input["submissionId"] = node.into();
        doing(&app, by, mutation, input).await;
    }
    let mut viewers = everybody(&whole, "Submission", node);
    let by_code =
        format!("municipality {{ submissionByTrackingCode(trackingCode: {code:?}) {{ SELECTION }} }}");
    viewers.push(("holder of the code", Actor::anonymous(), by_code.clone()));
    viewers.push(("officer with the code", officer.clone(), by_code));
    assert_eq!(table(&app, SUBMISSION, &viewers).await, SUBMISSION);
}

#[both_engines]
async fn of_a_group_guardians_see_their_own(app: TestApp) {
    let whole = Whole::found(&app).await;
    let viewers = everybody(&whole, "PreschoolGroup", &id("preschool-group", whole.group.id));
    assert_eq!(table(&app, GROUP, &viewers).await, GROUP);
}

#[both_engines]
async fn of_a_post_staff_see_who_was_reached_and_what_it_said(app: TestApp) {
    let whole = Whole::found(&app).await;
    let post = named(&whole, "post");
    let uuid = post.trim_start_matches("post:").parse().unwrap();
    let revision = post_revision::ActiveModel {
        post_id: Set(uuid),
        title: Set("Utflykt".to_owned()),
        body: Set("Ta med mössa.".to_owned()),
        locale: Set("sv".to_owned()),
        replaced_by: Set(whole.people.principal.id()),
        replaced_at: Set(whole.now),
        ..ActiveModelTrait::default()
    };
    whole.here.insert(revision).await;
    // Who is blocked was there before: what they read counts no longer.
    for reader in [&whole.people.guardian, &whole.people.blocked_guardian] {
        let read = post_read::ActiveModel {
            post_id: Set(uuid),
            person_id: Set(reader.id()),
            ..ActiveModelTrait::default()
        };
        whole.here.insert(read).await;
    }
    assert_eq!(table(&app, POST, &everybody(&whole, "Post", post)).await, POST);
}

#[both_engines]
async fn a_child_is_known_to_its_guardians_and_the_staff_of_its_group(app: TestApp) {
    let whole = Whole::found(&app).await;
    let viewers = everybody(&whole, "Child", &id("child", whole.child.id));
    assert_eq!(table(&app, CHILD, &viewers).await, CHILD);
}

#[both_engines]
async fn of_a_meal_nobody_reads_what_another_voted(app: TestApp) {
    let whole = Whole::found(&app).await;
    let meal = id("meal", whole.public.meal.id);
    let vote = json!({ "mealId": meal, "rating": 4, "comment": "Gott!", "role": "PUPIL", "installationId": phone() });
    doing(&app, &whole.people.pupil, "submitMealFeedback", vote).await;
    assert_eq!(table(&app, MEAL, &everybody(&whole, "Meal", &meal)).await, MEAL);
}
