//! Gives renamed fields their name in JSON.

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
    for field in &ir.types.renamed_fields {
        let name = pascal(&field.component);
        let own = snake(&field.name);
        let item = positions.get(&name).and_then(|i| items.get_mut(*i));
        let found = item
            .into_iter()
            .flat_map(|item| match item {
                Item::Struct(item) => Some(item.fields.iter_mut()),
                _ => None,
            })
            .flatten()
            .find(|f| f.ident.as_ref().is_some_and(|ident| *ident == own));
        let Some(found) = found else {
            report.unsupported(
                "field-name",
                &join(
                    &join(&schema_at(&field.component), "properties"),
                    &field.name,
                ),
                "the generator wrote no field for it",
                "Report it, with the document.",
            );
            continue;
        };
        let wire = &field.wire;
        let rest: Vec<syn::Meta> = syntax::serde_metas(&found.attrs)
            .into_iter()
            .filter(|meta| !meta.path().is_ident("rename"))
            .collect();
        found.attrs.retain(|attr| !attr.path().is_ident("serde"));
        found
            .attrs
            .push(parse_quote!(#[serde(rename = #wire, #(#rest),*)]));
    }
}
