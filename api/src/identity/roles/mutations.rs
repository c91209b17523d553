//! `grantRole` and `withdrawRole`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    actions::{self, Grant, GrantRoleFault, WithdrawRoleFault},
    types::RoleAssignment,
};
use crate::{
    identity::types::{KnownPerson, Role},
    platform::Locale,
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        scalars::LocalDate,
    },
    tenancy::Scope,
};

/// A role to be given.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// To whom: the id that the person's own `viewer { person { id } }` tells.
    person_id: ID,
    /// Which.
    role: Role,
    /// First day; today when left out.
    valid_from: Option<LocalDate>,
    /// Last day, inclusive; no end when left out.
    valid_to: Option<LocalDate>,
}

/// A role to be withdrawn.
#[derive(InputObject)]
pub struct WithdrawRoleInput {
    /// From whom.
    person_id: ID,
    /// Which.
    role: Role,
}

/// What became of `grantRole`.
#[derive(SimpleObject)]
pub struct GrantRolePayload {
    /// The role as it is held now; null when there are errors.
    assignment: Option<RoleAssignment>,
    /// What to mend; empty when it is done.
    errors: Vec<GrantRoleError>,
}

/// What became of `withdrawRole`.
#[derive(SimpleObject)]
pub struct WithdrawRolePayload {
    /// Who holds it no more; null when there are errors.
    person: Option<KnownPerson>,
    /// What to mend; empty when it is done.
    errors: Vec<WithdrawRoleError>,
}

/// The mutations of roles.
#[derive(Default)]
pub struct RoleMutations;

/// The mutations of roles.
#[Object]
impl RoleMutations {
    /// Gives a person a role, or changes the days on which they hold it: one that is held is kept from its first day, and
    /// the new last day counts. Doing it again changes nothing. For administrators, and never for oneself.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role, and to whom.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let grant = Grant {
            person: Kind::Person.row(&input.person_id),
            role: input.role.into(),
            valid_from: input.valid_from.map(|day| day.0),
            valid_to: input.valid_to.map(|day| day.0),
        };
        let (row, errors) = payload(ctx, actions::grant(scope, grant).await)?;
        Ok(GrantRolePayload { assignment: row.map(RoleAssignment::from), errors })
    }

    /// Withdraws a role from a person at once, also one that begins on a later day. Doing it again changes nothing. For
    /// administrators, and never for oneself; the last administrator stays.
    async fn withdraw_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role, and from whom.")] input: WithdrawRoleInput,
    ) -> Result<WithdrawRolePayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let person = Kind::Person.row(&input.person_id);
        let (person, errors) = payload(ctx, actions::withdraw(scope, person, input.role.into()).await)?;
        let person = match person {
            Some(person) => Some(KnownPerson::shown(ctx, person).await?),
            None => None,
        };
        Ok(WithdrawRolePayload { person, errors })
    }
}

user_error! {
    /// Why a role is not given.
    GrantRoleError,
    /// Faults of `grantRole`.
    GrantRoleErrorCode from GrantRoleFault {
        /// There is no such person.
        PersonNotFound,
        /// Nobody gives a role to themselves.
        PersonNotAllowed = NotForOneself,
        /// The last day is before the first or has passed, or the first day has.
        PeriodInvalid,
        /// The person holds the role for other days, with days between: withdraw it first.
        PeriodConflict = HeldForOtherDays,
        /// Nobody else is administrator for as long as the person is now.
        AdministratorMissing = LastAdministrator,
    }
}

user_error! {
    /// Why a role is not withdrawn.
    WithdrawRoleError,
    /// Faults of `withdrawRole`.
    WithdrawRoleErrorCode from WithdrawRoleFault {
        /// There is no such person.
        PersonNotFound,
        /// Nobody withdraws a role from themselves.
        PersonNotAllowed = NotForOneself,
        /// Nobody else is administrator today.
        AdministratorMissing = LastAdministrator,
    }
}

impl UserFault for GrantRoleFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::PersonNotFound | Self::NotForOneself => &["personId"],
            Self::PeriodInvalid | Self::LastAdministrator => &["validTo"],
            Self::HeldForOtherDays => &["validFrom"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::PersonNotFound => ("Personen finns inte.", "There is no such person."),
            Self::NotForOneself => ("Du kan inte ge dig själv en roll.", "You cannot give yourself a role."),
            Self::PeriodInvalid => (
                "En dag har redan varit, eller så är den sista före den första.",
                "A day has passed, or the last is before the first.",
            ),
            Self::HeldForOtherDays => (
                "Personen har rollen under andra dagar. Återkalla den först.",
                "The person holds the role for other days. Withdraw it first.",
            ),
            Self::LastAdministrator => (
                "Ingen annan är administratör lika länge. Utse en till först.",
                "Nobody else is administrator for as long. Appoint another one first.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for WithdrawRoleFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::PersonNotFound | Self::NotForOneself => &["personId"],
            Self::LastAdministrator => &["role"],
        }
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::PersonNotFound => ("Personen finns inte.", "There is no such person."),
            Self::NotForOneself => {
                ("Du kan inte återkalla din egen roll.", "You cannot withdraw your own role.")
            }
            Self::LastAdministrator => (
                "Ingen annan är administratör i dag. Utse en till först.",
                "Nobody else is administrator today. Appoint another one first.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}
