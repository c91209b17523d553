//! Which rows exist for whom, over the whole platform: what is not permitted looks as if it did not exist (T1, T4, P1, P2,
//! P3, S8). The tables are to be read before they are changed.

use std::collections::BTreeSet;

use harness::{Actor, Municipality, TestApp, both_engines};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::whole::{Thing, Whole};

/// What anybody may see: also a school that has closed, and a category that is offered no more.
const PUBLIC: &str = "
resident                  department unit service facility school closed meal dish preschool category retired
pupil                     department unit service facility school closed meal dish preschool category retired
guardian                  department unit service facility school closed meal dish preschool category retired
guardian beside           department unit service facility school closed meal dish preschool category retired
guardian of protected     department unit service facility school closed meal dish preschool category retired
guardian elsewhere        department unit service facility school closed meal dish preschool category retired
blocked guardian          department unit service facility school closed meal dish preschool category retired
family member             department unit service facility school closed meal dish preschool category retired
invited guardian          department unit service facility school closed meal dish preschool category retired
educator                  department unit service facility school closed meal dish preschool category retired
educator elsewhere        department unit service facility school closed meal dish preschool category retired
principal                 department unit service facility school closed meal dish preschool category retired
kitchen                   department unit service facility school closed meal dish preschool category retired
case officer              department unit service facility school closed meal dish preschool category retired
communicator              department unit service facility school closed meal dish preschool category retired
data-protection officer   department unit service facility school closed meal dish preschool category retired
administrator             department unit service facility school closed meal dish preschool category retired
API client                department unit service facility school closed meal dish preschool category retired
weakly logged in guardian department unit service facility school closed meal dish preschool category retired
anonymous                 department unit service facility school closed meal dish preschool category retired
neighbour's administrator ---------- ---- ------- -------- ------ ------ ---- ---- --------- -------- -------
";

/// What was written of a meal: what nobody has decided about, what tells of somebody's health, what is released; and a
/// classroom's device that the kitchen's staff have opened.
const KITCHEN: &str = "
resident                  ---- --------- released ---------
pupil                     ---- --------- released ---------
guardian                  ---- --------- released ---------
guardian beside           ---- --------- released ---------
guardian of protected     ---- --------- released ---------
guardian elsewhere        ---- --------- released ---------
blocked guardian          ---- --------- released ---------
family member             ---- --------- released ---------
invited guardian          ---- --------- released ---------
educator                  ---- --------- released ---------
educator elsewhere        ---- --------- released ---------
principal                 ---- --------- released ---------
kitchen                   held sensitive released classroom
case officer              ---- --------- released ---------
communicator              ---- --------- released ---------
data-protection officer   ---- --------- released ---------
administrator             ---- --------- released ---------
API client                ---- --------- released ---------
weakly logged in guardian ---- --------- released ---------
anonymous                 ---- --------- released ---------
neighbour's administrator ---- --------- -------- ---------
";

/// What belongs to a group: a child, one with a protected identity, the group, a post, one that is older than the
/// children's placements, a draft; a comment, one for staff from the guardian beside, the staff's answer to that, and one
/// that was withdrawn. `^` says that a stronger login is asked for, whether the thing is there or not.
const PRESCHOOL: &str = "
resident                  ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
pupil                     ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
guardian                  child --------- group post ----- ----- comment ----- ------ ---------
guardian beside           ----- --------- group post ----- ----- comment staff answer ---------
guardian of protected     ----- protected group post ----- ----- comment ----- ------ ---------
guardian elsewhere        ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
blocked guardian          ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
family member             ----- --------- group post ----- ----- ------- ----- ------ ---------
invited guardian          ^^^^^ ^^^^^^^^^ group post ----- ----- ^^^^^^^ ^^^^^ ^^^^^^ ^^^^^^^^^
educator                  child --------- group post early draft comment staff answer ---------
educator elsewhere        ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
principal                 child --------- group post early draft comment staff answer ---------
kitchen                   ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
case officer              ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
communicator              ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
data-protection officer   child protected ----- ---- ----- ----- ------- ----- ------ ---------
administrator             ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
API client                ^^^^^ ^^^^^^^^^ ^^^^^ ^^^^ ^^^^^ ^^^^^ ^^^^^^^ ^^^^^ ^^^^^^ ^^^^^^^^^
weakly logged in guardian ^^^^^ ^^^^^^^^^ ^^^^^ ^^^^ ^^^^^ ^^^^^ ^^^^^^^ ^^^^^ ^^^^^^ ^^^^^^^^^
anonymous                 ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
neighbour's administrator ----- --------- ----- ---- ----- ----- ------- ----- ------ ---------
";

/// A submission that nobody published, the resident's own, one to be published later, one that was taken back, one that is
/// public; answers to the public one with and without words for the public, and to the own one; messages and notes.
const SUBMISSIONS: &str = "
resident                  ----- own ----- ---------- public answer ------ own-answer ------- own-message ---- --------
pupil                     ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
guardian                  ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
guardian beside           ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
guardian of protected     ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
guardian elsewhere        ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
blocked guardian          ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
family member             ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
invited guardian          ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
educator                  ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
educator elsewhere        ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
principal                 ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
kitchen                   ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
case officer              filed own later taken-back public answer unsaid own-answer message own-message note own-note
communicator              ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
data-protection officer   ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
administrator             ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
API client                ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
weakly logged in guardian ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
anonymous                 ----- --- ----- ---------- public answer ------ ---------- ------- ----------- ---- --------
neighbour's administrator ----- --- ----- ---------- ------ ------ ------ ---------- ------- ----------- ---- --------
";

/// A family member's invitation by the guardian, a guardian's by the principal, and the family member.
const FAMILY: &str = "
resident                  ---------- ----------- ------
pupil                     ---------- ----------- ------
guardian                  invitation ----------- member
guardian beside           ---------- ----------- ------
guardian of protected     ---------- ----------- ------
guardian elsewhere        ---------- ----------- ------
blocked guardian          ---------- ----------- ------
family member             ---------- ----------- ------
invited guardian          ^^^^^^^^^^ ^^^^^^^^^^^ ^^^^^^
educator                  ---------- ----------- ------
educator elsewhere        ---------- ----------- ------
principal                 ---------- of-guardian ------
kitchen                   ---------- ----------- ------
case officer              ---------- ----------- ------
communicator              ---------- ----------- ------
data-protection officer   ---------- ----------- ------
administrator             ---------- ----------- ------
API client                ^^^^^^^^^^ ^^^^^^^^^^^ ^^^^^^
weakly logged in guardian ^^^^^^^^^^ ^^^^^^^^^^^ ^^^^^^
anonymous                 ---------- ----------- ------
neighbour's administrator ---------- ----------- ------
";

/// The communicator's role.
const ROLES: &str = "
resident                  ----
pupil                     ----
guardian                  ----
guardian beside           ----
guardian of protected     ----
guardian elsewhere        ----
blocked guardian          ----
family member             ----
invited guardian          ----
educator                  ----
educator elsewhere        ----
principal                 ----
kitchen                   ----
case officer              ----
communicator              role
data-protection officer   ----
administrator             role
API client                ----
weakly logged in guardian ----
anonymous                 ----
neighbour's administrator ----
";

/// The municipality, a viewer, and people by who sees what names them.
const PEOPLE: &str = "
resident                  municipality ------ ---------- --------- ------ -------
pupil                     municipality ------ ---------- --------- ------ -------
guardian                  municipality viewer a guardian --------- family -------
guardian beside           municipality ------ ---------- --------- ------ -------
guardian of protected     municipality ------ ---------- --------- ------ -------
guardian elsewhere        municipality ------ ---------- --------- ------ -------
blocked guardian          municipality ------ ---------- a blocked ------ -------
family member             municipality ------ ---------- --------- family -------
invited guardian          municipality ------ ---------- --------- ------ -------
educator                  municipality ------ a guardian --------- ------ -------
educator elsewhere        municipality ------ ---------- --------- ------ -------
principal                 municipality ------ a guardian a blocked ------ -------
kitchen                   municipality ------ ---------- --------- ------ -------
case officer              municipality ------ ---------- --------- ------ officer
communicator              municipality ------ ---------- --------- ------ -------
data-protection officer   municipality ------ a guardian a blocked family officer
administrator             municipality ------ a guardian a blocked family officer
API client                municipality ------ ---------- --------- ------ -------
weakly logged in guardian municipality viewer a guardian --------- ------ -------
anonymous                 municipality ------ ---------- --------- ------ -------
neighbour's administrator ------------ ------ ---------- --------- ------ -------
";

/// Where the school's menu comes from.
const SOURCES: &str = "
resident                  ------
pupil                     ------
guardian                  ------
guardian beside           ------
guardian of protected     ------
guardian elsewhere        ------
blocked guardian          ------
family member             ------
invited guardian          ------
educator                  ------
educator elsewhere        ------
principal                 ------
kitchen                   source
case officer              ------
communicator              source
data-protection officer   ------
administrator             source
API client                ------
weakly logged in guardian ------
anonymous                 ------
neighbour's administrator ------
";

/// What an actor is shown of the things: the name, `-` where nothing is, `^` where a stronger login is asked for.
async fn shown(app: &TestApp, at: &Municipality, actor: &Actor, things: &[Thing]) -> String {
    let nodes = things.iter().enumerate();
    let nodes = nodes.map(|(n, thing)| format!("n{n}: node(id: {:?}) {{ id __typename }}", thing.id));
    let query = format!("{{ {} }}", nodes.collect::<Vec<_>>().join(" "));
    let answer = app.post(&at.code, &query, Value::Null).by(actor).await;
    let mut row = String::new();
    let mut refused = false;
    for (n, thing) in things.iter().enumerate() {
        let alias = format!("n{n}");
        let errors = answer.body["errors"].as_array().into_iter().flatten();
        let code =
            errors.clone().find(|error| error["path"][0] == alias).map(|error| &error["extensions"]["code"]);
        let mark = match (code, answer.at(&format!("/{alias}"))) {
            (Some(code), node) => {
                assert!(node.is_null() && code == "STEP_UP_REQUIRED", "{answer}");
                refused = true;
                "^".repeat(thing.name.len())
            }
            (None, Value::Null) => "-".repeat(thing.name.len()),
            (None, node) => {
                assert_eq!(node, &json!({ "id": thing.id, "__typename": thing.kind }));
                thing.name.to_owned()
            }
        };
        row.push(' ');
        row.push_str(&mark);
    }
    if !refused {
        assert_eq!(together(app, at, actor, things).await, row, "nodes differ from node");
    }
    row
}

/// The same, asked for in one list.
async fn together(app: &TestApp, at: &Municipality, actor: &Actor, things: &[Thing]) -> String {
    let ids: Vec<_> = things.iter().map(|thing| &thing.id).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let answer = app.post(&at.code, query, json!({ "ids": ids })).by(actor).await.ok();
    let mut row = String::new();
    for (thing, node) in things.iter().zip(answer.list("/nodes")) {
        row.push(' ');
        row.push_str(&if node.is_null() { "-".repeat(thing.name.len()) } else { thing.name.to_owned() });
    }
    row
}

async fn table(app: &TestApp, whole: &Whole, things: &[Thing]) -> String {
    let mut lines = vec!["\n".to_owned()];
    for (name, actor) in whole.actors() {
        lines.push(format!("{name:25}{}\n", shown(app, &app.home, &actor, things).await));
    }
    let theirs = app.neighbour.administrator().await;
    let row = shown(app, &app.neighbour, &theirs, things).await;
    lines.push(format!("{:25}{row}\n", "neighbour's administrator"));
    lines.concat()
}

#[both_engines]
async fn what_is_public_is_there_for_everybody_here(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.public_things).await, PUBLIC);
}

#[both_engines]
async fn what_belongs_to_a_group_is_there_for_its_staff_and_guardians(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.preschool_things).await, PRESCHOOL);
}

#[both_engines]
async fn submissions_are_there_for_their_sender_and_officers_and_published_ones_for_all(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.submission_things).await, SUBMISSIONS);
}

#[both_engines]
async fn who_was_invited_is_there_for_guardians_and_principals(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.family_things).await, FAMILY);
}

#[both_engines]
async fn what_was_written_of_meals_is_there_for_the_kitchen_and_for_all_once_it_is_released(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.kitchen_things).await, KITCHEN);
}

#[both_engines]
async fn a_role_is_there_for_who_holds_it_and_for_administrators(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.role_things).await, ROLES);
}

#[both_engines]
async fn where_menus_come_from_is_there_for_staff(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.source_things).await, SOURCES);
}

#[both_engines]
async fn a_person_is_there_for_themselves_and_for_who_sees_what_names_them(app: TestApp) {
    let whole = Whole::found(&app).await;
    assert_eq!(table(&app, &whole, &whole.people_things).await, PEOPLE);
}

#[both_engines]
async fn a_token_of_the_neighbour_is_refused_as_a_whole(app: TestApp) {
    let whole = Whole::found(&app).await;
    let theirs = app.neighbour.administrator().await;
    for thing in whole.things() {
        let query = "query($id: ID!) { node(id: $id) { id } }";
        let answer = app.ask(query, json!({ "id": thing.id })).by(&theirs).await;
        answer.assert_codes(&["UNAUTHENTICATED"]);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer}");
        assert_eq!(answer.body.get("data"), None, "{answer}");
    }
}

#[both_engines]
async fn every_kind_of_node_is_in_a_table(app: TestApp) {
    let query = "{ __type(name: \"Node\") { possibleTypes { name } } }";
    let answer = app.ask(query, Value::Null).await.ok();
    let kinds: BTreeSet<_> = answer.texts("/__type/possibleTypes", "name").into_iter().collect();
    let whole = Whole::found(&app).await;
    assert_eq!(kinds, whole.things().map(|thing| thing.kind).collect());
}
