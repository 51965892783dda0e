//! Reading seed documents.

use serde_path_to_error::deserialize;

use super::format::{is_json, json_location, yaml_location};
use super::{InvalidSeed, Seed};

impl Seed {
    /// Parses a document, which is JSON if it begins with `{`, and YAML otherwise.
    ///
    /// # Errors
    ///
    /// Fails with the line, the column and the field if the document is neither, a field is unknown
    /// or missing, or a value is invalid. References between items are checked when the seed is
    /// added to a sandbox.
    pub fn parse(text: &str) -> Result<Self, InvalidSeed> {
        if text.trim().is_empty() {
            let problem = "the document is empty; `{}` adds nothing";
            return Err(InvalidSeed::at(Some((1, 1)), "", problem.to_owned()));
        }
        if is_json(text) {
            let mut document = serde_json::Deserializer::from_str(text);
            let seed = deserialize(&mut document)
                .map_err(|error| from_json(&error.path().to_string(), error.inner()))?;
            document.end().map_err(|error| from_json("", &error))?;
            return Ok(seed);
        }
        let mut path = String::new();
        serde_saphyr::with_deserializer_from_str(text, |document| {
            deserialize(document).map_err(|error| {
                path = error.path().to_string();
                error.into_inner()
            })
        })
        .map_err(|error| {
            let problem = error.without_snippet().to_string();
            InvalidSeed::at(yaml_location(&error), &path, problem)
        })
    }
}

fn from_json(path: &str, error: &serde_json::Error) -> InvalidSeed {
    let location = json_location(error);
    let text = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let problem = text.strip_suffix(&suffix).unwrap_or(&text).to_owned();
    InvalidSeed::at(location, path, problem)
}
