//! Who follows a school's menu hears when its allergens change (M3).

use std::time::Duration;

use chrono::{Days, NaiveDate};
use entity::{Allergen, meal_follow, school};
use harness::builders::a_school;
use harness::{Actor, Answer, Socket, TestApp, both_engines};
use serde_json::{Value, json};

use super::{MONDAY, fed, import, lunch_of};

const SUBSCRIPTION: &str = "subscription($school: ID!) { allergensChanged(schoolId: $school) { version at
    meal { date school { name } } changes { dishName allergen before after dish { name } } } }";

const VIEWER: &str = "{ viewer { followedSchools { name } mealAlerts { totalCount nodes { at version
    meal { date school { name } } changes { dishName allergen before after } } } } }";

fn id(school: &school::Model) -> String {
    format!("school:{}", school.id)
}

/// What a feed tells of a day, with what the fish declares.
async fn tells(app: &TestApp, school: &school::Model, date: NaiveDate, declared: &[Allergen]) {
    import(app, school, &lunch_of(date, [fed("Fisk", None, declared)])).await;
}

async fn follow(app: &TestApp, actor: &Actor, school: &school::Model) -> Answer {
    let query =
        "mutation($input: FollowSchoolMealsInput!) { followSchoolMeals(input: $input) { school { name }
        errors { code } } }";
    app.ask(query, json!({ "input": { "schoolId": id(school) } })).by(actor).await
}

async fn unfollow(app: &TestApp, actor: &Actor, school: &school::Model) -> Answer {
    let query =
        "mutation($input: UnfollowSchoolMealsInput!) { unfollowSchoolMeals(input: $input) { school { name }
        errors { code } } }";
    app.ask(query, json!({ "input": { "schoolId": id(school) } })).by(actor).await
}

/// Listens and returns when the subscription hears: changes before that are missed by right, so they are made until one is
/// heard.
async fn listen(app: &TestApp, school: &school::Model, starter: NaiveDate) -> Socket {
    let mut socket = app.connect_as(&app.home.code, &Actor::anonymous()).await;
    socket.subscribe("s", SUBSCRIPTION, json!({ "school": id(school) })).await;
    let all =
        [Allergen::Fish, Allergen::Milk, Allergen::Nuts, Allergen::Celery, Allergen::Eggs, Allergen::Lupin];
    for known in (0..all.len()).cycle().take(60) {
        // A name of its own takes back what was declared of the dish before.
        import(
            app,
            school,
            &lunch_of(starter, [fed(&format!("Rätt {known}"), Some("Alt 1"), &all[..=known])]),
        )
        .await;
        app.settle().await;
        if tokio::time::timeout(Duration::from_millis(50), socket.next("s")).await.is_ok() {
            return socket;
        }
    }
    panic!("the subscription hears nothing");
}

/// The next change of a day that is not the starter's.
async fn next(socket: &mut Socket, starter: NaiveDate) -> Value {
    loop {
        let event = socket.next("s").await["data"]["allergensChanged"].clone();
        if event["meal"]["date"] != starter.to_string() {
            return event;
        }
    }
}

#[both_engines]
async fn anybody_hears_of_changed_allergens_at_a_school(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let other = app.home.insert(a_school("Alskolan")).await;
    let starter = MONDAY + Days::new(9);
    for day in [MONDAY - Days::new(1), MONDAY, MONDAY + Days::new(1)] {
        tells(&app, &school, day, &[Allergen::Fish]).await;
        tells(&app, &other, day, &[Allergen::Fish]).await;
    }
    let mut socket = listen(&app, &school, starter).await;
    // Elsewhere, of yesterday, and of a day that is told of for the first time.
    tells(&app, &other, MONDAY, &[Allergen::Fish, Allergen::Milk]).await;
    tells(&app, &school, MONDAY - Days::new(1), &[Allergen::Fish, Allergen::Milk]).await;
    tells(&app, &school, MONDAY + Days::new(2), &[Allergen::Fish, Allergen::Milk]).await;
    tells(&app, &school, MONDAY, &[Allergen::Fish, Allergen::Nuts]).await;
    app.settle().await;
    let event = next(&mut socket, starter).await;
    assert_eq!(event["meal"], json!({ "date": "2026-09-14", "school": { "name": "Ekskolan" } }));
    assert_eq!(event["version"], 2);
    let change = json!([{ "dishName": "Fisk", "allergen": "NUTS", "before": "UNKNOWN", "after": "DECLARED",
        "dish": { "name": "Fisk" } }]);
    assert_eq!(event["changes"], change);
}

#[both_engines]
async fn what_staff_correct_is_heard_too(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let starter = MONDAY + Days::new(9);
    tells(&app, &school, MONDAY, &[Allergen::Fish]).await;
    let mut socket = listen(&app, &school, starter).await;
    let query =
        "query($id: ID!) { node(id: $id) { ... on School { dayMenu { meals { id dishes { id } } } } } }";
    let menu = app.ask(query, json!({ "id": id(&school) })).await.ok();
    let input = json!({ "mealId": menu.text("/node/dayMenu/meals/0/id"), "expectedVersion": 1, "dishes": [
        { "id": menu.text("/node/dayMenu/meals/0/dishes/0/id"), "name": "Fisk",
          "allergens": [{ "allergen": "FISH", "state": "UNKNOWN" }] } ] });
    let mutation = "mutation($input: CorrectMealInput!) { correctMeal(input: $input) { errors { code } } }";
    let cook = app.home.kitchen().await;
    app.ask(mutation, json!({ "input": input })).by(&cook).await.ok().assert_user_errors("correctMeal", &[]);
    app.settle().await;
    let event = next(&mut socket, starter).await;
    assert_eq!(
        (&event["changes"][0]["before"], &event["changes"][0]["after"]),
        (&json!("DECLARED"), &json!("UNKNOWN"))
    );
}

#[both_engines]
async fn who_follows_reads_later_what_changed_since(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let other = app.home.insert(a_school("Alskolan")).await;
    let rut = app.home.resident("Rut").await;
    let days = [MONDAY, MONDAY + Days::new(1)];
    for school in [&school, &other] {
        tells(&app, school, days[0], &[Allergen::Fish]).await;
        tells(&app, school, days[1], &[Allergen::Fish]).await;
    }
    // Before she follows.
    tells(&app, &school, days[0], &[Allergen::Fish, Allergen::Eggs]).await;
    app.clock.advance(chrono::TimeDelta::minutes(5));
    for _ in 0..2 {
        follow(&app, &rut, &school).await.ok().assert_user_errors("followSchoolMeals", &[]);
    }
    app.clock.advance(chrono::TimeDelta::minutes(5));
    tells(&app, &school, days[1], &[Allergen::Fish, Allergen::Milk]).await;
    tells(&app, &other, days[1], &[Allergen::Fish, Allergen::Milk]).await;
    app.clock.advance(chrono::TimeDelta::minutes(5));
    tells(&app, &school, days[1], &[Allergen::Fish, Allergen::Milk, Allergen::Nuts]).await;

    let answer = app.ask(VIEWER, Value::Null).by(&rut).await.ok();
    assert_eq!(answer.at("/viewer/followedSchools"), &json!([{ "name": "Ekskolan" }]));
    assert_eq!(answer.at("/viewer/mealAlerts/totalCount"), &json!(2));
    let alerts = answer.at("/viewer/mealAlerts/nodes");
    assert_eq!(alerts[0]["changes"][0]["allergen"], "NUTS");
    assert_eq!(alerts[1]["changes"][0]["allergen"], "MILK");
    assert_eq!(alerts[0]["meal"]["date"], "2026-09-15");

    unfollow(&app, &rut, &school).await.ok().assert_user_errors("unfollowSchoolMeals", &[]);
    let answer = app.ask(VIEWER, Value::Null).by(&rut).await.ok();
    assert_eq!(
        answer.at("/viewer"),
        &json!({ "followedSchools": [], "mealAlerts": { "totalCount": 0, "nodes": [] } })
    );
    assert_eq!(app.home.rows(meal_follow::Entity).await.len(), 0);
}

#[both_engines]
async fn following_takes_a_login_and_a_school_of_the_municipality(app: TestApp) {
    let school = app.home.insert(a_school("Ekskolan")).await;
    let theirs = app.neighbour.insert(a_school("Grannskolan")).await;
    follow(&app, &Actor::anonymous(), &school).await.assert_codes(&["UNAUTHENTICATED"]);
    unfollow(&app, &Actor::anonymous(), &school).await.assert_codes(&["UNAUTHENTICATED"]);
    let rut = app.home.resident("Rut").await;
    follow(&app, &rut, &theirs).await.ok().assert_user_errors("followSchoolMeals", &["SCHOOL_NOT_FOUND"]);
    unfollow(&app, &rut, &theirs).await.ok().assert_user_errors("unfollowSchoolMeals", &["SCHOOL_NOT_FOUND"]);
    for n in 0..50 {
        let school = app.home.insert(a_school(&format!("Skola {n}"))).await;
        follow(&app, &rut, &school).await.ok().assert_user_errors("followSchoolMeals", &[]);
    }
    follow(&app, &rut, &school).await.ok().assert_user_errors("followSchoolMeals", &["SCHOOLS_TOO_MANY"]);
}
