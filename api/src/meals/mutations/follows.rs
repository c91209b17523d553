//! `followSchoolMeals` and `unfollowSchoolMeals`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, dataloader::DataLoader};
use uuid::Uuid;

use crate::{
    meals::{
        actions::follows::{self, FollowFault, MOST_FOLLOWED, UnfollowFault},
        loaders::SchoolId,
        types::School,
    },
    platform::Locale,
    schema::{
        Loaders,
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// A school whose menu is to be followed.
#[derive(InputObject)]
pub struct FollowSchoolMealsInput {
    /// The school.
    school_id: ID,
}

/// A school whose menu is to be followed no more.
#[derive(InputObject)]
pub struct UnfollowSchoolMealsInput {
    /// The school.
    school_id: ID,
}

/// What became of `followSchoolMeals`.
#[derive(SimpleObject)]
pub struct FollowSchoolMealsPayload {
    /// The school; null when there are errors.
    school: Option<School>,
    /// What to mend; empty when it is done.
    errors: Vec<FollowSchoolMealsError>,
}

/// What became of `unfollowSchoolMeals`.
#[derive(SimpleObject)]
pub struct UnfollowSchoolMealsPayload {
    /// The school; null when there are errors.
    school: Option<School>,
    /// What to mend; empty when it is done.
    errors: Vec<UnfollowSchoolMealsError>,
}

/// The mutations of follows.
#[derive(Default)]
pub struct MutationsOfFollows;

/// The mutations of follows.
#[Object]
impl MutationsOfFollows {
    /// Makes the viewer follow a school's menu (matsedel): `viewer { mealAlerts }` tells from now on which allergens change
    /// there. Doing it again changes nothing. Which allergens somebody looks for is not asked for and not kept: it is health
    /// data. For everybody who is logged in, however weakly.
    async fn follow_school_meals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school.")] input: FollowSchoolMealsInput,
    ) -> Result<FollowSchoolMealsPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let school = Kind::School.row(&input.school_id);
        let (school, errors) = payload(ctx, follows::follow_school(scope, school).await)?;
        Ok(FollowSchoolMealsPayload { school: shown(ctx, school).await?, errors })
    }

    /// Makes the viewer follow a school's menu no more. Doing it again changes nothing.
    async fn unfollow_school_meals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The school.")] input: UnfollowSchoolMealsInput,
    ) -> Result<UnfollowSchoolMealsPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let school = Kind::School.row(&input.school_id);
        let (school, errors) = payload(ctx, follows::unfollow_school(scope, school).await)?;
        Ok(UnfollowSchoolMealsPayload { school: shown(ctx, school).await?, errors })
    }
}

async fn shown(ctx: &Context<'_>, school: Option<Uuid>) -> Result<Option<School>> {
    let Some(school) = school else { return Ok(None) };
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    Ok(loaders.load_one(SchoolId(school)).await.map_err(internal)?.map(School::from))
}

user_error! {
    /// Why a school's menu is not followed.
    FollowSchoolMealsError,
    /// Faults of `followSchoolMeals`.
    FollowSchoolMealsErrorCode from FollowFault {
        /// There is no such school.
        SchoolNotFound,
        /// The viewer follows 50 schools already.
        SchoolsTooMany = TooManySchools,
    }
}

user_error! {
    /// Why a school's menu is followed still.
    UnfollowSchoolMealsError,
    /// Faults of `unfollowSchoolMeals`.
    UnfollowSchoolMealsErrorCode from UnfollowFault {
        /// There is no such school.
        SchoolNotFound,
    }
}

impl UserFault for FollowFault {
    fn field(self) -> &'static [&'static str] {
        &["schoolId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::SchoolNotFound => school_not_found(locale),
            Self::TooManySchools => locale.say(
                format!("Du följer redan {MOST_FOLLOWED} skolor."),
                format!("You follow {MOST_FOLLOWED} schools already."),
            ),
        }
    }
}

impl UserFault for UnfollowFault {
    fn field(self) -> &'static [&'static str] {
        &["schoolId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::SchoolNotFound => school_not_found(locale),
        }
    }
}

pub(super) fn school_not_found(locale: Locale) -> String {
    locale.say("Skolan finns inte.", "There is no such school.").to_owned()
}
