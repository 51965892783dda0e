//! The methods that the generator does not write, and what operations are answered with.

mod answers;
mod body;
mod forms;
mod method;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, parse_quote};

pub(super) use self::answers::Refused;
use super::shapes::Shapes;
use crate::diagnostic::Report;
use crate::plan::Plan;

/// What is written here, until it is put where it belongs.
#[derive(Debug, Default)]
pub(super) struct Calls {
    items: Vec<Item>,
    methods: Vec<syn::ImplItemFn>,
    /// By operation, what it is refused with.
    pub(super) refused: BTreeMap<String, Refused>,
}

/// Writes what the calls of `plan` need.
pub(super) fn write(plan: &Plan, shapes: &Shapes, report: &mut Report) -> Calls {
    let mut calls = Calls::default();
    let mut taken = BTreeSet::new();
    for operation in &plan.operations {
        let Some(call) = &operation.call else {
            continue;
        };
        let context = Context {
            operation,
            call,
            shapes,
        };
        let written = answers::refused(&context, &mut taken).and_then(|(refused, item)| {
            calls.items.extend(item);
            if !call.generated {
                let (items, method) = method::write(&context, &refused, &mut taken)?;
                calls.items.extend(items);
                calls.methods.push(method);
            }
            Some(refused)
        });
        match written {
            Some(refused) => {
                calls.refused.insert(operation.name.clone(), refused);
            }
            None => report.error(
                "generator",
                "",
                format!(
                    "the types of the operation `{}` were not found",
                    operation.name
                ),
                "Report it, with the document.",
            ),
        }
    }
    calls
}

/// Puts it into the client.
pub(super) fn insert(file: &mut syn::File, calls: Calls) {
    let Calls { items, methods, .. } = calls;
    if !methods.is_empty() {
        file.items.push(parse_quote! {
            #[allow(clippy::all)]
            impl Client {
                #(#methods)*
            }
        });
    }
    if !items.is_empty() {
        file.items.push(parse_quote! {
            /// What operations take and give that is no type of the document.
            #[allow(clippy::all, unused_imports)]
            pub mod operations {
                use super::{types, ByteStream};
                #(#items)*
            }
        });
    }
}

/// The operation that is being written.
pub(super) struct Context<'a> {
    operation: &'a crate::plan::Operation,
    call: &'a crate::plan::Call,
    shapes: &'a Shapes,
}

impl Context<'_> {
    fn ty(&self, shape: &str) -> Option<&syn::Type> {
        self.shapes.get(self.call, shape)
    }
}

/// Documentation of these lines.
fn docs<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<syn::Attribute> {
    let text: Vec<&str> = lines.into_iter().collect();
    // The pass over all documentation makes lines of it.
    let text = text.join("\n");
    vec![parse_quote!(#[doc = #text])]
}
