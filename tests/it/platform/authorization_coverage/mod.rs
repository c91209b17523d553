//! Who may do what and who reads what, for every field of the roots, of the municipality and of the viewer. A field that
//! has no line here fails. Read the tables before you change them: what is not permitted looks as if it did not exist,
//! and only what everybody knows to exist answers `FORBIDDEN`.

pub mod reads;

use harness::{Actor, TestApp, both_engines};
use serde_json::{Value, json};

use super::hearing::heard;
use super::inputs::{input, mutate, outcome};
use super::tables::outcomes;
use super::whole::{Whole, id};

/// Each with an input that is valid for those who may, on rows of its own.
const MUTATIONS: &str = "
acceptInvitation
    anonymous: UNAUTHENTICATED
    others: ok
addComment
    family member: FORBIDDEN
    anonymous: UNAUTHENTICATED
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, educator, principal: ok
    others: POST_NOT_FOUND
addInternalNote
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
addMeal
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
addMenuSource
    anonymous: UNAUTHENTICATED
    kitchen, administrator: ok
    others: FORBIDDEN
addToSubmission
    resident: ok
    others: SUBMISSION_NOT_FOUND
answerMealFeedback
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
answerSubmission
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
assignSubmission
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
blockGuardian
    principal: ok
    anonymous: UNAUTHENTICATED
    guardian, educator: FORBIDDEN
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: CHILD_NOT_FOUND
changeSubmissionStatus
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
closeClassroomSession
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: SESSION_NOT_FOUND
convertSubmission
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
correctMeal
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
draftPost
    anonymous: UNAUTHENTICATED
    educator, principal: ok
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member: FORBIDDEN
    others: GROUP_NOT_FOUND
fetchMenuNow
    anonymous: UNAUTHENTICATED
    kitchen, administrator: ok
    others: FORBIDDEN
fileSubmission
    everybody: ok
followSchoolMeals
    anonymous: UNAUTHENTICATED
    others: ok
grantRole
    administrator: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
hideComment
    anonymous: UNAUTHENTICATED
    guardian beside, guardian of protected: FORBIDDEN
    guardian, educator, principal: ok
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: COMMENT_NOT_FOUND
inviteFamilyMember
    guardian: ok
    anonymous: UNAUTHENTICATED
    educator, principal: FORBIDDEN
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: CHILD_NOT_FOUND
inviteGuardian
    principal: ok
    anonymous: UNAUTHENTICATED
    guardian, educator: FORBIDDEN
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: CHILD_NOT_FOUND
joinClassroomSession
    everybody: ok
markPostAsRead
    anonymous: UNAUTHENTICATED
    API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member, invited guardian, educator, principal: ok
    others: POST_NOT_FOUND
markPostsAsRead
    anonymous: UNAUTHENTICATED
    API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member, invited guardian, educator, principal: ok
    others: POST_NOT_FOUND POST_NOT_FOUND
openClassroomSession
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
publishDraft
    anonymous: UNAUTHENTICATED
    educator, principal: ok
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: POST_NOT_FOUND
publishPost
    anonymous: UNAUTHENTICATED
    educator, principal: ok
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member: FORBIDDEN
    others: GROUP_NOT_FOUND
publishSubmission
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
publishSubmissionAnswer
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
recordPlateWaste
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
releaseMealComment
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
removeMenuSource
    anonymous: UNAUTHENTICATED
    kitchen, administrator: ok
    others: FORBIDDEN
requestMyDataExport
    anonymous: UNAUTHENTICATED
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: ok
submitClassroomFeedback
    everybody: ok
submitMealFeedback
    pupil, anonymous: ok
    others: ROLE_NOT_ALLOWED
supportSubmission
    everybody: ok
unblockGuardian
    principal: ok
    anonymous: UNAUTHENTICATED
    guardian, educator: FORBIDDEN
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: CHILD_NOT_FOUND
unfollowSchoolMeals
    anonymous: UNAUTHENTICATED
    others: ok
unpublishSubmission
    case officer: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
updatePost
    anonymous: UNAUTHENTICATED
    educator, principal: ok
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member: FORBIDDEN
    others: POST_NOT_FOUND
withdrawFamilyMember
    guardian: ok
    anonymous: UNAUTHENTICATED
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: FAMILY_MEMBER_NOT_FOUND
withdrawInvitation
    guardian: ok
    anonymous: UNAUTHENTICATED
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: INVITATION_NOT_FOUND
withdrawMeal
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
withdrawRole
    administrator: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
withdrawSubmissionSupport
    everybody: ok
withholdMealComment
    kitchen: ok
    anonymous: UNAUTHENTICATED
    others: FORBIDDEN
";

/// Who hears of allergens at a school, of a post in the group, and of an answer to the resident's own submission that nobody
/// published.
const SUBSCRIPTIONS: &str = "
allergensChanged
    everybody: hears
postPublished
    anonymous: UNAUTHENTICATED
    API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member, invited guardian, educator, principal: hears
    others: nothing
submissionUpdated
    resident, case officer: hears
    others: nothing
";

/// The names of a type's fields.
pub async fn fields(app: &TestApp, of: &str) -> Vec<String> {
    let query = "query($type: String!) { __type(name: $type) { fields { name } } }";
    let answer = app.ask(query, json!({ "type": of })).await.ok();
    let mut names: Vec<_> = answer.texts("/__type/fields", "name").into_iter().map(str::to_owned).collect();
    names.sort();
    names
}

#[both_engines]
async fn every_mutation_is_for_those_whom_the_table_names(app: TestApp) {
    let whole = Whole::found(&app).await;
    let mut table = vec!["\n".to_owned()];
    for mutation in fields(&app, "Mutation").await {
        let mut read = Vec::new();
        for (name, actor) in whole.actors() {
            let input = input(&whole, &mutation).await.unwrap_or_else(|| panic!("no input for {mutation}"));
            let answer = mutate(&app, &whole.here, &actor, &mutation, &input).await;
            read.push((name, outcome(&answer, &mutation)));
        }
        table.push(format!("{mutation}\n{}", outcomes(&read)));
    }
    assert_eq!(table.concat(), MUTATIONS);
}

#[both_engines]
async fn every_subscription_tells_those_whom_the_table_names(app: TestApp) {
    let whole = Whole::found(&app).await;
    let mut table = vec!["\n".to_owned()];
    for subscription in fields(&app, "Subscription").await {
        let mut read = Vec::new();
        for (name, actor) in whole.actors() {
            let told = match subscription.as_str() {
                "allergensChanged" => allergens_changed(&app, &whole, &actor).await,
                "postPublished" => post_published(&app, &whole, &actor).await,
                "submissionUpdated" => submission_updated(&app, &whole, &actor).await,
                unknown => panic!("no line for {unknown}"),
            };
            read.push((name, told));
        }
        table.push(format!("{subscription}\n{}", outcomes(&read)));
    }
    assert_eq!(table.concat(), SUBSCRIPTIONS);
}

async fn allergens_changed(app: &TestApp, whole: &Whole, actor: &Actor) -> String {
    let query = "subscription($school: ID!) { allergensChanged(schoolId: $school) { version } }";
    let school = id("school", whole.public.school.id);
    heard(app, whole, actor, (query, json!({ "school": school })), async || {
        // Other dishes declare what the ones before did not.
        let input = input(whole, "correctMeal").await.unwrap();
        mutate(app, &whole.here, &whole.people.kitchen, "correctMeal", &input).await.assert_ok();
    })
    .await
}

async fn post_published(app: &TestApp, whole: &Whole, actor: &Actor) -> String {
    let subscription = ("subscription { postPublished { title } }", Value::Null);
    heard(app, whole, actor, subscription, async || {
        let input = input(whole, "publishPost").await.unwrap();
        mutate(app, &whole.here, &whole.people.educator, "publishPost", &input).await.assert_ok();
    })
    .await
}

async fn submission_updated(app: &TestApp, whole: &Whole, actor: &Actor) -> String {
    let own = whole.new_submission(Some(&whole.people.resident)).await;
    let own = id("submission", own.id);
    let query = "subscription($id: ID) { submissionUpdated(id: $id) { title } }";
    heard(app, whole, actor, (query, json!({ "id": own })), async || {
        let input = json!({ "submissionId": own, "body": "Klart." });
        mutate(app, &whole.here, &whole.people.officer, "answerSubmission", &input).await.assert_ok();
    })
    .await
}
