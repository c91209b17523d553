//! Facilities (D2).

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::Days;

use super::{
    super::{
        loaders::{HISTORY_DAYS, ScheduleOf, ServiceCountOfFacility, ServicesOfFacility, UnitId},
        rules::{Schedule, State},
        store::SERVICES_OF_FACILITY,
    },
    Facility, Service, Unit, loaders,
    opening::{self, HolidayRule, OpeningDay, OpeningException, OpeningHours},
    services_of,
};
use crate::{
    schema::{
        errors::{bad_input, internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{DateTime, EmailAddress, LocalDate, LocaleTag, PhoneNumber, Url},
        text::{GeoPoint, LocalizedText},
    },
    tenancy::{Page, Scope},
};

/// Days of opening hours at once, at most.
const MOST_DAYS: i32 = 62;
/// How far ahead opening hours can be asked for.
const AHEAD_DAYS: u64 = 366;

/// Where a place is, for letters and signs.
#[derive(SimpleObject, Clone, Debug)]
pub struct Address {
    /// Street and number.
    street: Option<String>,
    /// Postal code, five digits.
    postal_code: Option<String>,
    /// Post town.
    city: Option<String>,
}

macro_rules! features {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)+) => {
        /// Something that makes a place accessible (tillgänglighet).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AccessibilityFeature { $($(#[$doc])* $variant,)+ }

        impl AccessibilityFeature {
            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

features! {
    /// An entrance without steps.
    StepFreeEntrance = "STEP_FREE_ENTRANCE",
    /// Doors that open by themselves or by a button.
    AutomaticDoors = "AUTOMATIC_DOORS",
    /// A lift between floors.
    Lift = "LIFT",
    /// A toilet with room for a wheelchair.
    AccessibleToilet = "ACCESSIBLE_TOILET",
    /// Parking for people with disabilities (handikapparkering).
    AccessibleParking = "ACCESSIBLE_PARKING",
    /// A hearing loop (hörslinga).
    HearingLoop = "HEARING_LOOP",
    /// A guide path for people with impaired vision (ledstråk).
    GuidePath = "GUIDE_PATH",
    /// Assistance dogs are welcome.
    AssistanceDogs = "ASSISTANCE_DOGS",
    /// A lift into the pool.
    PoolLift = "POOL_LIFT",
    /// A quiet room or quiet hours.
    QuietSpace = "QUIET_SPACE",
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

    /// What it is, as the municipality says in Swedish: "Bibliotek". One of `facilityKinds`.
    async fn kind(&self) -> Option<&str> {
        self.0.kind.as_deref()
    }

    /// Where it is, for letters and signs; null when nothing is known.
    async fn address(&self) -> Option<Address> {
        let row = &self.0;
        let (street, postal_code, city) = (&row.street_address, &row.postal_code, &row.city);
        (street.is_some() || postal_code.is_some() || city.is_some()).then(|| Address {
            street: street.clone(),
            postal_code: postal_code.clone(),
            city: city.clone(),
        })
    }

    /// Where it is, for maps.
    async fn location(&self) -> Option<GeoPoint> {
        GeoPoint::of(self.0.latitude, self.0.longitude)
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

    /// What people with disabilities need to know, in words.
    async fn accessibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; that of the request when left out.")] locale: Option<
            LocaleTag,
        >,
    ) -> Option<LocalizedText> {
        LocalizedText::pick_some(ctx.data_unchecked(), self.0.accessibility.as_ref(), locale.as_ref())
    }

    /// What makes it accessible. One that is missing may be there all the same: nobody has said.
    async fn accessibility_features(&self) -> Vec<AccessibilityFeature> {
        let keys = &self.0.accessibility_features.0;
        keys.iter().filter_map(|key| AccessibilityFeature::from_key(key)).collect()
    }

    /// Whether it is open at this moment, exceptions and holidays included; null when no hours are known.
    async fn is_open_now(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        let state = state_of(self, ctx).await.transpose()?;
        Some(state.map(|state| matches!(state, State::Open(_))))
    }

    /// When it opens next; null when it is open, when no hours are known, or when it does not open within a year.
    async fn opens_next(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        match state_of(self, ctx).await.transpose()? {
            Ok(State::Closed(at)) => at.map(|at| Ok(DateTime(at))),
            Ok(State::Open(_)) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// When it closes next; null when it is closed, when no hours are known, or when it never closes.
    async fn closes_next(&self, ctx: &Context<'_>) -> Option<Result<DateTime>> {
        match state_of(self, ctx).await.transpose()? {
            Ok(State::Open(until)) => until.map(|until| Ok(DateTime(until))),
            Ok(State::Closed(_)) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// When it is open in a week without holidays and exceptions, Monday first.
    async fn opening_hours(&self, ctx: &Context<'_>) -> Result<Vec<OpeningHours>> {
        Ok(opening::week(&*self.schedule(ctx).await?))
    }

    /// The exceptions to come, today's included, at most 100.
    async fn opening_exceptions(&self, ctx: &Context<'_>) -> Result<Vec<OpeningException>> {
        let today = ctx.data_unchecked::<Scope>().today();
        let schedule = self.schedule(ctx).await?;
        let ahead = schedule.exceptions.range(today..).take(100);
        Ok(ahead
            .map(|(date, exception)| OpeningException { date: *date, exception: exception.clone() })
            .collect())
    }

    /// When it is open on some days in a row, exceptions and holidays included. Days without known hours are closed.
    #[graphql(complexity = "usize::try_from(days).unwrap_or(1) * child_complexity + 1")]
    async fn opening_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day: from a month back to a year ahead; today when left out.")]
        from: Option<LocalDate>,
        #[graphql(desc = "How many days: 1 to 62.", default = 7)] days: i32,
    ) -> Option<Result<List<OpeningDay>>> {
        nullable(async {
            let scope = ctx.data_unchecked::<Scope>();
            let today = scope.today();
            let from = from.map_or(today, |date| date.0);
            if !(1..=MOST_DAYS).contains(&days) {
                return Err(bad_input(scope, "days ska vara 1 till 62.", "days must be 1 to 62."));
            }
            if from < today - Days::new(HISTORY_DAYS) || from > today + Days::new(AHEAD_DAYS) {
                return Err(bad_input(
                    scope,
                    "from ska vara högst en månad tillbaka eller ett år framåt.",
                    "from must be at most a month back or a year ahead.",
                ));
            }
            let schedule = self.schedule(ctx).await?;
            let dates = from.iter_days().take(usize::try_from(days).unwrap_or_default());
            Ok(dates.map(|date| OpeningDay::new(&schedule, self.0.holiday_rule, date)).collect())
        })
        .await
    }

    /// What it does on holidays that no exception speaks of.
    async fn holiday_rule(&self) -> HolidayRule {
        self.0.holiday_rule.into()
    }

    /// The unit that runs it.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        let unit = loaders(ctx).load_one(UnitId(self.0.unit_id?)).await.map_err(internal);
        unit.map(|row| row.map(Unit::from)).transpose()
    }

    /// The services that are offered here.
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
            let request = PageArgs { first, after, last, before }.request(scope, &SERVICES_OF_FACILITY)?;
            let page =
                loaders(ctx).load_one(ServicesOfFacility(self.0.id, request)).await.map_err(internal)?;
            let page = page.unwrap_or_else(|| Arc::new(Page::empty()));
            let links = services_of(ctx, &page).await?;
            Ok(Connection::through(&page, links, &SERVICES_OF_FACILITY, ServiceCountOfFacility(self.0.id)))
        })
        .await
    }
}

impl Facility {
    async fn schedule(&self, ctx: &Context<'_>) -> Result<Arc<Schedule>> {
        Ok(loaders(ctx).load_one(ScheduleOf(self.0.id)).await.map_err(internal)?.unwrap_or_default())
    }
}

/// Whether a facility is open, if its hours are known.
async fn state_of(facility: &Facility, ctx: &Context<'_>) -> Result<Option<State>> {
    let schedule = facility.schedule(ctx).await?;
    let now = ctx.data_unchecked::<Scope>().now();
    Ok((!schedule.is_unknown()).then(|| schedule.state(now, facility.0.holiday_rule)))
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::AccessibilityFeature;

    #[test]
    fn keys_are_spelled_as_the_schema_spells_them() {
        for item in AccessibilityFeature::items() {
            assert_eq!(AccessibilityFeature::from_key(item.name), Some(item.value));
        }
    }
}
