//! Which municipality a row belongs to.

use std::collections::HashMap;

use entity::{municipality, postal_area};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use super::super::municipalities::{Area, Boundary, boundaries};
use super::super::points::Point;
use super::super::text::key;

/// The municipalities in the database, and what is known of where they are.
pub(super) struct Tenants {
    by_code: HashMap<String, i32>,
    by_name: HashMap<String, Option<i32>>,
    borders: Option<Vec<(i32, Boundary)>>,
    postal_areas: Option<HashMap<String, i32>>,
}

impl Tenants {
    pub(super) async fn load<C: ConnectionTrait>(connection: &C) -> Result<Self, DbErr> {
        use municipality::Column;
        let rows: Vec<(i32, String, String)> = municipality::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Code, Column::Name])
            .into_tuple()
            .all(connection)
            .await?;
        let mut tenants =
            Self { by_code: HashMap::new(), by_name: HashMap::new(), borders: None, postal_areas: None };
        for (id, code, name) in rows {
            tenants.add(id, code, &name);
        }
        Ok(tenants)
    }

    pub(super) fn add(&mut self, id: i32, code: String, name: &str) {
        // A name that two municipalities share names neither.
        self.by_name.entry(key(name)).and_modify(|known| *known = None).or_insert(Some(id));
        self.by_code.insert(code, id);
    }

    pub(super) fn by_code(&self, code: &str) -> Option<i32> {
        self.by_code.get(code).copied()
    }

    /// The municipality whose name stands alone between the dots and slashes of one of these addresses:
    /// `https://e-tjanster.sundsvall.se/…`, `https://meny.mateo.se/molndal/29`.
    pub(super) fn named_in<'t>(&self, addresses: impl IntoIterator<Item = &'t str>) -> Option<i32> {
        let mut found = addresses.into_iter().filter_map(|address| {
            let path = address.split_once("://").map_or(address, |(_, rest)| rest);
            let path = path.split(['?', '#']).next().unwrap_or_default();
            path.split(['.', '/']).find_map(|part| self.by_name.get(&key(part)).copied().flatten())
        });
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// Makes [`Tenants::locate`] and [`Tenants::of_postal_code`] know what the database knows.
    pub(super) async fn learn_places<C: ConnectionTrait>(&mut self, connection: &C) -> Result<(), DbErr> {
        if self.borders.is_none() {
            use municipality::Column;
            let rows: Vec<(i32, String, Option<serde_json::Value>)> = municipality::Entity::find()
                .select_only()
                .columns([Column::Id, Column::Code, Column::Boundary])
                .into_tuple()
                .all(connection)
                .await?;
            let borders = rows.into_iter().filter_map(|(id, code, geometry)| {
                boundaries::from_geometry(Area::Municipality(code), &geometry?).map(|border| (id, border))
            });
            self.borders = Some(borders.collect());
        }
        if self.postal_areas.is_none() {
            use postal_area::Column;
            let rows: Vec<(String, i32)> = postal_area::Entity::find()
                .select_only()
                .columns([Column::PostalCode, Column::MunicipalityId])
                .into_tuple()
                .all(connection)
                .await?;
            self.postal_areas = Some(rows.into_iter().collect());
        }
        Ok(())
    }

    /// The municipality in whose border a point lies. The borders are simplified: near one, it may be the neighbour's.
    pub(super) fn locate(&self, point: Point) -> Option<i32> {
        self.borders
            .iter()
            .flatten()
            .find(|(_, border)| border.frames(point) && border.contains(point))
            .map(|(id, _)| *id)
    }

    pub(super) fn of_postal_code(&self, code: &str) -> Option<i32> {
        self.postal_areas.as_ref()?.get(code).copied()
    }

    /// The municipality that a whole list is about: that of most of its places, if they are most of the list and nearly
    /// all lie in the same one.
    pub(super) fn of_most<'t>(
        &self,
        places: impl IntoIterator<Item = (Option<Point>, Option<&'t str>)>,
    ) -> Option<i32> {
        let mut counts: HashMap<i32, usize> = HashMap::new();
        let mut all = 0;
        for (point, postal_code) in places {
            all += 1;
            let found = postal_code.and_then(|code| self.of_postal_code(code));
            if let Some(id) = found.or_else(|| point.and_then(|point| self.locate(point))) {
                *counts.entry(id).or_default() += 1;
            }
        }
        let located: usize = counts.values().sum();
        let (id, count) = counts.into_iter().max_by_key(|(id, count)| (*count, *id))?;
        (located * 2 > all && count * 10 >= located * 9).then_some(id)
    }
}
