//! The rows of roles.

use chrono::NaiveDate;
use entity::{Role, person, role_assignment};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use super::period::Period;
use crate::{
    identity::policy::valid_on,
    tenancy::{Find, Keyset, Scope, Tx},
};

/// By role.
pub static ASSIGNMENTS: Keyset<role_assignment::Entity> =
    Keyset::ascending(&[role_assignment::Column::Role, role_assignment::Column::Id]);

/// What is held today or from a later day on.
pub fn list_assignments(scope: &Scope, role: Option<Role>) -> Find<'static, role_assignment::Entity> {
    let to = role_assignment::Column::ValidTo;
    let lasting = Condition::any().add(to.is_null()).add(to.gte(scope.today()));
    let find = scope.find::<role_assignment::Entity>().filter(lasting);
    match role {
        Some(role) => find.filter(role_assignment::Column::Role.eq(role)),
        None => find,
    }
}

pub async fn list_assignments_by_id(
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<role_assignment::Model>, DbErr> {
    let theirs = role_assignment::Column::Id.is_in(ids.iter().copied());
    scope.find::<role_assignment::Entity>().filter(theirs).all().await
}

/// Who is administrator today. Held until the transaction ends: of two administrators who withdraw each other's role, the
/// second finds that they are none any more.
pub async fn list_administrators_to_change(tx: &Tx) -> Result<Vec<role_assignment::Model>, DbErr> {
    let table = role_assignment::Entity;
    let today = valid_on(
        (table, role_assignment::Column::ValidFrom),
        (table, role_assignment::Column::ValidTo),
        tx.scope().today(),
    );
    let find = tx.find::<role_assignment::Entity>().filter(today);
    let find = find.filter(role_assignment::Column::Role.eq(Role::Administrator));
    find.ascending(role_assignment::Column::Id).for_update().all().await
}

/// The row of a person and a role, whatever its days, held until the transaction ends.
pub async fn find_assignment_to_change(
    tx: &Tx,
    person: Uuid,
    role: Role,
) -> Result<Option<role_assignment::Model>, DbErr> {
    let find = tx.find::<role_assignment::Entity>().filter(role_assignment::Column::PersonId.eq(person));
    find.filter(role_assignment::Column::Role.eq(role)).for_update().one().await
}

#[derive(FromQueryResult)]
struct Found {
    #[expect(dead_code, reason = "only whether the row is there matters")]
    id: Uuid,
}

/// Whether there is such a person. Also one with a protected identity can hold a role: who knows the id may give it.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_person(scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    let found: Vec<Found> = scope
        .unruled(|municipality| {
            Query::select()
                .column(person::Column::Id)
                .from(person::Entity)
                .and_where(Expr::col(person::Column::MunicipalityId).eq(municipality))
                .and_where(Expr::col(person::Column::Id).eq(id))
                .to_owned()
        })
        .await?;
    Ok(!found.is_empty())
}

/// Gives a role for these days, in the row that is there or a new one.
pub async fn insert_or_update_assignment(
    tx: &Tx,
    id: Uuid,
    person: Uuid,
    role: Role,
    period: Period,
) -> Result<(), DbErr> {
    use role_assignment::Column as C;
    let row = role_assignment::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        role: Set(role),
        valid_from: Set(period.from),
        valid_to: Set(period.to),
        ..Default::default()
    };
    let known = OnConflict::columns([C::MunicipalityId, C::PersonId, C::Role])
        .update_columns([C::ValidFrom, C::ValidTo])
        .to_owned();
    tx.insert_or::<role_assignment::Entity>(row, known).await?;
    Ok(())
}

/// Ends a role with that day.
pub async fn update_assignment_as_ended(tx: &Tx, id: Uuid, last: NaiveDate) -> Result<(), DbErr> {
    let changes = vec![(role_assignment::Column::ValidTo, Expr::val(last))];
    tx.update::<role_assignment::Entity>(only(id), changes).await?;
    Ok(())
}

/// Takes away a role that was held on no day before.
pub async fn delete_assignment(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    tx.delete::<role_assignment::Entity>(only(id)).await?;
    Ok(())
}

fn only(id: Uuid) -> Condition {
    Condition::all().add(role_assignment::Column::Id.eq(id))
}
