//! What the meals keep about a person.

use entity::{enrolment, meal_feedback, meal_follow, meal_version, school, school_duty};
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
