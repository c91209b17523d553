//! What the municipality tells of its submissions, and the viewer of their own.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::Role;

use super::{
    policy, rules,
    store::{self, BoundingBox, Filter, SUBMISSIONS},
    types::{
        Beside, CaseOfficer, Submission, SubmissionCategory, SubmissionKind, SubmissionStatus,
        SubmissionsOnMap,
    },
};
use crate::{
    identity,
    platform::throttle::Act,
    schema::text::GeoBoxInput,
    schema::{
        errors::{bad_input, bounded, failed_read, internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::DateTime,
    },
    tenancy::{Proof, Scope},
};

/// Submissions on a part of the map at most.
const MAP_LIMIT: u16 = 250;

/// The box, if it is one.
fn checked_box(area: GeoBoxInput, scope: &Scope) -> Result<BoundingBox> {
    let GeoBoxInput { south, west, north, east } = area;
    let on_earth = rules::is_on_earth((south, west)) && rules::is_on_earth((north, east));
    if on_earth && south <= north && west <= east {
        return Ok(BoundingBox { south, west, north, east });
    }
    Err(bad_input(
        scope,
        "Rutan ska ha south högst lika med north och west högst lika med east, i grader.",
        "The box must have south at most north and west at most east, in degrees.",
    ))
}

/// What a list of submissions is narrowed to; everything that is given must hold.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SubmissionFilterInput {
    /// In this category.
    category_id: Option<ID>,
    /// Whether categories below `categoryId` count too.
    #[graphql(default)]
    include_subcategories: bool,
    /// Answered for by this department.
    department_id: Option<ID>,
    /// Of one of these kinds; at most 20.
    kinds: Option<Vec<SubmissionKind>>,
    /// In one of these statuses; at most 20.
    statuses: Option<Vec<SubmissionStatus>>,
    /// On this part of the map.
    #[graphql(name = "box")]
    area: Option<GeoBoxInput>,
    /// Received then or later.
    received_from: Option<DateTime>,
    /// Received before then.
    received_before: Option<DateTime>,
    /// Published, or not. The public sees published ones only, whatever it asks for.
    is_published: Option<bool>,
    /// Handled by the viewer. Only case officers handle any.
    #[graphql(default)]
    assigned_to_viewer: bool,
}

impl SubmissionFilterInput {
    async fn checked(self, scope: &Scope) -> Result<Filter> {
        bounded(scope, "filter.kinds", self.kinds.as_ref())?;
        bounded(scope, "filter.statuses", self.statuses.as_ref())?;
        let mut categories = None;
        if let Some(id) = &self.category_id {
            let category = Kind::SubmissionCategory.parse(scope, id)?;
            categories = Some(if self.include_subcategories {
                rules::with_descendants(category, &store::list_category_tree(scope).await.map_err(internal)?)
            } else {
                vec![category]
            });
        }
        let department =
            self.department_id.as_ref().map(|id| Kind::Department.parse(scope, id)).transpose()?;
        Ok(Filter {
            categories,
            department,
            kinds: self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            statuses: self.statuses.map(|statuses| statuses.into_iter().map(Into::into).collect()),
            area: self.area.map(|area| checked_box(area, scope)).transpose()?,
            received_from: self.received_from.map(|time| time.0),
            received_before: self.received_before.map(|time| time.0),
            published: self.is_published,
            mine: self.assigned_to_viewer,
        })
    }
}

/// The part of `Municipality` that is about submissions.
#[derive(Default)]
pub struct SubmissionsOfMunicipality;

/// What the municipality tells of its submissions.
#[Object]
impl SubmissionsOfMunicipality {
    /// The submissions that the viewer may see in a list, newest first: those that are published; case officers see
    /// all. One's own are in `viewer`.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<SubmissionFilterInput>,
    ) -> Option<Result<Connection<Submission>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let filter = filter.unwrap_or_default().checked(scope).await?;
            let find = store::list_submissions(scope, &filter);
            let args = PageArgs { first, after, last, before };
            let joined = Beside::joined(find.clone(), ctx);
            Connection::read_beside(scope, &args, &SUBMISSIONS, (find, joined), Submission::with).await
        })
        .await
    }

    /// The newest submissions on a part of the map, at most 250, of those that `submissions` would list.
    #[graphql(complexity = "usize::from(MAP_LIMIT) * child_complexity + 1")]
    async fn submissions_in_box(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "box", desc = "The part of the map.")] area: GeoBoxInput,
        #[graphql(
            desc = "Which of them; all when left out. A box in the filter narrows the part of the map."
        )]
        filter: Option<SubmissionFilterInput>,
    ) -> Option<Result<SubmissionsOnMap>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let mut filter = filter.unwrap_or_default().checked(scope).await?;
            let area = checked_box(area, scope)?;
            filter.area = Some(filter.area.map_or(area, |narrower| area.within(narrower)));
            let limit = usize::from(MAP_LIMIT);
            let mut rows =
                store::list_in_box(scope, &filter, u64::from(MAP_LIMIT) + 1).await.map_err(internal)?;
            let is_complete = rows.len() <= limit;
            rows.truncate(limit);
            let nodes = rows.into_iter().map(|row| Submission::from(Arc::new(row))).collect();
            Ok(SubmissionsOnMap { nodes, is_complete })
        })
        .await
    }

    /// The submission that a private tracking code opens, as its sender sees it; null when there is none. Case, spaces
    /// and dashes of the code do not matter.
    async fn submission_by_tracking_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code that `fileSubmission` answered.")] tracking_code: String,
    ) -> Option<Result<Submission>> {
        let scope = ctx.data_unchecked::<Scope>();
        if let Err(failure) = scope.count(Act::Code) {
            return Some(Err(failed_read(scope.locale(), failure)));
        }
        let hash = rules::tracking_hash(&rules::parse_tracking_code(&tracking_code)?);
        // Nobody in particular looks: a login must not open more than the code does.
        let scope = scope.anonymously().with_proof(Proof::TrackingCode(hash));
        let row = store::find_by_tracking_hash(&scope, hash).await.map_err(internal).transpose()?;
        Some(row.map(|row| Submission::seen_through(Arc::new(row), scope)))
    }

    /// The widest categories of submissions that are offered, in the order that the municipality gives them.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn submission_categories(&self, ctx: &Context<'_>) -> Result<List<SubmissionCategory>> {
        let rows = store::list_offered_categories(ctx.data_unchecked()).await.map_err(internal)?;
        Ok(rows.into_iter().map(|row| SubmissionCategory::from(Arc::new(row))).collect())
    }

    /// Those to whom a submission can be assigned, by name. Empty for all but case officers.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn case_officers(&self, ctx: &Context<'_>) -> Result<List<CaseOfficer>> {
        let scope = ctx.data_unchecked::<Scope>();
        if !policy::is_officer(scope.viewer()) {
            return Ok(List::from(Vec::new()));
        }
        let holders = identity::list_holders(scope, Role::CaseOfficer).await.map_err(internal)?;
        Ok(holders.iter().map(|holder| CaseOfficer::new(holder.id, Some(holder), scope.locale())).collect())
    }
}

/// The part of `Viewer` that is about submissions.
#[derive(Default)]
pub struct SubmissionsOfViewer;

/// The viewer's own submissions.
#[Object]
impl SubmissionsOfViewer {
    /// What the viewer filed while logged in and not anonymously, newest first.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Submission>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let args = PageArgs { first, after, last, before };
            Connection::read(scope, &args, &SUBMISSIONS, store::list_own(scope), Submission::from).await
        })
        .await
    }
}
