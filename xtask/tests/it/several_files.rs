//! The commands with documents of several files.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::cli::{copy, text, xtask};
use crate::upkeep::git;

/// Writes the document of Gcore as `file` and two files in `parts/` beside it.
fn split(root: &Path, file: &str) {
    let text = std::fs::read_to_string(root.join("openapi/gcore.yaml")).unwrap();
    let (head, rest) = text.split_once("\npaths:\n").unwrap();
    let (paths, components) = rest.split_once("\ncomponents:\n").unwrap();
    let path = root.join(file);
    let folder = path.parent().unwrap().join("parts");
    std::fs::create_dir_all(&folder).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let root_reference = format!("../{name}#/components/");
    for (part, text) in [("paths.yaml", paths), ("components.yaml", components)] {
        let text = text
            .replace("\n  ", "\n")
            .replace("#/components/", &root_reference);
        let text = text.strip_prefix("  ").unwrap();
        std::fs::write(folder.join(part), text).unwrap();
    }
    let parts = "\npaths: {$ref: parts/paths.yaml}\ncomponents: {$ref: ./parts/components.yaml}\n";
    std::fs::write(path, format!("{head}{parts}")).unwrap();
}

#[test]
fn vendor_writes_one_file() {
    let copy = copy();
    let root = copy.path();
    let whole = root.join("whole.yaml");
    std::fs::copy(root.join("openapi/gcore.yaml"), &whole).unwrap();
    split(root, "next/gcore.yaml");
    let mut written = Vec::new();
    for file in [whole, root.join("next/gcore.yaml")] {
        let file = file.to_str().unwrap();
        let output = xtask(root, &["vendor", "gcore", file, "--date", "2026-11-21"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        written.push(std::fs::read_to_string(root.join("openapi/gcore.yaml")).unwrap());
    }
    assert_eq!(written[0], written[1]);
    let registry = std::fs::read_to_string(root.join("openapi/clients.toml")).unwrap();
    let digest = Command::new("sh")
        .args(["-c", "sha256sum gcore.yaml parts/* | sha256sum"])
        .current_dir(root.join("next"))
        .output()
        .unwrap();
    let digest = text(&digest.stdout);
    let digest = digest.split(' ').next().unwrap();
    assert!(registry.contains(digest), "{digest}\n{registry}");

    // Nothing is written if a file is missing, and the message says which.
    std::fs::remove_file(root.join("next/parts/paths.yaml")).unwrap();
    let file = root.join("next/gcore.yaml");
    let output = xtask(root, &["vendor", "gcore", file.to_str().unwrap()]);
    let stderr = text(&output.stderr);
    assert!(stderr.contains("parts/paths.yaml"), "{stderr}");
    assert!(stderr.ends_with("Nothing was written.\n"), "{stderr}");
}

#[test]
fn codegen_and_diff_read_the_files_of_the_project_and_of_a_revision() {
    let copy = copy();
    let root = copy.path();
    split(root, "openapi/gcore.yaml");
    let output = xtask(root, &["codegen", "--check"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    git(root, &["init", "-q"]);
    git(root, &["add", "openapi"]);
    git(root, &["commit", "-q", "-m", "t"]);
    let paths = root.join("openapi/parts/paths.yaml");
    let old = std::fs::read_to_string(&paths).unwrap();
    let new = old.replacen("name: limit", "name: maximum", 1);
    assert_ne!(old, new);
    std::fs::write(&paths, new).unwrap();
    let output = xtask(root, &["diff", "gcore"]);
    let stdout = text(&output.stdout);
    let changes = stdout.lines().filter(|line| line.starts_with("  - "));
    assert!(changes.count() <= 2, "{stdout}");
    assert!(stdout.contains("limit"), "{stdout}{}", text(&output.stderr));
    assert!(stdout.contains("Verdict: major"), "{stdout}");
}

#[test]
fn generate_reads_files_outside_the_folder_only_if_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir(root.join("api")).unwrap();
    let document =
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: ../shared/a.yaml}}\n";
    std::fs::write(root.join("api/openapi.yaml"), document).unwrap();
    std::fs::create_dir(root.join("shared")).unwrap();
    let item = "get: {operationId: a, wrong: 1, responses: {'204': {description: ''}}}\n\
                put: {operationId: b, parameters: [{$ref: none.yaml}]}\n";
    std::fs::write(root.join("shared/a.yaml"), item).unwrap();
    let args = ["generate", "--spec", "api/openapi.yaml", "--out", "out"];
    let xtask = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(args).current_dir(root).output().unwrap()
    };
    let refused = xtask(&args);
    let stderr = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("--allow-outside"), "{stderr}");
    let allowed = xtask(&[&args[..], &["--allow-outside", "--report", "r.json"]].concat());
    let stderr = text(&allowed.stderr);
    assert_eq!(allowed.status.code(), Some(3), "{stderr}");
    assert!(
        stderr.contains("api/../shared/a.yaml#/get/wrong"),
        "{stderr}"
    );
    let report = std::fs::read_to_string(root.join("r.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let skipped = &report["skipped"][0];
    assert_eq!(skipped["file"], "api/../shared/a.yaml", "{report}");
    assert_eq!(
        (&skipped["path"], &skipped["pointer"]),
        (&json!("/a"), &json!("/put"))
    );
    let reason = skipped["reasons"][0].as_str().unwrap();
    assert!(reason.contains("none.yaml"), "{reason}");
}
