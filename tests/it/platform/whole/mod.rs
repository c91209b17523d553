//! A whole municipality: at least one row of every kind that has an id of its own, in every state that decides who sees
//! it, and people of every kind. What the tests of the platform as a whole stand on.

mod things;

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use entity::{
    DutyRole, IdentityProtection, RelationAssurance, Role, SchoolStatus, department, duty, enrolment,
    facility, guardianship, meal, person, post, preschool, preschool_group, role_assignment, school, service,
    submission, submission_category,
};
use harness::builders::{
    LONG_AGO, a_block, a_category, a_department, a_dish, a_facility, a_family_member, a_group, a_meal,
    a_menu_source, a_placement, a_post, a_preschool, a_published_submission, a_school, a_service,
    a_submission, a_unit, offered_at,
};
use harness::{Actor, Municipality, TestApp};
use sea_orm::{ActiveModelTrait, Set};
use uuid::Uuid;

use things::{family_things, kitchen_things, preschool_things, submission_things};

/// The people, by what they are.
pub struct People {
    pub resident: Actor,
    pub pupil: Actor,
    pub guardian: Actor,
    pub guardian_beside: Actor,
    pub guardian_of_protected: Actor,
    pub guardian_elsewhere: Actor,
    pub blocked_guardian: Actor,
    pub family_member: Actor,
    /// Without e-identification, on the principal's invitation: logs in weakly.
    pub invited_guardian: Actor,
    pub educator: Actor,
    pub educator_elsewhere: Actor,
    pub principal: Actor,
    pub kitchen: Actor,
    pub officer: Actor,
    pub communicator: Actor,
    pub protection_officer: Actor,
    pub administrator: Actor,
    /// A program with a token of its own from the municipality's issuer: nobody in particular, weakly logged in.
    pub api_client: Actor,
}

/// The public rows.
pub struct Directory {
    pub department: department::Model,
    pub school: school::Model,
    pub meal: meal::Model,
    pub preschool: preschool::Model,
    pub category: submission_category::Model,
}

/// Something with an id, by the name that tables give it.
pub struct Thing {
    pub name: &'static str,
    /// Its type in the schema.
    pub kind: &'static str,
    pub id: String,
}

/// All of it.
pub struct Whole {
    pub here: Municipality,
    pub now: DateTime<Utc>,
    pub people: People,
    pub public: Directory,
    /// The group of the guardian's child.
    pub group: preschool_group::Model,
    pub child: person::Model,
    /// What everybody may see.
    pub public_things: Vec<Thing>,
    /// What belongs to the group.
    pub preschool_things: Vec<Thing>,
    /// Submissions and what belongs to them.
    pub submission_things: Vec<Thing>,
    /// Who was invited to the guardian's child.
    pub family_things: Vec<Thing>,
    /// What was written of a meal, and a classroom's device.
    pub kitchen_things: Vec<Thing>,
    /// The communicator's role.
    pub role_things: Vec<Thing>,
    /// Where the school's menu comes from.
    pub source_things: Vec<Thing>,
    /// The municipality, the guardian as a viewer, and people.
    pub people_things: Vec<Thing>,
}

/// An id as the API gives it.
pub fn id(kind: &str, uuid: Uuid) -> String {
    format!("{kind}:{uuid}")
}

/// A number that no other call gives.
pub fn unique() -> u64 {
    static GIVEN: AtomicU64 = AtomicU64::new(1);
    GIVEN.fetch_add(1, Ordering::SeqCst)
}

/// A random id of a phone that no other call gives.
pub fn phone() -> String {
    Uuid::from_u64_pair(0x5eed_4000, unique()).to_string()
}

impl Whole {
    /// The one that tests act in.
    pub async fn found(app: &TestApp) -> Self {
        Self::found_at(&app.home, app.clock.now()).await
    }

    /// One in any municipality.
    pub async fn found_at(here: &Municipality, now: DateTime<Utc>) -> Self {
        let (public, public_things) = directory(here, now).await;
        let group = here.insert(a_group(&public.preschool, "Blåsippan")).await;
        let child = here.person("Elsa", IdentityProtection::None).await;
        here.insert(a_placement(&child, &group)).await;
        let protected = here.person("Tuva", IdentityProtection::ProtectedRegistration).await;
        here.insert(a_placement(&protected, &group)).await;
        let people = people(here, &public, &group, (&child, &protected)).await;
        let preschool_things = preschool_things(here, now, &people, &group, (&child, &protected)).await;
        let submission_things = submission_things(here, now, &people).await;
        let family_things = family_things(here, &people, &child).await;
        let kitchen_things = kitchen_things(here, now, &people, &public.school).await;
        let roles = here.rows(role_assignment::Entity).await;
        let role = roles.iter().find(|row| row.person_id == people.communicator.id()).expect("a role");
        let role_things = vec![thing("role", "RoleAssignment", "role-assignment", role.id)];
        let address = "https://mat.example.se/ask.ics?key=hemlig";
        let source = here.insert(a_menu_source(&public.school, address, now)).await;
        let source_things = vec![thing("source", "MenuSource", "menu-source", source.id)];
        let code = here.code.parse().expect("a number");
        let person = |name, actor: &Actor| thing(name, "Person", "person", actor.id());
        let people_things = vec![
            thing("municipality", "Municipality", "municipality", Uuid::from_u128(code)),
            thing("viewer", "Viewer", "viewer", people.guardian.id()),
            person("a guardian", &people.guardian),
            person("a blocked", &people.blocked_guardian),
            person("family", &people.family_member),
            person("officer", &people.officer),
        ];
        Self {
            here: here.clone(),
            now,
            people,
            public,
            group,
            child,
            public_things,
            preschool_things,
            submission_things,
            family_things,
            kitchen_things,
            role_things,
            source_things,
            people_things,
        }
    }

    /// Everybody who acts, by name. The last two are the guardian with a login that is too weak for child data, and a
    /// phone without login.
    pub fn actors(&self) -> Vec<(&'static str, Actor)> {
        let people = &self.people;
        vec![
            ("resident", people.resident.clone()),
            ("pupil", people.pupil.clone()),
            ("guardian", people.guardian.clone()),
            ("guardian beside", people.guardian_beside.clone()),
            ("guardian of protected", people.guardian_of_protected.clone()),
            ("guardian elsewhere", people.guardian_elsewhere.clone()),
            ("blocked guardian", people.blocked_guardian.clone()),
            ("family member", people.family_member.clone()),
            ("invited guardian", people.invited_guardian.clone()),
            ("educator", people.educator.clone()),
            ("educator elsewhere", people.educator_elsewhere.clone()),
            ("principal", people.principal.clone()),
            ("kitchen", people.kitchen.clone()),
            ("case officer", people.officer.clone()),
            ("communicator", people.communicator.clone()),
            ("data-protection officer", people.protection_officer.clone()),
            ("administrator", people.administrator.clone()),
            ("API client", people.api_client.clone()),
            ("weakly logged in guardian", self.here.weakly(&people.guardian)),
            ("anonymous", Actor::anonymous()),
        ]
    }

    /// Everything that has an id.
    pub fn things(&self) -> impl Iterator<Item = &Thing> {
        let guarded = self
            .preschool_things
            .iter()
            .chain(&self.submission_things)
            .chain(&self.family_things)
            .chain(&self.kitchen_things)
            .chain(&self.role_things)
            .chain(&self.source_things)
            .chain(&self.people_things);
        self.public_things.iter().chain(guarded)
    }

    /// The resident, who from then on holds every role there is and stands in every relation.
    pub async fn everything(&self) -> Actor {
        let actor = self.people.resident.clone();
        for role in [
            Role::KitchenStaff,
            Role::CaseOfficer,
            Role::Communicator,
            Role::DataProtectionOfficer,
            Role::Administrator,
        ] {
            let row = role_assignment::ActiveModel {
                person_id: Set(actor.id()),
                role: Set(role),
                valid_from: Set(LONG_AGO),
                ..ActiveModelTrait::default()
            };
            self.here.insert(row).await;
        }
        let guardian = guardianship::ActiveModel {
            guardian_id: Set(actor.id()),
            child_id: Set(self.child.id),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.here.insert(guardian).await;
        let principal = duty::ActiveModel {
            person_id: Set(actor.id()),
            preschool_id: Set(self.public.preschool.id),
            role: Set(DutyRole::Principal),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.here.insert(principal).await;
        let pupil = enrolment::ActiveModel {
            pupil_id: Set(actor.id()),
            school_id: Set(self.public.school.id),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.here.insert(pupil).await;
        actor
    }

    /// A post in the group that went out just now.
    pub async fn new_post(&self) -> post::Model {
        self.here.insert(a_post(&self.group, &self.people.educator, self.now)).await
    }

    /// A submission that somebody filed and nobody published.
    pub async fn new_submission(&self, sender: Option<&Actor>) -> submission::Model {
        let row = a_submission(&number());
        self.here.insert(submission::ActiveModel { sender_id: Set(sender.map(Actor::id)), ..row }).await
    }

    /// A submission that is public.
    pub async fn new_public_submission(&self) -> submission::Model {
        self.here.insert(a_published_submission(&number(), self.now)).await
    }
}

fn number() -> String {
    format!("W-{}", unique())
}

fn thing(name: &'static str, kind: &'static str, prefix: &str, uuid: Uuid) -> Thing {
    Thing { name, kind, id: id(prefix, uuid) }
}

async fn directory(here: &Municipality, now: DateTime<Utc>) -> (Directory, Vec<Thing>) {
    let department = here.insert(a_department("Barn och utbildning")).await;
    let unit = here.insert(a_unit(&department, "Måltidsenheten")).await;
    let service =
        service::ActiveModel { unit_id: Set(Some(unit.id)), ..a_service(&department, "Specialkost") };
    let service = here.insert(service).await;
    let facility = facility::ActiveModel {
        unit_id: Set(Some(unit.id)),
        kind: Set(Some("Kök".to_owned())),
        ..a_facility("Köket")
    };
    let facility = here.insert(facility).await;
    here.insert(offered_at(&service, &facility)).await;
    let school = school::ActiveModel { code: Set(Some("12345678".to_owned())), ..a_school("Björkskolan") };
    let school = here.insert(school).await;
    let closed = school::ActiveModel { status: Set(SchoolStatus::Ceased), ..a_school("Ekskolan") };
    let closed = here.insert(closed).await;
    let meal = here.insert(a_meal(&school, now.date_naive())).await;
    let dish = here.insert(a_dish(&meal, "Fisk")).await;
    let preschool = here.insert(a_preschool("Backsippan")).await;
    let category = here.insert(a_category("belysning")).await;
    let retired = submission_category::ActiveModel { deprecated_at: Set(Some(now)), ..a_category("gammal") };
    let retired = here.insert(retired).await;
    let things = vec![
        thing("department", "Department", "department", department.id),
        thing("unit", "Unit", "unit", unit.id),
        thing("service", "Service", "service", service.id),
        thing("facility", "Facility", "facility", facility.id),
        thing("school", "School", "school", school.id),
        thing("closed", "School", "school", closed.id),
        thing("meal", "Meal", "meal", meal.id),
        thing("dish", "Dish", "dish", dish.id),
        thing("preschool", "Preschool", "preschool", preschool.id),
        thing("category", "SubmissionCategory", "submission-category", category.id),
        thing("retired", "SubmissionCategory", "submission-category", retired.id),
    ];
    (Directory { department, school, meal, preschool, category }, things)
}

async fn people(
    here: &Municipality,
    public: &Directory,
    group: &preschool_group::Model,
    (child, protected): (&person::Model, &person::Model),
) -> People {
    let other_group = here.insert(a_group(&public.preschool, "Vitsippan")).await;
    let beside = here.person("Nils", IdentityProtection::None).await;
    here.insert(a_placement(&beside, group)).await;
    let elsewhere = here.person("Hugo", IdentityProtection::None).await;
    here.insert(a_placement(&elsewhere, &other_group)).await;
    let blocked_guardian = guardian(here, "Bo", child).await;
    here.insert(a_block(&blocked_guardian, child)).await;
    let gun = guardian(here, "Gun", child).await;
    let family_member = here.resident("Fia").await;
    here.insert(a_family_member(&family_member, child, &gun)).await;
    let invited_guardian = here.resident("Ivar").await;
    let invited = guardianship::ActiveModel {
        guardian_id: Set(invited_guardian.id()),
        child_id: Set(child.id),
        valid_from: Set(LONG_AGO),
        assurance: Set(RelationAssurance::Invited),
        ..ActiveModelTrait::default()
    };
    here.insert(invited).await;
    People {
        resident: here.resident("Rut").await,
        pupil: here.pupil(&public.school).await,
        guardian: gun,
        guardian_beside: guardian(here, "Gunnar", &beside).await,
        guardian_of_protected: guardian(here, "Tora", protected).await,
        guardian_elsewhere: guardian(here, "Gull", &elsewhere).await,
        blocked_guardian,
        family_member,
        invited_guardian: here.weakly(&invited_guardian),
        educator: here.educator(group).await,
        educator_elsewhere: here.educator(&other_group).await,
        principal: here.principal(&public.preschool).await,
        kitchen: here.kitchen().await,
        officer: here.case_officer().await,
        communicator: here.communicator().await,
        protection_officer: here.data_protection_officer().await,
        administrator: here.administrator().await,
        api_client: here.weakly(&here.resident("Program").await),
    }
}

/// A code that no other call gives.
pub fn code() -> String {
    format!("{:020}", unique())
}

async fn guardian(here: &Municipality, name: &str, child: &person::Model) -> Actor {
    let actor = here.resident(name).await;
    let row = guardianship::ActiveModel {
        guardian_id: Set(actor.id()),
        child_id: Set(child.id),
        valid_from: Set(LONG_AGO),
        ..ActiveModelTrait::default()
    };
    here.insert(row).await;
    actor
}
