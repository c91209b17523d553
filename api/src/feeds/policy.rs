//! Staff see where menus come from: those who hold a role that looks after menus or texts all of it, those who work at a
//! school what is that school's. Kitchen staff and administrators decide.

use entity::{Role, menu_source, school_duty};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    identity::{Viewer, nothing, valid_on},
    platform::Failure,
    tenancy::{Proof, RowRule, Scope, Sight, tenant_owned},
};

tenant_owned!(entity::menu_source);

/// Who sees every source.
const SEE_ALL: [Role; 3] = [Role::KitchenStaff, Role::Communicator, Role::Administrator];

impl RowRule for menu_source::Entity {
    /// All of them for the roles that look after menus and for an operator's command; else those of the schools at which one works today.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sight.proof == Some(&Proof::Operator) {
            return Condition::all();
        }
        let Some(viewer) = sight.viewer.person() else { return nothing() };
        if SEE_ALL.iter().any(|role| viewer.roles.contains(role)) {
            return Condition::all();
        }
        let at_work = Query::select()
            .column((school_duty::Entity, school_duty::Column::SchoolId))
            .from(school_duty::Entity)
            .and_where(
                Expr::col((school_duty::Entity, school_duty::Column::MunicipalityId))
                    .eq(sight.municipality_id),
            )
            .and_where(Expr::col((school_duty::Entity, school_duty::Column::PersonId)).eq(viewer.id))
            .cond_where(valid_on(
                (school_duty::Entity, school_duty::Column::ValidFrom),
                (school_duty::Entity, school_duty::Column::ValidTo),
                sight.today,
            ))
            .to_owned();
        Condition::all().add(menu_source::Column::SchoolId.in_subquery(at_work))
    }
}

/// Whether the viewer decides where menus come from.
pub fn may_edit(viewer: &Viewer) -> bool {
    viewer.holds(Role::KitchenStaff) || viewer.holds(Role::Administrator)
}

/// First line of every action.
pub fn enter<Fault>(scope: &Scope) -> Result<(), Failure<Fault>> {
    if scope.proof() == Some(&Proof::Operator) {
        return Ok(());
    }
    if scope.viewer().person().is_none() {
        return Err(Failure::Unauthenticated);
    }
    if may_edit(scope.viewer()) { Ok(()) } else { Err(Failure::Forbidden) }
}
