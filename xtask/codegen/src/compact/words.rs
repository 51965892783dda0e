//! Enums of words are texts of JSON.

use std::collections::BTreeSet;

use syn::{ImplItem, Item, ItemEnum, parse_quote};

use super::{derives_both, for_schemas_only};
use crate::polish::tree;

/// What the macro writes.
const WRITTEN: [&str; 4] = ["Display", "AsRef", "From", "FromStr"];

/// The enums of words, from which what the macro writes is taken away.
pub(super) fn take(items: &mut Vec<Item>) -> BTreeSet<String> {
    let words: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_words(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    items.retain_mut(|item| match item {
        Item::Impl(block) if tree::is_for_any(block, &words) => match tree::trait_name(block) {
            Some(name) => !WRITTEN.contains(&name.as_str()),
            None => {
                block.items.retain(
                    |item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "known"),
                );
                true
            }
        },
        _ => true,
    });
    words
}

/// Takes serde's derives from the enum and gives the call that stands for them.
pub(super) fn close(item: &mut ItemEnum) -> Item {
    tree::without_derives(&mut item.attrs, &["Serialize", "Deserialize"]);
    for variant in &mut item.variants {
        for_schemas_only(&mut variant.attrs);
    }
    let name = &item.ident;
    parse_quote!(::rolekit_runtime::words!(#name);)
}

/// An open enum of words: the last variant takes any other.
fn is_words(item: &ItemEnum) -> bool {
    let Some(last) = item.variants.last() else {
        return false;
    };
    derives_both(&item.attrs)
        && tree::serde_metas(&item.attrs).is_empty()
        && last.ident == "Unknown"
        && tree::serde_meta(&last.attrs, "untagged").is_some()
}
