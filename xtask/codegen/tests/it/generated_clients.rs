//! Clients of real documents and of the golden cases compile and behave as documented.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::generate_crate::{self, Runtime};
use rolekit_codegen::pipeline::Client;
use rolekit_codegen::sources::{self, FileAccess};
use rolekit_codegen::write::{self, Files};
use rolekit_codegen::{document, subset};
use serde_json::Value;

use crate::{golden, helpers, names};

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

/// Returns the folder of the tests of generated clients, and of their documents.
fn behaviour() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour")
}

/// Returns the files of a folder with this extension, by name without it, and their contents.
fn texts(folder: &Path, extension: &str) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Returns the clients of the documents that exist for the tests of generated clients. What the pipeline
/// reports of a document stands beside it; `UPDATE_GOLDEN=1` writes it.
fn behaviour_clients() -> Vec<(String, Client)> {
    let folder = behaviour().join("documents");
    let reports = texts(&folder, "txt");
    let mut differences = String::new();
    let mut clients = Vec::new();
    for name in texts(&folder, "yaml").into_keys() {
        let file = format!("{name}.yaml");
        let source = sources::read(&folder.join(&file), &file, &FileAccess::Beside).unwrap();
        let output = helpers::run_source(source, Policy::Lenient);
        let report: String = output
            .diagnostics
            .iter()
            .map(|d| format!("{d}\n"))
            .collect();
        let old = reports.get(&name).cloned().unwrap_or_default();
        if report != old {
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(folder.join(format!("{name}.txt")), &report).unwrap();
            } else {
                differences += &write::unified(&format!("{name}.txt"), &old, &report);
            }
        }
        clients.push((name, output.client.unwrap_or_else(|| panic!("{report}"))));
    }
    assert!(
        differences.is_empty(),
        "{differences}\nTo accept the new reports: UPDATE_GOLDEN=1 cargo test -p rolekit-codegen --test it clients_compile"
    );
    clients
}

/// Returns the files of the package with the tests of these clients: each file of the folder is a module.
fn behaviour_package(clients: &[(String, Client)]) -> Files {
    let modules = texts(&behaviour().join("src"), "rs");
    let mut main = "//! Tests of generated clients.\n#![cfg(test)]\n\n".to_owned();
    let mut files = Files::new();
    for (name, text) in modules {
        let _ = writeln!(main, "mod {name};");
        files.insert(format!("behaviour/src/{name}.rs"), text);
    }
    files.insert("behaviour/src/lib.rs".to_owned(), main);
    let mut manifest = "[package]\nname = \"behaviour\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dev-dependencies]\nfutures-util = { version = \"0.3\", default-features = false }\nserde = \"1\"\nserde_json = \"1\"\ntokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n".to_owned();
    for (name, _) in clients {
        let _ = writeln!(
            manifest,
            "{name} = {{ path = \"../{name}\", default-features = false, features = [\"test-util\"] }}"
        );
    }
    files.insert("behaviour/Cargo.toml".to_owned(), manifest);
    files
}

/// Compiles `clients` in a workspace of their own, and runs the tests of their behaviour.
fn compile(clients: &[(String, Client)]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-clients");
    let mut members: Vec<String> = clients
        .iter()
        .map(|(name, _)| format!("{name:?}"))
        .collect();
    members.push("\"behaviour\"".to_owned());
    let mut files = behaviour_package(clients);
    files.insert(
        "Cargo.toml".to_owned(),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\n",
            members.join(", ")
        ),
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
        .args(["test", "--quiet", "--package", "behaviour"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("CARGO_BUILD_TARGET_DIR")
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn clients_compile_without_warnings_and_behave_as_documented() {
    let mut clients = behaviour_clients();
    for (name, doc) in documents() {
        clients.push((name.clone(), helpers::client(&name, doc)));
    }
    for (case, doc) in golden::cases() {
        let name = format!("golden-{case}");
        let client = helpers::lenient_client(&name, doc, golden::policy(&case));
        clients.push((name, client));
    }
    for (name, doc) in names::documents() {
        let client = helpers::lenient_client(&name, doc, Policy::Lenient);
        clients.push((name, client));
    }
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
