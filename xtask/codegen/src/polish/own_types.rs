//! Types that are written by hand, as arguments: a number is handed over by value.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Type};

use super::tree;
use crate::plan::Plan;

pub(super) fn run(file: &mut syn::File, plan: &Plan) {
    let numbers: BTreeSet<String> = plan
        .own_types
        .iter()
        .filter(|own| own.integer)
        .filter_map(|own| syn::parse_str::<Type>(&own.path).ok())
        .map(|ty| ty.to_token_stream().to_string())
        .collect();
    if numbers.is_empty() {
        return;
    }
    for method in tree::methods(file) {
        for argument in &mut method.sig.inputs {
            if let FnArg::Typed(argument) = argument {
                ByValue(&numbers).visit_type_mut(&mut argument.ty);
            }
        }
    }
}

struct ByValue<'a>(&'a BTreeSet<String>);

impl VisitMut for ByValue<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Reference(reference) = ty
            && self
                .0
                .contains(&reference.elem.to_token_stream().to_string())
        {
            *ty = (*reference.elem).clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
