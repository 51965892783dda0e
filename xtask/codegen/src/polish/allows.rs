//! The generator's own exemptions from lints. In the SDK one attribute on each module stands for all.

use syn::Attribute;
use syn::visit_mut::VisitMut;

pub(super) fn run(file: &mut syn::File) {
    Exemptions.visit_file_mut(file);
}

struct Exemptions;

impl VisitMut for Exemptions {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("allow"));
    }
}
