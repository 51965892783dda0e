//! The method of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use super::context::{Context, docs};
use super::{body, descriptors, responses};

/// A method.
pub(super) struct Method {
    /// The method itself.
    pub(super) method: ImplItemFn,
    /// The types that it needs in the module `operations`.
    pub(super) items: Vec<Item>,
}

/// Emits the method; `None` if the generator did not generate its types.
pub(super) fn write(context: &mut Context<'_>) -> Option<Method> {
    let operation = context.operation;
    let mut items = Vec::new();
    let (mut arguments, mut values): (Vec<TokenStream>, Vec<TokenStream>) = Default::default();
    for parameter in &operation.parameters {
        let name = format_ident!("{}", parameter.argument);
        let ty = context.lookup.argument(context.ty(&parameter.ty)?);
        arguments.push(if parameter.required {
            quote!(#name: #ty)
        } else {
            quote!(#name: Option<#ty>)
        });
        values.push(quote!(&#name));
    }
    let descriptor = descriptors::name(operation);
    let mut request = quote!(self.inner.request(&descriptors::#descriptor, &[#(#values),*]));
    let mut before = TokenStream::new();
    if let Some(body) = &operation.body {
        let written = body::write(context, body)?;
        let (ty, add) = (written.ty, written.add);
        items.extend(written.items);
        if body.required {
            arguments.push(quote!(body: #ty));
            request.extend(add);
        } else {
            arguments.push(quote!(body: Option<#ty>));
            before = quote! {
                let request = #request;
                let request = match body {
                    Some(body) => request #add,
                    None => request,
                };
            };
            request = quote!(request);
        }
    }
    let success = responses::success(context)?;
    let error = responses::error(context)?;
    items.extend(success.items);
    let doc = documentation(context, &error);
    items.extend(error.items);
    let (name, ty, read) = (
        format_ident!("{}", operation.name),
        success.ty,
        success.read,
    );
    let method = parse_quote! {
        #(#doc)*
        #[inline]
        pub fn #name(
            &self,
            #(#arguments),*
        ) -> impl Future<Output = Result<Response<#ty>>> + Send + use<> {
            #before
            #request #read
        }
    };
    Some(Method { method, items })
}

fn documentation(context: &Context<'_>, error: &responses::ErrorBody) -> Vec<syn::Attribute> {
    let operation = context.operation;
    let mut lines: Vec<String> = Vec::new();
    for text in &operation.docs {
        lines.extend(text.lines().map(str::to_owned));
        lines.push(String::new());
    }
    let path = operation.path.replace('`', "'");
    lines.push(format!(
        "Sends a `{}` request to `{path}`.",
        operation.method
    ));
    if let Some(text) = &operation.credentials {
        lines.push(String::new());
        lines.push(text.clone());
    }
    if operation.alternative {
        lines.push(String::new());
        lines.push("Returns the events of the response as they come.".to_owned());
    }
    let mut arguments: Vec<(&str, &str)> = operation
        .parameters
        .iter()
        .map(|p| (p.argument.as_str(), p.description.as_str()))
        .collect();
    if let Some(body) = &operation.body {
        arguments.push(("body", &body.description));
    }
    if arguments.iter().any(|(_, text)| !text.is_empty()) {
        lines.push(String::new());
        lines.push("Arguments:".to_owned());
        for (name, text) in arguments {
            // Further lines stay in the list.
            let text = text.replace('\n', "\n  ");
            let text = match text.as_str() {
                "" => String::new(),
                text => format!(": {text}"),
            };
            lines.extend(format!("- `{name}`{text}").lines().map(str::to_owned));
        }
    }
    if let Some(text) = &error.doc {
        lines.push(String::new());
        lines.push("# Errors".to_owned());
        lines.push(text.clone());
    }
    docs(lines.iter().map(String::as_str))
}
