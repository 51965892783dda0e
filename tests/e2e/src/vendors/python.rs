//! The process in which the vendors' clients make their calls.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::{Command, Output, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use super::interpreter::Python;
use super::interpreter::output;

const SCRIPT: &str = include_str!("../../python/vendor_client.py");

/// A call of a vendor's client.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Call {
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
    /// The key, without a word before it.
    pub credential: String,
    /// What is known by name from before.
    pub names: Names,
    /// The calls.
    pub calls: Vec<Call>,
}

/// Values of answers that later calls need, by the names that a scenario gives them.
pub type Names = BTreeMap<String, Value>;

/// What came of a session.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a message of the script")]
pub struct Told {
    /// What came of each call.
    pub outcomes: Vec<TheirOutcome>,
    /// What is known by name now.
    pub names: Names,
}

/// What came of a call of theirs.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a message of the script")]
pub struct TheirOutcome {
    /// The answer or the refusal.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How many requests the service had seen after it.
    pub arrived: u64,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a call succeeds or fails")]
pub enum Outcome {
    /// The answer, as the client reads it.
    Ok(Value),
    /// The service refused.
    Error {
        /// With this status.
        status: u16,
        /// In the client's words.
        message: String,
    },
}

impl Outcome {
    /// What a caller is told apart from the values: that it went well, or the status of the refusal.
    pub fn verdict(&self) -> String {
        match self {
            Self::Ok(_) => "done".to_owned(),
            Self::Error { status, .. } => format!("refused with {status}"),
        }
    }
}

/// A call of the client's method of this name; dots lead to a resource of the client.
pub fn call(method: &str) -> Call {
    Call {
        call: method.to_owned(),
        args: Vec::new(),
        kwargs: Map::new(),
        pages: false,
        keep: BTreeMap::new(),
    }
}

/// What an earlier answer had, for an argument.
pub fn name(name: &str) -> Value {
    json!({ "$name": name })
}

impl Call {
    /// Gives an argument by its place.
    #[must_use]
    pub fn arg(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Gives an argument by its name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.kwargs.insert(name.to_owned(), value.into());
        self
    }

    /// Reads a list to its end.
    #[must_use]
    pub fn pages(mut self) -> Self {
        self.pages = true;
        self
    }

    /// Keeps what stands in the answer at a JSON pointer.
    #[must_use]
    pub fn keep(mut self, name: &str, pointer: &str) -> Self {
        self.keep.insert(name.to_owned(), pointer.to_owned());
        self
    }

    /// What is to be kept: names and JSON pointers.
    pub fn kept(&self) -> &BTreeMap<String, String> {
        &self.keep
    }
}

impl Python {
    /// Has the client of a service (`gcore`, `trusted_twin`) make calls, in one process.
    ///
    /// # Errors
    /// If the script or a client broke down: a refusal by the service does not count.
    pub fn run(&self, service: &str, sessions: &[Session]) -> Result<Vec<Told>, String> {
        let told = json!({ "service": service, "sessions": sessions });
        let answer = self.tell(SCRIPT, &told)?;
        serde_json::from_value(answer).map_err(|error| error.to_string())
    }

    /// Has a script read something as JSON and tell something as JSON.
    ///
    /// # Errors
    /// If the script broke down.
    pub fn tell(&self, script: &str, told: &Value) -> Result<Value, String> {
        let mut command = self.command(&["-c", script]);
        let told = told.to_string();
        let answer = talk(&mut command, told.as_bytes()).map_err(|error| error.to_string())?;
        let answer = output(&answer)?;
        serde_json::from_slice(&answer).map_err(|error| error.to_string())
    }
}

fn talk(command: &mut Command, told: &[u8]) -> io::Result<Output> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // The script reads all of it before it writes anything. Where it could not, its own words
        // say more than a broken pipe.
        let _ = stdin.write_all(told);
    }
    child.wait_with_output()
}
