//! Classroom mode (M5).

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, dataloader::DataLoader};
use uuid::Uuid;

use super::super::{
    actions::classroom::{self as actions, CloseFault, JoinFault, OpenFault, OpenSession, Tap, TapFault},
    loaders::MealId,
    rules::classroom::VOTES_OF_A_CLASS,
    types::{ClassroomSession, FeedbackReason, Meal},
};
use crate::{
    platform::{Locale, idempotency},
    schema::{
        Loaders,
        errors::{UserFault, internal, payload, user_error},
        node::Kind,
        retries::client_key,
        scalars::DateTime,
    },
    tenancy::Scope,
};

/// A device to be opened for a class.
#[derive(InputObject)]
pub struct OpenClassroomSessionInput {
    /// The meal that the class votes on.
    meal_id: ID,
    /// For how many minutes, 1 to 90; no longer than the meal's day.
    minutes: i32,
    /// For how many votes, 5 to 100: as many as there are pupils; 35 when left out.
    max_votes: Option<i32>,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same session.
    idempotency_key: Option<ID>,
}

/// A code that staff have read out.
#[derive(InputObject)]
pub struct JoinClassroomSessionInput {
    /// The code. Case, spaces and dashes do not matter.
    code: String,
}

/// A tap on a classroom's device.
#[derive(InputObject)]
pub struct SubmitClassroomFeedbackInput {
    /// The device's token, as it was told when it joined.
    device_token: String,
    /// A random UUID that the device makes for each vote: the same one again counts once.
    tap_id: ID,
    /// 1 (worst) to 5 (best).
    rating: i32,
    /// The dish that was eaten, one of the meal's.
    dish_id: Option<ID>,
    /// Why; at most each once.
    #[graphql(default, validator(max_items = 20))]
    reasons: Vec<FeedbackReason>,
}

/// A device to be closed.
#[derive(InputObject)]
pub struct CloseClassroomSessionInput {
    /// The session.
    session_id: ID,
}

/// What became of `openClassroomSession`.
#[derive(SimpleObject)]
pub struct OpenClassroomSessionPayload {
    /// The session; null when there are errors.
    session: Option<ClassroomSession>,
    /// The code to type in on the device, which serves once: it is told here and nowhere else.
    code: Option<String>,
    /// What to mend; empty when it is done.
    errors: Vec<OpenClassroomSessionError>,
}

/// What became of `joinClassroomSession`.
#[derive(SimpleObject)]
pub struct JoinClassroomSessionPayload {
    /// What the device votes with: it is told here and nowhere else.
    device_token: Option<String>,
    /// The meal that the class votes on.
    meal: Option<Meal>,
    /// Until when votes can be given.
    closes_at: Option<DateTime>,
    /// What to mend; empty when it is done.
    errors: Vec<JoinClassroomSessionError>,
}

/// What became of `submitClassroomFeedback`.
#[derive(SimpleObject)]
pub struct SubmitClassroomFeedbackPayload {
    /// How many votes were given on the device; null when there are errors.
    votes: Option<i32>,
    /// Whether the same tap was counted before; it counts once.
    was_repeated: Option<bool>,
    /// What to mend; empty when the vote is counted.
    errors: Vec<SubmitClassroomFeedbackError>,
}

/// What became of `closeClassroomSession`.
#[derive(SimpleObject)]
pub struct CloseClassroomSessionPayload {
    /// The session; null when there are errors.
    session: Option<ClassroomSession>,
    /// What to mend; empty when it is done.
    errors: Vec<CloseClassroomSessionError>,
}

/// The mutations of classroom mode.
#[derive(Default)]
pub struct MutationsOfClassroom;

/// The mutations of classroom mode.
#[Object]
impl MutationsOfClassroom {
    /// Opens one device for a class to vote on a meal (klassrumsläge), on the meal's own day: the answer has a short code to
    /// type in on it. For staff of the meal's school.
    async fn open_classroom_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meal, and for how long.")] input: OpenClassroomSessionInput,
    ) -> Result<OpenClassroomSessionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let idempotency_key = client_key("openClassroomSession", input.idempotency_key.as_ref(), &input);
        let input = OpenSession {
            meal: Kind::Meal.row(&input.meal_id),
            minutes: input.minutes,
            max_votes: input.max_votes.unwrap_or(VOTES_OF_A_CLASS),
            idempotency_key,
        };
        let (opened, errors) = payload(ctx, actions::open_session(scope, input).await)?;
        let (session, code) = opened.map(|opened| (opened.row.into(), opened.code)).unzip();
        Ok(OpenClassroomSessionPayload { session, code: code.flatten(), errors })
    }

    /// Lets a device in, with the code that staff have read out; the first one only. Nobody needs to be logged in.
    async fn join_classroom_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: JoinClassroomSessionInput,
    ) -> Result<JoinClassroomSessionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let (joined, errors) = payload(ctx, actions::join_session(scope, &input.code).await)?;
        let Some((row, token)) = joined else {
            return Ok(JoinClassroomSessionPayload {
                device_token: None,
                meal: None,
                closes_at: None,
                errors,
            });
        };
        let closes_at = Some(DateTime(row.closes_at));
        let meal = meal(ctx, row.meal_id).await?;
        Ok(JoinClassroomSessionPayload { device_token: Some(token), meal, closes_at, errors })
    }

    /// Counts one pupil's vote on a classroom's device. It is nobody's; the device may ask again with the same `tapId` as
    /// often as it takes, and a second tap within a moment is refused with `TOO_SOON`.
    async fn submit_classroom_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vote.")] input: SubmitClassroomFeedbackInput,
    ) -> Result<SubmitClassroomFeedbackPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let tap = Tap {
            device_token: input.device_token,
            id: input.tap_id.0,
            rating: input.rating,
            dish: input.dish_id.map(|id| Kind::Dish.row(&id)),
            reasons: input.reasons.into_iter().map(Into::into).collect(),
        };
        let (tapped, errors) = payload(ctx, actions::tap(scope, tap).await)?;
        let (votes, was_repeated) = tapped.map(|tapped| (tapped.votes, tapped.was_repeated)).unzip();
        Ok(SubmitClassroomFeedbackPayload { votes, was_repeated, errors })
    }

    /// Closes a device before its time. Doing it again changes nothing. For who opened it.
    async fn close_classroom_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CloseClassroomSessionInput,
    ) -> Result<CloseClassroomSessionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::ClassroomSession.row(&input.session_id);
        let (row, errors) = payload(ctx, actions::close_session(scope, id).await)?;
        Ok(CloseClassroomSessionPayload { session: row.map(ClassroomSession::from), errors })
    }
}

async fn meal(ctx: &Context<'_>, id: Uuid) -> Result<Option<Meal>> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    Ok(loaders.load_one(MealId(id)).await.map_err(internal)?.map(Meal::from))
}

user_error! {
    /// Why no device is opened.
    OpenClassroomSessionError,
    /// Faults of `openClassroomSession`.
    OpenClassroomSessionErrorCode from OpenFault {
        /// There is no such meal.
        MealNotFound,
        /// The school serves nothing then.
        MealNotServed,
        /// It is not the meal's day in Sweden.
        WindowNotOpen = NotTheDay,
        /// The minutes are not 1 to 90.
        MinutesOutOfRange,
        /// The votes are not 5 to 100.
        MaxVotesOutOfRange,
        /// The key is empty, too long, or has a control character in it.
        IdempotencyKeyInvalid,
        /// The key was used with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a device does not join.
    JoinClassroomSessionError,
    /// Faults of `joinClassroomSession`.
    JoinClassroomSessionErrorCode from JoinFault {
        /// The code is none, or serves no more: a device has joined, or the session is closed.
        CodeNotFound,
    }
}

user_error! {
    /// Why a tap is no vote.
    SubmitClassroomFeedbackError,
    /// Faults of `submitClassroomFeedback`.
    SubmitClassroomFeedbackErrorCode from TapFault {
        /// No device has that token.
        DeviceNotFound,
        /// The time is over, or staff have closed it.
        SessionClosed,
        /// As many have voted as were to.
        SessionFull,
        /// The last vote was less than one and a half seconds ago: somebody tapped twice.
        TapTooSoon = TooSoon,
        /// The tap's id is no random UUID.
        TapIdInvalid,
        /// The rating is not 1 to 5.
        RatingOutOfRange,
        /// The dish is not one of the meal's.
        DishNotFound = DishNotOfMeal,
    }
}

user_error! {
    /// Why a session is not closed.
    CloseClassroomSessionError,
    /// Faults of `closeClassroomSession`.
    CloseClassroomSessionErrorCode from CloseFault {
        /// There is no such session of the viewer's.
        SessionNotFound,
    }
}

impl UserFault for OpenFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::MealNotFound | Self::MealNotServed | Self::NotTheDay => &["mealId"],
            Self::MinutesOutOfRange => &["minutes"],
            Self::MaxVotesOutOfRange => &["maxVotes"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::MealNotFound => ("Måltiden finns inte.", "There is no such meal."),
            Self::MealNotServed => {
                ("Skolan serverar ingen sådan måltid.", "The school does not serve that meal.")
            }
            Self::NotTheDay => (
                "Det går bara att rösta samma dag som måltiden serveras.",
                "Votes are given on the day when the meal is served.",
            ),
            Self::MinutesOutOfRange => ("Minuterna ska vara 1 till 90.", "The minutes must be 1 to 90."),
            Self::MaxVotesOutOfRange => ("Rösterna ska vara 5 till 100.", "The votes must be 5 to 100."),
            Self::IdempotencyKeyInvalid => idempotency::INVALID,
            Self::IdempotencyKeyReused => idempotency::REUSED,
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for JoinFault {
    fn field(self) -> &'static [&'static str] {
        &["code"]
    }

    fn message(self, locale: Locale) -> String {
        let sv = "Koden stämmer inte, eller så har den redan använts.";
        locale.say(sv, "The code is not right, or it has been used.").to_owned()
    }
}

impl UserFault for TapFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::DeviceNotFound | Self::SessionClosed | Self::SessionFull => &["deviceToken"],
            Self::TooSoon | Self::TapIdInvalid => &["tapId"],
            Self::RatingOutOfRange => &["rating"],
            Self::DishNotOfMeal => &["dishId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::DeviceNotFound => ("Enheten är inte ansluten.", "The device has not joined."),
            Self::SessionClosed => ("Röstningen är stängd.", "Voting is closed."),
            Self::SessionFull => ("Alla har röstat.", "Everybody has voted."),
            Self::TooSoon => ("Vänta ett ögonblick.", "Wait a moment."),
            Self::TapIdInvalid => ("tapId ska vara ett slumpat UUID.", "tapId must be a random UUID."),
            Self::RatingOutOfRange => ("Betyget ska vara 1 till 5.", "The rating must be 1 to 5."),
            Self::DishNotOfMeal => ("Rätten hör inte till måltiden.", "The dish is not one of the meal's."),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for CloseFault {
    fn field(self) -> &'static [&'static str] {
        &["sessionId"]
    }

    fn message(self, locale: Locale) -> String {
        locale.say("Klassrumsläget finns inte.", "There is no such session.").to_owned()
    }
}
