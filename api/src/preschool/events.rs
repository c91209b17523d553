//! Hearing of posts that go out. An announcement is only a reason to look: whether the post is there for the listener is
//! judged when it is told, with the relations of that moment (P2, T9).

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{PostStatus, post};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{policy, store};
use crate::{
    identity,
    platform::{
        Event, Failure, Topic,
        relay::{Announcements, Ear, Missed},
    },
    tenancy::{Scope, Scopes},
};

/// So long before the last announcement that was heard a re-read begins: a post's time is that of its transaction's
/// beginning, and another one's may have ended earlier.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);
/// So many posts that were told are remembered: an announcement can come twice.
const REMEMBERED: usize = 256;

/// Somebody who listens for posts.
pub struct Listener {
    scope: Scope,
    ear: Ear,
    /// The groups wanted; all of the listener's when none are named.
    groups: Option<HashSet<Uuid>>,
    /// Posts to be told, those that are there for the listener by then.
    waiting: VecDeque<Uuid>,
    told: VecDeque<Uuid>,
    heard_until: DateTime<Utc>,
}

/// What a listener is to a post.
enum Sight {
    There(Arc<post::Model>),
    NotThere,
    /// The login has ended, or the person is gone.
    Over,
}

impl Listener {
    /// Begins to listen.
    pub async fn new<Fault>(
        scope: &Scope,
        announcements: &Announcements,
        groups: Option<HashSet<Uuid>>,
    ) -> Result<Self, Failure<Fault>> {
        policy::enter_feed::<Fault>(scope).await?;
        Ok(Self {
            scope: scope.clone(),
            ear: announcements.listen(),
            groups,
            waiting: VecDeque::new(),
            told: VecDeque::new(),
            heard_until: scope.now(),
        })
    }

    /// The next post that is there for the listener. None at the end: the server stops, the login has ended, or the
    /// person is gone.
    pub async fn next(&mut self) -> Option<Result<Arc<post::Model>, DbErr>> {
        loop {
            let Some(id) = self.waiting.pop_front() else {
                match self.ear.next().await? {
                    Ok(event) => self.note(event),
                    Err(Missed) => {
                        if let Err(cause) = self.catch_up().await {
                            return Some(Err(cause));
                        }
                    }
                }
                continue;
            };
            match self.look(id).await {
                Ok(Sight::There(post)) => return Some(Ok(post)),
                Ok(Sight::NotThere) => {}
                Ok(Sight::Over) => return None,
                Err(cause) => return Some(Err(cause)),
            }
        }
    }

    fn note(&mut self, event: Event) {
        self.heard_until = self.scope.now();
        let ours = event.municipality_id == self.scope.municipality().id;
        if ours && event.topic == Topic::PostPublished && self.wants(event.audience) {
            self.wait_for(event.subject);
        }
    }

    fn wants(&self, group: Option<Uuid>) -> bool {
        self.groups.as_ref().is_none_or(|wanted| group.is_some_and(|group| wanted.contains(&group)))
    }

    fn wait_for(&mut self, post: Uuid) {
        if self.told.contains(&post) || self.waiting.contains(&post) {
            return;
        }
        self.waiting.push_back(post);
    }

    /// Announcements came faster than they were heard: what went out meanwhile is read from the posts themselves.
    async fn catch_up(&mut self) -> Result<(), DbErr> {
        let Some(fresh) = self.renew().await? else { return Ok(()) };
        let groups = identity::relations(&fresh).await?.groups();
        let wanted: Vec<_> = groups.into_iter().filter(|group| self.wants(Some(*group))).collect();
        let since = self.heard_until - OVERLAP;
        for post in store::list_ids_published_since(&fresh, &wanted, since).await? {
            self.wait_for(post);
        }
        self.heard_until = fresh.now();
        Ok(())
    }

    async fn look(&mut self, post: Uuid) -> Result<Sight, DbErr> {
        let Some(fresh) = self.renew().await? else { return Ok(Sight::Over) };
        let found = store::find_post(&fresh, post).await?;
        let Some(post) = found.filter(|post| post.status == PostStatus::Published) else {
            return Ok(Sight::NotThere);
        };
        if self.told.len() == REMEMBERED {
            self.told.pop_front();
        }
        self.told.push_back(post.id);
        Ok(Sight::There(post))
    }

    /// The listener as they are known by now; none when the login has ended or the person is gone.
    async fn renew(&self) -> Result<Option<Scope>, DbErr> {
        let fresh = Scopes::renew(&self.scope).await?;
        let now = fresh.now();
        if fresh.viewer().person().is_none_or(|person| person.expires_at <= now) {
            return Ok(None);
        }
        identity::renew_relations(&fresh).await?;
        Ok(Some(fresh))
    }
}
