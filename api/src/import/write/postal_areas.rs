//! Postal codes and their municipalities.

use std::collections::{HashMap, HashSet};

use entity::postal_area;
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, EntityTrait, IntoActiveModel as _};

use super::super::municipalities::PostalArea;
use super::super::parsed::Parsed;
use super::rows::insert_all;
use super::{Outcome, SkipReason, WriteError, Writer};

impl<C: ConnectionTrait> Writer<'_, C> {
    pub(super) async fn postal_areas(&mut self, parsed: &Parsed<PostalArea>) -> Result<(), WriteError> {
        let rows = postal_area::Entity::find().all(self.connection).await?;
        let mut stored: HashMap<_, _> = rows.into_iter().map(|row| (row.postal_code.clone(), row)).collect();
        let mut said = HashSet::new();
        let mut new = Vec::new();
        for row in &parsed.rows {
            let PostalArea { postal_code, locality, municipality_code } = &row.value;
            let Some(municipality_id) = self.tenants.by_code(municipality_code) else {
                self.skip(&row.at, SkipReason::UnknownMunicipality, postal_code);
                continue;
            };
            if !said.insert(postal_code.clone()) {
                self.count(&row.at, Outcome::Duplicate, postal_code);
                continue;
            }
            let known = stored.remove(postal_code);
            let locality =
                locality.clone().or_else(|| known.as_ref().and_then(|known| known.locality.clone()));
            let wanted = postal_area::Model { postal_code: postal_code.clone(), locality, municipality_id };
            let outcome = match known {
                None => {
                    new.push(wanted.into_active_model());
                    Outcome::Created
                }
                Some(known) if known == wanted => Outcome::Unchanged,
                Some(_) => {
                    let changes = wanted.into_active_model().reset_all();
                    postal_area::Entity::update(changes).exec_without_returning(self.connection).await?;
                    Outcome::Changed
                }
            };
            self.count(&row.at, outcome, postal_code);
        }
        Ok(insert_all::<postal_area::Entity, _>(self.connection, new).await?)
    }
}
