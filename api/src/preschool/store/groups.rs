//! Preschools, groups, and who belongs to them.

use std::collections::HashMap;

use entity::{DutyRole, duty, guardian_block, guardianship, placement, preschool, preschool_group};
use sea_orm::{
    ColumnTrait, DbErr, FromQueryResult,
    sea_query::{Cond, Expr, ExprTrait, JoinType, LikeExpr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    identity::valid_on,
    tenancy::{Find, Keyset, Scope},
};

/// Preschools by name.
pub static PRESCHOOLS: Keyset<preschool::Entity> =
    Keyset::ascending(&[preschool::Column::Name, preschool::Column::Id]);

/// Preschools, or those whose name contains the text, whatever the case.
pub fn list_preschools(scope: &Scope, name: Option<&str>) -> Find<'static, preschool::Entity> {
    let find = scope.find::<preschool::Entity>();
    let Some(name) = name.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()) else {
        return find;
    };
    let escaped = name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    find.filter(preschool::Column::SearchName.like(LikeExpr::new(format!("%{escaped}%")).escape('\\')))
}

pub async fn list_preschools_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<preschool::Model>, DbErr> {
    scope.find::<preschool::Entity>().filter(preschool::Column::Id.is_in(ids.iter().copied())).all().await
}

/// Groups by name; those of the ids that the viewer does not see are left out.
pub async fn list_groups_by_id(scope: &Scope, ids: &[Uuid]) -> Result<Vec<preschool_group::Model>, DbErr> {
    scope
        .find::<preschool_group::Entity>()
        .filter(preschool_group::Column::Id.is_in(ids.iter().copied()))
        .ascending(preschool_group::Column::Name)
        .ascending(preschool_group::Column::Id)
        .all()
        .await
}

/// Today's places of these children, oldest first.
pub async fn list_placements_of(scope: &Scope, children: &[Uuid]) -> Result<Vec<placement::Model>, DbErr> {
    let mine = placement::Column::ChildId.is_in(children.iter().copied());
    let find = scope.find::<placement::Entity>().filter(mine);
    find.ascending(placement::Column::ValidFrom).ascending(placement::Column::Id).all().await
}

/// Today's places in these groups.
pub async fn list_placements_in(scope: &Scope, groups: &[Uuid]) -> Result<Vec<placement::Model>, DbErr> {
    let here = placement::Column::GroupId.is_in(groups.iter().copied());
    scope.find::<placement::Entity>().filter(here).all().await
}

/// Today's guardianships of these children.
pub async fn list_guardianships_of(
    scope: &Scope,
    children: &[Uuid],
) -> Result<Vec<guardianship::Model>, DbErr> {
    let theirs = guardianship::Column::ChildId.is_in(children.iter().copied());
    scope.find::<guardianship::Entity>().filter(theirs).all().await
}

/// Today's duties in these groups, and at the whole of their preschools.
pub async fn list_duties_at(
    scope: &Scope,
    groups: &[Uuid],
    preschools: &[Uuid],
) -> Result<Vec<duty::Model>, DbErr> {
    let whole =
        Cond::any().add(duty::Column::GroupId.is_null()).add(duty::Column::Role.eq(DutyRole::Principal));
    let here = Cond::any()
        .add(duty::Column::GroupId.is_in(groups.iter().copied()))
        .add(Cond::all().add(duty::Column::PreschoolId.is_in(preschools.iter().copied())).add(whole));
    scope.find::<duty::Entity>().filter(here).all().await
}

#[derive(FromQueryResult)]
struct Count {
    id: Uuid,
    count: i64,
}

/// How many guardians each group's posts reach today. A number, so that the rows behind it may be counted past the
/// viewer's rules; the groups are the viewer's own.
pub async fn count_guardians_of(scope: &Scope, groups: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let mut guardians = guardians_of_group(scope, (preschool_group::Entity, preschool_group::Column::Id));
    guardians.expr(Expr::col((guardianship::Entity, guardianship::Column::GuardianId)).count_distinct());
    let counts: Vec<Count> = scope
        .find::<preschool_group::Entity>()
        .filter(preschool_group::Column::Id.is_in(groups.iter().copied()))
        .columns(&[(preschool_group::Column::Id.into_expr(), "id"), (guardians.into(), "count")], &[])
        .await?;
    Ok(counts.into_iter().map(|row| (row.id, row.count)).collect())
}

/// Today's guardians of the children that are placed in a group today, without those that a block keeps from the child:
/// a subquery over `guardianship` and `placement`, without columns, tied to the group's column outside.
pub(super) fn guardians_of_group<E, C>(scope: &Scope, group: (E, C)) -> SelectStatement
where
    (E, C): sea_orm::sea_query::IntoColumnRef,
{
    let (municipality, today) = (scope.municipality().id, scope.today());
    let blocked = Query::select()
        .expr(Expr::val(1))
        .from(guardian_block::Entity)
        .and_where(guardian_block::Column::MunicipalityId.eq(municipality))
        .and_where(
            Expr::col((guardian_block::Entity, guardian_block::Column::GuardianId))
                .equals((guardianship::Entity, guardianship::Column::GuardianId)),
        )
        .and_where(
            Expr::col((guardian_block::Entity, guardian_block::Column::ChildId))
                .equals((guardianship::Entity, guardianship::Column::ChildId)),
        )
        .to_owned();
    Query::select()
        .from(placement::Entity)
        .join(
            JoinType::InnerJoin,
            guardianship::Entity,
            Cond::all().add(guardianship::Column::MunicipalityId.eq(municipality)).add(
                Expr::col((guardianship::Entity, guardianship::Column::ChildId))
                    .equals((placement::Entity, placement::Column::ChildId)),
            ),
        )
        .and_where(placement::Column::MunicipalityId.eq(municipality))
        .and_where(Expr::col((placement::Entity, placement::Column::GroupId)).equals(group))
        .cond_where(valid_on(
            (placement::Entity, placement::Column::ValidFrom),
            (placement::Entity, placement::Column::ValidTo),
            today,
        ))
        .cond_where(valid_on(
            (guardianship::Entity, guardianship::Column::ValidFrom),
            (guardianship::Entity, guardianship::Column::ValidTo),
            today,
        ))
        .and_where(Expr::exists(blocked).not())
        .to_owned()
}
