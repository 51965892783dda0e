//! Renders a review as CSV, JSON or Markdown.

use std::fmt::Write as _;

use super::{AccessRow, Review};
use crate::text::{sanitize, sanitize_lines};

/// The columns of the rows.
pub(super) const COLUMNS: [&str; 11] = [
    "service",
    "who",
    "role",
    "scope",
    "since",
    "granted by",
    "last login",
    "until",
    "reason",
    "person",
    "teams",
];

/// Returns the cells of a row.
pub(super) fn cells(row: &AccessRow) -> [String; 11] {
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    [
        row.service.to_string(),
        row.who.clone(),
        row.role.clone(),
        row.scope.to_string(),
        text(&row.since),
        text(&row.granted_by),
        text(&row.last_login),
        text(&row.until),
        text(&row.reason).trim().to_owned(),
        text(&row.person),
        row.teams.join(", "),
    ]
}

/// Returns the rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an
/// apostrophe.
#[must_use]
pub fn to_csv(review: &Review) -> String {
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        let _ = write!(text, "{}\r\n", cells.join(","));
    };
    line(&COLUMNS.map(str::to_owned));
    for row in &review.access {
        line(&cells(row));
    }
    text
}

fn csv_cell(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let mut cell = sanitize_lines(cell);
    if is_formula {
        cell.insert(0, '\'');
    }
    if cell.contains(['"', ',', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// Returns the review as JSON.
///
/// # Errors
/// Fails if JSON cannot represent the review, which does not happen for reviews of this crate.
pub fn to_json(review: &Review) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(review)? + "\n")
}

/// Returns the review as Markdown.
#[must_use]
pub fn to_markdown(review: &Review) -> String {
    let mut text = format!(
        "# Access review of {}\n\n",
        review.made_at.format("%Y-%m-%d %H:%M UTC")
    );
    for line in unread(review) {
        let _ = write!(text, "{line}.\n\n");
    }
    let mut table = |title: &str, header: &[&str], rows: Vec<Vec<String>>| {
        let _ = write!(text, "## {title}\n\n");
        if rows.is_empty() {
            text += "None.\n\n";
            return;
        }
        let _ = writeln!(text, "| {} |", header.join(" | "));
        let _ = writeln!(text, "|{}", "---|".repeat(header.len()));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| markdown_cell(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text.push('\n');
    };
    let findings = review.findings.iter().map(|it| {
        vec![
            it.kind.to_string(),
            it.service.to_string(),
            it.subject.clone(),
            it.detail.clone(),
        ]
    });
    table(
        "Findings",
        &["finding", "service", "for", "what"],
        findings.collect(),
    );
    let counts = review
        .counts()
        .into_iter()
        .map(|((service, scope, role), count)| {
            vec![
                service.to_string(),
                scope.to_string(),
                role,
                count.to_string(),
            ]
        });
    table(
        "Roles by scope",
        &["service", "scope", "role", "count"],
        counts.collect(),
    );
    let rows = review.access.iter().map(|row| cells(row).to_vec());
    table("Access", &COLUMNS, rows.collect());
    let tokens = review.tokens.iter().map(|token| {
        vec![
            token.who.clone(),
            format!("{} {}", token.id, token.name),
            token.created.clone(),
            token.expires.clone().unwrap_or_default(),
            token.last_used.clone().unwrap_or_default(),
        ]
    });
    table(
        "Tokens",
        &["who", "token", "created", "expires", "last used"],
        tokens.collect(),
    );
    text
}

/// Returns a sentence, without its full stop, for each service that was not read.
pub(super) fn unread(review: &Review) -> impl Iterator<Item = String> {
    let services = review.unread.iter();
    services.map(|service| format!("{service} was not read, for lack of credentials"))
}

/// Escapes a text for a cell of a Markdown table, so that it renders without links, images, HTML and emphasis.
fn markdown_cell(cell: &str) -> String {
    let lines: Vec<String> = cell.lines().map(sanitize).collect();
    let mut out = String::new();
    for c in lines.join(" ").chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '\\' | '|' | '[' | ']' | '*' | '_' | '`' | '~' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    // Markdown also links addresses without brackets.
    out.replace("://", "\\://").replace("www.", "www\\.")
}
