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
    for entry in fs::read_dir(docs().join("benchmarks")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in [
            "/home/",
            "/root/",
            "/tmp/",
            "/work/",
            "127.0.0.1",
            "api_key",
        ] {
            assert!(!text.contains(word), "{word}");
        }
    }
}
