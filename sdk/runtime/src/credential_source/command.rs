//! The credential that a program prints.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use futures_util::future::{Either, select};

use super::{
    CredentialError, CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
    run_blocking,
};

/// Maximum size of the output.
const MAX_BYTES: u64 = 64 * 1024;

/// Interval between checks whether the program has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// The credential that a program prints, such as the command of a password manager.
///
/// The program is run before the first call, after a 401, and after [`valid_for`](Self::valid_for).
/// It is run without a shell and without input. White space around its output and its standard
/// error are ignored.
///
/// ```
/// use std::time::Duration;
/// use rolekit_runtime::{ClientBuilder, CommandCredential, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     let key = CommandCredential::new("pass")
///         .args(["show", "gcore/api-key"])
///         .timeout(Duration::from_secs(10))
///         .valid_for(Duration::from_secs(3600));
///     builder.credential_source(key).build()
/// }
/// ```
#[derive(Clone)]
pub struct CommandCredential {
    program: OsString,
    args: Vec<OsString>,
    timeout: Duration,
    valid_for: Option<Duration>,
}

impl CommandCredential {
    /// Creates a source that runs this program.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            timeout: Duration::from_secs(30),
            valid_for: None,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets the time after which the program is killed. Defaults to 30 s. The deadline of the call
    /// may be earlier.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the time after which the program is run again. Defaults to never, as long as the
    /// service accepts the credential.
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }
}

impl CredentialSource for CommandCredential {
    fn describe(&self) -> String {
        format!("program {:?}", self.program)
    }

    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        Box::pin(async move {
            let (events, received) = channel();
            // Ends the program if this future is dropped.
            let stop = StopOnDrop(events.clone());
            let run = Box::pin(run_blocking(move || run(command, &events, &received)));
            let timeout = request.clock.sleep(self.timeout);
            let output = match select(run, timeout).await {
                Either::Left((output, _)) => output?,
                Either::Right(_) => {
                    return Err(CredentialError::new(format!(
                        "no output within {} s",
                        self.timeout.as_secs_f64()
                    ))
                    .transient());
                }
            };
            drop(stop);
            let value = parse(output)?;
            Ok(match self.valid_for {
                Some(time) => value.valid_for(time),
                None => value,
            })
        })
    }
}

/// An event while a program runs.
enum ProgramEvent {
    /// The program closed its output.
    Output(io::Result<Vec<u8>>),
    /// No call waits for the program any more.
    Stop,
}

struct StopOnDrop(Sender<ProgramEvent>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        // Without a receiver, the program has ended.
        let _ = self.0.send(ProgramEvent::Stop);
    }
}

/// Runs a program to completion, and returns its output.
fn run(
    mut command: Command,
    events: &Sender<ProgramEvent>,
    received: &Receiver<ProgramEvent>,
) -> Result<Vec<u8>, CredentialError> {
    let mut child = command
        .spawn()
        .map_err(|error| CredentialError::new("cannot be run").with_source(error))?;
    let result = wait(&mut child, events, received);
    if result.is_err() {
        // The program may have ended already.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (status, output) = result?;
    let output = output
        .map_err(|error| CredentialError::new("its output cannot be read").with_source(error))?;
    // Checked before the status: the program may have failed because the rest of its output was not
    // read.
    if output.len() as u64 > MAX_BYTES {
        return Err(CredentialError::new(format!(
            "printed more than {MAX_BYTES} bytes"
        )));
    }
    if !status.success() {
        return Err(CredentialError::new(match status.code() {
            Some(code) => format!("exited with status {code}"),
            None => "ended by a signal".to_owned(),
        }));
    }
    Ok(output)
}

/// Waits until a program has ended and closed its output.
fn wait(
    child: &mut Child,
    events: &Sender<ProgramEvent>,
    received: &Receiver<ProgramEvent>,
) -> Result<(ExitStatus, io::Result<Vec<u8>>), CredentialError> {
    let failed = |error| CredentialError::new("cannot be run").with_source(error);
    let stdout = child.stdout.take();
    let events = events.clone();
    // A separate thread: a child process of the program may keep the output open indefinitely.
    std::thread::Builder::new()
        .name("rolekit-credential".to_owned())
        .spawn(move || {
            let mut output = Vec::new();
            let result = match stdout {
                Some(stdout) => stdout.take(MAX_BYTES + 1).read_to_end(&mut output),
                None => Ok(0),
            };
            let _ = events.send(ProgramEvent::Output(result.map(|_| output)));
        })
        .map_err(failed)?;
    let mut output = None;
    loop {
        if output.is_some()
            && let Some(status) = child.try_wait().map_err(failed)?
            && let Some(output) = output.take()
        {
            return Ok((status, output));
        }
        match received.recv_timeout(POLL_INTERVAL) {
            Ok(ProgramEvent::Output(result)) => output = Some(result),
            Err(RecvTimeoutError::Timeout) => {}
            Ok(ProgramEvent::Stop) | Err(RecvTimeoutError::Disconnected) => {
                return Err(CredentialError::new("stopped").transient());
            }
        }
    }
}

fn parse(output: Vec<u8>) -> Result<CredentialValue, CredentialError> {
    let output =
        String::from_utf8(output).map_err(|_| CredentialError::new("its output is not UTF-8"))?;
    match output.trim() {
        "" => Err(CredentialError::new("printed nothing")),
        secret => Ok(CredentialValue::new(secret)),
    }
}

/// Does not print the arguments, which may contain secrets.
impl fmt::Debug for CommandCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandCredential")
            .field("program", &self.program)
            .field("timeout", &self.timeout)
            .field("valid_for", &self.valid_for)
            .finish_non_exhaustive()
    }
}
