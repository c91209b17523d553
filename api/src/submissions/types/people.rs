//! People around a submission.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use entity::submission_contact;
use uuid::Uuid;

use crate::{
    identity::{PersonName, types::KnownPerson},
    platform::Locale,
    schema::scalars::{EmailAddress, PhoneNumber},
};

/// A case officer (handläggare) of the municipality.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct CaseOfficer {
    #[graphql(skip)]
    id: Uuid,
    /// Given and family name.
    name: String,
}

impl CaseOfficer {
    /// A case officer, under a neutral name where the person's own is protected (P3).
    pub fn new(id: Uuid, name: Option<&PersonName>, locale: Locale) -> Self {
        let neutral = || locale.say("Handläggare", "Case officer").to_owned();
        Self { id, name: name.map_or_else(neutral, PersonName::display_name) }
    }
}

/// Has no id of its own: it is the person's.
#[ComplexObject]
impl CaseOfficer {
    /// The person, whose id `assignSubmission` takes.
    async fn person(&self, ctx: &Context<'_>) -> Result<KnownPerson> {
        KnownPerson::shown(ctx, self.id).await
    }
}

/// How to reach the sender of a submission. Only the sender and case officers see it.
#[derive(SimpleObject, Clone, Debug)]
pub struct SubmissionContact {
    /// The name; null when the sender gave none.
    name: Option<String>,
    /// The e-mail address; null when the sender gave none.
    email: Option<EmailAddress>,
    /// The telephone number; null when the sender gave none.
    phone: Option<PhoneNumber>,
}

impl SubmissionContact {
    /// What the sender gave; the name of the login stands in for one that was not given.
    pub fn of(given: Option<&submission_contact::Model>, login: Option<&PersonName>) -> Option<Self> {
        let name = given.and_then(|given| given.name.clone()).or_else(|| login.map(PersonName::display_name));
        let email = given.and_then(|given| given.email.clone()).map(EmailAddress);
        let phone = given.and_then(|given| given.phone.clone()).map(PhoneNumber);
        let told = name.is_some() || email.is_some() || phone.is_some();
        told.then_some(Self { name, email, phone })
    }
}
