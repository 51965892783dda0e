//! Clients of real documents, if these are beside the project.

use std::time::Duration;

use rolekit_codegen::corpus::{self, CheckOutcome};
use rolekit_codegen::generate_crate::ClientStatus;

use crate::helpers;

/// Maximum size of a document in bytes. The command has no limit.
const MAX_SIZE: u64 = 100_000;

#[test]
fn small_documents_give_clients_with_every_operation() {
    let Some(folder) = helpers::shared("specs/corpus") else {
        return;
    };
    let scratch = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    std::fs::create_dir_all(&scratch).unwrap();
    let lock = scratch.join("Cargo.lock");
    if !lock.exists() {
        std::fs::copy(helpers::root().join("Cargo.lock"), lock).unwrap();
    }
    let mut entries = Vec::new();
    for path in corpus::documents(&folder, MAX_SIZE).unwrap() {
        let mut entry = corpus::generate(&folder, &path).unwrap();
        let summary = entry.summary.text(false);
        assert_eq!(entry.summary.status, ClientStatus::Complete, "{summary}");
        entry.checked = corpus::check(&entry, &scratch, 0, Duration::from_secs(600)).unwrap();
        let compiles = matches!(entry.checked, Some(CheckOutcome::Compiles(_)));
        assert!(compiles, "{}: {:?}", entry.name, entry.checked);
        entries.push(entry);
    }
    let page = corpus::page(&entries);
    for entry in &entries {
        let row = format!("| {} |", entry.name);
        assert!(page.contains(&row), "{page}");
    }
}
