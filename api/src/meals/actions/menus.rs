//! Staff write menus: they correct what a feed said, add a meal where no feed speaks, and take one back. Nothing that
//! was said is lost, and votes stay with their dishes (M3).

use chrono::NaiveDate;
use entity::{AllergenStates, FeedWord, Notice, NoticeKind, Notices, StringList, dish, meal};
use uuid::Uuid;

use crate::{
    meals::{
        ingest::rank,
        policy,
        rules::{
            correction::{
                At, MealFault, MenuFault, Placed, WantedDish, corrected, leaves_out_votes, read_dishes,
                read_meal, read_notices,
            },
            versions::{Change, Superseded, is_withdrawn, state_of, word_of},
        },
        store::corrections,
    },
    platform::{
        Failure,
        idempotency::{Claim, ClientKey, claim, recall},
        pii::Place,
    },
    tenancy::{Scope, Tx},
};

/// A meal as staff want it.
#[derive(Clone, Debug)]
pub struct CorrectMeal {
    /// The meal.
    pub meal: Uuid,
    /// The version that they looked at.
    pub expected_version: i32,
    /// All of its dishes, in order.
    pub dishes: Vec<WantedDish>,
    /// All of its notices; left out, they stay.
    pub notices: Option<Vec<Notice>>,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// A meal that no feed told of.
#[derive(Clone, Debug)]
pub struct AddMeal {
    /// The school.
    pub school: Uuid,
    /// Swedish local date.
    pub date: NaiveDate,
    /// Which meal.
    pub name: String,
    /// Its dishes, in order.
    pub dishes: Vec<WantedDish>,
    /// Its notices.
    pub notices: Vec<Notice>,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// A meal to be taken back.
#[derive(Clone, Debug)]
pub struct WithdrawMeal {
    /// The meal.
    pub meal: Uuid,
    /// The version that they looked at.
    pub expected_version: i32,
    /// What is said instead.
    pub notice: Option<String>,
    /// The client's key for retries.
    pub idempotency_key: Option<ClientKey>,
}

/// What a meal that is taken back says, when staff say nothing else.
const WITHDRAWN: &str = "Måltiden är inställd.";

/// Declares what can be wrong with an action, beside what is wrong with what was written.
macro_rules! faults {
    ($(#[$doc:meta])* $name:ident { $($(#[$own_doc:meta])* $own:ident $(($of:ty))?,)+ } of MenuFault { $($fault:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$own_doc])* $own $(($of))?,)+
            $(#[doc = "See [`MenuFault`]; and where."] $fault(At),)+
        }

        impl $name {
            /// What is wrong with what was written, if that is it.
            pub fn written(self) -> Option<Placed> {
                match self {
                    $(Self::$fault(at) => Some(Placed { fault: MenuFault::$fault, at }),)+
                    $(Self::$own { .. } => None,)+
                }
            }
        }

        impl From<Placed> for $name {
            fn from(Placed { fault, at }: Placed) -> Self {
                match fault { $(MenuFault::$fault => Self::$fault(at),)+ }
            }
        }
    };
}

faults! {
    /// Why a meal is not corrected.
    CorrectMealFault {
        /// No such meal.
        MealNotFound,
        /// Somebody was faster.
        VersionConflict,
        /// A dish that may have votes is left out.
        DishMayHaveVotes,
        /// It was taken back, and nothing is said of its notices.
        MealWithdrawn,
        /// The key cannot be kept.
        IdempotencyKeyInvalid,
        /// The key was used with other input.
        IdempotencyKeyReused,
    } of MenuFault {
        TooManyDishes, DishNotOfMeal, DishRepeated, TellsIdentityNumber, DishNameBlank, DishNameTooLong, OptionLabelTooLong,
        AllergenRepeated, FootprintOutOfRange, DescriptionTooLong, IngredientsInvalid, NutrientsInvalid,
        TooManyNotices, NoticeBlank, NoticeTooLong, NoticeWithdraws,
    }
}

faults! {
    /// Why a meal is not added.
    AddMealFault {
        /// No such school.
        SchoolNotFound,
        /// The school has one of that name on that day.
        MealExists,
        /// Nothing is in the name.
        NameBlank,
        /// The name is too long.
        NameTooLong,
        /// More than 400 days away.
        DateTooFar,
        /// There is a personal identity number in the name.
        NameTellsIdentityNumber(Place),
        /// The key cannot be kept.
        IdempotencyKeyInvalid,
        /// The key was used with other input.
        IdempotencyKeyReused,
    } of MenuFault {
        TooManyDishes, DishNotOfMeal, DishRepeated, TellsIdentityNumber, DishNameBlank, DishNameTooLong, OptionLabelTooLong,
        AllergenRepeated, FootprintOutOfRange, DescriptionTooLong, IngredientsInvalid, NutrientsInvalid,
        TooManyNotices, NoticeBlank, NoticeTooLong, NoticeWithdraws,
    }
}

/// Why a meal is not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawMealFault {
    /// No such meal.
    MealNotFound,
    /// Somebody was faster.
    VersionConflict,
    /// What is said instead is too long.
    NoticeTooLong,
    /// There is a personal identity number in it, and where.
    TellsIdentityNumber(At),
    /// The key cannot be kept.
    IdempotencyKeyInvalid,
    /// The key was used with other input.
    IdempotencyKeyReused,
}

impl From<MealFault> for AddMealFault {
    fn from(fault: MealFault) -> Self {
        match fault {
            MealFault::NameBlank => Self::NameBlank,
            MealFault::NameTooLong => Self::NameTooLong,
            MealFault::DateTooFar => Self::DateTooFar,
            MealFault::NameTellsIdentityNumber(place) => Self::NameTellsIdentityNumber(place),
        }
    }
}

/// Makes the meal what staff say it is. What a feed says of it later counts only where the feed says something else than it
/// does now.
///
/// # Errors
/// [`CorrectMealFault`]s; faults of ours.
pub async fn correct_meal(scope: &Scope, input: CorrectMeal) -> Result<Uuid, Failure<CorrectMealFault>> {
    use CorrectMealFault as Fault;
    let key = input.idempotency_key.as_ref();
    if let Some(meal) = recall(scope, key, Fault::IdempotencyKeyReused).await? {
        return Ok(meal);
    }
    let by = policy::kitchen(scope)?;
    let mut faults = Vec::new();
    if !key.is_none_or(ClientKey::is_valid) {
        faults.push(Fault::IdempotencyKeyInvalid);
    }
    let dishes = taken(read_dishes(input.dishes), &mut faults);
    let notices = input.notices.map(|notices| taken(read_notices(notices), &mut faults));
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }

    let tx = scope.begin().await?;
    let pending = match claim(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::Done(meal) => return Ok(meal),
        Claim::OtherInput => return Err(Failure::of(Fault::IdempotencyKeyReused)),
    };
    let menu = corrections::find_menu(&tx, input.meal).await?;
    let menu = Menu::found(menu).ok_or(Failure::of(Fault::MealNotFound))?;
    // Of another version, everything else may be a fault that only seems to be one.
    if menu.meal.version != input.expected_version {
        return Err(Failure::of(Fault::VersionConflict));
    }
    let notices_now = menu.meal.notices.as_ref().map_or(&[][..], |notices| &notices.0);
    if notices.is_none() && is_withdrawn(notices_now) {
        return Err(Failure::of(Fault::MealWithdrawn));
    }
    if leaves_out_votes(&dishes, &menu.dishes, (menu.meal.served_on, scope.today())) {
        faults.push(Fault::DishMayHaveVotes);
    }
    let blank = || blank(scope, menu.meal.id);
    let after = taken(corrected(&menu.dishes, &dishes, blank), &mut faults);
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }
    let meal = menu.meal.id;
    menu.write(&tx, by, notices, after).await?;
    pending.keep(&tx, &meal).await?;
    tx.commit().await?;
    Ok(meal)
}

/// Writes a meal that no feed told of. When a feed tells of it later, what staff wrote stays until the feed changes its mind.
///
/// # Errors
/// [`AddMealFault`]s; faults of ours.
pub async fn add_meal(scope: &Scope, input: AddMeal) -> Result<Uuid, Failure<AddMealFault>> {
    use AddMealFault as Fault;
    let key = input.idempotency_key.as_ref();
    if let Some(meal) = recall(scope, key, Fault::IdempotencyKeyReused).await? {
        return Ok(meal);
    }
    let by = policy::kitchen(scope)?;
    let mut faults = Vec::new();
    if !key.is_none_or(ClientKey::is_valid) {
        faults.push(Fault::IdempotencyKeyInvalid);
    }
    let name = taken(read_meal(&input.name, input.date, scope.today()), &mut faults);
    let dishes = taken(read_dishes(input.dishes), &mut faults);
    let notices = taken(read_notices(input.notices), &mut faults);
    let meal = scope.new_id();
    let after = taken(corrected(&[], &dishes, || blank(scope, meal)), &mut faults);
    if !faults.is_empty() {
        return Err(Failure::Refused(faults));
    }

    let tx = scope.begin().await?;
    let pending = match claim(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::Done(meal) => return Ok(meal),
        Claim::OtherInput => return Err(Failure::of(Fault::IdempotencyKeyReused)),
    };
    if !corrections::has_school(&tx, input.school).await? {
        return Err(Failure::of(Fault::SchoolNotFound));
    }
    if corrections::has_meal(&tx, input.school, input.date, &name).await? {
        return Err(Failure::of(Fault::MealExists));
    }
    let row = meal::Model {
        municipality_id: scope.municipality().id,
        id: meal,
        school_id: input.school,
        served_on: input.date,
        sort_order: rank(&name),
        name,
        notices: (!notices.is_empty()).then_some(Notices(notices)),
        source: None,
        updated_at: scope.now(),
        version: 1,
        feed: Some(FeedWord::default()),
    };
    let change = Change { after: state_of(&row, &after), meal: row, before: None };
    match corrections::write_change(&tx, &change, by, (&[], after)).await {
        // Somebody else was faster by a moment.
        Err(fault) if is_taken(&fault) => return Err(Failure::of(Fault::MealExists)),
        written => written?,
    }
    pending.keep(&tx, &meal).await?;
    tx.commit().await?;
    Ok(meal)
}

/// Takes a meal back: a notice stands in its place. Its history stays, and its votes, and no feed brings it back.
///
/// # Errors
/// [`WithdrawMealFault`]s; faults of ours.
pub async fn withdraw_meal(scope: &Scope, input: WithdrawMeal) -> Result<Uuid, Failure<WithdrawMealFault>> {
    use WithdrawMealFault as Fault;
    let key = input.idempotency_key.as_ref();
    if let Some(meal) = recall(scope, key, Fault::IdempotencyKeyReused).await? {
        return Ok(meal);
    }
    let by = policy::kitchen(scope)?;
    let mut faults = Vec::new();
    if !key.is_none_or(ClientKey::is_valid) {
        faults.push(Fault::IdempotencyKeyInvalid);
    }
    let text = input.notice.filter(|text| !crate::platform::text::is_blank(text));
    let text = text.unwrap_or_else(|| WITHDRAWN.to_owned());
    // Staff need not say that it is withdrawn with the kind of notice that says so.
    let said = Notice { kind: NoticeKind::Information, text };
    let said = read_notices(vec![said]).map_err(|found| {
        let told = |fault| found.iter().find(|placed| placed.fault == fault);
        faults
            .extend(told(MenuFault::TellsIdentityNumber).map(|placed| Fault::TellsIdentityNumber(placed.at)));
        faults.extend(told(MenuFault::NoticeTooLong).map(|_| Fault::NoticeTooLong));
    });
    let (Ok(said), true) = (said, faults.is_empty()) else { return Err(Failure::Refused(faults)) };

    let tx = scope.begin().await?;
    let pending = match claim(&tx, key).await? {
        Claim::First(pending) => pending,
        Claim::Done(meal) => return Ok(meal),
        Claim::OtherInput => return Err(Failure::of(Fault::IdempotencyKeyReused)),
    };
    let menu = corrections::find_menu(&tx, input.meal).await?;
    let menu = Menu::found(menu).ok_or(Failure::of(Fault::MealNotFound))?;
    if menu.meal.version != input.expected_version {
        return Err(Failure::of(Fault::VersionConflict));
    }
    let before = menu.meal.notices.clone().unwrap_or_default().0;
    let mut notices: Vec<_> =
        said.into_iter().map(|notice| Notice { kind: NoticeKind::Withdrawn, ..notice }).collect();
    notices.extend(before.into_iter().filter(|notice| notice.kind != NoticeKind::Withdrawn));
    let (meal, dishes) = (menu.meal.id, menu.dishes.clone());
    menu.write(&tx, by, Some(notices), dishes).await?;
    pending.keep(&tx, &meal).await?;
    tx.commit().await?;
    Ok(meal)
}

/// A meal with what hangs on it.
struct Menu {
    meal: meal::Model,
    dishes: Vec<dish::Model>,
}

impl Menu {
    fn found(found: Option<(meal::Model, Vec<dish::Model>)>) -> Option<Self> {
        found.map(|(meal, dishes)| Self { meal, dishes })
    }

    /// Writes what the meal is now, if it says something else than before.
    async fn write(
        self,
        tx: &Tx,
        by: Uuid,
        notices: Option<Vec<Notice>>,
        after: Vec<dish::Model>,
    ) -> Result<(), sea_orm::DbErr> {
        let before = state_of(&self.meal, &self.dishes);
        let notices = match notices {
            Some(notices) => (!notices.is_empty()).then_some(Notices(notices)),
            None => self.meal.notices.clone(),
        };
        let meal = meal::Model {
            notices,
            version: self.meal.version + 1,
            feed: Some(self.meal.feed.clone().unwrap_or_else(|| word_of(&before))),
            updated_at: tx.scope().now(),
            ..self.meal.clone()
        };
        let now = state_of(&meal, &after);
        if now == before {
            return Ok(());
        }
        let change = Change { before: Some(Superseded::of(&self.meal, before)), after: now, meal };
        corrections::write_change(tx, &change, by, (&self.dishes, after)).await
    }
}

fn is_taken(fault: &sea_orm::DbErr) -> bool {
    matches!(fault.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}

fn blank(scope: &Scope, meal: Uuid) -> dish::Model {
    dish::Model {
        municipality_id: scope.municipality().id,
        id: scope.new_id(),
        meal_id: meal,
        name: String::new(),
        option_label: None,
        sort_order: 0,
        diet_labels: StringList::default(),
        allergens: AllergenStates::default(),
        co2e_grams: None,
        description: None,
        ingredients: None,
        nutrients: None,
    }
}

/// What was read, or nothing, with its faults among the others.
fn taken<T: Default, F, Fault: From<F>>(read: Result<T, Vec<F>>, faults: &mut Vec<Fault>) -> T {
    read.unwrap_or_else(|found| {
        faults.extend(found.into_iter().map(Fault::from));
        T::default()
    })
}
