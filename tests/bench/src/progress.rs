//! Progress on stderr.

use std::io::Write as _;

/// Prints a line to stderr.
pub(crate) fn report(line: &str) {
    // A closed stderr must not end the measurement.
    let _ = writeln!(std::io::stderr(), "{line}");
}
