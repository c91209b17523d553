//! What the kitchen weighs of what was left on plates (M9).

use uuid::Uuid;

use super::super::{
    policy,
    rules::{
        correction::Said,
        waste::{WeighingFault, read},
    },
    store::{
        menus,
        waste::{NewWaste, delete_waste, insert_or_update_waste},
    },
};
use crate::{platform::Failure, tenancy::Scope};

/// What was weighed of a meal.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The meal.
    pub meal: Uuid,
    /// What was weighed; that nothing was takes back what was recorded. Something must be said.
    pub kilograms: Said<f64>,
    /// How many ate, where they were counted.
    pub plates: Option<i32>,
}

/// Why nothing was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasteFault {
    /// No such meal.
    MealNotFound,
    /// The meal's day has not come.
    MealNotServedYet,
    /// Nobody weighs that.
    KilogramsOutOfRange,
    /// Nobody counts that.
    PlatesOutOfRange,
    /// Nothing is said of them, or plates of nothing.
    KilogramsMissing,
}

impl From<WeighingFault> for WasteFault {
    fn from(fault: WeighingFault) -> Self {
        match fault {
            WeighingFault::Kilograms => Self::KilogramsOutOfRange,
            WeighingFault::Plates => Self::PlatesOutOfRange,
            WeighingFault::PlatesAlone => Self::KilogramsMissing,
            WeighingFault::NotServedYet => Self::MealNotServedYet,
        }
    }
}

/// Records what was left of a meal, in the place of what was recorded before; for the kitchen's staff.
///
/// # Errors
/// [`WasteFault`]s; faults of ours.
pub async fn record_waste(scope: &Scope, recorded: Recorded) -> Result<Uuid, Failure<WasteFault>> {
    let by = policy::kitchen(scope)?;
    let mut found = menus::list_meals(scope, &[recorded.meal]).await?;
    let served_on = found.first().map(|meal| meal.served_on);
    let days = (served_on.unwrap_or(scope.today()), scope.today());
    let weighed = match recorded.kilograms {
        Said::Nothing => Err(vec![WeighingFault::PlatesAlone]),
        Said::Gone => read(None, recorded.plates, days),
        Said::Is(kilograms) => read(Some(kilograms), recorded.plates, days),
    };
    let mut faults: Vec<WasteFault> = Vec::new();
    if found.is_empty() {
        faults.push(WasteFault::MealNotFound);
    }
    faults.extend(weighed.as_ref().err().into_iter().flatten().map(|fault| WasteFault::from(*fault)));
    let (Ok(weighed), Some(meal), true) = (weighed, found.pop(), faults.is_empty()) else {
        return Err(Failure::Refused(faults));
    };
    let tx = scope.begin().await?;
    match weighed {
        None => delete_waste(&tx, meal.id).await?,
        Some(weighed) => {
            let (school, served_on) = (meal.school_id, meal.served_on);
            insert_or_update_waste(&tx, NewWaste { meal: meal.id, school, served_on, weighed, by }).await?;
        }
    }
    tx.commit().await?;
    Ok(recorded.meal)
}
