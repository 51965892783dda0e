//! Reads the types that operations need from the structs that request them.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{Fields, Item, Type, parse_quote};

use super::context::PostprocessContext;
use crate::names::pascal;
use crate::syntax;
use crate::types::TypeLookup;

/// Scalars, as the generator names them.
fn scalars() -> [Type; 15] {
    [
        parse_quote!(bool),
        parse_quote!(i8),
        parse_quote!(i16),
        parse_quote!(i32),
        parse_quote!(i64),
        parse_quote!(u8),
        parse_quote!(u16),
        parse_quote!(u32),
        parse_quote!(u64),
        parse_quote!(f32),
        parse_quote!(f64),
        parse_quote!(::std::num::NonZeroU8),
        parse_quote!(::std::num::NonZeroU16),
        parse_quote!(::std::num::NonZeroU32),
        parse_quote!(::std::num::NonZeroU64),
    ]
}

/// Removes the structs with the types of operations from the items.
pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let ir = context.ir;
    let names: BTreeSet<String> = ir.operations.iter().map(|o| pascal(&o.types)).collect();
    let mut lookup = TypeLookup {
        by_value: scalars().into(),
        ..TypeLookup::default()
    };
    let integers = ir.types.type_overrides.iter().filter(|o| o.integer);
    let integers = integers.filter_map(|o| syn::parse_str::<Type>(&o.path).ok());
    lookup.by_value.extend(integers);
    let mut own = BTreeSet::new();
    for item in &context.items {
        match item {
            Item::Struct(item) => own.insert(item.ident.to_string()),
            Item::Type(item) => own.insert(item.ident.to_string()),
            Item::Enum(item) => {
                if item.variants.iter().all(|v| v.fields.is_empty()) {
                    let name = &item.ident;
                    lookup.by_value.insert(parse_quote!(types::#name));
                }
                own.insert(item.ident.to_string())
            }
            _ => false,
        };
    }
    let mut qualify = Qualify { own };
    context.items.retain(|item| match item {
        Item::Struct(item) if names.contains(&item.ident.to_string()) => {
            let Fields::Named(fields) = &item.fields else {
                return false;
            };
            let fields = fields.named.iter().filter_map(|field| {
                let mut ty = field.ty.clone();
                qualify.visit_type_mut(&mut ty);
                Some((field.ident.as_ref()?.to_string(), ty))
            });
            lookup
                .fields
                .insert(item.ident.to_string(), fields.collect());
            false
        }
        Item::Impl(block) => !syntax::is_for_any(block, &names),
        _ => true,
    });
    context.lookup = lookup;
}

/// Adds the module to the names of types.
struct Qualify {
    own: BTreeSet<String>,
}

impl VisitMut for Qualify {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let is_own = |name: &syn::Ident| self.own.contains(&name.to_string());
        if path.get_ident().is_some_and(is_own) {
            path.segments.insert(0, parse_quote!(types));
        }
    }
}
