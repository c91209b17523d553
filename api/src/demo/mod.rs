//! Two made-up municipalities that show every pillar: Demostad (9901) and its neighbour Grannköping (9902). Everything
//! here is invented. Filled once; what follows the calendar (menus) is topped up at every start.

mod people;

use std::sync::Arc;

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::{
    app::Foundation,
    tenancy::{Municipality, Scope},
};

pub use people::{PEOPLE, People, Persona};

/// Codes and names of the two.
pub const MUNICIPALITIES: [(&str, &str); 2] = [("9901", "Demostad"), ("9902", "Grannköping")];

/// Fills the demonstration into a migrated database. Can be run again: what is there stays.
///
/// # Errors
/// When the database cannot be written; nothing half-filled stays then.
pub async fn fill(foundation: &Foundation) -> Result<(), DbErr> {
    for (code, name) in MUNICIPALITIES {
        let (municipality, is_new) = municipality(foundation, code, name).await?;
        let scope = foundation.platform.scope(
            municipality,
            &foundation.world.clock,
            &foundation.world.ids,
            &foundation.key,
        );
        if is_new {
            fill_once(&scope).await?;
        }
    }
    Ok(())
}

/// All of a municipality in one transaction: a crash in between leaves nothing.
async fn fill_once(scope: &Scope) -> Result<(), DbErr> {
    let tx = scope.begin().await?;
    let _people = People::register(&tx).await?;
    tx.commit().await
}

async fn municipality(
    foundation: &Foundation,
    code: &str,
    name: &str,
) -> Result<(Arc<Municipality>, bool), DbErr> {
    use entity::municipality::{ActiveModel, Column, Entity};
    let connection = foundation.platform.connection();
    let known = Entity::find().filter(Column::Code.eq(code)).one(connection).await?;
    if known.is_none() {
        let row = ActiveModel {
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            default_locale: Set("sv".to_owned()),
            ..Default::default()
        };
        Entity::insert(row).exec_without_returning(connection).await?;
    }
    let row = Entity::find().filter(Column::Code.eq(code)).one(connection).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(code.to_owned()))?;
    let people = entity::person::Entity::find().filter(entity::person::Column::MunicipalityId.eq(row.id));
    let is_new = people.one(connection).await?.is_none();
    let municipality = Municipality {
        id: row.id,
        code: row.code,
        name: row.name,
        default_locale: crate::platform::Locale::Sv,
    };
    Ok((Arc::new(municipality), is_new))
}
