//! A list takes as many SQL statements for many rows as for a few, wherever it hangs. A list that has no line here fails.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::whole::Whole;
use rows::grow;

/// Each list, in a query that asks for it under several parents where it has any, with its total.
const LISTS: &[(&str, &str)] = &[
    ("Municipality.caseOfficers", "municipality { caseOfficers { name } }"),
    ("Municipality.departments", "municipality { departments(first: 20) { totalCount nodes { name { value } } } }"),
    (
        "Municipality.facilities",
        "municipality { facilities(first: 50) { totalCount nodes { isOpenNow unit { id department { id } } } } }",
    ),
    (
        "Municipality.people",
        "municipality { people(filter: { newLoginSince: \"2020-01-01T00:00:00Z\" }, first: 50) { totalCount nodes {
            principalNames newestLoginAt person { displayName } } } }",
    ),
    ("Municipality.preschools", "municipality { preschools(first: 20) { totalCount nodes { name } } }"),
    ("Municipality.menuSources", "municipality { menuSources { host lastError school { name } } }"),
    (
        "Municipality.roleAssignments",
        "municipality { roleAssignments(first: 50) { totalCount nodes { role person { displayName } } } }",
    ),
    (
        "Municipality.mealComments",
        "municipality { mealComments(first: 20, statuses: [RELEASED]) { totalCount nodes { text meal { name } dish {
            name } } } }",
    ),
    (
        "Municipality.mealPlateWasteTrend",
        "municipality { mealPlateWaste { kilograms } mealPlateWasteTrend(by: WEEK) { firstDay waste { kilograms } } }",
    ),
    ("Municipality.mealFeedbackTrend", "municipality { mealFeedbackTrend(by: WEEK) { firstDay summary { count } } }"),
    (
        "Municipality.mealFeedbackByDish",
        "municipality { mealFeedbackByDish(order: BEST) { name summary { count reasons { count } } } }",
    ),
    (
        "Municipality.schools",
        "municipality { schools(first: 20) { totalCount nodes { name feedbackSummary { count } } } }",
    ),
    (
        "Municipality.search",
        "municipality { search(query: \"specialkost\", first: 50) { totalCount nodes { ... on Service { name { value }
            description { value } department { name { value } } channels { value } } } } }",
    ),
    (
        "Municipality.services",
        "municipality { services(first: 50) { totalCount nodes { description { value } department { id } unit { id } } } }",
    ),
    (
        "Municipality.submissionCategories",
        "municipality { submissionCategories { name { value } department { id } parent { id } } }",
    ),
    (
        "Municipality.submissions",
        "municipality { submissions(first: 50) { totalCount nodes { contact { name } caseOfficer { name }
            latestAnswer { body authorName } category { code parent { code } } department { id } viewerSupports } } }",
    ),
    (
        "SubmissionsOnMap.nodes",
        "municipality { submissionsInBox(box: { south: 59, west: 18, north: 60, east: 19 }) { nodes { title
            contact { name } latestAnswer { body } category { code } } } }",
    ),
    (
        "SubmissionCategory.children",
        "municipality { submissionCategories { children { code department { id } } } }",
    ),
    (
        "Department.services",
        "municipality { departments(first: 20) { nodes { services(first: 9) { totalCount nodes { name { value }
            description { value } unit { name { value } } department { id } } } } } }",
    ),
    (
        "Department.units",
        "municipality { departments(first: 20) { nodes { units(first: 9) { totalCount nodes { name { value }
            department { id } } } } } }",
    ),
    (
        "Unit.facilities",
        "municipality { departments(first: 20) { nodes { units(first: 9) { nodes { facilities(first: 3) { totalCount
            nodes { isOpenNow unit { id } } } } } } } }",
    ),
    (
        "Unit.services",
        "municipality { departments(first: 20) { nodes { units(first: 9) { nodes { services(first: 3) { totalCount
            nodes { name { value } } } } } } } }",
    ),
    ("Service.channels", "municipality { services(first: 50) { nodes { channels { value } } } }"),
    (
        "Service.facilities",
        "municipality { services(first: 50) { nodes { facilities(first: 3) { totalCount nodes { isOpenNow } } } } }",
    ),
    (
        "Facility.services",
        "municipality { facilities(first: 50) { nodes { services(first: 3) { totalCount nodes { name { value } } } } } }",
    ),
    (
        "Facility.openingDays",
        "municipality { facilities(first: 20) { nodes { openingDays(days: 3) { date } } } }",
    ),
    (
        "Facility.openingExceptions",
        "municipality { facilities(first: 20) { nodes { openingExceptions { date } } } }",
    ),
    (
        "Facility.openingHours",
        "municipality { facilities(first: 50) { nodes { openingHours { weekday opens } opensNext closesNext } } }",
    ),
    (
        "OpeningDay.hours",
        "municipality { facilities(first: 20) { nodes { openingDays(days: 3) { hours { opens } } } } }",
    ),
    (
        "OpeningException.hours",
        "municipality { facilities(first: 20) { nodes { openingExceptions { hours { opens } } } } }",
    ),
    (
        "School.menuSources",
        "municipality { schools(first: 20) { nodes { menuSources { host lastError } } } }",
    ),
    (
        "School.menu",
        "municipality { schools(first: 20) { nodes { menu { date meals { name dishes { name } } } } } }",
    ),
    (
        "WeekMenu.days",
        "municipality { schools(first: 20) { nodes { weekMenu { feedbackSummary { count } days { date } } } } }",
    ),
    (
        "DayMenu.meals",
        "municipality { schools(first: 20) { nodes { dayMenu { meals { name school { name } viewerFeedbackRoles
            viewerFeedback { rating } feedbackSummary { count } } } } } }",
    ),
    (
        "DayMenu.notices",
        "municipality { schools(first: 20) { nodes { dayMenu { notices { text } feedbackSummary { count } } } } }",
    ),
    (
        "Meal.dishes",
        "municipality { schools(first: 20) { nodes { dayMenu { meals { dishes { name meal { name }
            feedbackSummary { count } } } } } } }",
    ),
    (
        "Meal.comments",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { comments(first: 9) { totalCount nodes { text }
            } } } } } }",
    ),
    (
        "Meal.classroomSessions",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { kitchenAnswer { text } classroomSessions { votes
            } } } } } }",
    ),
    (
        "FeedbackSummary.reasons",
        "municipality { schools(first: 9) { nodes { feedbackSummary { reasons { count } } dayMenu { feedbackSummary {
            reasons { count } } meals { feedbackSummary { reasons { count } } } } } } }",
    ),
    (
        "School.feedbackTrend",
        "municipality { schools(first: 9) { nodes { feedbackTrend(by: WEEK) { firstDay summary { count } } } } }",
    ),
    (
        "School.plateWasteTrend",
        "municipality { schools(first: 9) { nodes { plateWaste { grams: kilograms } plateWasteTrend(by: WEEK) { firstDay
            waste { kilograms } } dayMenu { meals { plateWaste { kilograms } } } } } }",
    ),
    (
        "School.feedbackByDish",
        "municipality { schools(first: 9) { nodes { feedbackByDish(order: BEST) { name summary { count reasons { count }
            } } } } }",
    ),
    (
        "Meal.history",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { history(first: 9) { totalCount nodes { version
            at kind source } } } } } } }",
    ),
    (
        "MenuVersion.dishes",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { history(first: 9) { nodes { dishes { name
            dish { name } } } } } } } } }",
    ),
    (
        "MenuVersion.notices",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { history(first: 9) { nodes { notices {
            text } } } } } } } }",
    ),
    (
        "MenuVersion.allergenChanges",
        "municipality { schools(first: 9) { nodes { dayMenu { meals { history(first: 9) { nodes { allergenChanges {
            dishName dish { name } } } } } } } } }",
    ),
    (
        "MenuVersionDish.allergens",
        "municipality { schools(first: 2) { nodes { dayMenu { meals { history(first: 9) { nodes { dishes { allergens {
            allergen } } } } } } } } }",
    ),
    (
        "MenuVersionDish.nutrients",
        "municipality { schools(first: 2) { nodes { dayMenu { meals { history(first: 9) { nodes { dishes { ingredients
            nutrients { name } } } } } } } } }",
    ),
    ("MealFeedbackForm.ratings", "municipality { mealFeedbackForm { ratings { face label } } }"),
    ("MealFeedbackForm.reasons", "municipality { mealFeedbackForm { reasons { reason label } } }"),
    ("Viewer.followedSchools", "viewer { followedSchools { name } }"),
    (
        "Viewer.mealAlerts",
        "viewer { mealAlerts(first: 50) { totalCount nodes { version meal { name school { name } } } } }",
    ),
    ("MealAlert.changes", "viewer { mealAlerts(first: 50) { nodes { changes { dishName dish { name } } } } }"),
    ("Meal.notices", "municipality { schools(first: 20) { nodes { dayMenu { meals { notices { text } } } } } }"),
    (
        "Dish.allergens",
        "municipality { schools(first: 20) { nodes { dayMenu { meals { dishes { allergens { allergen } } } } } } }",
    ),
    (
        "Dish.nutrients",
        "municipality { schools(first: 20) { nodes { dayMenu { meals { dishes { description ingredients
            nutrients { name amount } } } } } } }",
    ),
    (
        "FeedbackSummary.distribution",
        "municipality { schools(first: 20) { nodes { feedbackSummary { distribution { count } } dayMenu { meals {
            feedbackSummary { distribution { count } } } } } } }",
    ),
    (
        "Viewer.auditTrail",
        "viewer { auditTrail(first: 50) { totalCount nodes { action subject actor { displayName } subjectPerson {
            displayName } objectPerson { displayName } } } }",
    ),
    ("Viewer.children", "viewer { children { displayName } }"),
    ("Viewer.groups", "viewer { groups { name preschool { name } audience { guardians staff } viewerCanPublish unreadPostCount } }"),
    (
        "Viewer.feed",
        "viewer { feed(first: 50) { totalCount nodes { author { displayName } group { name } commentCount readCount
            viewerHasRead viewerCanEdit } } }",
    ),
    (
        "Viewer.submissions",
        "viewer { submissions(first: 50) { totalCount nodes { contact { name } latestAnswer { body }
            category { code } } } }",
    ),
    (
        "Child.familyMembers",
        "viewer { children { familyMembers { validFrom person { displayName } } } groups { children { familyMembers {
            person { displayName } } } } }",
    ),
    (
        "Child.invitations",
        "viewer { children { invitations { kind expiresAt } } groups { children { invitations { kind } } } }",
    ),
    (
        "Child.groups",
        "viewer { children { groups { name preschool { name } viewerCanPublish } } groups { children { groups {
            name } } } }",
    ),
    (
        "Child.guardians",
        "viewer { children { guardians { displayName isBlocked } viewerCanInviteFamily viewerCanDecideOnGuardians } groups {
            children { guardians { displayName isBlocked } viewerCanDecideOnGuardians } } }",
    ),
    (
        "Child.placements",
        "viewer { children { placements { validFrom group { name } } } groups { children { placements { group {
            name } } } } }",
    ),
    ("PreschoolGroup.children", "viewer { groups { children { displayName } } }"),
    ("PreschoolGroup.educators", "viewer { groups { educators { displayName } } }"),
    (
        "PreschoolGroup.drafts",
        "viewer { groups { drafts(first: 9) { totalCount nodes { title author { displayName } viewerCanPublish } } } }",
    ),
    (
        "PreschoolGroup.posts",
        "viewer { groups { posts(first: 9) { totalCount nodes { author { displayName } group { name } commentCount
            readCount viewerHasRead } } } }",
    ),
    (
        "Post.comments",
        "viewer { groups { posts(first: 9) { nodes { comments(first: 9) { totalCount nodes { body viewerCanHide
            author { displayName } answers { body } post { title } } } } } } }",
    ),
    (
        "Post.revisions",
        "viewer { groups { posts(first: 9) { nodes { revisions { title replacedBy { displayName } } } } } }",
    ),
    (
        "Submission.answers",
        "municipality { submissions(first: 50) { nodes { answers(first: 9) { totalCount nodes { body authorName } } } } }",
    ),
    (
        "Submission.history",
        "municipality { submissions(first: 50) { nodes { history(first: 9) { totalCount nodes { action actorName } } } } }",
    ),
    (
        "Submission.messages",
        "municipality { submissions(first: 50) { nodes { messages(first: 9) { totalCount nodes { body } } } } }",
    ),
    (
        "Submission.notes",
        "municipality { submissions(first: 50) { nodes { notes(first: 9) { totalCount nodes { body authorName } } } } }",
    ),
];

/// Names, say, that two fields of a level ask for, are asked for in one batch or in two; which depends on whose answer
/// comes first, and so is everything that hangs below them. Ten more parents with six rows each, asked for one by one, are
/// ten more at least.
const MERGED: usize = 6;

/// The statements of each query, by the list that it is about.
async fn statements(app: &TestApp, actor: &Actor) -> BTreeMap<&'static str, Vec<String>> {
    let mut found = BTreeMap::new();
    for (list, query) in LISTS.iter().copied() {
        let query = format!("{{ {query} }}");
        // Somebody who has been here before: what a first request learns is learnt.
        app.ask(&query, Value::Null).by(actor).await.assert_ok();
        let _before = app.take_statements();
        app.ask(&query, Value::Null).by(actor).await.assert_ok();
        found.insert(list, app.take_statements());
    }
    found
}

#[both_engines]
async fn every_list_takes_as_many_statements_for_many_rows_as_for_a_few(app: TestApp) {
    let whole = Whole::found(&app).await;
    let actor = whole.everything().await;
    grow(&whole, &actor, 2, 2).await;
    let few = statements(&app, &actor).await;
    grow(&whole, &actor, 10, 6).await;
    let many = statements(&app, &actor).await;
    let differs = |list: &str, statements: &[String]| few[list].len().abs_diff(statements.len()) > MERGED;
    let differing = many.iter().filter(|(list, statements)| differs(list, statements));
    let told = differing.map(|(list, statements)| (list, few[list].len(), statements.len(), statements));
    let told: Vec<_> = told.collect();
    assert!(told.is_empty(), "lists, statements for a few and for many, and what these are: {told:#?}");
}

/// The named type within lists and non-nulls, and whether there is a list among them.
fn named(of: &Value) -> (&Value, bool) {
    let mut inner = of;
    let mut is_list = false;
    while !inner["ofType"].is_null() {
        is_list |= inner["kind"] == "LIST";
        inner = &inner["ofType"];
    }
    (inner, is_list)
}

#[both_engines]
async fn every_list_that_hangs_below_the_municipality_or_the_viewer_has_a_budget(app: TestApp) {
    let query =
        "{ __schema { types { name possibleTypes { name } fields { name type { kind name ofType { kind name
        ofType { kind name ofType { kind name } } } } } } } }";
    let answer = app.ask(query, Value::Null).await.ok();
    let types: BTreeMap<_, _> =
        answer.list("/__schema/types").iter().map(|each| (each["name"].as_str().unwrap(), each)).collect();
    let mut lists = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut ahead = vec!["Municipality", "Viewer"];
    while let Some(name) = ahead.pop() {
        if !seen.insert(name) {
            continue;
        }
        let possible = types[name]["possibleTypes"].as_array().into_iter().flatten();
        ahead.extend(possible.filter_map(|each| each["name"].as_str()));
        for field in types[name]["fields"].as_array().into_iter().flatten() {
            let (inner, is_list) = named(&field["type"]);
            let target = inner["name"].as_str().unwrap();
            ahead.push(target);
            let is_object = inner["kind"] != "SCALAR" && inner["kind"] != "ENUM";
            let is_page = name.ends_with("Connection");
            if target.ends_with("Connection") || (is_list && is_object && !is_page) {
                lists.insert(format!("{name}.{}", field["name"].as_str().unwrap()));
            }
        }
    }
    let known: BTreeSet<_> = LISTS.iter().map(|(list, _)| (*list).to_owned()).collect();
    assert_eq!(known, lists, "lists with a budget, and lists in the schema");
}

#[both_engines]
async fn a_query_of_nodes_is_within_a_bound_for_each(app: TestApp) {
    let whole = Whole::found(&app).await;
    let actor = whole.everything().await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let ids: Vec<_> = whole.things().map(|thing| thing.id.as_str()).collect();
    app.ask(query, json!({ "ids": ids })).by(&actor).await.assert_ok();
    let _before = app.take_statements();
    app.ask(query, json!({ "ids": ids })).by(&actor).await.assert_ok();
    let statements = app.take_statements();
    // Ids of many kinds are looked for one by one; a child or an answer also for what shows whether it may be seen.
    assert!(statements.len() <= 2 * ids.len() + 3, "{statements:#?}");
}
