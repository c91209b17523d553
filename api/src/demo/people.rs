//! The demonstration's people. Their login's subject is their key: `guardian`, `educator` …

use chrono::{Days, NaiveDate};
use entity::{IdentityProtection, Role, role_assignment};
use sea_orm::{ActiveValue::Set, DbErr};
use uuid::Uuid;

use crate::{identity, tenancy::Tx};

/// Somebody that the demonstration hands out a token for.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// The login's subject.
    pub subject: &'static str,
    /// Given and family name.
    pub name: (&'static str, &'static str),
    /// What they are, for the list that the command prints.
    pub what: &'static str,
    /// A role that the municipality gave.
    pub role: Option<Role>,
}

const fn persona(
    subject: &'static str,
    name: (&'static str, &'static str),
    what: &'static str,
    role: Option<Role>,
) -> Persona {
    Persona { subject, name, what, role }
}

/// Everybody with a login.
pub const PEOPLE: [Persona; 13] = [
    persona("resident", ("Rut", "Lund"), "a resident without roles", None),
    persona(
        "guardian",
        ("Gun", "Berg"),
        "guardian of two children, in the groups Blåsippan and Vitsippan",
        None,
    ),
    persona("other-guardian", ("Olle", "Ek"), "guardian of a child in another group, and of the pupil", None),
    persona(
        "blocked-guardian",
        ("Bo", "Sten"),
        "guardian by law who is blocked from the child: sees nothing of it",
        None,
    ),
    persona("pupil", ("Pim", "Sjö"), "pupil at Ekskolan", None),
    persona("teacher", ("Tove", "Rask"), "teacher at Ekskolan: opens a classroom's device", None),
    persona("educator", ("Eva", "Ask"), "educator in the group Blåsippan", None),
    persona("principal", ("Per", "Hed"), "principal of the preschool", None),
    persona("kitchen", ("Kim", "Dahl"), "kitchen staff", Some(Role::KitchenStaff)),
    persona("case-officer", ("Siv", "Alm"), "case officer", Some(Role::CaseOfficer)),
    persona("communicator", ("Kaj", "Strand"), "communicator", Some(Role::Communicator)),
    persona(
        "data-protection-officer",
        ("Disa", "Holm"),
        "data-protection officer",
        Some(Role::DataProtectionOfficer),
    ),
    persona("administrator", ("Adam", "Lind"), "administrator", Some(Role::Administrator)),
];

/// The people as rows.
pub struct People {
    ids: Vec<(&'static str, Uuid)>,
    /// Since when everything of the demonstration is valid.
    pub since: NaiveDate,
}

impl People {
    /// Whether [`People::register`] ran before.
    pub(super) async fn are_registered(tx: &Tx) -> Result<bool, DbErr> {
        identity::is_known_login(tx.scope(), identity::LocalIssuer::NAME, "resident").await
    }

    pub(super) async fn register(tx: &Tx) -> Result<Self, DbErr> {
        let today = tx.scope().today();
        let since = today.checked_sub_days(Days::new(90)).unwrap_or(today);
        let mut people = Self { ids: Vec::new(), since };
        for Persona { subject, name, role, .. } in PEOPLE {
            let id = tx.scope().new_id();
            let login = (identity::LocalIssuer::NAME, subject);
            identity::register_login(tx, id, name, IdentityProtection::None, login).await?;
            if let Some(role) = role {
                let row = role_assignment::ActiveModel {
                    id: Set(tx.scope().new_id()),
                    person_id: Set(id),
                    role: Set(role),
                    valid_from: Set(since),
                    ..Default::default()
                };
                tx.insert_all::<role_assignment::Entity>(vec![row]).await?;
            }
            people.ids.push((subject, id));
        }
        Ok(people)
    }

    /// The person of that subject; one of [`PEOPLE`].
    #[must_use]
    pub fn id(&self, subject: &str) -> Uuid {
        self.ids.iter().find(|(known, _)| *known == subject).map(|(_, id)| *id).unwrap_or_default()
    }
}
