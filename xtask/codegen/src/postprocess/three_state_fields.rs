//! Sets the type of fields that may be absent, null, or a value to `Field`.

use syn::{Item, parse_quote};

use super::context::{PostprocessContext, positions};
use crate::names::{pascal, snake};
use crate::pointer::{join, schema_at};
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let PostprocessContext {
        ir, items, report, ..
    } = context;
    let positions = positions(items);
    for field in &ir.types.three_state_fields {
        let name = pascal(&field.component);
        let item = positions.get(&name).and_then(|i| items.get_mut(*i));
        let found = item
            .into_iter()
            .flat_map(|item| match item {
                Item::Struct(item) => Some(item.fields.iter_mut()),
                _ => None,
            })
            .flatten()
            .find(|f| {
                let wire = syntax::serde_text(&f.attrs, "rename");
                let own = f.ident.as_ref().map(ToString::to_string);
                match wire {
                    Some(wire) => wire == field.property,
                    None => own == Some(snake(&field.property)),
                }
            });
        let unit = parse_quote!(());
        let inner = found.as_ref().and_then(|f| match syntax::in_option(&f.ty) {
            // A field that may be null only.
            None if f.ty == unit => Some(unit),
            inner => inner.cloned(),
        });
        let (Some(found), Some(inner)) = (found, inner) else {
            report.unsupported(
                "three-state",
                &join(
                    &join(&schema_at(&field.component), "properties"),
                    &field.property,
                ),
                "the generator wrote no optional field for it, so null cannot be sent",
                "Give the property a type of its own in `components.schemas`, by an overlay.",
            );
            continue;
        };
        let rename =
            syntax::serde_text(&found.attrs, "rename").map(|wire| quote::quote!(rename = #wire,));
        found.attrs.retain(|attr| !attr.path().is_ident("serde"));
        found
            .attrs
            .push(parse_quote!(#[serde(#rename default, skip_serializing_if = "::rolekit_runtime::Field::is_undefined")]));
        found.ty = parse_quote!(::rolekit_runtime::Field<#inner>);
    }
}
