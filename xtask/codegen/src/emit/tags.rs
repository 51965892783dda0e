//! One block of methods for each tag, so that the documentation of the client has sections.

use syn::{ImplItemFn, Item, parse_quote};

use super::context::docs;
use crate::ir::{Ir, Operation, Tag};

/// Returns the blocks with these methods.
pub(super) fn blocks(ir: &Ir, methods: Vec<(&Operation, ImplItemFn)>) -> Vec<Item> {
    let has_tags = ir
        .operations
        .iter()
        .any(|operation| operation.tag.is_some());
    let tags = ir.tags.iter().map(Some).chain([None]);
    let blocks = tags.filter_map(|tag| {
        let name = tag.map(|tag| &tag.name);
        let own = methods.iter().filter(|(o, _)| o.tag.as_ref() == name);
        let own: Vec<&ImplItemFn> = own.map(|(_, method)| method).collect();
        if own.is_empty() {
            return None;
        }
        let heading = match tag {
            Some(tag) => docs(heading(tag).lines()),
            None if has_tags => docs(["# Other operations"]),
            None => Vec::new(),
        };
        Some(parse_quote! {
            #(#heading)*
            impl Client {
                #(#own)*
            }
        })
    });
    blocks.collect()
}

fn heading(tag: &Tag) -> String {
    match tag.description.as_str() {
        "" => format!("# {}", tag.title),
        description => format!("# {}\n\n{description}", tag.title),
    }
}
