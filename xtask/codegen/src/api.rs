//! The public API as text, a line an item, to be kept and compared.

use std::path::Path;

use public_api::{Builder, PublicApi};

use crate::rustdoc::{self, Failure, PUBLISHED};
use crate::write::Files;

/// Where the listings go, from the root of the project.
pub const OUTPUT: &str = "docs/api";

/// The listing of each published crate, and apart from it that of the generated clients.
///
/// Left out is what is there without anybody writing it: auto traits, blanket impls, derived impls.
///
/// # Errors
/// Why there is none.
pub fn list(root: &Path, target: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    for krate in &PUBLISHED {
        let json = rustdoc::json(root, target, krate)?;
        let api = Builder::from_rustdoc_json(json)
            .omit_auto_derived_impls(true)
            .omit_auto_trait_impls(true)
            .omit_blanket_impls(true)
            .build()
            .map_err(|e| Failure::Other(e.to_string()))?;
        let (generated, written) = split(&api);
        files.insert(format!("{}.txt", krate.name), written);
        if !generated.is_empty() {
            files.insert(format!("{}.generated.txt", krate.name), generated);
        }
    }
    Ok(files)
}

fn split(api: &PublicApi) -> (String, String) {
    let (mut generated, mut written) = (String::new(), String::new());
    for item in api.items() {
        let line = item.to_string();
        let to = match line.contains("::generated::") {
            true => &mut generated,
            false => &mut written,
        };
        *to += &line;
        to.push('\n');
    }
    (generated, written)
}
