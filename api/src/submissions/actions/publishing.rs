//! Case officers publish a moderated copy, and take it back (S8).

use std::sync::Arc;

use entity::{SubmissionAction, submission, submission_answer};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    super::{
        policy,
        rules::{self, Contact, Copy, CopyFault, Field, MessageFault, PersonalData, Sender},
        store,
    },
    case::{Absence, Case},
};
use crate::{
    identity,
    platform::Failure,
    tenancy::{Scope, Tx},
};

/// Why it is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishFault {
    /// No such submission.
    NotFound,
    /// There is nothing where something must be.
    Blank(Field),
    /// There is more than is taken.
    TooLong(Field),
    /// The point is not on the earth.
    LocationInvalid,
    /// It tells who somebody is or how to reach them.
    PersonalData(PersonalData),
}

/// Why it stays published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnpublishFault {
    /// No such submission.
    NotFound,
}

/// Why what the public reads of an answer stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishAnswerFault {
    /// No such answer.
    NotFound,
    /// Nothing is written.
    Blank,
    /// More is written than is taken.
    TooLong,
    /// It tells who the sender is or how to reach them.
    PersonalData(PersonalData),
}

impl Absence for PublishAnswerFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl From<MessageFault> for PublishAnswerFault {
    fn from(fault: MessageFault) -> Self {
        match fault {
            // There is no key.
            MessageFault::Blank | MessageFault::InvalidKey => Self::Blank,
            MessageFault::TooLong => Self::TooLong,
        }
    }
}

impl Absence for PublishFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl Absence for UnpublishFault {
    const NOT_FOUND: Self = Self::NotFound;
}

impl From<CopyFault> for PublishFault {
    fn from(fault: CopyFault) -> Self {
        match fault {
            CopyFault::Blank(field) => Self::Blank(field),
            CopyFault::TooLong(field) => Self::TooLong(field),
            CopyFault::LocationInvalid => Self::LocationInvalid,
            CopyFault::PersonalData(told) => Self::PersonalData(told),
        }
    }
}

/// What is known of the sender and must not be public: what they told, and the name behind the login.
pub(super) async fn known_of_sender(tx: &Tx, row: &submission::Model) -> Result<Sender, DbErr> {
    let told = store::find_contact_in(tx, row.id).await?;
    let told = told.map(|row| Contact { name: row.name, email: row.email, phone: row.phone });
    let login = match row.sender_id {
        Some(sender) => identity::find_name_to_withhold(tx, sender).await?,
        None => None,
    };
    let login = login.map(|name| Contact { name: Some(name.display_name()), ..Contact::default() });
    Ok(Sender::of(&told.into_iter().chain(login).collect::<Vec<_>>()))
}

/// Publishes the copy; one that is published already gets the new wording. What the sender wrote is never shown.
pub async fn publish(
    scope: &Scope,
    id: Uuid,
    copy: Copy,
    accepted: &[String],
) -> Result<Arc<submission::Model>, Failure<PublishFault>> {
    let (mut case, officer) = Case::of_officer(scope, id).await?;
    let copy = rules::check_copy(&copy, &known_of_sender(&case.tx, &case.row).await?, accepted)
        .map_err(|faults| Failure::Refused(faults.into_iter().map(PublishFault::from).collect()))?;
    let published_at = case.row.published_at.or(Some(scope.now()));
    let set = |row: &mut submission::Model| {
        row.published_at = published_at;
        row.public_title = Some(copy.title);
        row.public_body = Some(copy.body);
        row.public_address = copy.place.address;
        row.public_latitude = copy.place.point.map(|(latitude, _)| latitude);
        row.public_longitude = copy.place.point.map(|(_, longitude)| longitude);
    };
    case.change(SubmissionAction::Published, Some(officer), set).await?;
    Ok(case.commit().await?)
}

/// Says what the public reads of an answer where its submission is published, or, without a text, that it reads nothing.
pub async fn publish_answer(
    scope: &Scope,
    id: Uuid,
    public_body: Option<&str>,
    accepted: &[String],
) -> Result<(Arc<submission::Model>, Arc<submission_answer::Model>), Failure<PublishAnswerFault>> {
    policy::officer(scope)?;
    let answer = store::find_answer(scope, id).await?.ok_or(Failure::of(PublishAnswerFault::NotFound))?;
    let (mut case, officer) = Case::of_officer(scope, answer.submission_id).await?;
    let public_body = match public_body {
        Some(text) => {
            let text = rules::message(text, None, policy::key_owner(scope))
                .map_err(|faults| Failure::Refused(faults.into_iter().map(Into::into).collect()))?;
            let sender = known_of_sender(&case.tx, &case.row).await?;
            if let Some(told) = rules::personal_data_in_answer(&text, &sender, accepted) {
                return Err(Failure::of(PublishAnswerFault::PersonalData(told)));
            }
            Some(text)
        }
        None => None,
    };
    let action =
        if public_body.is_some() { SubmissionAction::Published } else { SubmissionAction::Unpublished };
    let answer = submission_answer::Model { public_body, ..answer };
    store::update_public_body(&case.tx, &answer).await?;
    case.change(action, Some(officer), |_| {}).await?;
    Ok((case.commit().await?, Arc::new(answer)))
}

/// Takes the copy back. Its wording is kept for another time. To take back what is not published is nothing to do.
pub async fn unpublish(scope: &Scope, id: Uuid) -> Result<Arc<submission::Model>, Failure<UnpublishFault>> {
    let (mut case, officer) = Case::of_officer(scope, id).await?;
    if case.row.published_at.is_none() {
        return Ok(case.unchanged());
    }
    case.change(SubmissionAction::Unpublished, Some(officer), |row| row.published_at = None).await?;
    Ok(case.commit().await?)
}
