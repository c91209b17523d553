//! Reports of other systems as submissions. They keep their numbers, and the dates on which they reached the other
//! system (S2); nobody stands behind them here.

use std::collections::{HashMap, HashSet};

use entity::{
    SubmissionAction, SubmissionKind, SubmissionStatus, Texts, submission, submission_answer,
    submission_category, submission_event,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::super::parsed::Parsed;
use super::super::reports::{Report, ReportStatus};
use super::rows::{KEYS, Rows, insert_all};
use super::{Outcome, WriteError, Writer};
use crate::submissions::ingest;

/// What submissions from Open311 have as their source.
const SOURCE: &str = "open311";

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn reports(&mut self, parsed: &Parsed<Report>) -> Result<(), WriteError> {
        let municipality = self.named_municipality()?.ok_or(WriteError::NoMunicipality)?;
        let categories = self.categories_for(municipality, parsed).await?;
        let (stored, taken) = self.submissions_for(municipality, parsed).await?;
        let mut by_external: HashMap<String, Uuid> =
            stored.iter().filter_map(|known| Some((known.external_id.clone()?, known.id))).collect();
        let mut submissions = Rows::<submission::Entity>::stored(stored);
        let mut events = Vec::new();
        let mut answers = Vec::new();
        for row in &parsed.rows {
            let report = &row.value;
            let known = by_external.get(&report.external_id).and_then(|id| submissions.get(*id)).cloned();
            let was = known.as_ref().map(|known| known.status);
            let category = categories.get(&report.category_code).copied();
            let base = known.clone().unwrap_or_else(|| self.new_submission(municipality, report, &taken));
            let wanted = submission_of(report, base, category);
            let wanted = ingest::with_copy(known.as_ref(), wanted, self.options.publish, self.options.now);
            let (id, kind, status) = (wanted.id, wanted.kind, wanted.status);
            by_external.insert(report.external_id.clone(), id);
            // When the other system changed it is told by the other system, and not by the import.
            let outcome = submissions.put(wanted, |_| {});
            if matches!(outcome, Outcome::Created | Outcome::Changed) {
                let received = report.received.to_utc();
                let updated = report.updated.to_utc();
                let event = |action, status, created_at| submission_event::Model {
                    municipality_id: municipality,
                    id: self.options.ids.next(),
                    submission_id: id,
                    action,
                    kind,
                    status,
                    actor_id: None,
                    created_at,
                };
                if was.is_none() {
                    let first = event(SubmissionAction::Received, SubmissionStatus::Received, received);
                    events.push(first.into_active_model().reset_all());
                }
                if was.unwrap_or(SubmissionStatus::Received) != status {
                    let next = event(SubmissionAction::StatusChanged, status, updated);
                    events.push(next.into_active_model().reset_all());
                }
                answers.extend(report.status_note.iter().filter(|note| is_sentence(note)).map(|note| {
                    submission_answer::Model {
                        municipality_id: municipality,
                        id: self.options.ids.next(),
                        submission_id: id,
                        author_id: None,
                        body: note.clone(),
                        // Whom it greets is not known here: an officer decides what the public reads (S8).
                        public_body: None,
                        created_at: updated,
                    }
                }));
            }
            self.count(&row.at, outcome, &report.external_id);
        }
        submissions.flush(self.connection).await?;
        insert_all::<submission_event::Entity, _>(self.connection, events).await?;
        self.answers(municipality, answers).await
    }

    /// Answers that are not there yet.
    async fn answers(
        &self,
        municipality: i32,
        answers: Vec<submission_answer::Model>,
    ) -> Result<(), WriteError> {
        use submission_answer::Column;
        let mut known = HashSet::new();
        let about: Vec<Uuid> = answers.iter().map(|answer| answer.submission_id).collect();
        for about in about.chunks(KEYS) {
            let stored = submission_answer::Entity::find()
                .filter(Column::MunicipalityId.eq(municipality))
                .filter(Column::SubmissionId.is_in(about.iter().copied()))
                .all(self.connection)
                .await?;
            known.extend(stored.into_iter().map(|answer| (answer.submission_id, answer.body)));
        }
        let new = answers
            .into_iter()
            .filter(|answer| !known.contains(&(answer.submission_id, answer.body.clone())));
        let rows = new.map(|answer| answer.into_active_model().reset_all()).collect();
        Ok(insert_all::<submission_answer::Entity, _>(self.connection, rows).await?)
    }

    fn new_submission(
        &self,
        municipality: i32,
        report: &Report,
        taken: &HashSet<String>,
    ) -> submission::Model {
        let own = &report.external_id;
        let number = ingest::number_of(SOURCE, own, taken.contains(own));
        submission::Model {
            municipality_id: municipality,
            id: self.options.ids.next(),
            number,
            kind: SubmissionKind::FaultReport,
            category_id: None,
            department_id: None,
            title: String::new(),
            body: String::new(),
            locale: self.options.language.clone(),
            status: SubmissionStatus::Received,
            latitude: None,
            longitude: None,
            address: None,
            sender_id: None,
            tracking_hash: None,
            case_officer_id: None,
            received_at: report.received.to_utc(),
            updated_at: report.updated.to_utc(),
            published_at: None,
            public_title: None,
            public_body: None,
            public_address: None,
            public_latitude: None,
            public_longitude: None,
            support_count: 0,
            phone_support_count: 0,
            source: Some(SOURCE.to_owned()),
            external_id: Some(own.clone()),
        }
    }

    /// The stored submissions of these external ids, and the numbers among them that others have here.
    async fn submissions_for(
        &self,
        municipality: i32,
        parsed: &Parsed<Report>,
    ) -> Result<(Vec<submission::Model>, HashSet<String>), WriteError> {
        use submission::Column;
        let ids: Vec<&str> = parsed.values().map(|report| report.external_id.as_str()).collect();
        let (mut stored, mut taken) = (Vec::new(), HashSet::new());
        for ids in ids.chunks(KEYS) {
            let mine = submission::Entity::find().filter(Column::MunicipalityId.eq(municipality));
            let of_source = mine
                .clone()
                .filter(Column::Source.eq(SOURCE))
                .filter(Column::ExternalId.is_in(ids.iter().copied()));
            stored.extend(of_source.all(self.connection).await?);
            let numbers: Vec<String> = mine
                .filter(Column::Number.is_in(ids.iter().copied()))
                .select_only()
                .column(Column::Number)
                .into_tuple()
                .all(self.connection)
                .await?;
            taken.extend(numbers);
        }
        Ok((stored, taken))
    }

    /// The categories of these codes, made where they are new.
    async fn categories_for(
        &self,
        municipality: i32,
        parsed: &Parsed<Report>,
    ) -> Result<HashMap<String, Uuid>, WriteError> {
        let stored = submission_category::Entity::find()
            .filter(submission_category::Column::MunicipalityId.eq(municipality))
            .all(self.connection)
            .await?;
        let mut by_code: HashMap<String, Uuid> =
            stored.into_iter().map(|known| (known.code, known.id)).collect();
        let mut new = Vec::new();
        for report in parsed.values() {
            if by_code.contains_key(&report.category_code) {
                continue;
            }
            let category = submission_category::Model {
                municipality_id: municipality,
                id: self.options.ids.next(),
                parent_id: None,
                code: report.category_code.clone(),
                name: Texts::of(&self.options.language, report.category_name.as_str()),
                department_id: None,
                sort_order: 0,
                deprecated_at: None,
            };
            by_code.insert(category.code.clone(), category.id);
            new.push(category.into_active_model().reset_all());
        }
        insert_all::<submission_category::Entity, _>(self.connection, new).await?;
        Ok(by_code)
    }
}

fn submission_of(report: &Report, known: submission::Model, category: Option<Uuid>) -> submission::Model {
    let newer = report.updated.to_utc() >= known.updated_at;
    submission::Model {
        category_id: known.category_id.or(category),
        title: report.title.clone(),
        body: report.body.clone(),
        // What happened here since is not undone by an older state of the other system.
        status: if newer { status_of(report.status, known.status) } else { known.status },
        latitude: report.point.map(|point| point.latitude).or(known.latitude),
        longitude: report.point.map(|point| point.longitude).or(known.longitude),
        address: report.address.clone().or(known.address),
        updated_at: known.updated_at.max(report.updated.to_utc()),
        ..known
    }
}

/// The other system's state in ours. An open report that somebody here has begun with stays begun.
fn status_of(theirs: ReportStatus, ours: SubmissionStatus) -> SubmissionStatus {
    match theirs {
        ReportStatus::Open if ours == SubmissionStatus::Closed => SubmissionStatus::InProgress,
        ReportStatus::Open => ours,
        ReportStatus::InProgress => SubmissionStatus::InProgress,
        ReportStatus::Planned => SubmissionStatus::Planned,
        ReportStatus::Closed => SubmissionStatus::Closed,
    }
}

/// Whether a note is something that can be said to a person. Some servers put ticket numbers there.
fn is_sentence(note: &str) -> bool {
    note.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() >= 3
}
