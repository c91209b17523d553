//! Departments.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::{
    super::{
        loaders::{ServiceCount, ServicesOf, UnitCount, UnitsOf},
        store::{SERVICES, UNITS},
    },
    Department, Service, Unit, loaders,
};
use crate::{
    schema::{
        errors::{internal, nullable},
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{EmailAddress, LocaleTag, PhoneNumber, Url},
        text::LocalizedText,
    },
    tenancy::{Page, Scope},
};

/// A department (förvaltning): a part of the municipality's organisation that offers services.
#[Object]
impl Department {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Department.id(self.0.id)
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

    /// What it does, in a sentence.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        LocalizedText::pick_some(ctx.data_unchecked(), self.0.summary.as_ref(), locale.as_ref())
    }

    /// Its telephone number.
    async fn phone(&self) -> Option<PhoneNumber> {
        self.0.phone.clone().map(PhoneNumber)
    }

    /// Its e-mail address.
    async fn email(&self) -> Option<EmailAddress> {
        self.0.email.clone().map(EmailAddress)
    }

    /// Its page on the web.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Its units, in the order that the department gives them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Unit>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &UNITS)?;
            let page = loaders(ctx).load_one(UnitsOf(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &UNITS, UnitCount(self.0.id), Unit::from))
        })
        .await
    }

    /// Its services, in the order that the department gives them.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Service>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &SERVICES)?;
            let page = loaders(ctx).load_one(ServicesOf(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &SERVICES, ServiceCount(self.0.id), Service::from))
        })
        .await
    }
}
