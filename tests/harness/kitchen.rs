//! What is said of meals, as rows.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{MealCommentFlag, MealCommentStatus, StringList, classroom_session, meal, meal_comment};
use sea_orm::{ActiveModelTrait, Set};

use crate::Actor;

/// A comment that nobody has decided about.
#[must_use]
pub fn a_remark(on: &meal::Model, text: &str) -> meal_comment::ActiveModel {
    meal_comment::ActiveModel {
        school_id: Set(on.school_id),
        meal_id: Set(on.id),
        served_on: Set(on.served_on),
        text: Set(text.to_owned()),
        flags: Set(StringList::default()),
        is_sensitive: Set(false),
        status: Set(MealCommentStatus::Held),
        ..ActiveModelTrait::default()
    }
}

/// One that the kitchen has released.
#[must_use]
pub fn a_released_remark(on: &meal::Model, text: &str) -> meal_comment::ActiveModel {
    meal_comment::ActiveModel { status: Set(MealCommentStatus::Released), ..a_remark(on, text) }
}

/// One that tells of somebody's health.
#[must_use]
pub fn a_sensitive_remark(on: &meal::Model) -> meal_comment::ActiveModel {
    meal_comment::ActiveModel {
        flags: Set(StringList::of_kinds([MealCommentFlag::Health])),
        is_sensitive: Set(true),
        ..a_remark(on, "Jag är allergisk mot fisk")
    }
}

/// A classroom's device that is open for ten minutes.
#[must_use]
pub fn a_classroom(on: &meal::Model, by: &Actor, now: DateTime<Utc>) -> classroom_session::ActiveModel {
    classroom_session::ActiveModel {
        meal_id: Set(on.id),
        opened_by: Set(by.id()),
        code_hash: Set(vec![7; 32]),
        opened_at: Set(now),
        closes_at: Set(now + TimeDelta::minutes(10)),
        votes: Set(0),
        max_votes: Set(35),
        ..ActiveModelTrait::default()
    }
}
