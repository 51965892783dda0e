//! Diagnostics: what the stages report about a document.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;

use crate::invisible::describe;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document was rewritten without a change of meaning.
    Note,
    /// The client cannot express a part of the document.
    Unsupported,
    /// No client can be generated.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        })
    }
}

/// One finding in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The name of the rule; it stays the same between versions.
    pub rule: &'static str,
    /// The file, as the user named it.
    pub file: String,
    /// The JSON pointer (RFC 6901) into the file; empty for the whole file.
    pub pointer: String,
    /// The finding.
    pub message: String,
    /// The advice; empty if there is none.
    pub advice: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            rule,
            file,
            pointer,
            message,
            advice,
        } = self;
        // A name in the document may have a line break.
        let pointer = describe(pointer).replace('\n', "U+000A");
        let message = describe(message);
        write!(f, "{severity}[{rule}] {file}#{pointer}: {message}")?;
        if !advice.is_empty() {
            write!(f, "\n  help: {advice}")?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// Returns the diagnostic with the severity that it has under `policy`.
    #[must_use]
    pub fn under(self, policy: Policy) -> Self {
        Self {
            severity: policy.severity(self.severity),
            ..self
        }
    }
}

/// The treatment of a part of the document that the client cannot express.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Report an error.
    #[default]
    Strict,
    /// Omit it and report it as unsupported.
    Lenient,
}

impl Policy {
    /// Returns the severity of a diagnostic that has `severity` under the lenient policy.
    fn severity(self, severity: Severity) -> Severity {
        match (self, severity) {
            (Self::Strict, Severity::Unsupported) => Severity::Error,
            (_, severity) => severity,
        }
    }
}

/// A position in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The name of the file; `None` for the file that the report is about.
    pub file: Option<Arc<str>>,
    /// The JSON pointer into the file.
    pub pointer: String,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}#{}",
            self.file.as_deref().unwrap_or_default(),
            self.pointer
        )
    }
}

/// Number of positions from which on what is inside a moved part has no positions of its own. Diagnostics then
/// point to the part.
const MAX_ORIGINS: usize = 200_000;

/// The original positions of moved parts, by pointers into the rewritten document.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<String, Position>);

impl Origins {
    /// Records that the part at `to` was at `from` originally.
    pub fn insert(&mut self, to: impl Into<String>, from: Position) {
        self.0.insert(to.into(), from);
    }

    /// Records moves that happened at once, as pairs of the new and the old pointer. What is inside a
    /// part moves with it.
    fn moved_all(&mut self, moves: &[(String, String)]) {
        let mut entries = Vec::with_capacity(moves.len());
        for (to, from) in moves {
            if self.0.len() < MAX_ORIGINS {
                let inside = self.inside(from).map(|(at, origin)| {
                    let at = format!("{to}{}", &at[from.len()..]);
                    (at, origin.clone())
                });
                entries.extend(inside);
            }
            entries.push((to.clone(), self.position(from)));
        }
        for (to, _) in moves {
            self.forget_inside(to);
        }
        self.0.extend(entries);
    }

    /// Forgets the moved parts inside the part at `at`, which is no longer there.
    fn forget_inside(&mut self, at: &str) {
        let inside: Vec<String> = self.inside(at).map(|(at, _)| at.clone()).collect();
        for at in inside {
            self.0.remove(&at);
        }
    }

    /// Returns the moved parts inside the part at `at`.
    fn inside(&self, at: &str) -> impl Iterator<Item = (&String, &Position)> {
        // `0` is the character after `/`.
        self.0.range(format!("{at}/")..format!("{at}0"))
    }

    /// Returns all original positions.
    pub fn positions(&self) -> impl Iterator<Item = &Position> {
        self.0.values()
    }

    /// Returns the original position of `at`.
    pub fn position(&self, at: &str) -> Position {
        let mut head = at;
        loop {
            if let Some(Position { file, pointer }) = self.0.get(head) {
                return Position {
                    file: file.clone(),
                    pointer: format!("{pointer}{}", &at[head.len()..]),
                };
            }
            match head.rfind('/') {
                Some(end) => head = &head[..end],
                None => {
                    return Position {
                        file: None,
                        pointer: at.to_owned(),
                    };
                }
            }
        }
    }
}

/// The diagnostics of one document, and the original positions of moved parts.
#[derive(Clone, Debug)]
pub struct Report {
    file: String,
    policy: Policy,
    origins: Origins,
    diagnostics: Vec<Diagnostic>,
    /// Diagnostics that were already recorded: shared parts are visited more than once.
    reported: HashSet<(&'static str, String, String, String)>,
}

impl Report {
    /// Creates an empty report on `file`.
    pub fn new(file: impl Into<String>, policy: Policy) -> Self {
        Self {
            file: file.into(),
            policy,
            origins: Origins::default(),
            diagnostics: Vec::new(),
            reported: HashSet::new(),
        }
    }

    /// Sets the original positions of the parts of a document of several files.
    #[must_use]
    pub fn with_origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// Returns the name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the policy for parts that the client cannot express.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Returns all diagnostics, in the order in which they were recorded.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
    }

    /// Returns whether there are errors.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Records a rewrite that does not change the meaning.
    pub fn note(&mut self, rule: &'static str, at: &str, message: impl Into<String>) {
        self.push(Severity::Note, rule, at, message.into(), String::new());
    }

    /// Records a part that the client cannot express: an error under [`Policy::Strict`].
    pub fn unsupported(
        &mut self,
        rule: &'static str,
        at: &str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let severity = self.policy.severity(Severity::Unsupported);
        self.push(severity, rule, at, message.into(), advice.into());
    }

    /// Records an error: no client can be generated.
    pub fn error(
        &mut self,
        rule: &'static str,
        at: &str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.push(Severity::Error, rule, at, message.into(), advice.into());
    }

    /// Adds the diagnostics of another report.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(others);
    }

    /// Records that the part at `to` was at `from` originally, so that later diagnostics point into
    /// the user's document.
    pub fn moved(&mut self, to: impl Into<String>, from: &str) {
        self.moved_all(vec![(to.into(), from.to_owned())]);
    }

    /// Records that the part at `to` is a copy of that at `from`, of another component or of the same.
    pub fn copied(&mut self, to: impl Into<String>, from: &str) {
        let to = to.into();
        // As in `/components/schemas/NAME/…`.
        let end = from
            .match_indices('/')
            .nth(3)
            .map_or(from.len(), |(i, _)| i);
        let is_same = to
            .strip_prefix(&from[..end])
            .is_some_and(|rest| rest.starts_with('/'));
        if is_same {
            // What is inside changes. Copying its positions as well would double them with each level.
            self.set_origin(to, self.origin(from));
        } else {
            self.moved(to, from);
        }
    }

    /// Does the same as [`moved`](Self::moved) for a part of which nothing remains at `from`.
    pub fn moved_away(&mut self, to: impl Into<String>, from: &str) {
        self.moved(to, from);
        self.origins.forget_inside(from);
    }

    /// Records moves that happened at once, as pairs of the new and the old pointer. What is inside a
    /// part moves with it.
    pub fn moved_all(&mut self, moves: Vec<(String, String)>) {
        self.origins.moved_all(&moves);
    }

    /// Sets the original position of the part at `at`.
    pub fn set_origin(&mut self, at: impl Into<String>, origin: Position) {
        self.origins.insert(at.into(), origin);
    }

    /// Returns the original position of the part at `at`.
    #[must_use]
    pub fn origin(&self, at: &str) -> Position {
        self.origins.position(at)
    }

    fn push(
        &mut self,
        severity: Severity,
        rule: &'static str,
        at: &str,
        message: String,
        advice: String,
    ) {
        let Position { file, pointer } = self.origins.position(at);
        let diagnostic = Diagnostic {
            severity,
            rule,
            file: file.map_or_else(|| self.file.clone(), |file| file.as_ref().to_owned()),
            pointer,
            message,
            advice,
        };
        let key = (
            rule,
            diagnostic.file.clone(),
            diagnostic.pointer.clone(),
            diagnostic.message.clone(),
        );
        if self.reported.insert(key) {
            self.diagnostics.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_is_one_line_and_its_advice() {
        let mut report = Report::new("openapi/a.yaml", Policy::Strict);
        report.error("some-rule", "/paths/~1a/get", "invalid", "Fix it.");
        assert_eq!(
            report.diagnostics()[0].to_string(),
            "error[some-rule] openapi/a.yaml#/paths/~1a/get: invalid\n  help: Fix it."
        );
    }

    #[test]
    fn unsupported_parts_are_errors_under_the_strict_policy_only() {
        for (policy, is_error) in [(Policy::Strict, true), (Policy::Lenient, false)] {
            let mut report = Report::new("a", policy);
            report.unsupported("r", "", "m", "a");
            assert_eq!(report.has_errors(), is_error);
        }
    }

    #[test]
    fn diagnostics_point_to_the_original_position() {
        let mut report = Report::new("a", Policy::Strict);
        report.moved("/components/schemas/B", "/components/schemas/A");
        report.moved(
            "/components/schemas/BX",
            "/components/schemas/B/properties/x",
        );
        let origin = |at: &str| report.origins.position(at).pointer;
        assert_eq!(
            origin("/components/schemas/BX/enum"),
            "/components/schemas/A/properties/x/enum"
        );
        assert_eq!(origin("/components/schemas/BXY"), "/components/schemas/BXY");
    }

    #[test]
    fn diagnostics_name_the_file_that_a_part_is_from() {
        let mut origins = Origins::default();
        let file = Some(Arc::from("b.yaml"));
        let pointer = "/User".to_owned();
        origins.insert("/components/schemas/User", Position { file, pointer });
        let mut report = Report::new("a.yaml", Policy::Strict).with_origins(origins);
        report.moved(
            "/components/schemas/X",
            "/components/schemas/User/properties/x",
        );
        report.note("r", "/components/schemas/X/enum", "m");
        report.note("r", "/info", "m");
        let positions: Vec<String> = report
            .diagnostics()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            positions,
            [
                "note[r] b.yaml#/User/properties/x/enum: m",
                "note[r] a.yaml#/info: m"
            ]
        );
    }

    #[test]
    fn what_is_inside_a_part_moves_with_it() {
        let mut report = Report::new("a", Policy::Strict);
        let pairs = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(to, from)| ((*to).to_owned(), (*from).to_owned()))
                .collect()
        };
        report.moved_all(pairs(&[("/p/0/schema", "/p/0"), ("/p/1/schema", "/p/1")]));
        // A part is inserted before the others.
        report.moved_all(pairs(&[
            ("/p/0", "/common"),
            ("/p/1", "/p/0"),
            ("/p/2", "/p/1"),
        ]));
        for (at, origin) in [
            ("/p/0/schema/items", "/common/schema/items"),
            ("/p/1/schema/items", "/p/0/items"),
            ("/p/2/schema/items", "/p/1/items"),
            ("/p/2/name", "/p/1/name"),
        ] {
            assert_eq!(report.origin(at).pointer, origin);
        }
    }
}
