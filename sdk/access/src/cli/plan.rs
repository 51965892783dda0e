//! `rolekit plan`.

use std::path::PathBuf;

use chrono::Utc;
use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use rolekit_access::guards::{self, Overrides};
use rolekit_access::plan::{Input, Plan, plan};
use rolekit_access::services::{Sections, Services};
use serde_json::json;

use super::load::Access;
use super::output::Output;
use super::{Failure, Options, load, session};

/// Arguments of `rolekit plan`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Writes the plan as JSON to this file, for `rolekit apply`.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints the plan as JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl PlanArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let access = load::access(options, output)?;
        let session = session::open(options).await?;
        let plan = make(options, &access, &session.services, output).await?;
        if self.json {
            output.print(&(serde_json::to_string_pretty(&plan)? + "\n"))?;
        } else {
            output.print(&text(&plan))?;
        }
        if let Some(path) = &self.out {
            load::replace(path, &serde_json::to_string_pretty(&plan)?)?;
        }
        Ok(if plan.is_empty() { 0 } else { 2 })
    }
}

/// Makes a plan, and names the guards that would stop it.
pub(super) async fn make(
    options: &Options,
    access: &Access,
    services: &Services,
    output: &mut Output,
) -> Result<Plan, Failure> {
    let state = services.read(Sections::of(&access.desired)).await?;
    let record = load::record(&options.file)?;
    let input = Input {
        desired: &access.desired,
        state: &state,
        record: &record,
        sources: &access.loaded.sources,
        now: Utc::now(),
    };
    let plan = plan(input).map_err(|problems| {
        output.problems(&problems, &access.loaded.sources);
        Failure::from("the file cannot be applied to what is there")
    })?;
    let violations = guards::check(&plan, &state, &access.desired.guards, Overrides::default());
    for violation in violations {
        let fields = json!({"option": violation.option()});
        output.log("guard", &format!("guard: {violation}"), fields);
    }
    Ok(plan)
}

/// Returns a plan as tables.
pub(super) fn text(plan: &Plan) -> String {
    let mut text = String::new();
    if plan.is_empty() {
        text += "nothing to change\n";
    } else {
        let mut table = table(["", "service", "for", "change", "why"]);
        for (i, change) in plan.changes.iter().enumerate() {
            let mut why = change.why.cause.to_string();
            for part in [&change.why.place, &change.why.reason]
                .into_iter()
                .flatten()
            {
                why += &format!("\n{part}");
            }
            table.add_row([
                (i + 1).to_string(),
                change.action.service().to_string(),
                change.action.subject().to_owned(),
                change.action.to_string(),
                why,
            ]);
        }
        text += &format!("{table}\n");
    }
    if !plan.findings.is_empty() {
        let mut table = table(["service", "for", "found", "left because"]);
        for finding in &plan.findings {
            table.add_row([
                finding.service.to_string(),
                finding.subject.clone(),
                finding.found.clone(),
                finding.kind.to_string(),
            ]);
        }
        text += &format!("\nleft as it is:\n{table}\n");
    }
    text
}

/// Returns an empty table.
pub(super) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    table
}
