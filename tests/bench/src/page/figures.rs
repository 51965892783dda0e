//! Reads the stored figures.

use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::changes::Change;
use crate::access::AccessFigures;
use crate::build::BuildFigures;
use crate::calls::CallFigures;
use crate::criterion::CriterionFigures;
use crate::error::Result;
use crate::listing::ListingFigures;
use crate::vendors::VendorFigures;

/// The figures of all parts. `None` for a part that was not measured.
#[derive(Debug)]
pub(super) struct StoredFigures {
    pub(super) calls: Option<CallFigures>,
    pub(super) listing: Option<ListingFigures>,
    pub(super) vendors: Option<VendorFigures>,
    pub(super) pipeline: Option<CriterionFigures>,
    pub(super) inside: Option<CriterionFigures>,
    pub(super) build: Option<BuildFigures>,
    pub(super) access: Option<AccessFigures>,
    pub(super) changes: Vec<Change>,
}

impl StoredFigures {
    pub(super) fn read(docs: &Path) -> Result<Self> {
        Ok(Self {
            calls: read(docs, "calls")?,
            listing: read(docs, "listing")?,
            vendors: read(docs, "vendors")?,
            pipeline: read(docs, "pipeline")?,
            inside: read(docs, "inside")?,
            build: read(docs, "build")?,
            access: read(docs, "access")?,
            changes: read(docs, "changes")?.unwrap_or_default(),
        })
    }
}

/// Returns `None` if the file does not exist.
fn read<T: DeserializeOwned>(docs: &Path, name: &str) -> Result<Option<T>> {
    let path = docs.join("benchmarks").join(name).with_extension("json");
    match fs::read(&path) {
        Ok(json) => {
            let figures = serde_json::from_slice(&json);
            Ok(Some(
                figures.map_err(|error| format!("{name}.json: {error}"))?,
            ))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
