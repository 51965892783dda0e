//! Fields that the generator was given another name for have their own on the wire.

use syn::{Item, parse_quote};

use super::tree;
use crate::diagnostic::Report;
use crate::names::{pascal, snake};
use crate::plan::Plan;
use crate::pointer::{join, schema_at};

pub(super) fn run(file: &mut syn::File, plan: &Plan, report: &mut Report) {
    let Some(items) = tree::types(file) else {
        return;
    };
    for field in &plan.fields {
        let name = pascal(&field.component);
        let own = snake(&field.name);
        let found = items
            .iter_mut()
            .find_map(|item| match item {
                Item::Struct(item) if item.ident == name => Some(item),
                _ => None,
            })
            .into_iter()
            .flat_map(|item| item.fields.iter_mut())
            .find(|f| f.ident.as_ref().is_some_and(|ident| *ident == own));
        let Some(found) = found else {
            report.unsupported(
                "field-name",
                &join(
                    &join(&schema_at(&field.component), "properties"),
                    &field.name,
                ),
                "the generator made no field of it",
                "Report it, with the document.",
            );
            continue;
        };
        let wire = &field.wire;
        let rest: Vec<syn::Meta> = tree::serde_metas(&found.attrs)
            .into_iter()
            .filter(|meta| !meta.path().is_ident("rename"))
            .collect();
        found.attrs.retain(|attr| !attr.path().is_ident("serde"));
        found
            .attrs
            .push(parse_quote!(#[serde(rename = #wire, #(#rest),*)]));
    }
}
