//! A field that may be left out, cleared or set has a type that tells the three apart.

use syn::{Item, parse_quote};

use super::tree;
use crate::diagnostic::Report;
use crate::names::{pascal, snake};
use crate::plan::Plan;
use crate::pointer::{join, schema_at};

pub(super) fn run(file: &mut syn::File, plan: &Plan, support: &syn::Path, report: &mut Report) {
    let Some(items) = tree::types(file) else {
        return;
    };
    for field in &plan.three_state {
        let name = pascal(&field.component);
        let strukt = items.iter_mut().find_map(|item| match item {
            Item::Struct(item) if item.ident == name => Some(item),
            _ => None,
        });
        let found = strukt
            .into_iter()
            .flat_map(|s| s.fields.iter_mut())
            .find(|f| {
                let wire = tree::serde_text(&f.attrs, "rename");
                let own = f.ident.as_ref().map(ToString::to_string);
                match wire {
                    Some(wire) => wire == field.property,
                    None => own == Some(snake(&field.property)),
                }
            });
        let inner = found.as_ref().and_then(|f| tree::in_option(&f.ty).cloned());
        let (Some(found), Some(inner)) = (found, inner) else {
            report.unsupported(
                "three-state",
                &join(
                    &join(&schema_at(&field.component), "properties"),
                    &field.property,
                ),
                "the generator made no optional field of it, so that null cannot be sent",
                "Give the property a type of its own in `components.schemas`, by an overlay.",
            );
            continue;
        };
        let rename =
            tree::serde_text(&found.attrs, "rename").map(|wire| quote::quote!(rename = #wire,));
        let is_keep = format!(
            "{}::Change::is_keep",
            quote::quote!(#support).to_string().replace(' ', "")
        );
        found.attrs.retain(|attr| !attr.path().is_ident("serde"));
        found
            .attrs
            .push(parse_quote!(#[serde(#rename default, skip_serializing_if = #is_keep)]));
        found.ty = parse_quote!(#support::Change<#inner>);
    }
}
