//! The commands of the README, and of the tour in the guide of crate `rolekit`.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");
const GUIDE: &str = include_str!("../../../rolekit/src/guide/access_as_code.md");

/// Returns the commands of the section under a heading, each with its exit status.
fn commands(page: &str, heading: &str) -> Vec<(String, i32)> {
    let (_, section) = page.split_once(&format!("\n{heading}\n")).unwrap();
    let next = format!("\n{} ", heading.split(' ').next().unwrap());
    let section = section.split(&next).next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks
        .map(|block| {
            let command = block.split("```").next().unwrap().trim();
            let status = command.rsplit_once("# exit status ");
            let status = status.map_or(0, |(_, status)| status.parse().unwrap());
            (command.to_owned(), status)
        })
        .collect()
}

/// Runs a number of commands under a heading in a new folder. Returns the folder, and what they write.
fn run(page: &str, heading: &str, count: usize) -> (tempfile::TempDir, String) {
    let commands = commands(page, heading);
    assert_eq!(commands.len(), count);
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_rolekit"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let mut all = String::new();
    for (command, status) in commands {
        let output = Command::new("sh")
            .args(["-ec", &command])
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", &path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{command}\n{text}");
        all += &text;
    }
    (folder, all)
}

fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let (folder, all) = run(README, "## Try it", 1);
    assert_contains(&all, &["nothing to change"]);
    let page = std::fs::read_to_string(folder.path().join("review.html")).unwrap();
    assert_contains(&page, &["Roles by project", "ada@example.com"]);
}

#[test]
fn the_file_of_the_readme_is_valid() {
    let (_, block) = README.split_once("```yaml\n").unwrap();
    let (file, _) = block.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("access.yaml"), file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rolekit"))
        .arg("check")
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_tour_of_the_guide_runs() {
    let (_folder, all) = run(GUIDE, "# Tour", 7);
    let parts = [
        "nothing to change",
        "1 assertion and 1 separation of duties hold",
        "grant Observer in the project Shop",
        "stand in for Linus",
        "3 of 3 changes are made",
        "would create the user",
        "margaret@example.com: create role",
        "delete the API token 61 (deploy)",
    ];
    assert_contains(&all, &parts);
}
