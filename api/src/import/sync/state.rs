//! How far a register has been read.

use chrono::{DateTime, Utc};
use entity::sync_state as state;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, sea_query::OnConflict,
};

use super::super::ss12000::Resource;
use super::page::Register;

/// Where a run is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State(state::Model);

impl State {
    /// What the last runs left, or the state of a register that was never read.
    pub(super) async fn load<C: ConnectionTrait>(connection: &C, register: &Register) -> Result<Self, DbErr> {
        let key = (register.municipality_id, register.source.clone());
        let found = state::Entity::find_by_id(key).one(connection).await?;
        Ok(Self(found.unwrap_or_else(|| state::Model {
            municipality_id: register.municipality_id,
            source: register.source.clone(),
            version: 0,
            complete_until: None,
            run_until: None,
            run_began_at: None,
            run_is_full: false,
            resource: None,
            page_token: None,
            updated_at: register.now,
        })))
    }

    /// Goes on with the run that was stopped, or begins one. A full run is not gone on with as one of changes, nor the
    /// other way round.
    pub(super) fn begin(&mut self, register: &Register, full: bool) -> bool {
        if self.0.resource.is_some() && (self.0.run_is_full || !full) {
            return true;
        }
        self.0.resource = Resource::ALL.first().map(|first| first.path().to_owned());
        self.0.page_token = None;
        self.0.run_until = None;
        self.0.run_began_at = Some(register.now);
        // The first run has nothing to tell changes from.
        self.0.run_is_full = full || self.0.complete_until.is_none();
        false
    }

    /// What is read next.
    pub(super) fn resource(&self) -> Option<Resource> {
        self.0.resource.as_deref().and_then(|name| name.parse().ok())
    }

    /// Where in it.
    pub(super) fn page_token(&self) -> Option<&str> {
        self.0.page_token.as_deref()
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.run_is_full
    }

    pub(super) fn began_at(&self) -> DateTime<Utc> {
        self.0.run_began_at.unwrap_or(self.0.updated_at)
    }

    /// From when on changes are asked for; none asks for everything.
    pub(super) fn since(&self) -> Option<DateTime<Utc>> {
        self.0.complete_until.filter(|_| !self.0.run_is_full)
    }

    /// From when on deletions are asked for.
    pub(super) fn deleted_since(&self) -> Option<DateTime<Utc>> {
        self.0.complete_until
    }

    /// Notes the register's time at the first answer of a run. What changes there from then on is for the next run.
    pub(super) fn note_time(&mut self, time: DateTime<Utc>) {
        self.0.run_until.get_or_insert(time);
    }

    /// Goes on: to the page that the token names, to the next list, or to the end of the run.
    pub(super) fn advance(&mut self, token: Option<String>) {
        let next = match token {
            Some(_) => self.resource(),
            None => self.resource().and_then(Resource::next),
        };
        self.0.page_token = token;
        if let Some(next) = next {
            self.0.resource = Some(next.path().to_owned());
        } else {
            self.0.resource = None;
            self.0.complete_until = self.0.run_until.take().or(self.0.complete_until);
            self.0.run_began_at = None;
            self.0.run_is_full = false;
        }
    }

    /// Forgets where in a list the run was: the register does not know the token any more.
    pub(super) fn restart(&mut self) {
        self.0.page_token = None;
    }

    /// Writes it. Answers false where another run has read on meanwhile; the transaction must not be committed then.
    pub(super) async fn save<C: ConnectionTrait>(
        &mut self,
        connection: &C,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        use state::Column;
        let before = self.0.version;
        self.0.version += 1;
        self.0.updated_at = now;
        let row = self.0.clone().into_active_model().reset_all();
        let written = if before == 0 {
            let key = [Column::MunicipalityId, Column::Source];
            let unless_there = OnConflict::columns(key).do_nothing().to_owned();
            state::Entity::insert(row).on_conflict(unless_there).exec_without_returning(connection).await?
        } else {
            let mine = state::Entity::update_many()
                .set(row)
                .filter(Column::MunicipalityId.eq(self.0.municipality_id))
                .filter(Column::Source.eq(&self.0.source))
                .filter(Column::Version.eq(before));
            mine.exec(connection).await?.rows_affected
        };
        Ok(written == 1)
    }
}
