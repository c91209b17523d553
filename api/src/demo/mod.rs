//! Two made-up municipalities that show every pillar: Demostad (9901) and its neighbour Grannköping (9902). Everything
//! here is invented. Filled once; what follows the calendar (menus) is topped up at every start.

mod directory;
mod logins;
mod lunches;
mod meals;
mod people;
mod preschool;
mod submissions;

use sea_orm::DbErr;

use crate::{
    app::Foundation,
    tenancy::{PlatformDb, Scope, municipality},
};

pub use logins::Logins;
pub use people::{PEOPLE, People, Persona};

/// Codes and names of the two.
pub const MUNICIPALITIES: [(&str, &str); 2] = [("9901", "Demostad"), ("9902", "Grannköping")];

/// The codes of municipalities in the database that are not of the demonstration; none where it has no schema yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn strangers(platform: &PlatformDb) -> Result<Vec<String>, DbErr> {
    let mut codes = municipality::list_codes(platform).await?;
    codes.retain(|code| MUNICIPALITIES.iter().all(|(known, _)| known != code));
    Ok(codes)
}

/// Fills the demonstration into a migrated database. Can be run again: what is there stays.
///
/// # Errors
/// When the database cannot be written; nothing half-filled stays then.
pub async fn fill(foundation: &Foundation) -> Result<(), DbErr> {
    for (code, name) in MUNICIPALITIES {
        let municipality = municipality::find_or_insert(&foundation.platform, code, name).await?;
        let scope = foundation.platform.scope(
            municipality,
            &foundation.world.clock,
            &foundation.world.ids,
            &foundation.key,
        );
        fill_once(&scope).await?;
        meals::top_up(foundation, &scope).await?;
    }
    Ok(())
}

/// All of a municipality in one transaction: a crash in between leaves nothing.
async fn fill_once(scope: &Scope) -> Result<(), DbErr> {
    let tx = scope.begin().await?;
    if People::are_registered(&tx).await? {
        return Ok(());
    }
    let people = People::register(&tx).await?;
    directory::fill(&tx).await?;
    preschool::fill(&tx, &people).await?;
    meals::fill(&tx, &people).await?;
    submissions::fill(&tx, &people).await?;
    tx.commit().await
}
