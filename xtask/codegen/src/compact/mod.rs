//! Stage 8, in the SDK only: what serde's derives would write out for each type becomes a line
//! that calls a macro of the runtime.
//!
//! The types stay as they are, with the same names on the wire. serde's attributes are left to
//! those who make JSON Schemas of them.

mod objects;
mod words;

use syn::{Attribute, Item, parse_quote};

use crate::polish::tree;

/// Takes serde's derives out of `file` where a macro of the runtime does what they do.
pub fn compact(file: &mut syn::File) {
    let Some(items) = tree::types(file) else {
        return;
    };
    let opened = words::take(items);
    let mut out = Vec::with_capacity(items.len());
    for mut item in std::mem::take(items) {
        let call = match &mut item {
            Item::Struct(item) => objects::take(item),
            Item::Enum(item) if opened.contains(&item.ident.to_string()) => {
                Some(words::close(item))
            }
            _ => None,
        };
        out.push(item);
        out.extend(call);
    }
    *items = out;
}

/// Whether both of serde's traits are derived.
fn derives_both(attrs: &[Attribute]) -> bool {
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let written: String = derives
        .map(|attr| quote::quote!(#attr).to_string())
        .collect();
    written.contains(":: Serialize") && written.contains(":: Deserialize")
}

/// Leaves serde's attributes to schemars, which reads them too.
fn for_schemas_only(attrs: &mut [Attribute]) {
    for attr in attrs
        .iter_mut()
        .filter(|attr| attr.path().is_ident("serde"))
    {
        let meta = &attr.meta;
        *attr = parse_quote!(#[cfg_attr(feature = "schemars", #meta)]);
    }
}
