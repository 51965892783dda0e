//! Stage `emit`: writes the client from the IR and the types.

mod body;
mod context;
mod descriptors;
mod features;
mod forms;
mod names;
mod pages;
mod request;
mod resources;
mod responses;
mod signature;

use std::collections::BTreeMap;

use syn::{Item, parse_quote};

use self::context::EmitContext;
pub use self::signature::Signature;
use crate::dependencies::Dependencies;
use crate::diagnostic::Report;
use crate::ir::Ir;
use crate::syntax;
use crate::types::Types;

/// A client as a syntax tree.
#[derive(Debug)]
pub struct EmittedClient {
    /// The IR of the client.
    pub ir: Ir,
    /// The code.
    pub file: syn::File,
    /// The signatures of the operations, in the order of the IR.
    pub signatures: Vec<Signature>,
    /// What the code depends on.
    pub dependencies: Dependencies,
}

/// Writes the client.
pub fn emit(types: Types, report: &mut Report) -> EmittedClient {
    let Types {
        ir,
        mut items,
        lookup,
    } = types;
    features::gate_types(&ir, &mut items);
    let mut used_names = names::UsedNames::new();
    let builders: Vec<syn::Ident> = ir
        .operations
        .iter()
        .map(|operation| used_names.item(&operation.name, ""))
        .collect();
    let mut error_enums = BTreeMap::new();
    let mut own: Vec<Item> = Vec::new();
    let (mut methods, mut signatures) = (Vec::new(), Vec::new());
    for (operation, builder) in ir.operations.iter().zip(builders) {
        let mut context = EmitContext {
            operation,
            builder,
            owner: match ir.resource(operation) {
                Some(resource) => format!("resources::{}", resource.type_name),
                None => "Client".to_owned(),
            },
            lookup: &lookup,
            used_names: &mut used_names,
            error_enums: &mut error_enums,
        };
        match request::write(&mut context) {
            Some(written) => {
                let mut items = written.items;
                features::gate(&mut items, features::cfg(ir.feature(operation)).as_ref());
                own.extend(items);
                methods.push((operation, written.method));
                signatures.push(written.signature);
            }
            None => report.error(
                "generator",
                &operation.pointer(),
                format!(
                    "the types of the operation `{}` were not found",
                    operation.name
                ),
                "Report it, with the document.",
            ),
        }
    }
    let title = match ir.title.as_str() {
        "" => " A client.".to_owned(),
        title => format!(" A client of {title}."),
    };
    let client = [
        parse_quote! {
            #[doc = #title]
            #[derive(Clone, Debug)]
            pub struct Client {
                inner: ::rolekit_runtime::Client,
            }
        },
        parse_quote! {
            impl Client {
                /// Creates a client that sends its requests through `inner`.
                pub fn from_runtime(inner: ::rolekit_runtime::Client) -> Self {
                    Self { inner }
                }

                /// Returns the runtime's client, which sends the requests.
                pub fn runtime(&self) -> &::rolekit_runtime::Client {
                    &self.inner
                }
            }
        },
    ];
    let conversion = error_conversion(&items);
    let mut file: syn::File = parse_quote! {
        /// The types of requests and responses.
        pub mod types {
            #(#items)*
        }
    };
    let resources::EmittedResources {
        own: groups,
        client: accessors,
    } = resources::write(&ir, methods);
    let has_features = !ir.features().is_empty();
    if !own.is_empty() {
        let imports = imports(&own, &["descriptors", "operations", "types"], has_features);
        file.items.push(parse_quote! {
            /// The requests of the operations, and what only one operation has: responses, errors and
            /// forms.
            pub mod operations {
                #imports
                #(#own)*
            }
        });
    }
    if !groups.is_empty() {
        let imports = imports(
            &groups,
            &["descriptors", "operations", "types"],
            has_features,
        );
        file.items.push(parse_quote! {
            /// The resources of the client: its operations in groups.
            pub mod resources {
                #imports
                #(#groups)*
            }
        });
    }
    file.items.extend(conversion);
    file.items.extend(client);
    file.items.extend(accessors);
    file.items.extend(descriptors::write(&ir));
    EmittedClient {
        dependencies: Dependencies::new(&ir, &file.items),
        ir,
        file,
        signatures,
    }
}

/// Converts the error of a value that does not match its schema into that of a call, so that `?` works
/// on both.
fn error_conversion(types: &[Item]) -> Option<Item> {
    let is_error_module =
        |item: &Item| matches!(item, Item::Mod(module) if module.ident == "error");
    types.iter().any(is_error_module).then(|| {
        parse_quote! {
            /// Converts the error of a value that does not match the document into one of the kind
            /// `InvalidRequest`.
            impl From<types::error::ConversionError> for ::rolekit_runtime::Error {
                fn from(error: types::error::ConversionError) -> Self {
                    Self::invalid_request(error)
                }
            }
        }
    })
}

/// Imports those of the modules that the items use.
fn imports(items: &[Item], modules: &[&str], has_features: bool) -> Option<Item> {
    let used = modules.iter().filter(|name| syntax::use_crate(items, name));
    let used: Vec<syn::Ident> = used.map(|name| quote::format_ident!("{name}")).collect();
    // With fewer features, fewer items use them.
    let allow: Option<syn::Attribute> =
        has_features.then(|| parse_quote!(#[allow(unused_imports)]));
    (!used.is_empty()).then(|| parse_quote!(#allow use super::{#(#used),*};))
}
