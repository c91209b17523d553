//! The demonstration's submissions, from the TOML files beside this one: every kind, every status, some anonymous, some
//! published, some with what must never be.

mod written;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::{
    SubmissionAction, SubmissionKind, SubmissionStatus, Texts, department, submission, submission_answer,
    submission_category, submission_contact, submission_counter, submission_event, submission_message,
    submission_note, submission_support,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait as _,
    ActiveValue::{NotSet, Set},
    DbErr, IntoActiveModel as _,
};
use uuid::Uuid;

use self::written::{Categories, Category, Submission, Submissions, Words};
use super::People;
use crate::{platform::clock::STOCKHOLM, submissions, tenancy::Tx};

const CATEGORIES: &str = include_str!("categories.toml");
const DEMOSTAD: &str = include_str!("demostad.toml");
const GRANNKOPING: &str = include_str!("grannkoping.toml");

/// Fills the submissions of the transaction's municipality. The departments are there before.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(tx: &Tx, people: &People) -> Result<(), DbErr> {
    let written = match tx.scope().municipality().code.as_str() {
        "9901" => DEMOSTAD,
        "9902" => GRANNKOPING,
        _ => return Ok(()),
    };
    let departments = tx.find::<department::Entity>().ascending(department::Column::SortOrder).all().await?;
    let mut rows = Rows { tx, people, departments, tables: Tables::default(), categories: HashMap::new() };
    let Categories { categories } = toml::from_str(CATEGORIES).map_err(|cause| fault(&cause))?;
    for (category, order) in categories.into_iter().zip(1..) {
        rows.category(category, order, None, None);
    }
    let Submissions { mut submissions } = toml::from_str(written).map_err(|cause| fault(&cause))?;
    // Numbers follow the order in which they came.
    submissions.sort_by_key(|submission| std::cmp::Reverse(submission.days_ago));
    let mut serials = BTreeMap::new();
    for (submission, place) in submissions.into_iter().zip(0..) {
        rows.submission(submission, place, &mut serials)?;
    }
    rows.tables.counters = serials
        .into_iter()
        .map(|(year, last)| submission_counter::ActiveModel {
            municipality_id: NotSet,
            year: Set(year),
            last_number: Set(last),
        })
        .collect();
    rows.tables.insert(tx).await
}

fn fault(cause: &toml::de::Error) -> DbErr {
    DbErr::Custom(cause.to_string())
}

#[derive(Default)]
struct Tables {
    categories: Vec<submission_category::ActiveModel>,
    submissions: Vec<submission::ActiveModel>,
    contacts: Vec<submission_contact::ActiveModel>,
    answers: Vec<submission_answer::ActiveModel>,
    notes: Vec<submission_note::ActiveModel>,
    messages: Vec<submission_message::ActiveModel>,
    events: Vec<submission_event::ActiveModel>,
    supports: Vec<submission_support::ActiveModel>,
    counters: Vec<submission_counter::ActiveModel>,
}

impl Tables {
    async fn insert(self, tx: &Tx) -> Result<(), DbErr> {
        tx.insert_all::<submission_category::Entity>(self.categories).await?;
        tx.insert_all::<submission_counter::Entity>(self.counters).await?;
        tx.insert_all::<submission::Entity>(self.submissions).await?;
        tx.insert_all::<submission_contact::Entity>(self.contacts).await?;
        tx.insert_all::<submission_answer::Entity>(self.answers).await?;
        tx.insert_all::<submission_note::Entity>(self.notes).await?;
        tx.insert_all::<submission_message::Entity>(self.messages).await?;
        tx.insert_all::<submission_event::Entity>(self.events).await?;
        tx.insert_all::<submission_support::Entity>(self.supports).await
    }
}

struct Rows<'t> {
    tx: &'t Tx,
    people: &'t People,
    departments: Vec<department::Model>,
    tables: Tables,
    /// Id and department of each category, by code.
    categories: HashMap<String, (Uuid, Option<Uuid>)>,
}

impl Rows<'_> {
    fn category(&mut self, written: Category, order: i32, parent: Option<Uuid>, department: Option<Uuid>) {
        let id = self.tx.scope().new_id();
        let department = self.department(&written.departments).or(department);
        self.categories.insert(written.code.clone(), (id, department));
        self.tables.categories.push(submission_category::ActiveModel {
            municipality_id: NotSet,
            id: Set(id),
            parent_id: Set(parent),
            code: Set(written.code),
            name: Set(texts(written.name)),
            department_id: Set(department),
            sort_order: Set(order),
            deprecated_at: Set(written.is_deprecated.then(|| self.tx.scope().now())),
        });
        for (child, order) in written.children.into_iter().zip(1..) {
            self.category(child, order, Some(id), department);
        }
    }

    /// The first department whose Swedish name has one of the words.
    fn department(&self, words: &[String]) -> Option<Uuid> {
        let named = |word: &String| {
            self.departments.iter().find(|department| {
                department
                    .name
                    .pick("sv", "sv")
                    .is_some_and(|(_, name)| name.value.to_lowercase().contains(word))
            })
        };
        words.iter().find_map(named).map(|department| department.id)
    }

    fn submission(
        &mut self,
        written: Submission,
        place: i32,
        serials: &mut BTreeMap<i32, i32>,
    ) -> Result<(), DbErr> {
        let scope = self.tx.scope();
        let (id, now) = (scope.new_id(), scope.now());
        // Each at another time of the day.
        let minutes = i64::from(place % 7) * 37 + 20;
        let received = now - TimeDelta::days(written.days_ago.into()) - TimeDelta::minutes(minutes);
        let year = received.with_timezone(&STOCKHOLM).year();
        let serial = serials.entry(year).or_default();
        *serial += 1;
        let number = submissions::number(year, *serial);
        let (category, department) = self.categories.get(&written.category).copied().unzip();
        let public = written.public.as_ref();
        let place = written.place.as_ref();
        let shown = place.filter(|_| public.is_some_and(|public| public.address.is_some()));
        let row = submission::Model {
            municipality_id: scope.municipality().id,
            id,
            number,
            kind: SubmissionKind::try_from_value(&written.kind)?,
            category_id: category,
            department_id: department.flatten(),
            title: written.title.clone(),
            body: written.body.trim().to_owned(),
            locale: written.locale.clone(),
            status: SubmissionStatus::try_from_value(&written.status)?,
            latitude: place.map(|place| place.latitude),
            longitude: place.map(|place| place.longitude),
            address: place.map(|place| place.address.clone()),
            sender_id: written.sender.as_deref().map(|subject| self.people.id(subject)),
            tracking_hash: Some(submissions::tracking_hash_of(scope.key(), id).to_vec()),
            case_officer_id: written.officer.then(|| self.people.id("case-officer")),
            received_at: received,
            updated_at: received,
            published_at: None,
            public_title: public.map(|public| public.title.clone()),
            public_body: public.map(|public| public.body.clone()),
            public_address: public.and_then(|public| public.address.clone()),
            public_latitude: shown.map(|place| place.latitude),
            public_longitude: shown.map(|place| place.longitude),
            support_count: written.supports.into(),
            phone_support_count: 0,
            source: None,
            external_id: None,
        };
        self.tables.contacts.extend(written.contact.as_ref().map(|contact| {
            submission_contact::ActiveModel {
                municipality_id: NotSet,
                submission_id: Set(id),
                name: Set(contact.name.clone()),
                email: Set(contact.email.clone()),
                phone: Set(contact.phone.clone()),
            }
        }));
        self.tables.supports.extend((0..written.supports).map(|n| submission_support::ActiveModel {
            municipality_id: NotSet,
            submission_id: Set(id),
            supporter_hash: Set(scope.key().derive("demonstration supporter", &[n]).to_vec()),
            created_at: Set(now),
        }));
        self.history(row, written);
        Ok(())
    }

    /// What happened between then and now, in even steps.
    fn history(&mut self, mut row: submission::Model, written: Submission) {
        let steps = steps(&row, written);
        let span = (self.tx.scope().now() - row.received_at) / i32::try_from(steps.len()).unwrap_or(i32::MAX);
        let status = row.status;
        row.status = SubmissionStatus::Received;
        for (step, nth) in steps.into_iter().zip(0..) {
            let at = row.received_at + span * nth;
            let action = self.step(step, &mut row, at);
            self.tables.events.push(submission_event::ActiveModel {
                municipality_id: NotSet,
                id: Set(self.tx.scope().new_id()),
                submission_id: Set(row.id),
                action: Set(action),
                kind: Set(row.kind),
                status: Set(row.status),
                actor_id: Set(match action {
                    SubmissionAction::Received | SubmissionAction::AddedTo => row.sender_id,
                    _ => Some(self.people.id("case-officer")),
                }),
                created_at: Set(at),
            });
            if !matches!(action, SubmissionAction::OfficerChanged | SubmissionAction::Noted) {
                row.updated_at = at;
            }
        }
        row.status = status;
        self.tables.submissions.push(row.into_active_model().reset_all());
    }

    fn step(&mut self, step: Step, row: &mut submission::Model, at: DateTime<Utc>) -> SubmissionAction {
        let (municipality_id, submission_id) = (NotSet, Set(row.id));
        let (id, created_at) = (Set(self.tx.scope().new_id()), Set(at));
        let officer = self.people.id("case-officer");
        match step {
            Step::Received => SubmissionAction::Received,
            Step::Taken => SubmissionAction::OfficerChanged,
            Step::Status(status) => {
                row.status = status;
                SubmissionAction::StatusChanged
            }
            Step::Published => {
                row.published_at = Some(at);
                SubmissionAction::Published
            }
            Step::Note(body) => {
                let (author_id, body) = (Set(officer), Set(body));
                let note = submission_note::ActiveModel {
                    municipality_id,
                    id,
                    submission_id,
                    author_id,
                    body,
                    created_at,
                };
                self.tables.notes.push(note);
                SubmissionAction::Noted
            }
            Step::Message(body) => {
                let body = Set(body);
                let message =
                    submission_message::ActiveModel { municipality_id, id, submission_id, body, created_at };
                self.tables.messages.push(message);
                SubmissionAction::AddedTo
            }
            Step::Answer(body) => {
                let answer = submission_answer::ActiveModel {
                    municipality_id,
                    id,
                    submission_id,
                    author_id: Set(Some(officer)),
                    public_body: Set(Some(body.clone())),
                    body: Set(body),
                    created_at,
                };
                self.tables.answers.push(answer);
                row.status = SubmissionStatus::Answered;
                SubmissionAction::Answered
            }
        }
    }
}

/// Something that happens to a submission.
enum Step {
    Received,
    Taken,
    Status(SubmissionStatus),
    Published,
    Note(String),
    Message(String),
    Answer(String),
}

fn steps(row: &submission::Model, written: Submission) -> Vec<Step> {
    let mut steps = vec![Step::Received];
    let received = row.status == SubmissionStatus::Received;
    if written.officer {
        steps.push(Step::Taken);
    }
    if !received {
        steps.push(Step::Status(SubmissionStatus::InProgress));
    }
    if written.public.is_some() {
        steps.push(Step::Published);
    }
    steps.extend(written.notes.into_iter().map(Step::Note));
    steps.extend(written.messages.into_iter().map(Step::Message));
    steps.extend(written.answers.into_iter().map(Step::Answer));
    if !received && !matches!(row.status, SubmissionStatus::InProgress | SubmissionStatus::Answered) {
        steps.push(Step::Status(row.status));
    }
    steps
}

fn texts(words: Words) -> Texts {
    words.into_iter().fold(Texts::default(), |texts, (locale, word)| texts.and(&locale, word))
}
