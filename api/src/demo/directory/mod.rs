//! The demonstration's directory, from the two TOML files beside this one.

mod written;

use std::collections::HashMap;

use chrono::Days;
use entity::{
    StringList, Texts, department, facility, opening_exception, opening_hours, service, service_channel,
    service_facility, unit,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    DbErr,
};
use uuid::Uuid;

use self::written::Written;
use crate::tenancy::Tx;

const DEMOSTAD: &str = include_str!("demostad.toml");
const GRANNKOPING: &str = include_str!("grannkoping.toml");

/// Fills the directory of the transaction's municipality.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(tx: &Tx) -> Result<(), DbErr> {
    let written = match tx.scope().municipality().code.as_str() {
        "9901" => DEMOSTAD,
        "9902" => GRANNKOPING,
        _ => return Ok(()),
    };
    let written = Written::read(written).map_err(DbErr::Custom)?;
    let mut rows = Rows::new(tx);
    for (department, order) in written.departments.into_iter().zip(1..) {
        rows.department(department, order)?;
    }
    let rows = rows.linked()?;
    tx.insert_all::<department::Entity>(rows.departments).await?;
    tx.insert_all::<unit::Entity>(rows.units).await?;
    tx.insert_all::<service::Entity>(rows.services).await?;
    tx.insert_all::<service_channel::Entity>(rows.channels).await?;
    tx.insert_all::<facility::Entity>(rows.facilities).await?;
    tx.insert_all::<service_facility::Entity>(rows.links).await?;
    tx.insert_all::<opening_hours::Entity>(rows.hours).await?;
    tx.insert_all::<opening_exception::Entity>(rows.exceptions).await
}

/// The rows to insert.
struct Rows<'t> {
    tx: &'t Tx,
    departments: Vec<department::ActiveModel>,
    units: Vec<unit::ActiveModel>,
    services: Vec<service::ActiveModel>,
    channels: Vec<service_channel::ActiveModel>,
    facilities: Vec<facility::ActiveModel>,
    links: Vec<service_facility::ActiveModel>,
    hours: Vec<opening_hours::ActiveModel>,
    exceptions: Vec<opening_exception::ActiveModel>,
    /// Facilities by their Swedish name.
    places: HashMap<String, Uuid>,
    /// Which service is offered at which facility, by name: facilities may come after services.
    offered: Vec<(Uuid, String)>,
    service_order: i32,
}

impl<'t> Rows<'t> {
    fn new(tx: &'t Tx) -> Self {
        Self {
            tx,
            departments: Vec::new(),
            units: Vec::new(),
            services: Vec::new(),
            channels: Vec::new(),
            facilities: Vec::new(),
            links: Vec::new(),
            hours: Vec::new(),
            exceptions: Vec::new(),
            places: HashMap::new(),
            offered: Vec::new(),
            service_order: 0,
        }
    }

    fn department(&mut self, written: written::Department, order: i32) -> Result<(), DbErr> {
        let scope = self.tx.scope();
        let id = scope.new_id();
        self.departments.push(department::ActiveModel {
            municipality_id: NotSet,
            id: Set(id),
            name: Set(texts(written.name, None)),
            summary: Set(some_texts(written.summary, None)),
            phone: Set(written.phone),
            email: Set(written.email),
            website: Set(written.website),
            sort_order: Set(order),
            source: Set(None),
            external_id: Set(None),
            updated_at: Set(scope.now()),
        });
        for (unit, order) in written.units.into_iter().zip(1..) {
            self.unit(id, unit, order)?;
        }
        Ok(())
    }

    fn unit(&mut self, department: Uuid, written: written::Unit, order: i32) -> Result<(), DbErr> {
        let scope = self.tx.scope();
        let id = scope.new_id();
        self.units.push(unit::ActiveModel {
            municipality_id: NotSet,
            id: Set(id),
            department_id: Set(department),
            name: Set(texts(written.name, None)),
            summary: Set(some_texts(written.summary, None)),
            phone: Set(written.phone),
            email: Set(written.email),
            sort_order: Set(order),
            updated_at: Set(scope.now()),
        });
        for service in written.services {
            self.service(department, id, service);
        }
        for facility in written.facilities {
            self.facility(id, facility)?;
        }
        Ok(())
    }

    fn service(&mut self, department: Uuid, unit: Uuid, written: written::Service) {
        let scope = self.tx.scope();
        let id = scope.new_id();
        self.service_order += 1;
        self.services.push(service::ActiveModel {
            municipality_id: NotSet,
            id: Set(id),
            department_id: Set(department),
            unit_id: Set(Some(unit)),
            name: Set(texts(written.name, None)),
            summary: Set(some_texts(Some(written.summary), Some(&written.summary_easy))),
            description: Set(some_texts(written.description, None)),
            fee: Set(some_texts(written.fee, None)),
            required_documents: Set(some_texts(written.required_documents, None)),
            life_events: Set(StringList(written.life_events)),
            target_groups: Set(StringList(written.target_groups)),
            keywords: Set(StringList(written.keywords)),
            sort_order: Set(self.service_order),
            source: Set(None),
            external_id: Set(None),
            updated_at: Set(scope.now()),
        });
        for (channel, order) in written.channels.into_iter().zip(1..) {
            self.channels.push(service_channel::ActiveModel {
                municipality_id: NotSet,
                id: Set(scope.new_id()),
                service_id: Set(id),
                kind: Set(channel.kind.into()),
                value: Set(channel.value),
                label: Set(some_texts(channel.label, None)),
                requires_login: Set(channel.login),
                sort_order: Set(order),
            });
        }
        self.offered.extend(written.at.into_iter().map(|place| (id, place)));
    }

    fn facility(&mut self, unit: Uuid, written: written::Facility) -> Result<(), DbErr> {
        let scope = self.tx.scope();
        let id = scope.new_id();
        self.places.extend(written.name.get("sv").map(|name| (name.clone(), id)));
        let [latitude, longitude] = written.at;
        self.facilities.push(facility::ActiveModel {
            municipality_id: NotSet,
            id: Set(id),
            unit_id: Set(Some(unit)),
            name: Set(texts(written.name, None)),
            kind: Set(Some(written.kind)),
            street_address: Set(Some(written.street)),
            postal_code: Set(Some(written.postal)),
            city: Set(Some(written.city)),
            latitude: Set(Some(latitude)),
            longitude: Set(Some(longitude)),
            phone: Set(written.phone),
            email: Set(written.email),
            website: Set(written.website),
            accessibility: Set(some_texts(written.accessibility, None)),
            accessibility_features: Set(StringList(written.features)),
            holiday_rule: Set(written.holidays.into()),
            source: Set(None),
            external_id: Set(None),
            updated_at: Set(scope.now()),
        });
        for hours in &written.hours {
            let (weekdays, opens, closes) = written::hours(hours).map_err(DbErr::Custom)?;
            self.hours.extend(weekdays.map(|weekday| opening_hours::ActiveModel {
                municipality_id: NotSet,
                id: Set(scope.new_id()),
                facility_id: Set(id),
                weekday: Set(weekday),
                opens: Set(opens),
                closes: Set(closes),
            }));
        }
        for exception in written.exceptions {
            let span =
                exception.hours.map(|hours| written::span(&hours)).transpose().map_err(DbErr::Custom)?;
            self.exceptions.push(opening_exception::ActiveModel {
                municipality_id: NotSet,
                id: Set(scope.new_id()),
                facility_id: Set(id),
                on_date: Set(scope.today() + Days::new(exception.in_days)),
                opens: Set(span.map(|(opens, _)| opens)),
                closes: Set(span.map(|(_, closes)| closes)),
                reason: Set(some_texts(Some(exception.reason), None)),
            });
        }
        Ok(())
    }

    /// The rows with the links that were named before the facilities were known.
    fn linked(mut self) -> Result<Self, DbErr> {
        for (service, place) in &self.offered {
            let facility = self.places.get(place).copied();
            let facility = facility.ok_or_else(|| DbErr::Custom(format!("no facility is called {place}")))?;
            self.links.push(service_facility::ActiveModel {
                municipality_id: NotSet,
                service_id: Set(*service),
                facility_id: Set(facility),
            });
        }
        Ok(self)
    }
}

fn texts(written: written::Texts, easy: Option<&written::Texts>) -> Texts {
    let text = |(tag, value): (String, String)| {
        let easy_read = easy.and_then(|easy| easy.get(&tag).cloned());
        (tag, entity::Text { value, easy_read })
    };
    written.into_iter().map(text).collect()
}

fn some_texts(written: Option<written::Texts>, easy: Option<&written::Texts>) -> Option<Texts> {
    written.map(|written| texts(written, easy))
}
