//! Adding an operation takes the document, the overlay and the pipeline: nothing by hand in the SDK.

use std::path::Path;

use rolekit_codegen::codegen::{OUTPUT, REGISTRY, codegen};
use rolekit_e2e::check;

/// The lines that an addition takes. They are put into a copy of Gcore's document and overlay.
const PATH: &str = include_str!("document.yaml");
const SCHEMAS: &str = include_str!("schemas.yaml");
const OVERLAY: &str = include_str!("overlay.yaml");
/// A dependent that calls the operation.
const PROGRAM: &str = include_str!("program.rs");

#[test]
fn an_operation_is_added_by_document_and_overlay_alone() {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.join("added-operation");
    copy_documents(&folder);
    copy_sdk(&folder);

    let generated = codegen(&folder);
    let messages: Vec<String> = generated
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(!generated.has_errors(), "{messages:#?}");
    for (name, code) in &generated.files {
        let before = read(&check::root().join(OUTPUT).join(name));
        assert_eq!(name == "gcore.rs", *code != before, "{name}");
        check::write(&folder.join(OUTPUT).join(name), code);
    }

    let code = &generated.files["gcore.rs"];
    for expected in [
        // The type of the resource and its accessor.
        "    /// Places where a project keeps things.
    ///
    /// Obtained from [`Client::depots`](super::Client::depots).
",
        "    pub fn depots(&self) -> resources::Depots {",
        // The method.
        "        /// List depots
        ///
        /// Returns the depots of a project, a page at a time.
        ///
        /// Starts a `GET` request to `/cloud/v1/depots/{project_id}`.
        ///
        /// Arguments:
        /// - `project_id`: The project's id.
        #[inline]
        pub fn list(&self, project_id: crate::ids::gcore::ProjectId) -> operations::ListDepots {
",
        // The request, its setters and its pages.
        "        /// The request `GET /cloud/v1/depots/{project_id}`, started by [`list`](super::resources::Depots::list).
        pub struct ListDepots;
",
        "        /// Restricts the result to depots in one of these states.
        #[inline]
        pub fn state(
",
        "        impl ListDepots {
            const PAGINATION: Pagination = ::rolekit_runtime::Pagination::by_offset(2, \"results\");
            fn read(body: types::DepotPage) -> Result<PageContent<types::Depot>> {
",
    ] {
        assert!(code.contains(expected), "not generated:\n{expected}");
    }

    let output = check::check(&folder, temporary);
    assert!(output.status.success(), "{}", check::rendered(&output));
}

/// Copies the documents and overlays, with the addition.
fn copy_documents(folder: &Path) {
    let root = check::root();
    for entry in std::fs::read_dir(root.join("openapi")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut text = read(&path);
        match name {
            "gcore.yaml" => {
                text = text.replacen("\ncomponents:\n", &format!("\n{PATH}components:\n"), 1);
                let schemas = "\n  schemas:\n";
                text = text.replacen(schemas, &format!("{schemas}{SCHEMAS}"), 1);
            }
            "gcore.overlay.yaml" => text += OVERLAY,
            _ => {}
        }
        check::write(&folder.join("openapi").join(name), &text);
    }
    assert!(folder.join(REGISTRY).exists());
}

/// Copies what is written by hand in the SDK, unchanged, and adds the program that depends on it.
fn copy_sdk(folder: &Path) {
    let root = check::root();
    copy_code(&root.join("sdk/rolekit"), &folder.join("sdk/rolekit"));
    let mut manifest: toml::Table = read(&root.join("sdk/rolekit/Cargo.toml")).parse().unwrap();
    // Needed by its own tests and examples only, which are not copied.
    manifest.remove("dev-dependencies");
    let manifest = toml::to_string(&manifest).unwrap();
    check::write(&folder.join("sdk/rolekit/Cargo.toml"), &manifest);

    let mut workspace: toml::Table = read(&root.join("Cargo.toml")).parse().unwrap();
    let tables = workspace["workspace"].as_table_mut().unwrap();
    tables.remove("exclude");
    tables.remove("default-members");
    let members = ["program", "sdk/rolekit"].map(toml::Value::from);
    tables.insert("members".to_owned(), members.to_vec().into());
    for (name, dependency) in tables["dependencies"].as_table_mut().unwrap() {
        if name != "rolekit" {
            let path = root.join(dependency["path"].as_str().unwrap());
            dependency["path"] = path.to_str().unwrap().into();
        }
    }
    let workspace = toml::to_string(&workspace).unwrap();
    check::write(&folder.join("Cargo.toml"), &workspace);

    let program = check::manifest("program", &folder.join("sdk/rolekit"));
    check::write(&folder.join("program/Cargo.toml"), &program);
    check::write(&folder.join("program/src/main.rs"), PROGRAM);
}

/// Copies a folder of code and documentation, except the generated clients. Removes what an earlier
/// copy has and the folder has not.
fn copy_code(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(to).into_iter().flatten() {
        let path = entry.unwrap().path();
        if from.join(path.file_name().unwrap()).exists() {
            continue;
        }
        match path.is_dir() {
            true => std::fs::remove_dir_all(&path).unwrap(),
            false => std::fs::remove_file(&path).unwrap(),
        }
    }
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        let is_code = path.extension().is_some_and(|e| e == "rs" || e == "md");
        if path.is_dir() && name != "generated" {
            copy_code(&path, &to.join(name));
        } else if is_code {
            check::write(&to.join(name), &read(&path));
        }
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
