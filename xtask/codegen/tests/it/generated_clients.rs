//! Clients of real documents and of the golden cases compile and behave as documented.

use std::path::Path;
use std::process::Command;

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::generate_crate::{self, Runtime};
use rolekit_codegen::pipeline::Client;
use rolekit_codegen::{document, subset};
use serde_json::Value;

use crate::{golden, helpers};

/// Returns the fenced block of YAML in a page.
fn fenced(page: &str) -> String {
    let mut lines = page
        .lines()
        .skip_while(|line| !line.starts_with("````yaml"));
    lines.next().unwrap();
    let block: Vec<&str> = lines.take_while(|line| !line.starts_with("````")).collect();
    block.join("\n")
}

/// Returns the vendor's documents, if they are beside the project.
fn documents() -> Vec<(String, Value)> {
    let mut out = Vec::new();
    if let Some(path) = helpers::shared("source-pages/gcore-update-role-assignment.md") {
        let page = std::fs::read_to_string(path).unwrap();
        let doc = document::parse("gcore-update-role-assignment.md", &fenced(&page)).unwrap();
        out.push(("gcore-page".to_owned(), doc));
    }
    for date in ["2026-05-15", "2026-08-20"] {
        let name = format!("specs/gcore/{date}/cloud_api.yaml");
        if let Some(path) = helpers::shared(&name) {
            let doc = document::read(&path, &name).unwrap();
            let doc = subset::select(&doc, &["User Role Assignments".to_owned()], &[]);
            out.push((format!("gcore-{date}"), doc));
        }
    }
    out
}

/// The files of a program that checks the behaviour of clients of golden cases.
const BEHAVIOUR: [(&str, &str); 4] = [
    ("main.rs", include_str!("behaviour/client.rs")),
    ("calls.rs", include_str!("behaviour/calls.rs")),
    ("credentials.rs", include_str!("behaviour/credentials.rs")),
    ("server.rs", include_str!("behaviour/server.rs")),
];
const BEHAVIOUR_MANIFEST: &str = include_str!("behaviour/manifest.toml");

/// Compiles `clients` in a workspace of their own, and runs the program that checks them.
fn compile(clients: &[(String, Client)]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-clients");
    let mut members: Vec<String> = clients
        .iter()
        .map(|(name, _)| format!("{name:?}"))
        .collect();
    members.push("\"behaviour\"".to_owned());
    let mut files = rolekit_codegen::write::Files::new();
    files.insert(
        "Cargo.toml".to_owned(),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\n",
            members.join(", ")
        ),
    );
    for (name, text) in BEHAVIOUR {
        files.insert(format!("behaviour/src/{name}"), text.to_owned());
    }
    files.insert(
        "behaviour/Cargo.toml".to_owned(),
        BEHAVIOUR_MANIFEST.to_owned(),
    );
    for (name, client) in clients {
        let client = generate_crate::files(name, client, &Runtime::in_workspace()).unwrap();
        for (file, text) in client {
            files.insert(format!("{name}/{file}"), text);
        }
    }
    for (file, text) in &files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_ref() != Some(text) {
            std::fs::write(path, text).unwrap();
        }
    }
    // Use the versions that the project is built with.
    let lock = folder.join("Cargo.lock");
    if !lock.exists() {
        std::fs::copy(helpers::root().join("Cargo.lock"), lock).unwrap();
    }
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--workspace", "--no-default-features"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("CARGO_BUILD_TARGET_DIR")
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let program = folder.join("target/debug/behaviour");
    let output = Command::new(program).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

#[test]
fn clients_compile_without_warnings_and_behave_as_documented() {
    let clients: Vec<(String, Client)> = documents()
        .into_iter()
        .chain(
            golden::cases()
                .into_iter()
                .map(|(name, doc)| (format!("golden-{name}"), doc)),
        )
        .map(|(name, doc)| {
            let policy = golden::policy(name.trim_start_matches("golden-"));
            let client = helpers::lenient_client(&name, doc, policy);
            (name, client)
        })
        .collect();
    compile(&clients);
}

#[test]
fn clients_have_all_operations_of_the_vendor() {
    for (name, doc) in documents() {
        let expected = rolekit_codegen::walk::operations(&doc).len();
        let client = helpers::client(&name, doc);
        assert_eq!(client.ir.operations.len(), expected, "{name}");
        assert!(
            client
                .code
                .contains("pub fn patch_delete_assignment_handler_patch")
        );
        assert!(
            client
                .code
                .contains("client_id: ::rolekit_runtime::Field<i64>"),
            "{name}"
        );
    }
}

#[test]
fn two_yaml_readers_return_the_same_value() {
    let mut files = Vec::new();
    for folder in [
        "specs/gcore/2026-05-15",
        "specs/gcore/2026-08-20",
        "specs/corpus",
    ] {
        let entries = helpers::shared(folder)
            .into_iter()
            .flat_map(|f| std::fs::read_dir(f).unwrap());
        files.extend(entries.map(|e| e.unwrap().path()));
    }
    for path in files {
        if path.extension().is_none_or(|e| e != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let ours =
            document::parse("d", &text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let Ok(theirs) = serde_norway::from_str::<Value>(&text) else {
            eprintln!("skipped: the other reader fails on {}", path.display());
            continue;
        };
        assert!(
            ours == theirs,
            "{}: {}",
            path.display(),
            difference("", &ours, &theirs)
        );
    }
}

/// Describes the first difference of two values.
fn difference(at: &str, a: &Value, b: &Value) -> String {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) if x.keys().eq(y.keys()) => x
            .iter()
            .zip(y.values())
            .find(|((_, a), b)| a != b)
            .map_or(String::new(), |((k, a), b)| {
                difference(&format!("{at}/{k}"), a, b)
            }),
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => x
            .iter()
            .zip(y)
            .enumerate()
            .find(|(_, (a, b))| a != b)
            .map_or(String::new(), |(i, (a, b))| {
                difference(&format!("{at}/{i}"), a, b)
            }),
        _ => format!("{at}: {a} and {b}"),
    }
}

#[test]
fn a_lenient_run_reports_what_is_unsupported_and_generates_the_rest() {
    let doc = serde_json::json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": ""}}}}},
        "components": {"schemas": {"A": {"type": "string", "contentSchemas": {}}}},
    });
    let output = helpers::run("d", doc, Policy::Lenient);
    assert_eq!(output.errors().count(), 0);
    assert!(
        output
            .diagnostics
            .iter()
            .any(|d| d.rule == "unknown-keyword")
    );
    assert!(output.client.is_some());
}
