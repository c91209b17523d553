//! Which rows about people exist for whom.

use chrono::NaiveDate;
use entity::{Role, login, person, role_assignment};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoColumnRef, IntoCondition},
};

use super::{Assurance, Viewer};
use crate::tenancy::{Proof, RowRule, Sight, tenant_owned};

tenant_owned!(
    entity::person,
    entity::login,
    entity::role_assignment,
    entity::identity_number,
    entity::principal_name,
    entity::external_reference,
);

// The last three and `trusted_issuer` have no row rule: no query of anybody's reaches them. The register extract reads
// that a number is known, one's own principal names and one's own ids in registers.

/// Whether a period with an inclusive, possibly open end covers the day (T9).
pub(crate) fn valid_on(
    from: impl IntoColumnRef,
    to: impl IntoColumnRef + Clone,
    day: NaiveDate,
) -> Condition {
    Condition::all()
        .add(Expr::col(from).lte(day))
        .add(Condition::any().add(Expr::col(to.clone()).is_null()).add(Expr::col(to).gte(day)))
}

/// A condition that no row meets.
pub(crate) fn nothing() -> Condition {
    Condition::all().add(Expr::val(false))
}

/// Whether the viewer is the data-protection officer with a login that is strong enough for child data (T4).
pub(crate) fn is_data_protection_officer(viewer: &Viewer) -> bool {
    let strong = viewer.person().is_some_and(|person| person.assurance >= Assurance::Substantial);
    viewer.holds(Role::DataProtectionOfficer) && strong
}

impl RowRule for person::Entity {
    /// Oneself; administrators see all but the protected, the data-protection officer all (P10). How features show people to each other is theirs to say,
    /// with a rule on their own rows.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some(viewer) = sight.viewer.person() else { return nothing() };
        let mut rule = Condition::any().add(person::Column::Id.eq(viewer.id));
        if viewer.roles.contains(&Role::Administrator) {
            rule = rule.add(person::Column::Protection.eq(entity::IdentityProtection::None));
        }
        if is_data_protection_officer(sight.viewer) {
            rule = rule.add(Expr::val(true));
        }
        rule
    }
}

impl RowRule for login::Entity {
    /// One's own logins.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        sight.viewer.person_id().map_or_else(nothing, |id| login::Column::PersonId.eq(id).into_condition())
    }
}

impl RowRule for role_assignment::Entity {
    /// One's own roles; administrators see all, and so does an operator's command.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        if sight.proof == Some(&Proof::Operator) {
            return Condition::all();
        }
        let Some(viewer) = sight.viewer.person() else { return nothing() };
        if viewer.roles.contains(&Role::Administrator) {
            return Condition::all();
        }
        role_assignment::Column::PersonId.eq(viewer.id).into_condition()
    }
}
