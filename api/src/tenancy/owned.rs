//! What an entity must say of itself before anybody can read it.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{Condition, EntityTrait};

use super::Proof;
use crate::identity::Viewer;

/// An entity whose rows belong to a municipality.
pub trait TenantOwned: EntityTrait {
    /// The column that names the municipality.
    fn municipality() -> Self::Column;
}

/// From where a row rule looks at rows.
pub struct Sight<'a> {
    /// Whose rows.
    pub municipality_id: i32,
    /// Who looks.
    pub viewer: &'a Viewer,
    /// What the viewer can show besides being somebody.
    pub proof: Option<&'a Proof>,
    /// Today's date in Sweden: rights end with the day (T9).
    pub today: NaiveDate,
    /// The present.
    pub now: DateTime<Utc>,
}

/// Which rows exist for whom. Rows that the rule leaves out answer as if absent.
pub trait RowRule: TenantOwned {
    /// The condition that a row must meet.
    fn visible_to(sight: &Sight<'_>) -> Condition;

    /// The same for a row that is read beside the one that it hangs on, which exists for the viewer: what the rule says
    /// of that one need not be asked again.
    #[must_use]
    fn visible_beside(sight: &Sight<'_>) -> Condition {
        Self::visible_to(sight)
    }
}

/// An entity whose rows anyone may see within the municipality, so that they can be joined to others without a rule.
pub trait PublicRows: RowRule {}

/// Declares the entity modules that municipalities own.
macro_rules! tenant_owned {
    ($($entity:path),+ $(,)?) => {$(
        const _: () = {
            use $entity as entity;
            impl $crate::tenancy::TenantOwned for entity::Entity {
                fn municipality() -> Self::Column {
                    entity::Column::MunicipalityId
                }
            }
        };
    )+};
}

/// Declares entity modules whose rows anyone may see.
macro_rules! public_rows {
    ($($entity:path),+ $(,)?) => {$(
        $crate::tenancy::tenant_owned!($entity);
        const _: () = {
            use $entity as entity;
            impl $crate::tenancy::RowRule for entity::Entity {
                fn visible_to(_: &$crate::tenancy::Sight<'_>) -> sea_orm::Condition {
                    sea_orm::Condition::all()
                }
            }
            impl $crate::tenancy::PublicRows for entity::Entity {}
        };
    )+};
}

pub(crate) use {public_rows, tenant_owned};
