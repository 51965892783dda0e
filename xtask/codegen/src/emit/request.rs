//! The request of an operation: a builder, and the method that starts it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ImplItemFn, Item, Type, parse_quote};

use super::context::{EmitContext, docs};
use super::signature::Signature;
use super::{body, descriptors, pages, responses};
use crate::ir::{Parameter, ParameterLocation};
use crate::syntax;

/// What is written for an operation.
pub(super) struct EmittedRequest {
    /// The method that starts the request.
    pub(super) method: ImplItemFn,
    /// The builder, and the other types in the module `operations`.
    pub(super) items: Vec<Item>,
    pub(super) signature: Signature,
}

/// A parameter as an argument.
struct RequestArgument {
    name: Ident,
    ty: TokenStream,
    /// The value, if it is not a list.
    value: Option<TokenStream>,
    /// The call that sets it.
    set: TokenStream,
}

/// Emits the request; `None` if the generator did not generate its types.
pub(super) fn write(context: &mut EmitContext<'_>) -> Option<EmittedRequest> {
    let operation = context.operation;
    let builder = context.builder.clone();
    let mut items = Vec::new();
    let mut body_type = None;
    let (mut arguments, mut values, mut sets, mut setters): (
        Vec<TokenStream>,
        Vec<TokenStream>,
        TokenStream,
        Vec<TokenStream>,
    ) = Default::default();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let RequestArgument {
            name,
            ty,
            value,
            set,
        } = argument(context, index, parameter)?;
        if !parameter.required {
            setters.push(setter(parameter, &quote!(#name: #ty), &set));
            continue;
        }
        arguments.push(quote!(#name: #ty));
        match value {
            // The values of the first parameters are given at once.
            Some(value) if values.len() == index => values.push(quote!(&#value)),
            _ => sets.extend(set),
        }
    }
    if let Some(body) = &operation.body {
        let written = body::write(context, body)?;
        let (ty, add) = (written.ty, written.add);
        items.extend(written.items);
        body_type = Some(ty.clone());
        if body.required {
            arguments.push(quote!(body: #ty));
            sets.extend(add);
        } else {
            let about = match body.description.as_str() {
                "" => "Sets the body.",
                text => text,
            };
            let doc = docs(about.lines());
            setters.push(quote! {
                #(#doc)*
                #[inline]
                pub fn body(mut self, body: #ty) -> Self {
                    self.request = self.request #add;
                    self
                }
            });
        }
    }
    let success = responses::success(context)?;
    let error = responses::error(context)?;
    items.extend(success.items);
    items.extend(error.items);
    let list = match &operation.pagination {
        Some(pagination) => Some(pages::methods(context, pagination, &success.ty)?),
        None => None,
    };
    let (ty, read) = (success.ty, success.read);
    let parameters = operation.parameters.iter();
    let parameters = parameters.map(|parameter| context.ty(&parameter.ty).cloned());
    let signature = Signature {
        operation: operation.name.clone(),
        parameters: parameters.collect::<Option<_>>()?,
        body: body_type,
        response: ty.clone(),
    };
    let about = docs(about(context).iter().map(String::as_str));
    let send = docs(send_doc(error.doc.as_deref()).iter().map(String::as_str));
    let parts = [
        parse_quote!(#(#about)* pub struct #builder;),
        parse_quote!(#(#send)* fn send(self) -> #ty { #read }),
    ];
    let mut own: Vec<Item> = vec![syntax::macro_call("request", &parts)];
    if !setters.is_empty() {
        own.push(parse_quote! {
            impl #builder {
                #(#setters)*
            }
        });
    }
    own.extend(list);
    own.extend(items);
    let doc = documentation(context);
    let name = format_ident!("{}", operation.method_name);
    let descriptor = descriptors::name(operation);
    let method = parse_quote! {
        #(#doc)*
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> operations::#builder {
            let request = self.inner.request(&descriptors::#descriptor, &[#(#values),*]) #sets;
            operations::#builder { request }
        }
    };
    Some(EmittedRequest {
        method,
        items: own,
        signature,
    })
}

fn argument(
    context: &EmitContext<'_>,
    index: usize,
    parameter: &Parameter,
) -> Option<RequestArgument> {
    let name = format_ident!("{}", parameter.argument);
    let ty = context.ty(&parameter.ty)?;
    let is_text = *ty == parse_quote!(::std::string::String);
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    if parameter.list {
        let (item, set) = if is_text {
            (quote!(impl AsRef<str>), quote!(set_texts))
        } else {
            let item = quote!(impl ::std::borrow::Borrow<#ty>);
            (item, quote!(set_items::<#ty>))
        };
        return Some(RequestArgument {
            set: quote!(.#set(#index, #name)),
            name,
            ty: quote!(impl IntoIterator<Item = #item>),
            value: None,
        });
    }
    let (ty, value) = if is_text {
        (quote!(impl AsRef<str>), quote!(#name.as_ref()))
    } else if is_time(ty) {
        (quote!(impl Into<#ty>), quote!(Into::<#ty>::into(#name)))
    } else {
        let ty = context.lookup.argument(ty);
        (quote!(#ty), quote!(#name))
    };
    Some(RequestArgument {
        set: quote!(.set(#index, &#value)),
        name,
        ty,
        value: Some(value),
    })
}

/// Returns whether this is a type of the runtime for times, which texts and the times of other crates
/// are converted to.
fn is_time(ty: &Type) -> bool {
    [
        parse_quote!(::rolekit_runtime::Timestamp),
        parse_quote!(::rolekit_runtime::UnixTimestamp),
    ]
    .contains(ty)
}

fn setter(parameter: &Parameter, argument: &TokenStream, set: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", parameter.argument);
    let about = match parameter.description.as_str() {
        "" => {
            let location = match parameter.location {
                ParameterLocation::Path => "path parameter",
                ParameterLocation::Query => "query parameter",
                ParameterLocation::QueryString => "query string",
                ParameterLocation::Header => "header",
                ParameterLocation::Cookie => "cookie",
            };
            format!("Sets the {location} `{}`.", parameter.name)
        }
        text => text.to_owned(),
    };
    let doc = docs(about.lines());
    quote! {
        #(#doc)*
        #[inline]
        pub fn #name(mut self, #argument) -> Self {
            self.request = self.request #set;
            self
        }
    }
}

/// Returns the documentation of the method that sends the request.
fn send_doc(error: Option<&str>) -> Vec<String> {
    let mut lines = vec!["Sends the request.".to_owned()];
    if let Some(error) = error {
        lines.extend([String::new(), "# Errors".to_owned(), error.to_owned()]);
    }
    lines
}

/// Returns the documentation of the request.
fn about(context: &EmitContext<'_>) -> Vec<String> {
    let operation = context.operation;
    let mut lines = Vec::new();
    if let Some(summary) = operation.docs.first() {
        lines.extend(summary.lines().map(str::to_owned));
        lines.push(String::new());
    }
    let (owner, name) = (&context.owner, &operation.method_name);
    lines.push(format!(
        "The request `{} {}`, started by [`{name}`](super::{owner}::{name}).",
        operation.method,
        operation.path.replace('`', "'"),
    ));
    lines
}

/// Returns the documentation of the method that starts the request.
fn documentation(context: &EmitContext<'_>) -> Vec<syn::Attribute> {
    let operation = context.operation;
    let mut lines: Vec<String> = Vec::new();
    for text in &operation.docs {
        lines.extend(text.lines().map(str::to_owned));
        lines.push(String::new());
    }
    let path = operation.path.replace('`', "'");
    lines.push(format!(
        "Starts a `{}` request to `{path}`.",
        operation.method
    ));
    if let Some(text) = &operation.credentials {
        lines.push(String::new());
        lines.push(text.clone());
    }
    if operation.alternative {
        lines.push(String::new());
        lines.push("Returns the response as a stream.".to_owned());
    }
    let required = operation.parameters.iter().filter(|p| p.required);
    let mut arguments: Vec<(&str, &str)> = required
        .map(|p| (p.argument.as_str(), p.description.as_str()))
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
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
    docs(lines.iter().map(String::as_str))
}
