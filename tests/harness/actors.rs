//! People to act as. Each is a person in the database with the relations that give the rights, and a token of the local
//! issuer: the token says who, the database says what they may.

use chrono::NaiveDate;
use entity::{
    DutyRole, IdentityProtection, Role, duty, enrolment, guardianship, login, person, preschool,
    preschool_group, role_assignment, school, school_duty,
};
use sea_orm::{ActiveModelTrait, Set};
use uuid::Uuid;

use crate::builders::LONG_AGO;
use crate::municipality::Municipality;

/// The name of the local issuer in `login`.
pub(crate) const ISSUER: &str = "mittkommun-local";

/// Somebody who sends requests.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person, unless anonymous.
    pub person: Option<person::Model>,
    /// The bearer token, unless anonymous.
    pub token: Option<String>,
}

impl Actor {
    /// Nobody in particular: a phone without login.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { person: None, token: None }
    }

    /// The person's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.person.as_ref().expect("an actor who is somebody").id
    }
}

impl Municipality {
    /// A person with a login and nothing else.
    pub async fn resident(&self, given_name: &str) -> Actor {
        let person = self.person(given_name, IdentityProtection::None).await;
        self.actor(person).await
    }

    /// A person who holds a role.
    pub async fn staff(&self, role: Role) -> Actor {
        let actor = self.resident(&format!("{role:?}")).await;
        let row = role_assignment::ActiveModel {
            person_id: Set(actor.id()),
            role: Set(role),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
        actor
    }

    /// Runs a school kitchen.
    pub async fn kitchen(&self) -> Actor {
        self.staff(Role::KitchenStaff).await
    }

    /// Handles submissions.
    pub async fn case_officer(&self) -> Actor {
        self.staff(Role::CaseOfficer).await
    }

    /// Edits public texts.
    pub async fn communicator(&self) -> Actor {
        self.staff(Role::Communicator).await
    }

    /// Watches over the protection of personal data.
    pub async fn data_protection_officer(&self) -> Actor {
        self.staff(Role::DataProtectionOfficer).await
    }

    /// Gives and withdraws roles. The neighbour is `app.neighbour.administrator()`.
    pub async fn administrator(&self) -> Actor {
        self.staff(Role::Administrator).await
    }

    /// Goes to the school.
    pub async fn pupil(&self, school: &school::Model) -> Actor {
        let actor = self.resident("Pupil").await;
        let row = enrolment::ActiveModel {
            pupil_id: Set(actor.id()),
            school_id: Set(school.id),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
        actor
    }

    /// Works at the school.
    pub async fn teacher(&self, school: &school::Model) -> Actor {
        let actor = self.resident("Teacher").await;
        let row = school_duty::ActiveModel {
            person_id: Set(actor.id()),
            school_id: Set(school.id),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
        actor
    }

    /// Guardian of the child, since always.
    pub async fn guardian(&self, child: &person::Model) -> Actor {
        let actor = self.resident("Guardian").await;
        self.make_guardian(&actor, child, LONG_AGO, None).await;
        actor
    }

    /// One more child for a guardian, for a time with an inclusive end.
    pub async fn make_guardian(
        &self,
        guardian: &Actor,
        child: &person::Model,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) {
        let row = guardianship::ActiveModel {
            guardian_id: Set(guardian.id()),
            child_id: Set(child.id),
            valid_from: Set(from),
            valid_to: Set(to),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
    }

    /// Works with the children of one group.
    pub async fn educator(&self, group: &preschool_group::Model) -> Actor {
        self.at_preschool("Educator", DutyRole::Educator, group.preschool_id, Some(group.id)).await
    }

    /// Heads the preschool.
    pub async fn principal(&self, preschool: &preschool::Model) -> Actor {
        self.at_preschool("Principal", DutyRole::Principal, preschool.id, None).await
    }

    async fn at_preschool(&self, name: &str, role: DutyRole, preschool: Uuid, group: Option<Uuid>) -> Actor {
        let actor = self.resident(name).await;
        let row = duty::ActiveModel {
            person_id: Set(actor.id()),
            preschool_id: Set(preschool),
            group_id: Set(group),
            role: Set(role),
            valid_from: Set(LONG_AGO),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
        actor
    }

    /// A person without a login: a child, say.
    pub async fn person(&self, given_name: &str, protection: IdentityProtection) -> person::Model {
        let row = person::ActiveModel {
            given_name: Set(given_name.to_owned()),
            family_name: Set("Testsson".to_owned()),
            protection: Set(protection),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await
    }

    /// Lets a person log in.
    pub async fn actor(&self, person: person::Model) -> Actor {
        let subject = person.id.to_string();
        let row = login::ActiveModel {
            issuer: Set(ISSUER.to_owned()),
            subject: Set(subject),
            person_id: Set(person.id),
            ..ActiveModelTrait::default()
        };
        self.insert(row).await;
        Actor { token: Some(self.token(person.id)), person: Some(person) }
    }

    /// A token for somebody with a login that the harness made.
    #[must_use]
    pub fn token(&self, person: Uuid) -> String {
        (self.ground.sign)(&self.code, &person.to_string(), None)
    }

    /// The same person, logged in below what child data needs (T4).
    #[must_use]
    pub fn weakly(&self, actor: &Actor) -> Actor {
        let acr = "http://id.elegnamnden.se/loa/1.0/loa2";
        let token = (self.ground.sign)(&self.code, &actor.id().to_string(), Some(acr));
        Actor { token: Some(token), ..actor.clone() }
    }
}
