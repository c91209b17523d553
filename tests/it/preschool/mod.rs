//! The preschool pillar: who sees what of it, writing, commenting, reading and listening.

mod blocks;
mod budget;
mod comments;
mod family;
mod feed;
mod listening;
mod model;
mod posts;
mod protection;
mod reading;
mod visibility;

use entity::{IdentityProtection, person, post, preschool, preschool_group};
use harness::builders::{a_group, a_placement, a_post, a_preschool};
use harness::{Actor, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// A preschool with the group Blåsippan, where Eva works, Per is principal, and Gun's child is placed.
pub struct Blasippan {
    pub preschool: preschool::Model,
    pub group: preschool_group::Model,
    pub child: person::Model,
    pub gun: Actor,
    pub eva: Actor,
    pub per: Actor,
}

impl Blasippan {
    pub async fn found(app: &TestApp) -> Self {
        let preschool = app.home.insert(a_preschool("Backsippan")).await;
        let group = app.home.insert(a_group(&preschool, "Blåsippan")).await;
        let child = app.home.person("Elsa", IdentityProtection::None).await;
        app.home.insert(a_placement(&child, &group)).await;
        let gun = app.home.guardian(&child).await;
        let eva = app.home.educator(&group).await;
        let per = app.home.principal(&preschool).await;
        Self { preschool, group, child, gun, eva, per }
    }

    /// A post of Eva's that went out just now.
    pub async fn post(&self, app: &TestApp) -> post::Model {
        app.home.insert(a_post(&self.group, &self.eva, app.clock.now())).await
    }

    /// One more family in the group.
    pub async fn family(&self, app: &TestApp) -> (person::Model, Actor) {
        let child = app.home.person("Nils", IdentityProtection::None).await;
        app.home.insert(a_placement(&child, &self.group)).await;
        let guardian = app.home.guardian(&child).await;
        (child, guardian)
    }
}

/// An id as the API gives it.
pub fn id(kind: &str, uuid: Uuid) -> String {
    format!("{kind}:{uuid}")
}

/// Publishes a post and answers its id.
pub async fn publish(app: &TestApp, by: &Actor, group: &preschool_group::Model, title: &str) -> String {
    let input = json!({ "groupId": id("preschool-group", group.id), "title": title, "body": "Hej!" });
    let query =
        "mutation($input: PublishPostInput!) { publishPost(input: $input) { post { id } errors { code } } }";
    let answer = app.ask(query, json!({ "input": input })).by(by).await.ok();
    answer.assert_user_errors("publishPost", &[]);
    answer.text("/publishPost/post/id").to_owned()
}

/// Adds a comment and answers its id.
pub async fn comment(app: &TestApp, by: &Actor, post: Uuid, body: &str, answers: Option<&str>) -> String {
    let input = json!({ "postId": id("post", post), "body": body, "answers": answers });
    let query =
        "mutation($input: AddCommentInput!) { addComment(input: $input) { comment { id } errors { code } } }";
    let answer = app.ask(query, json!({ "input": input })).by(by).await.ok();
    answer.assert_user_errors("addComment", &[]);
    answer.text("/addComment/comment/id").to_owned()
}

/// Whether the node is there for the actor.
pub async fn sees(app: &TestApp, actor: &Actor, node: &str) -> bool {
    let answer = app.ask("query($id: ID!) { node(id: $id) { id } }", json!({ "id": node })).by(actor).await;
    let answer = answer.ok();
    *answer.at("/node") != Value::Null
}
