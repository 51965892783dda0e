//! Reads fields with functions of the runtime where serde would lose something: the null of a value of
//! any type, and the path of an error in undeclared fields.

use std::collections::BTreeSet;

use quote::quote;
use syn::{Fields, Item, Type, parse_quote};

use super::context::PostprocessContext;
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let value: Type = parse_quote!(::serde_json::Value);
    // Types that are any value.
    let any: BTreeSet<String> = context
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => match &item.fields {
                Fields::Unnamed(fields) => {
                    let is_value = fields.unnamed.iter().all(|field| field.ty == value);
                    is_value.then_some(&item.ident)
                }
                _ => None,
            },
            _ => None,
        })
        .map(ToString::to_string)
        .collect();
    let is_any = |ty: &Type| match ty {
        Type::Path(path) => {
            let name = path.path.get_ident().map(ToString::to_string);
            *ty == value || name.is_some_and(|name| any.contains(&name))
        }
        _ => false,
    };
    for item in &mut context.items {
        let Item::Struct(item) = item else { continue };
        for field in &mut item.fields {
            if syntax::serde_meta(&field.attrs, "flatten").is_some() {
                if syntax::argument_of("BTreeMap", &field.ty).is_some() {
                    field.attrs.push(parse_quote!(
                        #[serde(deserialize_with = "::rolekit_runtime::__private::flattened")]
                    ));
                }
            } else if syntax::in_option(&field.ty).is_some_and(is_any)
                && syntax::serde_meta(&field.attrs, "deserialize_with").is_none()
            {
                let default = match syntax::serde_meta(&field.attrs, "default") {
                    Some(_) => None,
                    None => Some(quote!(default,)),
                };
                field.attrs.push(parse_quote!(
                    #[serde(#default deserialize_with = "::rolekit_runtime::__private::some")]
                ));
            }
        }
    }
}
