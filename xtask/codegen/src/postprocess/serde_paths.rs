//! Removes the spaces that the generator writes in paths of serde's attributes.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, LitStr};

use super::context::PostprocessContext;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    for item in &mut context.items {
        Paths.visit_item_mut(item);
    }
}

struct Paths;

impl VisitMut for Paths {
    fn visit_attribute_mut(&mut self, attr: &mut Attribute) {
        if attr.path().is_ident("serde")
            && let syn::Meta::List(list) = &mut attr.meta
        {
            list.tokens = list
                .tokens
                .clone()
                .into_iter()
                .map(|token| match syn::parse2::<LitStr>(token.clone().into()) {
                    Ok(text)
                        if text.value().contains(" :: ") || text.value().starts_with(":: ") =>
                    {
                        let text = text.value().replace(' ', "");
                        let text: proc_macro2::Literal = proc_macro2::Literal::string(&text);
                        text.into()
                    }
                    _ => token,
                })
                .collect();
        }
        visit_mut::visit_attribute_mut(self, attr);
    }
}
