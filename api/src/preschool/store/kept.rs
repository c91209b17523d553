//! What the preschool keeps about a person. Who else is in a row is a third party and left out: children and guardians are
//! ids, what was written in service, which is about others, has no text, and a guardian block is told to nobody whom it
//! keeps away (P2).

use entity::{
    ContributorRole, comment, duty, family_membership, guardianship, invitation, placement, post, post_read,
    post_revision, preschool, preschool_group,
};
use sea_orm::{ColumnTrait, Condition, DbErr};
use uuid::Uuid;

use crate::tenancy::{Scope, Section};

/// The relations that give rights, the invitations, and what the person wrote and read.
///
/// # Errors
/// When the database cannot be read.
pub async fn kept_about(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let mut kept = relations(scope, id).await?;
    kept.extend(writings(scope, id).await?);
    Ok(kept)
}

async fn relations(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let all = Condition::all;
    let group = (preschool_group::Column::Id, preschool_group::Column::Name);
    Ok(vec![
        Section::read::<guardianship::Entity>(
            scope,
            "guardianships",
            all().add(guardianship::Column::GuardianId.eq(id)),
            &[
                guardianship::Column::ChildId,
                guardianship::Column::ValidFrom,
                guardianship::Column::ValidTo,
                guardianship::Column::Assurance,
            ],
        )
        .await?,
        Section::read::<guardianship::Entity>(
            scope,
            "guardians",
            all().add(guardianship::Column::ChildId.eq(id)),
            &[guardianship::Column::ValidFrom, guardianship::Column::ValidTo],
        )
        .await?,
        Section::read::<placement::Entity>(
            scope,
            "placements",
            all().add(placement::Column::ChildId.eq(id)),
            &[placement::Column::GroupId, placement::Column::ValidFrom, placement::Column::ValidTo],
        )
        .await?
        .naming::<preschool_group::Entity>(scope, ("groupId", "group"), group)
        .await?,
        Section::read::<duty::Entity>(
            scope,
            "preschoolDuties",
            all().add(duty::Column::PersonId.eq(id)),
            &[
                duty::Column::Role,
                duty::Column::PreschoolId,
                duty::Column::GroupId,
                duty::Column::ValidFrom,
                duty::Column::ValidTo,
            ],
        )
        .await?
        .naming::<preschool::Entity>(
            scope,
            ("preschoolId", "preschool"),
            (preschool::Column::Id, preschool::Column::Name),
        )
        .await?
        .naming::<preschool_group::Entity>(scope, ("groupId", "group"), group)
        .await?,
        Section::read::<family_membership::Entity>(
            scope,
            "familyMemberships",
            all().add(family_membership::Column::PersonId.eq(id)),
            &[
                family_membership::Column::ChildId,
                family_membership::Column::ValidFrom,
                family_membership::Column::ValidTo,
            ],
        )
        .await?,
        Section::read::<invitation::Entity>(
            scope,
            "invitationsSent",
            all().add(invitation::Column::InvitedBy.eq(id)),
            &[
                invitation::Column::Kind,
                invitation::Column::ChildId,
                invitation::Column::CreatedAt,
                invitation::Column::AcceptedAt,
                invitation::Column::WithdrawnAt,
            ],
        )
        .await?,
        Section::read::<invitation::Entity>(
            scope,
            "invitationsAccepted",
            all().add(invitation::Column::AcceptedBy.eq(id)),
            &[invitation::Column::Kind, invitation::Column::ChildId, invitation::Column::AcceptedAt],
        )
        .await?,
    ])
}

async fn writings(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let all = Condition::all;
    let group = (preschool_group::Column::Id, preschool_group::Column::Name);
    let comments = || all().add(comment::Column::AuthorId.eq(id));
    Ok(vec![
        Section::read::<post::Entity>(
            scope,
            "postsWritten",
            all().add(post::Column::AuthorId.eq(id)),
            &[post::Column::Id, post::Column::GroupId, post::Column::CreatedAt, post::Column::PublishedAt],
        )
        .await?
        .naming::<preschool_group::Entity>(scope, ("groupId", "group"), group)
        .await?,
        Section::read::<post_revision::Entity>(
            scope,
            "postsCorrected",
            all().add(post_revision::Column::ReplacedBy.eq(id)),
            &[post_revision::Column::PostId, post_revision::Column::ReplacedAt],
        )
        .await?,
        Section::read::<comment::Entity>(
            scope,
            "comments",
            comments().add(comment::Column::AuthorRole.ne(ContributorRole::Staff)),
            &[
                comment::Column::PostId,
                comment::Column::Body,
                comment::Column::Audience,
                comment::Column::CreatedAt,
                comment::Column::HiddenAt,
            ],
        )
        .await?,
        Section::read::<comment::Entity>(
            scope,
            "commentsInService",
            comments().add(comment::Column::AuthorRole.eq(ContributorRole::Staff)),
            &[comment::Column::PostId, comment::Column::CreatedAt],
        )
        .await?,
        Section::read::<comment::Entity>(
            scope,
            "answersReceived",
            all().add(comment::Column::AddresseeId.eq(id)),
            &[comment::Column::PostId, comment::Column::Body, comment::Column::CreatedAt],
        )
        .await?,
        Section::read::<comment::Entity>(
            scope,
            "commentsHidden",
            all().add(comment::Column::HiddenBy.eq(id)),
            &[comment::Column::PostId, comment::Column::HiddenAt],
        )
        .await?,
        Section::read::<post_read::Entity>(
            scope,
            "postsRead",
            all().add(post_read::Column::PersonId.eq(id)),
            &[post_read::Column::PostId, post_read::Column::ReadAt],
        )
        .await?,
    ])
}
