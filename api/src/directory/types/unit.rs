//! Units.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::{
    super::{
        loaders::{DepartmentId, FacilitiesOf, FacilityCount, ServiceCountOfUnit, ServicesOfUnit},
        store::{FACILITIES, SERVICES},
    },
    Department, Facility, Service, Unit, loaders,
};
use crate::{
    platform::Internal,
    schema::{
        errors::{internal, nullable},
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{EmailAddress, LocaleTag, PhoneNumber},
        text::LocalizedText,
    },
    tenancy::{Page, Scope},
};

/// A unit (enhet) of a department.
#[Object]
impl Unit {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Unit.id(self.0.id)
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

    /// The department that it belongs to.
    async fn department(&self, ctx: &Context<'_>) -> Result<Department> {
        let row = loaders(ctx).load_one(DepartmentId(self.0.department_id)).await.map_err(internal)?;
        row.map(Department::from).ok_or_else(|| internal(Internal::new("a unit has no department")))
    }

    /// The services that it offers, in the order that the department gives them.
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
            let page = loaders(ctx).load_one(ServicesOfUnit(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &SERVICES, ServiceCountOfUnit(self.0.id), Service::from))
        })
        .await
    }

    /// The places that it runs.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn facilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Facility>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let request = PageArgs { first, after, last, before }.request(scope, &FACILITIES)?;
            let page = loaders(ctx).load_one(FacilitiesOf(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            Ok(Connection::under(&page, &FACILITIES, FacilityCount(self.0.id), Facility::from))
        })
        .await
    }
}
