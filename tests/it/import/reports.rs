//! Reports of other systems.

use api::import::write::WriteError;
use entity::SubmissionStatus;
use harness::{TestDatabase, both_engines};

use super::desk::Desk;

fn report(status: &str, updated: &str) -> String {
    format!(
        r#"[{{"service_request_id":"A-1","status":"{status}","status_notes":"Lampan är bytt nu","service_code":"lamp","service_name":"Belysning",
            "description":"Lampan är trasig.\r\nDen blinkar.","requested_datetime":"2026-01-05T10:00:00+01:00","updated_datetime":"{updated}",
            "lat":59.5,"long":17.5,"address":"Storgatan 1"}}]"#
    )
}

#[both_engines]
async fn a_report_keeps_its_number_and_its_date_and_follows_its_system(database: TestDatabase) {
    let desk = Desk::at(&database).await.with_two_municipalities().await;
    let open = report("open", "2026-01-05T10:00:00+01:00");
    assert!(matches!(desk.takes(&open).await, Err(WriteError::NoMunicipality)));
    let desk = desk.of("0180");
    assert_eq!(desk.counts(&open).await, [1, 0, 0, 0, 0]);
    assert_eq!(desk.counts(&open).await, [0, 0, 1, 0, 0]);
    let closed = report("closed", "2026-01-07T10:00:00+01:00");
    assert_eq!(desk.counts(&closed).await, [0, 1, 0, 0, 0]);
    assert_eq!(desk.counts(&closed).await, [0, 0, 1, 0, 0]);
    // An older answer of the same system undoes nothing.
    assert_eq!(desk.counts(&open).await, [0, 0, 1, 0, 0]);
    let submissions = desk.rows(entity::submission::Entity).await;
    let submission = &submissions[0];
    assert_eq!((submission.number.as_str(), submission.title.as_str()), ("A-1", "Lampan är trasig"));
    assert_eq!(submission.body, "Lampan är trasig.\nDen blinkar.");
    assert_eq!(submission.received_at.to_rfc3339(), "2026-01-05T09:00:00+00:00");
    assert_eq!((submission.status, submission.published_at), (SubmissionStatus::Closed, None));
    let mut events = desk.rows(entity::submission_event::Entity).await;
    events.sort_by_key(|event| event.created_at);
    let history: Vec<_> = events.iter().map(|event| event.status).collect();
    assert_eq!(history, [SubmissionStatus::Received, SubmissionStatus::Closed]);
    let answers = desk.rows(entity::submission_answer::Entity).await;
    assert_eq!((answers.len(), answers[0].body.as_str()), (1, "Lampan är bytt nu"));
    assert_eq!(desk.rows(entity::submission_category::Entity).await[0].code, "lamp");
}

#[both_engines]
async fn reports_are_published_only_on_request(database: TestDatabase) {
    let mut desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    desk.options.publish = true;
    let open = report("open", "2026-01-05T10:00:00+01:00");
    assert_eq!(desk.counts(&open).await, [1, 0, 0, 0, 0]);
    assert_eq!(desk.counts(&open).await, [0, 0, 1, 0, 0]);
    let submissions = desk.rows(entity::submission::Entity).await;
    assert_eq!(submissions[0].public_title.as_deref(), Some("Lampan är trasig"));
}

#[both_engines]
async fn whom_an_imported_report_and_its_answer_greet_is_not_published(database: TestDatabase) {
    let mut desk = Desk::at(&database).await.with_two_municipalities().await.of("0180");
    desk.options.publish = true;
    let report = report("closed", "2026-01-05T10:00:00+01:00")
        .replace("Lampan är bytt nu", "Bästa fru Öberg, lampan är bytt")
        .replace("Den blinkar.", "Mvh Åsa Öberg");
    assert_eq!(desk.counts(&report).await, [1, 0, 0, 0, 0]);
    let submissions = desk.rows(entity::submission::Entity).await;
    assert_eq!(submissions[0].public_body.as_deref(), Some("Lampan är trasig."));
    let answers = desk.rows(entity::submission_answer::Entity).await;
    assert_eq!((answers[0].public_body.as_deref(), answers.len()), (None, 1));
}
