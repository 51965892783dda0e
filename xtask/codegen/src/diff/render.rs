//! Renders a comparison as text, JSON and changelog entry.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Comparison;
use super::changes::Change;
use super::verdict::Step;

impl Comparison {
    /// Renders it for people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}: {} → {}", self.client, self.from, self.to);
        if self.old_version != self.new_version {
            let _ = writeln!(
                out,
                "the vendor's version: {} → {}",
                self.old_version, self.new_version
            );
        }
        for (step, title) in [
            (Step::Major, "Breaks"),
            (Step::Minor, "Adds"),
            (Step::Patch, "Changes behaviour"),
            (Step::None, "No effect on the client"),
        ] {
            let changes: Vec<&Change> = self.changes.iter().filter(|c| c.step == step).collect();
            if !changes.is_empty() {
                let _ = writeln!(out, "\n{title}:");
            }
            for change in changes {
                let _ = writeln!(out, "  - {}: {}", change.message, change.why);
            }
        }
        let _ = writeln!(out, "\nVerdict: {}", self.verdict());
        let entry = self.changelog();
        if !entry.is_empty() {
            let _ = write!(out, "\nFor the changelog:\n\n{entry}");
        }
        out
    }

    /// Returns the step and its meaning in one sentence.
    fn verdict(&self) -> String {
        let step = self.step();
        let means = match step {
            Step::None => "no change is visible to dependents of the generated client",
            Step::Patch => "the API of the generated client is unchanged, its behaviour changed",
            Step::Minor => "the generated client has additions only",
            Step::Major => "dependents of the generated client may have to change their code",
        };
        let mut out = format!("{step}: {means}.");
        if step > Step::None {
            let _ = write!(out, " Below 1.0 that is a {} step", step.below_one());
            if let Some((now, next)) = self.versions() {
                let _ = write!(out, "; here {now} → {next}");
            }
            out.push('.');
        }
        out
    }

    fn versions(&self) -> Option<(&str, String)> {
        let now = self.release.as_deref()?;
        Some((now, self.step().after(now)?))
    }

    /// Returns a changelog entry in Markdown; empty without changes.
    pub fn changelog(&self) -> String {
        let mut out = String::new();
        for (step, title) in [
            (Step::Major, "Breaking"),
            (Step::Minor, "Added"),
            (Step::Patch, "Changed"),
        ] {
            let changes: Vec<&Change> = self.changes.iter().filter(|c| c.step == step).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n#### {title}\n");
            for change in changes {
                let _ = writeln!(out, "- {}.", capital(&change.message));
            }
        }
        if out.is_empty() {
            return out;
        }
        let version = match self.old_version == self.new_version {
            true => String::new(),
            false => format!(" ({} → {})", self.old_version, self.new_version),
        };
        format!("### {}{version}\n{out}", self.client)
    }

    /// Renders it for programs.
    pub fn json(&self) -> Value {
        json!({
            "client": self.client,
            "from": {"document": self.from, "version": self.old_version},
            "to": {"document": self.to, "version": self.new_version},
            "step": self.step(),
            "step_below_1_0": self.step().below_one(),
            "release": self.versions().map(|(now, next)| json!({"now": now, "next": next})),
            "changes": self.changes,
            "changelog": self.changelog(),
        })
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
