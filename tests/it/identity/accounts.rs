//! Finding people by number and name, as imports and logins do.

use api::identity::{Accounts, Attached, IdentityNumber, PrincipalName};
use api::platform::secret::SecretKey;
use harness::{Actor, Municipality, TestApp, both_engines};
use sea_orm::{DbErr, EntityTrait};

const NUMBER: &str = "198211059954";
const OTHER: &str = "200012099891";

fn number(text: &str, app: &TestApp) -> IdentityNumber {
    IdentityNumber::parse(text, app.clock.now().date_naive()).unwrap()
}

fn name(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

/// A transaction's view of who is known in a municipality, under the given keys.
macro_rules! accounts {
    ($app:expr, $at:expr, $key:expr, $accounts:ident => $work:expr) => {{
        let (at, key): (&Municipality, &SecretKey) = ($at, $key);
        let now = $app.clock.now();
        let work = async |connection: &_| {
            let keys = key.number_keys();
            let $accounts = Accounts { connection, keys, municipality_id: at.id, code: &at.code, now };
            Ok::<_, DbErr>($work)
        };
        $app.foundation().platform.write(work).await.unwrap()
    }};
}

#[both_engines]
async fn a_person_is_found_by_number_in_their_own_municipality(app: TestApp) {
    let (home, key) = (&app.home, &app.foundation().key);
    let person = home.resident("Elsa").await.id();
    let elsa = number(NUMBER, &app);
    assert_eq!(accounts!(app, home, key, a => a.find_by_number(&elsa).await?), None);
    assert_eq!(accounts!(app, home, key, a => a.attach_number(person, &elsa).await?), Attached::New);
    assert_eq!(accounts!(app, home, key, a => a.attach_number(person, &elsa).await?), Attached::Known);
    assert_eq!(accounts!(app, home, key, a => a.find_by_number(&elsa).await?), Some(person));
    assert_eq!(accounts!(app, home, key, a => a.find_by_number(&number(OTHER, &app)).await?), None);
    assert_eq!(accounts!(app, &app.neighbour, key, a => a.find_by_number(&elsa).await?), None);

    let neighbour = app.neighbour.resident("Elsa").await.id();
    assert_eq!(
        accounts!(app, &app.neighbour, key, a => a.attach_number(neighbour, &elsa).await?),
        Attached::New
    );
    let [here, there] = [&app.home, &app.neighbour].map(|at| at.rows(entity::identity_number::Entity));
    assert_ne!(here.await[0].hash, there.await[0].hash, "municipalities could compare whom they know");
}

#[both_engines]
async fn a_number_or_name_of_another_stays_with_them(app: TestApp) {
    let (home, key) = (&app.home, &app.foundation().key);
    let [first, second] =
        [home.resident("Elsa").await, home.resident("Nils").await].map(|actor| Actor::id(&actor));
    let (elsa, eppn) = (number(NUMBER, &app), name("Elsa@edu.example.se"));
    accounts!(app, home, key, a => {
        assert_eq!(a.attach_number(first, &elsa).await?, Attached::New);
        assert_eq!(a.attach_principal_name(first, &eppn).await?, Attached::New);
        assert_eq!(a.attach_principal_name(first, &eppn).await?, Attached::Known);
    });
    accounts!(app, home, key, a => {
        assert_eq!(a.attach_number(second, &elsa).await?, Attached::OfAnother(first));
        assert_eq!(a.attach_principal_name(second, &eppn).await?, Attached::OfAnother(first));
        let shouted = name("ELSA@EDU.EXAMPLE.SE");
        assert_eq!(a.find_by_principal_name(&shouted).await?, Some(first));
    });
    let elsewhere = &app.neighbour;
    assert_eq!(accounts!(app, elsewhere, key, a => a.find_by_principal_name(&eppn).await?), None);
}

#[both_engines]
async fn a_person_is_found_after_the_key_was_replaced_and_hashed_anew(app: TestApp) {
    let (home, first) = (&app.home, &app.foundation().key);
    let second = &first.clone().with_number_keys(&[b"the second key"]);
    let third = &first.clone().with_number_keys(&[b"the third key", b"the second key"]);
    let only_third = &SecretKey::new(b"another installation").with_number_keys(&[b"the third key"]);
    let person = home.resident("Elsa").await.id();
    let elsa = number(NUMBER, &app);
    accounts!(app, home, first, a => a.attach_number(person, &elsa).await?);
    for key in [second, third] {
        assert_eq!(accounts!(app, home, key, a => a.find_by_number(&elsa).await?), Some(person));
        let rows = home.rows(entity::identity_number::Entity).await;
        let ids: Vec<_> = rows.iter().map(|row| row.key_id.as_str()).collect();
        assert_eq!(ids, [key.number_keys().current_id()], "the hash under the old key is gone");
    }
    assert_eq!(accounts!(app, home, only_third, a => a.find_by_number(&elsa).await?), Some(person));
    assert_eq!(accounts!(app, home, second, a => a.find_by_number(&elsa).await?), None, "the key is gone");
}

#[both_engines]
async fn no_number_belongs_to_a_person_of_another_municipality(app: TestApp) {
    let stranger = app.neighbour.resident("Elsa").await.id();
    let (elsa, now) = (number(NUMBER, &app), app.clock.now());
    let foundation = app.foundation();
    let refused = foundation.platform.write(async |connection| {
        let keys = foundation.key.number_keys();
        let (municipality_id, code) = (app.home.id, app.home.code.as_str());
        Accounts { connection, keys, municipality_id, code, now }.attach_number(stranger, &elsa).await
    });
    refused.await.unwrap_err();
    let rows = entity::identity_number::Entity::find().all(foundation.platform.connection()).await.unwrap();
    assert_eq!(rows.len(), 0);
}
