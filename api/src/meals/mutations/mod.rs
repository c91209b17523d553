//! What is said of meals, and what the kitchen does about it.

mod classroom;
pub mod follows;
mod kitchen;
pub mod menu_faults;
pub mod menus;
mod voting;
mod waste;

use async_graphql::MergedObject;

pub use classroom::{
    CloseClassroomSessionError, JoinClassroomSessionError, OpenClassroomSessionError,
    SubmitClassroomFeedbackError,
};
pub use kitchen::{AnswerMealFeedbackError, ReleaseMealCommentError, WithholdMealCommentError};
pub use voting::SubmitMealFeedbackError;
pub use waste::RecordPlateWasteError;

/// The meals' mutations.
#[derive(MergedObject, Default)]
pub struct MealsMutation(
    voting::MutationsOfVoting,
    classroom::MutationsOfClassroom,
    kitchen::MutationsOfKitchen,
    waste::MutationsOfWaste,
);
