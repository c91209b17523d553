//! What a person is to children and preschools today: guardian of whom, placed where, on duty where (T9). One statement
//! finds it, once per request and only when child data is asked for. Row rules decide by it in memory, so that they are
//! plain comparisons that every index serves; while nobody has asked, no row exists.

use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::NaiveDate;
use entity::{
    DutyRole, RelationAssurance, duty, family_membership, guardian_block, guardianship, placement,
    preschool_group,
};
use sea_orm::{
    ActiveEnum, DbErr, FromQueryResult,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Assurance, Person, policy::valid_on};
use crate::tenancy::{Scope, Tx};

/// What a person is to children and preschools on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// Whose guardian the person is and not blocked from (P2).
    pub children: Vec<Uuid>,
    /// Where those children are placed.
    pub placements: Vec<Placed>,
    /// In which groups the person works: each group of a duty that is for the whole preschool.
    pub duties: Vec<OnDuty>,
    /// What the person may hear of and nothing more: where the children are placed whose family member they are (P4), and
    /// those to whom they were invited as guardian, while they log in below what child data needs (T8).
    pub visits: Vec<Placed>,
}

/// An own child's place in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The child.
    pub child: Uuid,
    /// The group.
    pub group: Uuid,
    /// The group's preschool.
    pub preschool: Uuid,
    /// The first day that counts: the placement's, for a family member not before they became one.
    pub since: NaiveDate,
}

/// Work in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDuty {
    /// The group.
    pub group: Uuid,
    /// The group's preschool.
    pub preschool: Uuid,
    /// Whether the person heads the preschool.
    pub heads: bool,
}

impl Relations {
    /// The groups of own children, each with the first day of the placement that began first.
    #[must_use]
    pub fn followed(&self) -> Vec<(Uuid, NaiveDate)> {
        since_first(self.placements.iter())
    }

    /// The groups whose posts the person hears of though they do not work there, each from the first day that counts.
    #[must_use]
    pub fn feeds(&self) -> Vec<(Uuid, NaiveDate)> {
        since_first(self.placements.iter().chain(&self.visits))
    }

    /// The groups that the person works in.
    #[must_use]
    pub fn worked_in(&self) -> Vec<Uuid> {
        unique(self.duties.iter().map(|duty| duty.group))
    }

    /// All groups that the person hears of.
    #[must_use]
    pub fn groups(&self) -> Vec<Uuid> {
        let visited = self.visits.iter().map(|place| place.group);
        unique(self.belonged_to().into_iter().chain(visited))
    }

    /// The groups whose people the person knows: worked in and followed.
    #[must_use]
    pub fn belonged_to(&self) -> Vec<Uuid> {
        unique(
            self.duties.iter().map(|duty| duty.group).chain(self.placements.iter().map(|place| place.group)),
        )
    }

    /// The preschools of those groups.
    #[must_use]
    pub fn preschools(&self) -> Vec<Uuid> {
        let worked_at = self.duties.iter().map(|duty| duty.preschool);
        unique(worked_at.chain(self.placements.iter().map(|place| place.preschool)))
    }

    /// Whether the person works in the group.
    #[must_use]
    pub fn works_in(&self, group: Uuid) -> bool {
        self.duties.iter().any(|duty| duty.group == group)
    }

    /// Whether the person heads the group's preschool.
    #[must_use]
    pub fn heads(&self, group: Uuid) -> bool {
        self.duties.iter().any(|duty| duty.group == group && duty.heads)
    }

    /// Whether the group is there for the person.
    #[must_use]
    pub fn knows(&self, group: Uuid) -> bool {
        self.works_in(group) || self.follows(group) || self.visits.iter().any(|place| place.group == group)
    }

    /// Whether a child of the person is placed in the group.
    #[must_use]
    pub fn follows(&self, group: Uuid) -> bool {
        self.placements.iter().any(|place| place.group == group)
    }
}

/// The groups of these places, each with the first day of the place that began first.
fn since_first<'a>(places: impl Iterator<Item = &'a Placed>) -> Vec<(Uuid, NaiveDate)> {
    let mut groups: Vec<(Uuid, NaiveDate)> = Vec::new();
    for place in places {
        match groups.iter_mut().find(|(group, _)| *group == place.group) {
            Some((_, since)) => *since = Ord::min(place.since, *since),
            None => groups.push((place.group, place.since)),
        }
    }
    groups
}

fn unique(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A person's relations, shared by every scope that was made of the same login, so that a subscription that looks anew
/// sees the new ones everywhere.
#[derive(Clone, Debug, Default)]
pub struct Remembered(Arc<ArcSwap<OnceCell<Arc<Relations>>>>);

impl Remembered {
    /// What is known; none before somebody has asked.
    #[must_use]
    pub fn known(&self) -> Option<Arc<Relations>> {
        self.0.load().get().cloned()
    }
}

/// The viewer's relations, looked up at the first call of a request.
pub(crate) async fn relations(scope: &Scope) -> Result<Arc<Relations>, DbErr> {
    let Some(person) = scope.viewer().person() else { return Ok(Arc::default()) };
    let cell = person.relations.0.load_full();
    cell.get_or_try_init(|| look_up(scope, person)).await.cloned()
}

/// The viewer's relations of now, whatever was known before. Rows are seen by them from here on.
pub(crate) async fn renew_relations(scope: &Scope) -> Result<Arc<Relations>, DbErr> {
    let Some(person) = scope.viewer().person() else { return Ok(Arc::default()) };
    let relations = look_up(scope, person).await?;
    person.relations.0.store(Arc::new(OnceCell::new_with(Some(Arc::clone(&relations)))));
    Ok(relations)
}

async fn look_up(scope: &Scope, person: &Person) -> Result<Arc<Relations>, DbErr> {
    // T4: below an accepted level of assurance only what was accepted on an invitation counts (T8), and not for much.
    let weak = person.assurance < Assurance::Substantial;
    let today = scope.today();
    let query = |municipality| {
        let mut query = as_guardian(municipality, person.id, today, weak);
        query.union(UnionType::All, as_family(municipality, person.id, today, weak));
        if !weak {
            query.union(UnionType::All, on_duty(municipality, person.id, today));
        }
        query
    };
    Ok(Arc::new(assemble(scope.unruled(query).await?, weak)))
}

#[derive(FromQueryResult)]
struct Row {
    relation: String,
    child_id: Option<Uuid>,
    group_id: Option<Uuid>,
    preschool_id: Option<Uuid>,
    since: Option<NaiveDate>,
    member_since: Option<NaiveDate>,
}

const GUARDIAN: &str = "GUARDIAN";
const FAMILY: &str = "FAMILY";

fn assemble(rows: Vec<Row>, weak: bool) -> Relations {
    let mut relations = Relations::default();
    for Row { relation, child_id, group_id, preschool_id, since, member_since } in rows {
        let (Some(group), Some(preschool)) = (group_id, preschool_id) else {
            // A child without a place.
            relations.children.extend(child_id.filter(|_| relation == GUARDIAN && !weak));
            continue;
        };
        let (Some(child), Some(since)) = (child_id, since) else {
            let heads = relation == DutyRole::Principal.to_value();
            relations.duties.push(OnDuty { group, preschool, heads });
            continue;
        };
        let since = member_since.map_or(since, |member| Ord::max(member, since));
        let place = Placed { child, group, preschool, since };
        if weak || relation == FAMILY {
            relations.visits.push(place);
        } else {
            relations.children.push(child);
            relations.placements.push(place);
        }
    }
    relations.children = unique(relations.children.drain(..));
    relations
}

/// A subquery that finds something where a block keeps the guardian from the child.
fn block(municipality: i32, guardian: Expr, child: Expr) -> SelectStatement {
    let column = |column| Expr::col((guardian_block::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from(guardian_block::Entity)
        .and_where(column(guardian_block::Column::MunicipalityId).eq(municipality))
        .and_where(column(guardian_block::Column::GuardianId).eq(guardian))
        .and_where(column(guardian_block::Column::ChildId).eq(child))
        .to_owned()
}

/// Today's places of a child that `select` names, with their groups, where there are any: `p` and `r`.
fn join_places(select: &mut SelectStatement, municipality: i32, child: Expr, today: NaiveDate) {
    let place = |column| Expr::col(("p", column));
    let group = |column| Expr::col(("r", column));
    select
        .expr_as(child.clone(), "child_id")
        .expr_as(group(preschool_group::Column::Id), "group_id")
        .expr_as(group(preschool_group::Column::PreschoolId), "preschool_id")
        .expr_as(place(placement::Column::ValidFrom), "since")
        .join_as(
            JoinType::LeftJoin,
            placement::Entity,
            "p",
            Cond::all()
                .add(place(placement::Column::MunicipalityId).eq(municipality))
                .add(place(placement::Column::ChildId).eq(child))
                .add(valid_on(("p", placement::Column::ValidFrom), ("p", placement::Column::ValidTo), today)),
        )
        .join_as(
            JoinType::LeftJoin,
            preschool_group::Entity,
            "r",
            Cond::all()
                .add(group(preschool_group::Column::MunicipalityId).eq(municipality))
                .add(group(preschool_group::Column::Id).eq(place(placement::Column::GroupId))),
        );
}

/// The person's children without those that a block keeps from them, with the places of today.
fn as_guardian(municipality: i32, person: Uuid, today: NaiveDate, invited: bool) -> SelectStatement {
    let column = |column| Expr::col(("g", column));
    let mut select = Query::select();
    select
        .expr_as(Expr::val(GUARDIAN), "relation")
        .from_as(guardianship::Entity, "g")
        .and_where(column(guardianship::Column::MunicipalityId).eq(municipality))
        .and_where(column(guardianship::Column::GuardianId).eq(person))
        .cond_where(valid_on(
            ("g", guardianship::Column::ValidFrom),
            ("g", guardianship::Column::ValidTo),
            today,
        ));
    let child = column(guardianship::Column::ChildId);
    select.and_where(Expr::exists(block(municipality, Expr::val(person), child.clone())).not());
    if invited {
        select.and_where(column(guardianship::Column::Assurance).eq(RelationAssurance::Invited.to_value()));
    }
    join_places(&mut select, municipality, child, today);
    select.expr_as(Expr::val(None::<NaiveDate>), "member_since");
    select
}

/// The children whose family member the person is, with the places of today. It ends with the guardianship of who invited
/// them, and neither of the two may be blocked from the child (P2, P4).
fn as_family(municipality: i32, person: Uuid, today: NaiveDate, invited: bool) -> SelectStatement {
    let column = |column| Expr::col(("m", column));
    let guardian = |column| Expr::col(("i", column));
    let child = column(family_membership::Column::ChildId);
    let host = column(family_membership::Column::InvitedBy);
    let mut select = Query::select();
    select
        .expr_as(Expr::val(FAMILY), "relation")
        .from_as(family_membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            guardianship::Entity,
            "i",
            Cond::all()
                .add(guardian(guardianship::Column::MunicipalityId).eq(municipality))
                .add(guardian(guardianship::Column::GuardianId).eq(host.clone()))
                .add(guardian(guardianship::Column::ChildId).eq(child.clone()))
                .add(valid_on(
                    ("i", guardianship::Column::ValidFrom),
                    ("i", guardianship::Column::ValidTo),
                    today,
                )),
        )
        .and_where(column(family_membership::Column::MunicipalityId).eq(municipality))
        .and_where(column(family_membership::Column::PersonId).eq(person))
        .cond_where(valid_on(
            ("m", family_membership::Column::ValidFrom),
            ("m", family_membership::Column::ValidTo),
            today,
        ))
        .and_where(Expr::exists(block(municipality, host, child.clone())).not())
        .and_where(Expr::exists(block(municipality, Expr::val(person), child.clone())).not());
    if invited {
        select.and_where(
            column(family_membership::Column::Assurance).eq(RelationAssurance::Invited.to_value()),
        );
    }
    join_places(&mut select, municipality, child, today);
    select.expr_as(column(family_membership::Column::ValidFrom), "member_since");
    select
}

/// What somebody is to a child, whoever asks: for deciding on an invitation, never to be shown.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(crate) struct Standing {
    /// Whether they are its guardian today and not blocked.
    pub is_guardian: bool,
    /// Whether a block keeps them from it.
    pub is_blocked: bool,
}

/// What a person is to a child today.
pub(crate) async fn standing(tx: &Tx, person: Uuid, child: Uuid) -> Result<Standing, DbErr> {
    let today = tx.scope().today();
    let query = |municipality| {
        let column = |column| Expr::col((guardianship::Entity, column));
        let blocked = block(municipality, Expr::val(person), Expr::val(child));
        let guardian = Query::select()
            .expr(Expr::val(1))
            .from(guardianship::Entity)
            .and_where(column(guardianship::Column::MunicipalityId).eq(municipality))
            .and_where(column(guardianship::Column::GuardianId).eq(person))
            .and_where(column(guardianship::Column::ChildId).eq(child))
            .cond_where(valid_on(
                (guardianship::Entity, guardianship::Column::ValidFrom),
                (guardianship::Entity, guardianship::Column::ValidTo),
                today,
            ))
            .and_where(Expr::exists(blocked.clone()).not())
            .to_owned();
        Query::select()
            .expr_as(Expr::exists(guardian), "is_guardian")
            .expr_as(Expr::exists(blocked), "is_blocked")
            .to_owned()
    };
    let found = tx.unruled_rows(query).await?.into_iter().next();
    found.ok_or_else(|| DbErr::RecordNotFound("a row without a table".to_owned()))
}

/// Each group that the person works in today: that of the duty, or all of the preschool where the duty names none or is
/// the principal's.
fn on_duty(municipality: i32, person: Uuid, today: NaiveDate) -> SelectStatement {
    let (d, r) = (Alias::new("d"), Alias::new("r"));
    let group = |column| Expr::col((r.clone(), column));
    let duty = |column| Expr::col((d.clone(), column));
    let whole = Cond::any()
        .add(duty(duty::Column::GroupId).is_null())
        .add(duty(duty::Column::Role).eq(DutyRole::Principal.to_value()));
    let covered =
        Cond::any().add(group(preschool_group::Column::Id).equals((d.clone(), duty::Column::GroupId))).add(
            Cond::all()
                .add(
                    group(preschool_group::Column::PreschoolId)
                        .equals((d.clone(), duty::Column::PreschoolId)),
                )
                .add(whole),
        );
    Query::select()
        .expr_as(duty(duty::Column::Role), "relation")
        .expr_as(Expr::val(None::<Uuid>), "child_id")
        .expr_as(group(preschool_group::Column::Id), "group_id")
        .expr_as(group(preschool_group::Column::PreschoolId), "preschool_id")
        .expr_as(duty(duty::Column::ValidFrom), "since")
        .expr_as(Expr::val(None::<NaiveDate>), "member_since")
        .from_as(duty::Entity, d.clone())
        .join_as(
            JoinType::InnerJoin,
            preschool_group::Entity,
            r.clone(),
            Cond::all().add(group(preschool_group::Column::MunicipalityId).eq(municipality)).add(covered),
        )
        .and_where(duty(duty::Column::MunicipalityId).eq(municipality))
        .and_where(duty(duty::Column::PersonId).eq(person))
        .cond_where(valid_on((d.clone(), duty::Column::ValidFrom), (d.clone(), duty::Column::ValidTo), today))
        .to_owned()
}
