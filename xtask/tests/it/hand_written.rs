//! Limits the hand-written code of the services, and requires an intent at the top of each file.

use std::path::{Path, PathBuf};

use crate::helpers;

/// Maximum number of lines of all services together, including tests and documentation.
const MAX_LINES: usize = 5_000;

/// Returns the files of a service.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn each_file_of_a_service_begins_with_its_intent() {
    let (mut lines, mut without_intent) = (0, Vec::new());
    for service in ["gcore", "gcore_iam", "trusted_twin"] {
        let folder = helpers::root().join("sdk/rolekit/src").join(service);
        for file in files(&folder) {
            let text = std::fs::read_to_string(&file).unwrap();
            lines += text.lines().count();
            // The page of the service, and tests.
            let is_other = file == folder.join("mod.rs") || file.ends_with("tests.rs");
            if !is_other && !text.starts_with("//! Intent: ") {
                without_intent.push(file);
            }
        }
    }
    assert_eq!(
        without_intent,
        [] as [&Path; 0],
        "files without a first line `//! Intent: …`"
    );
    assert!(
        lines > 0 && lines <= MAX_LINES,
        "{lines} hand-written lines, at most {MAX_LINES}"
    );
}
