//! The rules of child data against a naive model of them: random families, placements, duties, blocks and days, and for
//! each person and day what the API shows (P1, P2, P3, P4, T9). The model is written from the requirements, row by row and
//! without a database; where the two differ, one of them is wrong.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::{
    DutyRole, IdentityProtection, duty, family_membership, guardianship, person, placement, post,
    preschool_group,
};
use harness::builders::{a_block, a_draft, a_family_member, a_group, a_post, a_preschool};
use harness::{Actor, TestApp, both_engines};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::id;

/// Worlds for each engine; each is asked about every adult on every fourth day of its month.
const WORLDS: usize = 64;
const ADULTS: usize = 6;
const CHILDREN: usize = 4;
/// The first two belong to one preschool, the others to another.
const GROUPS: usize = 4;
const DAYS: u64 = 28;
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 1).expect("a date");

/// From a day to a day, both inclusive; without an end for good.
type Span = (u64, Option<u64>);

/// What a world holds, by number.
#[derive(Clone, Debug)]
struct World {
    /// Adult and child.
    guardianships: Vec<(usize, usize, Span)>,
    /// Child and group.
    placements: Vec<(usize, usize, Span)>,
    /// Adult, group or (with the whole of the group's preschool) not only that, and whether as principal.
    duties: Vec<(usize, usize, bool, bool, Span)>,
    /// Adult and child.
    blocks: Vec<(usize, usize)>,
    /// Which children have a protected identity.
    protected: Vec<bool>,
    /// Adult, child, and the guardian who let them in as family.
    family: Vec<(usize, usize, usize, Span)>,
    /// Group, hour since the first midnight in UTC, and whether it is a draft.
    posts: Vec<(usize, i64, bool)>,
}

fn span() -> impl Strategy<Value = Span> {
    (0..DAYS, prop::option::weighted(0.7, 0..DAYS))
        .prop_map(|(from, length)| (from, length.map(|length| from + length)))
}

fn world() -> impl Strategy<Value = World> {
    let some = |most| 0..=most;
    (
        prop::collection::vec((0..ADULTS, 0..CHILDREN, span()), some(8)),
        prop::collection::vec((0..CHILDREN, 0..GROUPS, span()), some(8)),
        prop::collection::vec(
            (0..ADULTS, 0..GROUPS, any::<bool>(), prop::bool::weighted(0.3), span()),
            some(4),
        ),
        prop::collection::vec((0..ADULTS, 0..CHILDREN), some(3)),
        prop::collection::vec(prop::bool::weighted(0.25), CHILDREN),
        prop::collection::vec((0..ADULTS, any::<prop::sample::Index>(), span()), some(8)),
        prop::collection::vec(
            (0..GROUPS, 0..i64::try_from(DAYS).expect("few") * 24, prop::bool::weighted(0.2)),
            some(8),
        ),
    )
        .prop_map(|(mut guardianships, placements, duties, mut blocks, protected, invited, posts)| {
            // One row for a pair, as the database has it.
            guardianships.sort_unstable();
            guardianships.dedup_by_key(|(adult, child, _)| (*adult, *child));
            blocks.sort_unstable();
            blocks.dedup();
            // Only who has been guardian has invited, and nobody themselves.
            let mut family: Vec<_> = invited
                .into_iter()
                .filter(|_| !guardianships.is_empty())
                .map(|(adult, by, span)| (adult, by.get(&guardianships), span))
                .filter(|(adult, by, _)| *adult != by.0)
                .map(|(adult, by, span)| (adult, by.1, by.0, span))
                .collect();
            family.sort_unstable();
            family.dedup_by_key(|(adult, child, by, _)| (*adult, *child, *by));
            World { guardianships, placements, duties, blocks, protected, family, posts }
        })
}

const fn preschool_of(group: usize) -> usize {
    group / 2
}

fn holds((from, to): Span, day: u64) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

/// The rules, read off the requirements.
impl World {
    fn is_own(&self, adult: usize, child: usize, day: u64) -> bool {
        let is_guardian =
            self.guardianships.iter().any(|row| (row.0, row.1) == (adult, child) && holds(row.2, day));
        is_guardian && !self.blocks.contains(&(adult, child))
    }

    fn works_in(&self, adult: usize, group: usize, day: u64) -> bool {
        self.duties.iter().any(|&(who, at, whole, heads, span)| {
            let covers = at == group || ((whole || heads) && preschool_of(at) == preschool_of(group));
            who == adult && covers && holds(span, day)
        })
    }

    fn is_placed(&self, child: usize, group: usize, day: u64) -> bool {
        self.placements.iter().any(|row| (row.0, row.1) == (child, group) && holds(row.2, day))
    }

    fn sees_child(&self, adult: usize, child: usize, day: u64) -> bool {
        let cares = |group| self.works_in(adult, group, day) && self.is_placed(child, group, day);
        self.is_own(adult, child, day) || (!self.protected[child] && (0..GROUPS).any(cares))
    }

    /// The first days of the placements that make the adult follow the group.
    fn followed_since(&self, adult: usize, group: usize, day: u64) -> Option<u64> {
        let own = self
            .placements
            .iter()
            .filter(|row| row.1 == group && holds(row.2, day) && self.is_own(adult, row.0, day));
        own.map(|row| row.2.0).min()
    }

    /// The first day from which the adult hears of the group as family: of a child that is placed there, let in by one who is
    /// its guardian still, and kept from it by nobody.
    fn visited_since(&self, adult: usize, group: usize, day: u64) -> Option<u64> {
        let let_in = self.family.iter().filter(|&&(who, child, by, span)| {
            let is_blocked = self.blocks.contains(&(adult, child));
            who == adult && holds(span, day) && self.is_own(by, child, day) && !is_blocked
        });
        let since = let_in.flat_map(|&(_, child, _, span)| {
            let places = self
                .placements
                .iter()
                .filter(move |row| (row.0, row.1) == (child, group) && holds(row.2, day));
            places.map(move |row| row.2.0.max(span.0))
        });
        since.min()
    }

    fn sees_group(&self, adult: usize, group: usize, day: u64) -> bool {
        let follows = self.followed_since(adult, group, day).or(self.visited_since(adult, group, day));
        self.works_in(adult, group, day) || follows.is_some()
    }

    fn sees_post(&self, adult: usize, (group, hour, is_draft): (usize, i64, bool), day: u64) -> bool {
        let (at, now) = (hour_of(hour), noon(day));
        let since = [self.followed_since(adult, group, day), self.visited_since(adult, group, day)];
        let heard = since.into_iter().flatten().any(|since| at >= midnight(since));
        self.works_in(adult, group, day) || (heard && !is_draft && at <= now)
    }
}

fn date(day: u64) -> NaiveDate {
    FIRST + Days::new(day)
}

/// The day's beginning in Sweden: summer time all month.
fn midnight(day: u64) -> DateTime<Utc> {
    date(day).and_hms_opt(0, 0, 0).expect("midnight").and_utc() - TimeDelta::hours(2)
}

fn noon(day: u64) -> DateTime<Utc> {
    midnight(day) + TimeDelta::hours(12)
}

fn hour_of(hour: i64) -> DateTime<Utc> {
    date(0).and_hms_opt(0, 0, 0).expect("midnight").and_utc() + TimeDelta::hours(hour)
}

/// A world that has become rows.
struct Settled {
    adults: Vec<Actor>,
    children: Vec<person::Model>,
    groups: Vec<preschool_group::Model>,
    posts: Vec<post::Model>,
}

impl Settled {
    async fn of(app: &TestApp, world: &World) -> Self {
        let home = &app.home;
        let mut adults = Vec::new();
        for _ in 0..ADULTS {
            adults.push(home.resident("Vuxen").await);
        }
        let mut children = Vec::new();
        for is_protected in &world.protected {
            let mark =
                if *is_protected { IdentityProtection::SecrecyMarking } else { IdentityProtection::None };
            children.push(home.person("Barn", mark).await);
        }
        let preschools = [home.insert(a_preschool("Ekan")).await, home.insert(a_preschool("Asken")).await];
        let mut groups = Vec::new();
        for group in 0..GROUPS {
            groups.push(
                home.insert(a_group(&preschools[preschool_of(group)], &format!("Grupp {group}"))).await,
            );
        }
        let (from, to) = (|span: &Span| Set(date(span.0)), |span: &Span| Set(span.1.map(date)));
        for (adult, child, span) in &world.guardianships {
            home.insert(guardianship::ActiveModel {
                guardian_id: Set(adults[*adult].id()),
                child_id: Set(children[*child].id),
                valid_from: from(span),
                valid_to: to(span),
                ..ActiveModelTrait::default()
            })
            .await;
        }
        for (child, group, span) in &world.placements {
            home.insert(placement::ActiveModel {
                child_id: Set(children[*child].id),
                group_id: Set(groups[*group].id),
                valid_from: from(span),
                valid_to: to(span),
                ..ActiveModelTrait::default()
            })
            .await;
        }
        for (adult, group, whole, heads, span) in &world.duties {
            home.insert(duty::ActiveModel {
                person_id: Set(adults[*adult].id()),
                preschool_id: Set(groups[*group].preschool_id),
                group_id: Set((!whole).then_some(groups[*group].id)),
                role: Set(if *heads { DutyRole::Principal } else { DutyRole::Educator }),
                valid_from: from(span),
                valid_to: to(span),
                ..ActiveModelTrait::default()
            })
            .await;
        }
        for (adult, child, by, span) in &world.family {
            let row = a_family_member(&adults[*adult], &children[*child], &adults[*by]);
            home.insert(family_membership::ActiveModel { valid_from: from(span), valid_to: to(span), ..row })
                .await;
        }
        for (adult, child) in &world.blocks {
            home.insert(a_block(&adults[*adult], &children[*child])).await;
        }
        let mut posts = Vec::new();
        for (group, hour, is_draft) in &world.posts {
            let author = &adults[0];
            posts.push(if *is_draft {
                home.insert(a_draft(&groups[*group], author)).await
            } else {
                home.insert(a_post(&groups[*group], author, hour_of(*hour))).await
            });
        }
        Self { adults, children, groups, posts }
    }

    /// The ids of everything, in one order.
    fn ids(&self) -> Vec<String> {
        let children = self.children.iter().map(|row| id("child", row.id));
        let groups = self.groups.iter().map(|row| id("preschool-group", row.id));
        children.chain(groups).chain(self.posts.iter().map(|row| id("post", row.id))).collect()
    }
}

/// What the model says of [`Settled::ids`].
fn expected(world: &World, adult: usize, day: u64) -> Vec<bool> {
    let children = (0..CHILDREN).map(|child| world.sees_child(adult, child, day));
    let groups = (0..GROUPS).map(|group| world.sees_group(adult, group, day));
    children.chain(groups).chain(world.posts.iter().map(|post| world.sees_post(adult, *post, day))).collect()
}

fn sorted(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids
}

fn ids_of(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    sorted(items.filter_map(|item| item["id"].as_str()).map(str::to_owned))
}

const QUERY: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { children { id } groups { id }
    feed(first: 100) { nodes { id } } } }";

#[both_engines]
async fn what_is_shown_is_what_the_rules_say_in_every_world(app: TestApp) {
    // The same worlds at every run: a failure can be repeated.
    let (mut runner, strategy) = (TestRunner::deterministic(), world());
    let mut cases = 0;
    for _ in 0..WORLDS {
        let world = strategy.new_tree(&mut runner).expect("a world").current();
        let settled = Settled::of(&app, &world).await;
        let ids = settled.ids();
        for day in (0..DAYS).step_by(4) {
            app.clock.set(&noon(day).to_rfc3339());
            for (adult, actor) in settled.adults.iter().enumerate() {
                let today = Actor { token: Some(app.home.token(actor.id())), ..actor.clone() };
                let answer = app.ask(QUERY, json!({ "ids": ids })).by(&today).await.ok();
                let case = || format!("adult {adult} on day {day} of {world:?}: {answer}");

                let shown: Vec<_> = answer.list("/nodes").iter().map(|node| !node.is_null()).collect();
                assert_eq!(shown, expected(&world, adult, day), "{}", case());
                let own = (0..CHILDREN).filter(|child| world.is_own(adult, *child, day));
                let own = sorted(own.map(|child| id("child", settled.children[child].id)));
                assert_eq!(ids_of(answer.at("/viewer/children")), own, "{}", case());
                let groups = (0..GROUPS).filter(|group| world.works_in(adult, *group, day));
                let groups = sorted(groups.map(|group| id("preschool-group", settled.groups[group].id)));
                assert_eq!(ids_of(answer.at("/viewer/groups")), groups, "{}", case());
                // Drafts are no news. What goes out later is known to staff already.
                let posts = world.posts.iter().zip(&settled.posts);
                let posts = posts.filter(|(post, _)| !post.2 && world.sees_post(adult, **post, day));
                let posts = sorted(posts.map(|(_, row)| id("post", row.id)));
                assert_eq!(ids_of(answer.at("/viewer/feed/nodes")), posts, "{}", case());
                cases += 1;
            }
        }
    }
    assert!(cases >= 2_500, "only {cases} cases");
}

/// Nothing that the model knows is never so: else the comparison says nothing.
#[test]
fn the_worlds_hold_every_kind_of_case() {
    let (mut runner, strategy) = (TestRunner::deterministic(), world());
    let mut seen = [0_usize; 7];
    for _ in 0..WORLDS {
        let world = strategy.new_tree(&mut runner).expect("a world").current();
        for day in (0..DAYS).step_by(4) {
            for adult in 0..ADULTS {
                let children = || 0..CHILDREN;
                let groups = || 0..GROUPS;
                let own = children().any(|child| world.is_own(adult, child, day));
                let blocked = children().any(|child| {
                    world.blocks.contains(&(adult, child))
                        && world
                            .guardianships
                            .iter()
                            .any(|row| (row.0, row.1) == (adult, child) && holds(row.2, day))
                });
                let follows = groups().any(|group| world.followed_since(adult, group, day).is_some());
                let works = groups().any(|group| world.works_in(adult, group, day));
                let hidden = children().any(|child| {
                    world.protected[child]
                        && groups().any(|group| {
                            world.works_in(adult, group, day) && world.is_placed(child, group, day)
                        })
                });
                let hears = world.posts.iter().any(|post| !post.2 && world.sees_post(adult, *post, day));
                let visits = groups().any(|group| {
                    world.visited_since(adult, group, day).is_some()
                        && world.followed_since(adult, group, day).is_none()
                });
                let kinds = [own, blocked, follows, works, hidden, hears, visits];
                for (count, is_so) in seen.iter_mut().zip(kinds) {
                    *count += usize::from(is_so);
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}
