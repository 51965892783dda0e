//! What must not be left once all passes have run.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use crate::diagnostic::Report;

const GONE: [&str; 4] = [
    "encode_path",
    "from_response",
    "UnexpectedResponse",
    "ErrorResponse",
];

pub(super) fn check(file: &syn::File, report: &mut Report) {
    let mut left = Vec::new();
    look(file.to_token_stream(), &mut left);
    for name in left {
        report.error(
            "generator",
            "",
            format!("`{name}` is left in the generated code"),
            "The generator's version has changed: look through the passes of `polish`.",
        );
    }
}

fn look(tokens: TokenStream, left: &mut Vec<String>) {
    for token in tokens {
        let text = match token {
            TokenTree::Group(group) => {
                look(group.stream(), left);
                continue;
            }
            TokenTree::Ident(ident) => ident.to_string(),
            TokenTree::Literal(literal) if literal.to_string() == "\"api-version\"" => {
                "api-version".to_owned()
            }
            _ => continue,
        };
        if (GONE.contains(&text.as_str()) || text == "api-version") && !left.contains(&text) {
            left.push(text);
        }
    }
}
