//! The municipalities of the installation, kept in memory: every request asks for one.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityName, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use sea_orm_migration::SchemaManager;

use super::PlatformDb;
use crate::platform::Locale;

/// A tenant, as every request needs to know it.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// Surrogate key.
    pub id: i32,
    /// Kommunkod.
    pub code: String,
    /// Name in Swedish.
    pub name: String,
    /// The language that its texts fall back to.
    pub default_locale: Locale,
}

/// All municipalities that the installation serves, by code and by host name.
#[derive(Clone)]
pub struct Municipalities(Arc<Inner>);

struct Inner {
    platform: PlatformDb,
    hosts: HashMap<String, String>,
    /// The only codes that answer; all of the database's without a list.
    served: Option<Vec<String>>,
    by_code: ArcSwap<HashMap<String, Arc<Municipality>>>,
}

impl Municipalities {
    /// All of the database, for commands of the installation's operator.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load_all(platform: PlatformDb) -> Result<Self, DbErr> {
        Self::load(platform, HashMap::new(), None).await
    }

    /// The ones that a server answers for: `served` names their codes, `hosts` maps host names to codes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load_served(
        platform: PlatformDb,
        hosts: &HashMap<String, String>,
        served: &[String],
    ) -> Result<Self, DbErr> {
        let hosts = hosts.iter().map(|(host, code)| (host.to_ascii_lowercase(), code.clone())).collect();
        Self::load(platform, hosts, Some(served.to_vec())).await
    }

    async fn load(
        platform: PlatformDb,
        hosts: HashMap<String, String>,
        served: Option<Vec<String>>,
    ) -> Result<Self, DbErr> {
        let loaded = Self(Arc::new(Inner { platform, hosts, served, by_code: ArcSwap::default() }));
        loaded.reload().await?;
        Ok(loaded)
    }

    /// Reads the list again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reload(&self) -> Result<(), DbErr> {
        use entity::municipality::{Column, Entity};
        let rows = Entity::find()
            .order_by_asc(Column::Code)
            .into_partial_model::<Row>()
            .all(self.0.platform.connection())
            .await?;
        let by_code = rows
            .into_iter()
            .filter(|row| self.0.serves(&row.code))
            .map(|row| (row.code.clone(), Arc::new(row.into())))
            .collect();
        self.0.by_code.store(Arc::new(by_code));
        Ok(())
    }

    /// The municipality with that kommunkod. A code that is not served costs no look into the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn by_code(&self, code: &str) -> Result<Option<Arc<Municipality>>, DbErr> {
        if let Some(found) = self.0.by_code.load().get(code) {
            return Ok(Some(Arc::clone(found)));
        }
        if code.len() != 4 || !code.bytes().all(|b| b.is_ascii_digit()) || !self.0.serves(code) {
            return Ok(None);
        }
        self.reload().await?;
        Ok(self.0.by_code.load().get(code).cloned())
    }

    /// The municipality that a host name (without port) is mapped to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn by_host(&self, host: &str) -> Result<Option<Arc<Municipality>>, DbErr> {
        match self.0.hosts.get(&host.to_ascii_lowercase()) {
            Some(code) => self.by_code(code).await,
            None => Ok(None),
        }
    }

    /// The ones that are known now, by id.
    #[must_use]
    pub fn by_id(&self, id: i32) -> Option<Arc<Municipality>> {
        self.0.by_code.load().values().find(|municipality| municipality.id == id).cloned()
    }

    /// All that are served, by code.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Municipality>> {
        let mut all: Vec<_> = self.0.by_code.load().values().cloned().collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
    }
}

impl Inner {
    fn serves(&self, code: &str) -> bool {
        self.served.as_ref().is_none_or(|served| served.iter().any(|known| known == code))
    }
}

/// The codes of all municipalities of a database that may have no schema yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_codes(platform: &PlatformDb) -> Result<Vec<String>, DbErr> {
    use entity::municipality::{Column, Entity};
    let connection = platform.connection();
    if !SchemaManager::new(connection).has_table(Entity.table_name()).await? {
        return Ok(Vec::new());
    }
    Entity::find()
        .select_only()
        .column(Column::Code)
        .order_by_asc(Column::Code)
        .into_tuple()
        .all(connection)
        .await
}

/// The municipality of that code; made with that name where there is none.
///
/// # Errors
/// When the database cannot be written.
pub async fn find_or_insert(
    platform: &PlatformDb,
    code: &str,
    name: &str,
) -> Result<Arc<Municipality>, DbErr> {
    use entity::municipality::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        default_locale: Set(Locale::default().tag().to_owned()),
        ..Default::default()
    };
    let known = OnConflict::column(Column::Code).do_nothing().to_owned();
    Entity::insert(row).on_conflict(known).exec_without_returning(platform.connection()).await?;
    let row = Entity::find()
        .filter(Column::Code.eq(code))
        .into_partial_model::<Row>()
        .one(platform.connection())
        .await?;
    row.map(|row| Arc::new(row.into())).ok_or_else(|| DbErr::RecordNotFound(code.to_owned()))
}

impl From<Row> for Municipality {
    fn from(Row { id, code, name, default_locale }: Row) -> Self {
        Self { id, code, name, default_locale: Locale::from_tag(&default_locale).unwrap_or_default() }
    }
}

#[derive(sea_orm::DerivePartialModel)]
#[sea_orm(entity = "entity::municipality::Entity")]
struct Row {
    id: i32,
    code: String,
    name: String,
    default_locale: String,
}
