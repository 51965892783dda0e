//! Writes the checks of string types with constraints from their schemas, with the runtime's patterns.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;
use serde::Deserialize;
use syn::{Block, Fields, ImplItem, Item, Visibility, parse_quote};

use super::context::PostprocessContext;
use crate::names::pascal;
use crate::pointer::schema_at;
use crate::syntax;

/// The constraints of a schema of type `string`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StringConstraints {
    max_length: Option<usize>,
    min_length: Option<usize>,
    pattern: Option<String>,
}

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let PostprocessContext {
        ir, items, report, ..
    } = context;
    let checked: BTreeSet<String> = items.iter().filter_map(checked_string).collect();
    let mut functions: BTreeMap<String, &mut Block> =
        items.iter_mut().filter_map(from_str).collect();
    for (component, schema) in &ir.schemas {
        let name = pascal(component);
        if !checked.contains(&name) {
            continue;
        }
        let constraints = StringConstraints::deserialize(schema).ok();
        if constraints == Some(StringConstraints::default()) {
            continue;
        }
        match (constraints, functions.get_mut(&name)) {
            (Some(constraints), Some(function)) => **function = constraints.check(),
            _ => report.error(
                "generator",
                &schema_at(component),
                format!("the generator wrote no `FromStr` for the constraints of `{name}`"),
                "Report it, with the document.",
            ),
        }
    }
}

/// Returns the name of a string type that the generator checks: its field is private.
fn checked_string(item: &Item) -> Option<String> {
    let Item::Struct(item) = item else {
        return None;
    };
    let Fields::Unnamed(fields) = &item.fields else {
        return None;
    };
    let field = fields.unnamed.first()?;
    let is_checked = matches!(field.vis, Visibility::Inherited)
        && field.ty == parse_quote!(::std::string::String);
    is_checked.then(|| item.ident.to_string())
}

/// Returns the body of `from_str` and the name of its type, if `item` implements `FromStr`.
fn from_str(item: &mut Item) -> Option<(String, &mut Block)> {
    let Item::Impl(block) = item else {
        return None;
    };
    if syntax::trait_name(block)? != "FromStr" {
        return None;
    }
    let name = syntax::self_name(block)?;
    block
        .items
        .iter_mut()
        .find_map(|item| match item {
            ImplItem::Fn(function) => Some(&mut function.block),
            _ => None,
        })
        .map(|function| (name, function))
}

impl StringConstraints {
    /// Returns the body of `from_str`.
    fn check(&self) -> Block {
        let max = self.max_length.map(|max| {
            let message = format!("longer than {max} characters");
            quote! {
                if value.chars().count() > #max {
                    return Err(#message.into());
                }
            }
        });
        let min = self.min_length.filter(|min| *min > 0).map(|min| {
            let message = format!("shorter than {min} characters");
            quote! {
                if value.chars().count() < #min {
                    return Err(#message.into());
                }
            }
        });
        let pattern = self.pattern.as_ref().map(|pattern| {
            let message = format!("doesn't match pattern \"{pattern}\"");
            quote! {
                static PATTERN: ::rolekit_runtime::Pattern =
                    ::rolekit_runtime::Pattern::new(#pattern);
                if !PATTERN.is_match(value) {
                    return Err(#message.into());
                }
            }
        });
        parse_quote!({
            #max
            #min
            #pattern
            Ok(Self(value.to_string()))
        })
    }
}
