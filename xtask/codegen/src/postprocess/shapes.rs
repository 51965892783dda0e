//! Writes the shapes by which unions select a variant.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Fields, Item, parse_quote};

use super::context::PostprocessContext;
use crate::ir::UnionVariant;
use crate::names::pascal;
use crate::shape::Shape;
use crate::syntax;

/// Adds the shapes after the types that they belong to.
pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let hints = &context.ir.types;
    let unions = hints.types_with_own_serde();
    let names: BTreeSet<String> = context
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => Some(&item.ident),
            Item::Enum(item) if unions.contains(&item.ident.to_string()) => Some(&item.ident),
            _ => None,
        })
        .map(ToString::to_string)
        .collect();
    let objects = hints.shapes.iter();
    let mut shapes: Vec<(String, TokenStream)> = objects
        .map(|(name, shape)| (pascal(name), write(shape, &names)))
        .collect();
    for union in &hints.unions {
        let variants = union.variants.iter();
        let shape = Shape::Union {
            tag: union.tag.clone(),
            variants: variants
                .map(|v| (v.tags.clone(), variant_shape(v)))
                .collect(),
        };
        shapes.push((pascal(&union.component), write(&shape, &names)));
    }
    for (name, shape) in shapes {
        let is_type = |item: &Item| match item {
            Item::Struct(item) => item.ident == name,
            Item::Enum(item) => item.ident == name,
            _ => false,
        };
        let Some(index) = context.items.iter().position(is_type) else {
            continue;
        };
        if !names.contains(&name) {
            continue;
        }
        let is_impl = |item: &Item| matches!(item, Item::Impl(block) if syntax::self_name(block).as_deref() == Some(&*name));
        let after = context.items[index + 1..]
            .iter()
            .position(|item| !is_impl(item));
        let after = after.map_or(context.items.len(), |after| index + 1 + after);
        let ident = format_ident!("{name}");
        context.items.insert(
            after,
            parse_quote! {
                #[doc(hidden)]
                impl ::rolekit_runtime::__private::alternatives::Shaped for #ident {
                    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
                        use ::rolekit_runtime::__private::alternatives::shapes::*;
                        &#shape
                    };
                }
            },
        );
    }
}

fn variant_shape(variant: &UnionVariant) -> Shape {
    let shape = variant.shape.clone();
    if variant.is_default {
        Shape::Fallback(Box::new(shape))
    } else {
        shape
    }
}

/// Returns the expression of a shape. `names` are the types that have one.
fn write(shape: &Shape, names: &BTreeSet<String>) -> TokenStream {
    let inner = |shape: &Shape| write(shape, names);
    match shape {
        Shape::Any => quote!(Any),
        Shape::Opaque => quote!(Opaque),
        Shape::ByTag => quote!(ByTag),
        Shape::Several(shape) => {
            let shape = inner(shape);
            quote!(Several(&#shape))
        }
        Shape::Fallback(shape) => {
            let shape = inner(shape);
            quote!(Fallback(&#shape))
        }
        Shape::Boolean => quote!(Boolean),
        Shape::Integer => quote!(Integer),
        Shape::Number => quote!(Number),
        Shape::Text => quote!(Text),
        Shape::Time => quote!(Time),
        Shape::Values(values) => {
            let values = values.iter().map(constant);
            quote!(Values(&[#(#values),*]))
        }
        Shape::List(item) => {
            let item = inner(item);
            quote!(List(&#item))
        }
        Shape::Map(item) => {
            let item = inner(item);
            quote!(Map(&#item))
        }
        Shape::Object { fields, rest } => {
            let fields = fields.iter().map(|(name, required, shape)| {
                let shape = inner(shape);
                quote!((#name, #required, #shape))
            });
            let rest = match rest {
                Some(rest) => {
                    let rest = inner(rest);
                    quote!(Some(&#rest))
                }
                None => quote!(None),
            };
            quote!(Object(&[#(#fields),*], #rest))
        }
        Shape::Nullable(shape) => {
            let shape = inner(shape);
            quote!(Nullable(&#shape))
        }
        Shape::Union { tag, variants } => {
            let tag = match tag {
                Some(tag) => quote!(Some(#tag)),
                None => quote!(None),
            };
            let variants = variants.iter().map(|(tags, shape)| {
                let (tags, shape) = (tags.iter().map(constant), inner(shape));
                quote!((&[#(#tags),*], #shape))
            });
            quote!(Union(Alternatives { tag: #tag, variants: &[#(#variants),*] }))
        }
        Shape::Of(name) => {
            let name = pascal(name);
            if !names.contains(&name) {
                return quote!(Any);
            }
            let name = format_ident!("{name}");
            // The variants of a shape may have the name of a type.
            quote!(Of(shape::<self::#name>))
        }
    }
}

/// Returns the expression of a constant.
pub(super) fn constant(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(Str(#text)),
        Value::Bool(flag) => quote!(Bool(#flag)),
        Value::Number(n) => match n.as_i64() {
            Some(n) => {
                let n = Literal::i64_unsuffixed(n);
                quote!(Int(#n))
            }
            None => {
                let n = Literal::f64_unsuffixed(n.as_f64().unwrap_or(0.0));
                quote!(Float(#n))
            }
        },
        _ => quote!(Null),
    }
}
