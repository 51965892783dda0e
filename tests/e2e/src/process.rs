//! Runs a test in a process of its own.

use std::process::Command;

/// Set for the child process.
const CHILD: &str = "ROLEKIT_TEST_CHILD";

/// Runs `test` in a child process, for tests that change or measure the whole process: a global
/// subscriber, a panic hook, resident memory. `name` is the full name of the calling test, as
/// `--exact` takes it.
///
/// # Panics
/// If the test fails, with what the child process printed, or if no test has this name.
#[expect(clippy::panic, reason = "a failing test panics")]
pub fn isolated(name: &str, test: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return test();
    }
    let child = std::env::current_exe().and_then(|binary| {
        Command::new(binary)
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
    });
    let output = child.unwrap_or_else(|error| panic!("cannot run {name} in a process: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} failed:\n{stdout}{stderr}");
    assert!(
        stdout.contains("1 passed"),
        "there is no test {name}:\n{stdout}"
    );
}
