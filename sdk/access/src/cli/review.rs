//! `rolekit review`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolekit_access::review::{collect, to_csv, to_html, to_json, to_markdown};

use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, session, write};

/// Arguments of `rolekit review`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReviewArgs {
    /// The format.
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
    /// Writes the review to this file instead of the standard output.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

/// A format of a review.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The rows, for spreadsheets.
    Csv,
    /// Everything, for programs.
    Json,
    /// Tables.
    Markdown,
    /// One page with a filter and a chart.
    Html,
}

impl ReviewArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        // The file adds ends, reasons and teams; a review needs none.
        let access = load::optional_access(options, output)?;
        let session = session::open(options).await?;
        let desired = access.as_ref().map(|access| &access.desired);
        let review = collect(&session.services, desired, clock::now()).await?;
        let text = match self.format {
            Format::Csv => to_csv(&review),
            Format::Json => to_json(&review)?,
            Format::Markdown => to_markdown(&review),
            Format::Html => to_html(&review),
        };
        match &self.out {
            None => output.print(&text)?,
            Some(path) => {
                write::replace(path, &text)?;
                output.written(path);
            }
        }
        Ok(0)
    }
}
