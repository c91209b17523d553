//! Tables in text: comma, semicolon or tab between the cells, any order of columns, columns found by name.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::faults::{Fault, FaultCode, NoteCode};
use super::parsed::{Parsed, Position, Unusable};
use super::reading::{Field, Reading, Record};
use super::text::{decode, key, tidy};

/// How many rows may stand above the head: statistics offices like to write a title there.
const ROWS_ABOVE_HEAD: usize = 20;

/// The columns of a table by name.
#[derive(Debug, Clone)]
struct Head {
    columns: HashMap<String, usize>,
    width: usize,
}

impl Head {
    fn of(record: &StringRecord) -> Self {
        let mut columns = HashMap::new();
        for (index, name) in record.iter().enumerate() {
            // Of two columns of the same name the first one counts, as in a spreadsheet's look-up.
            columns.entry(key(name)).or_insert(index);
        }
        let width = used_cells(record);
        Self { columns, width }
    }

    fn lacks(&self, field: &Field) -> bool {
        !field.known_as.iter().any(|name| self.columns.contains_key(*name))
    }
}

/// How many cells there are up to the last one that holds something.
fn used_cells(record: &StringRecord) -> usize {
    record
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty())
        .last()
        .map_or(0, |(last, _)| last + 1)
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    head: &'a Head,
    cells: &'a StringRecord,
}

impl Record for Line<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.head.columns.get(name).and_then(|index| self.cells.get(*index)).map(str::to_owned)
    }
}

impl Line<'_> {
    /// The cells in their order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// How many columns the head has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.head.width
    }

    /// Whether there are other cells than columns, counting the empty ones at the end as absent if they are too
    /// many. A row that is too short has lost something; which cell it was cannot be known.
    #[must_use]
    pub fn is_ragged(&self) -> bool {
        let used = used_cells(self.cells);
        used > self.head.width || self.cells.len() < self.head.width
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| tidy(cell).is_empty())
    }
}

/// The character between cells: the one of the usual four that the first lines have most of outside quotation
/// marks.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0), (b'|', 0)];
    let mut lines = 0;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines += 1;
                if lines == 5 {
                    break;
                }
            }
            _ if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| *mark == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0)
        .map_or(b',', |(mark, _)| *mark)
}

fn rows(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The names of the columns of the first row that has any, in the form of [`key`]; for recognising a table.
#[must_use]
pub fn column_names(text: &str) -> Vec<String> {
    rows(text)
        .records()
        .take(ROWS_ABOVE_HEAD)
        .filter_map(Result::ok)
        .find(|record| record.iter().filter(|cell| !cell.trim().is_empty()).count() > 0)
        .map(|record| record.iter().map(key).collect())
        .unwrap_or_default()
}

/// Reads a table row by row. `needed` are the columns without which it makes no sense; `understand` turns a row
/// into a value. A row whose cells do not fit the columns is refused; see [`read_ragged`] for mending them.
///
/// # Errors
/// [`Unusable::Empty`], [`Unusable::MissingColumns`].
pub fn read<T>(
    bytes: &[u8],
    needed: &[Field],
    mut understand: impl FnMut(Reading<'_>) -> Result<T, Vec<Fault>>,
) -> Result<Parsed<T>, Unusable> {
    read_ragged(bytes, needed, |line, at, notes| {
        if line.is_ragged() {
            let cells = format!("{} cells, {} columns", line.cells.len(), line.width());
            return Err(vec![Fault::of("row", FaultCode::WrongColumnCount, &cells)]);
        }
        understand(Reading::new(line, at, notes))
    })
}

/// Like [`read`], with rows as they are, so that the caller can mend shifted cells.
///
/// # Errors
/// [`Unusable::Empty`], [`Unusable::MissingColumns`].
pub fn read_ragged<T>(
    bytes: &[u8],
    needed: &[Field],
    mut understand: impl FnMut(&Line<'_>, &Position, &mut super::faults::Notes) -> Result<T, Vec<Fault>>,
) -> Result<Parsed<T>, Unusable> {
    let mut parsed = Parsed::default();
    // With two characters at its end, a line would be counted when the next one begins.
    let text = decode(bytes, &mut parsed.notes).replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(Unusable::Empty);
    }
    let mut reader = rows(&text);
    let mut record = StringRecord::new();
    let head = find_head(&mut reader, &mut record, needed, &mut parsed)?;
    // The reader works on text in memory that is already UTF-8: the only way to fail is the end.
    while reader.read_record(&mut record).unwrap_or(false) {
        let at = Position::Line(record.position().map_or(0, csv::Position::line));
        let line = Line { head: &head, cells: &record };
        if line.is_empty() {
            parsed.notes.take(NoteCode::EmptyRow, "row", &at);
            continue;
        }
        let outcome = understand(&line, &at, &mut parsed.notes);
        parsed.push(at, outcome, || record.iter().collect::<Vec<_>>().join(" | "));
    }
    Ok(parsed)
}

fn find_head<T>(
    reader: &mut csv::Reader<&[u8]>,
    record: &mut StringRecord,
    needed: &[Field],
    parsed: &mut Parsed<T>,
) -> Result<Head, Unusable> {
    let mut nearest: Option<Vec<&'static str>> = None;
    for above in 0..ROWS_ABOVE_HEAD {
        if !reader.read_record(record).unwrap_or(false) {
            break;
        }
        let head = Head::of(record);
        let lacking: Vec<_> =
            needed.iter().filter(|field| head.lacks(field)).map(|field| field.name).collect();
        if lacking.is_empty() {
            if above > 0 {
                parsed.notes.take(NoteCode::LinesAboveHead, "row", &Position::Line(1));
            }
            return Ok(head);
        }
        if nearest.as_ref().is_none_or(|best| lacking.len() < best.len()) {
            nearest = Some(lacking);
        }
    }
    Err(nearest.map_or(Unusable::Empty, Unusable::MissingColumns))
}

#[cfg(test)]
mod tests {
    use super::super::reading::field;
    use super::*;

    const CODE: Field = field("code", &["kod", "code"]);
    const NAME: Field = field("name", &["kommun", "name"]);

    fn pairs(bytes: &[u8]) -> Result<Parsed<(String, String)>, Unusable> {
        read(bytes, &[CODE, NAME], |mut row| {
            let pair = (row.need_name(CODE), row.need_name(NAME));
            row.end(pair)
        })
    }

    #[test]
    fn columns_are_found_by_name_whatever_their_order_and_delimiter() {
        for text in [
            "Kod;Kommun\n1;A",
            "extra,KOMMUN,kod\nx,A,1\n",
            "name\tcode\r\nA\t1\r\n",
            "\"Kommun\",\"Kod\"\n\"A\",\"1\"",
        ] {
            let parsed = pairs(text.as_bytes()).expect("a table");
            assert_eq!(parsed.values().collect::<Vec<_>>(), [&("1".to_owned(), "A".to_owned())], "{text}");
        }
    }

    #[test]
    fn a_title_above_the_head_is_passed_over() {
        let parsed = pairs(b"Kommuner 2021;\n;\nKod;Kommun\n1;A").expect("a table");
        assert_eq!(parsed.rows.len(), 1);
        assert_eq!(parsed.rows[0].at, Position::Line(4));
    }

    #[test]
    fn a_row_that_does_not_fit_the_head_is_refused_and_quoted() {
        let parsed = pairs(b"Kod;Kommun\n1;A;B\n2\n3;C;;\n").expect("a table");
        assert_eq!((parsed.rows.len(), parsed.refused.len(), parsed.read()), (1, 2, 3));
        assert_eq!(parsed.refused[0].raw, "1 | A | B");
        assert_eq!(parsed.refused[0].faults[0].code, FaultCode::WrongColumnCount);
    }

    #[test]
    fn missing_columns_are_named() {
        assert_eq!(pairs(b"Kod;Namnet\n1;A").err(), Some(Unusable::MissingColumns(vec!["name"])));
        assert_eq!(pairs(b" \n").err(), Some(Unusable::Empty));
    }

    #[test]
    fn a_quoted_cell_may_hold_line_breaks_and_delimiters() {
        let parsed = pairs("Kod;Kommun\n1;\"A;\nB\"\n2;C".as_bytes()).expect("a table");
        assert_eq!(parsed.rows[0].value.1, "A; B");
        assert_eq!(parsed.rows[1].at, Position::Line(4));
    }

    #[test]
    fn lines_are_counted_the_same_whatever_ends_them() {
        let parsed = pairs(b"Kod;Kommun\r\n1;A\r\n2;B\r\n").expect("a table");
        assert_eq!((&parsed.rows[0].at, &parsed.rows[1].at), (&Position::Line(2), &Position::Line(3)));
    }
}
