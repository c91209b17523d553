//! The pillar's objects.

mod feedback;
mod menu;
mod school;
mod words;

pub use feedback::{FeedbackSummary, MealFeedback};
pub use menu::{DayMenu, Dish, Meal, WeekMenu};
pub use school::School;
pub use words::{FeedbackReason, SchoolStatus, VoterRole};
