//! Renders the page and its plots from the stored figures. The result depends on nothing else.

mod access;
mod builds;
mod calls;
mod changes;
mod criterion;
mod figures;
mod limits;
mod listing;
mod markdown;
mod section;
mod vendors;

use std::collections::BTreeMap;
use std::path::Path;

use self::figures::StoredFigures;
use self::section::Section;
use crate::error::Result;
use crate::machine::Machine;

/// Renders the page and its plots from the figures in the folder `docs`. The keys are paths relative to
/// that folder.
///
/// # Errors
/// If the figures cannot be read.
pub fn render(docs: &Path) -> Result<BTreeMap<String, String>> {
    let figures = StoredFigures::read(docs)?;
    let sections = [
        (
            "calls",
            figures.calls.as_ref().map(calls::section).transpose()?,
        ),
        (
            "listing",
            figures.listing.as_ref().map(listing::section).transpose()?,
        ),
        (
            "vendors",
            figures.vendors.as_ref().map(vendors::section).transpose()?,
        ),
        (
            "pipeline",
            figures
                .pipeline
                .as_ref()
                .map(criterion::pipeline)
                .transpose()?,
        ),
        ("inside", figures.inside.as_ref().map(criterion::inside)),
        (
            "build",
            figures.build.as_ref().map(builds::section).transpose()?,
        ),
        ("access", figures.access.as_ref().map(access::section)),
    ];
    let sections: Vec<_> = sections
        .into_iter()
        .filter_map(|(part, section)| Some((part, section?)))
        .collect();

    let mut files = BTreeMap::new();
    let mut page = HEAD.to_owned();
    page += &limits::table(&figures);
    page += &changes::section(&figures.changes);
    page += "\n## Machine\n\n";
    page += &machines(&sections);
    for (part, section) in sections {
        page += &format!("\n## {}\n\n", section.title);
        if let Some(plot) = section.plot {
            page += &format!("![{}](benchmarks/{part}.svg)\n\n", section.title);
            files.insert(format!("benchmarks/{part}.svg"), plot);
        }
        page += &section.text;
        page += &format!("\nMeasured by `cargo xtask bench {part}`.\n");
    }
    files.insert("benchmarks.md".to_owned(), page);
    Ok(files)
}

const HEAD: &str = "# Benchmarks

What rolekit costs per call and per build, compared with code that does the minimum. `cargo xtask bench`
measures all parts and writes this page from the figures in `docs/benchmarks/`; `cargo xtask bench page`
only renders the page. Figures are medians, followed by the lower and upper quartile in parentheses.
Figures that are compared with each other were measured alternately within one run.

## Limits

Costs that must not be exceeded.

";

/// Lists the machines, each with the parts that were measured on it.
fn machines(sections: &[(&str, Section)]) -> String {
    let mut machines: Vec<(&Machine, Vec<String>)> = Vec::new();
    for (part, section) in sections {
        let part = format!("`{part}`");
        match machines
            .iter_mut()
            .find(|(machine, _)| *machine == &section.machine)
        {
            Some((_, parts)) => parts.push(part),
            None => machines.push((&section.machine, vec![part])),
        }
    }
    let lines = machines
        .iter()
        .map(|(machine, parts)| format!("- {machine}: {}\n", parts.join(", ")));
    lines.collect()
}
