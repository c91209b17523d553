//! Registers: municipalities, schools, preschools, e-services.

use api::import::write::{SkipReason, WriteError};
use harness::{TestDatabase, both_engines};

use super::desk::Desk;

const LISTED: &str = r#"{"_embedded":{"listedSchoolUnits":[{"code":"12345678","name":"Askskolan","geographicalAreaCode":"0180",
    "postCodeDistrict":"Stockholm","typeOfSchooling":[{"code":"gr","schoolYears":["1"]}],"principalOrganizerType":"Kommunal"}]}}"#;

const COMPACT: &str = r#"{"_embedded":{"compactSchoolUnits":[
    {"schoolUnitCode":"12345678","schoolUnitName":"Askskolan","wgs84Latitude":"59.5","wgs84Longitude":"18.5"},
    {"schoolUnitCode":"23456789","schoolUnitName":"Ekskolan","wgs84Latitude":"59.5","wgs84Longitude":"18.5"},
    {"schoolUnitCode":"34567890","schoolUnitName":"Skolan i Nairobi","wgs84Latitude":"-1.3","wgs84Longitude":"36.8","abroadSchool":true},
    {"schoolUnitCode":"45678901","schoolUnitName":"Ingenstans","wgs84Latitude":null,"wgs84Longitude":null}]}}"#;

#[both_engines]
async fn the_two_shapes_of_a_school_unit_complete_each_other(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    assert_eq!(desk.counts(LISTED).await, [1, 0, 0, 0, 0]);
    let summary = desk.takes(COMPACT).await.unwrap();
    assert_eq!((summary.created, summary.changed), (1, 1));
    let reasons: Vec<_> = summary.skipped.iter().map(|skipped| skipped.reason).collect();
    assert_eq!(reasons, [SkipReason::Abroad, SkipReason::NoMunicipality]);
    let mut schools = desk.rows(entity::school::Entity).await;
    schools.sort_by(|a, b| a.name.cmp(&b.name));
    let codes = desk.rows(entity::municipality::Entity).await;
    let code_of = |id: i32| codes.iter().find(|m| m.id == id).map(|m| m.code.clone()).unwrap();
    // What the list states wins over where the point lies; what nobody states is told by the border.
    assert_eq!(code_of(schools[0].municipality_id), "0180");
    assert_eq!((schools[0].latitude, schools[0].city.as_deref()), (Some(59.5), Some("Stockholm")));
    assert_eq!(
        (schools[1].name.as_str(), code_of(schools[1].municipality_id)),
        ("Ekskolan", "0181".to_owned())
    );
    assert_eq!(desk.counts(LISTED).await, [0, 0, 1, 0, 0]);
    assert_eq!(desk.counts(COMPACT).await, [0, 0, 2, 2, 0]);
}

#[both_engines]
async fn a_school_that_was_placed_by_its_point_moves_when_the_register_says_so(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    desk.takes(COMPACT).await.unwrap();
    assert_eq!(desk.counts(LISTED).await, [0, 1, 0, 0, 0]);
    let schools = desk.rows(entity::school::Entity).await;
    assert_eq!(schools.iter().filter(|school| school.code.as_deref() == Some("12345678")).count(), 1);
    assert_eq!(desk.counts(LISTED).await, [0, 0, 1, 0, 0]);
}

#[both_engines]
async fn a_school_of_the_statistics_gets_its_code_from_the_register(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let statistics =
        "Kod;Skolenhetsnamn;Grund-skola;Fritids-hem\n0180;Askskolan;Ja;Ja\n0180;Askskolan;Ja;\n9999;X;;\n";
    let summary = desk.takes(statistics).await.unwrap();
    let reasons: Vec<_> = summary.skipped.iter().map(|skipped| skipped.reason).collect();
    assert_eq!((summary.created, reasons), (1, vec![SkipReason::Duplicate, SkipReason::UnknownMunicipality]));
    assert_eq!(desk.counts(LISTED).await, [0, 1, 0, 0, 0]);
    let schools = desk.rows(entity::school::Entity).await;
    assert_eq!((schools.len(), schools[0].code.as_deref()), (1, Some("12345678")));
    assert_eq!(desk.counts(statistics).await, [0, 0, 1, 2, 0]);
}

#[both_engines]
async fn groups_find_the_preschool_that_the_register_brought(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let register = "skolverkets_id,Namn,Kommunkod,Latitud,Longitud\n7,Björkens förskola,180,59.5,17.5\n";
    assert_eq!(desk.counts(register).await, [1, 0, 0, 0, 0]);
    let groups = "school_id,school_name,lat,lon,group_name\n105,Björkens Förskola,59.5,17.6,Grodan\n105,Björkens Förskola,59.5,17.6,Paddan\n106,Alens förskola,59.4,17.5,\n";
    assert_eq!(desk.counts(groups).await, [3, 0, 0, 0, 0]);
    let preschools = desk.rows(entity::preschool::Entity).await;
    let birch = preschools.iter().find(|p| p.external_id.as_deref() == Some("7")).unwrap();
    assert_eq!((preschools.len(), birch.longitude), (2, Some(17.5)));
    let of_birch = desk.rows(entity::preschool_group::Entity).await;
    assert!(of_birch.len() == 2 && of_birch.iter().all(|group| group.preschool_id == birch.id));
    assert_eq!(desk.counts(register).await, [0, 0, 1, 0, 0]);
    assert_eq!(desk.counts(groups).await, [0, 0, 3, 0, 0]);
}

#[both_engines]
async fn an_e_service_that_changes_is_changed_and_its_editors_work_stays(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let flow = |name: &str| {
        format!(
            r#"{{"Flows":[{{"ID":9,"FlowFamilyID":2,"Name":"{name}","URL":"https://e-tjanster.stockholm.se/oversikt/2","Category":"Bygga","CategoryID":3,
                "ShortDescription":"<p>Bygglov &amp; annat</p>","LongDescription":null,"RequiresAuthentication":true,"Enabled":true}},
                {{"FlowFamilyID":4,"Name":"Stängd","URL":"https://e-tjanster.stockholm.se/oversikt/4","Category":"Bygga","CategoryID":3,"Enabled":false}}]}}"#
        )
    };
    let first = desk.takes(flow("Sök bygglov")).await.unwrap();
    assert_eq!((first.created, first.skipped[0].reason), (1, SkipReason::Disabled));
    assert_eq!(desk.counts(flow("Sök bygglov")).await, [0, 0, 1, 1, 0]);
    assert_eq!(desk.counts(flow("Ansök om bygglov")).await, [0, 1, 0, 1, 0]);
    let services = desk.rows(entity::service::Entity).await;
    assert_eq!(services[0].summary.as_ref().unwrap().get("sv").unwrap().value, "Bygglov & annat");
    let channels = desk.rows(entity::service_channel::Entity).await;
    assert!(channels.len() == 1 && channels[0].requires_login);
    assert_eq!(desk.rows(entity::department::Entity).await.len(), 1);
}

#[both_engines]
async fn a_dry_run_counts_and_writes_nothing(database: TestDatabase) {
    let mut desk = Desk::at(&database).await;
    desk.options.dry_run = true;
    assert_eq!(desk.counts("code,name\n0180,Stockholms kommun\n").await, [1, 0, 0, 0, 0]);
    assert!(desk.rows(entity::municipality::Entity).await.is_empty());
}

#[both_engines]
async fn a_file_that_names_no_municipality_is_not_guessed_at(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let facilities = r#"[{"title":"Hallen","address":"A 1","lat":1.5,"lng":1.5,"markerid":"1"}]"#;
    assert!(matches!(desk.takes(facilities).await, Err(WriteError::NoMunicipality)));
    let elsewhere = desk.of("1480");
    assert!(
        matches!(elsewhere.takes(facilities).await, Err(WriteError::UnknownMunicipality(code)) if code == "1480")
    );
    assert_eq!(elsewhere.of("0181").counts(facilities).await, [1, 0, 0, 0, 0]);
}
