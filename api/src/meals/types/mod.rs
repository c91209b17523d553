//! The pillar's objects.

mod classroom;
mod feedback;
mod form;
mod history;
mod menu;
mod remarks;
pub mod results;
mod school;
pub mod waste;
mod words;

pub use classroom::ClassroomSession;
pub use feedback::{FeedbackSummary, MealFeedback};
pub use form::MealFeedbackForm;
pub use history::{MealAlert, MenuVersion};
pub use menu::{DayMenu, Dish, Meal, WeekMenu};
pub use remarks::{KitchenAnswer, MealComment, MealCommentStatus};
pub use school::School;
pub use words::{
    Allergen, AllergenState, DietLabel, FeedbackReason, MenuNoticeKind, SchoolStatus, VoterRole,
};
