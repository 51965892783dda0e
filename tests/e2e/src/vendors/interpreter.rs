//! A Python that has the vendors' clients.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What pip is to install: the clients, each in one version.
pub const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");

/// What the environment could say to Python, to pip's packages, or to the clients.
const FOREIGN: [&str; 3] = ["GCORE_", "PYTHON", "NETRC"];

/// A Python with the vendors' clients.
#[derive(Clone, Debug)]
pub struct Python(PathBuf);

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

    /// A process of it that nothing of the environment leads elsewhere.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = clean(&self.0, arguments);
        // Whatever proxy pip may have needed, the sandbox is here.
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

/// What a process said, or why it failed.
pub(super) fn output(output: &Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        Ok(output.stdout.clone())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}\n{}", output.status, said.trim()))
    }
}
