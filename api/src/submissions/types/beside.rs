//! What lists of submissions show beside each: read with the list in one statement where it is asked for.

use async_graphql::{Context, Lookahead, ScalarType as _, parser::types::SelectionSet};
use chrono::{DateTime as Time, Utc};
use entity::{Texts, department, submission, submission_answer, submission_category};
use sea_orm::{DbErr, FromQueryResult, Order, QueryResult};
use uuid::Uuid;

use crate::{
    schema::{node::Kind, scalars::DateTime, written::Json},
    tenancy::{Find, Joined},
};

// Names that no column of a submission begins with.
const CATEGORY: &str = "beside_category";
const DEPARTMENT: &str = "beside_department";
const ANSWER: &str = "beside_answer";

/// What is read beside a submission: of each thing `None` where the list was not asked for it, and in it nothing where
/// the viewer sees none.
#[derive(Debug, Default)]
pub struct Beside {
    /// The category, if it was asked for.
    pub category: Option<Named>,
    /// The department, if it was asked for.
    pub department: Option<Named>,
    /// The newest answer that the viewer sees, if it was asked for.
    pub latest_answer: Option<Newest>,
}

/// Id and name of what there is, if there is any.
#[derive(Debug)]
pub struct Named(Option<(Uuid, Texts)>);

/// The newest answer, if there is any.
#[derive(Debug)]
pub struct Newest(pub Option<Answer>);

/// The newest answer.
#[derive(Debug)]
pub struct Answer {
    id: Uuid,
    body: String,
    public_body: Option<String>,
    created_at: Time<Utc>,
}

impl Answer {
    /// Writes the answer with the fields that are selected, where all of them are at hand.
    pub fn write(&self, json: &mut Json, is_for_sender: bool, selected: &SelectionSet) -> Option<()> {
        json.object("SubmissionAnswer", selected, |json, field, _| match field {
            "id" => json.put(&Kind::SubmissionAnswer.id(self.id)),
            "body" if is_for_sender => json.put(&self.body),
            "body" => json.put(self.public_body.as_deref().unwrap_or_default()),
            "publicBody" => json.put(&self.public_body),
            "createdAt" => json.put(&DateTime(self.created_at).to_value()),
            _ => None,
        })
    }
}

impl Beside {
    /// The list with what the operation asks for beside its submissions.
    pub fn joined(
        find: Find<'static, submission::Entity>,
        ctx: &Context<'_>,
    ) -> Joined<'static, submission::Entity> {
        let list = ctx.look_ahead();
        let nodes = [list.field("nodes"), list.field("edges").field("node")];
        let asks = |name: &str| nodes.iter().any(|node: &Lookahead<'_>| node.field(name).exists());
        let mut joined = find.joined();
        if asks("category") {
            joined = joined
                .named::<submission_category::Entity>(CATEGORY, submission::Column::CategoryId)
                .column(CATEGORY, submission_category::Column::Id)
                .column(CATEGORY, submission_category::Column::Name);
        }
        if asks("department") {
            joined = joined
                .named::<department::Entity>(DEPARTMENT, submission::Column::DepartmentId)
                .column(DEPARTMENT, department::Column::Id)
                .column(DEPARTMENT, department::Column::Name);
        }
        if asks("latestAnswer") {
            use submission_answer::Column::{Body, CreatedAt, Id, PublicBody, SubmissionId};
            let newest = [(CreatedAt, Order::Desc), (Id, Order::Desc)];
            let columns = [Id, Body, PublicBody, CreatedAt];
            joined = joined.first::<submission_answer::Entity>(ANSWER, SubmissionId, &newest, &columns);
        }
        joined
    }
}

impl Named {
    /// Id and name.
    pub fn parts(&self) -> Option<(Uuid, &Texts)> {
        self.0.as_ref().map(|(id, name)| (*id, name))
    }

    fn read(row: &QueryResult, alias: &str) -> Result<Self, DbErr> {
        let id: Option<Uuid> = row.try_get("", &format!("{alias}_id"))?;
        let name: Option<Texts> = row.try_get("", &format!("{alias}_name"))?;
        Ok(Self(id.zip(name)))
    }
}

impl FromQueryResult for Beside {
    // A thing that was not joined has no columns.
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        let answer = || -> Result<Option<Answer>, DbErr> {
            let Some(id) = row.try_get("", "beside_answer_id")? else { return Ok(None) };
            Ok(Some(Answer {
                id,
                body: row.try_get("", "beside_answer_body")?,
                public_body: row.try_get("", "beside_answer_public_body")?,
                created_at: row.try_get("", "beside_answer_created_at")?,
            }))
        };
        Ok(Self {
            category: Named::read(row, CATEGORY).ok(),
            department: Named::read(row, DEPARTMENT).ok(),
            latest_answer: answer().ok().map(Newest),
        })
    }
}
