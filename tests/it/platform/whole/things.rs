//! What only some may see, in every state that decides who.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    CommentAudience, ContributorRole, InvitationKind, SubmissionStatus, comment, family_membership, meal,
    person, post, preschool_group, school, submission, submission_answer, submission_message,
    submission_note,
};
use harness::builders::{
    a_comment, a_draft, a_meal, a_post, a_published_submission, a_submission, an_invitation,
};
use harness::kitchen::{a_classroom, a_released_remark, a_remark, a_sensitive_remark};
use harness::{Actor, Municipality};
use sea_orm::{ActiveModelTrait, Set};

use super::{People, Thing, code, number, thing};

/// The post that is older than every placement.
const EARLY: NaiveDate = NaiveDate::from_ymd_opt(2019, 3, 1).expect("a date");

pub async fn preschool_things(
    here: &Municipality,
    now: DateTime<Utc>,
    people: &People,
    group: &preschool_group::Model,
    (child, protected): (&person::Model, &person::Model),
) -> Vec<Thing> {
    let post = post::ActiveModel {
        comment_count: Set(1),
        staff_comment_count: Set(2),
        ..a_post(group, &people.educator, now)
    };
    let post = here.insert(post).await;
    let early = a_post(group, &people.educator, EARLY.and_time(chrono::NaiveTime::MIN).and_utc());
    let early = here.insert(early).await;
    let draft = here.insert(a_draft(group, &people.educator)).await;
    let open = here.insert(a_comment(&post, &people.educator)).await;
    let for_staff = comment::ActiveModel {
        audience: Set(CommentAudience::Staff),
        author_role: Set(ContributorRole::Guardian),
        ..a_comment(&post, &people.guardian_beside)
    };
    let for_staff = here.insert(for_staff).await;
    let answer = comment::ActiveModel {
        audience: Set(CommentAudience::Staff),
        answer_to: Set(Some(for_staff.id)),
        addressee_id: Set(Some(people.guardian_beside.id())),
        ..a_comment(&post, &people.educator)
    };
    let answer = here.insert(answer).await;
    let withdrawn = comment::ActiveModel {
        hidden_at: Set(Some(now)),
        hidden_by: Set(Some(people.educator.id())),
        ..a_comment(&post, &people.educator)
    };
    let withdrawn = here.insert(withdrawn).await;
    vec![
        thing("child", "Child", "child", child.id),
        thing("protected", "Child", "child", protected.id),
        thing("group", "PreschoolGroup", "preschool-group", group.id),
        thing("post", "Post", "post", post.id),
        thing("early", "Post", "post", early.id),
        thing("draft", "Post", "post", draft.id),
        thing("comment", "Comment", "comment", open.id),
        thing("staff", "Comment", "comment", for_staff.id),
        thing("answer", "Comment", "comment", answer.id),
        thing("withdrawn", "Comment", "comment", withdrawn.id),
    ]
}

pub async fn submission_things(here: &Municipality, now: DateTime<Utc>, people: &People) -> Vec<Thing> {
    let filed = submission::ActiveModel {
        latitude: Set(Some(59.3)),
        longitude: Set(Some(18.1)),
        ..a_submission(&number())
    };
    let filed = here.insert(filed).await;
    let own = submission::ActiveModel {
        sender_id: Set(Some(people.resident.id())),
        case_officer_id: Set(Some(people.officer.id())),
        ..a_submission(&number())
    };
    let own = here.insert(own).await;
    let later = here.insert(a_published_submission(&number(), now + TimeDelta::hours(1))).await;
    let taken_back =
        submission::ActiveModel { published_at: Set(None), ..a_published_submission(&number(), now) };
    let taken_back = here.insert(taken_back).await;
    let public = submission::ActiveModel {
        public_latitude: Set(Some(59.3)),
        public_longitude: Set(Some(18.1)),
        status: Set(SubmissionStatus::Planned),
        ..a_published_submission(&number(), now)
    };
    let public = here.insert(public).await;
    let mut things = Vec::new();
    for (name, row) in [
        ("filed", &filed),
        ("own", &own),
        ("later", &later),
        ("taken-back", &taken_back),
        ("public", &public),
    ] {
        things.push(thing(name, "Submission", "submission", row.id));
    }
    for (name, parent, public_body) in
        [("answer", &public, Some("Klart.")), ("unsaid", &public, None), ("own-answer", &own, Some("Klart."))]
    {
        let row = here.insert(an_answer(parent, &people.officer, public_body)).await;
        things.push(thing(name, "SubmissionAnswer", "submission-answer", row.id));
    }
    for (name, parent) in [("message", &public), ("own-message", &own)] {
        let row = here.insert(a_message(parent)).await;
        things.push(thing(name, "SubmissionMessage", "submission-message", row.id));
    }
    for (name, parent) in [("note", &public), ("own-note", &own)] {
        let row = here.insert(a_note(parent, &people.officer)).await;
        things.push(thing(name, "SubmissionNote", "submission-note", row.id));
    }
    things
}

/// An official answer, with what the public reads of it.
fn an_answer(
    parent: &submission::Model,
    author: &Actor,
    public_body: Option<&str>,
) -> submission_answer::ActiveModel {
    submission_answer::ActiveModel {
        submission_id: Set(parent.id),
        author_id: Set(Some(author.id())),
        body: Set("Hej Rut! Klart.".to_owned()),
        public_body: Set(public_body.map(str::to_owned)),
        ..ActiveModelTrait::default()
    }
}

/// What a sender added.
fn a_message(parent: &submission::Model) -> submission_message::ActiveModel {
    submission_message::ActiveModel {
        submission_id: Set(parent.id),
        body: Set("Det gnisslar än.".to_owned()),
        ..ActiveModelTrait::default()
    }
}

/// An internal note.
fn a_note(parent: &submission::Model, author: &Actor) -> submission_note::ActiveModel {
    submission_note::ActiveModel {
        submission_id: Set(parent.id),
        author_id: Set(author.id()),
        body: Set("Ring henne.".to_owned()),
        ..ActiveModelTrait::default()
    }
}

/// What was written of a meal, and a classroom's device of the kitchen's staff.
pub async fn kitchen_things(
    here: &Municipality,
    now: DateTime<Utc>,
    people: &People,
    school: &school::Model,
) -> Vec<Thing> {
    let meal = a_meal(school, now.date_naive());
    let meal = here.insert(meal::ActiveModel { name: Set("Frukost".to_owned()), ..meal }).await;
    let held = here.insert(a_remark(&meal, "Gott")).await;
    let sensitive = here.insert(a_sensitive_remark(&meal)).await;
    let released = here.insert(a_released_remark(&meal, "Mer sånt!")).await;
    let classroom = here.insert(a_classroom(&meal, &people.kitchen, now)).await;
    vec![
        thing("held", "MealComment", "meal-comment", held.id),
        thing("sensitive", "MealComment", "meal-comment", sensitive.id),
        thing("released", "MealComment", "meal-comment", released.id),
        thing("classroom", "ClassroomSession", "classroom-session", classroom.id),
    ]
}

pub async fn family_things(here: &Municipality, people: &People, child: &person::Model) -> Vec<Thing> {
    let of_family = an_invitation(InvitationKind::FamilyMember, child, &people.guardian, &code());
    let of_family = here.insert(of_family).await;
    let of_guardian = an_invitation(InvitationKind::Guardian, child, &people.principal, &code());
    let of_guardian = here.insert(of_guardian).await;
    let members = here.rows(family_membership::Entity).await;
    let member = members.iter().find(|row| row.person_id == people.family_member.id()).expect("a row");
    vec![
        thing("invitation", "Invitation", "invitation", of_family.id),
        thing("of-guardian", "Invitation", "invitation", of_guardian.id),
        thing("member", "FamilyMember", "family-member", member.id),
    ]
}
