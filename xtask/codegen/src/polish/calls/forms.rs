//! Forms of parts: a type a form, with a field a part.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::{Context, docs, names};
use crate::plan::Part;

/// The type of the form of an operation.
pub(super) fn form(
    context: &Context<'_>,
    parts: &[Part],
    taken: &mut BTreeSet<String>,
) -> Option<(syn::Ident, Vec<Item>)> {
    let name = names::item(&context.operation.name, "Form", taken);
    let (mut fields, mut arguments, mut values, mut sent): (
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
    ) = Default::default();
    for part in parts {
        let field = format_ident!("{}", part.field);
        let one = match &part.shape {
            Some(shape) => {
                let ty = context.ty(shape)?;
                quote!(#ty)
            }
            None => quote!(crate::multipart::File),
        };
        let ty = match (part.list, part.required) {
            (true, _) => quote!(::std::vec::Vec<#one>),
            (false, true) => one,
            (false, false) => quote!(::std::option::Option<#one>),
        };
        let about = match part.description.as_str() {
            "" => format!("The part `{}`.", part.name),
            text => text.to_owned(),
        };
        let doc = docs(about.lines());
        fields.push(quote!(#(#doc)* pub #field: #ty,));
        if part.required {
            arguments.push(quote!(#field: #ty));
            values.push(quote!(#field));
        } else {
            values.push(quote!(#field: ::std::default::Default::default()));
        }
        let wire = &part.name;
        let media = match &part.media {
            Some(media) => quote!(Some(#media)),
            None => quote!(None),
        };
        let add = match part.shape {
            Some(_) => quote!(form = crate::multipart::value(form, #wire, #media, &value)?;),
            None => quote!(form = crate::multipart::file(form, #wire, #media, value)?;),
        };
        sent.push(match (part.list, part.required) {
            (false, true) => quote!({ let value = self.#field; #add }),
            (false, false) => quote!(if let Some(value) = self.#field { #add }),
            (true, _) => quote!(for value in self.#field { #add }),
        });
    }
    let line = format!("The form that `{}` sends.", context.operation.name);
    let doc = docs([line.as_str()]);
    let item: Item = parse_quote! {
        #(#doc)*
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
    };
    let block: Item = parse_quote! {
        impl #name {
            /// With the parts that are required; the others are left out.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }

            pub(crate) fn into_parts(
                self,
            ) -> Result<reqwest::multipart::Form, crate::wire::Unsendable> {
                #[allow(unused_mut)]
                let mut form = reqwest::multipart::Form::new();
                #(#sent)*
                Ok(form)
            }
        }
    };
    Some((name, vec![item, block]))
}
