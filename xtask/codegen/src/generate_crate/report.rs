//! The report on a generated crate, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::input::Input;
use crate::diagnostic::{Diagnostic, Origins, Position, Severity};
use crate::pipeline::Client;
use crate::progress;
use crate::progress::Lap;
use crate::walk::sent_path;

/// Maximum number of rules in the short text.
const RULES: usize = 30;

/// The result for a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientStatus {
    /// The client has every operation.
    Complete,
    /// The client has some operations.
    Partial,
    /// There is no client.
    Failed,
}

/// An operation that the client lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedOperation {
    /// The HTTP method; `*` for all of a path.
    pub method: String,
    /// The path.
    pub path: String,
    /// The file with the operation.
    pub file: String,
    /// Its pointer in the file.
    pub pointer: String,
    /// The reason.
    pub reasons: Vec<String>,
}

/// The report on a crate.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The document, as the user named it.
    pub document: String,
    /// The overlay, as the user named it.
    pub overlay: Option<String>,
    /// The name of the crate.
    pub name: String,
    /// The result.
    pub status: ClientStatus,
    /// The number of operations that the document describes.
    pub described: usize,
    /// The number of operations that the client has.
    pub generated: usize,
    /// The number of methods that return the events of an operation.
    pub alternatives: usize,
    /// The operations that the client lacks.
    pub skipped: Vec<SkippedOperation>,
    /// The duration of each stage, in milliseconds.
    pub stages: Vec<(&'static str, u64)>,
    /// The number of lines of code.
    pub lines: usize,
    /// All diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

impl Summary {
    pub(super) fn new(
        input: &Input<'_>,
        name: &str,
        client: Option<(&Client, Origins)>,
        diagnostics: Vec<Diagnostic>,
        laps: &[Lap],
    ) -> Self {
        let mut skipped = Vec::new();
        let (mut described, mut generated, mut alternatives) = (0, 0, 0);
        let is_failed = client.is_none();
        if let Some((client, origins)) = &client {
            let ir = &client.ir;
            alternatives = ir.operations.iter().filter(|o| o.alternative).count();
            // Paths may differ in a fragment only, which is not sent.
            let mut there: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for operation in ir.operations.iter().filter(|o| !o.alternative) {
                let key = (operation.method.as_str(), operation.path.as_str());
                *there.entry(key).or_default() += 1;
            }
            described = ir.described.len();
            for (method, path) in &ir.described {
                let key = (method.as_str(), sent_path(path));
                if let Some(count) = there.get_mut(&key).filter(|count| **count > 0) {
                    *count -= 1;
                    generated += 1;
                    continue;
                }
                let item = crate::pointer::join("/paths", path);
                let pointer = crate::pointer::join(&item, method.to_lowercase());
                let position = origins.position(&pointer);
                skipped.push(skip(method, path, position, input, &diagnostics));
            }
            // The number of operations in another document is unknown.
            for item in diagnostics.iter().filter(|d| d.rule == "path-item-ref") {
                described += 1;
                let path = item.pointer.rsplit('/').next().unwrap_or("");
                let path = crate::pointer::unescape(path);
                let position = Position {
                    file: Some(Arc::from(item.file.as_str())),
                    pointer: item.pointer.clone(),
                };
                skipped.push(skip("*", &path, position, input, &diagnostics));
            }
        }
        Self {
            document: input.spec.display().to_string(),
            overlay: input.overlay.map(|path| path.display().to_string()),
            name: name.to_owned(),
            status: match skipped.is_empty() {
                _ if is_failed => ClientStatus::Failed,
                true => ClientStatus::Complete,
                false => ClientStatus::Partial,
            },
            described,
            generated,
            alternatives,
            skipped,
            stages: laps
                .iter()
                .map(|(name, took)| (*name, progress::millis(*took)))
                .collect(),
            lines: client.map_or(0, |(client, _)| client.code.lines().count()),
            diagnostics,
        }
    }

    /// Returns the number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let of = |d: &&Diagnostic| d.severity == severity;
        self.diagnostics.iter().filter(of).count()
    }

    /// Returns the total time, in milliseconds.
    pub fn took(&self) -> u64 {
        self.stages.iter().map(|(_, took)| took).sum()
    }

    /// Returns the report as JSON.
    pub fn json(&self) -> serde_json::Value {
        let diagnostics: Vec<_> = self
            .diagnostics
            .iter()
            .map(|d| {
                json!({
                    "severity": d.severity.to_string(),
                    "rule": d.rule,
                    "file": d.file,
                    "pointer": d.pointer,
                    "message": d.message,
                    "advice": d.advice,
                })
            })
            .collect();
        let stages: BTreeMap<_, _> = self.stages.iter().copied().collect();
        json!({
            "format": 1,
            "document": self.document,
            "overlay": self.overlay,
            "crate": self.name,
            "status": self.status,
            "operations": {
                "described": self.described,
                "generated": self.generated,
                "alternatives": self.alternatives,
            },
            "counts": {
                "notes": self.count(Severity::Note),
                "unsupported": self.count(Severity::Unsupported),
                "errors": self.count(Severity::Error),
            },
            "lines": self.lines,
            "milliseconds": stages,
            "skipped": self.skipped,
            "diagnostics": diagnostics,
        })
    }

    /// Returns the report as text; `verbose` includes all diagnostics.
    pub fn text(&self, verbose: bool) -> String {
        let mut out = String::new();
        for d in &self.diagnostics {
            if verbose || d.severity == Severity::Error {
                let _ = writeln!(out, "{d}");
            }
        }
        if !verbose {
            self.unsupported(&mut out);
        }
        for skipped in &self.skipped {
            let _ = writeln!(out, "skipped: {} {}", skipped.method, skipped.path);
            for reason in &skipped.reasons {
                let _ = writeln!(out, "  {reason}");
            }
        }
        let (unsupported, notes) = (
            self.count(Severity::Unsupported),
            self.count(Severity::Note),
        );
        let _ = match self.status {
            ClientStatus::Failed => writeln!(
                out,
                "{}: failed, {} errors",
                self.document,
                self.count(Severity::Error)
            ),
            _ => writeln!(
                out,
                "{}: {} of {} operations, {unsupported} unsupported, {notes} rewrites, {} lines, {}.{:03} s",
                self.document,
                self.generated,
                self.described,
                self.lines,
                self.took() / 1000,
                self.took() % 1000,
            ),
        };
        out
    }

    /// Adds each rule once, with its first case.
    fn unsupported(&self, out: &mut String) {
        let mut rules: BTreeMap<&str, (usize, &Diagnostic)> = BTreeMap::new();
        for d in self
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Unsupported)
        {
            rules.entry(d.rule).or_insert((0, d)).0 += 1;
        }
        for (count, first) in rules.values().take(RULES) {
            let _ = writeln!(out, "{first}");
            if *count > 1 {
                let _ = writeln!(out, "  and {} more of `{}`", count - 1, first.rule);
            }
        }
        if rules.len() > RULES {
            let _ = writeln!(
                out,
                "and {} more rules; --verbose prints all",
                rules.len() - RULES
            );
        }
    }
}

fn skip(
    method: &str,
    path: &str,
    position: Position,
    input: &Input<'_>,
    diagnostics: &[Diagnostic],
) -> SkippedOperation {
    let file = position.file.map_or_else(
        || input.spec.display().to_string(),
        |file| file.as_ref().to_owned(),
    );
    let pointer = position.pointer;
    let inside = |d: &&Diagnostic| {
        d.severity > Severity::Note
            && d.file == file
            && d.pointer
                .strip_prefix(&pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let reasons = diagnostics.iter().filter(inside).map(|d| d.message.clone());
    SkippedOperation {
        method: method.to_owned(),
        path: path.to_owned(),
        reasons: reasons.collect(),
        file,
        pointer,
    }
}
