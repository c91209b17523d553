//! Schools.

use std::{iter, sync::Arc};

use async_graphql::{Context, ID, Object, Result, dataloader::DataLoader};
use chrono::{Days, NaiveDate};
use entity::school;

use super::{
    DayMenu, FeedbackSummary, SchoolStatus, WeekMenu,
    results::{self, DishFeedback, DishFeedbackOrder, FeedbackInterval, FeedbackPeriod},
    waste::{self, PlateWaste, PlateWastePeriod},
};
use crate::{
    feeds::types::MenuSource,
    meals::{
        loaders::{DaysOf, MenuOf},
        publish::calendar_path,
        rules::{
            calendar::{Week, is_school_day},
            menu::ServedMeal,
        },
        store::menus,
    },
    platform::PublicAddress,
    schema::{
        Loaders,
        errors::{bad_input, internal, nullable},
        list::List,
        node::Kind,
        scalars::{LocalDate, Url},
        text::GeoPoint,
    },
    tenancy::Scope,
};

/// Days between the first and the last one of a menu, at most.
const MAX_MENU_DAYS: i64 = 31;

/// A school.
pub struct School {
    row: Arc<school::Model>,
    /// Whether it was asked for by itself: its menu need not wait for those of other schools then.
    is_alone: bool,
}

impl From<Arc<school::Model>> for School {
    fn from(row: Arc<school::Model>) -> Self {
        Self { row, is_alone: false }
    }
}

impl School {
    /// A school that is no item of a list.
    pub fn alone(row: school::Model) -> Self {
        Self { row: Arc::new(row), is_alone: true }
    }

    async fn meals(&self, ctx: &Context<'_>, from: NaiveDate, to: NaiveDate) -> Result<Vec<Arc<ServedMeal>>> {
        let school = self.row.id;
        let menu = if self.is_alone {
            let scope = ctx.data_unchecked::<Scope>();
            menus::list_menus(scope, &[school], (from, to)).await.map_err(internal)?.remove(&school)
        } else {
            let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
            loaders.load_one(MenuOf(DaysOf { school, from, to })).await.map_err(internal)?
        };
        Ok(menu.unwrap_or_default())
    }
}

/// A school unit (skolenhet) that serves meals.
#[Object]
impl School {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::School.id(self.row.id)
    }

    /// The code in Skolverket's register (skolenhetskod), eight digits; null when the register does not know the school.
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Whether it is in use.
    async fn status(&self) -> SchoolStatus {
        self.row.status.into()
    }

    /// Who runs it (huvudman), as the register says: "Kommunal".
    async fn organiser(&self) -> Option<&str> {
        self.row.organiser.as_deref()
    }

    /// Codes of the types of schooling (skolformer): "GR" for compulsory school, "FSK" for preschool class.
    async fn school_types(&self) -> &[String] {
        &self.row.school_types.0
    }

    /// The post town.
    async fn city(&self) -> Option<&str> {
        self.row.city.as_deref()
    }

    /// Where it is.
    async fn location(&self) -> Option<GeoPoint> {
        GeoPoint::of(self.row.latitude, self.row.longitude)
    }

    /// Where the menu (matsedel) is as a calendar (iCalendar), on this server: a path that begins with a slash.
    async fn calendar_path(&self, ctx: &Context<'_>) -> String {
        calendar_path(&ctx.data_unchecked::<Scope>().municipality().code, self.row.id)
    }

    /// Where the menu (matsedel) is as a calendar (iCalendar), for other apps to subscribe to; null when the operator has not
    /// said where the world reaches the server.
    async fn calendar_url(&self, ctx: &Context<'_>) -> Option<Url> {
        let path = calendar_path(&ctx.data_unchecked::<Scope>().municipality().code, self.row.id);
        ctx.data_unchecked::<PublicAddress>().absolute(&path).map(Url)
    }

    /// The menu (matsedel) of an ISO week: the one that a date lies in, or the one of a year and a number; the current one
    /// when nothing is given.
    async fn week_menu(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A day of the week.")] date: Option<LocalDate>,
        #[graphql(desc = "The ISO year, which around New Year can differ from the calendar's.")] year: Option<
            i32,
        >,
        #[graphql(desc = "The number of the ISO week, 1 to 53.")] week: Option<i32>,
    ) -> Option<Result<WeekMenu>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let week = match (date, year, week) {
                (None, None, None) => Week::of(scope.today()),
                (Some(LocalDate(date)), None, None) => Week::of(date),
                (None, Some(year), Some(week)) => Week::new(year, week).ok_or_else(|| {
                    bad_input(scope, "Det året har ingen sådan vecka.", "That year has no such week.")
                })?,
                _ => {
                    return Err(bad_input(
                        scope,
                        "Ange en dag, eller både år och vecka, eller inget av dem.",
                        "Give a day, or both year and week, or nothing.",
                    ));
                }
            };
            let meals = self.meals(ctx, week.first_day, week.last_day()).await?;
            Ok(WeekMenu::new(week, meals))
        })
        .await
    }

    /// The menu (matsedel) of the days from the first to the last, both counted in: school days, and others when there is
    /// something on them.
    #[graphql(complexity = "7 * child_complexity + 1")]
    async fn menu(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; today in Sweden when left out.")] from: Option<LocalDate>,
        #[graphql(
            desc = "The last day, at most 31 days after the first; the sixth day after it when left out."
        )]
        to: Option<LocalDate>,
    ) -> Option<Result<List<DayMenu>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let from = from.map_or_else(|| scope.today(), |date| date.0);
            let to = to.map_or_else(|| from.checked_add_days(Days::new(6)).unwrap_or(from), |date| date.0);
            if to < from || (to - from).num_days() > MAX_MENU_DAYS {
                return Err(bad_input(
                    scope,
                    "from ska inte vara efter to, och högst 31 dagar före den.",
                    "from must not be after to, and at most 31 days before it.",
                ));
            }
            let mut meals = self.meals(ctx, from, to).await?.into_iter().peekable();
            let days = from.iter_days().take_while(|date| *date <= to).filter_map(|date| {
                let rows: Vec<_> = iter::from_fn(|| meals.next_if(|meal| meal.served_on == date)).collect();
                (is_school_day(date) || !rows.is_empty()).then(|| DayMenu::new(date, rows))
            });
            Ok(days.collect())
        })
        .await
    }

    /// The menu (matsedel) of a day.
    async fn day_menu(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today in Sweden when left out.")] date: Option<LocalDate>,
    ) -> Option<Result<DayMenu>> {
        nullable(async {
            let date = date.map_or_else(|| ctx.data_unchecked::<Scope>().today(), |date| date.0);
            Ok(DayMenu::new(date, self.meals(ctx, date, date).await?))
        })
        .await
    }

    /// Where the menu is fetched from, and how that goes. For those who work at the school, and for kitchen staff,
    /// communicators and administrators; empty for others.
    #[graphql(complexity = "2 * child_complexity + 1")]
    async fn menu_sources(&self, ctx: &Context<'_>) -> Result<List<MenuSource>> {
        MenuSource::of_school(ctx, self.row.id).await
    }

    /// What voters think of the school's meals on days from the first to the last, both counted in.
    async fn feedback_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
    ) -> Option<Result<FeedbackSummary>> {
        nullable(async {
            let days = results::days(ctx.data_unchecked::<Scope>(), from, to)?;
            results::summary(ctx, self.row.id, days).await
        })
        .await
    }

    /// The same in the course of time (trend): part by part, without gaps.
    #[graphql(complexity = "60 * child_complexity + 1")]
    async fn feedback_trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "By what parts of the school year.")] by: FeedbackInterval,
    ) -> Option<Result<List<FeedbackPeriod>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            results::trend(ctx, self.row.id, results::days(scope, from, to)?, by).await
        })
        .await
    }

    /// What was left on the plates of its meals on days from the first to the last, both counted in.
    async fn plate_waste(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
    ) -> Option<Result<PlateWaste>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            waste::summary(ctx, self.row.id, results::days(scope, from, to)?).await
        })
        .await
    }

    /// The same in the course of time (trend): part by part, without gaps.
    #[graphql(complexity = "60 * child_complexity + 1")]
    async fn plate_waste_trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "By what parts of the school year.")] by: FeedbackInterval,
    ) -> Option<Result<List<PlateWastePeriod>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            waste::trend(ctx, self.row.id, results::days(scope, from, to)?, by).await
        })
        .await
    }

    /// What voters think of its dishes on these days, each dish with results that may be shown.
    #[graphql(complexity = "first.clamp(1, 100) as usize * child_complexity + 1")]
    async fn feedback_by_dish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; 30 days before the last when left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last day, at most 400 days after the first; today when left out.")] to: Option<
            LocalDate,
        >,
        #[graphql(desc = "In what order.")] order: DishFeedbackOrder,
        #[graphql(desc = "So many of them, 1 to 100.", default = 20)] first: i32,
    ) -> Option<Result<List<DishFeedback>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            results::dishes(ctx, self.row.id, results::days(scope, from, to)?, (order, first)).await
        })
        .await
    }
}

impl crate::schema::written::Item for School {}
