//! This program once more, as a server in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;

/// A process that ends with its value.
#[derive(Debug)]
pub(crate) struct Server(Child);

impl Server {
    /// Starts this program with these arguments, and reads the line of JSON that it prints when it is
    /// ready.
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

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prints the line, and ends the process when whoever started it is gone.
#[allow(clippy::exit, reason = "the thread that serves does not end by itself")]
pub(crate) fn ready(what: &impl Serialize) -> Result<()> {
    use std::io::Write as _;

    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", serde_json::to_string(what)?)?;
    stdout.flush()?;
    std::thread::spawn(|| {
        // Nobody writes: it ends when the other end is closed.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    Ok(())
}
