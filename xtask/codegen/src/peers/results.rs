//! The results so far, so that one generator can be measured again without the others.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Generator, Measurement};

/// Results in a file.
#[derive(Debug)]
pub struct Results {
    path: PathBuf,
    results: Vec<StoredResults>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredResults {
    document: String,
    generator: Generator,
    version: String,
    measured: Measurement,
}

impl Results {
    /// Reads the results in a folder, if there are any.
    ///
    /// # Errors
    /// Fails if the file is not one of results.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("results.json");
        let results = match std::fs::read(&path) {
            Ok(text) => {
                serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", path.display()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        Ok(Self { path, results })
    }

    /// Returns the result of this version of a generator.
    pub fn get(&self, document: &str, generator: Generator) -> Option<&Measurement> {
        let mut results = self.results.iter();
        let found = results.find(|it| {
            it.document == document
                && it.generator == generator
                && it.version == generator.version()
        });
        found.map(|it| &it.measured)
    }

    /// Replaces a result, and writes the file.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn set(
        &mut self,
        document: &str,
        generator: Generator,
        measured: Measurement,
    ) -> Result<(), String> {
        let is_same = |it: &StoredResults| it.document == document && it.generator == generator;
        self.results.retain(|it| !is_same(it));
        self.results.push(StoredResults {
            document: document.to_owned(),
            generator,
            version: generator.version().to_owned(),
            measured,
        });
        let text = serde_json::to_vec_pretty(&self.results).map_err(|e| e.to_string())?;
        std::fs::write(&self.path, text).map_err(|e| format!("{}: {e}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Generator, Measurement, Results};

    #[test]
    fn results_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut results = Results::read(folder.path()).unwrap();
        let measured = |operations| Measurement {
            generated_in: None,
            operations,
            lines: 0,
            checked: None,
            error: String::new(),
        };
        for operations in [1, 2] {
            let measured = measured(operations);
            results.set("a.yaml", Generator::Rolekit, measured).unwrap();
        }
        let again = Results::read(folder.path()).unwrap();
        assert_eq!(again.get("a.yaml", Generator::Rolekit), Some(&measured(2)));
        assert_eq!(again.get("a.yaml", Generator::Spargen), None);
        assert_eq!(again.get("b.yaml", Generator::Rolekit), None);
    }
}
