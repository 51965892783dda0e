//! In the SDK all functions are `inline`: a dependent compiles those that it calls, and a build of the SDK
//! none of them.

use syn::visit_mut::VisitMut;
use syn::{ImplItemFn, parse_quote};

pub(super) fn run(file: &mut syn::File) {
    Functions.visit_file_mut(file);
}

struct Functions;

impl VisitMut for Functions {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let is_inline = |attribute: &syn::Attribute| attribute.path().is_ident("inline");
        if !function.attrs.iter().any(is_inline) {
            function.attrs.push(parse_quote!(#[inline]));
        }
    }
}
