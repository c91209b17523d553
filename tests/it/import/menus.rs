//! Menus: notices, changes, and votes that must not be lost.

use api::import::write::WriteError;
use entity::{Notice, NoticeKind, Notices, StringList, VoteChannel, VoterRole, meal_feedback};
use harness::{TestDatabase, both_engines};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::desk::Desk;

fn monday(dishes: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss><channel><title>Skolmaten - Askskolan</title><link>https://skolmaten.se/askskolan</link>\
         <item><title>Måndag - Vecka 2</title><description>{dishes}</description><pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate></item>\
         </channel></rss>"
    )
}

#[both_engines]
async fn dishes_and_notices_arrive_as_what_they_are(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let menu = monday(
        "Pannbiff med lök (Svenskproducerat, Fågel), &lt;br /&gt;Ost&amp;amp;broccolisoppa (Vegetariskt)&lt;br/&gt;Kökets val",
    );
    assert!(matches!(desk.takes(&menu).await, Err(WriteError::NoMunicipality)));
    let desk = desk.of("0180");
    assert_eq!(desk.counts(&menu).await, [3, 0, 0, 0, 0]);
    assert_eq!(desk.counts(&menu).await, [0, 0, 3, 0, 0]);
    let meals = desk.rows(entity::meal::Entity).await;
    let choice = Notice { kind: NoticeKind::KitchensChoice, text: "Kökets val".to_owned() };
    assert_eq!((meals.len(), meals[0].name.as_str()), (1, "Lunch"));
    assert_eq!(meals[0].notices, Some(Notices(vec![choice])));
    assert_eq!(meals[0].served_on.to_string(), "2026-01-05");
    let mut dishes = desk.rows(entity::dish::Entity).await;
    dishes.sort_by_key(|dish| dish.sort_order);
    let names: Vec<_> =
        dishes.iter().map(|dish| (dish.name.as_str(), dish.option_label.as_deref())).collect();
    assert_eq!(names, [("Pannbiff med lök", Some("Alt 1")), ("Ost&broccolisoppa", Some("Alt 2"))]);
    assert_eq!(dishes[0].diet_labels, StringList(vec!["POULTRY".into(), "LOCAL".into()]));
    assert!(dishes.iter().all(|dish| dish.allergens.0.is_empty()), "silence declares nothing");
    assert_eq!(desk.rows(entity::school::Entity).await[0].name, "Askskolan");
}

#[both_engines]
async fn a_changed_menu_keeps_what_stays_and_the_votes_for_what_goes(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    desk.takes(monday("Fisk&lt;br /&gt;Tofu&lt;br /&gt;Soppa")).await.unwrap();
    let before = desk.rows(entity::dish::Entity).await;
    let of = |name: &str| before.iter().find(|dish| dish.name == name).unwrap().clone();
    let fish = of("Fisk");
    let vote = meal_feedback::Model {
        municipality_id: fish.municipality_id,
        id: Uuid::from_u128(7),
        meal_id: fish.meal_id,
        dish_id: Some(fish.id),
        voter_hash: vec![1; 32],
        role: VoterRole::Pupil,
        rating: 5,
        reasons: StringList::default(),
        comment: None,
        submitted_at: desk.options.now,
        channel: VoteChannel::Person,
        pending_since: None,
        counted_rating: None,
        counted_dish: None,
        counted_reasons: None,
        counted_together: false,
        comment_id: None,
    };
    desk.insert(vote.into_active_model().reset_all()).await;
    // One stays in another place, one goes and nobody has voted on it, and one goes that somebody has voted on.
    let summary = desk.takes(monday("Tofu&lt;br /&gt;Lasagne")).await.unwrap();
    assert_eq!(summary.created + summary.changed, 2);
    let after = desk.rows(entity::dish::Entity).await;
    let now = |name: &str| after.iter().find(|dish| dish.name == name).map(|dish| dish.id);
    assert_eq!((now("Tofu"), now("Soppa")), (Some(of("Tofu").id), None));
    assert!(now("Lasagne").is_some() && after.iter().any(|dish| dish.id == fish.id));
    assert_eq!(desk.rows(meal_feedback::Entity).await.len(), 1);
    assert_eq!(desk.counts(monday("Tofu&lt;br /&gt;Lasagne")).await, [0, 0, 2, 0, 0]);
}

#[both_engines]
async fn days_that_a_feed_drops_stay(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    desk.takes(monday("Fisk")).await.unwrap();
    let tuesday = monday("Soppa").replace("Måndag", "Tisdag").replace("Mon, 05", "Tue, 06");
    assert_eq!(desk.counts(tuesday).await, [1, 0, 0, 0, 0]);
    assert_eq!(desk.rows(entity::meal::Entity).await.len(), 2);
}

#[both_engines]
async fn a_menu_goes_to_the_school_that_is_named_for_it(database: TestDatabase) {
    let mut desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    desk.takes("Kod;Skolenhetsnamn\n0180;Ekskolan\n").await.unwrap();
    desk.options.school = Some("ekskolan".to_owned());
    desk.takes(monday("Fisk")).await.unwrap();
    let schools = desk.rows(entity::school::Entity).await;
    assert_eq!((schools.len(), desk.rows(entity::meal::Entity).await[0].school_id), (1, schools[0].id));
    desk.options.school = Some("12345678".to_owned());
    assert!(matches!(desk.takes(monday("Fisk")).await, Err(WriteError::UnknownSchool(_))));
}
