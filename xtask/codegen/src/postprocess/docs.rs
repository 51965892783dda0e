//! Writes documentation with one attribute per line.

use syn::Attribute;
use syn::visit_mut::VisitMut;

use super::context::PostprocessContext;
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    for item in &mut context.items {
        Lines.visit_item_mut(item);
    }
}

struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        *attrs = attrs.drain(..).flat_map(syntax::split_doc).collect();
    }
}
