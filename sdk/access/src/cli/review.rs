//! `rolekit review`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolekit_access::review::{collect, to_csv, to_html, to_json, to_markdown};
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, outputs, session, write};

/// Arguments of `rolekit review`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Selects the format of the review.
    #[arg(long, value_enum, default_value = "markdown")]
    format: ReviewFormat,
    /// Writes the review to this file instead of the standard output.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

/// The format of a review.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReviewFormat {
    /// The rows of access only, for spreadsheets.
    Csv,
    /// The whole review, for programs.
    Json,
    /// Tables, for people.
    Markdown,
    /// A self-contained page with a filter and a chart.
    Html,
}

impl ReviewArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        if let Some(path) = &self.out {
            outputs::check(path, options, None)?;
        }
        // The file is optional: it adds ends, reasons and teams.
        let access = load::read_if_present(options, output)?;
        let session = session::open(options).await?;
        let desired = access.as_ref().map(|access| &access.desired);
        let review = collect(&session.services, desired, clock::now()).await?;
        for service in &review.unread {
            let text =
                format!("{service} was not read: give its credentials for a complete review");
            output.log("unread", &text, json!({"service": service}));
        }
        let text = match self.format {
            ReviewFormat::Csv => to_csv(&review),
            ReviewFormat::Json => to_json(&review)?,
            ReviewFormat::Markdown => to_markdown(&review),
            ReviewFormat::Html => to_html(&review),
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
