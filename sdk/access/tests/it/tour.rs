//! The commands of the README's tour.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

/// Returns the commands of a section, each with its exit status.
fn commands(readme: &str, section: &str) -> Vec<(String, i32)> {
    let section = readme.split(&format!("\n## {section}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
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

#[test]
fn the_tour_runs() {
    let commands = commands(include_str!("../../README.md"), "Five minutes");
    assert_eq!(commands.len(), 9);
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_rolekit"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let mut all = String::new();
    for (command, status) in commands {
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&folder)
            .env_clear()
            .env("PATH", &path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{command}\n{text}");
        all += &text;
    }
    for text in [
        "nothing to change",
        "1 assertions",
        "grant Observer in the project Shop",
        "stand in for Linus",
        "3 of 3 changes are made",
        "delete the API token 61 (deploy)",
    ] {
        assert!(all.contains(text), "{text} is not in:\n{all}");
    }
    let page = std::fs::read_to_string(folder.path().join("review.html")).unwrap();
    assert!(page.contains("Roles by project") && page.contains("deputies"));
}
