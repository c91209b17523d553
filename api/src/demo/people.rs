//! The demonstration's people. Their login's subject is their key: `guardian`, `educator` …

use chrono::{Days, NaiveDate};
use entity::{IdentityProtection, Role, role_assignment};
use sea_orm::{ActiveValue::Set, DbErr};
use uuid::Uuid;

use crate::{identity, tenancy::Tx};

/// Somebody whom the demonstration's start page logs in as.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// The login's subject.
    pub subject: &'static str,
    /// Given and family name.
    pub name: (&'static str, &'static str),
    /// What they are, in Swedish and in English, for the start page.
    pub description: (&'static str, &'static str),
    /// A role that the municipality gave.
    pub role: Option<Role>,
}

const fn persona(
    subject: &'static str,
    name: (&'static str, &'static str),
    description: (&'static str, &'static str),
    role: Option<Role>,
) -> Persona {
    Persona { subject, name, description, role }
}

/// Everybody with a login.
pub const PEOPLE: [Persona; 13] = [
    persona("resident", ("Rut", "Lund"), ("invånare utan roller", "a resident without roles"), None),
    persona(
        "guardian",
        ("Gun", "Berg"),
        (
            "vårdnadshavare för två barn, på Blåsippan och Vitsippan",
            "guardian of two children, in Blåsippan and Vitsippan",
        ),
        None,
    ),
    persona(
        "other-guardian",
        ("Olle", "Ek"),
        (
            "vårdnadshavare för ett barn på en annan avdelning, och för eleven",
            "guardian of a child in another group, and of the pupil",
        ),
        None,
    ),
    persona(
        "blocked-guardian",
        ("Bo", "Sten"),
        (
            "vårdnadshavare som är spärrad från barnet och inte ser något av det",
            "guardian by law who is blocked from the child and sees nothing of it",
        ),
        None,
    ),
    persona("pupil", ("Pim", "Sjö"), ("elev på Ekskolan", "pupil at Ekskolan"), None),
    persona(
        "teacher",
        ("Tove", "Rask"),
        ("lärare på Ekskolan, öppnar klassrumsläget", "teacher at Ekskolan, opens classroom mode"),
        None,
    ),
    persona("educator", ("Eva", "Ask"), ("pedagog på Blåsippan", "educator in the group Blåsippan"), None),
    persona("principal", ("Per", "Hed"), ("rektor för förskolan", "principal of the preschool"), None),
    persona("kitchen", ("Kim", "Dahl"), ("kökspersonal", "kitchen staff"), Some(Role::KitchenStaff)),
    persona("case-officer", ("Siv", "Alm"), ("handläggare", "case officer"), Some(Role::CaseOfficer)),
    persona("communicator", ("Kaj", "Strand"), ("kommunikatör", "communicator"), Some(Role::Communicator)),
    persona(
        "data-protection-officer",
        ("Disa", "Holm"),
        ("dataskyddsombud", "data-protection officer"),
        Some(Role::DataProtectionOfficer),
    ),
    persona("administrator", ("Adam", "Lind"), ("administratör", "administrator"), Some(Role::Administrator)),
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
