//! The real files, where they are: all of them go in, and the second time nothing changes.

use harness::{TestDatabase, both_engines, real_file};

use super::desk::Desk;

/// Folder, file, and the municipality that has to be named because the file does not name it.
const FILES: [(&str, &str, Option<&str>); 26] = [
    ("01-municipalities", "scb_counties.csv", None),
    ("01-municipalities", "svensktext_lan.csv", None),
    ("01-municipalities", "scb_municipalities.csv", None),
    ("01-municipalities", "scb_municipality_county.csv", None),
    ("01-municipalities", "svensktext_kommuner_population_area.csv", None),
    ("02-schools-preschools", "kommuner_2021_semicolon_bom.csv", None),
    ("01-municipalities", "okfse_swedish_municipalities.geojson", None),
    ("01-municipalities", "scb_postal_to_municipality.csv", None),
    ("02-schools-preschools", "skolverket_v4_school_units_list_pages.jsonl", None),
    ("02-schools-preschools", "skolverket_v4_compact_school_units_pages.jsonl", None),
    ("02-schools-preschools", "skolverksamhet_2021_semicolon_bom.csv", None),
    ("02-schools-preschools", "sveriges_forskolor_rows.csv", None),
    ("02-schools-preschools", "goteborg_forskolor_avdelningar_2025.csv", None),
    ("04-services-directory", "sundsvall_eservices_sample41_utf8.json", None),
    ("04-services-directory", "falkenberg_fastigheter.csv", Some("1382")),
    ("04-services-directory", "falkenberg_fastigheter_geocoded.csv", None),
    ("04-services-directory", "stockholm_sisab_facilities.json", None),
    ("03-school-menus/vendor-captures-2026-01", "data_MateoMenu.json", None),
    ("03-school-menus/vendor-captures-2026-01", "data_FoodItMenu.json", Some("0180")),
    ("03-school-menus/vendor-captures-2026-01", "data_SkolmatenMenu.json", Some("1480")),
    ("03-school-menus/vendor-captures-2026-01", "data_debug.json", Some("0319")),
    ("03-school-menus/vendor-captures-2026-01", "mashie_debug.json", Some("0191")),
    ("03-school-menus/ics-other", "jarla-skolmat_2026-W40.ics", Some("0182")),
    ("03-school-menus/openmeal", "openmeal_icalendar_example.ics", Some("0580")),
    ("05-issue-reports", "koeln_georeport_v2_requests_2023-12.json", Some("0180")),
    ("05-issue-reports/georeport-xml", "open311status_requests_many.xml", Some("0180")),
];

#[both_engines]
async fn every_real_file_goes_in_and_changes_nothing_the_second_time(database: TestDatabase) {
    let mut desk = Desk::at(&database).await;
    let mut datasets = Vec::new();
    for (folder, name, municipality) in FILES {
        let Some(bytes) = real_file(folder, name) else { return };
        datasets.push((name, municipality, Desk::reads(bytes)));
    }
    for round in [1, 2] {
        for (name, municipality, dataset) in &datasets {
            desk.options.municipality = municipality.map(str::to_owned);
            let summary = desk.writes(dataset).await.unwrap_or_else(|why| panic!("{name}: {why}"));
            if round == 2 {
                assert_eq!((summary.created, summary.changed), (0, 0), "{name} the second time: {summary:?}");
            }
        }
    }
    assert_eq!(desk.rows(entity::county::Entity).await.len(), 21);
    let municipalities = desk.rows(entity::municipality::Entity).await;
    assert_eq!(municipalities.len(), 290);
    assert!(
        municipalities.iter().all(|m| m.boundary.is_some() && m.population.is_some() && m.latitude.is_some())
    );
    assert_eq!(desk.rows(entity::postal_area::Entity).await.len(), 15_463);
    let schools = desk.rows(entity::school::Entity).await;
    // 2,000 compact and 432 listed units, 151 of them the same; 9 lie nowhere in Sweden.
    assert_eq!(schools.iter().filter(|school| school.code.is_some()).count(), 2_000 + 432 - 151 - 9);
    let preschools = desk.rows(entity::preschool::Entity).await;
    assert_eq!(
        preschools.iter().filter(|p| p.source.as_deref() == Some("preschool-register")).count(),
        8_739
    );
    assert_eq!(desk.rows(entity::preschool_group::Entity).await.len(), 779);
    assert_eq!(desk.rows(entity::service::Entity).await.len(), 41);
    assert_eq!(desk.rows(entity::service_channel::Entity).await.len(), 41);
    assert_eq!(desk.rows(entity::department::Entity).await.len(), 6);
    let submissions = desk.rows(entity::submission::Entity).await;
    assert!(
        submissions.iter().all(|submission| submission.published_at.is_none()),
        "publication is a decision"
    );
}
