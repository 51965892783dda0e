//! Renders a comparison as text, JSON and changelog entry.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Comparison;
use super::changes::Change;
use super::verdict::SemverBump;

impl Comparison {
    /// Renders the comparison as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{}: {} → {}",
            self.client, self.old_name, self.new_name
        );
        if self.old_version != self.new_version {
            let _ = writeln!(
                out,
                "the vendor's version: {} → {}",
                self.old_version, self.new_version
            );
        }
        for (bump, title) in [
            (SemverBump::Major, "Breaks"),
            (SemverBump::Minor, "Adds"),
            (SemverBump::Patch, "Changes behaviour"),
            (SemverBump::None, "No effect on the client"),
        ] {
            let changes: Vec<&Change> = self.changes.iter().filter(|c| c.bump == bump).collect();
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

    /// Returns the bump and its meaning in one sentence.
    fn verdict(&self) -> String {
        let bump = self.bump();
        let means = match bump {
            SemverBump::None => "no change is visible to dependents of the generated client",
            SemverBump::Patch => {
                "the API of the generated client is unchanged, its behaviour changed"
            }
            SemverBump::Minor => "the generated client has additions only",
            SemverBump::Major => "dependents of the generated client may have to change their code",
        };
        let mut out = format!("{bump}: {means}.");
        if bump > SemverBump::None {
            let _ = write!(out, " Below 1.0 that is a {} bump", bump.below_one());
            if let Some((now, next)) = self.versions() {
                let _ = write!(out, "; here {now} → {next}");
            }
            out.push('.');
        }
        out
    }

    fn versions(&self) -> Option<(&str, String)> {
        let now = self.sdk_version.as_deref()?;
        Some((now, self.bump().after(now)?))
    }

    /// Returns a changelog entry in Markdown; empty without changes.
    pub fn changelog(&self) -> String {
        let mut out = String::new();
        for (bump, title) in [
            (SemverBump::Major, "Breaking"),
            (SemverBump::Minor, "Added"),
            (SemverBump::Patch, "Changed"),
        ] {
            let changes: Vec<&Change> = self.changes.iter().filter(|c| c.bump == bump).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n#### {title}\n");
            for change in changes {
                let _ = writeln!(out, "- {}.", capitalize(&change.message));
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

    /// Renders the comparison as JSON.
    pub fn json(&self) -> Value {
        json!({
            "client": self.client,
            "from": {"document": self.old_name, "version": self.old_version},
            "to": {"document": self.new_name, "version": self.new_version},
            "bump": self.bump(),
            "bump_below_1_0": self.bump().below_one(),
            "sdk_version": self.versions().map(|(now, next)| json!({"now": now, "next": next})),
            "changes": self.changes,
            "changelog": self.changelog(),
        })
    }
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
