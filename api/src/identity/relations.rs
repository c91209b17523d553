//! What a person is to children and preschools today: guardian of whom, placed where, on duty where (T9). One statement
//! finds it, once per request and only when child data is asked for. Row rules decide by it in memory, so that they are
//! plain comparisons that every index serves; while nobody has asked, no row exists.

use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::NaiveDate;
use entity::{DutyRole, duty, guardian_block, guardianship, placement, preschool_group};
use sea_orm::{
    ActiveEnum, DbErr, FromQueryResult,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Assurance, Person, policy::valid_on};
use crate::tenancy::Scope;

/// What a person is to children and preschools on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// Whose guardian the person is and not blocked from (P2).
    pub children: Vec<Uuid>,
    /// Where those children are placed.
    pub placements: Vec<Placed>,
    /// In which groups the person works: each group of a duty that is for the whole preschool.
    pub duties: Vec<OnDuty>,
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
    /// The placement's first day.
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
        let mut groups: Vec<(Uuid, NaiveDate)> = Vec::new();
        for place in &self.placements {
            match groups.iter_mut().find(|(group, _)| *group == place.group) {
                Some((_, since)) => *since = Ord::min(place.since, *since),
                None => groups.push((place.group, place.since)),
            }
        }
        groups
    }

    /// The groups that the person works in.
    #[must_use]
    pub fn worked_in(&self) -> Vec<Uuid> {
        unique(self.duties.iter().map(|duty| duty.group))
    }

    /// All groups of the person: worked in and followed.
    #[must_use]
    pub fn groups(&self) -> Vec<Uuid> {
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

    /// Whether a child of the person is placed in the group.
    #[must_use]
    pub fn follows(&self, group: Uuid) -> bool {
        self.placements.iter().any(|place| place.group == group)
    }
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
    // T4: a login below an accepted level of assurance opens no child data, whatever the relations.
    if person.assurance < Assurance::Substantial {
        return Ok(Arc::default());
    }
    let today = scope.today();
    let query = |municipality| {
        let mut query = as_guardian(municipality, person.id, today);
        query.union(UnionType::All, on_duty(municipality, person.id, today));
        query
    };
    Ok(Arc::new(assemble(scope.unruled(query).await?)))
}

#[derive(FromQueryResult)]
struct Row {
    relation: String,
    child_id: Option<Uuid>,
    group_id: Option<Uuid>,
    preschool_id: Option<Uuid>,
    since: Option<NaiveDate>,
}

const GUARDIAN: &str = "GUARDIAN";

fn assemble(rows: Vec<Row>) -> Relations {
    let mut relations = Relations::default();
    for Row { relation, child_id, group_id, preschool_id, since } in rows {
        if relation == GUARDIAN {
            relations.children.extend(child_id);
            if let (Some(child), Some(group), Some(preschool), Some(since)) =
                (child_id, group_id, preschool_id, since)
            {
                relations.placements.push(Placed { child, group, preschool, since });
            }
        } else if let (Some(group), Some(preschool)) = (group_id, preschool_id) {
            let heads = relation == DutyRole::Principal.to_value();
            relations.duties.push(OnDuty { group, preschool, heads });
        }
    }
    relations.children = unique(relations.children.drain(..));
    relations
}

/// The person's children without those that a block keeps from them, with the places of today.
fn as_guardian(municipality: i32, person: Uuid, today: NaiveDate) -> SelectStatement {
    let (g, p, r) = (Alias::new("g"), Alias::new("p"), Alias::new("r"));
    let blocked = Query::select()
        .expr(Expr::val(1))
        .from(guardian_block::Entity)
        .and_where(
            Expr::col((guardian_block::Entity, guardian_block::Column::MunicipalityId)).eq(municipality),
        )
        .and_where(Expr::col((guardian_block::Entity, guardian_block::Column::GuardianId)).eq(person))
        .and_where(
            Expr::col((guardian_block::Entity, guardian_block::Column::ChildId))
                .equals((g.clone(), guardianship::Column::ChildId)),
        )
        .to_owned();
    Query::select()
        .expr_as(Expr::val(GUARDIAN), "relation")
        .expr_as(Expr::col((g.clone(), guardianship::Column::ChildId)), "child_id")
        .expr_as(Expr::col((r.clone(), preschool_group::Column::Id)), "group_id")
        .expr_as(Expr::col((r.clone(), preschool_group::Column::PreschoolId)), "preschool_id")
        .expr_as(Expr::col((p.clone(), placement::Column::ValidFrom)), "since")
        .from_as(guardianship::Entity, g.clone())
        .join_as(
            JoinType::LeftJoin,
            placement::Entity,
            p.clone(),
            Cond::all()
                .add(Expr::col((p.clone(), placement::Column::MunicipalityId)).eq(municipality))
                .add(
                    Expr::col((p.clone(), placement::Column::ChildId))
                        .equals((g.clone(), guardianship::Column::ChildId)),
                )
                .add(valid_on(
                    (p.clone(), placement::Column::ValidFrom),
                    (p.clone(), placement::Column::ValidTo),
                    today,
                )),
        )
        .join_as(
            JoinType::LeftJoin,
            preschool_group::Entity,
            r.clone(),
            Cond::all()
                .add(Expr::col((r.clone(), preschool_group::Column::MunicipalityId)).eq(municipality))
                .add(Expr::col((r, preschool_group::Column::Id)).equals((p, placement::Column::GroupId))),
        )
        .and_where(Expr::col((g.clone(), guardianship::Column::MunicipalityId)).eq(municipality))
        .and_where(Expr::col((g.clone(), guardianship::Column::GuardianId)).eq(person))
        .cond_where(valid_on(
            (g.clone(), guardianship::Column::ValidFrom),
            (g, guardianship::Column::ValidTo),
            today,
        ))
        .and_where(Expr::exists(blocked).not())
        .to_owned()
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
