//! Results as comma-separated values (RFC 4180), a day a line.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{super::rules::portions::Counts, DayResult};
use crate::platform::Internal;

/// The columns.
const HEADER: [&str; 19] = [
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
    "plateWasteKilograms",
    "plates",
];

/// The table, with a header line. Numbers have a full stop; what is not known of a day is empty.
///
/// # Errors
/// Never, unless memory cannot be written.
pub(crate) fn csv(days: &BTreeMap<NaiveDate, DayResult>) -> Result<Vec<u8>, Internal> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER).map_err(Internal::new)?;
    for (day, result) in days {
        let mut record = vec![day.to_string()];
        if let Some(Counts { votes, reasons }) = result.counts {
            record.push(votes.count().to_string());
            record.push(format!("{:.2}", votes.average().unwrap_or_default()));
            record.extend(votes.0.into_iter().chain(reasons.0).map(|count| count.to_string()));
        }
        record.resize(HEADER.len() - 2, String::new());
        record.push(result.waste.map(|waste| waste.kilograms().to_string()).unwrap_or_default());
        let plates = result.waste.filter(|waste| waste.plates > 0);
        record.push(plates.map(|waste| waste.plates.to_string()).unwrap_or_default());
        writer.write_record(record).map_err(Internal::new)?;
    }
    writer.into_inner().map_err(Internal::new)
}
