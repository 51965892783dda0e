//! A vendor's document changes: `vendor` and `diff`, in a copy of the project.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cli::{copy, replace, text, xtask};
use crate::support;

/// The copy's files that `vendor` may write, with what is in them.
fn contents(root: &Path) -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    for folder in ["openapi", "sdk/rolekit/src/generated"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            out.push((path, text));
        }
    }
    out.sort();
    out
}

/// The project's own document of Gcore as the vendor's next one, after these replacements.
fn next_version(root: &Path, replacements: &[(&str, &str)]) -> PathBuf {
    let mut text = std::fs::read_to_string(support::root().join("openapi/gcore.yaml")).unwrap();
    for (from, to) in replacements {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let path = root.join("next.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

fn git(root: &Path, args: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(args)
        .current_dir(root)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{args:?}");
}

fn vendor(root: &Path, file: &Path) -> std::process::Output {
    let file = file.to_str().unwrap();
    xtask(root, &["vendor", "gcore", file, "--date", "2026-11-21"])
}

#[test]
fn the_vendors_documents_of_two_dates_are_taken_and_what_differs_is_told() {
    // Compared by hand: what August added, and the operation that it took away.
    let copy = copy();
    let root = copy.path();
    let (Some(may), Some(august)) = (
        support::shared("specs/gcore/2026-05-15/cloud_api.yaml"),
        support::shared("specs/gcore/2026-08-20/cloud_api.yaml"),
    ) else {
        return;
    };
    let take = |file: &Path, date| {
        let file = file.to_str().unwrap();
        xtask(root, &["vendor", "gcore", file, "--date", date])
    };
    let output = take(&may, "2026-05-15");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let gone = [
        "`ApiGroup` no longer has `baremetal`",
        "`ApiGroup` no longer has `basic_vm`",
        "`ApiGroup` no longer has `rtbh`",
        "`FileShareType` no longer has `ddn`",
        "request and response field `GlobalLimits.inference_public_model_api_key_count_limit` was removed",
        "response field `GlobalQuotas.inference_public_model_api_key_count_limit` was removed",
        "response field `GlobalQuotas.inference_public_model_api_key_count_usage` was removed",
        "request and response field `ThresholdGlobalQuotas.inference_public_model_api_key_count_limit` was removed",
        "request and response field `ThresholdGlobalQuotas.inference_public_model_api_key_count_usage` was removed",
        "`UserActionResourceResourceType` no longer has `baremetal_server`",
        "`UserActionResourceResourceType` no longer has `basic_vm`",
    ];
    assert_eq!(changes(&output), gone);
    assert!(text(&output.stdout).contains("\nVerdict: major: "));
    assert!(xtask(root, &["codegen", "--check"]).status.success());

    // What upstream has retired is seen by the overlay, before anything is written.
    let before = contents(root);
    let said = text(&take(&august, "2026-08-20").stderr);
    assert!(said.ends_with("Nothing was written.\n"), "{said}");
    assert_eq!(said.matches("error[overlay-no-match]").count(), 2, "{said}");
    assert!(said.contains("`$.paths['/cloud/v1/projects/{project_id}'].put` matches nothing"));
    assert!(said.contains("`$.components.schemas.NameDescriptionSerializer` matches nothing"));
    assert_eq!(before, contents(root));
    let overlay = "openapi/gcore.overlay.yaml";
    let (get, put) = (
        "$.paths['/cloud/v1/projects/{project_id}'].get\n",
        "$.paths['/cloud/v1/projects/{project_id}'].put\n",
    );
    replace(root, overlay, put, get);
    replace(
        root,
        overlay,
        "operationId: replace_project",
        "x-was: replace_project",
    );
    replace(
        root,
        overlay,
        "$.components.schemas.NameDescriptionSerializer\n",
        "$.components.schemas.UpdateProjectSerializer\n",
    );
    replace(
        root,
        overlay,
        "x-rust-name: ReplaceProject",
        "x-was: ReplaceProject",
    );
    let output = take(&august, "2026-08-20");
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("openapi/gcore.yaml\nopenapi/clients.toml\n"),
        "{said}"
    );
    let told = changes(&output);
    // The operation and its two types go; they have no other names than upstream's any more.
    assert_eq!(told.len(), gone.len() + 3, "{told:?}");
    assert_eq!(
        told[0],
        "operation `project_view_set_put` (`PUT /cloud/v1/projects/{project_id}`) was removed"
    );
    let new =
        |change: &&String| change.contains(" has a new value ") || change.contains(" is new ");
    assert_eq!(told.iter().filter(new).count(), gone.len(), "{told:?}");

    let registry = std::fs::read_to_string(root.join("openapi/clients.toml")).unwrap();
    for line in [
        "source = \"cloud_api.yaml\"\n",
        "date = \"2026-08-20\"\n",
        "# One entry per client: ",
    ] {
        assert!(registry.contains(line), "{registry}");
    }
    assert!(xtask(root, &["codegen", "--check"]).status.success());
    let ours = std::fs::read_to_string(support::root().join("openapi/clients.toml")).unwrap();
    let digest = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("sha256"));
        line.map(str::to_owned)
    };
    assert_eq!(digest(&ours), digest(&registry));
    let document = std::fs::read_to_string(root.join("openapi/gcore.yaml")).unwrap();
    assert!(!document.contains("x-codeSamples"));
    let doc = rolekit_codegen::document::parse("gcore.yaml", &document).unwrap();
    assert_eq!(rolekit_codegen::walk::operations(&doc).len(), 39);
    assert_eq!(doc["components"]["schemas"].as_object().unwrap().len(), 65);
    assert_eq!(doc["tags"].as_array().unwrap().len(), 6);
}

/// What `vendor` or `diff` said of each change, without its reasons.
fn changes(output: &std::process::Output) -> Vec<String> {
    text(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("  - "))
        .map(|line| line.split(": ").next().unwrap_or(line).to_owned())
        .collect()
}

#[test]
fn what_we_correct_in_the_document_of_iam_outlives_the_vendors_next() {
    let copy = copy();
    let root = copy.path();
    for date in ["2026-05-15", "2026-08-20"] {
        let Some(file) = support::shared(&format!("specs/gcore/{date}/iam_api.yaml")) else {
            return;
        };
        let file = file.to_str().unwrap().to_owned();
        let output = xtask(root, &["vendor", "gcore-iam", &file, "--date", date]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let answer = text(&output.stdout);
        assert!(
            answer.ends_with(
                "\nVerdict: none: no change is visible to dependents of the generated client.\n"
            ),
            "{answer}"
        );
        assert!(xtask(root, &["codegen", "--check"]).status.success());
    }
    let document = std::fs::read_to_string(root.join("openapi/gcore-iam.yaml")).unwrap();
    let doc = rolekit_codegen::document::parse("gcore-iam.yaml", &document).unwrap();
    assert_eq!(rolekit_codegen::walk::operations(&doc).len(), 24);
}

#[test]
fn a_new_version_is_taken_and_what_it_breaks_is_told() {
    let copy = copy();
    let root = copy.path();
    std::fs::write(
        root.join("Cargo.toml"),
        "[workspace.package]\nversion = \"0.1.4\"\n",
    )
    .unwrap();
    let next = next_version(
        root,
        &[
            ("  version: 1903dd13b508\n", "  version: next\n"),
            ("        - Observer\n", ""),
            (
                "required: [user_id, role]",
                "required: [user_id, role, reason]",
            ),
            (
                "        client_id:\n          anyOf:\n",
                "        reason:\n          type: string\n        client_id:\n          anyOf:\n",
            ),
            (
                "        assigned_by:\n",
                "        note:\n          type: string\n        assigned_by:\n",
            ),
            // The overlay names operations by path, so that this is no renaming.
            (
                "operationId: UsersListHandler.get",
                "operationId: UserHandler.list",
            ),
        ],
    );
    let output = vendor(root, &next);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    let answer = text(&output.stdout);
    let changes: Vec<&str> = answer.lines().filter(|l| l.starts_with("  - ")).collect();
    assert_eq!(
        changes,
        [
            "  - request field `AssignRole.reason` is new and required (`String`): \
             `new` has one more argument",
            "  - `Role` no longer has `Observer`: \
             code that names the variant no longer compiles",
            "  - response field `RoleAssignment.note` is new and optional (`Option<String>`): \
             the struct is `#[non_exhaustive]`, so that additions do not break code",
        ]
    );
    assert!(
        answer.contains(
            "\nVerdict: major: dependents of the generated client may have to change their code. \
             Below 1.0 that is a minor step; here 0.1.4 → 0.2.0.\n"
        ),
        "{answer}"
    );
    assert!(
        answer.ends_with(
            "\n### gcore (1903dd13b508 → next)\n\n#### Breaking\n\n\
             - Request field `AssignRole.reason` is new and required (`String`).\n\
             - `Role` no longer has `Observer`.\n\n#### Added\n\n\
             - Response field `RoleAssignment.note` is new and optional (`Option<String>`).\n"
        ),
        "{answer}"
    );
    let code = std::fs::read_to_string(root.join("sdk/rolekit/src/generated/gcore.rs")).unwrap();
    assert!(code.contains("pub note: ::std::option::Option<::std::string::String>"));
    let registry = std::fs::read_to_string(root.join("openapi/clients.toml")).unwrap();
    assert!(
        registry.contains("version = \"next\"\ndate = \"2026-11-21\"\n"),
        "{registry}"
    );
    // Done twice, it is done once.
    let before = contents(root);
    let output = vendor(root, &next);
    assert_eq!(text(&output.stderr), "");
    assert!(text(&output.stdout).contains("\nVerdict: none"));
    assert_eq!(before, contents(root));
}

#[test]
fn diff_compares_with_a_revision_and_with_a_file() {
    let copy = copy();
    let root = copy.path();
    git(root, &["init", "-q"]);
    git(root, &["add", "openapi"]);
    git(root, &["commit", "-q", "-m", "t"]);
    let output = xtask(root, &["diff", "gcore", "--fail-on", "patch"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\nVerdict: none"));

    // The overlay of that revision is read, too.
    replace(
        root,
        "openapi/gcore.overlay.yaml",
        "list_users",
        "list_all_users",
    );
    let output = xtask(root, &["diff", "gcore", "--json"]);
    assert!(output.status.success());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["step"], "major");
    assert_eq!(json["step_below_1_0"], "minor");
    assert_eq!(json["changes"].as_array().unwrap().len(), 1);
    assert_eq!(json["changes"][0]["kind"], "operation-renamed");
    assert_eq!(
        json["changes"][0]["message"],
        "operation `list_users` was renamed to `list_all_users`"
    );
    let failing = xtask(root, &["diff", "gcore", "--fail-on", "major"]);
    assert_eq!(failing.status.code(), Some(1));

    let next = next_version(
        root,
        &[(
            "        - Observer\n",
            "        - Auditor\n        - Observer\n",
        )],
    );
    let output = xtask(
        root,
        &["diff", "gcore", "--against", next.to_str().unwrap()],
    );
    let answer = text(&output.stdout);
    assert!(
        answer.contains("- `Role` no longer has `Auditor`: "),
        "{answer}"
    );
    let output = xtask(root, &["diff", "gcore", "--against", "no-such-thing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("error[revision] openapi/gcore.yaml#"));
}

#[test]
fn what_does_not_go_through_is_not_written() {
    let copy = copy();
    let root = copy.path();
    let before = contents(root);
    for (replacements, expected) in [
        (
            // An action of the overlay matches nothing any more.
            vec![("/cloud/v1/users/roles:", "/cloud/v2/users/roles:")],
            "/target: `$.paths['/cloud/v1/users/roles'].get` matches nothing",
        ),
        (
            vec![(
                "      description: Response to an update or a deletion.\n",
                "      typ: string\n",
            )],
            "error[unknown-keyword] openapi/gcore.yaml#",
        ),
        (
            vec![("openapi: 3.1.0", "openapi: 4.0.0")],
            "error[version] openapi/gcore.yaml#/openapi: ",
        ),
    ] {
        let next = next_version(root, &replacements);
        let output = vendor(root, &next);
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{said}");
        assert!(said.contains("\n  help: "), "{said}");
        assert!(said.ends_with("Nothing was written.\n"), "{said}");
        assert_eq!(before, contents(root));
    }
}

#[test]
fn what_is_included_has_to_be_there() {
    let copy = copy();
    let root = copy.path();
    let next = next_version(root, &[]);
    replace(
        root,
        "openapi/clients.toml",
        "tags = [\n  \"User Role Assignments\",\n",
        "operations = [\"AsignmentHandler.get\"]\ntags = [\n  \"User Role Assignment\",\n",
    );
    let said = text(&vendor(root, &next).stderr);
    assert!(said.contains("no operation has the tag `User Role Assignment`\n  help: Similar names: `User Role Assignments`, "), "{said}");
    assert!(
        said.contains("no operation has the operationId `AsignmentHandler.get`\n  help: Similar names: `AssignmentHandler.get`"),
        "{said}"
    );
    let output = xtask(root, &["vendor", "gcor", next.to_str().unwrap()]);
    assert!(text(&output.stderr).contains("The clients are: gcore, gcore-iam, trusted-twin."));
    let output = xtask(
        root,
        &["vendor", "gcore", next.to_str().unwrap(), "--date", "today"],
    );
    assert!(text(&output.stderr).contains("error[date]"));
}
