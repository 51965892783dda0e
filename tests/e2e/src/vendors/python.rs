//! A Python that has the vendors' clients, and the process in which they make their calls.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");
const SCRIPT: &str = include_str!("../../python/vendor_client.py");

/// What the environment could say to Python, to pip's packages, or to the clients.
const FOREIGN: [&str; 3] = ["GCORE_", "PYTHON", "NETRC"];

/// A Python with the vendors' clients.
#[derive(Clone, Debug)]
pub struct Python(PathBuf);

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
    /// One with the clients, in a folder where it is kept for the next time.
    ///
    /// # Errors
    /// Why there is none: no Python, no `venv`, no package index.
    pub fn with_clients(folder: &Path) -> Result<Self, String> {
        let told = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
        fs::create_dir_all(folder).map_err(|error| told("no folder for it", &error))?;
        // Tests of other processes may want it too.
        let lock = File::create(folder.join("lock")).and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|error| told("no lock", &error))?;
        let venv = folder.join("venv");
        let python = venv.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let marker = folder.join("installed.txt");
        let ready = fs::read_to_string(&marker).is_ok_and(|what| what == REQUIREMENTS)
            && run(&mut clean(&python, &["--version"])).is_ok();
        if !ready {
            let _ = fs::remove_file(&marker);
            let system = if cfg!(windows) { "python" } else { "python3" };
            run(&mut clean(Path::new(system), &["--version"]))
                .map_err(|error| told("no Python", &error))?;
            run(clean(Path::new(system), &["-m", "venv", "--clear"]).arg(&venv))
                .map_err(|error| told("no virtual environment", &error))?;
            let requirements = folder.join("requirements.txt");
            fs::write(&requirements, REQUIREMENTS).map_err(|error| told("no file", &error))?;
            let install = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "--retries=1",
                "--timeout=20",
                "--requirement",
            ];
            run(clean(&python, &install).arg(&requirements)).map_err(|error| {
                let last = error.lines().next_back().unwrap_or_default();
                told("pip could not install the clients", &last)
            })?;
            fs::write(&marker, REQUIREMENTS).map_err(|error| told("no file", &error))?;
        }
        Ok(Self(python))
    }

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
        let mut command = clean(&self.0, &["-c", script]);
        // Whatever proxy pip may have needed, the sandbox is here.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        let told = told.to_string();
        let answer = talk(&mut command, told.as_bytes()).map_err(|error| error.to_string())?;
        let answer = output(&answer)?;
        serde_json::from_slice(&answer).map_err(|error| error.to_string())
    }
}

fn clean(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if FOREIGN
            .iter()
            .any(|start| name.to_string_lossy().starts_with(start))
        {
            command.env_remove(name);
        }
    }
    command
}

fn run(command: &mut Command) -> Result<Vec<u8>, String> {
    output(&command.output().map_err(|error| error.to_string())?)
}

fn output(output: &Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        Ok(output.stdout.clone())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}\n{}", output.status, said.trim()))
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
