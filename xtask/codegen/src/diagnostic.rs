//! Diagnostics: what the stages report about a document.

use std::collections::{HashMap, HashSet};
use std::fmt;

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
        let (pointer, message) = (describe(pointer), describe(message));
        write!(f, "{severity}[{rule}] {file}#{pointer}: {message}")?;
        if !advice.is_empty() {
            write!(f, "\n  help: {advice}")?;
        }
        Ok(())
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

/// The diagnostics of one document, and the original positions of moved parts.
#[derive(Clone, Debug)]
pub struct Report {
    file: String,
    policy: Policy,
    /// From pointers into the rewritten document to pointers into the original.
    moved: HashMap<String, String>,
    diagnostics: Vec<Diagnostic>,
    /// Diagnostics that were already recorded: shared parts are visited more than once.
    reported: HashSet<(&'static str, String, String)>,
}

impl Report {
    /// Creates an empty report on `file`.
    pub fn new(file: impl Into<String>, policy: Policy) -> Self {
        Self {
            file: file.into(),
            policy,
            moved: HashMap::new(),
            diagnostics: Vec::new(),
            reported: HashSet::new(),
        }
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
        let severity = match self.policy {
            Policy::Strict => Severity::Error,
            Policy::Lenient => Severity::Unsupported,
        };
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
        let from = self.origin(from);
        self.moved.insert(to.into(), from);
    }

    /// Records several moves at once: a part may take the place of another that moves too.
    pub fn moved_together(&mut self, moves: impl IntoIterator<Item = (String, String)>) {
        let moves = moves.into_iter().map(|(to, from)| (to, self.origin(&from)));
        let moves: Vec<(String, String)> = moves.collect();
        self.moved.extend(moves);
    }

    /// Returns the pointer into the user's document that `at` corresponds to.
    pub fn origin(&self, at: &str) -> String {
        let mut head = at;
        loop {
            if let Some(from) = self.moved.get(head) {
                return format!("{from}{}", &at[head.len()..]);
            }
            match head.rfind('/') {
                Some(end) => head = &head[..end],
                None => return at.to_owned(),
            }
        }
    }

    fn push(
        &mut self,
        severity: Severity,
        rule: &'static str,
        at: &str,
        message: String,
        advice: String,
    ) {
        let diagnostic = Diagnostic {
            severity,
            rule,
            file: self.file.clone(),
            pointer: self.origin(at),
            message,
            advice,
        };
        let key = (rule, diagnostic.pointer.clone(), diagnostic.message.clone());
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
        let origin = |at: &str| report.origin(at);
        assert_eq!(
            origin("/components/schemas/BX/enum"),
            "/components/schemas/A/properties/x/enum"
        );
        assert_eq!(origin("/components/schemas/BXY"), "/components/schemas/BXY");
    }
}
