//! How a node id becomes one of the feature's objects. Behind the door of child data an id of anything answers the same
//! to who has not passed, whether the thing is there or not.

use std::convert::Infallible;

use async_graphql::Result;
use uuid::Uuid;

use super::{
    policy, store,
    types::{Child, Comment, Post, Preschool, PreschoolGroup},
};
use crate::{
    identity::Viewer,
    schema::errors::{failed_read, internal},
    tenancy::Scope,
};

pub async fn preschool(scope: &Scope, id: Uuid) -> Result<Option<Preschool>> {
    Ok(store::find_preschool(scope, id).await.map_err(internal)?.map(Preschool::from))
}

pub async fn group(scope: &Scope, id: Uuid) -> Result<Option<PreschoolGroup>> {
    if !enter(scope).await? {
        return Ok(None);
    }
    Ok(store::find_group(scope, id).await.map_err(internal)?.map(PreschoolGroup::from))
}

pub async fn child(scope: &Scope, id: Uuid) -> Result<Option<Child>> {
    if !enter(scope).await? {
        return Ok(None);
    }
    Child::find(scope, id).await.map_err(internal)
}

pub async fn post(scope: &Scope, id: Uuid) -> Result<Option<Post>> {
    if !enter(scope).await? {
        return Ok(None);
    }
    Ok(store::find_post(scope, id).await.map_err(internal)?.map(Post::from))
}

pub async fn comment(scope: &Scope, id: Uuid) -> Result<Option<Comment>> {
    if !enter(scope).await? {
        return Ok(None);
    }
    Ok(store::find_comment(scope, id).await.map_err(internal)?.map(Comment::from))
}

/// Nobody finds nothing; somebody whose login is too weak is told so (T4).
async fn enter(scope: &Scope) -> Result<bool> {
    if matches!(scope.viewer(), Viewer::Anonymous) {
        return Ok(false);
    }
    policy::enter::<Infallible>(scope).await.map_err(|failure| failed_read(scope.locale(), failure))?;
    Ok(true)
}
