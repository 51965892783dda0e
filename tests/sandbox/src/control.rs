//! The sandbox's own requests, which control it over HTTP.

use axum::http::{Method, StatusCode};
use serde::de::DeserializeOwned;

/// The prefix of the paths of control requests.
pub(crate) const PREFIX: &str = "/__sandbox/";

/// A request that controls the sandbox, on the port of either server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ControlRequest {
    /// Returns the recorded requests.
    GetRequests,
    /// Deletes the recorded requests.
    DeleteRequests,
    /// Returns the pending faults.
    GetFaults,
    /// Adds faults.
    AddFaults,
    /// Clears all faults.
    DeleteFaults,
    /// Returns the counts of connections.
    GetConnections,
    /// Advances the clock.
    AdvanceClock,
    /// Adds data.
    AddSeed,
}

impl ControlRequest {
    /// All control requests.
    pub const ALL: [Self; 8] = [
        Self::GetRequests,
        Self::DeleteRequests,
        Self::GetFaults,
        Self::AddFaults,
        Self::DeleteFaults,
        Self::GetConnections,
        Self::AdvanceClock,
        Self::AddSeed,
    ];

    /// Returns the method, the path, and what the request does in one line.
    #[must_use]
    pub fn describe(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::GetRequests => (
                "GET",
                "/__sandbox/requests",
                "returns the recorded requests of this server",
            ),
            Self::DeleteRequests => (
                "DELETE",
                "/__sandbox/requests",
                "deletes the recorded requests of this server",
            ),
            Self::GetFaults => (
                "GET",
                "/__sandbox/faults",
                "returns the pending faults of this server",
            ),
            Self::AddFaults => (
                "POST",
                "/__sandbox/faults",
                "adds a fault plan to this server; an invalid one is 400 with an `error`",
            ),
            Self::DeleteFaults => (
                "DELETE",
                "/__sandbox/faults",
                "clears all faults of this server",
            ),
            Self::GetConnections => (
                "GET",
                "/__sandbox/connections",
                "returns the connection counts of this server, including its own",
            ),
            Self::AdvanceClock => (
                "POST",
                "/__sandbox/clock",
                "advances the clock of both servers by `{\"advance_ms\": N}`",
            ),
            Self::AddSeed => (
                "POST",
                "/__sandbox/seed",
                "adds a seed document to both servers and returns ids and secrets",
            ),
        }
    }

    /// Returns the control request with this method and path, or the status and text of an error.
    pub(crate) fn find(method: &Method, path: &str) -> Result<Self, (StatusCode, String)> {
        let same_path = || {
            Self::ALL
                .into_iter()
                .filter(|request| request.describe().1 == path)
        };
        if let Some(found) = same_path().find(|request| request.describe().0 == method.as_str()) {
            return Ok(found);
        }
        let methods: Vec<_> = same_path().map(|request| request.describe().0).collect();
        if !methods.is_empty() {
            let problem = format!("{path} has no {method}, only {}", methods.join(" and "));
            return Err((StatusCode::METHOD_NOT_ALLOWED, problem));
        }
        let mut paths: Vec<_> = Self::ALL
            .iter()
            .map(|request| request.describe().1)
            .collect();
        paths.dedup();
        let problem = format!(
            "unknown control request {path}; known are {}",
            paths.join(", ")
        );
        Err((StatusCode::NOT_FOUND, problem))
    }
}

/// Reads the JSON object in the body of a control request.
pub(crate) fn read_object<T: DeserializeOwned>(body: &[u8]) -> Result<T, (StatusCode, String)> {
    // serde would accept a list as the fields of an object in order.
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    let read = match is_object {
        true => serde_json::from_slice(body).map_err(|error| error.to_string()),
        false => Err("expected a JSON object".to_owned()),
    };
    read.map_err(|problem| (StatusCode::BAD_REQUEST, problem))
}
