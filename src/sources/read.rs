//! From the bytes of one input to its records, in order.

use std::io::Read;
use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::contract::{Context, Item, Parsed, ReadOptions, Sink};
use super::decode::decode;
use super::detect::{Form, detect};
use super::error::SourceError;
use super::read_one::{RowReader, from_json};
use super::slice::{Cut, Slice, reject};
use super::split_csv::{CsvLayout, CsvRows};
use super::split_json::JsonValues;

/// Said of a record in which something was replaced while it was decoded.
const DAMAGED: &str = "some characters could not be read";

/// Reads an input and hands over what it holds, one by one, until the sink breaks off.
///
/// An input without anything in it holds nothing; that is no error.
///
/// # Errors
/// Where the input as a whole can not be read. What was handed over before stands.
pub fn read(
    input: impl Read,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) -> Result<(), SourceError> {
    let (form, text) = detect(options.format, decode(input)?)?;
    match form {
        Form::Csv(layout) => read_rows(CsvRows::new(text, layout), layout, options, sink),
        Form::Json => read_values(JsonValues::values(text), options, sink),
        Form::JsonLines => read_values(JsonValues::lines(text), options, sink),
    }
}

fn read_values(
    values: impl Iterator<Item = Result<Cut, SourceError>>,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) -> Result<(), SourceError> {
    for value in values {
        let slice = match value? {
            Ok(slice) => slice,
            Err(rejected) => {
                if sink(Item::Reject(rejected)).is_break() {
                    return Ok(());
                }
                continue;
            }
        };
        for read in from_json(&slice.text, &context(options, slice.line)) {
            if hand_over(read, &slice, sink).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn read_rows(
    rows: impl Iterator<Item = Result<Cut, SourceError>>,
    layout: CsvLayout,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) -> Result<(), SourceError> {
    let mut cells = Cells::new(layout.delimiter);
    let mut header: Option<(String, RowReader)> = None;
    for row in rows {
        let slice = match row? {
            Ok(slice) => slice,
            Err(rejected) => {
                if sink(Item::Reject(rejected)).is_break() {
                    return Ok(());
                }
                continue;
            }
        };
        let Some((names, reader)) = &header else {
            let reader =
                RowReader::of_header(&cells.of(&slice.text)).ok_or(SourceError::NothingKnown)?;
            header = Some((slice.text, reader));
            continue;
        };
        // Files that were put together one after another bring their header along each time.
        if slice.text == *names {
            continue;
        }
        let found = cells.of(&slice.text);
        let width = found.len();
        let mut read = reader.read(&found, &context(options, slice.line));
        if let Ok(parsed) = &mut read
            && swallows_rows(&slice.text, layout.delimiter, width)
        {
            parsed.record.warnings.push(SWALLOWED.to_owned());
        }
        if hand_over(read, &slice, sink).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns whether a row runs over lines that look like rows of their own: a quote that was never
/// meant to open, and that a later one closed.
fn swallows_rows(row: &str, delimiter: u8, width: usize) -> bool {
    let mut inner = row.lines().skip(1);
    width > 1
        && inner.any(|line| line.bytes().filter(|byte| *byte == delimiter).count() + 1 == width)
}

fn context(options: &ReadOptions, line: u64) -> Context<'_> {
    Context { feed: &options.feed, file: &options.file, received_at: options.received_at, line }
}

fn hand_over(read: Result<Parsed, String>, slice: &Slice, sink: &mut Sink<'_>) -> ControlFlow<()> {
    sink(match read {
        Ok(mut parsed) => {
            let warnings = &mut parsed.record.warnings;
            if slice.damaged && !warnings.iter().any(|warning| warning == DAMAGED) {
                warnings.push(DAMAGED.to_owned());
            }
            Item::Record(parsed)
        }
        Err(reason) => Item::Reject(reject(slice.line, reason, slice.text.as_bytes())),
    })
}

/// Said of a row that may have taken the rows behind it for its own.
const SWALLOWED: &str =
    "the row runs over lines that look like rows of their own; is a quote not closed?";

/// Takes the text of one row apart into its cells; the buffers serve for all rows of a file.
struct Cells {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        // Its tables are large: one reader serves for all rows.
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: Vec::new(), ends: Vec::new() }
    }

    fn of(&mut self, row: &str) -> Vec<&str> {
        self.reader.reset();
        // Cells are never longer than their row, and never more than its bytes and one.
        self.text.resize(row.len().max(1), 0);
        self.ends.resize(row.len() + 2, 0);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, taken, put, ends) = self.reader.read_record(
                &row.as_bytes()[read..],
                &mut self.text[written..],
                &mut self.ends[ended..],
            );
            (read, written, ended) = (read + taken, written + put, ended + ends);
            if !matches!(result, ReadRecordResult::InputEmpty) {
                break;
            }
        }
        let mut start = 0;
        self.ends[..ended]
            .iter()
            .map(|end| {
                let cell = &self.text[start..*end];
                start = *end;
                // A row is whole UTF-8, and quotes and delimiters are one byte each.
                std::str::from_utf8(cell).unwrap_or_default()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
