//! Running cargo, and what goes with it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The cargo that runs this, or the one of the path.
pub fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where the project at `root` is built.
pub fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Runs it, with its output where ours goes.
///
/// # Errors
/// The command line, where it could not be run or failed.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|e| format!("{}: {e}", line(command)))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{} failed: {status}", line(command))),
    }
}

/// Runs it, and gives what it printed.
///
/// # Errors
/// The command line and what was said, where it could not be run or failed.
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
