//! What a municipality tells of itself.

use async_graphql::{Context, Object};

use super::Scope;
use crate::schema::scalars::LocaleTag;

/// The tenancy's part of `Municipality`.
#[derive(Default)]
pub struct MunicipalityItself;

/// The municipality's own part.
#[Object]
impl MunicipalityItself {
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
