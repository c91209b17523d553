//! Results as comma-separated values (RFC 4180), a day a line.

use chrono::NaiveDate;

use super::super::rules::portions::Counts;
use crate::platform::Internal;

/// The columns.
const HEADER: [&str; 17] = [
    "date",
    "votes",
    "average",
    "rating1",
    "rating2",
    "rating3",
    "rating4",
    "rating5",
    "taste",
    "temperature",
    "appearance",
    "portion",
    "choice",
    "noise",
    "time",
    "queue",
    "service",
];

/// The table, with a header line. The mean has a full stop and two decimals.
///
/// # Errors
/// Never, unless memory cannot be written.
pub(crate) fn csv(days: &[(NaiveDate, Counts)]) -> Result<Vec<u8>, Internal> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER).map_err(Internal::new)?;
    for (day, counts) in days {
        let average = counts.votes.average().unwrap_or_default();
        let first = [day.to_string(), counts.votes.count().to_string(), format!("{average:.2}")];
        let counted = counts.votes.0.into_iter().chain(counts.reasons.0).map(|count| count.to_string());
        writer.write_record(first.into_iter().chain(counted)).map_err(Internal::new)?;
    }
    writer.into_inner().map_err(Internal::new)
}
