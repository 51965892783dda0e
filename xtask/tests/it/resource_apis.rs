//! The source of the hand-written resource APIs, without tests.

use std::path::Path;

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Attribute, Item, Type};

use crate::helpers;

/// The modules of the SDK with resource APIs.
pub(crate) const RESOURCE_APIS: [&str; 3] = ["gcore", "gcore_iam", "trusted_twin"];

/// A source file.
pub(crate) struct Source {
    pub(crate) items: Vec<Item>,
}

impl Source {
    pub(crate) fn new(text: &str) -> Self {
        let mut items = Vec::new();
        flatten(syn::parse_file(text).unwrap().items, &mut items);
        Self { items }
    }
}

/// Returns the files of a resource API.
pub(crate) fn read(module: &str) -> Vec<Source> {
    let folder = helpers::root().join("sdk/rolekit/src").join(module);
    let mut sources = Vec::new();
    read_module(&folder, "mod.rs", "", &mut sources);
    sources
}

/// Reads a file and its child modules, which are in the folder `below`.
fn read_module(folder: &Path, path: &str, below: &str, sources: &mut Vec<Source>) {
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    let source = Source::new(&text);
    let modules: Vec<String> = (source.items.iter())
        .filter_map(|item| match item {
            Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        })
        .collect();
    sources.push(source);
    for module in modules {
        let inner = format!("{below}{module}/");
        let alone = format!("{below}{module}.rs");
        if folder.join(&alone).exists() {
            read_module(folder, &alone, &inner, sources);
        } else {
            read_module(folder, &format!("{inner}mod.rs"), &inner, sources);
        }
    }
}

/// Collects items other than tests, also those of inline modules.
fn flatten(items: Vec<Item>, out: &mut Vec<Item>) {
    for item in items {
        match item {
            Item::Mod(module) if is_test(&module.attrs) => {}
            Item::Mod(mut module) => match module.content.take() {
                Some((_, items)) => flatten(items, out),
                None => out.push(Item::Mod(module)),
            },
            item => out.push(item),
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    (attributes.iter()).any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        text.replace(' ', "") == "#[cfg(test)]"
    })
}

/// Returns the name of a type without path and arguments.
pub(crate) fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => None,
    }
}

/// Collects the names in types.
#[derive(Default)]
pub(crate) struct Names(pub(crate) std::collections::BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        self.0.insert(segment.ident.to_string());
        syn::visit::visit_path_segment(self, segment);
    }
}
