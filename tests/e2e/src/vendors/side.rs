//! What this SDK does for an intent, with what it sent for it, next to the vendor's call that is to
//! do the same.

use std::collections::BTreeMap;
use std::future::Future;

use rolekit::Response;
use rolekit_sandbox::{Endpoint, Request};
use serde::Serialize;
use serde_json::Value;

use crate::vendors::python::{Call, Names, Outcome, Told};

/// This SDK at work on a sandbox: each step is noted.
#[derive(Debug)]
pub struct Side<'a> {
    endpoint: &'a Endpoint,
    /// What is known by name.
    pub names: Names,
    /// What was done so far.
    pub steps: Vec<Step>,
}

/// What was done for an intent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// What was to be done.
    pub intent: String,
    /// The vendor's call that is to do it.
    pub call: Call,
    /// What came of it here.
    pub outcome: Outcome,
    /// What was sent for it.
    pub requests: Vec<Request>,
}

impl<'a> Side<'a> {
    /// Begins on an API of a sandbox, with what is known by name from before.
    pub fn new(endpoint: &'a Endpoint, names: Names) -> Self {
        Self {
            endpoint,
            names,
            steps: Vec::new(),
        }
    }

    /// Does something, for which the vendor's client has a call.
    ///
    /// # Panics
    /// If it fails without a word of the service, or its answer has not what is to be known by name.
    #[expect(clippy::panic, reason = "there is nothing to compare then")]
    pub async fn step<T: Serialize>(
        &mut self,
        intent: &str,
        call: Call,
        ours: impl Future<Output = rolekit::Result<T>>,
    ) {
        let before = self.endpoint.requests().len();
        let outcome = match ours.await {
            Ok(answer) => match serde_json::to_value(answer) {
                Ok(answer) => Outcome::Ok(answer),
                Err(error) => panic!("{intent}: the answer is no JSON: {error}"),
            },
            Err(error) => match error.status() {
                Some(status) => Outcome::Error {
                    status: status.as_u16(),
                    message: error.to_string(),
                },
                None => panic!("{intent}: {error}"),
            },
        };
        if let Outcome::Ok(answer) = &outcome {
            for (name, pointer) in call.kept() {
                let Some(value) = answer.pointer(pointer) else {
                    panic!("{intent}: the answer has nothing at {pointer}");
                };
                self.names.insert(name.clone(), value.clone());
            }
        }
        self.steps.push(Step {
            intent: intent.to_owned(),
            call,
            outcome,
            requests: self.endpoint.requests().split_off(before),
        });
    }

    /// A text that an earlier answer had.
    ///
    /// # Panics
    /// If none had it.
    #[expect(clippy::panic, reason = "there is nothing to ask for then")]
    pub fn text(&self, name: &str) -> String {
        match self.names.get(name) {
            Some(Value::String(text)) => text.clone(),
            other => panic!("`{name}` is no text: {other:?}"),
        }
    }

    /// A whole number that an earlier answer had.
    ///
    /// # Panics
    /// If none had it.
    #[expect(clippy::panic, reason = "there is nothing to ask for then")]
    pub fn number(&self, name: &str) -> i64 {
        match self.names.get(name).and_then(Value::as_i64) {
            Some(number) => number,
            None => panic!("`{name}` is no whole number: {:?}", self.names.get(name)),
        }
    }

    /// The vendor's calls for what was done.
    pub fn calls(&self) -> Vec<Call> {
        self.steps.iter().map(|step| step.call.clone()).collect()
    }
}

/// What the generated client answers, without the headers of the answer.
///
/// # Errors
/// Those of the call.
pub async fn inner<T>(
    call: impl Future<Output = rolekit::Result<Response<T>>>,
) -> rolekit::Result<T> {
    Ok(call.await?.into_inner())
}

/// The requests of each call of a session, out of all that a service has seen.
pub fn requests_of(told: &Told, all: &[Request]) -> Vec<Vec<Request>> {
    let mut before = 0;
    let mut parts = Vec::new();
    for outcome in &told.outcomes {
        let of_it =
            |request: &&Request| request.sequence > before && request.sequence <= outcome.arrived;
        parts.push(all.iter().filter(of_it).cloned().collect());
        before = outcome.arrived;
    }
    parts
}

/// A request as it is compared, part by part. Texts that differ between two sandboxes, such as ids,
/// have the names that the scenario gave them in their place.
pub fn parts(request: &Request, names: &Names) -> BTreeMap<&'static str, String> {
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
