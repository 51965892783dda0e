//! Prints to stdout and stderr.

use std::io::Write;

/// Prints the result of a command.
pub(crate) fn print_stdout(text: &str) -> Result<(), String> {
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|e| e.to_string())
}

/// Prints a line of progress or of diagnostics.
pub(crate) fn print_stderr(line: &str) {
    // A closed stderr is not an error.
    let _ = writeln!(std::io::stderr(), "{line}");
}
