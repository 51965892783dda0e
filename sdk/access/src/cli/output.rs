//! Output of commands: results go to the standard output, messages to the standard error.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use rolekit_access::problem::{Problem, Sources};
use rolekit_access::text::sanitize;
use serde_json::{Value, json};

use super::options::Log;

/// The output of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    log: Log,
    is_styled: bool,
}

impl Output {
    pub(super) fn new(log: Log) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            log,
            is_styled: io::stderr().is_terminal() && !no_color && !is_dumb,
        }
    }

    /// Returns whether messages are text on a terminal.
    pub(super) fn is_for_people(&self) -> bool {
        self.log == Log::Text && io::stderr().is_terminal()
    }

    /// Prints a result. A reader that ends early, like `head`, is no error.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match printed {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            printed => printed,
        }
    }

    /// Writes a message, as a line of text or as a JSON object with `fields`.
    pub(super) fn log(&mut self, event: &str, text: &str, fields: Value) {
        match self.log {
            Log::Text => self.write(event, &sanitize(text), fields),
            Log::Json => self.write(event, text, fields),
        }
    }

    fn write(&self, event: &str, text: &str, fields: Value) {
        let line = match self.log {
            Log::Text => text.to_owned(),
            Log::Json => {
                let mut object = json!({"event": event, "text": text});
                if let (Value::Object(object), Value::Object(fields)) = (&mut object, fields) {
                    object.extend(fields);
                }
                object.to_string()
            }
        };
        // Ignored: the standard error may be closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Logs that a file was written.
    pub(super) fn written(&mut self, path: &Path) {
        // JSON has no form for paths that are not Unicode.
        let name = path.display().to_string();
        self.log(
            "written",
            &format!("{name}: written"),
            json!({"file": name}),
        );
    }

    /// Writes an error and its causes.
    pub(super) fn error(&mut self, error: &(dyn std::error::Error + 'static)) {
        let show = |error: &dyn std::error::Error| match self.log {
            Log::Text => sanitize(&error.to_string()),
            Log::Json => error.to_string(),
        };
        let mut text = format!("error: {}", show(error));
        let mut source = error.source();
        while let Some(cause) = source {
            text += &format!("\n  caused by: {}", show(cause));
            source = cause.source();
        }
        self.write("error", &text, json!({}));
    }

    /// Writes a note that is not an error.
    pub(super) fn note(&mut self, note: &Problem, sources: &Sources) {
        let location = note.at.and_then(|at| sources.show(at));
        let text = match &location {
            Some(location) => format!("{location}: note: {note}"),
            None => format!("note: {note}"),
        };
        let fields = json!({"message": note.message, "location": location, "help": note.help});
        self.log("note", &text, fields);
    }

    /// Writes problems in files with their source lines.
    pub(super) fn problems(&mut self, problems: &[Problem], sources: &Sources) {
        for problem in problems {
            let location = problem.at.and_then(|at| sources.show(at));
            let fields =
                json!({"message": problem.message, "location": location, "help": problem.help});
            let text = sources.render(problem, self.is_styled && self.log == Log::Text);
            self.write("problem", &text, fields);
        }
    }
}
