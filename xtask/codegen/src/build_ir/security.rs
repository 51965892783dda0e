//! The security schemes of the document, and those that operations require.

use serde_json::{Map, Value};

use crate::diagnostic::Report;
use crate::ir::{
    ApiKeyLocation, SecurityAlternative, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};
use crate::pointer::{component, join};
use crate::rustdoc_text::sanitize;

const SCHEMES: &str = "/components/securitySchemes";
const SCHEME_RULE: &str = "security-scheme";
const REQUIREMENT_RULE: &str = "security-requirement";
const LIST_ADVICE: &str =
    "Write a list of objects, each with the names of the schemes that are used together.";

/// The headers that the client sets.
const OWN_HEADERS: [&str; 3] = ["content-length", "host", "transfer-encoding"];

/// Authentication schemes whose credentials depend on a challenge of the service.
const CHALLENGE_AUTH_SCHEMES: [&str; 6] = [
    "digest",
    "hoba",
    "mutual",
    "ntlm",
    "scram-sha-1",
    "scram-sha-256",
];

/// Returns the security schemes of the document.
pub(super) fn schemes(doc: &Value, report: &mut Report) -> Vec<SecurityScheme> {
    let Some(described) = doc.pointer(SCHEMES) else {
        return Vec::new();
    };
    let Some(described) = described.as_object() else {
        report.unsupported(
            SCHEME_RULE,
            SCHEMES,
            "the security schemes are not an object",
            "Write an object of schemes by name.",
        );
        return Vec::new();
    };
    let mut schemes = Vec::new();
    for (id, scheme) in described.iter().filter(|(id, _)| !id.starts_with("x-")) {
        let at = join(SCHEMES, id);
        match kind(resolve(described, scheme)) {
            Ok(kind) => {
                note(&kind, &at, report);
                schemes.push(SecurityScheme {
                    id: id.clone(),
                    kind,
                });
            }
            Err((message, advice)) => report.unsupported(SCHEME_RULE, &at, message, advice),
        }
    }
    schemes
}

/// Returns the scheme that a scheme refers to.
fn resolve<'a>(schemes: &'a Map<String, Value>, mut scheme: &'a Value) -> &'a Value {
    for _ in 0..2 {
        let reference = scheme.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| component(reference, "securitySchemes"));
        match name.and_then(|name| schemes.get(&name)) {
            Some(next) => scheme = next,
            None => break,
        }
    }
    scheme
}

/// Returns the kind of a scheme, or the reason and the advice.
fn kind(scheme: &Value) -> Result<SecuritySchemeKind, (String, &'static str)> {
    let text = |key| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    if let Some(reference) = scheme.get("$ref") {
        return Err((
            format!("{reference} does not lead to a security scheme"),
            "Write the scheme here, or correct the reference.",
        ));
    }
    match text("type") {
        "apiKey" => {
            let location = match text("in") {
                "header" => ApiKeyLocation::Header,
                "query" => ApiKeyLocation::Query,
                "cookie" => ApiKeyLocation::Cookie,
                other => {
                    return Err((
                        format!("unknown location `{other}` of the API key"),
                        "Set `in` to `header`, `query` or `cookie`.",
                    ));
                }
            };
            let name = text("name");
            let is_valid = match location {
                ApiKeyLocation::Query => !name.is_empty(),
                ApiKeyLocation::Cookie => is_token(name),
                ApiKeyLocation::Header => {
                    is_token(name) && !OWN_HEADERS.contains(&name.to_lowercase().as_str())
                }
            };
            if !is_valid {
                return Err((
                    format!("invalid name `{name}` of the API key"),
                    "Set `name` to that of a header, a query parameter or a cookie that the client \
                     may set.",
                ));
            }
            Ok(SecuritySchemeKind::ApiKey(location, name.to_owned()))
        }
        "http" => {
            let word = text("scheme");
            match word.to_lowercase().as_str() {
                "basic" => Ok(SecuritySchemeKind::Basic),
                "bearer" => Ok(SecuritySchemeKind::Bearer),
                lower if CHALLENGE_AUTH_SCHEMES.contains(&lower) => Err((
                    format!("the credential of the scheme `{word}` depends on each response"),
                    "Remove the scheme in an overlay, and authenticate in a transport of your own.",
                )),
                _ if is_token(word) => Ok(SecuritySchemeKind::Http(word.to_owned())),
                _ => Err((
                    format!("invalid scheme `{word}` of HTTP"),
                    "Set `scheme` to `basic`, `bearer` or another registered scheme.",
                )),
            }
        }
        "oauth2" => Ok(SecuritySchemeKind::OAuth2),
        "openIdConnect" => Ok(SecuritySchemeKind::OpenIdConnect),
        "mutualTLS" => Ok(SecuritySchemeKind::MutualTls),
        other => Err((
            format!("unknown type `{other}` of a security scheme"),
            "Set `type` to `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`.",
        )),
    }
}

/// Returns whether a text is a token of HTTP, such as the name of a header.
fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

fn note(kind: &SecuritySchemeKind, at: &str, report: &mut Report) {
    let message = match kind {
        SecuritySchemeKind::OAuth2 | SecuritySchemeKind::OpenIdConnect => {
            "sent as a bearer token: the client does not obtain one"
        }
        SecuritySchemeKind::MutualTls => {
            "not in the requests: the HTTP client must have a certificate"
        }
        _ => return,
    };
    report.note(SCHEME_RULE, at, message);
}

/// Returns the alternatives that an operation requires.
pub(super) fn requirements(
    doc: &Value,
    operation: &Value,
    at: &str,
    schemes: &[SecurityScheme],
    report: &mut Report,
) -> Option<Vec<SecurityAlternative>> {
    let (described, at) = match operation.get("security") {
        Some(own) => (own, join(at, "security")),
        None => (doc.get("security")?, "/security".to_owned()),
    };
    let Some(described) = described.as_array() else {
        let message = "the security requirements are not a list";
        report.unsupported(REQUIREMENT_RULE, &at, message, LIST_ADVICE);
        return None;
    };
    let mut alternatives = Vec::new();
    for (index, described) in described.iter().enumerate() {
        let at = join(&at, index);
        alternatives.extend(alternative(doc, described, &at, schemes, report));
    }
    // An unsupported requirement was reported.
    if alternatives.is_empty() && !described.is_empty() {
        return None;
    }
    if alternatives.iter().all(Vec::is_empty) {
        return Some(Vec::new());
    }
    // The client cannot know whether the others do, and an optional credential is sent.
    alternatives.sort_by_key(|alternative| {
        let mut requirements = alternative.iter();
        !requirements.any(|requirement| {
            let mut schemes = schemes.iter();
            schemes.any(|scheme| scheme.id == requirement.scheme && scheme.is_in_request())
        })
    });
    Some(alternatives)
}

/// Returns the schemes that are used together, if the client supports all.
fn alternative(
    doc: &Value,
    described: &Value,
    at: &str,
    schemes: &[SecurityScheme],
    report: &mut Report,
) -> Option<SecurityAlternative> {
    let Some(described) = described.as_object() else {
        let message = "the security requirement is not an object";
        report.unsupported(REQUIREMENT_RULE, at, message, LIST_ADVICE);
        return None;
    };
    let mut alternative = Some(Vec::new());
    for (name, scopes) in described {
        if !schemes.iter().any(|scheme| scheme.id == *name) {
            // A described scheme that is not supported was reported.
            if doc.pointer(&join(SCHEMES, name)).is_none() {
                report.unsupported(
                    REQUIREMENT_RULE,
                    &join(at, name),
                    format!("unknown security scheme `{name}`"),
                    "Describe it in `components.securitySchemes`, or remove the requirement.",
                );
            }
            alternative = None;
            continue;
        }
        let scopes = scopes.as_array().into_iter().flatten();
        let requirement = SecurityRequirement {
            scheme: name.clone(),
            scopes: scopes
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        };
        if let Some(alternative) = &mut alternative {
            alternative.push(requirement);
        }
    }
    let alternative = alternative?;
    let used: Vec<_> = alternative
        .iter()
        .filter_map(|requirement| {
            schemes
                .iter()
                .find(|scheme| scheme.id == requirement.scheme)
        })
        .collect();
    for (index, scheme) in used.iter().enumerate() {
        let Some((location, name)) = scheme.place() else {
            continue;
        };
        let mut earlier = used[..index].iter();
        if let Some(earlier) = earlier.find(|earlier| earlier.replaces(location, name)) {
            report.unsupported(
                REQUIREMENT_RULE,
                at,
                format!(
                    "`{}` and `{}` are both sent as `{name}`, which has one value; the requirement is left out",
                    earlier.id, scheme.id
                ),
                "Write one of the two in an overlay, or each as an alternative.",
            );
            return None;
        }
    }
    Some(alternative)
}

/// Returns the documentation of the credentials of an operation, unless it is the only one of the
/// document.
pub(super) fn documentation(
    schemes: &[SecurityScheme],
    alternatives: Option<&[SecurityAlternative]>,
) -> Option<String> {
    let alternatives = alternatives?;
    let mut requirements = alternatives.iter().flatten();
    let has_scopes = requirements.any(|requirement| !requirement.scopes.is_empty());
    if schemes.len() < 2 && !has_scopes {
        return None;
    }
    let code = |text: &String| {
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("`{}`", words.join(" ").replace('`', "'"))
    };
    let alternatives = alternatives.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let scheme = code(&requirement.scheme);
            let scopes: Vec<String> = requirement.scopes.iter().map(code).collect();
            match scopes.is_empty() {
                true => scheme,
                false => format!("{scheme} with {}", scopes.join(", ")),
            }
        });
        let requirements: Vec<String> = requirements.collect();
        match requirements.is_empty() {
            true => "none".to_owned(),
            false => requirements.join(" and "),
        }
    });
    let alternatives: Vec<String> = alternatives.collect();
    let text = match alternatives.is_empty() {
        true => "Credentials: none.".to_owned(),
        false => format!("Credentials: {}.", alternatives.join("; or ")),
    };
    Some(sanitize(&text))
}
