//! What submissions are about.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};
use entity::submission_category;

use super::super::loaders::{CategoriesBelow, CategoryId};
use crate::{
    directory::{DepartmentId, types::Department},
    schema::{Loaders, errors::internal, list::List, node::Kind, scalars::LocaleTag, text::LocalizedText},
};

/// A category of submissions (kategori).
pub struct SubmissionCategory(Arc<submission_category::Model>);

impl From<Arc<submission_category::Model>> for SubmissionCategory {
    fn from(row: Arc<submission_category::Model>) -> Self {
        Self(row)
    }
}

/// A category of submissions (kategori). Each municipality has its own tree.
#[Object]
impl SubmissionCategory {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::SubmissionCategory.id(self.0.id)
    }

    /// A key that stays when the name changes; unique within the municipality.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> LocalizedText {
        LocalizedText::pick(ctx.data_unchecked(), &self.0.name, locale.as_ref())
    }

    /// The wider category; null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<SubmissionCategory>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(CategoryId(self.0.parent_id?)).await.map_err(internal).transpose()?;
        Some(row.map(Self::from))
    }

    /// The categories right below it that are offered, in the order that the municipality gives them.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn children(&self, ctx: &Context<'_>) -> Result<List<SubmissionCategory>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let rows = loaders.load_one(CategoriesBelow(self.0.id)).await.map_err(internal)?;
        Ok(rows.unwrap_or_default().into_iter().map(Self::from).collect())
    }

    /// The department that answers for submissions in it; null where a case officer decides.
    async fn department(&self, ctx: &Context<'_>) -> Option<Result<Department>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row =
            loaders.load_one(DepartmentId(self.0.department_id?)).await.map_err(internal).transpose()?;
        Some(row.map(Department::from))
    }

    /// Whether it can be chosen for a new submission. One that is no longer offered stays on the submissions that have
    /// it.
    async fn is_offered(&self) -> bool {
        self.0.deprecated_at.is_none()
    }
}
