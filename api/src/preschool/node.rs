//! How node ids become the feature's objects. Behind the door of child data an id of anything answers the same
//! to who has not passed, whether the thing is there or not.

use std::convert::Infallible;

use async_graphql::{Result, dataloader::DataLoader};
use uuid::Uuid;

use super::{
    loaders::{ChildName, CommentId, GroupId, PostId, PreschoolId},
    policy, store,
    types::{Child, Comment, FamilyMember, Invitation, Post, Preschool, PreschoolGroup},
};
use crate::{
    identity::{self, Viewer},
    schema::{
        Loaders,
        errors::{failed_read, internal},
    },
    tenancy::Scope,
};

pub async fn preschool(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Preschool>> {
    Ok(loaders.load_one(PreschoolId(id)).await.map_err(internal)?.map(Preschool::from))
}

pub async fn group(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<PreschoolGroup>> {
    if !enter_feed(&loaders.loader().scope).await? {
        return Ok(None);
    }
    Ok(loaders.load_one(GroupId(id)).await.map_err(internal)?.map(PreschoolGroup::from))
}

pub async fn child(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Child>> {
    if !enter(&loaders.loader().scope).await? {
        return Ok(None);
    }
    let scope = &loaders.loader().scope;
    let mut name = loaders.load_one(ChildName(id)).await.map_err(internal)?;
    if name.is_none() {
        // The data-protection officer answers for children whom no relation leads to, also those who are here no longer.
        name = identity::find_child_name(scope, id).await.map_err(internal)?;
    }
    Ok(name.map(|name| Child::shown(&loaders.loader().scope, (name, id))))
}

pub async fn post(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Post>> {
    if !enter_feed(&loaders.loader().scope).await? {
        return Ok(None);
    }
    Ok(loaders.load_one(PostId(id)).await.map_err(internal)?.map(Post::from))
}

pub async fn comment(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Comment>> {
    if !enter(&loaders.loader().scope).await? {
        return Ok(None);
    }
    Ok(loaders.load_one(CommentId(id)).await.map_err(internal)?.map(Comment::from))
}

pub async fn invitation(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<Invitation>> {
    let scope = &loaders.loader().scope;
    if !enter(scope).await? {
        return Ok(None);
    }
    let found = store::find_invitation(scope, id).await.map_err(internal)?;
    Ok(found.map(|row| Invitation::shown(scope, row)))
}

pub async fn family_member(loaders: &DataLoader<Loaders>, id: Uuid) -> Result<Option<FamilyMember>> {
    let scope = &loaders.loader().scope;
    if !enter(scope).await? {
        return Ok(None);
    }
    let found = store::find_family_member(scope, id).await.map_err(internal)?;
    Ok(found.map(|row| FamilyMember::shown(scope, row)))
}

/// The same for what a group is told.
async fn enter_feed(scope: &Scope) -> Result<bool> {
    if matches!(scope.viewer(), Viewer::Anonymous) {
        return Ok(false);
    }
    policy::enter_feed::<Infallible>(scope).await.map_err(|failure| failed_read(scope.locale(), failure))?;
    Ok(true)
}

/// Nobody finds nothing; somebody whose login is too weak is told so (T4).
async fn enter(scope: &Scope) -> Result<bool> {
    if matches!(scope.viewer(), Viewer::Anonymous) {
        return Ok(false);
    }
    policy::enter::<Infallible>(scope).await.map_err(|failure| failed_read(scope.locale(), failure))?;
    Ok(true)
}
