//! The parameters of an operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::{IrContext, resolve};
use super::type_requests::TypeRequests;
use crate::diagnostic::Report;
use crate::extension_keys::PAGINATION;
use crate::ir::{
    Parameter, ParameterLocation, ParameterStyle, SecurityAlternative, path_parameters,
};
use crate::media_type::MediaKind;
use crate::names::{is_identifier, snake};
use crate::openapi::{self, MediaType};
use crate::pointer::join;

/// Names of the methods that every request has, and what its code names itself.
const RESERVED: [&str; 8] = [
    "body",
    "clone",
    "clone_into",
    "fmt",
    "into_future",
    "options",
    "request",
    "send",
];

/// Names of the methods that the request of a list has in addition.
const RESERVED_BY_LISTS: [&str; 6] = ["all", "lenient", "page", "pages", "start", "stream"];

/// The headers that the client sets.
const OWN_HEADERS: [&str; 4] = [
    "accept",
    "content-length",
    "content-type",
    "transfer-encoding",
];

/// Names of private methods of such a request, which a setter cannot have.
const PRIVATE_OF_LISTS: [&str; 2] = ["list", "read"];

impl IrContext<'_> {
    /// Returns the parameters in argument order. `security` are the credentials of the operation.
    pub(super) fn parameters(
        &mut self,
        path: &str,
        security: Option<&[SecurityAlternative]>,
    ) -> Vec<Parameter> {
        let template = path_parameters(path);
        let mut out: Vec<Parameter> = Vec::new();
        for (i, parameter) in self.value.parameters().enumerate() {
            let at = join(&join(self.at, "parameters"), i);
            let Some(mut found) = read(parameter, &at, self.requests, self.report) else {
                continue;
            };
            if self.is_credential(&found, security, &at) {
                continue;
            }
            if let Some(media) = parameter.content()
                && parameter.schema().is_none()
            {
                self.report_content(media, found.location, &at);
            }
            if let Some(schema) = parameter.schema() {
                self.note_undefined(&found.name, found.style, schema, &at);
            }
            if found.location == ParameterLocation::QueryString
                && let Some(media) = parameter.content()
                && media.kind() == MediaKind::Form
            {
                let schema = media.schema().cloned().unwrap_or_default();
                let at = join(&join(&at, "content"), media.name);
                found.fields = self.form_fields(&schema, media, &at);
            }
            out.push(found);
        }
        query_string(&mut out, self.at, self.report);
        for name in &template {
            let is =
                |p: &Parameter, name: &str| p.location == ParameterLocation::Path && p.name == name;
            if out.iter().any(|p| is(p, name)) {
                continue;
            }
            // Some documents repeat a router's syntax in the braces.
            let bare = strip_router_syntax(name);
            let near = out.iter_mut().find(|p| is(p, bare));
            if let Some(near) = near.filter(|_| !template.contains(&bare)) {
                near.name = (*name).to_owned();
                continue;
            }
            self.report.note(
                "path-parameter",
                self.at,
                format!("`{name}` in the path is not described; it is a string"),
            );
            out.push(Parameter {
                name: (*name).to_owned(),
                argument: (*name).to_owned(),
                location: ParameterLocation::Path,
                style: ParameterStyle::Simple,
                explode: false,
                allow_reserved: false,
                json: false,
                fields: Vec::new(),
                required: true,
                list: false,
                ty: self.requests.add(&json!({"type": "string"})),
                description: String::new(),
            });
        }
        out.retain(|p| {
            let is_in_path =
                p.location != ParameterLocation::Path || template.contains(&p.name.as_str());
            if !is_in_path {
                self.report.unsupported(
                    "path-parameter",
                    self.at,
                    format!("the path has no parameter `{}`", p.name),
                    "Remove it in an overlay, or correct its `in`.",
                );
            }
            is_in_path
        });
        let rank = |p: &Parameter| template.iter().position(|name| *name == p.name);
        out.sort_by(|a, b| {
            let key = |p: &Parameter| (!p.required, p.location);
            key(a).cmp(&key(b)).then_with(|| match a.location {
                ParameterLocation::Path => rank(a).cmp(&rank(b)),
                _ => a.name.cmp(&b.name),
            })
        });
        let is_list = self.value.0.get(PAGINATION).is_some();
        arguments(&mut out, is_list, self.at, self.report);
        out
    }
}

impl IrContext<'_> {
    /// Reports a parameter in whose place a credential is sent. Returns whether that is so in each call.
    fn is_credential(
        &mut self,
        parameter: &Parameter,
        security: Option<&[SecurityAlternative]>,
        at: &str,
    ) -> bool {
        let schemes = self.security_schemes.iter();
        let schemes = schemes.filter(|s| s.replaces(parameter.location, &parameter.name));
        // Without requirements, any credential may be sent.
        let is_used = |id: &&str| {
            let mut requirements = security.into_iter().flatten().flatten();
            security.is_none() || requirements.any(|requirement| requirement.scheme == *id)
        };
        let ids: Vec<&str> = schemes.map(|s| s.id.as_str()).filter(is_used).collect();
        if ids.is_empty() {
            return false;
        }
        let is_in = |alternative: &SecurityAlternative| {
            let mut requirements = alternative.iter();
            requirements.any(|requirement| ids.contains(&requirement.scheme.as_str()))
        };
        let is_always = security.is_some_and(|alternatives| alternatives.iter().all(is_in));
        let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let ids = ids.join(" or ");
        let message = match is_always {
            true => format!("left out: the client sends its credential {ids} as this value"),
            false => format!("a call with the credential {ids} sends that in place of this value"),
        };
        self.report.note("credential-parameter", at, message);
        is_always
    }
}

/// Leaves out query strings after the first, and reports query parameters beside one.
fn query_string(parameters: &mut Vec<Parameter>, at: &str, report: &mut Report) {
    let is_whole = |p: &Parameter| p.location == ParameterLocation::QueryString;
    let Some(first) = parameters.iter().position(is_whole) else {
        return;
    };
    let mut index = 0..;
    parameters.retain(|p| {
        let is_kept = index.next() == Some(first) || !is_whole(p);
        if !is_kept || p.location == ParameterLocation::Query {
            let message = match is_kept {
                true => "is sent in the same query as a parameter that is the whole query",
                false => "is a second whole query; left out",
            };
            report.unsupported(
                "querystring",
                at,
                format!("`{}` {message}", p.name),
                "Remove one of the two in an overlay.",
            );
        }
        is_kept
    });
}

impl IrContext<'_> {
    /// Says how the value of a parameter with a media type is written.
    fn report_content(&mut self, media: MediaType<'_>, location: ParameterLocation, at: &str) {
        if media.item_schema().is_some() {
            self.report.unsupported(
                "item-schema",
                &join(&join(&join(at, "content"), media.name), "itemSchema"),
                "a parameter is not written item by item: the items have no type",
                "Describe the whole value by `schema` in an overlay.",
            );
        }
        let is_whole = location == ParameterLocation::QueryString;
        let is_written = match media.kind() {
            MediaKind::Json => true,
            MediaKind::Form => is_whole,
            _ => false,
        };
        let schema = resolve(self.doc, media.schema().unwrap_or(&Value::Null));
        let is_list = schema.get("type").is_some_and(|kind| kind == "array");
        let name = media.name;
        let is_structured = media.schema().is_some() && self.is_structured(schema);
        if is_written || !(is_list || is_structured) {
            let message = format!("sent as `{name}`");
            self.report.note("parameter-content", at, message);
        } else {
            self.report.unsupported(
                "parameter-content",
                at,
                format!("the client cannot write an object or a list as `{name}`: the default style is used"),
                "Describe a string instead, or JSON.",
            );
        }
    }
}

/// Returns a name without a router's syntax.
fn strip_router_syntax(name: &str) -> &str {
    let name = name
        .trim()
        .trim_start_matches(['+', '#', '.', '/', ';', '?', '&', '*', ':']);
    let name = name.split(':').next().unwrap_or(name);
    name.trim_end_matches(['*', '+', '?'])
}

/// Reads a parameter; `None` if it cannot be sent, which was reported.
pub(super) fn read(
    parameter: openapi::ParameterObject<'_>,
    at: &str,
    requests: &mut TypeRequests,
    report: &mut Report,
) -> Option<Parameter> {
    let (Some(name), Some(location)) = (parameter.name(), parameter.location()) else {
        report.unsupported(
            "parameter",
            at,
            "a parameter needs `name` and `in`; left out",
            "Correct it in an overlay.",
        );
        return None;
    };
    let location = match location {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "querystring" => ParameterLocation::QueryString,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        other => {
            report.unsupported(
                "parameter-location",
                at,
                format!(
                    "`{other}` is not a parameter location of OpenAPI; the parameter `{name}` is left out"
                ),
                "In an overlay, describe it in the body or with a location of OpenAPI.",
            );
            return None;
        }
    };
    if location == ParameterLocation::Header
        && OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str())
    {
        report.note("header-parameter", at, "the client sets this header");
        return None;
    }
    if location == ParameterLocation::Header && !is_token(name) {
        report.unsupported(
            "header-parameter",
            at,
            format!("`{name}` is not a header name"),
            "Correct it in an overlay.",
        );
        return None;
    }
    if location == ParameterLocation::Cookie && !is_cookie_name(name) {
        report.unsupported(
            "cookie-parameter",
            at,
            format!("`{name}` is not a cookie name; left out"),
            "Correct it in an overlay.",
        );
        return None;
    }
    if location == ParameterLocation::QueryString
        && (parameter.schema().is_some() || parameter.content().is_none())
    {
        report.unsupported(
            "querystring",
            at,
            format!("the query string `{name}` must have `content`, and no `schema`; left out"),
            "Write its media type and schema into `content`.",
        );
        return None;
    }
    let (schema, json) = match (parameter.schema(), parameter.content()) {
        (Some(schema), _) => (schema.clone(), false),
        (None, Some(media)) => {
            let schema = media.schema().cloned().unwrap_or_else(|| json!({}));
            (schema, media.kind() == MediaKind::Json)
        }
        (None, None) => {
            report.note("parameter-schema", at, "no schema: a string");
            (json!({"type": "string"}), false)
        }
    };
    let default = location.default_style();
    let style = match (parameter.style(), location) {
        (None, _) => default,
        (Some("simple"), ParameterLocation::Path | ParameterLocation::Header) => {
            ParameterStyle::Simple
        }
        (Some("label"), ParameterLocation::Path) => ParameterStyle::Label,
        (Some("matrix"), ParameterLocation::Path) => ParameterStyle::Matrix,
        (Some("form"), ParameterLocation::Query | ParameterLocation::Cookie) => {
            ParameterStyle::Form
        }
        (Some("spaceDelimited"), ParameterLocation::Query) => ParameterStyle::SpaceDelimited,
        (Some("pipeDelimited"), ParameterLocation::Query) => ParameterStyle::PipeDelimited,
        (Some("deepObject"), ParameterLocation::Query) => ParameterStyle::DeepObject,
        (Some("cookie"), ParameterLocation::Cookie) => ParameterStyle::Cookie,
        (Some(other), _) => {
            report.unsupported(
                "parameter-style",
                &join(at, "style"),
                format!("the style `{other}` does not apply here; the default is used"),
                "Correct it in an overlay.",
            );
            default
        }
    };
    let described = schema.get("description").and_then(Value::as_str);
    let described = described.unwrap_or_default().trim();
    location_keywords(parameter, location, &schema, at, report);
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let items = schema
        .get("items")
        .filter(|_| !json && location != ParameterLocation::QueryString)
        .filter(|_| schema.get("type").is_some_and(|kind| kind == "array"));
    if location == ParameterLocation::Path && !parameter.is_required() {
        report.note("path-parameter", at, "path parameters are required");
    }
    Some(Parameter {
        name: name.to_owned(),
        argument: parameter.rust_name().unwrap_or(name).to_owned(),
        location,
        style,
        explode: parameter.explode().unwrap_or(style.default_explode()),
        allow_reserved: parameter.allows_reserved(),
        json,
        fields: Vec::new(),
        required: location == ParameterLocation::Path || (parameter.is_required() && !nullable),
        list: items.is_some(),
        ty: requests.add_not_null(&argument_schema(items.unwrap_or(&schema))),
        description: match parameter.description() {
            "" => described.to_owned(),
            description => description.to_owned(),
        },
    })
}

/// Reports keywords that do not apply to the location or the type of a parameter.
fn location_keywords(
    parameter: openapi::ParameterObject<'_>,
    location: ParameterLocation,
    schema: &Value,
    at: &str,
    report: &mut Report,
) {
    let is_query = location == ParameterLocation::Query;
    if parameter.allows_empty_value() {
        let (rule, at) = ("allow-empty-value", join(at, "allowEmptyValue"));
        let kind = schema.get("type").and_then(Value::as_str);
        match kind {
            _ if !is_query => {
                report.note(rule, &at, "not used: only query parameters can be empty")
            }
            Some("string") => report.note(rule, &at, "an empty string is sent without a value"),
            _ => report.unsupported(
                rule,
                &at,
                "the type of the parameter has no empty value",
                "Describe it as a string in an overlay.",
            ),
        }
    }
    let is_encoded = is_query || location == ParameterLocation::Path;
    if parameter.allows_reserved() && !is_encoded {
        report.note(
            "allow-reserved",
            &join(at, "allowReserved"),
            "not used: values in this location are not percent-encoded",
        );
    }
}

/// Returns the schema of an argument. A positive integer is not a type of its own, because literals
/// would not have it.
fn argument_schema(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let is_integer = schema.get("type").is_some_and(|kind| kind == "integer");
    let is_exclusive = schema.get("exclusiveMinimum") == Some(&Value::Bool(true));
    let first = if is_exclusive { 0.0 } else { 1.0 };
    if is_integer && schema.get("minimum").and_then(Value::as_f64) == Some(first) {
        schema["minimum"] = json!(0);
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("exclusiveMinimum");
        }
    }
    schema
}

fn is_token(name: &str) -> bool {
    let other = "!#$%&'*+-.^_`|~";
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || other.contains(c))
}

/// Returns whether a text can be the name of a cookie. Some services use brackets, although a token of
/// HTTP has none.
fn is_cookie_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_graphic() && !b"\",;=\\".contains(&byte);
    !name.is_empty() && name.bytes().all(is_part)
}

/// Gives each argument a unique name, from the one that the document gives it.
fn arguments(parameters: &mut [Parameter], is_list: bool, at: &str, report: &mut Report) {
    let mut used_names: BTreeSet<String> = RESERVED.map(str::to_owned).into();
    if is_list {
        used_names.extend(RESERVED_BY_LISTS.map(str::to_owned));
    }
    for (i, parameter) in parameters.iter_mut().enumerate() {
        let original = snake(&parameter.argument);
        let mut plain = original.clone();
        if !is_identifier(&plain) {
            plain = format!("parameter_{i}");
        }
        let location = match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::QueryString => "querystring",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
        };
        let mut argument = plain.clone();
        let is_setter = is_list && !parameter.required;
        for n in 1.. {
            let is_private = is_setter && PRIVATE_OF_LISTS.contains(&argument.as_str());
            if !is_private && used_names.insert(argument.clone()) {
                break;
            }
            let base = plain.trim_end_matches('_');
            argument = match n {
                1 => format!("{base}_{location}"),
                n => format!("{base}_{location}_{n}"),
            };
        }
        if argument != original {
            report.note(
                "parameter-name",
                at,
                format!("`{}` is the argument `{argument}`", parameter.name),
            );
        }
        parameter.argument = argument;
    }
}
