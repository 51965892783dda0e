//! Servers that are child processes: this program with another command.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;

/// A child process that is killed when the value is dropped.
#[derive(Debug)]
pub(crate) struct ChildServer(Child);

impl ChildServer {
    /// Starts this program with these arguments, and returns what it reports with [`report_ready`].
    pub(crate) fn start<T: DeserializeOwned>(arguments: &[&str]) -> Result<(Self, T)> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let server = Self(child);
        Ok((server, serde_json::from_str(&line)?))
    }
}

impl Drop for ChildServer {
    fn drop(&mut self) {
        // Fails if the process has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prints `addresses` as a line of JSON, and ends this process once its parent has ended.
#[allow(clippy::exit, reason = "the thread that serves does not end by itself")]
pub(crate) fn report_ready(addresses: &impl Serialize) -> Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", serde_json::to_string(addresses)?)?;
    stdout.flush()?;
    std::thread::spawn(|| {
        // The parent writes nothing: the copy ends when the pipe is closed.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    Ok(())
}
