//! The demonstration's preschools: two of them with three groups, families as they come (two homes, a blocked guardian, a
//! protected identity, a place that has ended), and what the groups told during the last two months.

mod families;
mod grannkoping;
mod stories;

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use entity::{
    CommentAudience, ContributorRole, DutyRole, IdentityProtection, PostStatus, comment, duty,
    guardian_block, guardianship, person, placement, post, post_read, preschool, preschool_group,
};
use sea_orm::{ActiveValue::Set, DbErr};
use uuid::Uuid;

use super::People;
use crate::{platform::clock::start_of_day, tenancy::Tx};

/// A municipality's part of the demonstration.
struct Stage {
    preschools: &'static [House],
    /// People without a login: key, name, protection.
    cast: &'static [(&'static str, (&'static str, &'static str), IdentityProtection)],
    /// Who works where: person, preschool, group or all, as what.
    staff: &'static [(&'static str, &'static str, Option<&'static str>, DutyRole)],
    families: &'static [Family],
    stories: &'static [Story],
}

/// A preschool.
struct House {
    name: &'static str,
    organiser: &'static str,
    address: (&'static str, &'static str, &'static str),
    point: (f64, f64),
    groups: &'static [&'static str],
}

/// A child, its guardians and its places.
struct Family {
    child: &'static str,
    guardians: &'static [&'static str],
    /// Guardians who are kept from the child (P2).
    blocked: &'static [&'static str],
    /// Group, first day and last day, in days before today.
    places: &'static [(&'static str, u64, Option<u64>)],
}

/// A post and what was said of it.
struct Story {
    group: &'static str,
    by: &'static str,
    /// Days ago, and the hour of the day in Sweden; a weekend is told of on the Friday before.
    at: (u64, u32),
    title: &'static str,
    body: &'static str,
    /// None for a draft; else whether guardians see each other's comments.
    open: Option<bool>,
    talk: &'static [Said],
    /// Who has read it.
    read_by: &'static [&'static str],
}

/// A comment: by whom, how many minutes after the post, what, and to whom.
struct Said(&'static str, i64, &'static str, To);

/// To whom a comment goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Everyone,
    Staff,
    /// What staff answer one guardian.
    Guardian(&'static str),
}

/// Fills a municipality's preschools.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(tx: &Tx, people: &People) -> Result<(), DbErr> {
    let stage =
        if tx.scope().municipality().code == "9901" { &families::DEMOSTAD } else { &grannkoping::STAGE };
    let mut known =
        Known { tx, people, cast: HashMap::new(), houses: HashMap::new(), groups: HashMap::new() };
    known.build(stage).await?;
    known.settle(stage).await?;
    known.tell(stage).await
}

/// Everything written so far, by the keys that the stage uses.
struct Known<'a> {
    tx: &'a Tx,
    people: &'a People,
    cast: HashMap<&'static str, Uuid>,
    houses: HashMap<&'static str, Uuid>,
    groups: HashMap<&'static str, Uuid>,
}

impl Known<'_> {
    fn person(&self, key: &str) -> Uuid {
        self.cast.get(key).copied().unwrap_or_else(|| self.people.id(key))
    }

    fn group(&self, name: &str) -> Uuid {
        self.groups.get(name).copied().unwrap_or_default()
    }

    fn id(&self) -> Uuid {
        self.tx.scope().new_id()
    }

    fn days_ago(&self, days: u64) -> NaiveDate {
        let today = self.tx.scope().today();
        today.checked_sub_days(Days::new(days)).unwrap_or(today)
    }

    async fn build(&mut self, stage: &Stage) -> Result<(), DbErr> {
        let (mut houses, mut groups) = (Vec::new(), Vec::new());
        for house in stage.preschools {
            let id = self.id();
            self.houses.insert(house.name, id);
            houses.push(house.row(id, self.tx.scope().now()));
            for name in house.groups {
                let group = self.id();
                self.groups.insert(name, group);
                groups.push(preschool_group::ActiveModel {
                    id: Set(group),
                    preschool_id: Set(id),
                    name: Set((*name).to_owned()),
                    ..Default::default()
                });
            }
        }
        self.tx.insert_all::<preschool::Entity>(houses).await?;
        self.tx.insert_all::<preschool_group::Entity>(groups).await?;
        let mut rows = Vec::new();
        for (key, (given_name, family_name), protection) in stage.cast {
            let id = self.id();
            self.cast.insert(key, id);
            rows.push(person::ActiveModel {
                id: Set(id),
                given_name: Set((*given_name).to_owned()),
                family_name: Set((*family_name).to_owned()),
                protection: Set(*protection),
                created_at: Set(self.tx.scope().now()),
                ..Default::default()
            });
        }
        self.tx.insert_all::<person::Entity>(rows).await
    }

    /// Who works where, who is whose guardian, and where the children are placed.
    async fn settle(&self, stage: &Stage) -> Result<(), DbErr> {
        let duties = stage.staff.iter().map(|(who, house, group, role)| duty::ActiveModel {
            id: Set(self.id()),
            person_id: Set(self.person(who)),
            preschool_id: Set(self.houses.get(house).copied().unwrap_or_default()),
            group_id: Set(group.map(|group| self.group(group))),
            role: Set(*role),
            valid_from: Set(self.people.since),
            valid_to: Set(None),
            ..Default::default()
        });
        self.tx.insert_all::<duty::Entity>(duties.collect()).await?;
        let (mut guardianships, mut blocks, mut placements) = (Vec::new(), Vec::new(), Vec::new());
        for family in stage.families {
            let child = self.person(family.child);
            guardianships.extend(family.guardians.iter().map(|guardian| guardianship::ActiveModel {
                id: Set(self.id()),
                guardian_id: Set(self.person(guardian)),
                child_id: Set(child),
                valid_from: Set(self.people.since),
                valid_to: Set(None),
                ..Default::default()
            }));
            blocks.extend(family.blocked.iter().map(|guardian| guardian_block::ActiveModel {
                guardian_id: Set(self.person(guardian)),
                child_id: Set(child),
                created_at: Set(self.tx.scope().now()),
                ..Default::default()
            }));
            placements.extend(family.places.iter().map(|(group, first, last)| placement::ActiveModel {
                id: Set(self.id()),
                child_id: Set(child),
                group_id: Set(self.group(group)),
                valid_from: Set(self.days_ago(*first)),
                valid_to: Set(last.map(|last| self.days_ago(last))),
                ..Default::default()
            }));
        }
        self.tx.insert_all::<guardianship::Entity>(guardianships).await?;
        self.tx.insert_all::<guardian_block::Entity>(blocks).await?;
        self.tx.insert_all::<placement::Entity>(placements).await
    }

    /// What the groups told, what was said of it, and who has read it.
    async fn tell(&self, stage: &Stage) -> Result<(), DbErr> {
        let (mut posts, mut comments, mut reads) = (Vec::new(), Vec::new(), Vec::new());
        for story in stage.stories {
            let (id, at) = (self.id(), self.told_at(story));
            let published_at = story.open.map(|_| at);
            let everyone = story.talk.iter().filter(|said| said.3 == To::Everyone).count();
            let others = story.talk.len() - everyone;
            posts.push(post::ActiveModel {
                id: Set(id),
                group_id: Set(self.group(story.group)),
                author_id: Set(self.person(story.by)),
                title: Set(story.title.to_owned()),
                body: Set(story.body.to_owned()),
                locale: Set("sv".to_owned()),
                status: Set(story.open.map_or(PostStatus::Draft, |_| PostStatus::Published)),
                created_at: Set(at),
                published_at: Set(published_at),
                edited_at: Set(None),
                comments_open: Set(story.open.unwrap_or_default()),
                comment_count: Set(i32::try_from(everyone).unwrap_or_default()),
                staff_comment_count: Set(i32::try_from(others).unwrap_or_default()),
                ..Default::default()
            });
            comments.extend(self.talk(stage, story, id, at));
            reads.extend(story.read_by.iter().map(|reader| post_read::ActiveModel {
                post_id: Set(id),
                person_id: Set(self.person(reader)),
                read_at: Set(at + TimeDelta::hours(3)),
                ..Default::default()
            }));
        }
        self.tx.insert_all::<post::Entity>(posts).await?;
        self.tx.insert_all::<comment::Entity>(comments).await?;
        self.tx.insert_all::<post_read::Entity>(reads).await
    }

    fn talk(&self, stage: &Stage, story: &Story, post: Uuid, at: DateTime<Utc>) -> Vec<comment::ActiveModel> {
        let mut last: HashMap<&str, Uuid> = HashMap::new();
        let said = story.talk.iter().map(|Said(by, minutes, body, to)| {
            let id = self.id();
            last.insert(by, id);
            let works_here = stage.staff.iter().any(|(who, ..)| who == by);
            let (audience, guardian) = match to {
                To::Everyone => (CommentAudience::Everyone, None),
                To::Staff => (CommentAudience::Staff, None),
                To::Guardian(guardian) => (CommentAudience::Staff, Some(*guardian)),
            };
            comment::ActiveModel {
                id: Set(id),
                post_id: Set(post),
                author_id: Set(self.person(by)),
                body: Set((*body).to_owned()),
                author_role: Set(if works_here { ContributorRole::Staff } else { ContributorRole::Guardian }),
                audience: Set(audience),
                answer_to: Set(guardian.and_then(|guardian| last.get(guardian).copied())),
                addressee_id: Set(guardian.map(|guardian| self.person(guardian))),
                created_at: Set(at + TimeDelta::minutes(*minutes)),
                hidden_at: Set(None),
                hidden_by: Set(None),
                ..Default::default()
            }
        });
        said.collect()
    }

    fn told_at(&self, story: &Story) -> DateTime<Utc> {
        let (days, hour) = story.at;
        let day = self.days_ago(days);
        let after_friday = match day.weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => 0,
        };
        let day = day.checked_sub_days(Days::new(after_friday)).unwrap_or(day);
        start_of_day(day) + TimeDelta::hours(i64::from(hour))
    }
}

impl House {
    fn row(&self, id: Uuid, now: DateTime<Utc>) -> preschool::ActiveModel {
        let (street, postal_code, city) = self.address;
        preschool::ActiveModel {
            id: Set(id),
            name: Set(self.name.to_owned()),
            search_name: Set(self.name.to_lowercase()),
            organiser: Set(Some(self.organiser.to_owned())),
            street_address: Set(Some(street.to_owned())),
            postal_code: Set(Some(postal_code.to_owned())),
            city: Set(Some(city.to_owned())),
            latitude: Set(Some(self.point.0)),
            longitude: Set(Some(self.point.1)),
            updated_at: Set(now),
            ..Default::default()
        }
    }
}
