//! Lists of submissions.

use chrono::{DateTime, Utc};
use entity::{SubmissionKind, SubmissionStatus, submission, submission::Column};
use sea_orm::{ColumnTrait, Condition, DbErr};
use uuid::Uuid;

use super::super::policy;
use crate::{
    identity::Viewer,
    tenancy::{Find, Keyset, Scope},
};

/// Newest first.
pub static SUBMISSIONS: Keyset<submission::Entity> = Keyset::descending(&[Column::ReceivedAt, Column::Id]);

/// A part of the map, WGS84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// The southern edge.
    pub south: f64,
    /// The western edge.
    pub west: f64,
    /// The northern edge.
    pub north: f64,
    /// The eastern edge.
    pub east: f64,
}

impl BoundingBox {
    /// The part that lies in both; an empty one where they do not meet.
    pub fn within(self, other: Self) -> Self {
        Self {
            south: self.south.max(other.south),
            west: self.west.max(other.west),
            north: self.north.min(other.north),
            east: self.east.min(other.east),
        }
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In one of these categories.
    pub categories: Option<Vec<Uuid>>,
    /// Answered for by this department.
    pub department: Option<Uuid>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<SubmissionKind>>,
    /// In one of these statuses.
    pub statuses: Option<Vec<SubmissionStatus>>,
    /// On this part of the map.
    pub area: Option<BoundingBox>,
    /// Received then or later.
    pub received_from: Option<DateTime<Utc>>,
    /// Received before then.
    pub received_before: Option<DateTime<Utc>>,
    /// Published, or not.
    pub published: Option<bool>,
    /// Handled by the viewer.
    pub mine: bool,
}

/// What the public sees; for case officers everything.
pub fn list_submissions(scope: &Scope, filter: &Filter) -> Find<'static, submission::Entity> {
    let officer = policy::is_officer(scope.viewer());
    let mut find = scope.find::<submission::Entity>();
    // For nobody in particular the row rule says the same already.
    if !officer && !matches!(scope.viewer(), Viewer::Anonymous) {
        find = find.filter(policy::published(&scope.sight()));
    }
    let mut condition = Condition::all();
    if let Some(categories) = &filter.categories {
        condition = condition.add(match categories.as_slice() {
            // Equality lets the index give the order.
            [one] => Column::CategoryId.eq(*one),
            many => Column::CategoryId.is_in(many.iter().copied()),
        });
    }
    if let Some(department) = filter.department {
        condition = condition.add(Column::DepartmentId.eq(department));
    }
    if let Some(kinds) = &filter.kinds {
        condition = condition.add(Column::Kind.is_in(kinds.iter().copied()));
    }
    if let Some(statuses) = &filter.statuses {
        condition = condition.add(Column::Status.is_in(statuses.iter().copied()));
    }
    if let Some(area) = filter.area {
        // The public looks for the point that is shown, never for the one that was given.
        let (latitude, longitude) = if officer {
            (Column::Latitude, Column::Longitude)
        } else {
            (Column::PublicLatitude, Column::PublicLongitude)
        };
        condition = condition
            .add(latitude.between(area.south, area.north))
            .add(longitude.between(area.west, area.east));
    }
    if let Some(from) = filter.received_from {
        condition = condition.add(Column::ReceivedAt.gte(from));
    }
    if let Some(before) = filter.received_before {
        condition = condition.add(Column::ReceivedAt.lt(before));
    }
    match filter.published {
        Some(true) => condition = condition.add(policy::published(&scope.sight())),
        Some(false) => condition = condition.add(policy::published(&scope.sight()).not()),
        None => {}
    }
    if filter.mine {
        // Compared with nobody, the column would be asked for the cases that nobody has.
        condition = condition.add(match scope.viewer().person_id() {
            Some(viewer) => sea_orm::Condition::all().add(Column::CaseOfficerId.eq(viewer)),
            None => crate::identity::nothing(),
        });
    }
    find.filter(condition)
}

/// The newest on a part of the map, so many at most.
pub async fn list_in_box(
    scope: &Scope,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<submission::Model>, DbErr> {
    let find = list_submissions(scope, filter).descending(Column::ReceivedAt).descending(Column::Id);
    find.limit(limit).all().await
}

/// The viewer's own.
pub fn list_own(scope: &Scope) -> Find<'static, submission::Entity> {
    scope.find().filter(Column::SenderId.eq(scope.viewer().person_id()))
}

/// The submission of that id, if the viewer sees it.
pub async fn find_submission(scope: &Scope, id: Uuid) -> Result<Option<submission::Model>, DbErr> {
    scope.find_by_id::<submission::Entity>(id).await
}

/// The submission that a tracking code opens, if the scope holds the proof.
pub async fn find_by_tracking_hash(
    scope: &Scope,
    hash: [u8; 32],
) -> Result<Option<submission::Model>, DbErr> {
    scope.find::<submission::Entity>().filter(Column::TrackingHash.eq(hash.to_vec())).one().await
}
