//! What the meals keep about a person.

use entity::{
    classroom_session, enrolment, meal_answer, meal_comment, meal_feedback, meal_follow, meal_version,
    meal_waste, school, school_duty,
};
use sea_orm::{ColumnTrait, Condition, DbErr};
use uuid::Uuid;

use crate::tenancy::{Scope, Section};

/// Where the person goes to school and works.
pub async fn list_kept_relations(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let named = (school::Column::Id, school::Column::Name);
    Ok(vec![
        Section::read::<enrolment::Entity>(
            scope,
            "enrolments",
            Condition::all().add(enrolment::Column::PupilId.eq(id)),
            &[enrolment::Column::SchoolId, enrolment::Column::ValidFrom, enrolment::Column::ValidTo],
        )
        .await?
        .naming::<school::Entity>(scope, ("schoolId", "school"), named)
        .await?,
        Section::read::<school_duty::Entity>(
            scope,
            "schoolDuties",
            Condition::all().add(school_duty::Column::PersonId.eq(id)),
            &[school_duty::Column::SchoolId, school_duty::Column::ValidFrom, school_duty::Column::ValidTo],
        )
        .await?
        .naming::<school::Entity>(scope, ("schoolId", "school"), named)
        .await?,
    ])
}

/// Which menus the person follows, and which they wrote as staff.
pub async fn list_kept_menus(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    let named = (school::Column::Id, school::Column::Name);
    Ok(vec![
        Section::read::<meal_follow::Entity>(
            scope,
            "schoolMenusFollowed",
            Condition::all().add(meal_follow::Column::PersonId.eq(id)),
            &[meal_follow::Column::SchoolId, meal_follow::Column::FollowedAt],
        )
        .await?
        .naming::<school::Entity>(scope, ("schoolId", "school"), named)
        .await?,
        Section::read::<meal_version::Entity>(
            scope,
            "menusWritten",
            Condition::all().add(meal_version::Column::ChangedBy.eq(id)),
            &[
                meal_version::Column::MealId,
                meal_version::Column::Version,
                meal_version::Column::At,
                meal_version::Column::State,
            ],
        )
        .await?,
    ])
}

/// What the person did in service with what others said of meals, and left of them. Comments are others' words and stay out of it.
pub async fn list_kept_service(scope: &Scope, id: Uuid) -> Result<Vec<Section>, DbErr> {
    Ok(vec![
        Section::read::<classroom_session::Entity>(
            scope,
            "classroomSessionsOpened",
            Condition::all().add(classroom_session::Column::OpenedBy.eq(id)),
            &[
                classroom_session::Column::MealId,
                classroom_session::Column::OpenedAt,
                classroom_session::Column::ClosesAt,
                classroom_session::Column::ClosedAt,
                classroom_session::Column::MaxVotes,
            ],
        )
        .await?,
        Section::read::<meal_answer::Entity>(
            scope,
            "mealAnswersWritten",
            Condition::all().add(meal_answer::Column::AnsweredBy.eq(id)),
            &[
                meal_answer::Column::MealId,
                meal_answer::Column::Text,
                meal_answer::Column::Measure,
                meal_answer::Column::AnsweredAt,
                meal_answer::Column::UpdatedAt,
            ],
        )
        .await?,
        Section::read::<meal_comment::Entity>(
            scope,
            "mealCommentsModerated",
            Condition::all().add(meal_comment::Column::ModeratedBy.eq(id)),
            &[
                meal_comment::Column::Id,
                meal_comment::Column::MealId,
                meal_comment::Column::Status,
                meal_comment::Column::ModeratedAt,
            ],
        )
        .await?,
        Section::read::<meal_waste::Entity>(
            scope,
            "plateWasteRecorded",
            Condition::all().add(meal_waste::Column::RecordedBy.eq(id)),
            &[
                meal_waste::Column::MealId,
                meal_waste::Column::Grams,
                meal_waste::Column::Plates,
                meal_waste::Column::RecordedAt,
            ],
        )
        .await?,
    ])
}

/// What the voter of this hash said.
pub async fn list_kept_votes(scope: &Scope, voter: Option<[u8; 32]>) -> Result<Section, DbErr> {
    let theirs = meal_feedback::Column::VoterHash.is_in(voter.map(|hash| hash.to_vec()));
    Section::read::<meal_feedback::Entity>(
        scope,
        "mealFeedbackToday",
        Condition::all().add(theirs),
        &[
            meal_feedback::Column::MealId,
            meal_feedback::Column::DishId,
            meal_feedback::Column::Role,
            meal_feedback::Column::Rating,
            meal_feedback::Column::Reasons,
            meal_feedback::Column::Comment,
            meal_feedback::Column::SubmittedAt,
        ],
    )
    .await
}
