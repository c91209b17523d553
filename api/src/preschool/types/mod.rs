//! The feature's objects.

mod family;
mod people;
mod places;
mod posts;

pub use family::{FamilyMember, Invitation, InvitationKind};
pub use people::{Child, Contributor, Educator};
pub use places::{Preschool, PreschoolGroup};
pub use posts::{Comment, Post};

use async_graphql::{Context, dataloader::DataLoader};

use crate::schema::Loaders;

/// Declares objects that wrap a row.
macro_rules! wraps {
    ($($object:ident($model:ty)),+ $(,)?) => {$(
        impl From<$model> for $object {
            fn from(row: $model) -> Self {
                Self(std::sync::Arc::new(row))
            }
        }

        impl From<std::sync::Arc<$model>> for $object {
            fn from(row: std::sync::Arc<$model>) -> Self {
                Self(row)
            }
        }
    )+};
}
use wraps;

fn loaders<'a>(ctx: &Context<'a>) -> &'a DataLoader<Loaders> {
    ctx.data_unchecked()
}

/// A count as GraphQL's `Int` holds it.
fn int(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
