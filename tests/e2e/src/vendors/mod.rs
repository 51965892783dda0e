//! The vendors' own Python clients beside this SDK: both get the same tasks; what they send and what
//! they read is compared.

pub mod differences;
pub mod interpreter;
pub mod python;
pub mod recorder;

use std::io::Write as _;
use std::path::Path;

use self::interpreter::Python;

/// Returns a Python with the vendors' clients, installed once below the target directory. Returns
/// `None` if they cannot be installed, and says on stderr that `what` is skipped: the test harness
/// hides what a passing test prints.
///
/// # Panics
/// If they cannot be installed and `ROLEKIT_VENDOR_CLIENTS` is `required`.
pub fn installed(what: &str) -> Option<Python> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = rolekit_codegen::cargo::target(&root).join("tmp/vendor-clients");
    let error = match Python::with_clients(&folder) {
        Ok(python) => return Some(python),
        Err(error) => error,
    };
    let required = std::env::var_os("ROLEKIT_VENDOR_CLIENTS");
    assert!(
        required.is_none_or(|value| value != "required"),
        "cannot install the vendors' clients: {error}"
    );
    // Nothing more can be done if stderr is closed.
    let _ = writeln!(
        std::io::stderr(),
        "\nSKIPPED {what}: cannot install the vendors' clients: {error}"
    );
    None
}
