//! The page matches the stored figures, and the limits on it hold.

use std::fs;
use std::path::Path;

use rolekit_bench::page;

fn docs() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"))
}

#[test]
fn the_page_is_rendered_from_the_stored_figures() {
    for (name, text) in page::render(docs()).unwrap() {
        let committed = fs::read_to_string(docs().join(&name)).unwrap_or_default();
        assert!(
            committed == text,
            "docs/{name} differs from the stored figures; run `cargo xtask bench page`"
        );
    }
}

#[test]
fn each_limit_is_measured() {
    let page = fs::read_to_string(docs().join("benchmarks.md")).unwrap();
    let limits = page
        .split("## ")
        .find(|part| part.starts_with("Limits"))
        .unwrap();
    for limit in [
        "a call takes",
        "memory does not grow",
        "a cold build takes",
        "cloning a client",
        "no lock is held",
    ] {
        let row = limits.lines().find(|line| line.contains(limit)).unwrap();
        let cells: Vec<_> = row.split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
        assert!(!row.contains("not measured"), "{row}");
    }
}

#[test]
fn the_figures_do_not_identify_the_machine() {
    let root = docs().join("..").canonicalize().unwrap();
    let home = std::env::var("HOME").unwrap_or_else(|_| "127.0.0.1".to_owned());
    let forbidden = [
        root.display().to_string(),
        std::env::temp_dir().display().to_string(),
        home,
        "127.0.0.1".to_owned(),
        "api_key".to_owned(),
    ];
    for entry in fs::read_dir(docs().join("benchmarks")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for text_part in forbidden.iter().filter(|part| part.len() > 1) {
            assert!(!text.contains(text_part), "{text_part}");
        }
    }
}

/// Clippy checks the limit "no lock is held across an await"; this test checks that the lint is not
/// disabled.
#[test]
fn the_lint_for_locks_across_awaits_is_enabled() {
    let root = docs().join("..");
    let ci = fs::read_to_string(root.join(".ci/run")).unwrap();
    let clippy = ci
        .lines()
        .find(|line| line.contains("cargo clippy --workspace"));
    assert!(clippy.unwrap().contains("-D warnings"));
    let mut folders = ["sdk/rolekit/src", "sdk/rules/src", "sdk/runtime/src"]
        .map(|folder| root.join(folder))
        .to_vec();
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("await_holding"), "{}", path.display());
            // Generated code is exempt from lints, so it must not contain locks.
            let is_generated = path
                .components()
                .any(|part| part.as_os_str() == "generated");
            for lock in ["Mutex", "RwLock", "RefCell"] {
                assert!(!is_generated || !text.contains(lock), "{}", path.display());
            }
            files += 1;
        }
    }
    assert!(files > 50);
}
