//! Stage `emit`: writes the client from the IR and the types.

mod body;
mod context;
mod descriptors;
mod forms;
mod method;
mod names;
mod responses;
mod tags;

use std::collections::BTreeMap;

use syn::{Item, parse_quote};

use self::context::Context;
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
    /// What the code depends on.
    pub dependencies: Dependencies,
}

/// Writes the client.
pub fn emit(types: Types, report: &mut Report) -> EmittedClient {
    let Types { ir, items, lookup } = types;
    let mut used_names = names::UsedNames::default();
    let mut error_enums = BTreeMap::new();
    let mut own: Vec<Item> = Vec::new();
    let mut methods = Vec::new();
    for operation in &ir.operations {
        let mut context = Context {
            operation,
            lookup: &lookup,
            used_names: &mut used_names,
            error_enums: &mut error_enums,
        };
        match method::write(&mut context) {
            Some(written) => {
                own.extend(written.items);
                methods.push((operation, written.method));
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
    let imports: Option<Item> = (!methods.is_empty()).then(|| {
        parse_quote!(
            use ::rolekit_runtime::{Response, Result};
        )
    });
    let mut file: syn::File = parse_quote! {
        #imports
        /// The types of requests and responses.
        pub mod types {
            #(#items)*
        }
    };
    if !own.is_empty() {
        let types: Option<Item> = syntax::use_crate(&own, "types").then(|| {
            parse_quote!(
                use super::types;
            )
        });
        file.items.push(parse_quote! {
            /// Responses, errors and forms of single operations.
            pub mod operations {
                #types
                #(#own)*
            }
        });
    }
    file.items.extend(client);
    file.items.extend(tags::blocks(&ir, methods));
    file.items.extend(descriptors::write(&ir));
    EmittedClient {
        dependencies: Dependencies::new(&ir, &file.items),
        ir,
        file,
    }
}
