//! Multipart bodies: a struct for each, with a field per part and per header of a part.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::context::{EmitContext, docs};
use super::descriptors;
use crate::ir::{Parameter, Part};

/// Writes the call that sets a media type other than `multipart/form-data`.
pub(super) fn media_type(media: &str) -> Option<TokenStream> {
    (media != "multipart/form-data").then(|| quote!(.with_media_type(#media)))
}

/// Writes the struct of the form of an operation.
pub(super) fn form(
    context: &mut EmitContext<'_>,
    parts: &[Part],
    media: &str,
) -> Option<(syn::Ident, Vec<Item>)> {
    let name = context.used_names.item(&context.operation.name, "Form");
    let (mut fields, mut arguments, mut values, mut sent): (
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
        Vec<TokenStream>,
    ) = Default::default();
    let mut described = 0;
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
        for header in &part.headers {
            let (field, ty) = header_field(context, header)?;
            let doc = docs([header_doc(part, header).as_str()]);
            fields.push(quote!(#(#doc)* pub #field: #ty,));
            if header.required {
                arguments.push(quote!(#field: #ty));
                values.push(quote!(#field));
            } else {
                values.push(quote!(#field: ::std::default::Default::default()));
            }
        }
        let add = add(context, part, &mut described);
        sent.push(
            match (
                part.list && part.style.is_none(),
                part.required || part.list,
            ) {
                (true, _) => quote!(for value in self.#field { #add }),
                (false, true) => quote!({ let value = self.#field; #add }),
                (false, false) => quote!(if let Some(value) = self.#field { #add }),
            },
        );
    }
    let media = media_type(media);
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
                let mut form = ::rolekit_runtime::multipart::Form::new() #media;
                #(#sent)*
                form
            }
        }
    };
    Some((name, vec![item, block]))
}

/// Writes the statement that adds `value` as a part, with its headers. `described` counts the entries of the
/// descriptor of the form before it.
fn add(context: &EmitContext<'_>, part: &Part, described: &mut usize) -> TokenStream {
    let descriptor = descriptors::form_name(context.operation);
    let mut next = || {
        let index = proc_macro2::Literal::usize_unsuffixed(*described);
        *described += 1;
        quote!(&descriptors::#descriptor[#index])
    };
    let wire = &part.name;
    let media = match &part.media {
        Some(media) => quote!(Some(#media)),
        None => quote!(None),
    };
    let add = match (&part.ty, &part.style) {
        (Some(_), Some(_)) => {
            let style = next();
            quote!(.styled(#style, &value))
        }
        (Some(_), None) => quote!(.value(#wire, #media, &value)),
        (None, _) => quote!(.file(#wire, #media, value)),
    };
    let headers = part.headers.iter().map(|header| {
        let field = format_ident!("{}", header.argument);
        let header = next();
        quote!(.header(#header, &self.#field))
    });
    quote!(form = form #add #(#headers)*;)
}

/// Returns the field of a header of a part, and its type.
fn header_field(
    context: &EmitContext<'_>,
    header: &Parameter,
) -> Option<(syn::Ident, TokenStream)> {
    let one = context.ty(&header.ty)?;
    let ty = match (header.list, header.required) {
        (true, _) => quote!(::std::vec::Vec<#one>),
        (false, true) => quote!(#one),
        (false, false) => quote!(::std::option::Option<#one>),
    };
    Some((format_ident!("{}", header.argument), ty))
}

fn header_doc(part: &Part, header: &Parameter) -> String {
    let each = if part.list { "each" } else { "the" };
    let line = format!(
        "The header `{}` of {each} part `{}`.",
        header.name, part.name
    );
    match header.description.as_str() {
        "" => line,
        text => format!("{line} {}", text.replace('\n', " ")),
    }
}
