//! Stage 7: what the generator cannot be told is changed in its output, as a syntax tree.
//!
//! The passes know the shape of the output of one version of the generator, which is why that
//! version is pinned. A pass that does not find what it looks for says so instead of guessing.

mod allows;
mod api_version;
mod boxes;
mod calls;
mod docs;
mod fields;
mod imports;
mod inline;
mod leftovers;
mod methods;
mod open_enums;
mod operations;
mod own_types;
mod paths;
mod patterns;
mod requests;
mod schemars;
mod shapes;
mod structs;
mod tags;
mod three_state;
mod timestamps;
pub(crate) mod tree;
mod trim;
mod unions;
mod values;

use proc_macro2::TokenStream;

use crate::diagnostic::Report;
use crate::plan::Plan;
use crate::target::Target;

/// Rewrites the generator's output for `target`.
pub fn polish(
    tokens: TokenStream,
    plan: &Plan,
    target: Target,
    report: &mut Report,
) -> Option<syn::File> {
    let mut file: syn::File = match syn::parse2(tokens) {
        Ok(file) => file,
        Err(e) => {
            report.error(
                "generator",
                "",
                format!("what the generator gave is no Rust: {e}"),
                "Report it, with the document.",
            );
            return None;
        }
    };
    let support = target.support();
    boxes::run(&mut file);
    let shapes = shapes::take(&mut file, plan);
    let calls = calls::write(plan, &shapes, report);
    values::run(&mut file, plan, report);
    unions::run(&mut file, plan, report);
    open_enums::run(&mut file, plan, report);
    three_state::run(&mut file, plan, &support, report);
    fields::run(&mut file, plan, report);
    structs::run(&mut file, plan);
    trim::run(&mut file);
    api_version::run(&mut file);
    methods::run(&mut file, plan, &calls, target, report);
    calls::insert(&mut file, calls);
    own_types::run(&mut file, plan);
    tags::run(&mut file, plan);
    operations::run(&mut file, plan, target);
    leftovers::check(&mut file, report);
    if target == Target::Sdk {
        requests::run(&mut file, report);
        patterns::run(&mut file, report);
        timestamps::run(&mut file, &support);
        schemars::run(&mut file, plan);
        allows::run(&mut file);
        inline::run(&mut file);
    }
    imports::run(&mut file, target);
    if target == Target::Standalone {
        let multipart = plan.has_multipart().then(|| -> syn::Item {
            syn::parse_quote!(
                pub mod multipart;
            )
        });
        let others: [syn::Item; 2] = [
            syn::parse_quote!(
                pub mod support;
            ),
            syn::parse_quote!(
                mod wire;
            ),
        ];
        file.items
            .splice(0..0, multipart.into_iter().chain(others))
            .for_each(drop);
    }
    paths::run(&mut file);
    docs::run(&mut file);
    Some(file)
}
