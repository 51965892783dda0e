//! A Python interpreter with the vendors' clients installed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The requirements for pip: the clients, each pinned to a version.
pub const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");

/// Prefixes of environment variables that change how Python or the clients behave.
const IGNORED_VARIABLES: [&str; 3] = ["GCORE_", "PYTHON", "NETRC"];

/// A Python interpreter with the vendors' clients installed.
#[derive(Clone, Debug)]
pub struct Python(PathBuf);

impl Python {
    /// Installs the clients in a virtual environment in `folder`, or reuses the one there.
    ///
    /// # Errors
    /// If Python, `venv` or the package index is unavailable.
    pub fn with_clients(folder: &Path) -> Result<Self, String> {
        let describe = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
        fs::create_dir_all(folder).map_err(|error| describe("cannot create the folder", &error))?;
        // Other processes may install at the same time.
        let lock = File::create(folder.join("lock")).and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|error| describe("cannot lock the folder", &error))?;
        let venv = folder.join("venv");
        let python = venv.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let marker = folder.join("installed.txt");
        let ready = fs::read_to_string(&marker).is_ok_and(|installed| installed == REQUIREMENTS)
            && run(&mut clean(&python, &["--version"])).is_ok();
        if !ready {
            let _ = fs::remove_file(&marker);
            let system = if cfg!(windows) { "python" } else { "python3" };
            run(&mut clean(Path::new(system), &["--version"]))
                .map_err(|error| describe("cannot run Python", &error))?;
            run(clean(Path::new(system), &["-m", "venv", "--clear"]).arg(&venv))
                .map_err(|error| describe("cannot create a virtual environment", &error))?;
            let requirements = folder.join("requirements.txt");
            fs::write(&requirements, REQUIREMENTS)
                .map_err(|error| describe("cannot write a file", &error))?;
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
                describe("pip cannot install the clients", &last)
            })?;
            fs::write(&marker, REQUIREMENTS)
                .map_err(|error| describe("cannot write a file", &error))?;
        }
        Ok(Self(python))
    }

    /// Returns a command that ignores the environment's settings for Python, the clients and proxies.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = clean(&self.0, arguments);
        // pip may need a proxy; the sandbox is on this machine.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }
}

fn clean(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if IGNORED_VARIABLES
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            command.env_remove(name);
        }
    }
    command
}

fn run(command: &mut Command) -> Result<Vec<u8>, String> {
    stdout(&command.output().map_err(|error| error.to_string())?)
}

/// Returns the stdout of a process, or its stderr if it failed.
pub(super) fn stdout(output: &Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        Ok(output.stdout.clone())
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}\n{}", output.status, stderr.trim()))
    }
}
