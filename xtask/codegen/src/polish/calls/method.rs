//! A method, from its plan.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use super::answers::{self, Refused};
use super::{Context, body, docs};
use crate::plan::{Parameter, Place, Style};

/// The method of an operation, and the types that it needs.
pub(super) fn write(
    context: &Context<'_>,
    refused: &Refused,
    taken: &mut BTreeSet<String>,
) -> Option<(Vec<Item>, ImplItemFn)> {
    let Context {
        operation, call, ..
    } = context;
    let mut items = Vec::new();
    let mut arguments: Vec<TokenStream> = Vec::new();
    for parameter in &call.parameters {
        let name = format_ident!("{}", parameter.argument);
        let ty = context.shapes.argument(context.ty(&parameter.shape)?);
        arguments.push(if parameter.required {
            quote!(#name: #ty)
        } else {
            quote!(#name: Option<#ty>)
        });
    }
    let mut give = TokenStream::new();
    if let Some(body) = &call.body {
        let written = body::write(context, body, taken)?;
        let ty = written.ty;
        arguments.push(quote!(body: #ty));
        give = written.give;
        items.extend(written.items);
    }
    let given = answers::given(context, taken)?;
    items.extend(given.item);
    let (ok, ok_arms) = (given.ty, given.arms);
    let error = &refused.ty;
    let refuse = match &refused.read {
        Some(read) => quote!(crate::support::refused(response, #read).await),
        None => quote!(crate::support::unexpected(response).await),
    };
    let doc = documentation(context);
    let name = format_ident!("{}", operation.name);
    let id = &operation.name;
    let method = format_ident!("{}", operation.method);
    let url = url(context);
    let query = query(&call.parameters);
    let headers = headers(context);
    let method: ImplItemFn = parse_quote! {
        #(#doc)*
        pub async fn #name<'a>(
            &'a self,
            #(#arguments),*
        ) -> Result<ResponseValue<#ok>, crate::support::Error<#error>> {
            let url = #url;
            #query
            #headers
            let request = self.client.request(reqwest::Method::#method, url).headers(headers);
            #give
            let mut request = request.build()?;
            let info = OperationInfo { operation_id: #id };
            self.pre::<()>(&mut request, &info).await?;
            let result = self.exec(request, &info).await;
            self.post::<()>(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                #ok_arms
                _ => Err(#refuse),
            }
        }
    };
    Some((items, method))
}

/// How the support module names a style.
pub(super) fn style(style: Style) -> TokenStream {
    let name = match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::Space => "Space",
        Style::Pipe => "Pipe",
        Style::Deep => "Deep",
    };
    let name = format_ident!("{name}");
    quote!(crate::wire::Style::#name)
}

/// How a parameter is written.
fn manner(parameter: &Parameter) -> TokenStream {
    let style = style(parameter.style);
    let (name, explode) = (&parameter.name, parameter.explode);
    let reserved = parameter.reserved.then(|| quote!(.reserved()));
    let json = parameter.json.then(|| quote!(.json()));
    quote!(&crate::wire::Manner::new(#name, #style, #explode) #reserved #json)
}

/// Does `add` with a parameter that is there.
fn each(parameter: &Parameter, add: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    let name = format_ident!("{}", parameter.argument);
    if parameter.required {
        add(quote!(&#name))
    } else {
        let add = add(quote!(#name));
        quote!(if let Some(#name) = &#name { #add })
    }
}

fn url(context: &Context<'_>) -> TokenStream {
    let path = &context.operation.path;
    // What follows a hash is for people only.
    let path = path.split('#').next().unwrap_or("");
    let mut literal = "{}".to_owned();
    let mut values: Vec<TokenStream> = Vec::new();
    if !path.starts_with('/') {
        literal.push('/');
    }
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        literal += &encoded(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let known = |p: &&Parameter| p.place == Place::Path && p.name == name;
            Some((context.call.parameters.iter().find(known)?, after))
        });
        rest = match named {
            Some((parameter, after)) => {
                let (name, manner) = (format_ident!("{}", parameter.argument), manner(parameter));
                literal += "{}";
                values.push(quote!(crate::wire::path(#manner, &#name)?));
                after
            }
            None => {
                literal += "%7B";
                after
            }
        };
    }
    literal += &encoded(rest);
    quote!(format!(#literal, self.baseurl #(, #values)*))
}

/// What a path may not have in it as it is.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !b"{}\"<>\\^`|".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn query(parameters: &[Parameter]) -> TokenStream {
    let mut out = TokenStream::new();
    for parameter in parameters.iter().filter(|p| p.place == Place::Query) {
        let manner = manner(parameter);
        out.extend(each(
            parameter,
            |value| quote!(query.add(#manner, #value)?;),
        ));
    }
    if out.is_empty() {
        return out;
    }
    quote! {
        let mut query = crate::wire::Query::default();
        #out
        let url = query.onto(url);
    }
}

fn headers(context: &Context<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    if let Some(accept) = &context.call.accept {
        let accept: String = accept.chars().filter(|c| (' '..='~').contains(c)).collect();
        out.extend(quote! {
            headers.insert(
                reqwest::header::ACCEPT,
                reqwest::header::HeaderValue::from_static(#accept),
            );
        });
    }
    let mut cookies = TokenStream::new();
    for parameter in &context.call.parameters {
        let manner = manner(parameter);
        match parameter.place {
            Place::Header => out.extend(each(
                parameter,
                |value| quote!(crate::wire::header(&mut headers, #manner, #value)?;),
            )),
            Place::Cookie => cookies.extend(each(
                parameter,
                |value| quote!(cookies.add(#manner, #value)?;),
            )),
            Place::Path | Place::Query => {}
        }
    }
    if !cookies.is_empty() {
        out.extend(quote! {
            let mut cookies = crate::wire::Cookies::default();
            #cookies
            cookies.into_header(&mut headers)?;
        });
    }
    if out.is_empty() {
        return quote!(let headers = reqwest::header::HeaderMap::new(););
    }
    quote! {
        let mut headers = reqwest::header::HeaderMap::new();
        #out
    }
}

fn documentation(context: &Context<'_>) -> Vec<syn::Attribute> {
    let Context {
        operation, call, ..
    } = context;
    let mut lines: Vec<String> = Vec::new();
    for text in &call.doc {
        lines.extend(text.lines().map(str::to_owned));
        lines.push(String::new());
    }
    let path = operation.path.replace('`', "'");
    lines.push(format!(
        "Sends a `{}` request to `{path}`",
        operation.method
    ));
    if call.alternative {
        lines.push(String::new());
        lines.push("The answer is handed on as it comes.".to_owned());
    }
    let mut arguments: Vec<(&str, &str)> = call
        .parameters
        .iter()
        .map(|p| (p.argument.as_str(), p.description.as_str()))
        .collect();
    if let Some(body) = &call.body {
        arguments.push(("body", &body.description));
    }
    if arguments.iter().any(|(_, text)| !text.is_empty()) {
        lines.push(String::new());
        lines.push("Arguments:".to_owned());
        for (name, text) in arguments {
            let text = if text.is_empty() {
                String::new()
            } else {
                format!(": {text}")
            };
            lines.extend(format!("- `{name}`{text}").lines().map(str::to_owned));
        }
    }
    docs(lines.iter().map(String::as_str))
}
