//! The directory's objects.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};
use entity::{department, facility, service, unit};

use super::{
    loaders::{DepartmentId, ServicesOf},
    store::{self, SERVICES, UNITS},
};
use crate::{
    schema::{
        Loaders,
        errors::internal,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{EmailAddress, LocaleTag, PhoneNumber, Url},
        text::{GeoPoint, LocalizedText},
    },
    tenancy::{Page, Scope},
};

/// A department (förvaltning).
pub struct Department(Arc<department::Model>);

/// A unit (enhet).
pub struct Unit(Arc<unit::Model>);

/// A service (tjänst).
pub struct Service(Arc<service::Model>);

/// A place (anläggning).
pub struct Facility(Arc<facility::Model>);

macro_rules! wraps {
    ($($object:ident($model:ty)),+ $(,)?) => {$(
        impl From<$model> for $object {
            fn from(row: $model) -> Self {
                Self(Arc::new(row))
            }
        }

        impl From<Arc<$model>> for $object {
            fn from(row: Arc<$model>) -> Self {
                Self(row)
            }
        }
    )+};
}

wraps!(Department(department::Model), Unit(unit::Model), Service(service::Model), Facility(facility::Model));

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
    ) -> Result<Connection<Unit>> {
        let scope = ctx.data_unchecked::<Scope>();
        let args = PageArgs { first, after, last, before };
        Connection::read(scope, &args, &UNITS, store::list_units_of(scope, self.0.id), Unit::from).await
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
    ) -> Result<Connection<Service>> {
        let scope = ctx.data_unchecked::<Scope>();
        let request = PageArgs { first, after, last, before }.request(scope, &SERVICES)?;
        let key = ServicesOf { department: self.0.id, request };
        let page = ctx.data_unchecked::<DataLoader<Loaders>>().load_one(key).await.map_err(internal)?;
        let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
        Ok(Connection::of(&page, &SERVICES, store::list_services_of(scope, self.0.id), Service::from))
    }
}

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
}

/// A service (tjänst) that a resident can use.
#[Object]
impl Service {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Service.id(self.0.id)
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

    /// What it is, in one or two sentences.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        LocalizedText::pick_some(ctx.data_unchecked(), self.0.summary.as_ref(), locale.as_ref())
    }

    /// The department that offers it.
    async fn department(&self, ctx: &Context<'_>) -> Option<Result<Department>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(DepartmentId(self.0.department_id)).await.map_err(internal);
        row.transpose().map(|row| row.map(Department::from))
    }
}

/// A place (anläggning) that people visit.
#[Object]
impl Facility {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Facility.id(self.0.id)
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

    /// Where it is.
    async fn location(&self) -> Option<GeoPoint> {
        GeoPoint::of(self.0.latitude, self.0.longitude)
    }
}
