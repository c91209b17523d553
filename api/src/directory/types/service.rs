//! Services.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::service;

use super::{
    super::{
        loaders::{
            ChannelsOf, DepartmentId, FacilitiesOfService, FacilityCountOfService, UnitId, WholeService,
        },
        store::FACILITIES_OF_SERVICE,
    },
    Department, Facility, LifeEvent, Service, TargetGroup, Unit,
    channel::{ServiceChannel, ServiceChannelKind},
    facilities_of, loaders,
};
use crate::{
    platform::Internal,
    schema::{
        errors::{bounded, internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{DateTime, LocaleTag},
        text::LocalizedText,
    },
    tenancy::{Page, Scope},
};

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

    /// All that there is to say of it.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<Result<LocalizedText>> {
        self.text(ctx, |whole| whole.description.as_ref(), locale).await
    }

    /// What it costs (avgift).
    async fn fee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<Result<LocalizedText>> {
        self.text(ctx, |whole| whole.fee.as_ref(), locale).await
    }

    /// What to bring or attach.
    async fn required_documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<Result<LocalizedText>> {
        self.text(ctx, |whole| whole.required_documents.as_ref(), locale).await
    }

    /// The life events (livshändelser) it belongs to.
    async fn life_events(&self, ctx: &Context<'_>) -> Result<Vec<LifeEvent>> {
        let whole = self.whole(ctx).await?;
        Ok(whole.life_events.0.iter().filter_map(|key| LifeEvent::from_key(key)).collect())
    }

    /// Whom it is for (målgrupper).
    async fn target_groups(&self, ctx: &Context<'_>) -> Result<Vec<TargetGroup>> {
        let whole = self.whole(ctx).await?;
        Ok(whole.target_groups.0.iter().filter_map(|key| TargetGroup::from_key(key)).collect())
    }

    /// Words that people look for it by.
    async fn keywords(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(self.whole(ctx).await?.keywords.0.clone())
    }

    /// When anything of it changed last.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.whole(ctx).await?.updated_at))
    }

    /// The ways to reach it, the best first.
    async fn channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these ways, at most 20; all of them when left out.")] kinds: Option<
            Vec<ServiceChannelKind>,
        >,
    ) -> Option<Result<List<ServiceChannel>>> {
        nullable(async {
            bounded(ctx.data_unchecked(), "kinds", kinds.as_ref())?;
            let rows = loaders(ctx).load_one(ChannelsOf(self.0.id)).await.map_err(internal)?;
            let wanted =
                |kind| kinds.as_ref().is_none_or(|kinds| kinds.contains(&ServiceChannelKind::from(kind)));
            let rows = rows.unwrap_or_default().into_iter().filter(|row| wanted(row.kind));
            Ok(rows.map(ServiceChannel).collect())
        })
        .await
    }

    /// The department that offers it.
    async fn department(&self, ctx: &Context<'_>) -> Result<Department> {
        let row = loaders(ctx).load_one(DepartmentId(self.0.department_id)).await.map_err(internal)?;
        row.map(Department::from).ok_or_else(|| internal(Internal::new("a service has no department")))
    }

    /// The unit that offers it, where the department has given it to one.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        let unit = loaders(ctx).load_one(UnitId(self.0.unit_id?)).await.map_err(internal);
        unit.map(|row| row.map(Unit::from)).transpose()
    }

    /// The places where it is offered.
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
            let request = PageArgs { first, after, last, before }.request(scope, &FACILITIES_OF_SERVICE)?;
            let page =
                loaders(ctx).load_one(FacilitiesOfService(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            let links = facilities_of(ctx, &page).await?;
            Ok(Connection::through(&page, links, &FACILITIES_OF_SERVICE, FacilityCountOfService(self.0.id)))
        })
        .await
    }
}

impl Service {
    /// All of the row, read for all services of the page at once.
    async fn whole(&self, ctx: &Context<'_>) -> Result<Arc<service::Model>> {
        let row = loaders(ctx).load_one(WholeService(self.0.id)).await.map_err(internal)?;
        row.ok_or_else(|| internal(Internal::new("a service is gone in the middle of a request")))
    }

    async fn text(
        &self,
        ctx: &Context<'_>,
        part: impl Fn(&service::Model) -> Option<&entity::Texts>,
        locale: Option<LocaleTag>,
    ) -> Option<Result<LocalizedText>> {
        match self.whole(ctx).await {
            Ok(whole) => {
                LocalizedText::pick_some(ctx.data_unchecked(), part(&whole), locale.as_ref()).map(Ok)
            }
            Err(error) => Some(Err(error)),
        }
    }
}
