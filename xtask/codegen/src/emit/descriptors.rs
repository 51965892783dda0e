//! The constant descriptors of the operations.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::features;
use crate::ir::{
    ApiKeyLocation, BodyContent, FormField, Ir, Operation, Parameter, ParameterLocation,
    ParameterStyle, SecurityAlternative, SecurityScheme, SecuritySchemeKind, Status, is_read,
};

/// Returns the name of the descriptor of an operation.
pub(super) fn name(operation: &Operation) -> syn::Ident {
    format_ident!("{}", operation.name.to_uppercase())
}

/// Returns the name of the descriptor of the form of an operation.
pub(super) fn form_name(operation: &Operation) -> syn::Ident {
    // No other operation has two underscores in its name.
    format_ident!("{}__FORM", operation.name.to_uppercase())
}

/// Returns the module with the descriptors, the table of them, the security schemes, and the errors that
/// prove a rejection.
pub(super) fn write(ir: &Ir) -> [Item; 4] {
    let names: Vec<syn::Ident> = ir.operations.iter().map(name).collect();
    let cfgs = ir.operations.iter();
    let cfgs: Vec<_> = cfgs
        .map(|operation| features::cfg(ir.feature(operation)))
        .collect();
    let descriptors = ir.operations.iter();
    let descriptors = descriptors.map(|operation| descriptor(ir, operation));
    let forms = ir
        .operations
        .iter()
        .zip(&cfgs)
        .filter_map(|(operation, cfg)| {
            let form = form(operation)?;
            Some(quote!(#cfg #form))
        });
    let mut used = vec![quote!(Operation)];
    if ir.operations.iter().any(has_parameters) {
        used.push(quote!(Parameter));
    }
    if ir.operations.iter().any(has_styles) {
        used.push(quote!(ParameterStyle));
    }
    let schemes = ir.security_schemes.iter().filter_map(security_scheme);
    let allow = (!ir.features().is_empty()).then(|| quote!(#[allow(unused_imports)]));
    let (statuses, codes): (Vec<_>, Vec<_>) = ir.rejections.iter().cloned().unzip();
    [
        parse_quote! {
            mod descriptors {
                #allow
                use ::rolekit_runtime::{#(#used),*};
                #(#cfgs pub(super) static #names: Operation = #descriptors;)*
                #(#forms)*
            }
        },
        parse_quote! {
            /// The operations of the client.
            pub const OPERATIONS: &[&::rolekit_runtime::Operation] = &[
                #(#cfgs &descriptors::#names),*
            ];
        },
        parse_quote! {
            /// The security schemes of the document, in its order.
            pub const SECURITY_SCHEMES: &[::rolekit_runtime::SecurityScheme] = &[#(#schemes),*];
        },
        parse_quote! {
            /// The status and the code of errors with which the service rejects a request before it
            /// acts on it, although the status alone does not prove that.
            pub const REJECTIONS: &[(u16, &str)] = &[#((#statuses, #codes)),*];
        },
    ]
}

/// Returns the descriptor. It sets only what differs from the default.
fn descriptor(ir: &Ir, operation: &Operation) -> TokenStream {
    let (id, method, path) = (&operation.name, &operation.method, path(&operation.path));
    let mut out = quote!(Operation::new(#id, #method, #path));
    if !operation.parameters.is_empty() {
        let parameters = operation.parameters.iter().map(parameter);
        out.extend(quote!(.parameters(&[#(#parameters),*])));
    }
    if let Some(accept) = &operation.accept {
        let accept: String = accept.chars().filter(|c| (' '..='~').contains(c)).collect();
        out.extend(quote!(.accept(#accept)));
    }
    if operation.idempotent && !is_read(&operation.method) {
        out.extend(quote!(.idempotent()));
    }
    if let Some(alternatives) = &operation.security {
        let alternatives = security(ir, alternatives);
        out.extend(quote!(.security(&[#(#alternatives),*])));
    }
    if operation.withhold_errors {
        out.extend(quote!(.withhold_errors()));
    }
    if let Some(position) = operation.server {
        let position = Literal::usize_unsuffixed(position);
        out.extend(quote!(.server(#position)));
    }
    let others = operation.successes.iter().map(|response| response.status);
    let others = others.filter(|status| !is_2xx(*status)).map(|status| {
        let (first, last) = status.range().unwrap_or((200, 299));
        let (first, last) = (
            Literal::u16_unsuffixed(first),
            Literal::u16_unsuffixed(last),
        );
        quote!((#first, #last))
    });
    let others: Vec<TokenStream> = others.collect();
    if !others.is_empty() {
        out.extend(quote!(.success(&[#(#others),*])));
    }
    out
}

/// Returns the alternatives without the schemes that are not in the request; none if none needs one.
fn security(ir: &Ir, alternatives: &[SecurityAlternative]) -> Vec<TokenStream> {
    let schemes = ir.security_schemes.iter();
    let outside: Vec<&String> = schemes
        .filter(|scheme| !scheme.is_in_request())
        .map(|scheme| &scheme.id)
        .collect();
    let alternatives = alternatives.iter().map(|alternative| {
        let ids = alternative.iter().map(|requirement| &requirement.scheme);
        ids.filter(|id| !outside.contains(id)).collect()
    });
    let alternatives: Vec<Vec<&String>> = alternatives.collect();
    if alternatives.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let alternatives = alternatives.iter();
    alternatives.map(|ids| quote!(&[#(#ids),*])).collect()
}

/// Returns the description of a security scheme, if the request contains the credential.
fn security_scheme(scheme: &SecurityScheme) -> Option<TokenStream> {
    let id = &scheme.id;
    let http = |auth_scheme: &str| quote!(http(#id, ::rolekit_runtime::CredentialFormat::AuthScheme(#auth_scheme)));
    let constructor = match &scheme.kind {
        SecuritySchemeKind::ApiKey(ApiKeyLocation::Header, name) => quote!(header(#id, #name)),
        SecuritySchemeKind::ApiKey(ApiKeyLocation::Query, name) => quote!(query(#id, #name)),
        SecuritySchemeKind::ApiKey(ApiKeyLocation::Cookie, name) => quote!(cookie(#id, #name)),
        SecuritySchemeKind::Basic => quote!(http(#id, ::rolekit_runtime::CredentialFormat::Basic)),
        SecuritySchemeKind::Http(auth_scheme) => http(auth_scheme),
        SecuritySchemeKind::Bearer
        | SecuritySchemeKind::OAuth2
        | SecuritySchemeKind::OpenIdConnect => http("Bearer"),
        SecuritySchemeKind::MutualTls => return None,
    };
    Some(quote!(::rolekit_runtime::SecurityScheme::#constructor))
}

/// Returns whether these statuses are a success of every operation.
fn is_2xx(status: Status) -> bool {
    matches!(
        status,
        Status::Code(200..=299) | Status::Range(2) | Status::Default
    )
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let constructor = match parameter.location {
        ParameterLocation::Path => quote!(path),
        ParameterLocation::Query => quote!(query),
        ParameterLocation::QueryString => quote!(query_string),
        ParameterLocation::Header => quote!(header),
        ParameterLocation::Cookie => quote!(cookie),
    };
    let mut out = quote!(Parameter::#constructor(#name));
    let default = parameter.location.default_style();
    out.extend(style(default, parameter.style, parameter.explode));
    if parameter.allow_reserved {
        out.extend(quote!(.allow_reserved()));
    }
    if parameter.json {
        out.extend(quote!(.json()));
    }
    if !parameter.fields.is_empty() {
        let fields = parameter.fields.iter().map(field);
        out.extend(quote!(.fields(&[#(#fields),*])));
    }
    out
}

/// Returns what the descriptor of the form of an operation contains: the fields of a URL-encoded form that
/// are not written in the default way, and of each part of a multipart body its style and its headers.
fn form_parameters(operation: &Operation) -> Vec<TokenStream> {
    match operation.body.as_ref().map(|body| &body.content) {
        Some(BodyContent::Form(_, fields)) => fields.iter().map(field).collect(),
        Some(BodyContent::Multipart(Some(parts))) => {
            let parts = parts.iter();
            let parts = parts.flat_map(|part| {
                let style = part.style.iter().map(field);
                style.chain(part.headers.iter().map(parameter))
            });
            parts.collect()
        }
        _ => Vec::new(),
    }
}

fn form(operation: &Operation) -> Option<Item> {
    let fields = form_parameters(operation);
    let name = form_name(operation);
    (!fields.is_empty())
        .then(|| parse_quote!(pub(super) static #name: &[Parameter] = &[#(#fields),*];))
}

/// Writes the description of a field of a form.
fn field(field: &FormField) -> TokenStream {
    let name = &field.name;
    let mut out = quote!(Parameter::query(#name));
    out.extend(style(ParameterStyle::Form, field.style, field.explode));
    if field.allow_reserved {
        out.extend(quote!(.allow_reserved()));
    }
    if field.json {
        out.extend(quote!(.json()));
    }
    out
}

fn has_parameters(operation: &Operation) -> bool {
    !operation.parameters.is_empty() || !form_parameters(operation).is_empty()
}

fn has_styles(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter();
    let is_style = |style: ParameterStyle| style != ParameterStyle::Form;
    let of_form = match operation.body.as_ref().map(|body| &body.content) {
        Some(BodyContent::Form(_, fields)) => fields.iter().any(|f| is_style(f.style)),
        Some(BodyContent::Multipart(Some(parts))) => {
            let mut styles = parts.iter().filter_map(|part| part.style.as_ref());
            styles.any(|f| is_style(f.style))
        }
        _ => false,
    };
    let mut whole = operation.parameters.iter().flat_map(|p| &p.fields);
    of_form
        || whole.any(|f| is_style(f.style))
        || parameters.any(|p| p.style != p.location.default_style())
}

/// Returns the setters of a style and of `explode` that are not the default.
fn style(default: ParameterStyle, style: ParameterStyle, explode: bool) -> Option<TokenStream> {
    let mut out = TokenStream::new();
    if style != default {
        let name = match style {
            ParameterStyle::Simple => quote!(Simple),
            ParameterStyle::Label => quote!(Label),
            ParameterStyle::Matrix => quote!(Matrix),
            ParameterStyle::Form => quote!(Form),
            ParameterStyle::SpaceDelimited => quote!(SpaceDelimited),
            ParameterStyle::PipeDelimited => quote!(PipeDelimited),
            ParameterStyle::DeepObject => quote!(DeepObject),
            ParameterStyle::Cookie => quote!(Cookie),
        };
        out.extend(quote!(.style(ParameterStyle::#name)));
    }
    if style != default || explode != style.default_explode() {
        out.extend(quote!(.explode(#explode)));
    }
    (!out.is_empty()).then_some(out)
}

/// Returns a path template without a fragment, and with its literal parts percent-encoded.
fn path(path: &str) -> String {
    let path = path.split('#').next().unwrap_or("");
    let mut out = String::new();
    if !path.starts_with('/') {
        out.push('/');
    }
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        encode(before, &mut out);
        rest = match after.split_once('}') {
            Some((name, after)) => {
                out += &format!("{{{name}}}");
                after
            }
            None => {
                out += "%7B";
                after
            }
        };
    }
    encode(rest, &mut out);
    out
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !b"{}\"<>\\^`|".contains(&byte) {
            out.push(char::from(byte));
        } else {
            *out += &format!("%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn only_the_names_of_parameters_keep_their_braces() {
        for (template, expected) in [
            ("/a/{b c}/d", "/a/{b c}/d"),
            ("a b#c", "/a%20b"),
            ("/{a", "/%7Ba"),
            ("/a}?b=c d", "/a%7D?b=c%20d"),
        ] {
            assert_eq!(path(template), expected, "{template}");
        }
    }
}
