//! The kitchen answers and states a measure (M7); nothing that was written is published before it is released, and what
//! tells of somebody's health or diet never is (M8).

use entity::{meal_comment, meal_feedback};
use harness::{Actor, Answer, TestApp, both_engines};
use serde_json::{Value, json};

use super::{Lunch, VOTE, phone, vote, votes, with};

const ANSWER: &str =
    "mutation($input: AnswerMealFeedbackInput!) { answerMealFeedback(input: $input) { meal { kitchenAnswer {
    text measure answeredAt updatedAt } } errors { code field message } } }";

async fn answer(app: &TestApp, by: &Actor, input: Value) -> Answer {
    app.ask(ANSWER, json!({ "input": input })).by(by).await
}

/// What is published of comments on the meal.
async fn published(app: &TestApp, lunch: &Lunch, by: &Actor) -> Value {
    let query =
        "query($id: ID!) { node(id: $id) { ... on Meal { comments { totalCount nodes { text flags } } } } }";
    app.ask(query, json!({ "id": lunch.id() })).by(by).await.ok().at("/node/comments").clone()
}

/// The comments that somebody reads in one of these states, by text.
async fn queue(app: &TestApp, by: &Actor, arguments: &str) -> Vec<String> {
    let query = format!("{{ municipality {{ mealComments{arguments} {{ nodes {{ text }} }} }} }}");
    let answer = app.ask(&query, Value::Null).by(by).await.ok();
    let texts = answer.texts("/municipality/mealComments/nodes", "text");
    let mut texts: Vec<_> = texts.into_iter().map(str::to_owned).collect();
    texts.sort();
    texts
}

async fn comment_id(app: &TestApp, text: &str) -> String {
    let rows = app.home.rows(meal_comment::Entity).await;
    let row = rows.iter().find(|row| row.text == text).expect("the comment");
    format!("meal-comment:{}", row.id)
}

async fn decide(app: &TestApp, by: &Actor, mutation: &str, text: &str) -> Answer {
    let id = comment_id(app, text).await;
    let query = format!(
        "mutation {{ {mutation}(input: {{ commentId: \"{id}\" }}) {{ comment {{ status }} errors {{ code }} }} }}"
    );
    app.ask(&query, Value::Null).by(by).await
}

#[both_engines]
async fn the_kitchen_answers_and_voters_see_it(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let kitchen = app.home.kitchen().await;
    let input = json!({ "mealId": lunch.id(), "text": " Tack! Såsen var för salt. ", "measure": "Vi saltar mindre." });
    let first = answer(&app, &kitchen, input).await.ok();
    first.assert_user_errors("answerMealFeedback", &[]);
    app.clock.set("2026-09-15T09:00:00+02:00");
    let input = json!({ "mealId": lunch.id(), "text": "Tack! Vi har ändrat receptet." });
    answer(&app, &kitchen, input).await.assert_user_errors("answerMealFeedback", &[]);
    let query = "query($id: ID!) { node(id: $id) { ... on Meal { viewerCanAnswer kitchenAnswer { text measure answeredAt
                 updatedAt } } } }";
    let seen = app.ask(query, json!({ "id": lunch.id() })).await.ok();
    let first_at = first.at("/answerMealFeedback/meal/kitchenAnswer/answeredAt");
    assert_eq!(
        seen.at("/node"),
        &json!({ "viewerCanAnswer": false, "kitchenAnswer": { "text": "Tack! Vi har ändrat receptet.", "measure": null,
                 "answeredAt": first_at, "updatedAt": "2026-09-15T07:00:00.000Z" } })
    );
    let kitchens = app.ask(query, json!({ "id": lunch.id() })).by(&kitchen).await.ok();
    assert_eq!(kitchens.at("/node/viewerCanAnswer"), &json!(true));
}

#[both_engines]
async fn only_the_kitchen_answers_and_all_faults_come_back_together(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let there = Lunch::at(&app.neighbour).await;
    let input = json!({ "mealId": lunch.id(), "text": "Tack!" });
    answer(&app, &Actor::anonymous(), input.clone()).await.assert_codes(&["UNAUTHENTICATED"]);
    for other in [app.home.teacher(&lunch.school).await, app.home.administrator().await] {
        answer(&app, &other, input.clone()).await.assert_codes(&["FORBIDDEN"]);
    }
    let kitchen = app.home.kitchen().await;
    let wrong = json!({ "mealId": there.id(), "text": " ", "measure": "å".repeat(1_001) });
    let expected = ["MEAL_NOT_FOUND", "TEXT_BLANK", "MEASURE_TOO_LONG"];
    answer(&app, &kitchen, wrong).await.assert_user_errors("answerMealFeedback", &expected);
    let telling = json!({ "mealId": lunch.id(), "text": "Hälsa 19821105-9954" });
    answer(&app, &kitchen, telling)
        .await
        .assert_user_errors("answerMealFeedback", &["TEXT_TELLS_IDENTITY_NUMBER"]);
    let telling = json!({ "mealId": lunch.id(), "text": "Tack!", "measure": "Ringer 19821105-9954" });
    let answered = answer(&app, &kitchen, telling).await;
    answered.assert_user_errors("answerMealFeedback", &["MEASURE_TELLS_IDENTITY_NUMBER"]);
    assert_eq!(answered.at("/answerMealFeedback/errors/0/field"), &json!(["measure"]));
}

#[both_engines]
async fn nothing_is_published_before_the_kitchen_releases_it(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let (kitchen, teacher) = (app.home.kitchen().await, app.home.teacher(&lunch.school).await);
    let (nice, rude, ill) = ("Jättegott!", "Jävla skitmat", "Jag är allergisk mot fisk");
    for comment in [nice, rude, ill] {
        votes(&app, [with(lunch.ballot(), "comment", comment)]).await;
    }
    let mut all = [ill, nice, rude];
    all.sort_unstable();
    assert_eq!(queue(&app, &kitchen, "").await, all);
    assert_eq!(queue(&app, &teacher, "").await, [ill], "the school's staff can help");
    for other in [&Actor::anonymous(), &app.home.pupil(&lunch.school).await, &app.home.administrator().await]
    {
        assert_eq!(queue(&app, other, "(statuses: [HELD, WITHHELD, RELEASED])").await, [""; 0]);
        assert_eq!(published(&app, &lunch, other).await, json!({ "totalCount": 0, "nodes": [] }));
    }

    decide(&app, &teacher, "releaseMealComment", ill).await.assert_codes(&["FORBIDDEN"]);
    decide(&app, &kitchen, "releaseMealComment", ill)
        .await
        .assert_user_errors("releaseMealComment", &["COMMENT_NOT_ALLOWED"]);
    let few = decide(&app, &kitchen, "releaseMealComment", nice).await;
    few.assert_user_errors("releaseMealComment", &["VOTES_TOO_FEW"]);
    votes(&app, [lunch.ballot(), lunch.ballot()]).await;
    decide(&app, &kitchen, "releaseMealComment", nice).await.assert_user_errors("releaseMealComment", &[]);
    decide(&app, &kitchen, "withholdMealComment", rude).await.assert_user_errors("withholdMealComment", &[]);
    let expected = json!({ "totalCount": 1, "nodes": [{ "text": nice, "flags": [] }] });
    assert_eq!(published(&app, &lunch, &Actor::anonymous()).await, expected);
    assert_eq!(queue(&app, &kitchen, "").await, [ill]);
    assert_eq!(queue(&app, &kitchen, "(statuses: [WITHHELD])").await, [rude]);
    decide(&app, &kitchen, "withholdMealComment", nice).await.assert_user_errors("withholdMealComment", &[]);
    assert_eq!(published(&app, &lunch, &kitchen).await, json!({ "totalCount": 0, "nodes": [] }));
}

#[both_engines]
async fn a_corrected_comment_waits_anew_and_the_old_one_is_gone(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let kitchen = app.home.kitchen().await;
    let mine = phone();
    let ballot =
        |comment: &str| with(with(lunch.ballot(), "installationId", mine.clone()), "comment", comment);
    votes(&app, [ballot("Gott"), lunch.ballot(), lunch.ballot(), lunch.ballot(), lunch.ballot()]).await;
    decide(&app, &kitchen, "releaseMealComment", "Gott").await.assert_user_errors("releaseMealComment", &[]);
    votes(&app, [ballot("Inte gott alls")]).await;
    assert_eq!(published(&app, &lunch, &kitchen).await["totalCount"], json!(0));
    assert_eq!(queue(&app, &kitchen, "").await, ["Inte gott alls"]);
    votes(&app, [with(ballot(""), "rating", 2)]).await;
    assert_eq!(app.home.rows(meal_comment::Entity).await.len(), 0);
}

#[both_engines]
async fn a_comment_does_not_lead_to_its_vote(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let pupil = app.home.pupil(&lunch.school).await;
    let input = json!({ "mealId": lunch.id(), "rating": 1, "role": "PUPIL", "comment": "Kall" });
    app.ask(VOTE, json!({ "input": input })).by(&pupil).await.assert_ok();
    let row = &app.home.rows(meal_comment::Entity).await[0];
    assert_eq!(row.id.get_version_num(), 4, "an id that tells the time tells who was at the tablet");
    let vote = &app.home.rows(meal_feedback::Entity).await[0];
    let shown = format!("{} {} {:?}", row.text, row.served_on, row.flags);
    assert!(!shown.contains(&vote.id.to_string()));
    let sdl = api::schema::sdl();
    let at = sdl.find("type MealComment implements").expect("the type");
    let fields = &sdl[at..at + sdl[at..].find("\n}").unwrap()];
    for telling in ["rating", "role", "createdAt", "submittedAt", "DateTime"] {
        assert!(!fields.contains(telling), "MealComment tells {telling}");
    }
}

#[both_engines]
async fn a_comment_with_a_personal_identity_number_is_refused(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let answer = vote(&app, with(lunch.ballot(), "comment", "Ring 821105-9954")).await;
    answer.assert_user_errors("submitMealFeedback", &["COMMENT_TELLS_IDENTITY_NUMBER"]);
    assert_eq!(app.home.rows(meal_feedback::Entity).await.len(), 0);
}

#[both_engines]
async fn a_comment_with_a_range_of_dates_or_a_telephone_number_is_taken(app: TestApp) {
    let lunch = Lunch::at(&app.home).await;
    let said = "Inte under 2026-12-21–2027-01-08! Ring 0611-120412.";
    vote(&app, with(lunch.ballot(), "comment", said)).await.assert_user_errors("submitMealFeedback", &[]);
}
