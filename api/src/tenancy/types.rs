//! What a municipality tells of itself.

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use super::Scope;
use crate::schema::{node::Kind, scalars::LocaleTag};

/// The tenancy's part of `Municipality`.
#[derive(Default)]
pub struct MunicipalityItself;

/// The id of the municipality: its code, which is a number, in the form that all ids have.
pub fn municipality_id(scope: &Scope) -> ID {
    let code = scope.municipality().code.parse().unwrap_or_default();
    Kind::Municipality.id(Uuid::from_u128(code))
}

/// The municipality's own part.
#[Object]
impl MunicipalityItself {
    /// The id, for `node`, which finds no other municipality than the one that the address names.
    async fn id(&self, ctx: &Context<'_>) -> ID {
        municipality_id(ctx.data_unchecked())
    }

    /// The kommunkod, four digits kept as a string: `0180`.
    async fn code<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &ctx.data_unchecked::<Scope>().municipality().code
    }

    /// The name in Swedish, without "kommun".
    async fn name<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &ctx.data_unchecked::<Scope>().municipality().name
    }

    /// The language that a text is in when nobody has translated it to the one asked for.
    async fn default_locale(&self, ctx: &Context<'_>) -> LocaleTag {
        LocaleTag::of(ctx.data_unchecked::<Scope>().municipality().default_locale.tag())
    }
}
