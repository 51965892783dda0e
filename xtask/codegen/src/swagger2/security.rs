//! Converts security definitions.

use serde_json::{Map, Value, json};

use super::context::ConversionContext;
use super::fields::{self, SECURITY_SCHEME};
use crate::pointer::join;

/// Converts the security schemes.
pub(super) fn schemes(schemes: &Value, context: &mut ConversionContext<'_>) -> Value {
    let Some(schemes) = schemes.as_object() else {
        return schemes.clone();
    };
    let converted = schemes.iter().map(|(name, scheme)| {
        let at = join("/securityDefinitions", name);
        (name.clone(), convert(scheme, &at, context))
    });
    Value::Object(converted.collect())
}

fn convert(scheme: &Value, at: &str, context: &mut ConversionContext<'_>) -> Value {
    let Some(map) = scheme.as_object() else {
        return scheme.clone();
    };
    if map.contains_key("$ref") {
        return scheme.clone();
    }
    let mut map = fields::known(map, at, &SECURITY_SCHEME, context.report);
    match map.get("type").and_then(Value::as_str) {
        Some("basic") => {
            map.insert("type".to_owned(), json!("http"));
            map.insert("scheme".to_owned(), json!("basic"));
        }
        Some("oauth2") => flows(&mut map, at, context),
        Some("apiKey") | None => {}
        Some(other) => {
            let message =
                format!("the type `{other}` is not part of Swagger 2.0: read as in OpenAPI 3.0");
            context
                .report
                .note("not-in-2.0", &join(at, "type"), message);
        }
    }
    Value::Object(map)
}

/// Moves the fields of an OAuth 2 flow to an object of its own.
fn flows(map: &mut Map<String, Value>, at: &str, context: &mut ConversionContext<'_>) {
    let flow = map.shift_remove("flow");
    let name = match flow.as_ref().and_then(Value::as_str) {
        Some("implicit") => "implicit",
        Some("password") => "password",
        Some("application") => "clientCredentials",
        Some("accessCode") => "authorizationCode",
        other => {
            let message = format!("unknown flow `{}` of OAuth 2", other.unwrap_or_default());
            // A client sends the token, and does not obtain it.
            context
                .report
                .note("security-scheme", &join(at, "flow"), message);
            return;
        }
    };
    let mut fields = Map::new();
    for key in ["authorizationUrl", "tokenUrl", "scopes"] {
        if let Some(value) = map.shift_remove(key) {
            fields.insert(key.to_owned(), value);
        }
    }
    map.insert("flows".to_owned(), json!({name: fields}));
}
