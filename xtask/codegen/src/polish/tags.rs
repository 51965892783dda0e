//! The client's methods in blocks, one for each tag, so that its documentation has an order.

use std::collections::BTreeMap;

use syn::{ImplItem, ImplItemFn, Item, parse_quote};

use super::tree;
use crate::plan::{Plan, Tag};

pub(super) fn run(file: &mut syn::File, plan: &Plan) {
    if plan.operations.iter().all(|o| o.tag.is_none()) {
        return;
    }
    let mut methods: BTreeMap<String, ImplItemFn> = BTreeMap::new();
    let mut place = None;
    let mut items = Vec::with_capacity(file.items.len());
    for mut item in std::mem::take(&mut file.items) {
        if let Item::Impl(block) = &mut item
            && block.trait_.is_none()
            && tree::is_for(block, "Client")
        {
            let before = block.items.len();
            let mut rest = Vec::new();
            for item in std::mem::take(&mut block.items) {
                match item {
                    ImplItem::Fn(method) if tree::answer(&method.sig).is_some() => {
                        methods.insert(method.sig.ident.to_string(), method);
                    }
                    item => rest.push(item),
                }
            }
            block.items = rest;
            if block.items.len() < before {
                place.get_or_insert(items.len());
                if block.items.is_empty() {
                    continue;
                }
            }
        }
        items.push(item);
    }
    file.items = items;
    let mut blocks = Vec::new();
    for tag in plan.tags.iter().map(Some).chain([None]) {
        let name = tag.map(|tag| &tag.name);
        let own: Vec<ImplItemFn> = plan
            .operations
            .iter()
            .filter(|operation| operation.tag.as_ref() == name)
            .filter_map(|operation| methods.remove(&operation.name))
            .collect();
        if !own.is_empty() {
            blocks.push(block(&documentation(tag), &own));
        }
    }
    let place = place.unwrap_or(file.items.len());
    file.items.splice(place..place, blocks);
}

fn block(doc: &str, methods: &[ImplItemFn]) -> Item {
    parse_quote! {
        #[doc = #doc]
        #[allow(clippy::all)]
        impl Client {
            #(#methods)*
        }
    }
}

fn documentation(tag: Option<&Tag>) -> String {
    let Some(tag) = tag else {
        return "# Other operations".to_owned();
    };
    match tag.description.as_str() {
        "" => format!("# {}", tag.title),
        description => format!("# {}\n\n{description}", tag.title),
    }
}
