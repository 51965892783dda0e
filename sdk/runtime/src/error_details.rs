//! Reads code, message and request id from the bodies of error responses.

use serde_json::Value;

/// The details of an error response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the layers above the runtime construct it"
)]
pub struct ErrorDetails {
    /// The service's code for the error.
    pub code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The id of the request at the service.
    pub request_id: Option<String>,
}

impl ErrorDetails {
    /// Reads the formats that most services use, such as those of RFC 9457, FastAPI and the Django
    /// REST framework, at the top level or in the field `error`.
    pub fn from_json(body: &Value) -> Self {
        let inner = match body.get("error") {
            Some(error @ Value::Object(_)) => error,
            _ => body,
        };
        let first = |members: &[&str]| {
            let mut members = members.iter();
            members.find_map(|member| string_field(inner, member))
        };
        let message = first(&[
            "message",
            "detail",
            "error_description",
            "description",
            "title",
            "error",
            "msg",
            "reason",
        ]);
        let message = message.or_else(|| {
            let lists = ["detail", "errors", "message", "non_field_errors"];
            let mut lists = lists.iter().filter_map(|member| inner.get(member));
            lists.find_map(reasons)
        });
        Self {
            code: first(&["code", "type", "error_code", "errorCode"]),
            message: message.or_else(|| match inner {
                Value::String(_) | Value::Array(_) => reasons(inner),
                // The Django REST framework: the messages of each field.
                Value::Object(fields) if fields.values().all(is_list_of_texts) => reasons(inner),
                _ => None,
            }),
            request_id: first(&["request_id", "requestId", "trace_id"]),
        }
    }
}

/// The names of the fields of an error response, for a service with a format of its own. The first field
/// that is set counts.
///
/// ```
/// # use rolekit_runtime::{ErrorFields, ServiceInfo};
/// const ERRORS: ErrorFields = ErrorFields {
///     code: &["code"],
///     message: &["description"],
///     ..ErrorFields::NONE
/// };
/// let mut service = ServiceInfo::new("example", "example/1.0");
/// service.read_error = |body| ERRORS.read(body);
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "services define one as a constant"
)]
pub struct ErrorFields {
    /// The service's code for the error.
    pub code: &'static [&'static str],
    /// The message.
    pub message: &'static [&'static str],
    /// The id of the request at the service.
    pub request_id: &'static [&'static str],
    /// Texts, lists, or lists of an object that are reasons, each with its field, and follow the message;
    /// up to 16. A body that is a list contains them too.
    pub reasons: &'static [&'static str],
    /// An object whose keys are the invalid fields of the request, which follow the message. Its values
    /// are omitted, because they may repeat those of the request.
    pub invalid_fields: &'static [&'static str],
}

impl ErrorFields {
    /// No fields.
    pub const NONE: Self = Self {
        code: &[],
        message: &[],
        request_id: &[],
        reasons: &[],
        invalid_fields: &[],
    };

    /// Reads the body of an error.
    pub fn read(&self, body: &Value) -> ErrorDetails {
        let text = |names: &[&str]| names.iter().find_map(|name| string_field(body, name));
        let reasons = match body {
            Value::Array(_) => reasons(body),
            _ => find(body, self.reasons, reasons),
        };
        let details = reasons.or_else(|| find(body, self.invalid_fields, invalid_fields));
        ErrorDetails {
            code: text(self.code),
            message: match (text(self.message), details) {
                (Some(message), Some(details)) => Some(format!("{message} ({details})")),
                (message, details) => message.or(details),
            },
            request_id: text(self.request_id),
        }
    }
}

/// Returns what `read` returns for the first of these fields for which it returns something.
fn find<T>(body: &Value, names: &[&str], read: fn(&Value) -> Option<T>) -> Option<T> {
    let mut values = names.iter().filter_map(|name| body.get(name));
    values.find_map(read)
}

/// Returns the keys of an object in a sentence.
fn invalid_fields(fields: &Value) -> Option<String> {
    let names: Vec<_> = fields.as_object()?.keys().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("invalid fields: {}", names.join(", ")))
}

/// Maximum number of reasons in a message.
const MAX_REASONS: usize = 16;

fn is_list_of_texts(value: &Value) -> bool {
    let texts = value.as_array();
    texts.is_some_and(|texts| !texts.is_empty() && texts.iter().all(Value::is_string))
}

/// Joins the reasons in a text, a list, or the lists of an object, each with its field, up to 16.
fn reasons(value: &Value) -> Option<String> {
    let mut reasons = Vec::new();
    collect_reasons(value, "", &mut reasons);
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// The members of an object that describes one reason.
const OF_A_REASON: [&str; 10] = [
    "code",
    "description",
    "field",
    "id",
    "instance",
    "links",
    "loc",
    "status",
    "title",
    "type",
];

fn collect_reasons(value: &Value, field: &str, reasons: &mut Vec<String>) {
    if reasons.len() == MAX_REASONS {
        return;
    }
    match value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if field.is_empty() => reasons.push(text.clone()),
        Value::String(text) => reasons.push(format!("{field}: {text}")),
        Value::Array(items) => {
            for item in items {
                collect_reasons(item, field, reasons);
            }
        }
        Value::Object(members) => {
            let text = |names: &[&str]| names.iter().find_map(|name| string_field(value, name));
            let reason = text(&["msg", "message", "detail"]);
            // Fields have these names too, but not beside only what describes a reason.
            let is_reason = |name: &String| OF_A_REASON.contains(&name.as_str());
            let has_fields = !members.keys().all(is_reason);
            let reason = reason.or_else(|| text(&["title", "description"]).filter(|_| !has_fields));
            if let Some(text) = reason {
                let field = members.get("loc").and_then(Value::as_array).map(|path| {
                    let path: Vec<_> = path.iter().map(text_of).collect();
                    path.join(".")
                });
                let field = field.or_else(|| string_field(value, "field"));
                collect_reasons(&text.into(), field.as_deref().unwrap_or(""), reasons);
            } else {
                for (name, member) in members {
                    match (field, name.as_str()) {
                        // These contain reasons that are not about a field.
                        (_, "errors" | "message" | "non_field_errors") => {
                            collect_reasons(member, field, reasons);
                        }
                        ("", name) => collect_reasons(member, name, reasons),
                        (field, name) => {
                            collect_reasons(member, &format!("{field}.{name}"), reasons);
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns a field of an object as text, if it is a non-empty string or a number.
fn string_field(body: &Value, name: &str) -> Option<String> {
    match body.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ErrorDetails, ErrorFields, MAX_REASONS};

    #[test]
    fn the_usual_members_of_errors_are_read() {
        for (body, code, message) in [
            (json!({"code": 7, "message": "no"}), Some("7"), Some("no")),
            (
                json!({"type": "about:blank", "title": "t", "detail": "d"}),
                Some("about:blank"),
                Some("d"),
            ),
            (
                json!({"type": "about:blank", "title": "t", "status": 403}),
                Some("about:blank"),
                Some("t"),
            ),
            (json!({"error": "denied"}), None, Some("denied")),
            (
                json!({"error": {"code": "c", "message": "m"}}),
                Some("c"),
                Some("m"),
            ),
            (json!([1]), None, None),
            (
                json!({"detail": [{"loc": ["body", "roles", 0], "msg": "missing", "type": "t"}]}),
                None,
                Some("body.roles.0: missing"),
            ),
            (
                json!({"name": ["blank", "short"], "role": ["unknown"]}),
                None,
                Some("name: blank; name: short; role: unknown"),
            ),
            (
                json!({"non_field_errors": ["no"], "id": 1}),
                None,
                Some("no"),
            ),
            (
                json!({"errors": [{"field": "a", "message": "no"}, "b"], "code": "c"}),
                Some("c"),
                Some("a: no; b"),
            ),
            (json!({"errors": {"a": ["no"]}}), None, Some("a: no")),
            (json!({"description": "d"}), None, Some("d")),
            (
                json!({"errors": {"email": ["Bad", "Worse"], "name": ["Long"]}}),
                None,
                Some("email: Bad; email: Worse; name: Long"),
            ),
            (
                json!({"errors": {"user": {"role": ["Too high"]}}}),
                None,
                Some("user.role: Too high"),
            ),
            (
                json!({"errors": {"description": "Long", "name": "Taken"}}),
                None,
                Some("description: Long; name: Taken"),
            ),
            (json!({"errors": {"errors": ["no"]}}), None, Some("no")),
            (json!([{"errors": {"a": "no"}}]), None, Some("a: no")),
            (json!({"errors": [{}, "", 1, null]}), None, None),
            (json!({"id": 1, "name": "a"}), None, None),
            (json!({"message": {}}), None, None),
        ] {
            let details = ErrorDetails::from_json(&body);
            assert_eq!(details.code.as_deref(), code, "{body}");
            assert_eq!(details.message.as_deref(), message, "{body}");
        }
    }

    #[test]
    fn long_lists_are_truncated() {
        let read = ErrorDetails::from_json(&json!(vec!["no"; 1000]));
        assert_eq!(read.message.unwrap(), vec!["no"; MAX_REASONS].join("; "));
    }

    #[test]
    fn the_named_fields_are_read() {
        let fields = ErrorFields {
            code: &["class", "code"],
            message: &["message", "detail"],
            request_id: &["trace"],
            reasons: &["errors"],
            invalid_fields: &["invalid"],
        };
        for (body, code, message) in [
            (json!({"detail": "No", "code": 7}), Some("7"), Some("No")),
            (
                json!({"class": "c", "code": "d", "message": "No", "detail": "Never"}),
                Some("c"),
                Some("No"),
            ),
            (
                json!({"message": "No", "errors": {"old": ["Wrong"]}}),
                None,
                Some("No (old: Wrong)"),
            ),
            (
                json!({"errors": {"groups": "None"}}),
                None,
                Some("groups: None"),
            ),
            (json!(["Invited before"]), None, Some("Invited before")),
            (
                json!({"message": "No", "invalid": {"role": ["canary"], "user_id": []}}),
                None,
                Some("No (invalid fields: role, user_id)"),
            ),
            (
                json!({"invalid": {"role": 1}}),
                None,
                Some("invalid fields: role"),
            ),
        ] {
            let read = fields.read(&body);
            assert_eq!(read.code.as_deref(), code, "{body}");
            assert_eq!(read.message.as_deref(), message, "{body}");
            assert_eq!(read.request_id, None);
        }
        let traced = fields.read(&json!({"trace": "t-1"}));
        assert_eq!(traced.request_id.as_deref(), Some("t-1"));
        for empty in [
            json!({}),
            json!([]),
            json!("text"),
            json!(null),
            json!({"message": {}, "errors": [{}, "", 1, null], "invalid": {}, "trace": {}}),
        ] {
            assert_eq!(fields.read(&empty), ErrorDetails::default(), "{empty}");
        }
    }
}
