//! Documentation as people write it: a line a line, with a space after the slashes.

use syn::visit_mut::VisitMut;
use syn::{Attribute, Meta, parse_quote};

use super::tree;

pub(super) fn run(file: &mut syn::File) {
    Lines.visit_file_mut(file);
}

struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        *attrs = attrs.drain(..).flat_map(split).collect();
    }
}

fn split(attr: Attribute) -> Vec<Attribute> {
    let text = match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => tree::text(&pair.value),
        _ => None,
    };
    let Some(text) = text else {
        return vec![attr];
    };
    let spaced = text.starts_with(' ');
    text.trim_end()
        .lines()
        .map(|line| {
            let line = line.trim_end();
            let line = match line {
                "" => String::new(),
                line if spaced => line.to_owned(),
                line => format!(" {line}"),
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}
