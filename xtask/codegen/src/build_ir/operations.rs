//! One operation: its name, what the runtime must know about it, and its parts.

use super::context::IrContext;
use super::resources::ResourceNames;
use super::responses::Responses;
use super::security;
use super::servers::Servers;
use crate::extension_keys;
use crate::ir::{Operation, Response, ResponseContent, is_read, path_parameters};
use crate::pointer::join;
use crate::{names, openapi};

/// Returns the name of the method.
pub(super) fn name(operation: openapi::OperationObject<'_>) -> String {
    names::snake(operation.id())
}

impl IrContext<'_> {
    /// Returns the operation, and its successes as streams, if it may also return a stream.
    pub(super) fn operation(
        &mut self,
        path: &str,
        method: &str,
        resources: &mut ResourceNames,
        servers: &mut Servers,
    ) -> (Operation, Option<(Vec<Response>, String)>) {
        let value = self.value;
        let schemes = self.security_schemes;
        let security = security::requirements(self.doc, value.0, self.at, schemes, self.report);
        let parameters = self.parameters(path, security.as_deref());
        let body = self.body();
        let Responses {
            successes,
            errors,
            accept,
            streams,
        } = self.responses(method, value.0.get(extension_keys::PAGINATION).is_some());
        let credentials = security::documentation(schemes, security.as_deref());
        let is_anonymous = security.as_ref().is_some_and(Vec::is_empty);
        // Other operations than reads are idempotent only if the document says so.
        let is_read = is_read(method);
        let operation = Operation {
            name: name(value),
            method_name: String::new(),
            resource: resources.of(value, self.at, self.report),
            id: value.id().to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            server: self.server(path, servers),
            idempotent: value.idempotent().unwrap_or(is_read),
            security,
            credentials,
            // Without a credential, a path parameter is the secret, and the service may repeat it.
            withhold_errors: value
                .withhold_errors()
                .unwrap_or(is_anonymous && !path_parameters(path).is_empty()),
            docs: value.docs().map(str::to_owned).collect(),
            alternative: false,
            types: self.requests.name().to_owned(),
            pagination: self.pagination(&parameters),
            parameters,
            body,
            successes,
            errors,
            accept,
        };
        if operation.default_covers_successes() {
            let mut successes = operation.successes.iter();
            let first = successes.next().map(|response| &response.content);
            let other = match first {
                _ if successes.any(|response| Some(&response.content) != first) => "`Unknown`",
                Some(ResponseContent::Empty) => "an error if it has a body",
                _ => "read as the described success",
            };
            let message = format!("the type of errors; a success with another status is {other}");
            let at = join(&join(self.at, "responses"), "default");
            self.report.note("default-response", &at, message);
        }
        (operation, streams)
    }
}
