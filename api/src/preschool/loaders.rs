//! The feature's batch reads: one statement a kind, however many objects of a level ask.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use entity::{
    DutyRole, PostStatus, comment, family_membership, invitation, placement, post, post_revision, preschool,
    preschool_group,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::store;
use crate::{
    identity,
    schema::{LoadError, Loaders},
    tenancy::{Page, PageRequest},
};

/// Declares a key that is an id.
macro_rules! id_keys {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub Uuid);
    )+};
}

id_keys! {
    /// A preschool by id.
    PreschoolId;
    /// A group by id.
    GroupId;
    /// A post by id.
    PostId;
    /// A comment by id.
    CommentId;
    /// A child's name, if the child is the viewer's own, or is placed in a group that the viewer works in and not
    /// protected.
    ChildName;
    /// How others may name a person; missing where the identity is protected (P3).
    NameOf;
    /// Today's places of a child.
    PlacementsOf;
    /// The guardians of a child, by name, and whether a block keeps them from it; protected ones are left out.
    GuardiansOf;
    /// The family members of a child that the viewer may know.
    FamilyOf;
    /// The open invitations to a child that the viewer may know.
    InvitationsOf;
    /// The children of a group that the viewer may know, by name.
    ChildrenIn;
    /// How many guardians a group's posts reach.
    GuardianCountOf;
    /// How many of a group's posts the viewer has not marked as read.
    UnreadIn;
    /// Whether the viewer has read a post.
    ReadByViewer;
    /// How many guardians have read a post.
    ReaderCountOf;
    /// How many comments for staff the viewer sees on a post.
    StaffCommentCountOf;
    /// How many comments the viewer sees on a post, counted anew.
    CommentTotalOf;
    /// What a post said before.
    RevisionsOf;
}

impl Loader<PreschoolId> for Loaders {
    type Value = Arc<preschool::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[PreschoolId]) -> Result<HashMap<PreschoolId, Self::Value>, LoadError> {
        let rows = store::list_preschools_by_id(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (PreschoolId(row.id), Arc::new(row))).collect())
    }
}

impl Loader<GroupId> for Loaders {
    type Value = Arc<preschool_group::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[GroupId]) -> Result<HashMap<GroupId, Self::Value>, LoadError> {
        let rows = store::list_groups_by_id(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (GroupId(row.id), Arc::new(row))).collect())
    }
}

impl Loader<PostId> for Loaders {
    type Value = Arc<post::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[PostId]) -> Result<HashMap<PostId, Self::Value>, LoadError> {
        let rows = store::list_posts_by_id(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (PostId(row.id), Arc::new(row))).collect())
    }
}

impl Loader<CommentId> for Loaders {
    type Value = Arc<comment::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentId]) -> Result<HashMap<CommentId, Self::Value>, LoadError> {
        let rows = store::list_comments_by_id(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (CommentId(row.id), Arc::new(row))).collect())
    }
}

impl Loader<ChildName> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[ChildName]) -> Result<HashMap<ChildName, String>, LoadError> {
        let scope = &self.scope;
        let mut names: Vec<_> = identity::list_names_of_own_children(scope).await?;
        let own: HashSet<_> = names.iter().map(|name| name.id).collect();
        let mut others = ids(keys, |key| key.0);
        others.retain(|id| !own.contains(id));
        if !others.is_empty() {
            let placements = store::list_placements_of(scope, &others).await?;
            let placed: HashSet<_> = placements.into_iter().map(|placement| placement.child_id).collect();
            if !placed.is_empty() {
                let placed: Vec<_> = placed.into_iter().collect();
                names.extend(identity::list_names(scope, &placed).await?);
            }
        }
        Ok(names.into_iter().map(|name| (ChildName(name.id), name.display_name())).collect())
    }
}

impl Loader<NameOf> for Loaders {
    type Value = String;
    type Error = LoadError;

    async fn load(&self, keys: &[NameOf]) -> Result<HashMap<NameOf, Self::Value>, LoadError> {
        let names = identity::list_names(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(names.into_iter().map(|name| (NameOf(name.id), name.display_name())).collect())
    }
}

impl Loader<PlacementsOf> for Loaders {
    type Value = Vec<Arc<placement::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[PlacementsOf]) -> Result<HashMap<PlacementsOf, Self::Value>, LoadError> {
        let rows = store::list_placements_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(grouped(rows.into_iter().map(|row| (PlacementsOf(row.child_id), Arc::new(row)))))
    }
}

impl Loader<GuardiansOf> for Loaders {
    type Value = Vec<(String, Uuid, bool)>;
    type Error = LoadError;

    async fn load(&self, keys: &[GuardiansOf]) -> Result<HashMap<GuardiansOf, Self::Value>, LoadError> {
        let children = ids(keys, |key| key.0);
        let rows = store::list_guardianships_of(&self.scope, &children).await?;
        let guardians: Vec<_> = rows.iter().map(|row| row.guardian_id).collect();
        let names = names(self, &guardians).await?;
        // Only who heads a preschool sees any.
        let blocks = if identity::relations(&self.scope).await?.duties.iter().any(|duty| duty.heads) {
            store::list_blocks_of(&self.scope, &children).await?
        } else {
            Vec::new()
        };
        let blocked: HashSet<_> = blocks.iter().map(|block| (block.guardian_id, block.child_id)).collect();
        let pairs = rows.iter().filter_map(|row| {
            let name = names.get(&row.guardian_id)?.clone();
            let is_blocked = blocked.contains(&(row.guardian_id, row.child_id));
            Some((GuardiansOf(row.child_id), (name, row.guardian_id, is_blocked)))
        });
        Ok(sorted(grouped(pairs)))
    }
}

impl Loader<FamilyOf> for Loaders {
    type Value = Vec<family_membership::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[FamilyOf]) -> Result<HashMap<FamilyOf, Self::Value>, LoadError> {
        let rows = store::list_family_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(grouped(rows.into_iter().map(|row| (FamilyOf(row.child_id), row))))
    }
}

impl Loader<InvitationsOf> for Loaders {
    type Value = Vec<invitation::Model>;
    type Error = LoadError;

    async fn load(&self, keys: &[InvitationsOf]) -> Result<HashMap<InvitationsOf, Self::Value>, LoadError> {
        let rows = store::list_invitations_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(grouped(rows.into_iter().map(|row| (InvitationsOf(row.child_id), row))))
    }
}

impl Loader<ChildrenIn> for Loaders {
    type Value = Vec<(String, Uuid)>;
    type Error = LoadError;

    async fn load(&self, keys: &[ChildrenIn]) -> Result<HashMap<ChildrenIn, Self::Value>, LoadError> {
        let places = store::list_placements_in(&self.scope, &ids(keys, |key| key.0)).await?;
        let children: Vec<_> = places.iter().map(|place| place.child_id).collect();
        let mut known = names(self, &children).await?;
        // Protection hides a child from everybody but its guardians.
        let own = identity::list_names_of_own_children(&self.scope).await?;
        known.extend(own.into_iter().map(|name| (name.id, name.display_name())));
        let named = places.iter().filter_map(|place| {
            let name = known.get(&place.child_id)?.clone();
            Some((ChildrenIn(place.group_id), (name, place.child_id)))
        });
        Ok(sorted(grouped(named)))
    }
}

/// Who works in a group: its own staff, and who works in the whole of its preschool. A protected identity has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EducatorsOf {
    pub group: Uuid,
    pub preschool: Uuid,
}

impl Loader<EducatorsOf> for Loaders {
    type Value = Vec<(Option<String>, Uuid, DutyRole)>;
    type Error = LoadError;

    async fn load(&self, keys: &[EducatorsOf]) -> Result<HashMap<EducatorsOf, Self::Value>, LoadError> {
        let (groups, preschools) = (ids(keys, |key| key.group), ids(keys, |key| key.preschool));
        let duties = store::list_duties_at(&self.scope, &groups, &preschools).await?;
        let people: Vec<_> = duties.iter().map(|duty| duty.person_id).collect();
        let names = names(self, &people).await?;
        let covers = |key: &EducatorsOf, duty: &entity::duty::Model| {
            let whole = duty.group_id.is_none() || duty.role == DutyRole::Principal;
            duty.group_id == Some(key.group) || (whole && duty.preschool_id == key.preschool)
        };
        let pairs = keys.iter().flat_map(|key| {
            let here = duties.iter().filter(|duty| covers(key, duty));
            let person =
                |duty: &entity::duty::Model| (names.get(&duty.person_id).cloned(), duty.person_id, duty.role);
            here.map(move |duty| (*key, person(duty)))
        });
        Ok(sorted(grouped(pairs)))
    }
}

impl Loader<GuardianCountOf> for Loaders {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[GuardianCountOf]) -> Result<HashMap<GuardianCountOf, i64>, LoadError> {
        let counts = store::count_guardians_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(counts.into_iter().map(|(id, count)| (GuardianCountOf(id), count)).collect())
    }
}

impl Loader<UnreadIn> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[UnreadIn]) -> Result<HashMap<UnreadIn, u64>, LoadError> {
        let counts = store::count_unread_by_group(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(counts.into_iter().map(|(id, count)| (UnreadIn(id), count)).collect())
    }
}

impl Loader<ReadByViewer> for Loaders {
    type Value = ();
    type Error = LoadError;

    async fn load(&self, keys: &[ReadByViewer]) -> Result<HashMap<ReadByViewer, ()>, LoadError> {
        let read = store::list_read(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(read.into_iter().map(|id| (ReadByViewer(id), ())).collect())
    }
}

impl Loader<ReaderCountOf> for Loaders {
    type Value = i64;
    type Error = LoadError;

    async fn load(&self, keys: &[ReaderCountOf]) -> Result<HashMap<ReaderCountOf, i64>, LoadError> {
        let counts = store::count_readers_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(counts.into_iter().map(|(id, count)| (ReaderCountOf(id), count)).collect())
    }
}

impl Loader<StaffCommentCountOf> for Loaders {
    type Value = i64;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[StaffCommentCountOf],
    ) -> Result<HashMap<StaffCommentCountOf, i64>, LoadError> {
        let counts = store::count_staff_comments_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(counts.into_iter().map(|(id, count)| (StaffCommentCountOf(id), count)).collect())
    }
}

impl Loader<RevisionsOf> for Loaders {
    type Value = Vec<Arc<post_revision::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[RevisionsOf]) -> Result<HashMap<RevisionsOf, Self::Value>, LoadError> {
        let rows = store::list_revisions_of(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(grouped(rows.into_iter().map(|row| (RevisionsOf(row.post_id), Arc::new(row)))))
    }
}

/// A page of a group's posts or drafts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PostsOf {
    pub group: Uuid,
    pub status: PostStatus,
    pub request: PageRequest,
}

impl Loader<PostsOf> for Loaders {
    type Value = Arc<Page<post::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[PostsOf]) -> Result<HashMap<PostsOf, Self::Value>, LoadError> {
        let mut pages = HashMap::new();
        for ((status, request), groups) in
            grouped(keys.iter().map(|key| ((key.status, &key.request), key.group)))
        {
            let found = store::page_posts_by_group(&self.scope, status, &groups, request).await?;
            pages.extend(
                found.into_iter().map(|(group, page)| {
                    (PostsOf { group, status, request: request.clone() }, Arc::new(page))
                }),
            );
        }
        Ok(pages)
    }
}

/// How many posts or drafts a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PostTotalOf {
    pub group: Uuid,
    pub status: PostStatus,
}

impl Loader<PostTotalOf> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[PostTotalOf]) -> Result<HashMap<PostTotalOf, u64>, LoadError> {
        let mut totals = HashMap::new();
        for (status, groups) in grouped(keys.iter().map(|key| (key.status, key.group))) {
            let counts = store::count_posts_by_group(&self.scope, status, &groups).await?;
            totals.extend(counts.into_iter().map(|(group, count)| (PostTotalOf { group, status }, count)));
        }
        Ok(totals)
    }
}

/// A page of a post's comments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommentsOf {
    pub post: Uuid,
    pub request: PageRequest,
}

impl Loader<CommentsOf> for Loaders {
    type Value = Arc<Page<comment::Model>>;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentsOf]) -> Result<HashMap<CommentsOf, Self::Value>, LoadError> {
        let mut pages = HashMap::new();
        for (request, posts) in grouped(keys.iter().map(|key| (&key.request, key.post))) {
            let found = store::page_comments_by_post(&self.scope, &posts, request).await?;
            pages.extend(
                found
                    .into_iter()
                    .map(|(post, page)| (CommentsOf { post, request: request.clone() }, Arc::new(page))),
            );
        }
        Ok(pages)
    }
}

impl Loader<CommentTotalOf> for Loaders {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[CommentTotalOf]) -> Result<HashMap<CommentTotalOf, u64>, LoadError> {
        let counts = store::count_comments_by_post(&self.scope, &ids(keys, |key| key.0)).await?;
        Ok(counts.into_iter().map(|(id, count)| (CommentTotalOf(id), count)).collect())
    }
}

fn ids<K>(keys: &[K], id: impl Fn(&K) -> Uuid) -> Vec<Uuid> {
    let unique: HashSet<Uuid> = keys.iter().map(id).collect();
    unique.into_iter().collect()
}

fn grouped<K: Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut lists: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        lists.entry(key).or_default().push(value);
    }
    lists
}

/// Each list in order, nobody in it twice.
fn sorted<K: Eq + Hash, V: Ord>(mut lists: HashMap<K, Vec<V>>) -> HashMap<K, Vec<V>> {
    for list in lists.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    lists
}

async fn names(loaders: &Loaders, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names = identity::list_names(&loaders.scope, ids).await?;
    Ok(names.into_iter().map(|name| (name.id, name.display_name())).collect())
}
