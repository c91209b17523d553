//! Schools, and what the viewer is at them.

use std::collections::HashMap;

use entity::{SchoolStatus, enrolment, school, school_duty};
use sea_orm::{
    ColumnTrait, Condition, DbErr,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr},
};
use uuid::Uuid;

use super::super::policy::Relation;
use crate::tenancy::{Find, Keyset, Scope};

/// Schools by name.
pub static SCHOOLS: Keyset<school::Entity> = Keyset::ascending(&[school::Column::Name, school::Column::Id]);

/// Schools in one of these states whose name contains the words.
pub fn list_schools(
    scope: &Scope,
    words: Option<&str>,
    statuses: &[SchoolStatus],
) -> Find<'static, school::Entity> {
    let mut find = scope.find().filter(school::Column::Status.is_in(statuses.iter().copied()));
    for word in words.unwrap_or_default().split_whitespace() {
        let word: String = word
            .to_lowercase()
            .chars()
            .flat_map(|c| ['\\'].into_iter().filter(move |_| matches!(c, '%' | '_' | '\\')).chain([c]))
            .collect();
        let pattern = LikeExpr::new(format!("%{word}%")).escape('\\');
        find = find.filter(Condition::all().add(lowered(school::Column::Name).like(pattern)));
    }
    find
}

/// The column in lower case. SQLite's own `lower` knows ASCII only, and PostgreSQL's depends on the database's locale.
fn lowered(column: school::Column) -> SimpleExpr {
    let ascii: SimpleExpr = Func::lower(column.into_expr()).into();
    [("Å", "å"), ("Ä", "ä"), ("Ö", "ö"), ("É", "é"), ("Ü", "ü")]
        .into_iter()
        .fold(ascii, |text, (from, to)| {
            Func::cust("REPLACE").args([text, Expr::val(from), Expr::val(to)]).into()
        })
}

/// The school with that code in the register of school units.
pub async fn find_by_code(scope: &Scope, code: &str) -> Result<Option<school::Model>, DbErr> {
    scope.find::<school::Entity>().filter(school::Column::Code.eq(code)).one().await
}

/// The school of that id.
pub async fn find_by_id(scope: &Scope, id: Uuid) -> Result<Option<school::Model>, DbErr> {
    scope.find_by_id::<school::Entity>(id).await
}

/// Whether there is such a school.
pub async fn is_school(scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    scope.find::<school::Entity>().filter(school::Column::Id.eq(id)).exists().await
}

/// The schools of that code or exactly that name.
pub async fn list_called(scope: &Scope, code_or_name: &str) -> Result<Vec<school::Model>, DbErr> {
    let called = school::Column::Code.eq(code_or_name).or(school::Column::Name.eq(code_or_name));
    scope.find::<school::Entity>().filter(Condition::all().add(called)).all().await
}

/// What the viewer is at these schools today. Absent is nothing.
pub async fn list_relations(scope: &Scope, schools: &[Uuid]) -> Result<HashMap<Uuid, Relation>, DbErr> {
    let mut relations: HashMap<Uuid, Relation> = HashMap::new();
    let Some(viewer) = scope.viewer().person_id() else { return Ok(relations) };
    let ids = || schools.iter().copied();
    let enrolments =
        scope.find::<enrolment::Entity>().filter(enrolment::Column::SchoolId.is_in(ids())).all().await?;
    for enrolment in enrolments {
        let relation = relations.entry(enrolment.school_id).or_default();
        if enrolment.pupil_id == viewer {
            relation.is_pupil = true;
        } else {
            relation.is_guardian = true;
        }
    }
    let duties =
        scope.find::<school_duty::Entity>().filter(school_duty::Column::SchoolId.is_in(ids())).all().await?;
    for duty in duties {
        relations.entry(duty.school_id).or_default().is_staff = true;
    }
    Ok(relations)
}
