//! Many of everything.

use entity::{
    AllergenChange, AllergenChanges, AllergenKnowledge, ChannelKind, DishState, IdentityProtection,
    InvitationKind, MenuState, MenuVersionKind, SubmissionAction, SubmissionKind, SubmissionStatus, comment,
    facility, guardianship, meal_follow, meal_version, opening_exception, post_revision, service, submission,
    submission_answer, submission_category, submission_event, submission_message, submission_note,
};
use harness::Actor;
use harness::builders::{
    LONG_AGO, a_category, a_channel, a_comment, a_department, a_dish, a_draft, a_facility, a_family_member,
    a_group, a_meal, a_menu_source, a_placement, a_post, a_preschool, a_published_submission, a_school,
    a_service, a_unit, an_invitation, offered_at, open,
};
use harness::kitchen::{a_classroom, a_released_remark};
use sea_orm::{ActiveModelTrait, Set};

use super::super::whole::{Whole, code, unique};

/// So many more parents of everything, with so many of each below each; what is guarded is the actor's.
pub async fn grow(whole: &Whole, actor: &Actor, parents: usize, each: usize) {
    for _ in 0..parents {
        whole.here.case_officer().await;
        whole.here.insert(a_preschool("Solrosen")).await;
        department(whole, each).await;
        school(whole, actor, each).await;
        group(whole, actor, each).await;
        category(whole, each).await;
        case(whole, actor, each).await;
    }
}

async fn department(whole: &Whole, each: usize) {
    let here = &whole.here;
    let department = here.insert(a_department("Förvaltning")).await;
    for _ in 0..each {
        let unit = here.insert(a_unit(&department, "Enheten")).await;
        let row = a_service(&department, "Specialkost");
        let service = here.insert(service::ActiveModel { unit_id: Set(Some(unit.id)), ..row }).await;
        here.insert(a_channel(&service, ChannelKind::Phone, "0980-319 200")).await;
        let row = facility::ActiveModel { unit_id: Set(Some(unit.id)), ..a_facility("Platsen") };
        let facility = here.insert(row).await;
        here.insert(open(&facility, 1, 8, 16)).await;
        let exception = opening_exception::ActiveModel {
            facility_id: Set(facility.id),
            on_date: Set(whole.now.date_naive()),
            ..ActiveModelTrait::default()
        };
        here.insert(exception).await;
        here.insert(offered_at(&service, &facility)).await;
    }
}

async fn school(whole: &Whole, actor: &Actor, each: usize) {
    let here = &whole.here;
    let school = here.insert(a_school("Alskolan")).await;
    let follow = meal_follow::ActiveModel {
        person_id: Set(actor.id()),
        school_id: Set(school.id),
        followed_at: Set(whole.now),
        ..ActiveModelTrait::default()
    };
    here.insert(follow).await;
    for n in 0..each {
        let url = format!("https://mat.example.se/{n}.ics");
        whole.here.insert(a_menu_source(&school, &url, whole.now)).await;
    }
    for n in 0..each {
        let name = Set(format!("Lunch {n}"));
        let meal = a_meal(&school, whole.now.date_naive());
        let meal = here.insert(entity::meal::ActiveModel { name, ..meal }).await;
        let mut dishes = Vec::new();
        for _ in 0..each {
            dishes.push(here.insert(a_dish(&meal, "Fisk")).await);
        }
        versions(whole, &meal, &dishes).await;
        for _ in 0..each {
            here.insert(a_released_remark(&meal, "Gott")).await;
            here.insert(a_classroom(&meal, actor, whole.now)).await;
        }
    }
}

/// As many versions as dishes, each with a change in one of them.
async fn versions(whole: &Whole, meal: &entity::meal::Model, dishes: &[entity::dish::Model]) {
    let said = |dish: &entity::dish::Model| DishState {
        id: dish.id,
        name: dish.name.clone(),
        ..DishState::default()
    };
    for (version, dish) in (1..).zip(dishes) {
        let change = AllergenChange {
            dish: dish.id,
            name: dish.name.clone(),
            allergen: "MILK".to_owned(),
            before: None,
            after: Some(AllergenKnowledge::Declared),
        };
        let row = meal_version::ActiveModel {
            meal_id: Set(meal.id),
            school_id: Set(meal.school_id),
            version: Set(version),
            at: Set(whole.now),
            kind: Set(MenuVersionKind::Import),
            state: Set(MenuState { dishes: dishes.iter().map(said).collect(), ..MenuState::default() }),
            allergen_changes: Set(Some(AllergenChanges(vec![change]))),
            alerted_at: Set(Some(whole.now)),
            ..ActiveModelTrait::default()
        };
        whole.here.insert(row).await;
    }
}

async fn group(whole: &Whole, actor: &Actor, each: usize) {
    let here = &whole.here;
    let group = here.insert(a_group(&whole.public.preschool, &format!("Grupp {}", unique()))).await;
    for _ in 0..each {
        let child = here.person("Alva", IdentityProtection::None).await;
        here.insert(a_placement(&child, &group)).await;
        here.guardian(&child).await;
        let guardianship = guardianship::ActiveModel {
            guardian_id: Set(actor.id()),
            child_id: Set(child.id),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        here.insert(guardianship).await;
        let member = here.resident("Fia").await;
        here.insert(a_family_member(&member, &child, actor)).await;
        here.insert(an_invitation(InvitationKind::FamilyMember, &child, actor, &code())).await;
        let educator = here.educator(&group).await;
        here.insert(a_draft(&group, &educator)).await;
        let row = a_post(&group, &educator, whole.now);
        let post = here.insert(entity::post::ActiveModel { staff_comment_count: Set(1), ..row }).await;
        let revision = post_revision::ActiveModel {
            post_id: Set(post.id),
            title: Set("Utflykt".to_owned()),
            body: Set("Ta med mössa.".to_owned()),
            locale: Set("sv".to_owned()),
            replaced_by: Set(educator.id()),
            replaced_at: Set(whole.now),
            ..ActiveModelTrait::default()
        };
        here.insert(revision).await;
        let mut answered = None;
        for _ in 0..each {
            let row = a_comment(&post, &educator);
            let row = comment::ActiveModel { answer_to: Set(answered), ..row };
            answered = Some(here.insert(row).await.id);
        }
    }
}

async fn category(whole: &Whole, each: usize) {
    let new = async |parent: Option<&submission_category::Model>| {
        let row = a_category(&format!("c{}", unique()));
        let row = submission_category::ActiveModel {
            parent_id: Set(parent.map(|parent| parent.id)),
            department_id: Set(Some(whole.public.department.id)),
            ..row
        };
        whole.here.insert(row).await
    };
    let parent = new(None).await;
    for _ in 0..each {
        new(Some(&parent)).await;
    }
}

async fn case(whole: &Whole, actor: &Actor, each: usize) {
    let here = &whole.here;
    let officer = here.case_officer().await;
    let category = here.insert(a_category(&format!("c{}", unique()))).await;
    let row = submission::ActiveModel {
        category_id: Set(Some(category.id)),
        department_id: Set(Some(whole.public.department.id)),
        case_officer_id: Set(Some(officer.id())),
        sender_id: Set(Some(actor.id())),
        latitude: Set(Some(59.3)),
        longitude: Set(Some(18.1)),
        ..a_published_submission(&format!("B-{}", unique()), whole.now)
    };
    let case = here.insert(row).await;
    let text = || Set("Vi tittar på det.".to_owned());
    for _ in 0..each {
        let answer = submission_answer::ActiveModel {
            submission_id: Set(case.id),
            author_id: Set(Some(officer.id())),
            body: text(),
            ..ActiveModelTrait::default()
        };
        here.insert(answer).await;
        let message = submission_message::ActiveModel {
            submission_id: Set(case.id),
            body: text(),
            ..ActiveModelTrait::default()
        };
        here.insert(message).await;
        let note = submission_note::ActiveModel {
            submission_id: Set(case.id),
            author_id: Set(officer.id()),
            body: text(),
            ..ActiveModelTrait::default()
        };
        here.insert(note).await;
        let event = submission_event::ActiveModel {
            submission_id: Set(case.id),
            action: Set(SubmissionAction::Noted),
            kind: Set(SubmissionKind::FaultReport),
            status: Set(SubmissionStatus::Received),
            actor_id: Set(Some(officer.id())),
            ..ActiveModelTrait::default()
        };
        here.insert(event).await;
    }
}
