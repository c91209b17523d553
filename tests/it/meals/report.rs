//! The meal council's report and the table of results (M7, M9): what anybody may know, in a form that is read and one that is
//! reckoned with.

use chrono::Days;
use harness::{TestApp, both_engines};
use serde_json::json;
use uuid::Uuid;

use super::{Lunch, MONDAY, votes, with};

async fn get(app: &TestApp, path: &str) -> reqwest::Response {
    let path = format!("/{}{path}", app.home.code);
    app.request(reqwest::Method::GET, &path).send().await.expect("an answer")
}

async fn judged(app: &TestApp, lunch: &Lunch, rating: i32, count: usize) {
    judged_dish(app, lunch, lunch.fish.id, rating, count).await;
}

async fn judged_dish(app: &TestApp, lunch: &Lunch, dish: Uuid, rating: i32, count: usize) {
    app.clock.set(&format!("{}T11:00:00+02:00", lunch.meal.served_on));
    let ballot = || {
        let ballot = with(with(lunch.ballot(), "rating", rating), "dishId", format!("dish:{dish}"));
        with(ballot, "reasons", json!(["NOISE"]))
    };
    votes(app, (0..count).map(|_| ballot())).await;
}

#[both_engines]
async fn a_report_tells_the_term_in_words_and_plots(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let next = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(7)).await;
    judged(&app, &monday, 5, 5).await;
    judged(&app, &next, 2, 10).await;
    let kitchen = app.home.kitchen().await;
    let answer = "mutation($input: AnswerMealFeedbackInput!) { answerMealFeedback(input: $input) { errors { code } } }";
    let input =
        json!({ "mealId": next.id(), "text": "Såsen <b>blev</b> för salt.", "measure": "Vi saltar mindre." });
    app.ask(answer, json!({ "input": input }))
        .by(&kitchen)
        .await
        .assert_user_errors("answerMealFeedback", &[]);

    let response = get(&app, &format!("/schools/{}/meal-report", monday.school.id)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert!(
        response.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'")
    );
    let html = response.text().await.unwrap();
    for told in [
        "<html lang=\"sv\">",
        "Skolmaten på Ekskolan",
        "1 juli 2026 – 31 december 2026",
        "<strong>3,0</strong>",
        "<strong>15</strong>",
        "<strong>33 %</strong>",
        "Ljudnivån",
        "v. 38",
        "Såsen &lt;b&gt;blev&lt;/b&gt; för salt.",
        "Vi saltar mindre.",
        "role=\"img\"",
    ] {
        assert!(html.contains(told), "no {told:?} in\n{html}");
    }
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"), "{html}");
}

#[both_engines]
async fn a_dish_is_among_the_least_liked_only_below_the_mean(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let path = format!("/schools/{}/meal-report", lunch.school.id);
    judged(&app, &lunch, 4, 5).await;
    let html = get(&app, &path).await.text().await.unwrap();
    assert!(!html.contains("omtyckt"), "one dish is neither more nor less liked than the mean: {html}");
    assert!(
        html.contains("resultat för en vecka, vecka 38") && !html.contains("<circle"),
        "a lone dot: {html}"
    );

    judged_dish(&app, &lunch, lunch.tofu.id, 2, 5).await;
    let html = get(&app, &path).await.text().await.unwrap();
    let (best, worst) = html.split_once("Minst omtyckt").unwrap();
    let (_, best) = best.split_once("Mest omtyckt").unwrap();
    assert!(best.contains("Fisk med dillsås") && !best.contains("Tofu"), "{best}");
    assert!(worst.contains("Tofu") && !worst.contains("Fisk med dillsås"), "{worst}");
}

#[both_engines]
async fn the_pages_lead_to_the_report_of_each_school(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let page = get(&app, "").await.text().await.unwrap();
    assert!(page.contains(&format!("href=\"{}/schools\"", app.home.code)), "{page}");
    let page = get(&app, "/schools").await.text().await.unwrap();
    for name in ["meal-report", "meal-results.csv", "menu.ics"] {
        let path = format!("schools/{}/{name}", lunch.school.id);
        assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
        assert_eq!(get(&app, &format!("/{path}")).await.status(), 200, "{path}");
    }
    let theirs = format!("/{}/schools", app.neighbour.code);
    let theirs = app.request(reqwest::Method::GET, &theirs).send().await.unwrap().text().await.unwrap();
    assert!(!theirs.contains(&lunch.school.name), "{theirs}");
}

#[both_engines]
async fn a_report_without_results_says_so_and_tells_no_few(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    judged(&app, &lunch, 5, 4).await;
    let path = format!("/schools/{}/", lunch.school.id);
    let html = get(&app, &format!("{path}meal-report")).await.text().await.unwrap();
    assert!(html.contains("Det finns inga resultat för tiden") && !html.contains("<svg"), "{html}");
    let csv = get(&app, &format!("{path}meal-results.csv")).await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 1, "{csv}");
}

#[both_engines]
async fn the_table_has_a_line_for_each_day(app: TestApp) {
    let monday = Lunch::at(&app.home).await;
    let next = Lunch::of(&app.home, monday.school.clone(), MONDAY + Days::new(7)).await;
    judged(&app, &monday, 5, 5).await;
    judged(&app, &next, 2, 5).await;
    let response =
        get(&app, &format!("/schools/{}/meal-results.csv?from=2026-09-14", monday.school.id)).await;
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(
        response.text().await.unwrap(),
        "date,votes,average,rating1,rating2,rating3,rating4,rating5,taste,temperature,appearance,portion,choice,noise,time,\
         queue,service,plateWasteKilograms,plates\r\n\
         2026-09-14,5,5.00,0,0,0,0,5,0,0,0,0,0,5,0,0,0,,\r\n\
         2026-09-21,5,2.00,0,5,0,0,0,0,0,0,0,0,5,0,0,0,,\r\n"
    );
    for (query, status) in [
        ("from=2026-09-21&to=2026-09-20", 400),
        ("from=2020-01-01&to=2026-09-20", 400),
        ("from=yesterday", 400),
        ("to=2026-09-20", 200),
    ] {
        let path = format!("/schools/{}/meal-results.csv?{query}", monday.school.id);
        assert_eq!(get(&app, &path).await.status(), status, "{query}");
    }
    assert_eq!(get(&app, "/schools/0199aaaa-0000-7000-8000-000000000000/meal-report").await.status(), 404);
    let theirs = format!("/{}/schools/{}/meal-report", app.neighbour.code, monday.school.id);
    let there = app.request(reqwest::Method::GET, &theirs).send().await.unwrap();
    assert_eq!(there.status(), 404);
}
