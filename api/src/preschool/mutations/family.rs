//! Inviting somebody to a child, accepting, and taking back.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::guardians::{child_not_found, shown};
use crate::{
    platform::{Locale, idempotency::ClientKey},
    preschool::{
        actions::{
            self, AcceptInvitationFault, InviteFault, InviteInput, WithdrawFamilyMemberFault,
            WithdrawInvitationFault,
        },
        types::{Child, Invitation, InvitationKind, PreschoolGroup},
    },
    schema::{
        errors::{UserFault, internal, payload, user_error},
        list::List,
        node::Kind,
        retries::client_key,
    },
    tenancy::Scope,
};

/// To which child a family member is invited.
#[derive(InputObject)]
pub struct InviteFamilyMemberInput {
    /// The child.
    child_id: ID,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same invitation.
    idempotency_key: Option<ID>,
}

/// To which child a guardian is invited.
#[derive(InputObject)]
pub struct InviteGuardianInput {
    /// The child.
    child_id: ID,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same invitation.
    idempotency_key: Option<ID>,
}

/// A code that somebody was given.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The code. Case, spaces and dashes do not matter.
    code: String,
}

/// An invitation to be withdrawn.
#[derive(InputObject)]
pub struct WithdrawInvitationInput {
    /// The invitation.
    invitation_id: ID,
}

/// A family member to be withdrawn.
#[derive(InputObject)]
pub struct WithdrawFamilyMemberInput {
    /// The family member.
    family_member_id: ID,
}

/// What became of `inviteFamilyMember`.
#[derive(SimpleObject)]
pub struct InviteFamilyMemberPayload {
    /// The invitation; null when there are errors.
    invitation: Option<Invitation>,
    /// The code to pass on, which serves once: it is told here and nowhere else.
    code: Option<String>,
    /// What to mend; empty when it is done.
    errors: Vec<InviteFamilyMemberError>,
}

/// What became of `inviteGuardian`.
#[derive(SimpleObject)]
pub struct InviteGuardianPayload {
    /// The invitation; null when there are errors.
    invitation: Option<Invitation>,
    /// The code to pass on, which serves once: it is told here and nowhere else.
    code: Option<String>,
    /// What to mend; empty when it is done.
    errors: Vec<InviteGuardianError>,
}

/// What became of `acceptInvitation`.
#[derive(SimpleObject)]
pub struct AcceptInvitationPayload {
    /// As what the viewer was invited; null when there are errors.
    kind: Option<InvitationKind>,
    /// The child, for who has become guardian and is logged in strongly; null for others, and when there are errors.
    child: Option<Child>,
    /// The groups of the child whose posts the viewer reads from now on, by name; empty when there are errors.
    groups: List<PreschoolGroup>,
    /// What to mend; empty when it is done.
    errors: Vec<AcceptInvitationError>,
}

/// What became of `withdrawInvitation`.
#[derive(SimpleObject)]
pub struct WithdrawInvitationPayload {
    /// The child; null when there are errors, or when its identity is protected from the viewer.
    child: Option<Child>,
    /// What to mend; empty when it is done.
    errors: Vec<WithdrawInvitationError>,
}

/// What became of `withdrawFamilyMember`.
#[derive(SimpleObject)]
pub struct WithdrawFamilyMemberPayload {
    /// The child; null when there are errors.
    child: Option<Child>,
    /// What to mend; empty when it is done.
    errors: Vec<WithdrawFamilyMemberError>,
}

/// The mutations of family.
#[derive(Default)]
pub struct MutationsOfFamily;

/// The mutations of family.
#[Object]
impl MutationsOfFamily {
    /// Invites a family member (närstående) to a child: the answer has a code that serves once, within seven days. For the
    /// child's guardians.
    async fn invite_family_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To which child.")] input: InviteFamilyMemberInput,
    ) -> Result<InviteFamilyMemberPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let key = client_key("inviteFamilyMember", input.idempotency_key.as_ref(), &input);
        let invite = invite(&input.child_id, key);
        let (invited, errors) = payload(ctx, actions::invite_family_member(scope, invite).await)?;
        let (row, code) = invited.map(|invited| (invited.row, invited.code)).unzip();
        Ok(InviteFamilyMemberPayload {
            invitation: row.map(|row| Invitation::shown(scope, row)),
            code: code.flatten(),
            errors,
        })
    }

    /// Invites a guardian who has no e-identification to a child: the answer has a code that serves once, within seven
    /// days. Until they log in more strongly, they have the feed only. For the principal of the child's preschool.
    async fn invite_guardian(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To which child.")] input: InviteGuardianInput,
    ) -> Result<InviteGuardianPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let key = client_key("inviteGuardian", input.idempotency_key.as_ref(), &input);
        let invite = invite(&input.child_id, key);
        let (invited, errors) = payload(ctx, actions::invite_guardian(scope, invite).await)?;
        let (row, code) = invited.map(|invited| (invited.row, invited.code)).unzip();
        let code = code.flatten();
        Ok(InviteGuardianPayload { invitation: row.map(|row| Invitation::shown(scope, row)), code, errors })
    }

    /// Accepts an invitation, by its code. For everybody who is logged in, however weakly; with a weak login, the feed opens
    /// to such a login too. Who has accepted it can send it again.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let (accepted, errors) = payload(ctx, actions::accept_invitation(scope, &input.code).await)?;
        let Some(accepted) = accepted else {
            return Ok(AcceptInvitationPayload {
                kind: None,
                child: None,
                groups: Vec::new().into(),
                errors,
            });
        };
        let opened = actions::opened(scope, accepted.child).await.map_err(internal)?;
        let child = if opened.is_own { shown(ctx, Some(accepted.child)).await? } else { None };
        let groups = opened.groups.into_iter().map(PreschoolGroup::from).collect();
        Ok(AcceptInvitationPayload { kind: Some(accepted.kind.into()), child, groups, errors })
    }

    /// Withdraws an invitation that nobody has accepted. Doing it again changes nothing. For the child's guardians; what a
    /// principal made, for principals of the preschool.
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawInvitationInput,
    ) -> Result<WithdrawInvitationPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Invitation.row(&input.invitation_id);
        let (child, errors) = payload(ctx, actions::withdraw_invitation(scope, id).await)?;
        Ok(WithdrawInvitationPayload { child: shown(ctx, child).await?, errors })
    }

    /// Takes the feed from a family member at once. For each of the child's guardians, whoever invited.
    async fn withdraw_family_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: WithdrawFamilyMemberInput,
    ) -> Result<WithdrawFamilyMemberPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::FamilyMember.row(&input.family_member_id);
        let (child, errors) = payload(ctx, actions::withdraw_family_member(scope, id).await)?;
        Ok(WithdrawFamilyMemberPayload { child: shown(ctx, child).await?, errors })
    }
}

fn invite(child: &ID, idempotency_key: Option<ClientKey>) -> InviteInput {
    InviteInput { child: Kind::Child.row(child), idempotency_key }
}

user_error! {
    /// Why no family member is invited.
    InviteFamilyMemberError,
    /// Faults of `inviteFamilyMember`.
    InviteFamilyMemberErrorCode from InviteFault {
        /// There is no such child for the viewer.
        ChildNotFound,
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why no guardian is invited.
    InviteGuardianError,
    /// Faults of `inviteGuardian`.
    InviteGuardianErrorCode from InviteFault {
        /// There is no such child for the viewer.
        ChildNotFound,
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why an invitation is not accepted.
    AcceptInvitationError,
    /// Faults of `acceptInvitation`.
    AcceptInvitationErrorCode from AcceptInvitationFault {
        /// The code is none, or serves no more: it was used, has expired or was withdrawn.
        InvitationNotFound,
        /// The viewer is guardian of the child already.
        GuardianExists = AlreadyGuardian,
    }
}

user_error! {
    /// Why an invitation is not withdrawn.
    WithdrawInvitationError,
    /// Faults of `withdrawInvitation`.
    WithdrawInvitationErrorCode from WithdrawInvitationFault {
        /// There is no such invitation for the viewer.
        InvitationNotFound,
        /// Somebody has accepted it: withdraw the family member instead.
        InvitationAccepted = AlreadyAccepted,
    }
}

user_error! {
    /// Why a family member stays.
    WithdrawFamilyMemberError,
    /// Faults of `withdrawFamilyMember`.
    WithdrawFamilyMemberErrorCode from WithdrawFamilyMemberFault {
        /// There is no such family member for the viewer.
        FamilyMemberNotFound,
    }
}

impl UserFault for InviteFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::ChildNotFound => &["childId"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::ChildNotFound => child_not_found(locale),
            Self::IdempotencyKeyInvalid => super::comments::key_invalid(locale),
            Self::IdempotencyKeyReused => super::comments::key_reused(locale),
        }
    }
}

impl UserFault for AcceptInvitationFault {
    fn field(self) -> &'static [&'static str] {
        &["code"]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::InvitationNotFound => (
                "Koden gäller inte. Be om en ny inbjudan.",
                "The code is not valid. Ask for a new invitation.",
            ),
            Self::AlreadyGuardian => {
                ("Du är redan vårdnadshavare för barnet.", "You are guardian of the child already.")
            }
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for WithdrawInvitationFault {
    fn field(self) -> &'static [&'static str] {
        &["invitationId"]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::InvitationNotFound => ("Inbjudan finns inte.", "There is no such invitation."),
            Self::AlreadyAccepted => {
                ("Någon har redan antagit inbjudan.", "Somebody has accepted the invitation already.")
            }
        };
        locale.say(sv, en).to_owned()
    }
}

impl UserFault for WithdrawFamilyMemberFault {
    fn field(self) -> &'static [&'static str] {
        &["familyMemberId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::FamilyMemberNotFound => {
                locale.say("Den närstående finns inte.", "There is no such family member.").to_owned()
            }
        }
    }
}
