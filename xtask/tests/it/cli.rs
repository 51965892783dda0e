//! The commands as a user runs them.

use std::path::Path;
use std::process::{Command, Output};

use crate::support;

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

/// The documents and the clients of the project, elsewhere.
pub(crate) fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in ["openapi", "sdk/rolekit/src/generated"] {
        let to = copy.path().join(folder);
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(support::root().join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    copy
}

pub(crate) fn replace(root: &Path, file: &str, from: &str, to: &str) {
    let path = root.join(file);
    let old = std::fs::read_to_string(&path).unwrap();
    assert!(old.contains(from), "{file} has no {from:?}");
    std::fs::write(path, old.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_clients_are_what_the_documents_give() {
    let output = xtask(&support::root(), &["codegen", "--check"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "");
}

#[test]
fn a_changed_document_fails_the_check_with_a_diff_until_it_is_generated_from() {
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
    let said = text(&output.stderr);
    assert!(said.contains("cargo xtask codegen"), "{said}");

    let output = xtask(copy.path(), &["codegen"]);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "sdk/rolekit/src/generated/gcore.rs\n");
    assert!(xtask(copy.path(), &["codegen", "--check"]).status.success());
}

#[test]
fn a_stray_file_fails_the_check() {
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
fn an_overlay_that_matches_nothing_is_refused() {
    let copy = copy();
    replace(
        copy.path(),
        "openapi/gcore.overlay.yaml",
        "$.components.schemas.AssignmentSerializer",
        "$.components.schemas.Gone",
    );
    let output = xtask(copy.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("error[overlay-no-match] openapi/gcore.overlay.yaml#/actions/")
            && said.contains("/target: `$.components.schemas.Gone` matches nothing"),
        "{said}"
    );
    assert!(said.contains("\n  help: "), "{said}");
}

#[test]
fn an_unknown_keyword_is_refused_with_file_pointer_and_advice() {
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
    let said = text(&output.stderr);
    assert!(
        said.contains(
            "error[unknown-keyword] openapi/trusted-twin.yaml#/components/schemas/Effect/typ: "
        ),
        "{said}"
    );
    assert!(said.contains("\n  help: Check the spelling"), "{said}");
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
fn rewrites_are_told_on_request() {
    let copy = copy();
    let quiet = xtask(copy.path(), &["codegen", "--check"]);
    assert_eq!(text(&quiet.stderr), "");
    let verbose = text(&xtask(copy.path(), &["codegen", "--check", "--verbose"]).stderr);
    assert!(
        verbose.contains(
            "note[union-null] openapi/gcore.yaml#/components/schemas/RequestAssignmentSerializer\
             /properties/client_id/anyOf: "
        ),
        "{verbose}"
    );
}

/// The status, what is said, and the report of `generate`.
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
fn a_crate_is_generated_of_any_document() {
    let folder = tempfile::tempdir().unwrap();
    let (status, said, report) = generate(folder.path(), &document(), &["--name", "my-client"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("2 of 2 operations, 0 unsupported"), "{said}");
    assert_eq!(report["status"], "complete");
    assert_eq!(report["crate"], "my-client");
    assert_eq!(report["operations"]["generated"], 2);
    let read =
        |name: &str| std::fs::read_to_string(folder.path().join("client").join(name)).unwrap();
    assert!(read("Cargo.toml").contains("name = \"my-client\""));
    assert!(read("src/lib.rs").contains("impl Service for Client"));
    assert!(read("src/generated.rs").contains("pub fn a"));
    assert!(read("runtime/src/lib.rs").contains("mod error;"));
}

#[test]
fn what_cannot_be_called_is_left_out_and_told_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut doc = document();
    doc["paths"]["/b"]["get"]["parameters"] = serde_json::json!([{"$ref": "other.yaml#/x"}]);
    doc["paths"]["/c"] = serde_json::json!({"$ref": "other.yaml"});
    let (status, said, report) = generate(folder.path(), &doc, &[]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("skipped: GET /b"), "{said}");
    assert!(said.contains("1 of 3 operations"), "{said}");
    assert_eq!(report["status"], "partial");
    assert_eq!(report["skipped"][0]["pointer"], "/paths/~1b/get");
    assert_eq!(report["skipped"][1]["method"], "*");
    assert!(
        report["diagnostics"][0]["advice"]
            .as_str()
            .unwrap()
            .contains("Bundle")
    );

    let strict = tempfile::tempdir().unwrap();
    let (status, said, report) = generate(strict.path(), &doc, &["--strict"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[dangling-ref]"), "{said}");
    assert_eq!(report["status"], "refused");
    assert!(!strict.path().join("client").exists());
}

#[test]
fn what_was_not_generated_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("client");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("letter.txt"), "dear").unwrap();
    let (status, said, _) = generate(folder.path(), &document(), &[]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("was not generated by this command"), "{said}");
    assert_eq!(std::fs::read_dir(&own).unwrap().count(), 1);
    let (status, said, _) = generate(folder.path(), &document(), &["--name", "no name"]);
    assert_eq!(status, 2, "{said}");
}
