//! The page and its plots, from the figures alone: whoever writes it anew from the same figures gets
//! the same.

mod before;
mod builds;
mod calls;
mod criterion;
mod floors;
mod listing;
mod vendors;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use self::before::Before;
use crate::Result;
use crate::machine::Machine;
use crate::{build, calls as call, criterion as bench, listing as list, vendors as vendor};

/// What the page is written from. A part that was not measured is not there.
#[derive(Debug)]
struct Figures {
    calls: Option<call::Figures>,
    listing: Option<list::Figures>,
    vendors: Option<vendor::Figures>,
    pipeline: Option<bench::Figures>,
    inside: Option<bench::Figures>,
    build: Option<build::Figures>,
    before: Vec<Before>,
}

/// A chapter: what was measured, and on what.
struct Section {
    title: &'static str,
    machine: Machine,
    text: String,
    /// Its plot.
    plot: Option<String>,
}

/// The page and its plots, by their names in the folder `docs`, of the figures that lie there.
///
/// # Errors
/// If the figures cannot be read.
pub fn render(docs: &Path) -> Result<BTreeMap<String, String>> {
    let figures = Figures {
        calls: read(docs, "calls")?,
        listing: read(docs, "listing")?,
        vendors: read(docs, "vendors")?,
        pipeline: read(docs, "pipeline")?,
        inside: read(docs, "inside")?,
        build: read(docs, "build")?,
        before: read(docs, "before")?.unwrap_or_default(),
    };
    let mut sections = Vec::new();
    let mut add = |part: &'static str, section: Result<Option<Section>>| {
        section.map(|section| sections.extend(section.map(|section| (part, section))))
    };
    add(
        "calls",
        figures.calls.as_ref().map(calls::section).transpose(),
    )?;
    add(
        "listing",
        figures.listing.as_ref().map(listing::section).transpose(),
    )?;
    add(
        "vendors",
        figures.vendors.as_ref().map(vendors::section).transpose(),
    )?;
    add(
        "pipeline",
        figures
            .pipeline
            .as_ref()
            .map(criterion::pipeline)
            .transpose(),
    )?;
    add(
        "inside",
        figures.inside.as_ref().map(criterion::inside).transpose(),
    )?;
    add(
        "build",
        figures.build.as_ref().map(builds::section).transpose(),
    )?;

    let mut files = BTreeMap::new();
    let mut page = HEAD.to_owned();
    page += &floors::table_of(&floors::floors(&figures));
    page += &before::table_of(&figures.before);
    page += "\n## Measured on\n\n";
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

What rolekit costs at each call and at each build, against what it could cost. Written by
`cargo xtask bench` from the figures in `docs/benchmarks/`; `cargo xtask bench page` only writes it
anew. A spread is that of the quartiles: a half of the values lies within. What is compared was
measured in turns, within one run.

## Floors

";

/// On what the parts were measured, said once where it is the same.
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

/// `None` where it was not measured.
fn read<T: DeserializeOwned>(docs: &Path, part: &str) -> Result<Option<T>> {
    let path = docs.join("benchmarks").join(part).with_extension("json");
    match fs::read(&path) {
        Ok(json) => {
            let figures = serde_json::from_slice(&json);
            Ok(Some(
                figures.map_err(|error| format!("{part}.json: {error}"))?,
            ))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A table of Markdown, numbers to the right.
fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut text = format!("| {} |\n|", head.join(" | "));
    for name in head {
        text += if name.is_empty() || name.starts_with(char::is_uppercase) {
            " --- |"
        } else {
            " ---: |"
        };
    }
    text.push('\n');
    for row in rows {
        text += &format!("| {} |\n", row.join(" | "));
    }
    text
}

/// A number in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
