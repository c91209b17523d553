//! What PostgreSQL knows of the tables. A register fills them faster than PostgreSQL looks at them by itself, and for tables
//! that it believes to be empty it reads all of them instead of their indexes: a page that takes 4 ms takes 150.

use sea_orm::{ConnectionTrait as _, DatabaseBackend, DbErr};

use crate::tenancy::PlatformDb;

const TABLES: &str = "external_reference, awaited_guardian, person, identity_number, principal_name, guardianship, \
    enrolment, placement, duty, school_duty, preschool_group";

/// Lets PostgreSQL look now. It takes samples: some tens of milliseconds, however large the tables are.
pub(super) async fn refresh(platform: &PlatformDb) -> Result<(), DbErr> {
    if platform.database().backend() == DatabaseBackend::Postgres {
        platform.connection().execute_unprepared(&format!("ANALYZE {TABLES}")).await?;
    }
    Ok(())
}

/// Whether it is time for it: often at first, when tables grow fast, and ever more seldom.
pub(super) fn is_due(pages: usize) -> bool {
    pages.is_power_of_two()
}
