//! Menus are public (M4). A vote is seen by nobody but its voter on its own day; kitchen and teachers see sums (M6).

use entity::{
    MealCommentStatus, Role, VoterRole, classroom_session, enrolment, guardian_block, guardianship,
    meal_comment, meal_feedback, meal_follow, school_duty,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoCondition, Query},
};
use uuid::Uuid;

use crate::{
    identity::{Viewer, nothing, valid_on},
    platform::Failure,
    tenancy::{Proof, RowRule, Scope, Sight, public_rows, tenant_owned},
};

// That somebody of the staff changed a version is public, who it was is not: nothing outside of the register extract reads
// it.
public_rows!(
    entity::school,
    entity::meal,
    entity::dish,
    entity::meal_tally,
    entity::meal_result,
    entity::meal_answer,
    entity::meal_version,
    entity::meal_waste,
);

tenant_owned!(
    entity::classroom_session,
    entity::meal_comment,
    entity::meal_feedback,
    entity::meal_follow,
    entity::voter_salt,
    entity::enrolment,
    entity::school_duty,
);

/// Whether the viewer runs the municipality's kitchens.
pub fn is_kitchen(viewer: &Viewer) -> bool {
    viewer.holds(Role::KitchenStaff)
}

/// Who writes and corrects menus, answers what was said of them, and decides about comments. Asked before any meal is
/// looked for.
pub fn kitchen<Fault>(scope: &Scope) -> Result<Uuid, Failure<Fault>> {
    let id = scope.viewer().person_id().ok_or(Failure::Unauthenticated)?;
    if is_kitchen(scope.viewer()) { Ok(id) } else { Err(Failure::Forbidden) }
}

impl RowRule for meal_follow::Entity {
    /// One's own.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        match sight.viewer.person_id() {
            Some(viewer) => meal_follow::Column::PersonId.eq(viewer).into_condition(),
            None => nothing(),
        }
    }
}

impl RowRule for meal_feedback::Entity {
    /// Whoever can compute the voter's hash. It takes the day's salt, so the day after nobody can.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        match sight.proof {
            Some(Proof::Voter(hash)) => meal_feedback::Column::VoterHash.eq(hash.to_vec()).into_condition(),
            _ => nothing(),
        }
    }
}

impl RowRule for classroom_session::Entity {
    /// Who opened it, and the device with its code or token.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        use classroom_session::Column as C;
        let own = sight.viewer.person_id().map(|viewer| C::OpenedBy.eq(viewer));
        match sight.proof {
            Some(Proof::Classroom(hash)) => {
                let hash = hash.to_vec();
                Condition::any().add(C::CodeHash.eq(hash.clone())).add(C::DeviceHash.eq(hash))
            }
            _ => own.map_or_else(nothing, IntoCondition::into_condition),
        }
    }
}

impl RowRule for meal_comment::Entity {
    /// Everybody, once it is published (M8). Before that, and what never is, the kitchen's staff; what seems to tell of
    /// somebody's health or diet also who works at the school, for they can help.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        use meal_comment::Column as C;
        let released = C::Status.eq(MealCommentStatus::Released);
        let Some(viewer) = sight.viewer.person_id() else { return released.into_condition() };
        if sight.viewer.holds(Role::KitchenStaff) {
            return Condition::all();
        }
        let schools = Query::select()
            .column((school_duty::Entity, school_duty::Column::SchoolId))
            .from(school_duty::Entity)
            .and_where(school_duty::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(school_duty::Column::PersonId.eq(viewer))
            .cond_where(valid_on(
                (school_duty::Entity, school_duty::Column::ValidFrom),
                (school_duty::Entity, school_duty::Column::ValidTo),
                sight.today,
            ))
            .to_owned();
        let of_their_school =
            Condition::all().add(C::IsSensitive.eq(true)).add(C::SchoolId.in_subquery(schools));
        Condition::any().add(released).add(of_their_school)
    }
}

impl RowRule for enrolment::Entity {
    /// The pupil's own, and their guardian's unless a block stands between the two (P2); while they last (T9).
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some(viewer) = sight.viewer.person_id() else { return nothing() };
        let blocked = Query::select()
            .expr(Expr::val(1))
            .from(guardian_block::Entity)
            .and_where(guardian_block::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(guardian_block::Column::GuardianId.eq(viewer))
            .and_where(
                Expr::col((guardian_block::Entity, guardian_block::Column::ChildId))
                    .equals((guardianship::Entity, guardianship::Column::ChildId)),
            )
            .to_owned();
        let children = Query::select()
            .column((guardianship::Entity, guardianship::Column::ChildId))
            .from(guardianship::Entity)
            .and_where(guardianship::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(guardianship::Column::GuardianId.eq(viewer))
            .cond_where(valid_on(
                (guardianship::Entity, guardianship::Column::ValidFrom),
                (guardianship::Entity, guardianship::Column::ValidTo),
                sight.today,
            ))
            .and_where(Expr::exists(blocked).not())
            .to_owned();
        let mine_or_my_childs = Condition::any()
            .add(enrolment::Column::PupilId.eq(viewer))
            .add(enrolment::Column::PupilId.in_subquery(children));
        Condition::all().add(mine_or_my_childs).add(valid_on(
            (enrolment::Entity, enrolment::Column::ValidFrom),
            (enrolment::Entity, enrolment::Column::ValidTo),
            sight.today,
        ))
    }
}

impl RowRule for school_duty::Entity {
    /// One's own, while it lasts.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some(viewer) = sight.viewer.person_id() else { return nothing() };
        Condition::all().add(school_duty::Column::PersonId.eq(viewer)).add(valid_on(
            (school_duty::Entity, school_duty::Column::ValidFrom),
            (school_duty::Entity, school_duty::Column::ValidTo),
            sight.today,
        ))
    }
}

/// What somebody is at a school today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// Goes there.
    pub is_pupil: bool,
    /// Is guardian of somebody who goes there.
    pub is_guardian: bool,
    /// Works there.
    pub is_staff: bool,
}

/// In which roles the viewer may judge a school's meals. Nobody can check what an anonymous phone is, so it may claim
/// any of them and counts as what it claims; who is logged in is what the school knows of them. Kitchens cook for many
/// schools, so kitchen staff are staff at each.
pub fn roles(viewer: &Viewer, relation: Relation) -> Vec<VoterRole> {
    if matches!(viewer, Viewer::Anonymous) {
        return vec![VoterRole::Pupil, VoterRole::Guardian, VoterRole::Staff];
    }
    let is_staff = relation.is_staff || viewer.holds(Role::KitchenStaff);
    [
        (relation.is_pupil, VoterRole::Pupil),
        (relation.is_guardian, VoterRole::Guardian),
        (is_staff, VoterRole::Staff),
    ]
    .into_iter()
    .filter_map(|(is, role)| is.then_some(role))
    .collect()
}
