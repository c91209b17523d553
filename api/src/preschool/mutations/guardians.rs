//! `blockGuardian` and `unblockGuardian`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use uuid::Uuid;

use crate::{
    platform::Locale,
    preschool::{
        actions::{self, BlockFault},
        node,
        types::Child,
    },
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
    },
    tenancy::Scope,
};

/// A guardian to be blocked from a child.
#[derive(InputObject)]
pub struct BlockGuardianInput {
    /// The child.
    child_id: ID,
    /// The guardian, by the id of the `person` that the child's `guardians` tell.
    guardian_id: ID,
}

/// A guardian whose block is to be lifted.
#[derive(InputObject)]
pub struct UnblockGuardianInput {
    /// The child.
    child_id: ID,
    /// The guardian, by the id of the `person` that the child's `guardians` tell.
    guardian_id: ID,
}

/// What became of `blockGuardian`.
#[derive(SimpleObject)]
pub struct BlockGuardianPayload {
    /// The child; null when there are errors, or when its identity is protected.
    child: Option<Child>,
    /// What to mend; empty when it is done.
    errors: Vec<BlockGuardianError>,
}

/// What became of `unblockGuardian`.
#[derive(SimpleObject)]
pub struct UnblockGuardianPayload {
    /// The child; null when there are errors, or when its identity is protected.
    child: Option<Child>,
    /// What to mend; empty when it is done.
    errors: Vec<UnblockGuardianError>,
}

/// The mutations of guardians.
#[derive(Default)]
pub struct MutationsOfGuardians;

/// The mutations of guardians.
#[Object]
impl MutationsOfGuardians {
    /// Blocks a guardian from a child (umgängesspärr): from this moment nothing of the child is there for them, in no open
    /// subscription either, and only the principal sees that they are guardian. They are not told. Doing it again changes
    /// nothing. For the principal of the child's preschool.
    async fn block_guardian(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and from which child.")] input: BlockGuardianInput,
    ) -> Result<BlockGuardianPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let child = Kind::Child.row(&input.child_id);
        let guardian = Kind::Person.row(&input.guardian_id);
        let (child, errors) = payload(ctx, actions::block_guardian(scope, child, guardian).await)?;
        Ok(BlockGuardianPayload { child: shown(ctx, child).await?, errors })
    }

    /// Lifts the block of a guardian from a child. Doing it again changes nothing. For the principal of the child's
    /// preschool.
    async fn unblock_guardian(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose block, and from which child.")] input: UnblockGuardianInput,
    ) -> Result<UnblockGuardianPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let child = Kind::Child.row(&input.child_id);
        let guardian = Kind::Person.row(&input.guardian_id);
        let (child, errors) = payload(ctx, actions::unblock_guardian(scope, child, guardian).await)?;
        Ok(UnblockGuardianPayload { child: shown(ctx, child).await?, errors })
    }
}

/// The child as the viewer sees it now.
pub(super) async fn shown(ctx: &Context<'_>, child: Option<Uuid>) -> Result<Option<Child>> {
    match child {
        Some(id) => node::child(ctx.data_unchecked(), id).await,
        None => Ok(None),
    }
}

user_error! {
    /// Why a guardian is not blocked.
    BlockGuardianError,
    /// Faults of `blockGuardian`.
    BlockGuardianErrorCode from BlockFault {
        /// There is no such child for the viewer.
        ChildNotFound,
        /// Nobody of that id is guardian of the child.
        GuardianNotFound,
    }
}

user_error! {
    /// Why a block is not lifted.
    UnblockGuardianError,
    /// Faults of `unblockGuardian`.
    UnblockGuardianErrorCode from BlockFault {
        /// There is no such child for the viewer.
        ChildNotFound,
        /// Nobody of that id is guardian of the child.
        GuardianNotFound,
    }
}

impl UserFault for BlockFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::ChildNotFound => &["childId"],
            Self::GuardianNotFound => &["guardianId"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::ChildNotFound => child_not_found(locale),
            Self::GuardianNotFound => locale
                .say("Barnet har ingen sådan vårdnadshavare.", "The child has no such guardian.")
                .to_owned(),
        }
    }
}

pub(super) fn child_not_found(locale: Locale) -> String {
    locale.say("Barnet finns inte.", "There is no such child.").to_owned()
}
