//! Replies written into a folder as .eml files, each whole or not at all.

use super::{Delivered, DeliveryError, Parcel};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that takes replies.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Names the folder; it is made when first needed.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// Writes one file a parcel; a parcel written before is replaced by the same bytes.
    pub fn deliver(&self, parcels: &[Parcel]) -> Vec<Delivered> {
        if let Err(error) = fs::create_dir_all(&self.path) {
            return vec![
                Delivered::TryAgain(format!("cannot make {}: {error}", self.path.display()));
                parcels.len()
            ];
        }
        parcels
            .iter()
            .map(|parcel| match self.write(parcel) {
                Ok(()) => Delivered::Accepted,
                Err(error) => {
                    Delivered::TryAgain(format!("cannot write to {}: {error}", self.path.display()))
                }
            })
            .collect()
    }

    /// Tries whether the folder can be written to.
    ///
    /// # Errors
    /// [`DeliveryError::Folder`].
    pub fn check(&self) -> Result<(), DeliveryError> {
        let trial = self.path.join(".rsvpd-check");
        fs::create_dir_all(&self.path)
            .and_then(|()| fs::write(&trial, b""))
            .and_then(|()| fs::remove_file(&trial))
            .map_err(|error| DeliveryError::Folder {
                folder: self.path.display().to_string(),
                why: error.to_string(),
            })
    }

    /// A temporary name first: whoever watches the folder never sees half a letter.
    fn write(&self, parcel: &Parcel) -> io::Result<()> {
        let label: String = parcel
            .label
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let unfinished = self.path.join(format!(".{label}.part"));
        fs::write(&unfinished, &parcel.raw)?;
        fs::rename(&unfinished, self.path.join(format!("{label}.eml")))
    }
}
