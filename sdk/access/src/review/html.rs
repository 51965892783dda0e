//! Renders a review as an HTML page with a filter, a chart of roles by project, and tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::render::{COLUMNS, cells, unread};
use super::{Review, Scope};
use crate::plan::Service;
use crate::text::sanitize;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Returns the review as one self-contained HTML page.
#[must_use]
pub fn to_html(review: &Review) -> String {
    let date = review.made_at.format("%Y-%m-%d %H:%M UTC");
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Access review</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Access review</h1>\n\
         <p>{date}. {} roles and memberships, {} tokens, {} findings.</p>\n",
        review.access.len(),
        review.tokens.len(),
        review.findings.len(),
    );
    for line in unread(review) {
        let _ = writeln!(html, "<p><strong>{line}.</strong></p>");
    }
    findings(&mut html, review);
    chart(&mut html, review);
    let rows: Vec<Vec<String>> = review
        .access
        .iter()
        .map(|row| cells(row).to_vec())
        .collect();
    html += "<h2>Access</h2>\n<p><label>Filter <input id=\"filter\" type=\"search\" \
             placeholder=\"name, role, project\"></label> <output id=\"count\"></output></p>\n";
    table(&mut html, "access", &COLUMNS, &rows);
    let tokens: Vec<Vec<String>> = review
        .tokens
        .iter()
        .map(|token| {
            vec![
                token.who.clone(),
                token.id.to_string(),
                token.name.clone(),
                token.created.clone(),
                token.expires.clone().unwrap_or_default(),
                token.last_used.clone().unwrap_or_default(),
            ]
        })
        .collect();
    html += "<h2>Tokens</h2>\n";
    let header = ["who", "id", "name", "created", "expires", "last used"];
    table(&mut html, "tokens", &header, &tokens);
    let _ = write!(html, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

fn findings(html: &mut String, review: &Review) {
    *html += "<h2>Findings</h2>\n";
    let rows: Vec<Vec<String>> = review
        .findings
        .iter()
        .map(|it| {
            vec![
                it.kind.to_string(),
                it.service.to_string(),
                it.subject.clone(),
                it.detail.clone(),
            ]
        })
        .collect();
    table(
        html,
        "findings",
        &["finding", "service", "for", "what"],
        &rows,
    );
}

/// Writes a bar for each scope of Gcore Cloud, with a part for each role.
fn chart(html: &mut String, review: &Review) {
    let mut scopes: BTreeMap<&Scope, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut roles: BTreeSet<&str> = BTreeSet::new();
    for row in review
        .access
        .iter()
        .filter(|row| row.service == Service::Gcore)
    {
        let scope = scopes.entry(&row.scope).or_default();
        *scope.entry(&row.role).or_default() += 1;
        roles.insert(&row.role);
    }
    if scopes.is_empty() {
        return;
    }
    let count = roles.len();
    let colors: BTreeMap<&str, String> = (roles.iter().enumerate())
        .map(|(index, role)| (*role, format!("hsl({} 55% 45%)", index * 360 / count)))
        .collect();
    *html += "<h2>Roles by project</h2>\n<ul class=\"legend\">\n";
    for role in &roles {
        let _ = writeln!(
            html,
            "<li><i style=\"background:{}\"></i>{}</li>",
            colors[role],
            escape(role)
        );
    }
    *html += "</ul>\n<table class=\"chart\">\n";
    let most = scopes
        .values()
        .map(|counts| counts.values().sum::<usize>())
        .max()
        .unwrap_or(1);
    for (scope, counts) in scopes {
        let total: usize = counts.values().sum();
        let _ = write!(html, "<tr><th>{}</th><td>", escape(&scope.to_string()));
        for (role, count) in counts {
            let width = 100.0 * f64::from(u32::try_from(count).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(most).unwrap_or(u32::MAX));
            let _ = write!(
                html,
                "<i title=\"{count} {}\" style=\"width:{width:.2}%;background:{}\"></i>",
                escape(role),
                colors[role]
            );
        }
        let _ = writeln!(html, "</td><td>{total}</td></tr>");
    }
    *html += "</table>\n";
}

fn table(html: &mut String, id: &str, header: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        *html += "<p>None.</p>\n";
        return;
    }
    let _ = write!(html, "<table id=\"{id}\">\n<thead><tr>");
    for cell in header {
        let _ = write!(html, "<th>{}</th>", escape(cell));
    }
    *html += "</tr></thead>\n<tbody>\n";
    for row in rows {
        *html += "<tr>";
        for cell in row {
            let _ = write!(html, "<td>{}</td>", escape(cell));
        }
        *html += "</tr>\n";
    }
    *html += "</tbody>\n</table>\n";
}

fn escape(text: &str) -> String {
    sanitize(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
