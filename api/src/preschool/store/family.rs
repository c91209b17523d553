//! Who is kept from a child, who was invited, and who follows it as family.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    DutyRole, InvitationKind, RelationAssurance, duty, family_membership, guardian_block, guardianship,
    invitation, placement, preschool_group,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    identity::valid_on,
    tenancy::{Scope, Tx},
};

/// Whether the person is guardian of the child today, as far as the viewer may know.
pub async fn is_guardian_in(tx: &Tx, guardian: Uuid, child: Uuid) -> Result<bool, DbErr> {
    let find = tx.find::<guardianship::Entity>().filter(guardianship::Column::GuardianId.eq(guardian));
    find.filter(guardianship::Column::ChildId.eq(child)).exists().await
}

/// The blocks from these children that the viewer may know of.
pub async fn list_blocks_of(scope: &Scope, children: &[Uuid]) -> Result<Vec<guardian_block::Model>, DbErr> {
    let theirs = guardian_block::Column::ChildId.is_in(children.iter().copied());
    scope.find::<guardian_block::Entity>().filter(theirs).all().await
}

/// Keeps a guardian from a child. Answers whether they were not before.
pub async fn insert_block(tx: &Tx, guardian: Uuid, child: Uuid) -> Result<bool, DbErr> {
    use guardian_block::Column as C;
    let row = guardian_block::ActiveModel {
        guardian_id: Set(guardian),
        child_id: Set(child),
        created_at: Set(tx.scope().now()),
        ..Default::default()
    };
    let known = OnConflict::columns([C::MunicipalityId, C::GuardianId, C::ChildId]).do_nothing().to_owned();
    Ok(tx.insert_or::<guardian_block::Entity>(row, known).await? > 0)
}

/// Lifts a block. Answers whether there was one.
pub async fn delete_block(tx: &Tx, guardian: Uuid, child: Uuid) -> Result<bool, DbErr> {
    let one = Condition::all()
        .add(guardian_block::Column::GuardianId.eq(guardian))
        .add(guardian_block::Column::ChildId.eq(child));
    Ok(tx.delete::<guardian_block::Entity>(one).await? > 0)
}

pub async fn find_invitation(scope: &Scope, id: Uuid) -> Result<Option<invitation::Model>, DbErr> {
    scope.find_by_id::<invitation::Entity>(id).await
}

pub async fn find_invitation_in(tx: &Tx, id: Uuid) -> Result<Option<invitation::Model>, DbErr> {
    tx.find::<invitation::Entity>().by_id(id).for_update().one().await
}

/// The invitation whose code the scope's viewer shows, held until the transaction ends.
pub async fn find_shown_invitation(tx: &Tx) -> Result<Option<invitation::Model>, DbErr> {
    tx.find::<invitation::Entity>().for_update().one().await
}

#[derive(FromQueryResult)]
struct There {
    is_there: bool,
}

/// Whether somebody is today the principal of a preschool where the child has a place.
pub async fn is_principal_of(tx: &Tx, person: Uuid, child: Uuid) -> Result<bool, DbErr> {
    let today = tx.scope().today();
    let found: Vec<There> = tx
        .unruled_rows(|municipality| {
            let same = Expr::col((preschool_group::Entity, preschool_group::Column::Id))
                .equals((placement::Entity, placement::Column::GroupId));
            let led = Expr::col((duty::Entity, duty::Column::PreschoolId))
                .equals((preschool_group::Entity, preschool_group::Column::PreschoolId));
            let leads = Query::select()
                .expr(Expr::val(1))
                .from(placement::Entity)
                .inner_join(preschool_group::Entity, same)
                .inner_join(duty::Entity, led)
                .and_where(placement::Column::MunicipalityId.eq(municipality))
                .and_where(preschool_group::Column::MunicipalityId.eq(municipality))
                .and_where(duty::Column::MunicipalityId.eq(municipality))
                .and_where(placement::Column::ChildId.eq(child))
                .and_where(duty::Column::PersonId.eq(person))
                .and_where(duty::Column::Role.eq(DutyRole::Principal))
                .cond_where(valid_on(
                    (placement::Entity, placement::Column::ValidFrom),
                    (placement::Entity, placement::Column::ValidTo),
                    today,
                ))
                .cond_where(valid_on(
                    (duty::Entity, duty::Column::ValidFrom),
                    (duty::Entity, duty::Column::ValidTo),
                    today,
                ))
                .to_owned();
            Query::select().expr_as(Expr::exists(leads), "is_there").to_owned()
        })
        .await?;
    Ok(found.first().is_some_and(|row| row.is_there))
}

/// Invitations to these children that can still be accepted, oldest first.
pub async fn list_invitations_of(scope: &Scope, children: &[Uuid]) -> Result<Vec<invitation::Model>, DbErr> {
    use invitation::Column as C;
    let open = Condition::all()
        .add(C::ChildId.is_in(children.iter().copied()))
        .add(C::AcceptedBy.is_null())
        .add(C::WithdrawnAt.is_null())
        .add(C::ExpiresAt.gt(scope.now()));
    let find = scope.find::<invitation::Entity>().filter(open);
    find.ascending(C::CreatedAt).ascending(C::Id).all().await
}

/// An invitation to be made.
pub struct NewInvitation {
    pub id: Uuid,
    pub kind: InvitationKind,
    pub child: Uuid,
    pub invited_by: Uuid,
    pub code_hash: [u8; 32],
    pub expires_at: DateTime<Utc>,
}

pub async fn insert_invitation(tx: &Tx, new: NewInvitation) -> Result<invitation::Model, DbErr> {
    let row = invitation::ActiveModel {
        id: Set(new.id),
        kind: Set(new.kind),
        child_id: Set(new.child),
        invited_by: Set(new.invited_by),
        code_hash: Set(new.code_hash.to_vec()),
        created_at: Set(tx.scope().now()),
        expires_at: Set(new.expires_at),
        accepted_by: Set(None),
        accepted_at: Set(None),
        withdrawn_at: Set(None),
        ..Default::default()
    };
    tx.insert::<invitation::Entity>(row).await
}

pub async fn update_invitation_as_accepted(tx: &Tx, id: Uuid, by: Uuid) -> Result<(), DbErr> {
    let changes = vec![
        (invitation::Column::AcceptedBy, Expr::val(by)),
        (invitation::Column::AcceptedAt, Expr::val(tx.scope().now())),
    ];
    let one = Condition::all().add(invitation::Column::Id.eq(id));
    tx.update::<invitation::Entity>(one, changes).await?;
    Ok(())
}

pub async fn update_invitation_as_withdrawn(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    let changes = vec![(invitation::Column::WithdrawnAt, Expr::val(tx.scope().now()))];
    let one = Condition::all().add(invitation::Column::Id.eq(id));
    tx.update::<invitation::Entity>(one, changes).await?;
    Ok(())
}

/// Makes somebody a family member from today on.
pub async fn insert_family_member(
    tx: &Tx,
    invitation: &invitation::Model,
    person: Uuid,
    assurance: RelationAssurance,
) -> Result<(), DbErr> {
    let row = family_membership::ActiveModel {
        id: Set(tx.scope().new_id()),
        child_id: Set(invitation.child_id),
        person_id: Set(person),
        invited_by: Set(invitation.invited_by),
        assurance: Set(assurance),
        valid_from: Set(tx.scope().today()),
        valid_to: Set(None),
        ..Default::default()
    };
    tx.insert_all::<family_membership::Entity>(vec![row]).await
}

/// Makes somebody a guardian from today on, in the row that is there or a new one. For who is none today.
pub async fn insert_or_update_guardian(
    tx: &Tx,
    guardian: Uuid,
    child: Uuid,
    assurance: RelationAssurance,
) -> Result<(), DbErr> {
    use guardianship::Column as C;
    let row = guardianship::ActiveModel {
        id: Set(tx.scope().new_id()),
        guardian_id: Set(guardian),
        child_id: Set(child),
        valid_from: Set(tx.scope().today()),
        valid_to: Set(None),
        assurance: Set(assurance),
        ..Default::default()
    };
    let known = OnConflict::columns([C::MunicipalityId, C::GuardianId, C::ChildId])
        .update_columns([C::ValidFrom, C::ValidTo, C::Assurance])
        .to_owned();
    tx.insert_or::<guardianship::Entity>(row, known).await?;
    Ok(())
}

pub async fn find_family_member(scope: &Scope, id: Uuid) -> Result<Option<family_membership::Model>, DbErr> {
    scope.find_by_id::<family_membership::Entity>(id).await
}

pub async fn find_family_member_in(tx: &Tx, id: Uuid) -> Result<Option<family_membership::Model>, DbErr> {
    tx.find::<family_membership::Entity>().by_id(id).for_update().one().await
}

/// Today's family members of these children, oldest first.
pub async fn list_family_of(
    scope: &Scope,
    children: &[Uuid],
) -> Result<Vec<family_membership::Model>, DbErr> {
    use family_membership::Column as C;
    let find = scope.find::<family_membership::Entity>();
    let find = find.filter(C::ChildId.is_in(children.iter().copied()));
    find.ascending(C::ValidFrom).ascending(C::Id).all().await
}

/// Ends, with that day, everything that makes the person a family member of the child.
pub async fn update_family_as_ended(
    tx: &Tx,
    person: Uuid,
    child: Uuid,
    last: NaiveDate,
) -> Result<(), DbErr> {
    let theirs = Condition::all()
        .add(family_membership::Column::PersonId.eq(person))
        .add(family_membership::Column::ChildId.eq(child));
    let changes = vec![(family_membership::Column::ValidTo, Expr::val(last))];
    tx.update::<family_membership::Entity>(theirs, changes).await?;
    Ok(())
}
