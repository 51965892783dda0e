//! Installs versions of rule-engine, each in its own folder, and runs rules with them.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};

/// The oldest and the newest version that the service may run, and some in between.
const VERSIONS: [(u8, u8, &str); 5] = [
    (3, 3, "3.3.0"),
    (3, 6, "3.6.0"),
    (4, 1, "4.1.0"),
    (4, 5, "4.5.3"),
    (5, 1, "5.1.0"),
];

pub(crate) struct Engine {
    pub(crate) major: u8,
    pub(crate) minor: u8,
    folder: PathBuf,
    python: PathBuf,
}

/// The installed engines, or why they cannot be installed. Later runs reuse them.
pub(crate) static ENGINES: LazyLock<Result<Vec<Engine>, String>> = LazyLock::new(install);

fn install() -> Result<Vec<Engine>, String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rule-engine");
    let python = home.join(if cfg!(windows) {
        "venv/Scripts/python.exe"
    } else {
        "venv/bin/python3"
    });
    if !run(Command::new(&python).arg("--version")).is_ok_and(|_| home.exists()) {
        let name = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(name)
            .args(["-m", "venv"])
            .arg(home.join("venv")))?;
    }
    let engine = |(major, minor, version)| {
        let folder = home.join(version);
        if !folder.exists() {
            // Installed under another name and renamed when complete.
            let part = home.join(format!("{version}.{}", std::process::id()));
            let pip = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ];
            run(Command::new(&python)
                .args(pip)
                .args(["--timeout", "15", "--retries", "1", "--target"])
                .arg(&part)
                .arg(format!("rule-engine=={version}")))?;
            if let Err(error) = std::fs::rename(&part, &folder)
                && !folder.exists()
            {
                return Err(error.to_string());
            }
        }
        Ok(Engine {
            major,
            minor,
            folder,
            python: python.clone(),
        })
    };
    VERSIONS.into_iter().map(engine).collect()
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!(
            "{command:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        ))
    }
}

impl Engine {
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.major, self.minor)
    }

    /// Returns the values of rules in their contexts, and whether the engine parses these texts.
    pub(crate) fn ask(&self, evaluate: &[Value], read: &[String]) -> (Vec<Value>, Vec<Value>) {
        self.try_ask(evaluate, read).unwrap()
    }

    fn try_ask(
        &self,
        evaluate: &[Value],
        read: &[String],
    ) -> Result<(Vec<Value>, Vec<Value>), Box<dyn Error>> {
        let mut child = Command::new(&self.python)
            .arg("-c")
            .arg(include_str!("engine.py"))
            .env("PYTHONPATH", &self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        // The script reads all input before it writes.
        let mut input = child.stdin.take().ok_or("no input")?;
        input.write_all(
            json!({"evaluate": evaluate, "read": read})
                .to_string()
                .as_bytes(),
        )?;
        drop(input);
        let output = child.wait_with_output()?;
        assert!(output.status.success(), "rule-engine {}", self.name());
        let mut response: Value = serde_json::from_slice(&output.stdout)?;
        let mut list = |key: &str| match response[key].take() {
            Value::Array(items) => items,
            other => panic!("{other}"),
        };
        let (evaluated, read_too) = (list("evaluate"), list("read"));
        assert_eq!(evaluated.len(), evaluate.len());
        assert_eq!(read_too.len(), read.len());
        Ok((evaluated, read_too))
    }
}
