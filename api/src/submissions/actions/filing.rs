//! Somebody files a submission (S1–S4, S14).

use std::sync::Arc;

use chrono::Datelike;
use entity::{SubmissionStatus, submission, submission_contact};
use sea_orm::{DbErr, Set};
use uuid::Uuid;

use super::super::{
    policy,
    rules::{self, Draft, FileFault, Filing},
    store,
};
use crate::{
    platform::{
        Failure,
        clock::STOCKHOLM,
        idempotency::{self, ClientKey, Key},
        throttle::Act,
    },
    tenancy::{Batch, Proof, Scope},
};

/// A submission that was filed, and the code that follows it.
pub struct Filed {
    /// The submission.
    pub row: Arc<submission::Model>,
    /// The private tracking code. The database does not know it: it cannot be told again under another key.
    pub tracking_code: Option<String>,
    /// The sender's own view of it.
    pub scope: Scope,
}

/// Files it: number, received time, sender or none are fixed together or not at all (S2). An anonymous filing is written
/// by nobody: neither the submission nor its history nor the remembered idempotency key says who it was (S3).
///
/// What a case officer files `for_other` has no sender here: its history says who wrote it down, and the tracking code is for
/// the one who called.
pub async fn file(
    scope: &Scope,
    draft: Draft,
    for_other: Option<bool>,
    key: Option<&ClientKey>,
) -> Result<Filed, Failure<FileFault>> {
    let filing = rules::clean(draft);
    let is_for_other = for_other == Some(true);
    let author = if filing.anonymous && !is_for_other { scope.anonymously() } else { scope.clone() };
    let owner = policy::key_owner(&author);
    let department = match department_of(scope, &filing, for_other, key, owner).await {
        Ok(department) => department,
        // A retry is answered as before, whatever has changed meanwhile; a first filing does not pay for the question.
        Err(refusal) => {
            return match idempotency::recall(&author, key, FileFault::IdempotencyKeyReused).await? {
                Some(id) => filed_before(scope, id).await,
                None => Err(refusal),
            };
        }
    };
    let id = scope.new_id();
    let key = key.map(|key| Key::of_viewer(&author, key));
    let code = rules::tracking_code(scope.key(), id);
    let mut batch = match &key {
        Some(key) => key.batch(&author, &id)?,
        None => author.batch(),
    };
    let sender = author.viewer().person_id().filter(|_| !is_for_other);
    let row = add(&mut batch, filing, id, department, (sender, rules::tracking_hash(&code)));
    match (batch.send().await?, key) {
        (Some(number), _) => Ok(filed(scope, submission::Model { number, ..row }, code)),
        // The same came at the same moment, and was a little faster.
        (None, Some(key)) => match key.recall(&author, FileFault::IdempotencyKeyReused).await? {
            Some(id) => filed_before(scope, id).await,
            None => Err(DbErr::RecordNotInserted.into()),
        },
        (None, None) => Err(DbErr::RecordNotInserted.into()),
    }
}

/// The department that answers for it, where nothing is wrong with the filing.
async fn department_of(
    scope: &Scope,
    filing: &Filing,
    for_other: Option<bool>,
    key: Option<&ClientKey>,
    owner: rules::KeyOwner,
) -> Result<Option<Uuid>, Failure<FileFault>> {
    scope.count(Act::Entry)?;
    let mut faults = rules::faults_of(filing, key.map(ClientKey::text), owner);
    match for_other {
        None if policy::is_officer(scope.viewer()) => faults.push(FileFault::ForSomebodyElseMissing),
        Some(true) if !policy::is_officer(scope.viewer()) => {
            faults.push(FileFault::ForSomebodyElseNotPermitted);
        }
        _ => {}
    }
    let mut department = None;
    if let Some(category) = filing.category {
        match store::find_category(scope, category).await? {
            None => faults.push(FileFault::UnknownCategory),
            Some(category) if category.deprecated_at.is_some() => faults.push(FileFault::CategoryDeprecated),
            Some(category) => department = category.department_id,
        }
    }
    if faults.is_empty() { Ok(department) } else { Err(Failure::Refused(faults)) }
}

/// What a retried filing answers.
async fn filed_before(scope: &Scope, id: Uuid) -> Result<Filed, Failure<FileFault>> {
    for code in rules::tracking_codes(scope.key(), id) {
        let sender = scope.with_proof(Proof::TrackingCode(rules::tracking_hash(&code)));
        if let Some(row) = store::find_submission(&sender, id).await?
            && policy::is_sender(&sender, &row)
        {
            return Ok(filed(scope, row, code));
        }
    }
    // The key that the code was derived from is gone. Who is logged in knows the submission without it.
    let own = store::find_submission(scope, id).await?.filter(|row| policy::is_sender(scope, row));
    let row = own.ok_or(Failure::of(FileFault::TrackingCodeLost))?;
    Ok(Filed { row: Arc::new(row), tracking_code: None, scope: scope.clone() })
}

fn filed(scope: &Scope, row: submission::Model, tracking_code: String) -> Filed {
    let proof = Proof::TrackingCode(rules::tracking_hash(&tracking_code));
    Filed { row: Arc::new(row), tracking_code: Some(tracking_code), scope: scope.with_proof(proof) }
}

/// Adds all that a filing writes, and returns the submission as far as it is known: its number is the batch's answer.
fn add(
    batch: &mut Batch,
    filing: Filing,
    id: Uuid,
    department: Option<Uuid>,
    (sender_id, tracking_hash): (Option<Uuid>, [u8; 32]),
) -> submission::Model {
    let scope = batch.scope();
    let now = scope.now();
    let row = submission::Model {
        municipality_id: scope.municipality().id,
        id,
        number: String::new(),
        kind: filing.kind,
        category_id: filing.category,
        department_id: department,
        title: filing.title,
        body: filing.body,
        locale: filing.locale,
        status: SubmissionStatus::Received,
        latitude: filing.place.point.map(|(latitude, _)| latitude),
        longitude: filing.place.point.map(|(_, longitude)| longitude),
        address: filing.place.address,
        sender_id,
        tracking_hash: Some(tracking_hash.to_vec()),
        case_officer_id: None,
        received_at: now,
        updated_at: now,
        published_at: None,
        public_title: None,
        public_body: None,
        public_address: None,
        public_latitude: None,
        public_longitude: None,
        support_count: 0,
        phone_support_count: 0,
        source: None,
        external_id: None,
    };
    store::insert_numbered(batch, now.with_timezone(&STOCKHOLM).year(), &row);
    if let Some(contact) = filing.contact {
        let contact = submission_contact::ActiveModel {
            submission_id: Set(id),
            name: Set(contact.name),
            email: Set(contact.email),
            phone: Set(contact.phone),
            ..Default::default()
        };
        store::insert_contact(batch, contact);
    }
    store::insert_first_event(batch, &row);
    row
}
