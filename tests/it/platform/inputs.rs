//! A valid input for each mutation, for those who may: on rows that were made for it, so that no call finds what another
//! has changed.

use api::platform::secret::{SecretKey, hash};
use entity::{
    IdentityProtection, InvitationKind, classroom_session, comment, dish, meal, meal_tally, post,
    submission_answer,
};
use harness::app::SECRET;
use harness::builders::{
    a_block, a_comment, a_dish, a_draft, a_family_member, a_meal, a_menu_source, an_invitation,
};
use harness::kitchen::{a_classroom, a_remark};
use harness::{Actor, Answer, Municipality, TestApp};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::whole::{Whole, code, id, phone, unique};

/// The input; nothing for a mutation that is not known here.
pub async fn input(whole: &Whole, mutation: &str) -> Option<Value> {
    let new_submission = async || id("submission", whole.new_submission(None).await.id);
    let public_submission = async || id("submission", whole.new_public_submission().await.id);
    let group = id("preschool-group", whole.group.id);
    let category = id("submission-category", whole.public.category.id);
    let text = json!({ "groupId": group, "title": "Utflykt", "body": "Ta med mössa." });
    let child = || id("child", whole.child.id);
    Some(match mutation {
        "acceptInvitation" => {
            // To a child of its own: who accepts is family from then on.
            let child = whole.here.person("Ny", IdentityProtection::None).await;
            let guardian = whole.here.guardian(&child).await;
            let code = code();
            let row = an_invitation(InvitationKind::FamilyMember, &child, &guardian, &code);
            whole.here.insert(row).await;
            json!({ "code": code })
        }
        "addComment" => {
            let post = whole.new_post().await;
            let answered = whole.here.insert(a_comment(&post, &whole.people.educator)).await;
            json!({ "postId": post_id(&post), "answers": comment_id(&answered), "body": "Vilken tid?" })
        }
        "addInternalNote" => json!({ "submissionId": new_submission().await, "body": "Ring henne." }),
        "addMeal" => json!({
            "schoolId": id("school", whole.public.school.id), "date": whole.now.date_naive().to_string(),
            "name": format!("Lunch {}", unique()), "dishes": [{ "name": "Fisk" }],
        }),
        "addMenuSource" => {
            let url = format!("https://mat.example.se/{}.ics", unique());
            json!({ "schoolId": id("school", whole.public.school.id), "url": url })
        }
        "fetchMenuNow" | "removeMenuSource" => {
            let url = format!("https://mat.example.se/{}.ics", unique());
            let row = whole.here.insert(a_menu_source(&whole.public.school, &url, whole.now)).await;
            json!({ "sourceId": id("menu-source", row.id) })
        }
        "addToSubmission" => {
            let own = whole.new_submission(Some(&whole.people.resident)).await;
            json!({ "submissionId": id("submission", own.id), "body": "Det gnisslar än." })
        }
        "answerMealFeedback" => {
            let (meal, _) = new_meal(whole).await;
            json!({ "mealId": id("meal", meal.id), "text": "Tack!", "measure": "Mindre salt." })
        }
        "closeClassroomSession" => {
            let (meal, _) = new_meal(whole).await;
            let row = a_classroom(&meal, &whole.people.kitchen, whole.now);
            json!({ "sessionId": id("classroom-session", whole.here.insert(row).await.id) })
        }
        "joinClassroomSession" => {
            let (meal, _) = new_meal(whole).await;
            let digits = format!("{:08}", unique());
            // A code has neither 0 nor 1.
            let code = digits.replace('0', "A").replace('1', "B");
            let key = SecretKey::new(SECRET.as_bytes());
            let row = classroom_session::ActiveModel {
                code_hash: Set(key.derive("classroom code's hash", code.as_bytes()).to_vec()),
                ..a_classroom(&meal, &whole.people.kitchen, whole.now)
            };
            whole.here.insert(row).await;
            json!({ "code": code })
        }
        "openClassroomSession" => {
            let (meal, _) = new_meal(whole).await;
            json!({ "mealId": id("meal", meal.id), "minutes": 5 })
        }
        "recordPlateWaste" => {
            let (meal, _) = new_meal(whole).await;
            json!({ "mealId": id("meal", meal.id), "kilograms": 12.5, "plates": 400 })
        }
        "releaseMealComment" => {
            let (meal, _) = new_meal(whole).await;
            whole.here.insert(a_tally(&meal)).await;
            let row = whole.here.insert(a_remark(&meal, "Gott")).await;
            json!({ "commentId": id("meal-comment", row.id) })
        }
        "submitClassroomFeedback" => {
            let (meal, _) = new_meal(whole).await;
            let token = unique().to_string();
            let row = classroom_session::ActiveModel {
                device_hash: Set(Some(hash(token.as_bytes()).to_vec())),
                ..a_classroom(&meal, &whole.people.kitchen, whole.now)
            };
            whole.here.insert(row).await;
            json!({ "deviceToken": token, "tapId": phone(), "rating": 4 })
        }
        "withholdMealComment" => {
            let (meal, _) = new_meal(whole).await;
            let row = whole.here.insert(a_remark(&meal, "Gott")).await;
            json!({ "commentId": id("meal-comment", row.id) })
        }
        "answerSubmission" => json!({ "submissionId": new_submission().await, "body": "Klart." }),
        "assignSubmission" => json!({
            "submissionId": new_submission().await,
            "departmentId": id("department", whole.public.department.id),
            "caseOfficerId": id("person", whole.people.officer.id()),
        }),
        "blockGuardian" => {
            let guardian = whole.here.guardian(&whole.child).await;
            json!({ "childId": child(), "guardianId": id("person", guardian.id()) })
        }
        "changeSubmissionStatus" => {
            json!({ "submissionId": new_submission().await, "status": "IN_PROGRESS" })
        }
        "convertSubmission" => {
            json!({ "submissionId": new_submission().await, "kind": "QUESTION", "categoryId": category })
        }
        "correctMeal" => {
            let (meal, dish) = new_meal(whole).await;
            json!({
                "mealId": id("meal", meal.id), "expectedVersion": 1,
                "dishes": [{
                    "id": id("dish", dish.id), "name": "Fisk",
                    "allergens": [{ "allergen": "FISH", "state": "DECLARED" }],
                }],
            })
        }
        "draftPost" | "publishPost" => text,
        "followSchoolMeals" | "unfollowSchoolMeals" => {
            json!({ "schoolId": id("school", whole.public.school.id) })
        }
        "requestMyDataExport" => json!({ "includeAuditTrail": true }),
        "fileSubmission" => json!({
            "kind": "QUESTION", "title": "När?", "body": "När lagas lampan?", "categoryId": category,
            "isForSomebodyElse": false,
        }),
        "grantRole" => {
            let somebody = whole.here.resident("Ny").await;
            json!({ "personId": id("person", somebody.id()), "role": "COMMUNICATOR" })
        }
        "hideComment" => {
            let post = whole.new_post().await;
            let row = a_comment(&post, &whole.people.guardian);
            let row = comment::ActiveModel { author_role: Set(entity::ContributorRole::Guardian), ..row };
            json!({ "commentId": comment_id(&whole.here.insert(row).await) })
        }
        "inviteFamilyMember" | "inviteGuardian" => json!({ "childId": child() }),
        "markPostAsRead" => json!({ "postId": post_id(&whole.new_post().await) }),
        "markPostsAsRead" => {
            json!({ "postIds": [post_id(&whole.new_post().await), post_id(&whole.new_post().await)] })
        }
        "publishDraft" => {
            let draft = whole.here.insert(a_draft(&whole.group, &whole.people.educator)).await;
            json!({ "postId": post_id(&draft) })
        }
        "publishSubmission" => {
            json!({ "submissionId": new_submission().await, "title": "Lampa", "body": "Den är trasig." })
        }
        "publishSubmissionAnswer" => {
            let row = whole.new_submission(None).await;
            let answer = submission_answer::ActiveModel {
                submission_id: Set(row.id),
                body: Set("Klart.".to_owned()),
                ..ActiveModelTrait::default()
            };
            let answer = whole.here.insert(answer).await;
            json!({ "answerId": id("submission-answer", answer.id), "publicBody": "Klart." })
        }
        "submitMealFeedback" => {
            let (meal, dish) = new_meal(whole).await;
            json!({
                "mealId": id("meal", meal.id), "dishId": id("dish", dish.id), "rating": 4, "role": "PUPIL",
                "installationId": phone(),
            })
        }
        "supportSubmission" | "withdrawSubmissionSupport" => {
            json!({ "submissionId": public_submission().await, "installationId": phone() })
        }
        "withdrawMeal" => {
            let (meal, _) = new_meal(whole).await;
            json!({ "mealId": id("meal", meal.id), "expectedVersion": 1 })
        }
        "withdrawRole" => {
            let somebody = whole.here.communicator().await;
            json!({ "personId": id("person", somebody.id()), "role": "COMMUNICATOR" })
        }
        "unblockGuardian" => {
            let guardian = whole.here.guardian(&whole.child).await;
            whole.here.insert(a_block(&guardian, &whole.child)).await;
            json!({ "childId": child(), "guardianId": id("person", guardian.id()) })
        }
        "withdrawFamilyMember" => {
            let member = whole.here.resident("Ny").await;
            let row = a_family_member(&member, &whole.child, &whole.people.guardian);
            json!({ "familyMemberId": id("family-member", whole.here.insert(row).await.id) })
        }
        "withdrawInvitation" => {
            let by = &whole.people.guardian;
            let row = an_invitation(InvitationKind::FamilyMember, &whole.child, by, &code());
            json!({ "invitationId": id("invitation", whole.here.insert(row).await.id) })
        }
        "unpublishSubmission" => json!({ "submissionId": public_submission().await }),
        "updatePost" => json!({ "postId": post_id(&whole.new_post().await), "title": "Utflykt på fredag" }),
        _ => return None,
    })
}

/// Votes enough on the meal.
fn a_tally(on: &meal::Model) -> meal_tally::ActiveModel {
    meal_tally::ActiveModel {
        meal_id: Set(on.id),
        dish_id: Set(on.id),
        ones: Set(0),
        twos: Set(0),
        threes: Set(0),
        fours: Set(5),
        fives: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A meal of today, and its dish.
async fn new_meal(whole: &Whole) -> (meal::Model, dish::Model) {
    let name = Set(format!("Lunch {}", unique()));
    let meal = a_meal(&whole.public.school, whole.now.date_naive());
    let meal = whole.here.insert(meal::ActiveModel { name, ..meal }).await;
    let dish = whole.here.insert(a_dish(&meal, "Fisk")).await;
    (meal, dish)
}

/// Does it.
pub async fn mutate(
    app: &TestApp,
    at: &Municipality,
    actor: &Actor,
    mutation: &str,
    input: &Value,
) -> Answer {
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation Do($input: {name}Input!) {{ {mutation}(input: $input) {{ errors {{ code message field }} }} }}"
    );
    app.post(&at.code, &query, json!({ "input": input })).by(actor).await
}

/// What became of it: `ok`, the codes of the input's faults, or the code of the refusal.
pub fn outcome(answer: &Answer, mutation: &str) -> String {
    if let Some(error) = answer.body["errors"].get(0) {
        return error["extensions"]["code"].as_str().expect("a code").to_owned();
    }
    let codes = answer.texts(&format!("/{mutation}/errors"), "code");
    if codes.is_empty() { "ok".to_owned() } else { codes.join(" ") }
}

fn post_id(post: &post::Model) -> String {
    id("post", post.id)
}

fn comment_id(comment: &comment::Model) -> String {
    id("comment", comment.id)
}
