//! Generates and checks one client.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use super::{Generator, Tools, count};
use crate::cargo;
use crate::clock::{self, Stopwatch};
use crate::corpus::CheckOutcome;

/// The time limits of one client.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of generating it.
    pub generate: Duration,
    /// Of checking it.
    pub check: Duration,
}

/// What a generator made of a document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Measurement {
    /// The CPU time of generating the client, if there is one.
    pub generated_in: Option<Duration>,
    /// The operations of the client.
    pub operations: usize,
    /// The lines of the client.
    pub lines: usize,
    /// Whether the client compiles.
    pub checked: Option<CheckOutcome>,
    /// The first line of the error of the generator.
    pub error: String,
}

/// Generates a client of `document` in `scratch/client`, and checks it after its dependencies. `described`
/// is the number of operations in the document.
///
/// # Errors
/// Fails if a program cannot be run or a file cannot be written.
pub fn measure(
    generator: Generator,
    tools: &Tools,
    document: &Path,
    described: usize,
    scratch: &Path,
    limits: Limits,
) -> Result<Measurement, String> {
    let folder = scratch.join("client");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let log = scratch.join("generate.log");
    let timer = Timer::start();
    let mut command = command(generator, tools, document, &folder);
    let status = cargo::run_within(&mut command, &log, limits.generate)?;
    let elapsed = timer.elapsed();
    let mut measured = Measurement {
        generated_in: None,
        operations: 0,
        lines: 0,
        checked: None,
        error: String::new(),
    };
    // This project ends with 3 if some operations are left out.
    let partial = (generator == Generator::Rolekit).then_some(3);
    let is_written =
        |status: ExitStatus| status.success() || (partial.is_some() && status.code() == partial);
    if !status.is_some_and(is_written) || !folder.join("src").exists() {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        measured.error = match status {
            None => format!("not finished in {} s", limits.generate.as_secs()),
            Some(_) => without_folders(&first_error(&text), &[document.parent(), Some(&folder)]),
        };
        return Ok(measured);
    }
    measured.generated_in = Some(elapsed);
    separate(&folder)?;
    let source = folder.join("src");
    (measured.operations, measured.lines) = count::operations(generator, &source, described)?;
    measured.checked = Some(check(generator, &folder, scratch, limits.check)?);
    Ok(measured)
}

/// Returns the command that writes a crate to `folder`.
fn command(generator: Generator, tools: &Tools, document: &Path, folder: &Path) -> Command {
    let mut command = match generator {
        Generator::Rolekit => {
            let mut command = Command::new(&tools.xtask);
            command
                .arg("generate")
                .arg("--spec")
                .arg(document)
                .arg("--out")
                .arg(folder)
                // The other generators read any file.
                .arg("--allow-outside")
                .args(["--name", "client", "--runtime"])
                .arg(&tools.runtime);
            command
        }
        _ => {
            let mut command = Command::new(&tools.driver);
            command.arg(generator.name()).arg(document).arg(folder);
            command
        }
    };
    command.current_dir(folder);
    command
}

/// Keeps cargo from looking for a workspace in the folders around.
fn separate(folder: &Path) -> Result<(), String> {
    let path = folder.join("Cargo.toml");
    let error = |e: std::io::Error| format!("{}: {e}", path.display());
    let manifest = std::fs::read_to_string(&path).map_err(error)?;
    if manifest.contains("[workspace]") {
        return Ok(());
    }
    std::fs::write(&path, format!("{manifest}\n[workspace]\n")).map_err(error)
}

/// Checks the crate in `folder`: first without its code, which builds the dependencies.
fn check(
    generator: Generator,
    folder: &Path,
    scratch: &Path,
    limit: Duration,
) -> Result<CheckOutcome, String> {
    let library = folder.join("src/lib.rs");
    let code = std::fs::read_to_string(&library).map_err(|e| e.to_string())?;
    let log = scratch.join("check.log");
    let run = |text: &str| {
        std::fs::write(&library, text).map_err(|e| e.to_string())?;
        let mut command = cargo::command();
        command
            .args(["check", "--quiet"])
            .current_dir(folder)
            .env(
                "CARGO_TARGET_DIR",
                scratch.join(format!("target-{}", generator.name())),
            )
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("CARGO_BUILD_TARGET_DIR");
        if generator == Generator::Rolekit {
            command.arg("--no-default-features");
        }
        cargo::run_within(&mut command, &log, limit)
    };
    run("")?;
    let timer = Timer::start();
    let status = run(&code)?;
    let elapsed = timer.elapsed();
    Ok(match status {
        None => CheckOutcome::TimedOut(limit),
        Some(status) if status.success() => CheckOutcome::Compiles(elapsed),
        Some(_) => {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            CheckOutcome::Failed(without_folders(&first_error(&text), &[Some(folder)]))
        }
    })
}

/// Measures the CPU time of processes, which other work on the machine disturbs less, or else the time.
struct Timer {
    cpu: Option<Duration>,
    time: Stopwatch,
}

impl Timer {
    fn start() -> Self {
        Self {
            cpu: clock::cpu_of_children(),
            time: Stopwatch::start(),
        }
    }

    fn elapsed(&self) -> Duration {
        let cpu = self.cpu.zip(clock::cpu_of_children());
        cpu.map_or(self.time.elapsed(), |(before, after)| after - before)
    }
}

/// Removes folders of this machine from a message.
fn without_folders(message: &str, folders: &[Option<&Path>]) -> String {
    let mut message = message.to_owned();
    for folder in folders.iter().copied().flatten() {
        let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        for folder in [folder, &canonical] {
            message = message.replace(&format!("{}/", folder.display()), "");
        }
    }
    message
}

/// Returns the first line of an error that says what is wrong.
fn first_error(text: &str) -> String {
    let says = |line: &&str| {
        ["error", "panicked", "Error"]
            .iter()
            .any(|word| line.contains(word))
    };
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    // The message of a panic is in the line after it.
    let found = lines().skip_while(|line| !says(line));
    let mut found = found.map(|line| line.trim().to_owned());
    let first = found.next().or_else(|| lines().next().map(str::to_owned));
    match first {
        Some(line) if line.contains("panicked") => found.next().unwrap_or(line),
        line => line.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::without_folders;

    #[test]
    fn messages_name_no_folder_of_this_machine() {
        let folder = Path::new("/home/someone/specs");
        let message = "cannot read `/home/someone/specs/./docs/start.md`";
        let expected = "cannot read `./docs/start.md`";
        assert_eq!(without_folders(message, &[None, Some(folder)]), expected);
    }
}
