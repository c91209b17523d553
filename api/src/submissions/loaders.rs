//! The batch reads of submissions: one statement each, however many submissions a list has.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{
    submission, submission_answer, submission_category, submission_contact, submission_event,
    submission_message, submission_note,
};
use sea_orm::ColumnTrait as _;
use uuid::Uuid;

use super::store;
use crate::{
    identity::{self, PersonName},
    schema::{LoadError, Loaders},
    tenancy::{Page, PageRequest},
};

/// Declares keys that are ids of rows.
macro_rules! by_id {
    ($($(#[$doc:meta])* $key:ident => $entity:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub Uuid);

        impl Loader<$key> for Loaders {
            type Value = Arc<$entity::Model>;
            type Error = LoadError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, LoadError> {
                let ids = keys.iter().map(|key| key.0);
                let find = self.scope.find::<$entity::Entity>().filter($entity::Column::Id.is_in(ids));
                Ok(find.all().await?.into_iter().map(|row| ($key(row.id), Arc::new(row))).collect())
            }
        }
    )+};
}

by_id! {
    /// A submission.
    SubmissionId => submission;
    /// An official answer.
    AnswerId => submission_answer;
    /// What the sender added.
    MessageId => submission_message;
    /// An internal note.
    NoteId => submission_note;
}

/// A category by id, also one that is no longer offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CategoryId(pub Uuid);

impl Loader<CategoryId> for Loaders {
    type Value = Arc<submission_category::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[CategoryId]) -> Result<HashMap<CategoryId, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::list_categories(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (CategoryId(row.id), Arc::new(row))).collect())
    }
}

/// The categories right below one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CategoriesBelow(pub Uuid);

impl Loader<CategoriesBelow> for Loaders {
    type Value = Vec<Arc<submission_category::Model>>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[CategoriesBelow],
    ) -> Result<HashMap<CategoriesBelow, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut below: HashMap<_, Self::Value> = HashMap::new();
        for row in store::list_children(&self.scope, &ids).await? {
            if let Some(parent) = row.parent_id {
                below.entry(CategoriesBelow(parent)).or_default().push(Arc::new(row));
            }
        }
        Ok(below)
    }
}

/// The newest answer to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LatestAnswerTo(pub Uuid);

impl Loader<LatestAnswerTo> for Loaders {
    type Value = Arc<submission_answer::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[LatestAnswerTo]) -> Result<HashMap<LatestAnswerTo, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let pages = store::list_latest_answers(&self.scope, &ids).await?;
        let newest = |(id, page): (Uuid, Page<_>)| Some((LatestAnswerTo(id), page.rows.into_iter().next()?));
        Ok(pages.into_iter().filter_map(newest).collect())
    }
}

/// How to reach the sender of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContactOf(pub Uuid);

impl Loader<ContactOf> for Loaders {
    type Value = Arc<submission_contact::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[ContactOf]) -> Result<HashMap<ContactOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::list_contacts(&self.scope, &ids).await?;
        Ok(rows.into_iter().map(|row| (ContactOf(row.submission_id), Arc::new(row))).collect())
    }
}

/// Somebody's name, for those who may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameOf(pub Uuid);

impl Loader<NameOf> for Loaders {
    type Value = PersonName;
    type Error = LoadError;

    async fn load(&self, keys: &[NameOf]) -> Result<HashMap<NameOf, PersonName>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let names = identity::list_names(&self.scope, &ids).await?;
        Ok(names.into_iter().map(|name| (NameOf(name.id), name)).collect())
    }
}

/// Somebody's name, also a protected one: to keep it out of what is suggested for the public, never to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameToWithhold(pub Uuid);

impl Loader<NameToWithhold> for Loaders {
    type Value = PersonName;
    type Error = LoadError;

    async fn load(&self, keys: &[NameToWithhold]) -> Result<HashMap<NameToWithhold, PersonName>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let names = identity::list_names_to_withhold(&self.scope, &ids).await?;
        Ok(names.into_iter().map(|name| (NameToWithhold(name.id), name)).collect())
    }
}

/// Whether somebody supports a submission, by the hash that only they can derive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SupportBy {
    /// The submission.
    pub submission: Uuid,
    /// The supporter's hash for this submission.
    pub supporter: [u8; 32],
}

impl Loader<SupportBy> for Loaders {
    type Value = ();
    type Error = LoadError;

    async fn load(&self, keys: &[SupportBy]) -> Result<HashMap<SupportBy, ()>, LoadError> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.submission, key.supporter)).collect();
        let rows = store::list_supported(&self.scope, &pairs).await?;
        let there = |row: entity::submission_support::Model| {
            let supporter = row.supporter_hash.try_into().ok()?;
            Some((SupportBy { submission: row.submission_id, supporter }, ()))
        };
        Ok(rows.into_iter().filter_map(there).collect())
    }
}

macro_rules! pages {
    ($($(#[$doc:meta])* $key:ident, $total:ident of $entity:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $key {
            /// The submission.
            pub submission: Uuid,
            /// Which page.
            pub request: PageRequest,
        }

        impl From<(Uuid, PageRequest)> for $key {
            fn from((submission, request): (Uuid, PageRequest)) -> Self {
                Self { submission, request }
            }
        }

        impl Loader<$key> for Loaders {
            type Value = Arc<Page<$entity::Model>>;
            type Error = LoadError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, LoadError> {
                let mut by_request: HashMap<&PageRequest, Vec<Uuid>> = HashMap::new();
                for key in keys {
                    by_request.entry(&key.request).or_default().push(key.submission);
                }
                let mut pages = HashMap::new();
                for (request, submissions) in by_request {
                    let found =
                        store::page_by_submission::<$entity::Entity>(&self.scope, &submissions, request).await?;
                    pages.extend(found.into_iter().map(|(id, page)| {
                        ($key { submission: id, request: request.clone() }, Arc::new(page))
                    }));
                }
                Ok(pages)
            }
        }

        #[doc = concat!("How long the list of [`", stringify!($key), "`] is.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $total(pub Uuid);

        impl From<Uuid> for $total {
            fn from(submission: Uuid) -> Self {
                Self(submission)
            }
        }

        impl Loader<$total> for Loaders {
            type Value = u64;
            type Error = LoadError;

            async fn load(&self, keys: &[$total]) -> Result<HashMap<$total, u64>, LoadError> {
                let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
                let counts = store::count_by_submission::<$entity::Entity>(&self.scope, &ids).await?;
                Ok(counts.into_iter().map(|(id, count)| ($total(id), count)).collect())
            }
        }
    )+};
}

pages! {
    /// A page of the answers to a submission.
    AnswersTo, AnswerTotal of submission_answer;
    /// A page of a submission's history.
    HistoryOf, HistoryTotal of submission_event;
    /// A page of what the sender added.
    MessagesOn, MessageTotal of submission_message;
    /// A page of the internal notes on a submission.
    NotesOn, NoteTotal of submission_note;
}
