//! What nobody needs: a constructor that may panic and sets a timeout of its own, and the prelude.

use syn::{ImplItem, Item};

use super::tree;

pub(super) fn run(file: &mut syn::File) {
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    for item in &mut file.items {
        if let Item::Impl(block) = item
            && block.trait_.is_none()
            && tree::is_for(block, "Client")
        {
            block
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(f) if f.sig.ident == "new"));
        }
    }
}
