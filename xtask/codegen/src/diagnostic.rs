//! What a stage has to say about a document: one type for all of them.

use std::collections::{HashMap, HashSet};
use std::fmt;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document was rewritten and means what it meant.
    Note,
    /// Something that the document says is not in the client.
    Loss,
    /// The document cannot be taken.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Loss => "loss",
            Self::Error => "error",
        })
    }
}

/// One finding, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name of the rule, for searching and for tests.
    pub rule: &'static str,
    /// The file, as the user named it.
    pub file: String,
    /// Where in the file, as an RFC 6901 pointer; empty for the whole of it.
    pub pointer: String,
    /// What was found.
    pub message: String,
    /// What to do about it; empty where nothing has to be done.
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
        write!(f, "{severity}[{rule}] {file}#{pointer}: {message}")?;
        if !advice.is_empty() {
            write!(f, "\n  help: {advice}")?;
        }
        Ok(())
    }
}

/// What becomes of a construct that the client cannot express.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// It is refused.
    #[default]
    Strict,
    /// It is left out and reported.
    Lenient,
}

/// The diagnostics of one document, and where its moved parts came from.
#[derive(Clone, Debug)]
pub struct Report {
    file: String,
    policy: Policy,
    /// Pointers of today and the pointers of the document that they stand for.
    moved: HashMap<String, String>,
    diagnostics: Vec<Diagnostic>,
    /// What was said already: a shared part is come by more than once.
    said: HashSet<(&'static str, String, String)>,
}

impl Report {
    /// An empty report on `file`.
    pub fn new(file: impl Into<String>, policy: Policy) -> Self {
        Self {
            file: file.into(),
            policy,
            moved: HashMap::new(),
            diagnostics: Vec::new(),
            said: HashSet::new(),
        }
    }

    /// The file that is reported on.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What becomes of what cannot be expressed.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// All that was said, in the order in which it was said.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The errors alone.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
    }

    /// Whether the document was refused.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Records a rewrite that keeps the meaning.
    pub fn note(&mut self, rule: &'static str, at: &str, message: impl Into<String>) {
        self.push(Severity::Note, rule, at, message.into(), String::new());
    }

    /// Records something that is lost: an error where the policy is strict.
    pub fn loss(
        &mut self,
        rule: &'static str,
        at: &str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let severity = match self.policy {
            Policy::Strict => Severity::Error,
            Policy::Lenient => Severity::Loss,
        };
        self.push(severity, rule, at, message.into(), advice.into());
    }

    /// Records why the document cannot be taken.
    pub fn error(
        &mut self,
        rule: &'static str,
        at: &str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.push(Severity::Error, rule, at, message.into(), advice.into());
    }

    /// Takes over what another stage or file had to say.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(others);
    }

    /// Remembers that what stands at `to` now stood at `from`, so that later findings point into
    /// the document that the user has.
    pub fn moved(&mut self, to: impl Into<String>, from: &str) {
        let from = self.origin(from);
        self.moved.insert(to.into(), from);
    }

    /// The place in the user's document that `at` stands for.
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
        if self.said.insert(key) {
            self.diagnostics.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_one_line_and_its_advice() {
        let mut report = Report::new("openapi/a.yaml", Policy::Strict);
        report.error("some-rule", "/paths/~1a/get", "no good", "Mend it.");
        assert_eq!(
            report.diagnostics()[0].to_string(),
            "error[some-rule] openapi/a.yaml#/paths/~1a/get: no good\n  help: Mend it."
        );
    }

    #[test]
    fn a_loss_is_an_error_only_where_the_policy_is_strict() {
        for (policy, refused) in [(Policy::Strict, true), (Policy::Lenient, false)] {
            let mut report = Report::new("a", policy);
            report.loss("r", "", "m", "a");
            assert_eq!(report.has_errors(), refused);
        }
    }

    #[test]
    fn findings_point_to_where_a_part_stood_in_the_document() {
        let mut report = Report::new("a", Policy::Strict);
        report.moved("/components/schemas/B", "/components/schemas/A");
        report.moved(
            "/components/schemas/BX",
            "/components/schemas/B/properties/x",
        );
        let place = |at: &str| report.origin(at);
        assert_eq!(
            place("/components/schemas/BX/enum"),
            "/components/schemas/A/properties/x/enum"
        );
        assert_eq!(place("/components/schemas/BXY"), "/components/schemas/BXY");
    }
}
