//! The shapes that real answers have, and broken ones: no panic, nothing lost, no number shown.

use serde_json::{Value, json};

use super::super::fuzz_tests::{Random, mutate};
use super::super::real_data;
use super::{Document, DutyRole, GroupType, Marking, Resource, UnitKind, parse};

const NUMBER: &str = "198211059954";

/// Every list with what the standard allows and what servers do to it.
fn everything() -> Value {
    let id = |n: u32| format!("00000000-0000-4000-8000-{n:012x}");
    json!({
        "organisations": [
            {"id": id(1), "displayName": "Granens förskola", "organisationType": "Skolenhet", "schoolTypes": ["FS"],
                "meta": {"created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z"}},
            {"id": id(2), "displayName": "Askskolan", "organisationType": "SKOLENHET", "schoolUnitCode": "12345678", "schoolTypes": ["GR", "FTH"]},
            {"id": id(3), "displayName": "Kommunen", "organisationType": "Huvudman", "endDate": "9999-12-31"},
        ],
        "groups": [{"id": id(4), "displayName": "Grodan", "groupType": "AVDELNING", "organisation": {"id": id(1)}, "schoolType": "fs",
            "groupMemberships": [{"person": {"id": id(5)}, "startDate": "2025-08-01"}]}],
        "persons": [
            {"id": id(5), "givenName": "Bo", "familyName": "Ek", "civicNo": {"value": NUMBER, "nationality": "SWE"},
                "eduPersonPrincipalNames": ["bo@example.se", "bo@example.se"], "securityMarking": "Ingen", "personStatus": "Aktiv",
                "responsibles": [{"person": {"id": id(6), "displayName": NUMBER}, "relationType": "Vårdnadshavare"},
                    {"person": id(7), "relationType": "GOD MAN"}, {"person": null}],
                "enrolments": [{"enroledAt": {"id": id(2)}, "schoolType": "GR", "startDate": "2025-08-15T00:00:00+02:00", "cancelled": "true"}]},
            {"id": id(6), "securityMarking": "Skyddad identitet"},
            {"id": NUMBER, "givenName": "Bo", "familyName": "Ek", "civicNo": NUMBER},
        ],
        "placements": [{"id": id(8), "child": {"id": id(5)}, "placedAt": {"id": id(1)}, "group": {"id": id(4)}, "owners": [{"id": id(6)}, id(7)],
            "schoolType": "FS", "startDate": "20250801", "endDate": "2026-06-30"}],
        "duties": [{"id": id(9), "person": {"id": id(7)}, "dutyAt": {"id": id(1)}, "dutyRole": "förskollärare", "startDate": "2020-01-01",
                "assignmentRole": [{"group": {"id": id(4)}, "assignmentRoleType": "Förskollärare"}, null]},
            {"id": id(10), "dutyAt": {"id": id(2)}, "dutyRole": "Rektor", "assignmentRole": "REKTOR", "endDate": "i juni"}],
        "activities": [{"id": id(11)}],
        "deletedEntities": {"persons": [id(12)], "groups": null, "rooms": [id(13)], "duties": ["x"]},
    })
}

fn one(document: &Value) -> Document {
    parse(document.to_string().as_bytes(), None).expect("a document")
}

#[test]
fn every_list_is_read_in_the_shapes_that_servers_send() {
    let document = one(&everything());
    let kinds: Vec<_> = document.organisations.values().map(|unit| unit.kind).collect();
    assert_eq!(kinds, [UnitKind::Preschool, UnitKind::School, UnitKind::Other]);
    assert!(document.organisations.values().all(|unit| unit.period.end.is_none()), "9999 is for ever");
    let group = document.groups.values().next().expect("a group");
    assert_eq!((group.kind, group.school_type.as_deref()), (GroupType::Avdelning, Some("FS")));
    let persons: Vec<_> = document.persons.values().collect();
    assert_eq!(persons[0].principal_names, ["bo@example.se"]);
    assert_eq!(persons[0].civic_no.as_ref().expect("a number").expose(), NUMBER);
    let guardians: Vec<_> =
        persons[0].responsibles.iter().map(|responsible| responsible.is_guardian).collect();
    assert_eq!(guardians, [true, false]);
    assert!(persons[0].enrolments[0].cancelled);
    assert_eq!(persons[1].marking, Marking::ProtectedRegistration, "a marking that nobody knows protects");
    let placement = document.placements.values().next().expect("a placement");
    assert_eq!((placement.owners.len(), placement.period.start), (2, "2025-08-01".parse().ok()));
    let duty = document.duties.values().next().expect("a duty");
    assert_eq!((duty.role, duty.assignments.len()), (DutyRole::PreschoolStaff, 1));
    assert_eq!(
        document.duties.refused[0].faults[0].field, "endDate",
        "an end that cannot be read is no open end"
    );
    assert_eq!((document.deleted.rows.len(), document.deleted.refused.len()), (2, 1));
    assert_eq!((document.others.len(), document.read()), (1, 14));
}

#[test]
fn a_list_is_told_by_its_records_whatever_it_is_wrapped_in() {
    let everything = everything();
    for resource in
        [Resource::Organisations, Resource::Groups, Resource::Persons, Resource::Placements, Resource::Duties]
    {
        let records = &everything[resource.path()];
        let whole = one(&json!({ resource.path(): records }));
        let wrapped = one(&json!({ "data": records, "pageToken": "next" }));
        assert_eq!((whole.read(), wrapped.page_token.as_deref()), (wrapped.read(), Some("next")));
        assert_eq!(one(records).read(), whole.read());
        assert_eq!(one(&records[0]).read(), 1, "a single {resource}");
        let said =
            parse(json!({ "data": records, "pageToken": null }).to_string().as_bytes(), Some(resource));
        assert_eq!(said.expect("a document").unknown, []);
    }
    assert!(parse(b"{\"code\":\"x\",\"message\":\"no\"}", None).is_err());
    assert!(parse(b"\"x\"", None).is_err());
}

#[test]
fn the_reference_clients_payloads_are_read() {
    let Some(bytes) = real_data::read("07-edu-standards/ss12000/dnp_example_payloads_derived.json") else {
        return;
    };
    let payloads: Vec<Value> = serde_json::from_slice(&bytes).expect("the file");
    let mut understood = [0; 4];
    for payload in
        payloads.iter().filter(|payload| payload["method"] != "DELETE" && payload["parsed"] == true)
    {
        // The templates of the second collection get the ids that its runner would fill in.
        let mut text = payload["payload"].to_string();
        for n in 1..7 {
            let placeholder = if n == 1 { "{{uuid}}".to_owned() } else { format!("{{{{uuid{n}}}}}") };
            text = text.replace(&placeholder, &format!("00000000-0000-4000-8000-00000000000{n}"));
        }
        text = text.replace("{{grId}}", "00000000-0000-4000-8000-0000000000aa");
        let Ok(document) = parse(text.as_bytes(), None) else { continue };
        let refused =
            document.persons.refused.len() + document.groups.refused.len() + document.duties.refused.len();
        assert_eq!((refused, document.unknown.len()), (0, 0), "{}: {text}", payload["path"]);
        let rows = [
            document.organisations.rows.len(),
            document.groups.rows.len(),
            document.persons.rows.len(),
            document.duties.rows.len(),
        ];
        understood.iter_mut().zip(rows).for_each(|(sum, rows)| *sum += rows);
    }
    assert_eq!(understood, [2, 7, 5, 5], "organisations, groups, persons, duties");
}

#[test]
fn no_input_makes_a_parser_panic_lose_a_record_or_show_a_number() {
    let seed = everything().to_string();
    let mut random = Random(0x5512_0002);
    for _ in 0..4_000 {
        let bytes = mutate(seed.as_bytes(), &mut random);
        let resource = Resource::ALL.get(random.below(12)).copied();
        let document = match parse(&bytes, resource) {
            Ok(document) => document,
            Err(why) => {
                assert!(!format!("{why} {}", why.swedish()).contains(NUMBER), "{why}");
                continue;
            }
        };
        let shown = format!("{document:?}");
        assert!(!shown.contains(NUMBER), "{shown}");
        let refused = [&document.persons.refused, &document.duties.refused, &document.unknown];
        assert!(refused.into_iter().flatten().all(|refusal| !refusal.faults.is_empty()));
    }
}

#[test]
fn every_record_of_a_list_is_taken_or_refused() {
    let mut random = Random(7);
    let everything = everything();
    let pool: Vec<&Value> =
        everything.as_object().expect("lists").values().filter_map(Value::as_array).flatten().collect();
    for _ in 0..300 {
        let mut records: Vec<Value> =
            (0..random.below(20)).map(|_| pool[random.below(pool.len())].clone()).collect();
        for record in &mut records {
            // A member or two become something else.
            let Some(members) = record.as_object_mut() else { continue };
            let names: Vec<_> = members.keys().cloned().collect();
            let name = names[random.below(names.len())].clone();
            let odd =
                [json!(null), json!(7), json!([]), json!({}), json!("x"), json!([[null]]), json!({"id": 3})];
            members.insert(name, odd[random.below(odd.len())].clone());
        }
        assert_eq!(one(&json!({ "data": records })).read(), records.len());
    }
}
