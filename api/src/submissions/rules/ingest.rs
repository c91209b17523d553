//! What the public sees of submissions that another system brings, and under which number (S8, S12).

use chrono::{DateTime, Utc};
use entity::submission;

use super::{numbers::is_ours, personal_data::masked, sender::Sender, suggestion::suggested};

/// The number of an imported submission: its own, unless it is taken or looks like one that we give.
pub fn number_of(source: &str, own: &str, is_taken: bool) -> String {
    if is_taken || is_ours(own) { format!("{source}-{own}") } else { own.to_owned() }
}

/// The row with its public copy, given the row as it was before the import.
///
/// Nobody moderates an import, so greetings and closings are left out and what points at a person is masked. The copy follows the original; one whose wording
/// somebody here changed stays so, and one that somebody here took back is not published again.
pub fn with_copy(
    before: Option<&submission::Model>,
    after: submission::Model,
    publish: bool,
    now: DateTime<Utc>,
) -> submission::Model {
    match before.filter(|before| before.public_title.is_some()) {
        None if publish => shown(submission::Model { published_at: Some(now), ..after }),
        Some(before) if shown(before.clone()) == *before => shown(after),
        _ => after,
    }
}

fn shown(row: submission::Model) -> submission::Model {
    submission::Model {
        public_title: Some(suggested(&row.title, &Sender::default())),
        public_body: Some(suggested(&row.body, &Sender::default())),
        public_address: row.address.as_deref().map(masked),
        public_latitude: row.latitude,
        public_longitude: row.longitude,
        ..row
    }
}

#[cfg(test)]
mod tests {
    use entity::{SubmissionKind, SubmissionStatus};
    use uuid::Uuid;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn row() -> submission::Model {
        submission::Model {
            municipality_id: 1,
            id: Uuid::nil(),
            number: "A-1".to_owned(),
            kind: SubmissionKind::FaultReport,
            category_id: None,
            department_id: None,
            title: "Lampa".to_owned(),
            body: "Ring 070-123 45 67".to_owned(),
            locale: "sv".to_owned(),
            status: SubmissionStatus::Received,
            latitude: Some(62.0),
            longitude: Some(17.0),
            address: None,
            sender_id: None,
            tracking_hash: None,
            case_officer_id: None,
            received_at: NOW,
            updated_at: NOW,
            published_at: None,
            public_title: None,
            public_body: None,
            public_address: None,
            public_latitude: None,
            public_longitude: None,
            support_count: 0,
            phone_support_count: 0,
            source: Some("test".to_owned()),
            external_id: Some("A-1".to_owned()),
        }
    }

    #[test]
    fn an_import_keeps_its_number_unless_it_is_taken_or_looks_like_ours() {
        assert_eq!(number_of("open311", "A-173480", false), "A-173480");
        assert_eq!(number_of("open311", "A-173480", true), "open311-A-173480");
        assert_eq!(number_of("open311", "2026-00017", false), "open311-2026-00017");
    }

    #[test]
    fn what_is_published_is_masked_and_follows_the_original() {
        assert_eq!(with_copy(None, row(), false, NOW), row());
        let public = with_copy(None, row(), true, NOW);
        assert_eq!(public.public_body.as_deref(), Some("Ring […]"));
        assert_eq!(public.published_at, Some(NOW));
        let told = submission::Model { title: "Lampan".to_owned(), ..public.clone() };
        let changed = with_copy(Some(&public), told, true, NOW);
        assert_eq!(changed.public_title.as_deref(), Some("Lampan"));
    }

    #[test]
    fn what_somebody_here_took_back_or_reworded_stays_so() {
        let public = with_copy(None, row(), true, NOW);
        let taken_back = submission::Model { published_at: None, ..public.clone() };
        assert_eq!(with_copy(Some(&taken_back), taken_back.clone(), true, NOW).published_at, None);
        let reworded = submission::Model { public_title: Some("Trasig lampa".to_owned()), ..public };
        let told = submission::Model { title: "Lampan".to_owned(), ..reworded.clone() };
        let kept = with_copy(Some(&reworded), told, true, NOW);
        assert_eq!(kept.public_title.as_deref(), Some("Trasig lampa"));
    }
}
