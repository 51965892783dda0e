//! What the schemas of calls are in Rust, read from the types that the generator made for that.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{self, VisitMut};
use syn::{Fields, Item, Type, parse_quote};

use super::tree;
use crate::names::pascal;
use crate::plan::{Call, Plan};

/// The types of the calls.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    fields: BTreeMap<String, BTreeMap<String, Type>>,
    /// Types that are handed over by value.
    words: BTreeSet<String>,
}

impl Shapes {
    /// The type of a field, as it is named beside the module `types`.
    pub(super) fn get(&self, call: &Call, shape: &str) -> Option<&Type> {
        self.fields.get(&pascal(&call.shapes))?.get(shape)
    }

    /// The type of an argument.
    pub(super) fn argument(&self, ty: &Type) -> Type {
        let Type::Path(path) = ty else {
            return parse_quote!(&'a #ty);
        };
        let last = path.path.segments.last().map(|s| s.ident.to_string());
        let own = path
            .path
            .segments
            .first()
            .is_some_and(|s| s.ident == "types");
        match last.as_deref() {
            Some(name) if own && self.words.contains(name) => ty.clone(),
            Some("String") if !own => parse_quote!(&'a str),
            Some(
                "bool" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32"
                | "f64" | "NonZeroU8" | "NonZeroU16" | "NonZeroU32" | "NonZeroU64",
            ) if !own => ty.clone(),
            _ => parse_quote!(&'a #ty),
        }
    }
}

/// Takes the types that were made for the calls out of `file`.
pub(super) fn take(file: &mut syn::File, plan: &Plan) -> Shapes {
    let names: BTreeSet<String> = plan
        .operations
        .iter()
        .filter_map(|operation| Some(pascal(&operation.call.as_ref()?.shapes)))
        .collect();
    let mut out = Shapes::default();
    let Some(items) = tree::types(file) else {
        return out;
    };
    let mut own = BTreeSet::new();
    for item in items.iter() {
        match item {
            Item::Struct(item) => own.insert(item.ident.to_string()),
            Item::Type(item) => own.insert(item.ident.to_string()),
            Item::Enum(item) => {
                if item.variants.iter().all(|v| v.fields.is_empty()) {
                    out.words.insert(item.ident.to_string());
                }
                own.insert(item.ident.to_string())
            }
            _ => false,
        };
    }
    let mut qualify = Qualify { own };
    items.retain(|item| match item {
        Item::Struct(item) if names.contains(&item.ident.to_string()) => {
            let Fields::Named(fields) = &item.fields else {
                return false;
            };
            let fields = fields.named.iter().filter_map(|field| {
                let mut ty = field.ty.clone();
                qualify.visit_type_mut(&mut ty);
                Some((field.ident.as_ref()?.to_string(), ty))
            });
            out.fields.insert(item.ident.to_string(), fields.collect());
            false
        }
        Item::Impl(block) => !tree::is_for_any(block, &names),
        _ => true,
    });
    out
}

/// Names the module that a type is in.
struct Qualify {
    own: BTreeSet<String>,
}

impl VisitMut for Qualify {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let single = path.leading_colon.is_none() && path.segments.len() == 1;
        let own = path
            .segments
            .first()
            .is_some_and(|s| self.own.contains(&s.ident.to_string()));
        if single && own {
            path.segments.insert(0, parse_quote!(types));
        }
    }
}
