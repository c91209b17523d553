//! What can be wrong with a record, and what can be odd about it, each with a stable code and a text in Swedish
//! and in English.

use std::collections::BTreeMap;

use super::parsed::Position;

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, in the file's own word where it has one.
    pub field: &'static str,
    /// What is wrong with it.
    pub code: FaultCode,
    /// The value that was found, shortened; none where it was missing.
    pub found: Option<String>,
}

/// What can be wrong. The code is the contract; the texts may be reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultCode {
    /// A field without which the record means nothing is missing or empty.
    Missing,
    /// Not a number where one is needed.
    NotANumber,
    /// A number outside what is possible.
    OutOfRange,
    /// Not a municipality code of four digits.
    NotAMunicipalityCode,
    /// Not a county code of two digits.
    NotACountyCode,
    /// Not a Swedish postal code of five digits.
    NotAPostalCode,
    /// Not a school unit code of eight digits.
    NotASchoolUnitCode,
    /// Not a date.
    NotADate,
    /// Not a point in time.
    NotATime,
    /// Not a pair of WGS84 coordinates.
    NotAPoint,
    /// Not an id of the kind that the format has, a UUID (RFC 9562).
    NotAUuid,
    /// A word that the format does not know.
    UnknownValue,
    /// Longer than any real value.
    TooLong,
    /// Not the shape of a record: a number where an object is needed, for instance.
    WrongShape,
    /// More or fewer cells than the head has columns, so that it is not known which is which.
    WrongColumnCount,
    /// Not well-formed in itself, though the file around it is.
    Malformed,
}

impl FaultCode {
    /// The code as it stands in report files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "MISSING",
            Self::NotANumber => "NOT_A_NUMBER",
            Self::OutOfRange => "OUT_OF_RANGE",
            Self::NotAMunicipalityCode => "NOT_A_MUNICIPALITY_CODE",
            Self::NotACountyCode => "NOT_A_COUNTY_CODE",
            Self::NotAPostalCode => "NOT_A_POSTAL_CODE",
            Self::NotASchoolUnitCode => "NOT_A_SCHOOL_UNIT_CODE",
            Self::NotADate => "NOT_A_DATE",
            Self::NotATime => "NOT_A_TIME",
            Self::NotAPoint => "NOT_A_POINT",
            Self::NotAUuid => "NOT_A_UUID",
            Self::UnknownValue => "UNKNOWN_VALUE",
            Self::TooLong => "TOO_LONG",
            Self::WrongShape => "WRONG_SHAPE",
            Self::WrongColumnCount => "WRONG_COLUMN_COUNT",
            Self::Malformed => "MALFORMED",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Missing => "is missing",
            Self::NotANumber => "is not a number",
            Self::OutOfRange => "is outside what is possible",
            Self::NotAMunicipalityCode => "is not a municipality code of four digits",
            Self::NotACountyCode => "is not a county code of two digits",
            Self::NotAPostalCode => "is not a postal code of five digits",
            Self::NotASchoolUnitCode => "is not a school unit code of eight digits",
            Self::NotADate => "is not a date",
            Self::NotATime => "is not a point in time",
            Self::NotAPoint => "is not a point in WGS84",
            Self::NotAUuid => "is not a UUID",
            Self::UnknownValue => "is a value that the format does not know",
            Self::TooLong => "is too long",
            Self::WrongShape => "does not have the shape of a record",
            Self::WrongColumnCount => "has another number of cells than the head has columns",
            Self::Malformed => "is not well-formed",
        }
    }

    fn swedish(self) -> &'static str {
        match self {
            Self::Missing => "saknas",
            Self::NotANumber => "är inget tal",
            Self::OutOfRange => "ligger utanför det möjliga",
            Self::NotAMunicipalityCode => "är ingen kommunkod med fyra siffror",
            Self::NotACountyCode => "är ingen länskod med två siffror",
            Self::NotAPostalCode => "är inget postnummer med fem siffror",
            Self::NotASchoolUnitCode => "är ingen skolenhetskod med åtta siffror",
            Self::NotADate => "är inget datum",
            Self::NotATime => "är ingen tidpunkt",
            Self::NotAPoint => "är ingen punkt i WGS84",
            Self::NotAUuid => "är inget UUID",
            Self::UnknownValue => "är ett värde som formatet inte känner till",
            Self::TooLong => "är för långt",
            Self::WrongShape => "har inte formen av en post",
            Self::WrongColumnCount => "har ett annat antal celler än tabellhuvudet har kolumner",
            Self::Malformed => "är inte välformat",
        }
    }
}

impl Fault {
    /// A fault of a field whose value was found.
    #[must_use]
    pub fn of(field: &'static str, code: FaultCode, found: &str) -> Self {
        let mut short: String = found.chars().take(80).collect();
        if short.len() < found.len() {
            short.push('…');
        }
        Self { field, code, found: Some(short) }
    }

    /// A fault of a field that is not there.
    #[must_use]
    pub fn missing(field: &'static str) -> Self {
        Self { field, code: FaultCode::Missing, found: None }
    }

    /// The fault as an English sentence without a full stop.
    #[must_use]
    pub fn english(&self) -> String {
        match &self.found {
            Some(found) => format!("{} “{found}” {}", self.field, self.code.english()),
            None => format!("{} {}", self.field, self.code.english()),
        }
    }

    /// The fault as a Swedish sentence without a full stop.
    #[must_use]
    pub fn swedish(&self) -> String {
        match &self.found {
            Some(found) => format!("{} ”{found}” {}", self.field, self.code.swedish()),
            None => format!("{} {}", self.field, self.code.swedish()),
        }
    }
}

/// What was noticed in a file without refusing a record for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteCode {
    /// A code had lost its leading zero, as spreadsheets do: "180" was read as "0180".
    LeadingZeroRestored,
    /// A code had been turned into a decimal number: "25247.0" was read as "25247".
    DecimalsRemoved,
    /// A record has no coordinates.
    NoPoint,
    /// Coordinates were there but no point; the record was taken without them.
    PointLeftOut,
    /// Latitude and longitude stood in each other's place.
    PointSwapped,
    /// The point was computed from SWEREF 99 TM.
    PointFromSweref,
    /// An optional value could not be understood; the record was taken without it.
    ValueLeftOut,
    /// The text was no UTF-8 and was read as Windows-1252.
    ReadAsWindows1252,
    /// Bytes that stand for no character were replaced.
    UnreadableBytes,
    /// Lines above the table's head were passed over.
    LinesAboveHead,
    /// Rows without any value were passed over.
    EmptyRow,
    /// A row had its cells shifted and was put right by what they hold.
    RowRealigned,
    /// A day with nothing on its menu.
    EmptyDay,
    /// An empty dish on a menu.
    EmptyDish,
    /// The year of a week was inferred from the reference date.
    YearInferred,
    /// The weekday that the text names is not the weekday of the date.
    WeekdayDiffers,
    /// A time without offset was taken as Swedish local time.
    OffsetAssumed,
    /// A broken link was put right.
    LinkRepaired,
    /// A link that no one should follow, or could, was left out; its text stayed.
    LinkLeftOut,
    /// A stray mark at the start of a text was removed.
    StrayMarkRemoved,
    /// A page of a register answered nothing.
    EmptyPage,
    /// A word that the format does not know was taken as the most careful one.
    UnknownValue,
    /// A relation that people made by hand was left to people.
    MadeByHand,
    /// An event that its calendar calls cancelled was passed over.
    Cancelled,
    /// What stood there again was taken once.
    Repeated,
    /// An event's rule of recurrence was left out; its first day was taken.
    RecurrenceLeftOut,
}

impl NoteCode {
    /// The note in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::LeadingZeroRestored => "a lost leading zero was restored",
            Self::DecimalsRemoved => "decimals of a code were removed",
            Self::NoPoint => "has no coordinates",
            Self::PointLeftOut => "unusable coordinates were left out",
            Self::PointSwapped => "latitude and longitude were swapped back",
            Self::PointFromSweref => "the point was computed from SWEREF 99 TM",
            Self::ValueLeftOut => "an unusable optional value was left out",
            Self::ReadAsWindows1252 => "the text was read as Windows-1252",
            Self::UnreadableBytes => "unreadable bytes were replaced",
            Self::LinesAboveHead => "lines above the table's head were passed over",
            Self::EmptyRow => "empty rows were passed over",
            Self::RowRealigned => "shifted cells were put right",
            Self::EmptyDay => "a day has nothing on its menu",
            Self::EmptyDish => "an empty dish was passed over",
            Self::YearInferred => "the year was inferred from the reference date",
            Self::WeekdayDiffers => "the weekday named is not the date's",
            Self::OffsetAssumed => "a time without offset was taken as Swedish local time",
            Self::LinkRepaired => "a broken link was repaired",
            Self::LinkLeftOut => "an unusable link was left out",
            Self::StrayMarkRemoved => "a stray mark at the start was removed",
            Self::EmptyPage => "a page holds no records",
            Self::UnknownValue => "a value that the format does not know was taken as the most careful one",
            Self::MadeByHand => "a relation that was made by hand was left as it is",
            Self::Cancelled => "a cancelled event was passed over",
            Self::Repeated => "what stood there again was taken once",
            Self::RecurrenceLeftOut => "a recurrence was left out, and only the first day taken",
        }
    }

    /// The note in Swedish.
    #[must_use]
    pub fn swedish(self) -> &'static str {
        match self {
            Self::LeadingZeroRestored => "en förlorad inledande nolla återställdes",
            Self::DecimalsRemoved => "decimaler i en kod togs bort",
            Self::NoPoint => "saknar koordinater",
            Self::PointLeftOut => "oanvändbara koordinater utelämnades",
            Self::PointSwapped => "latitud och longitud byttes tillbaka",
            Self::PointFromSweref => "punkten räknades ut från SWEREF 99 TM",
            Self::ValueLeftOut => "ett oanvändbart frivilligt värde utelämnades",
            Self::ReadAsWindows1252 => "texten lästes som Windows-1252",
            Self::UnreadableBytes => "oläsliga byte ersattes",
            Self::LinesAboveHead => "rader ovanför tabellhuvudet hoppades över",
            Self::EmptyRow => "tomma rader hoppades över",
            Self::RowRealigned => "förskjutna celler rättades",
            Self::EmptyDay => "en dag har inget på matsedeln",
            Self::EmptyDish => "en tom rätt hoppades över",
            Self::YearInferred => "året härleddes ur referensdatumet",
            Self::WeekdayDiffers => "den angivna veckodagen är inte datumets",
            Self::OffsetAssumed => "en tid utan tidszon togs som svensk lokal tid",
            Self::LinkRepaired => "en trasig länk lagades",
            Self::LinkLeftOut => "en oanvändbar länk utelämnades",
            Self::StrayMarkRemoved => "ett vilset tecken i början togs bort",
            Self::EmptyPage => "en sida innehåller inga poster",
            Self::UnknownValue => "ett värde som formatet inte känner till togs som det försiktigaste",
            Self::MadeByHand => "en relation som gjorts för hand lämnades som den är",
            Self::Cancelled => "en inställd händelse hoppades över",
            Self::Repeated => "det som stod där flera gånger togs en gång",
            Self::RecurrenceLeftOut => "en upprepning utelämnades och bara den första dagen togs",
        }
    }
}

/// Notes of one kind about one field, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// How many times.
    pub count: usize,
    /// Where first.
    pub first: Position,
}

/// Everything that was noticed in a file, one entry per kind and field, so that a file with nine thousand quirks
/// of a kind gives one line and not nine thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<(NoteCode, &'static str), Tally>);

impl Notes {
    /// Counts a note.
    pub fn take(&mut self, code: NoteCode, field: &'static str, at: &Position) {
        self.0
            .entry((code, field))
            .and_modify(|tally| tally.count += 1)
            .or_insert_with(|| Tally { count: 1, first: at.clone() });
    }

    /// How often something was noted, over all fields.
    #[must_use]
    pub fn count(&self, code: NoteCode) -> usize {
        self.0.iter().filter(|((noted, _), _)| *noted == code).map(|(_, tally)| tally.count).sum()
    }

    /// All notes: kind, field, tally.
    pub fn iter(&self) -> impl Iterator<Item = (NoteCode, &'static str, &Tally)> {
        self.0.iter().map(|((code, field), tally)| (*code, *field, tally))
    }

    /// Takes another file's or page's notes in.
    pub fn absorb(&mut self, other: Self) {
        for (key, tally) in other.0 {
            self.0.entry(key).and_modify(|mine| mine.count += tally.count).or_insert(tally);
        }
    }
}
