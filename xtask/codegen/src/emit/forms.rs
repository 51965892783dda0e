//! Multipart forms: a struct per form, with a field per part.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::context::{Context, docs};
use crate::ir::Part;

/// Writes the struct of the form of an operation.
pub(super) fn form(context: &mut Context<'_>, parts: &[Part]) -> Option<(syn::Ident, Vec<Item>)> {
    let name = context.used_names.item(&context.operation.name, "Form");
    let (mut fields, mut arguments, mut values, mut sent): (
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
    ) = Default::default();
    for part in parts {
        let field = format_ident!("{}", part.field);
        let one = match &part.ty {
            Some(field) => {
                let ty = context.ty(field)?;
                quote!(#ty)
            }
            None => quote!(::rolekit_runtime::multipart::File),
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
        let add = match part.ty {
            Some(_) => quote!(form = form.value(#wire, #media, &value);),
            None => quote!(form = form.file(#wire, #media, value);),
        };
        sent.push(match (part.list, part.required) {
            (false, true) => quote!({ let value = self.#field; #add }),
            (false, false) => quote!(if let Some(value) = self.#field { #add }),
            (true, _) => quote!(for value in self.#field { #add }),
        });
    }
    let line = format!("The form of `{}`.", context.operation.name);
    let doc = docs([line.as_str()]);
    let item: Item = parse_quote! {
        #(#doc)*
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
    };
    let block: Item = parse_quote! {
        impl #name {
            /// Creates a form from its required parts.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }

            pub(super) fn into_form(self) -> ::rolekit_runtime::multipart::Form {
                let mut form = ::rolekit_runtime::multipart::Form::new();
                #(#sent)*
                form
            }
        }
    };
    Some((name, vec![item, block]))
}
