//! The packed files inside office documents (ZIP), unpacked only as far as a list of persons can reach.

use super::{UNPACKED_MAX, Unreadable};
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Files inside one archive; documents have some dozens.
const ENTRIES_MAX: usize = 500;

/// A file of an archive: its name and what it holds.
pub(super) type Unpacked = (String, Vec<u8>);

/// Unpacks the files whose names are `wanted`, in the order of the archive.
///
/// Sizes that the archive tells are not believed: every byte that comes out counts.
pub(super) fn unpack(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Vec<Unpacked>, Unreadable> {
    let mut archive = open(bytes)?;
    let mut files = Vec::new();
    let mut left = UNPACKED_MAX;
    for index in 0..archive.len() {
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Unreadable::Protected);
            }
            Err(_) => return Err(Unreadable::Damaged),
        };
        let name = file.name().map_err(|_| Unreadable::Damaged)?.into_owned();
        if !wanted(&name) {
            continue;
        }
        let mut content = Vec::new();
        let limit = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        let unpacked = file.by_ref().take(limit).read_to_end(&mut content);
        left = left.checked_sub(content.len()).ok_or(Unreadable::TooMuch)?;
        unpacked.map_err(|_| Unreadable::Damaged)?;
        files.push((name, content));
    }
    Ok(files)
}

/// The archive once more, unpacked within the limits: whoever reads it finds nothing else, and nothing that grows.
pub(super) fn unpacked(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Unpacked>), Unreadable> {
    let files = unpack(bytes, |name| !name.ends_with('/'))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in &files {
        writer
            .start_file(name.as_str(), stored)
            .map_err(|_| Unreadable::Damaged)?;
        writer.write_all(content).map_err(|_| Unreadable::Damaged)?;
    }
    let archive = writer.finish().map_err(|_| Unreadable::Damaged)?.into_inner();
    Ok((archive, files))
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Unreadable> {
    // An OLE container under the ending of an OOXML file is an encrypted one (MS-OFFCRYPTO 2.3).
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Unreadable::Protected);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if archive.len() > ENTRIES_MAX {
        return Err(Unreadable::TooMuch);
    }
    Ok(archive)
}
