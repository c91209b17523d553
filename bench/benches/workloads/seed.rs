//! The rows that the workloads run on: one municipality, enough of everything that no list fits in a page.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use entity::{
    AllergenStates, DutyRole, IdentityProtection, PostStatus, RelationAssurance, SchoolStatus, StringList,
    SubmissionKind, SubmissionStatus, Texts, VoteChannel, VoterRole, comment, department, dish, duty,
    guardianship, login, meal, meal_feedback, meal_tally, municipality, person, placement, post, preschool,
    preschool_group, school, service, submission, submission_answer, submission_category,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

/// The municipality.
pub const CODE: &str = "9901";
/// Departments, and services in each.
pub const DEPARTMENTS: usize = 10;
const SERVICES: usize = 20;
const CATEGORIES: usize = 10;
/// Submissions in each category: more than 500 pages of 20.
const SUBMISSIONS: usize = 10_100;
const GROUPS: usize = 50;
const POSTS: usize = 100;
const COMMENTS: usize = 3;

/// What the workloads need to know of the rows.
#[derive(Clone)]
pub struct Seeded {
    /// The school whose menu is read.
    pub school: Uuid,
    /// The Monday of the week that has a menu: this week's.
    pub monday: NaiveDate,
    /// The meal that is voted on: today's.
    pub meal: Uuid,
    /// The category whose submissions are read.
    pub category: Uuid,
}

/// Fills a migrated database.
pub async fn fill(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Seeded, DbErr> {
    let today = now.date_naive();
    let row = municipality::ActiveModel {
        id: Set(1),
        code: Set(CODE.to_owned()),
        name: Set("Demostad".to_owned()),
        default_locale: Set("sv".to_owned()),
        ..Default::default()
    };
    municipality::Entity::insert(row).exec_without_returning(db).await?;
    let departments = directory(db, now).await?;
    let (school, meal, monday) = meals(db, now, today).await?;
    let category = submissions(db, now, &departments).await?;
    preschools(db, now, today).await?;
    Ok(Seeded { school, monday, meal, category })
}

#[expect(clippy::disallowed_methods, reason = "rows of a benchmark")]
pub fn id() -> Uuid {
    Uuid::now_v7()
}

pub fn number(n: usize) -> i32 {
    i32::try_from(n).expect("a small number")
}

/// Inserts in statements of a size that both engines take.
pub async fn insert<E: EntityTrait>(db: &impl ConnectionTrait, rows: Vec<E::ActiveModel>) -> Result<(), DbErr>
where
    E::ActiveModel: Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(1_000).collect();
        E::insert_many(batch).exec_without_returning(db).await?;
    }
    Ok(())
}

async fn directory(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Uuid>, DbErr> {
    let ids: Vec<_> = (0..DEPARTMENTS).map(|_| id()).collect();
    let departments = ids.iter().enumerate().map(|(n, &id)| department::ActiveModel {
        municipality_id: Set(1),
        id: Set(id),
        name: Set(Texts::of("sv", format!("Förvaltning {n}")).and("en", format!("Department {n}"))),
        sort_order: Set(number(n)),
        updated_at: Set(now),
        ..Default::default()
    });
    insert::<department::Entity>(db, departments.collect()).await?;
    let services = ids.iter().flat_map(|&department| (0..SERVICES).map(move |n| (department, n)));
    let services = services.map(|(department, n)| service::ActiveModel {
        municipality_id: Set(1),
        id: Set(id()),
        department_id: Set(department),
        name: Set(Texts::of("sv", format!("Ansökan om tjänst {n}"))
            .and("en", format!("Application for service {n}"))),
        summary: Set(Some(
            Texts::of("sv", "Här ansöker du, ser vad som händer och får ditt beslut.")
                .and("en", "Apply here, follow your case and get your decision."),
        )),
        life_events: Set(StringList::default()),
        target_groups: Set(StringList::default()),
        keywords: Set(StringList::default()),
        sort_order: Set(number(n)),
        updated_at: Set(now),
        ..Default::default()
    });
    insert::<service::Entity>(db, services.collect()).await?;
    Ok(ids)
}

async fn meals(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<(Uuid, Uuid, NaiveDate), DbErr> {
    let school = id();
    let row = school::ActiveModel {
        municipality_id: Set(1),
        id: Set(school),
        name: Set("Ekskolan".to_owned()),
        status: Set(SchoolStatus::Active),
        school_types: Set(StringList::default()),
        updated_at: Set(now),
        ..Default::default()
    };
    insert::<school::Entity>(db, vec![row]).await?;
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let mut todays = None;
    for day in 0..7 {
        let (served_on, meal_id) = (monday + Days::new(day), id());
        if served_on == today {
            todays = Some(meal_id);
        }
        let row = meal::ActiveModel {
            municipality_id: Set(1),
            id: Set(meal_id),
            school_id: Set(school),
            served_on: Set(served_on),
            name: Set("Lunch".to_owned()),
            sort_order: Set(0),
            updated_at: Set(now),
            ..Default::default()
        };
        insert::<meal::Entity>(db, vec![row]).await?;
        let dishes: Vec<_> = (0..2).map(|n| (n, id())).collect();
        let rows = dishes.iter().map(|&(n, id)| dish::ActiveModel {
            municipality_id: Set(1),
            id: Set(id),
            meal_id: Set(meal_id),
            name: Set(format!("Köttbullar med mos {n}")),
            sort_order: Set(n),
            diet_labels: Set(StringList::default()),
            allergens: Set(AllergenStates::default()),
            ..Default::default()
        });
        insert::<dish::Entity>(db, rows.collect()).await?;
        let tally = |dish_id| meal_tally::ActiveModel {
            municipality_id: Set(1),
            meal_id: Set(meal_id),
            dish_id: Set(dish_id),
            ones: Set(2),
            twos: Set(3),
            threes: Set(10),
            fours: Set(40),
            fives: Set(25),
            ..Default::default()
        };
        let tallies = [meal_id].into_iter().chain(dishes.iter().map(|(_, id)| *id)).map(tally);
        insert::<meal_tally::Entity>(db, tallies.collect()).await?;
        if served_on != today {
            insert::<meal_feedback::Entity>(db, earlier_votes(meal_id, now)).await?;
        }
    }
    Ok((school, todays.expect("a meal today"), monday))
}

/// The votes of another day. A school has some, and PostgreSQL plans by what it knows of a table: of one that was empty when it
/// looked it knows nothing that is true later.
fn earlier_votes(meal: Uuid, now: DateTime<Utc>) -> Vec<meal_feedback::ActiveModel> {
    let ratings = [(1, 2), (2, 3), (3, 10), (4, 40), (5, 25)];
    let ratings = ratings.into_iter().flat_map(|(rating, votes)| std::iter::repeat_n(rating, votes));
    let vote = |rating| {
        let id = id();
        meal_feedback::ActiveModel {
            municipality_id: Set(1),
            id: Set(id),
            meal_id: Set(meal),
            voter_hash: Set(id.as_bytes().repeat(2)),
            role: Set(VoterRole::Pupil),
            rating: Set(rating),
            reasons: Set(StringList::default()),
            submitted_at: Set(now),
            channel: Set(VoteChannel::Phone),
            counted_rating: Set(Some(rating)),
            counted_reasons: Set(Some(StringList::default())),
            ..Default::default()
        }
    };
    ratings.map(vote).collect()
}

async fn submissions(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    departments: &[Uuid],
) -> Result<Uuid, DbErr> {
    let categories: Vec<_> = (0..CATEGORIES).map(|_| id()).collect();
    let rows = categories.iter().enumerate().map(|(n, &id)| submission_category::ActiveModel {
        municipality_id: Set(1),
        id: Set(id),
        code: Set(format!("category-{n}")),
        name: Set(Texts::of("sv", format!("Gata och park {n}"))),
        department_id: Set(departments.get(n).copied()),
        sort_order: Set(number(n)),
        ..Default::default()
    });
    insert::<submission_category::Entity>(db, rows.collect()).await?;
    for (c, &category) in categories.iter().enumerate() {
        let ids: Vec<_> = (0..SUBMISSIONS).map(|_| id()).collect();
        let received = |n: usize| now - TimeDelta::minutes(i64::from(number(n * CATEGORIES + c)));
        let rows = ids.iter().enumerate().map(|(n, &id)| submission::ActiveModel {
            municipality_id: Set(1),
            id: Set(id),
            number: Set(format!("B-{c}-{n}")),
            kind: Set(SubmissionKind::FaultReport),
            category_id: Set(Some(category)),
            department_id: Set(departments.get(n % departments.len()).copied()),
            title: Set(format!("Trasig lampa {n}")),
            body: Set("Lampan vid gångvägen är trasig sedan en vecka, det är mörkt på kvällen.".to_owned()),
            locale: Set("sv".to_owned()),
            status: Set(SubmissionStatus::Answered),
            received_at: Set(received(n)),
            updated_at: Set(received(n)),
            published_at: Set(Some(received(n))),
            public_title: Set(Some(format!("Trasig lampa {n}"))),
            public_body: Set(Some("Lampan vid gångvägen är trasig sedan en vecka.".to_owned())),
            support_count: Set(number(n % 17)),
            phone_support_count: Set(0),
            ..Default::default()
        });
        insert::<submission::Entity>(db, rows.collect()).await?;
        let answers = ids
            .iter()
            .enumerate()
            .flat_map(|(n, &submission)| (0..=(n % 2)).map(move |k| (n, k, submission)));
        let rows = answers.map(|(n, k, submission)| submission_answer::ActiveModel {
            municipality_id: Set(1),
            id: Set(id()),
            submission_id: Set(submission),
            body: Set("Tack för att du hör av dig. Vi byter lampan under veckan.".to_owned()),
            public_body: Set(Some("Tack för att du hör av dig. Vi byter lampan under veckan.".to_owned())),
            created_at: Set(received(n) + TimeDelta::hours(i64::from(number(k)) + 1)),
            ..Default::default()
        });
        insert::<submission_answer::Entity>(db, rows.collect()).await?;
    }
    categories.first().copied().ok_or_else(|| DbErr::Custom("no category".to_owned()))
}

fn human(n: usize, id: Uuid, now: DateTime<Utc>) -> person::ActiveModel {
    person::ActiveModel {
        municipality_id: Set(1),
        id: Set(id),
        given_name: Set(format!("Namn{n}")),
        family_name: Set("Efternamn".to_owned()),
        protection: Set(IdentityProtection::None),
        created_at: Set(now),
    }
}

async fn preschools(db: &impl ConnectionTrait, now: DateTime<Utc>, today: NaiveDate) -> Result<(), DbErr> {
    let since = today - Days::new(400);
    let preschool = id();
    let row = preschool::ActiveModel {
        municipality_id: Set(1),
        id: Set(preschool),
        name: Set("Solrosen".to_owned()),
        search_name: Set("solrosen".to_owned()),
        updated_at: Set(now),
        ..Default::default()
    };
    insert::<preschool::Entity>(db, vec![row]).await?;
    let guardian = id();
    insert::<person::Entity>(db, vec![human(0, guardian, now)]).await?;
    let row = login::ActiveModel {
        municipality_id: Set(1),
        issuer: Set(api::identity::LocalIssuer::NAME.to_owned()),
        subject: Set("guardian".to_owned()),
        person_id: Set(guardian),
        created_at: Set(now),
    };
    insert::<login::Entity>(db, vec![row]).await?;
    for n in 0..GROUPS {
        let (group, educator, child) = (id(), id(), id());
        let row = preschool_group::ActiveModel {
            municipality_id: Set(1),
            id: Set(group),
            preschool_id: Set(preschool),
            name: Set(format!("Avdelning {n}")),
        };
        insert::<preschool_group::Entity>(db, vec![row]).await?;
        insert::<person::Entity>(db, vec![human(1, educator, now), human(2, child, now)]).await?;
        let row = placement::ActiveModel {
            municipality_id: Set(1),
            id: Set(id()),
            child_id: Set(child),
            group_id: Set(group),
            valid_from: Set(since),
            valid_to: Set(None),
        };
        insert::<placement::Entity>(db, vec![row]).await?;
        if n < 2 {
            let row = guardianship::ActiveModel {
                municipality_id: Set(1),
                id: Set(id()),
                guardian_id: Set(guardian),
                child_id: Set(child),
                valid_from: Set(since),
                valid_to: Set(None),
                assurance: Set(RelationAssurance::Verified),
            };
            insert::<guardianship::Entity>(db, vec![row]).await?;
        }
        let row = duty::ActiveModel {
            municipality_id: Set(1),
            id: Set(id()),
            person_id: Set(educator),
            preschool_id: Set(preschool),
            group_id: Set(Some(group)),
            role: Set(DutyRole::Educator),
            valid_from: Set(since),
            valid_to: Set(None),
        };
        insert::<duty::Entity>(db, vec![row]).await?;
        let posts: Vec<_> = (0..POSTS).map(|k| (k, id())).collect();
        let rows = posts.iter().map(|&(k, id)| {
            let at = now - TimeDelta::hours(i64::from(number(k)) * 7 + i64::from(number(n)));
            post::ActiveModel {
                municipality_id: Set(1),
                id: Set(id),
                group_id: Set(group),
                author_id: Set(educator),
                title: Set(format!("Utflykt {k}")),
                body: Set("I dag var vi i skogen, letade efter spår och åt lunch under granarna.".to_owned()),
                locale: Set("sv".to_owned()),
                status: Set(PostStatus::Published),
                created_at: Set(at),
                published_at: Set(Some(at)),
                comments_open: Set(true),
                comment_count: Set(number(COMMENTS)),
                ..Default::default()
            }
        });
        insert::<post::Entity>(db, rows.collect()).await?;
        let rows = posts.iter().flat_map(|&(_, post)| (0..COMMENTS).map(move |_| post)).map(|post| {
            comment::ActiveModel {
                municipality_id: Set(1),
                id: Set(id()),
                post_id: Set(post),
                author_id: Set(guardian),
                body: Set("Så roligt att höra!".to_owned()),
                created_at: Set(now),
                ..Default::default()
            }
        });
        insert::<comment::Entity>(db, rows.collect()).await?;
    }
    Ok(())
}
