//! Records this SDK's calls with their requests, each beside the vendor's call for the same intent.

use std::collections::BTreeMap;
use std::future::Future;

use rolekit::Response;
use rolekit_sandbox::{Endpoint, RecordedRequest};
use serde::Serialize;
use serde_json::Value;

use crate::vendors::python::{CallResult, Names, SessionResult, VendorCall};

/// Records the calls of this SDK on a server of the sandbox.
#[derive(Debug)]
pub struct Recorder<'a> {
    endpoint: &'a Endpoint,
    /// Values that calls refer to by name.
    pub names: Names,
    /// The steps so far.
    pub steps: Vec<Step>,
}

/// A call of this SDK.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// What the call is for.
    pub intent: String,
    /// The vendor's call for the same.
    pub call: VendorCall,
    /// The result of this SDK's call.
    pub result: CallResult,
    /// The requests of this SDK's call.
    pub requests: Vec<RecordedRequest>,
}

impl<'a> Recorder<'a> {
    /// Starts recording, with values that calls refer to by name.
    pub fn new(endpoint: &'a Endpoint, names: Names) -> Self {
        Self {
            endpoint,
            names,
            steps: Vec::new(),
        }
    }

    /// Makes this SDK's call and records it, with the vendor's call for the same intent.
    ///
    /// # Panics
    /// If the call fails without a response, or the response lacks a value that is to be named.
    #[expect(clippy::panic, reason = "a failing test panics")]
    pub async fn step<T: Serialize>(
        &mut self,
        intent: &str,
        call: VendorCall,
        ours: impl IntoFuture<Output = rolekit::Result<T>>,
    ) {
        let before = self.endpoint.requests().len();
        let result = match ours.await {
            Ok(value) => match serde_json::to_value(value) {
                Ok(value) => CallResult::Ok(value),
                Err(error) => panic!("{intent}: cannot serialize the value: {error}"),
            },
            Err(error) => match error.status() {
                Some(status) => CallResult::Error {
                    status: status.as_u16(),
                    message: error.to_string(),
                },
                None => panic!("{intent}: {error}"),
            },
        };
        if let CallResult::Ok(value) = &result {
            for (name, pointer) in call.values_to_keep() {
                let Some(named) = value.pointer(pointer) else {
                    panic!("{intent}: the value has nothing at {pointer}");
                };
                self.names.insert(name.clone(), named.clone());
            }
        }
        self.steps.push(Step {
            intent: intent.to_owned(),
            call,
            result,
            requests: self.endpoint.requests().split_off(before),
        });
    }

    /// Returns a named string of an earlier response.
    ///
    /// # Panics
    /// If there is no such value.
    #[expect(clippy::panic, reason = "a failing test panics")]
    pub fn text(&self, name: &str) -> String {
        match self.names.get(name) {
            Some(Value::String(text)) => text.clone(),
            other => panic!("`{name}` is not a string: {other:?}"),
        }
    }

    /// Returns a named integer of an earlier response.
    ///
    /// # Panics
    /// If there is no such value.
    #[expect(clippy::panic, reason = "a failing test panics")]
    pub fn number(&self, name: &str) -> i64 {
        match self.names.get(name).and_then(Value::as_i64) {
            Some(number) => number,
            None => panic!("`{name}` is not an integer: {:?}", self.names.get(name)),
        }
    }

    /// Returns the vendor's calls of all steps.
    pub fn calls(&self) -> Vec<VendorCall> {
        self.steps.iter().map(|step| step.call.clone()).collect()
    }
}

/// Returns the value of a response of the generated client.
///
/// # Errors
/// If the call fails.
pub async fn inner<T>(
    call: impl Future<Output = rolekit::Result<Response<T>>>,
) -> rolekit::Result<T> {
    Ok(call.await?.into_inner())
}

/// Splits the requests that a server received by the calls of a session.
pub fn requests_of(session: &SessionResult, all: &[RecordedRequest]) -> Vec<Vec<RecordedRequest>> {
    let mut before = 0;
    let mut parts = Vec::new();
    for result in &session.results {
        let of_call = |request: &&RecordedRequest| {
            request.sequence > before && request.sequence <= result.arrived
        };
        parts.push(all.iter().filter(of_call).cloned().collect());
        before = result.arrived;
    }
    parts
}

/// Returns the compared parts of a request. Names take the place of strings that differ between two
/// sandboxes, such as ids.
pub fn parts(request: &RecordedRequest, names: &Names) -> BTreeMap<&'static str, String> {
    let mut named: Vec<_> = names
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str().filter(|text| text.len() > 3)?)))
        .collect();
    named.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    let plain = |text: &str| {
        named.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(*value, &format!("{{{name}}}"))
        })
    };
    let query = match &request.query {
        Some(query) => format!("?{query}"),
        None => String::new(),
    };
    BTreeMap::from([
        ("method", request.method.clone()),
        ("path", plain(&request.path)),
        ("query", plain(&query)),
        ("body", plain(&String::from_utf8_lossy(&request.body))),
    ])
}
