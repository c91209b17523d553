//! Children's places in departments.

use std::collections::HashMap;

use entity::{ExternalKind, IdentityProtection, placement};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::super::parsed::Row;
use super::super::ss12000::{Period, Placement, Resource};
use super::super::write::{Outcome, SkipReason};
use super::page::{Page, Register, kinds};
use super::people::protections;
use super::references::{References, mark_seen};
use super::relations::Relations;

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn placements(&mut self, rows: &[Row<Placement>]) -> Result<(), DbErr> {
        let rows = self.once(rows, |placement| placement.id);
        let (connection, register) = (self.connection, self.register);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.value.id).collect();
        let children = rows.iter().map(|row| row.value.child);
        let groups = rows.iter().filter_map(|row| row.value.group);
        let children = References::load(connection, register, ExternalKind::Person, children).await?;
        let groups = References::load(connection, register, ExternalKind::Group, groups).await?;
        let locals: Vec<Uuid> = children.all().map(|(_, _, local)| local).collect();
        let protections = protections(connection, register, &locals).await?;
        let mut places =
            Relations::<placement::Entity>::load(connection, register, ids.iter().copied()).await?;
        for Row { at, value: listed } in rows {
            let place = Place {
                listed,
                child: children.local(listed.child),
                group: listed.group.and_then(|id| groups.local(id)),
                period: listed.period.within(listed.group.map(|id| groups.period(id)).unwrap_or_default()),
            };
            let known = places.known(listed.id, "").cloned();
            match place.judge(register, &protections, known.as_ref()) {
                Judged::Taken { child, group, period } => {
                    let outcome =
                        places.want(listed.id, "", period, |id, valid_from, valid_to| placement::Model {
                            municipality_id: register.municipality_id,
                            id,
                            child_id: child,
                            group_id: group,
                            valid_from,
                            valid_to,
                        });
                    self.count(outcome);
                }
                Judged::Left(reason) => {
                    // It was somewhere before, and is there no more.
                    if places.end_rest(listed.id) {
                        self.count(Outcome::Changed);
                    } else {
                        self.skip(at, reason, listed.id);
                    }
                }
            }
        }
        places.flush(connection).await?;
        if self.marks_seen {
            mark_seen(self.connection, self.register, kinds(Resource::Placements), &ids).await?;
        }
        Ok(())
    }
}

/// A place with the rows that it is about, as far as they are here.
struct Place<'a> {
    listed: &'a Placement,
    child: Option<Uuid>,
    group: Option<Uuid>,
    /// From when to when, no longer than the group is in use.
    period: Period,
}

enum Judged {
    Taken { child: Uuid, group: Uuid, period: Period },
    Left(SkipReason),
}

impl Place<'_> {
    fn judge(
        &self,
        register: &Register,
        protections: &HashMap<Uuid, IdentityProtection>,
        known: Option<&placement::Model>,
    ) -> Judged {
        let listed = self.listed;
        let Some(child) = self.child else { return Judged::Left(SkipReason::Unmatched) };
        let Some(group) = self.group else {
            let reason = match listed.group {
                _ if listed.is_leisure => SkipReason::NotKept,
                None => SkipReason::NoGroup,
                Some(_) => SkipReason::Unmatched,
            };
            return Judged::Left(reason);
        };
        let is_protected = protections.get(&child).is_some_and(|of| *of != IdentityProtection::None);
        if is_protected && !register.include_protected {
            // Nothing more is taken of the child, but what ends, ends.
            return match known {
                Some(known) if known.child_id == child && known.group_id == group => {
                    let before = Period { start: None, end: known.valid_to };
                    let period = Period { start: Some(known.valid_from), ..before.within(self.period) };
                    Judged::Taken { child, group, period }
                }
                _ => Judged::Left(SkipReason::Protected),
            };
        }
        if known.is_none() && self.period.end.is_some_and(|end| end < register.today) {
            return Judged::Left(SkipReason::Over);
        }
        Judged::Taken { child, group, period: self.period }
    }
}
