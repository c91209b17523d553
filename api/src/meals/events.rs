//! Hearing of allergens that change in a school's menu (M3).

use std::{collections::VecDeque, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use entity::meal_version;
use sea_orm::DbErr;
use uuid::Uuid;

use super::store::versions;
use crate::{
    platform::{
        Event, Topic,
        relay::{Announcements, Ear, Missed},
    },
    tenancy::{Scope, Scopes},
};

/// So long before the last announcement that was heard a re-read begins: an import's time is that of its beginning.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);
/// So many changes that were told are remembered: an announcement can come twice.
const REMEMBERED: usize = 256;

/// Somebody who listens for changes of allergens at a school.
pub struct Listener {
    scope: Scope,
    ear: Ear,
    school: Uuid,
    waiting: VecDeque<Uuid>,
    told: VecDeque<Uuid>,
    heard_until: DateTime<Utc>,
}

impl Listener {
    /// Begins to listen.
    pub fn new(scope: &Scope, announcements: &Announcements, school: Uuid) -> Self {
        Self {
            scope: scope.clone(),
            ear: announcements.listen(),
            school,
            waiting: VecDeque::new(),
            told: VecDeque::new(),
            heard_until: scope.now(),
        }
    }

    /// The next version of a meal in which allergens changed. None when the server stops.
    pub async fn next(&mut self) -> Option<Result<Arc<meal_version::Model>, DbErr>> {
        loop {
            if let Some(id) = self.waiting.pop_front() {
                match self.look(id).await {
                    Ok(Some(version)) => return Some(Ok(version)),
                    Ok(None) => continue,
                    Err(cause) => return Some(Err(cause)),
                }
            }
            match self.ear.next().await? {
                Ok(event) => self.note(event),
                Err(Missed) => {
                    if let Err(cause) = self.catch_up().await {
                        return Some(Err(cause));
                    }
                }
            }
        }
    }

    fn note(&mut self, event: Event) {
        self.heard_until = self.scope.now();
        let ours = event.municipality_id == self.scope.municipality().id;
        if ours && event.topic == Topic::MealAllergensChanged && event.audience == Some(self.school) {
            self.wait_for(event.subject);
        }
    }

    fn wait_for(&mut self, version: Uuid) {
        if !self.told.contains(&version) && !self.waiting.contains(&version) {
            self.waiting.push_back(version);
        }
    }

    /// Announcements came faster than they were heard: what changed meanwhile is read from the versions themselves.
    async fn catch_up(&mut self) -> Result<(), DbErr> {
        let fresh = Scopes::renew(&self.scope).await?;
        for version in versions::list_alerts_since(&fresh, self.school, self.heard_until - OVERLAP).await? {
            self.wait_for(version.id);
        }
        self.heard_until = fresh.now();
        Ok(())
    }

    async fn look(&mut self, id: Uuid) -> Result<Option<Arc<meal_version::Model>>, DbErr> {
        let fresh = Scopes::renew(&self.scope).await?;
        let found = versions::find_version(&fresh, id).await?;
        if found.is_some() {
            if self.told.len() == REMEMBERED {
                self.told.pop_front();
            }
            self.told.push_back(id);
        }
        Ok(found.map(Arc::new))
    }
}
