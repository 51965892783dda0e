//! Problems in a file, with their locations.

use std::fmt;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::located::Location;
use crate::text::{is_hidden, sanitize};

/// A problem in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Message that describes the problem.
    pub message: String,
    /// Location in the file, if the problem has one.
    pub at: Option<Location>,
    /// Advice on how to fix the problem, if any.
    pub help: Option<String>,
    /// How much of the line at the location is shown.
    pub excerpt: Excerpt,
}

/// How much of a line of a file is shown. A file that is not of the format may contain secrets by mistake, as values of
/// unknown keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Excerpt {
    /// All of it.
    #[default]
    Line,
    /// The part that is of the format, and the word that is not.
    Start,
    /// Nothing.
    Nothing,
}

impl Problem {
    /// Returns a problem without a location.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            at: None,
            help: None,
            excerpt: Excerpt::default(),
        }
    }

    /// Sets how much of the line is shown.
    #[must_use]
    pub(crate) fn excerpt(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = excerpt;
        self
    }

    /// Sets the location.
    #[must_use]
    pub fn at(mut self, at: Location) -> Self {
        self.at = Some(at);
        self
    }

    /// Sets the advice on how to fix the problem.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The files that locations refer to.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

/// A source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path of the file, for messages.
    pub name: String,
    /// Content of the file.
    pub text: String,
}

impl Sources {
    /// Adds a file, and returns its index.
    pub fn add(&mut self, path: &Path, text: String) -> u32 {
        let name = path.display().to_string();
        self.0.push(Source { name, text });
        u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX)
    }

    /// Returns the file of a location.
    #[must_use]
    pub fn source(&self, at: Location) -> Option<&Source> {
        (at.line > 0)
            .then(|| self.0.get(at.file as usize))
            .flatten()
    }

    /// Returns a location as `file:line:column`, or nothing if it is in no file.
    #[must_use]
    pub fn show(&self, at: Location) -> Option<String> {
        let source = self.source(at)?;
        Some(format!("{}:{}:{}", source.name, at.line, at.column))
    }

    /// Returns a problem with the line that it refers to, for a terminal or without styles.
    #[must_use]
    pub fn render(&self, problem: &Problem, styled: bool) -> String {
        let title = Level::ERROR.primary_title(sanitize(&problem.message));
        let location = problem.at.and_then(|at| Some((at, self.source(at)?)));
        let mut group = match location {
            Some((at, source)) if problem.excerpt == Excerpt::Nothing => {
                let origin = Origin::path(sanitize(&source.name)).line(at.line as usize);
                title.element(origin.char_column(at.column as usize))
            }
            Some((at, source)) => {
                // The renderer replaces controls of ASCII only.
                let is_replaced = |c: char| !c.is_ascii() && is_hidden(c);
                let mut text = source.text.replace(is_replaced, "\u{fffd}");
                let span = word(&text, at);
                if problem.excerpt == Excerpt::Start {
                    text.truncate(span.end);
                    text.push('…');
                }
                title.element(
                    Snippet::source(text)
                        .path(sanitize(&source.name))
                        .annotation(AnnotationKind::Primary.span(span)),
                )
            }
            None => Group::with_title(title),
        };
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(sanitize(help)));
        }
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&[group])
    }
}

/// Returns the bytes of the value that begins at a location, up to a space or the end of its line.
fn word(text: &str, at: Location) -> std::ops::Range<usize> {
    let line = text.split_inclusive('\n').nth(at.line as usize - 1);
    let before: usize = text
        .split_inclusive('\n')
        .take(at.line as usize - 1)
        .map(str::len)
        .sum();
    let line = line.unwrap_or_default();
    let column = at.column.saturating_sub(1) as usize;
    let start = line
        .char_indices()
        .nth(column)
        .map_or(line.len(), |(i, _)| i);
    let rest = line.get(start..).unwrap_or_default();
    let end = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map(|i| i + 2),
        _ => rest.find([' ', ',', '\n', '\r', ']', '}', ':']),
    };
    let start = before + start;
    start..start + end.unwrap_or(rest.len())
}
