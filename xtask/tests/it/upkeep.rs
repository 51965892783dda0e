//! Tests of `vendor` and `diff` in a copy of the project.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cli::{copy, replace, text, xtask};
use crate::helpers;

/// Returns the paths and contents of the files that `vendor` may write.
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

/// Writes the project's document of Gcore with these replacements, as the vendor's next version.
fn next_version(root: &Path, replacements: &[(&str, &str)]) -> PathBuf {
    let mut text = std::fs::read_to_string(helpers::root().join("openapi/gcore.yaml")).unwrap();
    for (from, to) in replacements {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let path = root.join("next.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) fn git(root: &Path, args: &[&str]) {
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
fn vendor_reports_the_changes_between_two_versions() {
    // Compared by hand: the values and fields that only August has, and the operation that it lacks.
    let copy = copy();
    let root = copy.path();
    let (Some(may), Some(august)) = (
        helpers::shared("specs/gcore/2026-05-15/cloud_api.yaml"),
        helpers::shared("specs/gcore/2026-08-20/cloud_api.yaml"),
    ) else {
        return;
    };
    let vendor = |file: &Path, date| {
        let file = file.to_str().unwrap();
        xtask(root, &["vendor", "gcore", file, "--date", date])
    };
    let output = vendor(&may, "2026-05-15");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let removed = [
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
    assert_eq!(changes(&output), removed);
    assert!(text(&output.stdout).contains("\nVerdict: major: "));
    assert!(xtask(root, &["codegen", "--check"]).status.success());

    // Overlay actions for what the vendor removed match nothing, and nothing is written.
    let before = contents(root);
    let stderr = text(&vendor(&august, "2026-08-20").stderr);
    assert!(stderr.ends_with("Nothing was written.\n"), "{stderr}");
    assert_eq!(
        stderr.matches("error[overlay-no-match]").count(),
        2,
        "{stderr}"
    );
    assert!(stderr.contains("`$.paths['/cloud/v1/projects/{project_id}'].put` matches nothing"));
    assert!(stderr.contains("`$.components.schemas.NameDescriptionSerializer` matches nothing"));
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
    let output = vendor(&august, "2026-08-20");
    let stderr = text(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(
        stderr.contains("openapi/gcore.yaml\nopenapi/clients.toml\n"),
        "{stderr}"
    );
    let printed = changes(&output);
    // The operation and its two types are removed. The overlay no longer renames them.
    assert_eq!(printed.len(), removed.len() + 3, "{printed:?}");
    assert_eq!(
        printed[0],
        "operation `project_view_set_put` (`PUT /cloud/v1/projects/{project_id}`) was removed"
    );
    let new =
        |change: &&String| change.contains(" has a new value ") || change.contains(" is new ");
    assert_eq!(
        printed.iter().filter(new).count(),
        removed.len(),
        "{printed:?}"
    );

    let registry = std::fs::read_to_string(root.join("openapi/clients.toml")).unwrap();
    for line in [
        "source = \"cloud_api.yaml\"\n",
        "date = \"2026-08-20\"\n",
        "# One entry per client: ",
    ] {
        assert!(registry.contains(line), "{registry}");
    }
    assert!(xtask(root, &["codegen", "--check"]).status.success());
    let ours = std::fs::read_to_string(helpers::root().join("openapi/clients.toml")).unwrap();
    let digest = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("sha256"));
        line.map(str::to_owned)
    };
    assert_eq!(digest(&ours), digest(&registry));
    let document = std::fs::read_to_string(root.join("openapi/gcore.yaml")).unwrap();
    assert!(!document.contains("x-codeSamples"));
    let ours = std::fs::read_to_string(helpers::root().join("openapi/gcore.yaml")).unwrap();
    let [document, ours] = [document, ours].map(|text| {
        let doc = rolekit_codegen::document::parse("gcore.yaml", &text).unwrap();
        let schemas = doc["components"]["schemas"].as_object().unwrap().len();
        let tags = doc["tags"].as_array().unwrap().len();
        (rolekit_codegen::walk::operations(&doc).len(), schemas, tags)
    });
    // Ours also has the replacement of a project and its schema.
    assert_eq!(document, (ours.0 - 1, ours.1 - 1, ours.2));
}

/// Returns the printed changes without their reasons.
fn changes(output: &std::process::Output) -> Vec<String> {
    text(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("  - "))
        .map(|line| line.split(": ").next().unwrap_or(line).to_owned())
        .collect()
}

#[test]
fn vendor_keeps_corrections_of_the_iam_document() {
    let copy = copy();
    let root = copy.path();
    for date in ["2026-05-15", "2026-08-20"] {
        let Some(file) = helpers::shared(&format!("specs/gcore/{date}/iam_api.yaml")) else {
            return;
        };
        let file = file.to_str().unwrap().to_owned();
        let output = xtask(root, &["vendor", "gcore-iam", &file, "--date", date]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let stdout = text(&output.stdout);
        assert!(
            stdout.ends_with(
                "\nVerdict: none: no change is visible to dependents of the generated client.\n"
            ),
            "{stdout}"
        );
        assert!(xtask(root, &["codegen", "--check"]).status.success());
    }
    let document = std::fs::read_to_string(root.join("openapi/gcore-iam.yaml")).unwrap();
    let doc = rolekit_codegen::document::parse("gcore-iam.yaml", &document).unwrap();
    assert_eq!(rolekit_codegen::walk::operations(&doc).len(), 24);
}

#[test]
fn vendor_reports_breaking_changes_and_a_changelog_entry() {
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
            // Not a renamed operation: the overlay sets the `operationId`, and targets it by path.
            (
                "operationId: UsersListHandler.get",
                "operationId: UserHandler.list",
            ),
        ],
    );
    let output = vendor(root, &next);
    let stderr = text(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let stdout = text(&output.stdout);
    let changes: Vec<&str> = stdout.lines().filter(|l| l.starts_with("  - ")).collect();
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
        stdout.contains(
            "\nVerdict: major: dependents of the generated client may have to change their code. \
             Below 1.0 that is a minor bump; here 0.1.4 → 0.2.0.\n"
        ),
        "{stdout}"
    );
    assert!(
        stdout.ends_with(
            "\n### gcore (1903dd13b508 → next)\n\n#### Breaking\n\n\
             - Request field `AssignRole.reason` is new and required (`String`).\n\
             - `Role` no longer has `Observer`.\n\n#### Added\n\n\
             - Response field `RoleAssignment.note` is new and optional (`Option<String>`).\n"
        ),
        "{stdout}"
    );
    let code = std::fs::read_to_string(root.join("sdk/rolekit/src/generated/gcore.rs")).unwrap();
    assert!(code.contains("pub note: ::std::option::Option<::std::string::String>"));
    let registry = std::fs::read_to_string(root.join("openapi/clients.toml")).unwrap();
    assert!(
        registry.contains("version = \"next\"\ndate = \"2026-11-21\"\n"),
        "{registry}"
    );
    // A second run changes nothing.
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

    // `diff` also reads the overlay of that revision.
    replace(
        root,
        "openapi/gcore.overlay.yaml",
        "list_users",
        "list_all_users",
    );
    let output = xtask(root, &["diff", "gcore", "--json"]);
    assert!(output.status.success());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["bump"], "major");
    assert_eq!(json["bump_below_1_0"], "minor");
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
    let stdout = text(&output.stdout);
    assert!(
        stdout.contains("- `Role` no longer has `Auditor`: "),
        "{stdout}"
    );
    let output = xtask(root, &["diff", "gcore", "--against", "no-such-thing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("error[revision] openapi/gcore.yaml#"));
}

#[test]
fn vendor_writes_nothing_after_an_error() {
    let copy = copy();
    let root = copy.path();
    let before = contents(root);
    for (replacements, expected) in [
        (
            // An overlay action matches nothing.
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
        let stderr = text(&output.stderr);
        assert!(stderr.contains(expected), "{stderr}");
        assert!(stderr.contains("\n  help: "), "{stderr}");
        assert!(stderr.ends_with("Nothing was written.\n"), "{stderr}");
        assert_eq!(before, contents(root));
    }
}

#[test]
fn included_tags_and_operations_must_exist() {
    let copy = copy();
    let root = copy.path();
    let next = next_version(root, &[]);
    let path = root.join("openapi/clients.toml");
    let registry = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = registry.split_once("[gcore.include]\n").unwrap();
    let (_, after) = rest.split_once("[gcore.provenance]\n").unwrap();
    let include = "[gcore.include]\ntags = [\"User Role Assignment\"]\n\
                   operations = [\"AsignmentHandler.get\"]\n[gcore.provenance]\n";
    std::fs::write(&path, [before, include, after].concat()).unwrap();
    let stderr = text(&vendor(root, &next).stderr);
    assert!(stderr.contains("no operation has the tag `User Role Assignment`\n  help: Similar names: `User Role Assignments`, "), "{stderr}");
    assert!(
        stderr.contains("no operation has the operationId `AsignmentHandler.get`\n  help: Similar names: `AssignmentHandler.get`"),
        "{stderr}"
    );
    let output = xtask(root, &["vendor", "gcor", next.to_str().unwrap()]);
    assert!(text(&output.stderr).contains("The clients are: gcore, gcore-iam, trusted-twin."));
    let output = xtask(
        root,
        &["vendor", "gcore", next.to_str().unwrap(), "--date", "today"],
    );
    assert!(text(&output.stderr).contains("error[date]"));
}
