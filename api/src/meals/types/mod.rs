//! The pillar's objects.

mod feedback;
mod history;
mod menu;
mod school;
mod words;

pub use feedback::{FeedbackSummary, MealFeedback};
pub use history::{MealAlert, MenuVersion};
pub use menu::{DayMenu, Dish, Meal, WeekMenu};
pub use school::School;
pub use words::{
    Allergen, AllergenState, DietLabel, FeedbackReason, MenuNoticeKind, SchoolStatus, VoterRole,
};
