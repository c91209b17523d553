//! Departments, units, services, facilities, and the ways between them (D1).

use entity::{ChannelKind, StringList, facility, service, unit};
use harness::builders::{a_channel, a_department, a_facility, a_service, a_unit, offered_at, swedish};
use harness::{TestApp, both_engines};
use sea_orm::Set;
use serde_json::{Value, json};

/// A department with a unit, a service and a place, tied together.
struct Office {
    department: entity::department::Model,
    unit: unit::Model,
    service: service::Model,
    facility: facility::Model,
}

impl Office {
    async fn at(app: &TestApp) -> Self {
        let department = app.home.insert(a_department("Samhällsbyggnad")).await;
        let unit = app.home.insert(a_unit(&department, "Bygglovsenheten")).await;
        let service = service::ActiveModel {
            unit_id: Set(Some(unit.id)),
            summary: Set(Some(swedish("Sök lov innan du bygger."))),
            description: Set(Some(swedish("Lov behövs för hus.\n\nVi beslutar inom tio veckor."))),
            fee: Set(Some(swedish("25 000 kronor."))),
            required_documents: Set(Some(swedish("Situationsplan."))),
            life_events: Set(StringList::from_iter(["BUILDING_A_HOME", "OF_A_NEWER_RELEASE"])),
            target_groups: Set(StringList::from_iter(["PROPERTY_OWNERS"])),
            keywords: Set(StringList::from_iter(["altan", "garage"])),
            ..a_service(&department, "Bygglov")
        };
        let service = app.home.insert(service).await;
        let facility = facility::ActiveModel { unit_id: Set(Some(unit.id)), ..a_facility("Stadshuset") };
        let facility = app.home.insert(facility).await;
        app.home.insert(offered_at(&service, &facility)).await;
        Self { department, unit, service, facility }
    }
}

#[both_engines]
async fn one_can_walk_from_the_department_to_the_place_and_back(app: TestApp) {
    let office = Office::at(&app).await;
    let query = "{ municipality { departments(first: 5) { totalCount nodes { id name { value locale }
        units(first: 5) { totalCount nodes { id name { value } department { id }
            services(first: 5) { totalCount nodes { id } } facilities(first: 5) { totalCount nodes { id } } } }
        services(first: 5) { totalCount nodes { id department { id } unit { id } facilities(first: 5) { totalCount
            edges { cursor node { id unit { id } services(first: 5) { totalCount nodes { id } } } } } } } } } } }";
    let answer = app.ask(query, json!({})).await.ok();
    let [department, unit, service, facility] = [
        format!("department:{}", office.department.id),
        format!("unit:{}", office.unit.id),
        format!("service:{}", office.service.id),
        format!("facility:{}", office.facility.id),
    ];
    let cursor = answer.at("/municipality/departments/nodes/0/services/nodes/0/facilities/edges/0/cursor");
    let expected = json!({ "totalCount": 1, "nodes": [{
        "id": department, "name": { "value": "Samhällsbyggnad", "locale": "sv" },
        "units": { "totalCount": 1, "nodes": [{
            "id": unit, "name": { "value": "Bygglovsenheten" }, "department": { "id": department },
            "services": { "totalCount": 1, "nodes": [{ "id": service }] },
            "facilities": { "totalCount": 1, "nodes": [{ "id": facility }] },
        }] },
        "services": { "totalCount": 1, "nodes": [{
            "id": service, "department": { "id": department }, "unit": { "id": unit },
            "facilities": { "totalCount": 1, "edges": [{ "cursor": cursor, "node": {
                "id": facility, "unit": { "id": unit }, "services": { "totalCount": 1, "nodes": [{ "id": service }] },
            } }] },
        }] },
    }] });
    assert_eq!(answer.at("/municipality/departments"), &expected);
}

#[both_engines]
async fn a_service_tells_all_that_a_resident_needs(app: TestApp) {
    let office = Office::at(&app).await;
    let channels = [
        (ChannelKind::Phone, "0980-319 221"),
        (ChannelKind::EService, "https://etjanst.example/bygglov"),
        (ChannelKind::Email, "bygglov@example.se"),
        (ChannelKind::Visit, "Stora torget 1"),
    ];
    for (order, (kind, value)) in (0..).zip(channels) {
        let row = a_channel(&office.service, kind, value);
        app.home.insert(entity::service_channel::ActiveModel { sort_order: Set(order), ..row }).await;
    }
    let query = "query Service($id: ID!) { node(id: $id) { ... on Service {
        name { value } summary { value } description { value } fee { value } requiredDocuments { value }
        lifeEvents targetGroups keywords updatedAt
        channels { kind value url phone email requiresLogin label { value } }
        some: channels(kinds: [PHONE, EMAIL]) { kind } } } }";
    let id = format!("service:{}", office.service.id);
    let answer = app.ask(query, json!({ "id": id })).await.ok();
    let channel = |kind: &str, value: &str, field: &str| {
        let mut channel = json!({ "kind": kind, "value": value, "url": null, "phone": null, "email": null,
            "requiresLogin": false, "label": null });
        if !field.is_empty() {
            channel[field] = value.into();
        }
        channel
    };
    let expected = json!({
        "name": { "value": "Bygglov" }, "summary": { "value": "Sök lov innan du bygger." },
        "description": { "value": "Lov behövs för hus.\n\nVi beslutar inom tio veckor." },
        "fee": { "value": "25 000 kronor." }, "requiredDocuments": { "value": "Situationsplan." },
        "lifeEvents": ["BUILDING_A_HOME"], "targetGroups": ["PROPERTY_OWNERS"], "keywords": ["altan", "garage"],
        "updatedAt": "2026-09-14T10:00:00.000Z",
        "channels": [
            channel("PHONE", "0980-319 221", "phone"),
            channel("E_SERVICE", "https://etjanst.example/bygglov", "url"),
            channel("EMAIL", "bygglov@example.se", "email"),
            channel("VISIT", "Stora torget 1", ""),
        ],
        "some": [{ "kind": "PHONE" }, { "kind": "EMAIL" }],
    });
    assert_eq!(answer.at("/node"), &expected);
}

#[both_engines]
async fn services_are_filtered_by_everything_at_once(app: TestApp) {
    let office = Office::at(&app).await;
    let other = app.home.insert(a_department("Kultur och fritid")).await;
    let library = service::ActiveModel {
        target_groups: Set(StringList::from_iter(["CHILDREN", "RESIDENTS"])),
        ..a_service(&other, "Låna böcker")
    };
    let library = app.home.insert(library).await;
    app.home.insert(a_channel(&library, ChannelKind::EService, "https://bibliotek.example/")).await;
    app.home.insert(a_channel(&library, ChannelKind::EService, "https://bibliotek.example/mina-lan")).await;
    app.home.insert(a_channel(&office.service, ChannelKind::Phone, "0980-319 221")).await;
    let department = format!("department:{}", office.department.id);
    let (both, permit, books) = (vec!["Bygglov", "Låna böcker"], vec!["Bygglov"], vec!["Låna böcker"]);
    for (filter, expected) in [
        (json!(null), &both),
        (json!({}), &both),
        (json!({ "departmentId": department }), &permit),
        (json!({ "unitId": format!("unit:{}", office.unit.id) }), &permit),
        (json!({ "lifeEvents": ["MOVING", "BUILDING_A_HOME"] }), &permit),
        (json!({ "lifeEvents": ["MOVING"] }), &vec![]),
        (json!({ "targetGroups": ["CHILDREN"] }), &books),
        (json!({ "targetGroups": ["CHILDREN", "PROPERTY_OWNERS"] }), &both),
        (json!({ "hasEService": true }), &books),
        (json!({ "hasEService": false }), &permit),
        (json!({ "hasEService": true, "departmentId": department }), &vec![]),
    ] {
        let query = "query S($filter: ServiceFilterInput) { municipality { services(filter: $filter) {
            totalCount nodes { name { value } } } } }";
        let answer = app.ask(query, json!({ "filter": filter })).await.ok();
        let mut names: Vec<_> = answer.list("/municipality/services/nodes").iter().collect();
        names.sort_by_key(ToString::to_string);
        let names: Vec<_> = names.into_iter().map(|node| node["name"]["value"].as_str().unwrap()).collect();
        assert_eq!(&names, expected, "{filter}");
        assert_eq!(answer.at("/municipality/services/totalCount"), &json!(expected.len()));
    }
}

#[both_engines]
async fn a_filter_names_things_of_the_right_kind(app: TestApp) {
    let office = Office::at(&app).await;
    let query =
        "query S($id: ID!) { municipality { services(filter: { departmentId: $id }) { totalCount } } }";
    for id in [format!("unit:{}", office.unit.id), "department:1".to_owned(), String::new()] {
        app.ask(query, json!({ "id": id })).await.assert_codes(&["BAD_USER_INPUT"]);
    }
}

#[both_engines]
async fn nested_lists_are_paged_on_their_own(app: TestApp) {
    let mut cursors: Vec<Value> = Vec::new();
    for name in ["A", "B"] {
        let department = app.home.insert(a_department(name)).await;
        for n in 0..5 {
            let row = a_service(&department, &format!("{name}{n}"));
            app.home.insert(service::ActiveModel { sort_order: Set(9 - n), ..row }).await;
        }
    }
    let query =
        "query D($after: String, $before: String, $first: Int, $last: Int) { municipality { departments {
        nodes { services(first: $first, after: $after, last: $last, before: $before) { totalCount
            pageInfo { hasNextPage hasPreviousPage endCursor } nodes { name { value } } } } } } }";
    let names = |answer: &harness::Answer, n: usize| -> Vec<String> {
        let nodes = answer.list(&format!("/municipality/departments/nodes/{n}/services/nodes"));
        nodes.iter().map(|node| node["name"]["value"].as_str().unwrap().to_owned()).collect()
    };
    let first = app.ask(query, json!({ "first": 2 })).await.ok();
    assert_eq!(
        (names(&first, 0), names(&first, 1)),
        (vec!["A4".into(), "A3".into()], vec!["B4".into(), "B3".into()])
    );
    for n in 0..2 {
        let list = first.at(&format!("/municipality/departments/nodes/{n}/services"));
        assert_eq!(list["totalCount"], 5);
        assert_eq!(list["pageInfo"]["hasNextPage"], true);
        cursors.push(list["pageInfo"]["endCursor"].clone());
    }
    let second = app.ask(query, json!({ "first": 2, "after": cursors[0] })).await.ok();
    assert_eq!(names(&second, 0), ["A2", "A1"]);
    let last = app.ask(query, json!({ "last": 2 })).await.ok();
    assert_eq!(
        (names(&last, 0), names(&last, 1)),
        (vec!["A1".into(), "A0".into()], vec!["B1".into(), "B0".into()])
    );
    // A cursor of another list does not fit.
    let units = "query U($after: String) { municipality { facilities(after: $after) { nodes { id } } } }";
    app.ask(units, json!({ "after": cursors[0] })).await.assert_codes(&["BAD_USER_INPUT"]);
}

#[both_engines]
async fn a_municipality_without_directory_answers_empty_lists(app: TestApp) {
    let query = "{ municipality { departments { totalCount nodes { id } } services { totalCount nodes { id } }
        facilities { totalCount nodes { id } } facilityKinds search(query: \"sopor\") { totalCount nodes { __typename } } } }";
    let answer = app.ask(query, json!({})).await.ok();
    let empty = json!({ "totalCount": 0, "nodes": [] });
    let expected = json!({ "departments": empty, "services": empty, "facilities": empty, "facilityKinds": [],
        "search": empty });
    assert_eq!(answer.at("/municipality"), &expected);
}
