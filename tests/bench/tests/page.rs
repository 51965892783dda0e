//! The page in the repository is that of the figures beside it.

use std::fs;
use std::path::Path;

use rolekit_bench::page;

fn docs() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"))
}

#[test]
fn the_page_is_what_the_figures_give() {
    for (name, text) in page::render(docs()).unwrap() {
        let kept = fs::read_to_string(docs().join(&name)).unwrap_or_default();
        assert!(
            kept == text,
            "docs/{name} is not what the figures give: cargo xtask bench page"
        );
    }
}

#[test]
fn each_floor_has_a_row_with_its_figure() {
    let page = fs::read_to_string(docs().join("benchmarks.md")).unwrap();
    let floors = page
        .split("## ")
        .find(|part| part.starts_with("Floors"))
        .unwrap();
    for floor in [
        "a call takes",
        "memory does not grow",
        "a cold build takes",
        "a build after a change",
        "a clone of a client",
        "no lock is held",
    ] {
        let row = floors.lines().find(|line| line.contains(floor)).unwrap();
        let cells: Vec<_> = row.split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
        assert!(!row.contains("not measured"), "{row}");
    }
}

/// A figure on the page that tells which machine it was, or where, would be one too many.
#[test]
fn the_figures_name_no_place() {
    let root = docs().join("..").canonicalize().unwrap();
    let home = std::env::var("HOME").unwrap_or_else(|_| "127.0.0.1".to_owned());
    let words = [
        root.display().to_string(),
        std::env::temp_dir().display().to_string(),
        home,
        "127.0.0.1".to_owned(),
        "api_key".to_owned(),
    ];
    for entry in fs::read_dir(docs().join("benchmarks")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in words.iter().filter(|word| word.len() > 1) {
            assert!(!text.contains(word), "{word}");
        }
    }
}

/// The floor "no lock is held across an await" is clippy's to see: nothing may look past it.
#[test]
fn nothing_lets_a_lock_be_held_across_an_await() {
    let root = docs().join("..");
    let ci = fs::read_to_string(root.join(".ci/run")).unwrap();
    let clippy = ci
        .lines()
        .find(|line| line.contains("cargo clippy --workspace"));
    assert!(clippy.unwrap().contains("-D warnings"));
    let mut folders = vec![root.join("sdk/rolekit/src")];
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
            // What is generated is exempt from lints, and has no lock to hold.
            let generated = path
                .components()
                .any(|part| part.as_os_str() == "generated");
            for lock in ["Mutex", "RwLock", "RefCell"] {
                assert!(!generated || !text.contains(lock), "{}", path.display());
            }
            files += 1;
        }
    }
    assert!(files > 50);
}
