//! Replaces date-times by the runtime's `Timestamp`, which keeps the string that it was parsed from.

use syn::visit_mut::{self, VisitMut};
use syn::{Type, parse_quote};

use super::context::PostprocessContext;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let mut replace = Replace {
        from: parse_quote!(::chrono::DateTime<::chrono::offset::Utc>),
        to: parse_quote!(::rolekit_runtime::Timestamp),
    };
    for item in &mut context.items {
        replace.visit_item_mut(item);
    }
}

struct Replace {
    from: Type,
    to: Type,
}

impl VisitMut for Replace {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if *ty == self.from {
            *ty = self.to.clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
