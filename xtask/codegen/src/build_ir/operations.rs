//! One operation: its name, what the runtime must know of it, and its parts.

use serde_json::Value;

use super::context::Context;
use super::responses::Responses;
use super::tags;
use crate::ir::{Operation, Tag, path_parameters};
use crate::{names, security};

/// Returns the name of the method.
pub(super) fn name(operation: &Value) -> String {
    names::snake(id(operation))
}

fn id(operation: &Value) -> &str {
    let id = operation.get("operationId").and_then(Value::as_str);
    id.unwrap_or("")
}

impl Context<'_> {
    /// Returns the operation, and whether its response may also be a stream of events.
    pub(super) fn operation(
        &mut self,
        path: &str,
        method: &str,
        tags: &mut Vec<Tag>,
    ) -> (Operation, bool) {
        let value = self.value;
        let parameters = self.parameters(path);
        let body = self.body();
        let Responses {
            successes,
            errors,
            accept,
            has_events,
        } = self.responses(method);
        let flag = |key: &str| value.get(key).and_then(Value::as_bool);
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::trim);
        let docs = [text("summary"), text("description")];
        let docs = docs.into_iter().flatten().filter(|text| !text.is_empty());
        let anonymous = security::is_anonymous(self.doc, value);
        // Reads are always idempotent; the document must say it of everything else.
        let is_read = ["get", "head", "options"].contains(&method);
        let operation = Operation {
            name: name(value),
            id: id(value).to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            idempotent: flag("x-idempotent").unwrap_or(is_read),
            anonymous,
            // Without a credential, a path parameter is the secret, and the service may repeat it.
            withhold_errors: flag("x-withhold-errors")
                .unwrap_or(anonymous && !path_parameters(path).is_empty()),
            tag: tags::of(value, tags),
            docs: docs.map(str::to_owned).collect(),
            alternative: false,
            types: self.requests.name().to_owned(),
            parameters,
            body,
            successes,
            errors,
            accept,
        };
        (operation, has_events)
    }
}
