//! In the SDK a point in time is a type that keeps what it was read from.

use syn::visit_mut::{self, VisitMut};
use syn::{Type, parse_quote};

use super::tree;

pub(super) fn run(file: &mut syn::File, support: &syn::Path) {
    let from: Type = parse_quote!(::chrono::DateTime<::chrono::offset::Utc>);
    let to: Type = parse_quote!(#support::Timestamp);
    Replace { from, to }.visit_file_mut(file);
}

struct Replace {
    from: Type,
    to: Type,
}

impl VisitMut for Replace {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if tree::same(ty, &self.from) {
            *ty = self.to.clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
