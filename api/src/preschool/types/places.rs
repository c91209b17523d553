//! Preschools and groups.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{PostStatus, preschool, preschool_group};

use super::{Child, Educator, Post, int, loaders, wraps};
use crate::{
    identity,
    preschool::{
        loaders::{ChildrenIn, EducatorsOf, GuardianCountOf, PostTotalOf, PostsOf, PreschoolId, UnreadIn},
        policy,
        store::{DRAFTS, POSTS},
    },
    schema::{
        errors::{internal, nullable, redacted},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        text::GeoPoint,
    },
    tenancy::{Page, Scope},
};

/// A preschool (förskola).
pub struct Preschool(Arc<preschool::Model>);

/// A group (avdelning) of a preschool.
pub struct PreschoolGroup(Arc<preschool_group::Model>);

wraps!(Preschool(preschool::Model), PreschoolGroup(preschool_group::Model));

/// A preschool (förskola). Public; what happens in its groups is not.
#[Object]
impl Preschool {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Preschool.id(self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who runs it (huvudman), where known: the municipality, a cooperative, a company.
    async fn organiser(&self) -> Option<&str> {
        self.0.organiser.as_deref()
    }

    /// Street and number.
    async fn street_address(&self) -> Option<&str> {
        self.0.street_address.as_deref()
    }

    /// Postal code, five digits.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_deref()
    }

    /// Post town (postort).
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// Where it is.
    async fn location(&self) -> Option<GeoPoint> {
        GeoPoint::of(self.0.latitude, self.0.longitude)
    }
}

/// Whom a group's posts reach today.
#[derive(SimpleObject)]
pub struct PostAudience {
    /// Guardians of the children placed in the group, each counted once; blocked ones are not reached.
    guardians: i32,
    /// People who work in the group or the whole of its preschool.
    staff: i32,
}

/// A group (avdelning) of a preschool. It exists only for who works in it and for guardians of children placed in it
/// today.
#[Object]
impl PreschoolGroup {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::PreschoolGroup.id(self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The preschool that it belongs to.
    async fn preschool(&self, ctx: &Context<'_>) -> Result<Preschool> {
        let row = loaders(ctx).load_one(PreschoolId(self.0.preschool_id)).await.map_err(internal)?;
        row.map(Preschool::from).ok_or_else(|| internal(super::people::gone("preschool")))
    }

    /// Who works in it, by name. People with a protected identity are left out.
    async fn educators(&self, ctx: &Context<'_>) -> Result<List<Educator>> {
        let educators = loaders(ctx).load_one(self.educators_key()).await.map_err(internal)?;
        let named = educators.unwrap_or_default().into_iter();
        Ok(named.filter_map(|(name, _, role)| Some(Educator::from((name?, role)))).collect())
    }

    /// The children placed in it today, by name: for staff all of them, for a guardian the own. Children with a
    /// protected identity are left out for everybody but their guardians. Needs a strong login: with a weaker one the list
    /// is empty and `STEP_UP_REQUIRED` stands beside it.
    async fn children(&self, ctx: &Context<'_>) -> Result<List<Child>> {
        let scope = ctx.data_unchecked::<Scope>();
        if let Err(failure) = policy::enter(scope).await {
            return redacted(ctx, failure, Vec::new().into());
        }
        let children = loaders(ctx).load_one(ChildrenIn(self.0.id)).await.map_err(internal)?;
        Ok(children.unwrap_or_default().into_iter().map(|child| Child::shown(scope, child)).collect())
    }

    /// What has gone out, newest first. A guardian sees what has gone out since the first day of the child's placement.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Post>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &POSTS)?;
            let (group, status) = (self.0.id, PostStatus::Published);
            let key = PostsOf { group, status, request };
            let page = loaders(ctx).load_one(key).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &POSTS, PostTotalOf { group, status }, Post::from))
        })
        .await
    }

    /// How many of its posts the viewer has not marked as read.
    async fn unread_post_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let unread = loaders(ctx).load_one(UnreadIn(self.0.id)).await.map_err(internal)?;
        Ok(i32::try_from(unread.unwrap_or_default()).unwrap_or(i32::MAX))
    }

    /// Drafts, newest first; none for guardians.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn drafts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Post>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &DRAFTS)?;
            let (group, status) = (self.0.id, PostStatus::Draft);
            let key = PostsOf { group, status, request };
            let page = loaders(ctx).load_one(key).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &DRAFTS, PostTotalOf { group, status }, Post::from))
        })
        .await
    }

    /// Whom a post to the group would reach, to be shown before it goes out. Null for guardians.
    async fn audience(&self, ctx: &Context<'_>) -> Option<Result<PostAudience>> {
        let found: Result<Option<PostAudience>> = async {
            let scope = ctx.data_unchecked::<Scope>();
            let relations = identity::relations(scope).await.map_err(internal)?;
            if !policy::may_count_readers(&relations, self.0.id) {
                return Ok(None);
            }
            let guardians = loaders(ctx).load_one(GuardianCountOf(self.0.id)).await.map_err(internal)?;
            let staff = loaders(ctx).load_one(self.educators_key()).await.map_err(internal)?;
            let staff: HashSet<_> =
                staff.unwrap_or_default().into_iter().map(|(_, person, _)| person).collect();
            Ok(Some(PostAudience {
                guardians: int(guardians.unwrap_or_default()),
                staff: i32::try_from(staff.len()).unwrap_or(i32::MAX),
            }))
        }
        .await;
        found.transpose()
    }

    /// Whether the viewer may publish posts and save drafts here.
    async fn viewer_can_publish(&self, ctx: &Context<'_>) -> Result<bool> {
        let relations = identity::relations(ctx.data_unchecked()).await.map_err(internal)?;
        Ok(policy::may_publish(&relations, self.0.id))
    }
}

impl PreschoolGroup {
    fn educators_key(&self) -> EducatorsOf {
        EducatorsOf { group: self.0.id, preschool: self.0.preschool_id }
    }
}

impl crate::schema::written::Item for Preschool {}
