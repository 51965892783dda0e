//! Builds and runs the code of both READMEs, the project's and the SDK's, in a crate outside the workspace,
//! as a dependent would: with each feature alone, against a sandbox; the tools with the default features.
//!
//! ```sh
//! cargo run -p rolekit-e2e --features ci --example readme
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing check panics"
)]

use std::path::{Path, PathBuf};
use std::process::Output;

use rolekit_codegen::cargo;
use rolekit_codegen::diff::sdk_version;
use rolekit_codegen::markdown::{self, Block};
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;

/// The headings with code, and the feature that the code needs.
const HEADINGS: [(&str, &str); 6] = [
    ("Gcore Cloud", "gcore"),
    ("Gcore IAM", "gcore-iam"),
    ("Trusted Twin", "trusted-twin"),
    ("Errors", "gcore"),
    ("Tests with the sandbox", "gcore"),
    ("Tools", "default"),
];

/// Prints the error that the guide quotes for a build without TLS.
const WITHOUT_TLS: &str = r#"
fn main() {
    println!("{}", rolekit::gcore::Client::new("1$secret").unwrap_err());
}
"#;

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

fn scratch() -> PathBuf {
    cargo::target(&root()).join("tmp/readme")
}

/// The project's README and the SDK's.
const READMES: [&str; 2] = ["README.md", "sdk/rolekit/README.md"];

fn blocks_of(readme: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(root().join(readme)).unwrap();
    markdown::blocks(&text)
}

fn blocks() -> impl Iterator<Item = Block> {
    READMES.into_iter().flat_map(blocks_of)
}

/// Returns a manifest with the README's dependencies, a single feature, and the paths of this workspace.
fn manifest(feature: &str) -> String {
    let mut readmes = READMES.map(|readme| {
        let tables = blocks_of(readme).into_iter();
        let tables = tables.filter(|block| block.language() == "toml");
        tables.map(|block| block.text).collect::<String>()
    });
    check_versions(&readmes[1]);
    let dependencies = std::mem::take(&mut readmes[0]);
    let read: toml::Table = toml::from_str(&dependencies).unwrap();
    for table in ["dependencies", "dev-dependencies"] {
        for (name, dependency) in read[table].as_table().unwrap() {
            if let Some(path) = dependency.get("path") {
                let path = path.as_str().unwrap().strip_prefix("rolekit/").unwrap();
                let manifest = root().join(path).join("Cargo.toml");
                let manifest = std::fs::read_to_string(manifest).unwrap();
                assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
            }
        }
    }
    let here = |path: &str| format!("{:?}", root().join(path).to_str().unwrap());
    let alone = format!(
        "{{ path = {}, default-features = false, features = [{feature:?}] }}",
        here("sdk/rolekit")
    );
    let whole = "{ path = \"rolekit/sdk/rolekit\" }";
    assert!(dependencies.contains(whole), "{dependencies}");
    let dependencies = dependencies
        .replace(whole, &alone)
        .replace("\"rolekit/tests/sandbox\"", &here("tests/sandbox"));
    // The same profile as the workspace, so that dependencies are built once.
    format!(
        "[package]\nname = \"outside-{feature}\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n"
    )
}

/// Checks that the README of the published crate depends on the versions and features that the other
/// README takes from the repository.
fn check_versions(dependencies: &str) {
    let version = sdk_version(&root()).unwrap();
    let (minor, _) = version.rsplit_once('.').unwrap();
    for dependency in [
        format!("\nrolekit = \"{minor}\"\n"),
        format!("\nrolekit-sandbox = {{ version = \"{minor}\", features = [\"transport\"] }}\n"),
    ] {
        assert!(dependencies.contains(&dependency), "{dependencies}");
    }
}

/// Writes a crate with the READMEs' code for a feature: programs, and an example if the code starts a
/// sandbox itself.
fn write(feature: &str) -> (PathBuf, Vec<(&'static str, String)>) {
    let folder = scratch().join(feature);
    let _ = std::fs::remove_dir_all(&folder);
    for below in ["src/bin", "examples"] {
        std::fs::create_dir_all(folder.join(below)).unwrap();
    }
    std::fs::write(folder.join("Cargo.toml"), manifest(feature)).unwrap();
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut programs = Vec::new();
    for (number, block) in blocks().enumerate() {
        let heading = HEADINGS.iter().find(|(heading, _)| block.is_under(heading));
        if block.language() != "rust" || heading.is_none_or(|(_, of)| *of != feature) {
            continue;
        }
        let (kind, below) = match block.text.contains("rolekit_sandbox") {
            true => ("--example", "examples"),
            false => ("--bin", "src/bin"),
        };
        let name = format!("readme_{number}");
        std::fs::write(folder.join(below).join(format!("{name}.rs")), &block.text).unwrap();
        programs.push((kind, name));
    }
    if feature == "gcore" {
        std::fs::write(folder.join("src/bin/without_tls.rs"), WITHOUT_TLS).unwrap();
    }
    (folder, programs)
}

fn run_cargo(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Output {
    cargo::command()
        .args(["run", "--quiet", "--offline"])
        .args(args)
        .env("CARGO_TARGET_DIR", scratch().join("target"))
        .env("CARGO_BUILD_BUILD_DIR", cargo::target(&root()))
        .env("CARGO_TERM_COLOR", "never")
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Builds and runs the programs of a feature, and returns what each printed.
async fn run(feature: &'static str) -> Vec<String> {
    let sandbox = Sandbox::start().await.unwrap();
    let (gcore, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    if feature == "gcore" {
        let ada = gcore.add_user("Ada");
        gcore.set_user_fields(ada, serde_json::json!({"email": "ada@example.com"}));
    }
    if feature == "default" {
        let seed = serde_json::json!({"gcore": {
            "users": [{"id": 900, "name": "Ada", "email": "ada@example.com"}],
            "projects": [{"id": 300, "name": "Warehouse"}],
            "assignments": [{"id": 51, "user_id": 900, "role": "User", "project_id": 300}],
            "tokens": [{"id": 61, "user_id": 900}],
        }});
        sandbox
            .seed(&Seed::parse(&seed.to_string()).unwrap())
            .unwrap();
    }
    let variables = [
        ("GCORE_API_KEY", gcore.api_key().to_owned()),
        ("GCORE_BASE_URL", gcore.base_url().to_owned()),
        ("TRUSTED_TWIN_SECRET", twin.secret().to_owned()),
        ("TRUSTED_TWIN_BASE_URL", twin.base_url().to_owned()),
    ];
    let work = move || {
        let (folder, programs) = write(feature);
        let variables: Vec<_> = variables.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let mut printed = Vec::new();
        for (kind, name) in &programs {
            let output = run_cargo(&folder, &[kind, name], &variables);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{feature}, {name}: {stderr}");
            printed.push(String::from_utf8(output.stdout).unwrap());
        }
        (folder, printed)
    };
    let (folder, printed) = tokio::task::spawn_blocking(work).await.unwrap();
    if feature == "default" {
        assert_eq!(gcore.assignment(51).unwrap()["role"], "User");
    }
    let arrived = gcore.request_count() + twin.request_count();
    assert!(arrived > 1, "{feature}: {arrived} requests");
    if feature == "gcore" {
        let output =
            tokio::task::spawn_blocking(move || run_cargo(&folder, &["--bin", "without_tls"], &[]));
        let output = output.await.unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let guide = include_str!("../../../sdk/rolekit/src/guide/troubleshooting.md");
        let message = "https needs TLS";
        assert!(
            guide.contains(message) && stdout.contains(message),
            "{stdout}"
        );
    }
    printed
}

#[tokio::main]
async fn main() {
    check_headings();
    check_feature_table();
    let printed = run("gcore").await;
    assert_eq!(printed.len(), 3);
    assert!(printed[0].ends_with(", changed: true\n"), "{printed:?}");
    assert!(printed[1].starts_with("created "), "{printed:?}");
    assert_eq!(printed[2], "");
    let printed = run("gcore-iam").await;
    assert_eq!(printed.len(), 1);
    assert!(printed[0].contains(", created token "), "{printed:?}");
    let printed = run("trusted-twin").await;
    assert_eq!(printed.len(), 1);
    assert!(
        printed[0].starts_with("PIN, valid for ten minutes: "),
        "{printed:?}"
    );
    let printed = run("default").await;
    assert_eq!(printed.len(), 3);
    let role = "ada@example.com: User in project 300 of account 8\n";
    assert!(printed[0].starts_with(role), "{printed:?}");
    assert!(printed[0].ends_with(": Administrator\n"), "{printed:?}");
    let update =
        "update 51 (User in project 300 of account 8) to Observer in project 300 of account 8";
    assert!(printed[1].contains(update), "{printed:?}");
    let removal = "delete 51 (User in project 300 of account 8)\n  delete API token 61\n";
    assert!(printed[2].ends_with(removal), "{printed:?}");
}

/// Checks that each block of Rust is a whole program under a known heading.
fn check_headings() {
    for block in blocks() {
        let known = HEADINGS.iter().any(|(heading, _)| block.is_under(heading));
        assert!(known || block.language() != "rust", "line {}", block.line);
        assert!(block.language() != "rust" || block.text.contains("fn main"));
    }
}

/// Checks that the README lists each feature, and whether it is a default.
fn check_feature_table() {
    let manifest = std::fs::read_to_string(root().join("sdk/rolekit/Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let features = manifest["features"].as_table().unwrap();
    let default = features["default"].as_array().unwrap();
    let readme = std::fs::read_to_string(root().join("sdk/rolekit/README.md")).unwrap();
    for name in features.keys().filter(|name| *name != "default") {
        let is_default = default.iter().any(|other| other.as_str() == Some(name));
        let default = if is_default { " yes " } else { " " };
        let row = format!("\n| `{name}` |{default}| ");
        assert!(readme.contains(&row), "{row}");
    }
}
