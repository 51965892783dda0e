//! Calls of the vendors' clients, made in a Python process.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::{Command, Output, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use super::interpreter::Python;
use super::interpreter::stdout;

const SCRIPT: &str = include_str!("../../python/vendor_client.py");

/// A call of a vendor's client.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct VendorCall {
    call: String,
    args: Vec<Value>,
    kwargs: Map<String, Value>,
    pages: bool,
    keep: BTreeMap<String, String>,
}

/// Calls that one client makes, in their order.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a message to the script")]
pub struct Session {
    /// Where the service is.
    pub base_url: String,
    /// The key, without a scheme.
    pub credential: String,
    /// Values that calls refer to by name.
    pub names: Names,
    /// The calls.
    pub calls: Vec<VendorCall>,
}

/// Values of responses that later calls need, by the names that a scenario gives them.
pub type Names = BTreeMap<String, Value>;

/// The results of a session.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a message of the script")]
pub struct SessionResult {
    /// The result of each call.
    pub results: Vec<VendorResult>,
    /// The named values after the session.
    pub names: Names,
}

/// The result of a call of a vendor's client.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a message of the script")]
pub struct VendorResult {
    /// The value or the error response.
    #[serde(flatten)]
    pub result: CallResult,
    /// How many requests the server had received after the call.
    pub arrived: u64,
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a call succeeds or fails")]
pub enum CallResult {
    /// The value, as the client deserialized it.
    Ok(Value),
    /// The API returned an error.
    Error {
        /// The HTTP status.
        status: u16,
        /// The client's error message.
        message: String,
    },
}

impl CallResult {
    /// Returns `done`, or `failed with` and the status.
    pub fn summary(&self) -> String {
        match self {
            Self::Ok(_) => "done".to_owned(),
            Self::Error { status, .. } => format!("failed with {status}"),
        }
    }
}

/// Returns a call of the client's method of this name; dots lead to a resource of the client.
pub fn call(method: &str) -> VendorCall {
    VendorCall {
        call: method.to_owned(),
        args: Vec::new(),
        kwargs: Map::new(),
        pages: false,
        keep: BTreeMap::new(),
    }
}

/// Returns an argument whose value is a named value of an earlier response.
pub fn name(name: &str) -> Value {
    json!({ "$name": name })
}

impl VendorCall {
    /// Adds a positional argument.
    #[must_use]
    pub fn arg(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Adds a keyword argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.kwargs.insert(name.to_owned(), value.into());
        self
    }

    /// Reads all pages of a list.
    #[must_use]
    pub fn pages(mut self) -> Self {
        self.pages = true;
        self
    }

    /// Names the value at a JSON pointer of the response, for later calls.
    #[must_use]
    pub fn keep(mut self, name: &str, pointer: &str) -> Self {
        self.keep.insert(name.to_owned(), pointer.to_owned());
        self
    }

    /// Returns the names of values and their JSON pointers.
    pub fn values_to_keep(&self) -> &BTreeMap<String, String> {
        &self.keep
    }
}

impl Python {
    /// Makes calls with the client of a service (`gcore`, `trusted_twin`), in one process.
    ///
    /// # Errors
    /// If the script or a client fails. An error response of the API is a result.
    pub fn run(&self, service: &str, sessions: &[Session]) -> Result<Vec<SessionResult>, String> {
        let input = json!({ "service": service, "sessions": sessions });
        let output = self.run_script(SCRIPT, &input)?;
        serde_json::from_value(output).map_err(|error| error.to_string())
    }

    /// Runs a script with JSON as its stdin, and returns the JSON that it prints.
    ///
    /// # Errors
    /// If the script fails.
    pub fn run_script(&self, script: &str, input: &Value) -> Result<Value, String> {
        let mut command = self.command(&["-c", script]);
        let input = input.to_string();
        let output = run_with_input(&mut command, input.as_bytes());
        let stdout = stdout(&output.map_err(|error| error.to_string())?)?;
        serde_json::from_slice(&stdout).map_err(|error| error.to_string())
    }
}

fn run_with_input(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // The script reads all input before it writes. If it stopped early, its stderr says more
        // than a broken pipe.
        let _ = stdin.write_all(input);
    }
    child.wait_with_output()
}
