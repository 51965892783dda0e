//! Tests of the commands, run as programs.

use std::path::Path;
use std::process::{Command, Output};

use crate::helpers;

/// Runs a command on the project at `root`.
pub(crate) fn xtask(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(args)
        .args(["--root".as_ref(), root.as_os_str()])
        .output()
        .unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Copies the documents and clients of the project to a temporary folder.
pub(crate) fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in ["openapi", "sdk/rolekit/src/generated"] {
        let to = copy.path().join(folder);
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(helpers::root().join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    copy
}

/// Replaces the first occurrence of `from` in a file, which must contain it.
pub(crate) fn replace(root: &Path, file: &str, from: &str, to: &str) {
    let path = root.join(file);
    let old = std::fs::read_to_string(&path).unwrap();
    assert!(old.contains(from), "{file} has no {from:?}");
    std::fs::write(path, old.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_committed_clients_are_up_to_date() {
    let output = xtask(&helpers::root(), &["codegen", "--check"]);
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{printed}");
    assert_eq!(printed, "");
}

#[test]
fn check_prints_a_diff_until_the_client_is_generated() {
    let copy = copy();
    replace(
        copy.path(),
        "openapi/gcore.yaml",
        "- Observer\n",
        "- Observer\n        - Auditor\n",
    );
    let output = xtask(copy.path(), &["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    let diff = text(&output.stdout);
    assert!(
        diff.contains("--- sdk/rolekit/src/generated/gcore.rs (is)\n"),
        "{diff}"
    );
    assert!(
        diff.contains("+            Auditor = \"Auditor\",\n"),
        "{diff}"
    );
    assert!(!diff.contains("trusted_twin"), "{diff}");
    let stderr = text(&output.stderr);
    assert!(stderr.contains("cargo xtask codegen"), "{stderr}");

    let output = xtask(copy.path(), &["codegen"]);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "sdk/rolekit/src/generated/gcore.rs\n");
    assert!(xtask(copy.path(), &["codegen", "--check"]).status.success());
}

#[test]
fn check_reports_files_that_are_not_generated() {
    let copy = copy();
    std::fs::write(copy.path().join("sdk/rolekit/src/generated/old.rs"), "").unwrap();
    let output = xtask(copy.path(), &["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stdout),
        "sdk/rolekit/src/generated/old.rs: not generated\n"
    );
}

#[test]
fn an_overlay_action_that_matches_nothing_is_an_error() {
    let copy = copy();
    replace(
        copy.path(),
        "openapi/gcore.overlay.yaml",
        "$.components.schemas.AssignmentSerializer",
        "$.components.schemas.Gone",
    );
    let output = xtask(copy.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("error[overlay-no-match] openapi/gcore.overlay.yaml#/actions/")
            && stderr.contains("/target: `$.components.schemas.Gone` matches nothing"),
        "{stderr}"
    );
    assert!(stderr.contains("\n  help: "), "{stderr}");
}

#[test]
fn an_unknown_keyword_is_an_error_with_pointer_and_advice() {
    let copy = copy();
    replace(
        copy.path(),
        "openapi/trusted-twin.yaml",
        "    Effect:\n      type: string\n",
        "    Effect:\n      type: string\n      typ: string\n",
    );
    let before = std::fs::read(
        copy.path()
            .join("sdk/rolekit/src/generated/trusted_twin.rs"),
    )
    .unwrap();
    let output = xtask(copy.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains(
            "error[unknown-keyword] openapi/trusted-twin.yaml#/components/schemas/Effect/typ: "
        ),
        "{stderr}"
    );
    assert!(stderr.contains("\n  help: Check the spelling"), "{stderr}");
    assert_eq!(
        before,
        std::fs::read(
            copy.path()
                .join("sdk/rolekit/src/generated/trusted_twin.rs")
        )
        .unwrap()
    );
}

#[test]
fn verbose_prints_notes() {
    let copy = copy();
    let unchanged = xtask(copy.path(), &["codegen", "--check"]);
    assert_eq!(text(&unchanged.stderr), "");
    let verbose = text(&xtask(copy.path(), &["codegen", "--check", "--verbose"]).stderr);
    assert!(
        verbose.contains(
            "note[union-null] openapi/gcore.yaml#/components/schemas/RequestAssignmentSerializer\
             /properties/client_id/anyOf: "
        ),
        "{verbose}"
    );
}

/// Runs `generate`. Returns the exit status, standard error, and the report.
fn generate(
    folder: &Path,
    doc: &serde_json::Value,
    args: &[&str],
) -> (i32, String, serde_json::Value) {
    let (spec, report) = (folder.join("spec.json"), folder.join("report.json"));
    std::fs::write(&spec, doc.to_string()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("generate")
        .args(["--spec".as_ref(), spec.as_os_str()])
        .args(["--out".as_ref(), folder.join("client").as_os_str()])
        .args(["--report".as_ref(), report.as_os_str()])
        .args(args)
        .output()
        .unwrap();
    let read = std::fs::read_to_string(report).unwrap_or_default();
    (
        output.status.code().unwrap(),
        text(&output.stderr),
        serde_json::from_str(&read).unwrap_or_default(),
    )
}

fn document() -> serde_json::Value {
    serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {"get": {"operationId": "a", "responses": {"204": {"description": ""}}}},
            "/b": {"get": {"operationId": "b", "responses": {"204": {"description": ""}}}},
        },
    })
}

#[test]
fn generate_writes_a_crate_and_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let (status, stderr, report) = generate(folder.path(), &document(), &["--name", "my-client"]);
    assert_eq!(status, 0, "{stderr}");
    assert!(
        stderr.contains("2 of 2 operations, 0 unsupported"),
        "{stderr}"
    );
    assert_eq!(report["status"], "complete");
    assert_eq!(report["crate"], "my-client");
    assert_eq!(report["operations"]["generated"], 2);
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("client").join(name)).unwrap();
    assert!(read("Cargo.toml").contains("name = \"my-client\""));
    assert!(read("src/lib.rs").contains("impl ServiceClient for Client"));
    assert!(read("src/generated.rs").contains("pub fn a"));
    assert!(read("runtime/src/lib.rs").contains("mod error;"));
}

#[test]
fn unsupported_operations_are_skipped_or_are_errors_if_strict() {
    let folder = tempfile::tempdir().unwrap();
    let mut doc = document();
    doc["paths"]["/b"]["get"]["parameters"] = serde_json::json!([{"$ref": "other.yaml#/x"}]);
    doc["paths"]["/c"] = serde_json::json!({"$ref": "other.yaml"});
    let (status, stderr, report) = generate(folder.path(), &doc, &[]);
    assert_eq!(status, 3, "{stderr}");
    assert!(stderr.contains("skipped: GET /b"), "{stderr}");
    assert!(stderr.contains("1 of 3 operations"), "{stderr}");
    assert_eq!(report["status"], "partial");
    assert_eq!(report["skipped"][0]["pointer"], "/paths/~1b/get");
    assert_eq!(report["skipped"][1]["method"], "*");
    assert!(
        report["diagnostics"][0]["advice"]
            .as_str()
            .unwrap()
            .contains("Correct the reference")
    );

    let strict = tempfile::tempdir().unwrap();
    let (status, stderr, report) = generate(strict.path(), &doc, &["--strict"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("error[external-ref]"), "{stderr}");
    assert_eq!(report["status"], "failed");
    assert!(!strict.path().join("client").exists());
}

#[test]
fn generate_overwrites_generated_folders_only() {
    let folder = tempfile::tempdir().unwrap();
    let existing = folder.path().join("client");
    std::fs::create_dir(&existing).unwrap();
    std::fs::write(existing.join("letter.txt"), "dear").unwrap();
    let (status, stderr, _) = generate(folder.path(), &document(), &[]);
    assert_eq!(status, 2, "{stderr}");
    assert!(
        stderr.contains("was not generated by this command"),
        "{stderr}"
    );
    assert_eq!(std::fs::read_dir(&existing).unwrap().count(), 1);
    let (status, stderr, _) = generate(folder.path(), &document(), &["--name", "no name"]);
    assert_eq!(status, 2, "{stderr}");
}
