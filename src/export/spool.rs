//! Rows put aside in a file until all of them are known, and given back in their order: memory holds their ranks alone.

use super::{ExportError, Format};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Rows given back at once.
const AT_ONCE: usize = 500;

/// One row on its way into a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Rows go by their ranks where a document has an order of its own; equal ones as they came.
    pub rank: String,
    pub cells: Vec<String>,
}

/// Rows are still coming.
#[derive(Debug)]
pub(super) struct Spool {
    format: Format,
    file: BufWriter<File>,
    places: Vec<Place>,
    end: u64,
}

/// All rows, in their order.
#[derive(Debug)]
pub(super) struct Rows {
    format: Format,
    file: File,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    rank: Box<str>,
    at: u64,
    length: usize,
}

/// A file without a name, which is gone when it is closed, however the program ends.
pub(super) fn file(format: Format) -> Result<File, ExportError> {
    tempfile::tempfile().map_err(|cause| fault(format, &cause))
}

/// What the machine says of its files, and where they are.
pub(super) fn fault(format: Format, cause: &io::Error) -> ExportError {
    let folder = std::env::temp_dir();
    ExportError::Write {
        format: format.name(),
        cause: format!("{cause} (it is made in {})", folder.display()),
    }
}

impl Spool {
    pub fn new(format: Format) -> Result<Self, ExportError> {
        Ok(Self {
            format,
            file: BufWriter::new(file(format)?),
            places: Vec::new(),
            end: 0,
        })
    }

    pub fn put(&mut self, row: Row) -> Result<(), ExportError> {
        let kept = serde_json::to_vec(&row.cells).map_err(io::Error::from);
        let bytes = kept.map_err(|cause| fault(self.format, &cause))?;
        self.file
            .write_all(&bytes)
            .map_err(|cause| fault(self.format, &cause))?;
        self.places.push(Place {
            rank: row.rank.into_boxed_str(),
            at: self.end,
            length: bytes.len(),
        });
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// All rows have come.
    pub fn sorted(mut self) -> Result<Rows, ExportError> {
        self.places
            .sort_unstable_by(|a, b| (&a.rank, a.at).cmp(&(&b.rank, b.at)));
        let file = self.file.into_inner();
        Ok(Rows {
            format: self.format,
            file: file.map_err(|cause| fault(self.format, cause.error()))?,
            places: self.places,
        })
    }
}

impl Rows {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Passes all rows by, some at once; as often as they are wanted.
    pub fn each(
        &mut self,
        mut take: impl FnMut(&[Vec<String>]) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut bytes = Vec::new();
        for places in self.places.chunks(AT_ONCE) {
            let mut rows: Vec<Vec<String>> = Vec::with_capacity(places.len());
            for place in places {
                let cells = read(&mut self.file, place, &mut bytes);
                rows.push(cells.map_err(|cause| fault(self.format, &cause))?);
            }
            take(&rows)?;
        }
        Ok(())
    }
}

fn read(file: &mut File, place: &Place, bytes: &mut Vec<u8>) -> io::Result<Vec<String>> {
    bytes.resize(place.length, 0);
    file.seek(SeekFrom::Start(place.at))?;
    file.read_exact(bytes)?;
    Ok(serde_json::from_slice(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_by_their_ranks_and_equal_ones_as_they_came() {
        let mut spool = Spool::new(Format::Csv).unwrap();
        for (rank, cell) in [("b", "1"), ("a", "2\n\"x\""), ("b", "3"), ("a", "4")] {
            let cells = vec![cell.to_owned(), String::new()];
            let rank = rank.to_owned();
            spool.put(Row { rank, cells }).unwrap();
        }
        let mut rows = spool.sorted().unwrap();
        assert_eq!(rows.len(), 4);
        for _ in 0..2 {
            let mut seen = Vec::new();
            rows.each(|rows| {
                seen.extend(rows.iter().map(|row| row[0].clone()));
                Ok(())
            })
            .unwrap();
            assert_eq!(seen, ["2\n\"x\"", "4", "1", "3"]);
        }
    }
}
