//! What must not be left in the methods once all passes have run.

use quote::ToTokens;

use super::tree;
use crate::diagnostic::Report;

const GONE: [&str; 5] = [
    "encode_path (",
    "ResponseValue :: from_response",
    "Error :: UnexpectedResponse",
    "Error :: ErrorResponse",
    "\"api-version\"",
];

pub(super) fn check(file: &mut syn::File, report: &mut Report) {
    for method in tree::methods(file) {
        let body = method.block.to_token_stream().to_string();
        for name in GONE.iter().filter(|name| body.contains(**name)) {
            report.error(
                "generator",
                "",
                format!("`{name}` is left in the method `{}`", method.sig.ident),
                "The generator's version has changed: look through the passes of `polish`.",
            );
        }
    }
}
