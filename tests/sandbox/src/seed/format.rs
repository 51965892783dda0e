//! The formats of seed documents, and the locations of their errors.

/// Returns whether a document is JSON, rather than YAML.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Returns the line and the column of an error, counted from 1.
pub(super) fn json_location(error: &serde_json::Error) -> Option<(u64, u64)> {
    let location = (error.line() as u64, error.column() as u64);
    (location.0 > 0).then_some(location)
}

/// Returns the line and the column of an error, counted from 1.
pub(super) fn yaml_location(error: &serde_saphyr::Error) -> Option<(u64, u64)> {
    let location = error.location()?;
    (location.line() > 0).then(|| (location.line(), location.column()))
}
