//! Runs cargo and other programs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::clock::{self, Stopwatch};

/// Returns a command that runs the current cargo, or the one in `PATH`.
pub fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Returns the target directory of the project at `root`.
pub fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Runs a command. Its output is not captured.
///
/// # Errors
/// Fails with the command line if the command cannot be run or fails.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|e| format!("{}: {e}", line(command)))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{} failed: {status}", line(command))),
    }
}

/// Runs a command with its standard error in the file `log`; returns `None` if it does not finish within
/// `limit`.
///
/// # Errors
/// Fails if the file cannot be created or the command cannot be run.
pub fn run_within(
    command: &mut Command,
    log: &Path,
    limit: Duration,
) -> Result<Option<ExitStatus>, String> {
    let out = std::fs::File::create(log).map_err(|e| format!("{}: {e}", log.display()))?;
    let stopwatch = Stopwatch::start();
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(out)
        .spawn()
        .map_err(|e| format!("{}: {e}", line(command)))?;
    loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Ok(Some(status));
        }
        if stopwatch.elapsed() > limit {
            kill(&mut child);
            let _ = child.wait();
            return Ok(None);
        }
        clock::sleep(Duration::from_millis(20));
    }
}

/// Ends a process and those that it has started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        // The process may have ended by itself.
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
    let _ = child.kill();
}

/// Runs a command, and returns its standard output.
///
/// # Errors
/// Fails with the command line and the standard error if the command cannot be run or fails.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|e| format!("{}: {e}", line(command)))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!(
            "{} failed: {}",
            line(command),
            String::from_utf8_lossy(&output.stderr).trim_end()
        )),
    }
}

/// Returns the command line for messages.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line += &arg.to_string_lossy();
    }
    line
}
