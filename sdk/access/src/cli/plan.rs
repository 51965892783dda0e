//! `rolekit plan`.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use rolekit_access::guards::{self, Overrides, Violation};
use rolekit_access::plan::{Input, Plan, ProtectionOverrides, plan};
use rolekit_access::services::{Sections, Services};
use rolekit_access::text::sanitize;
use serde_json::json;

use super::load::CheckedFile;
use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, outputs, record, session, write};

/// Arguments of `rolekit plan`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Writes the plan as JSON to this file, for `rolekit apply`.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Prints the plan as JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    protection: ProtectionArgs,
}

/// One option for each guard that keeps changes out of plans.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Overrides of guards")]
pub(super) struct ProtectionArgs {
    /// Allows changes to the access of people marked break-glass.
    #[arg(long)]
    allow_break_glass: bool,
    /// Allows changes to the roles in `guards.untouchable_roles`.
    #[arg(long)]
    allow_untouchable_roles: bool,
}

impl From<ProtectionArgs> for ProtectionOverrides {
    fn from(args: ProtectionArgs) -> Self {
        Self {
            break_glass: args.allow_break_glass,
            untouchable_roles: args.allow_untouchable_roles,
        }
    }
}

impl PlanArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        if let Some(path) = &self.out {
            outputs::check(path, options, None)?;
        }
        let access = load::read_and_check(options, output)?;
        let session = session::open(options).await?;
        let (plan, violations) = make(
            options,
            &access,
            &session.services,
            self.protection.into(),
            output,
        )
        .await?;
        access.check_lapsed(Some(&plan), options, output)?;
        warn(&violations, output);
        // Written before the plan is printed, because printing fails if the standard output is closed.
        if let Some(path) = &self.out {
            write::replace(path, &serde_json::to_string_pretty(&plan)?)?;
        }
        if self.json {
            output.print(&(serde_json::to_string_pretty(&plan)? + "\n"))?;
        } else {
            output.print(&text(&plan))?;
        }
        Ok(if plan.is_empty() { 0 } else { 2 })
    }
}

/// Makes a plan. Returns it and its violations of guards.
pub(super) async fn make(
    options: &Options,
    access: &CheckedFile,
    services: &Services,
    protection: ProtectionOverrides,
    output: &mut Output,
) -> Result<(Plan, Vec<Violation>), Failure> {
    let state = services.read(Sections::of(&access.desired)).await?;
    let record = record::load(options, services, Sections::of(&access.desired)).await?;
    let input = Input {
        desired: &access.desired,
        state: &state,
        record: &record,
        sources: &access.loaded.sources,
        protection,
        now: clock::now(),
    };
    let plan = plan(input).map_err(|problems| {
        output.problems(&problems, &access.loaded.sources);
        Failure::from("the file cannot be applied to the current state")
    })?;
    let violations = guards::check(&plan, &state, &access.desired, Overrides::default());
    Ok((plan, violations))
}

/// Logs violations of guards and the options that override them.
pub(super) fn warn(violations: &[Violation], output: &mut Output) {
    for violation in violations {
        let fields = json!({"option": violation.option()});
        output.log("guard", &format!("guard: {violation}"), fields);
    }
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
            for part in [&change.why.location, &change.why.reason]
                .into_iter()
                .flatten()
            {
                why += &format!("\n{}", sanitize(part.trim()));
            }
            table.add_row([
                (i + 1).to_string(),
                change.action.service().to_string(),
                sanitize(change.action.subject()),
                sanitize(&change.action.to_string()),
                why,
            ]);
        }
        text += &format!("{table}\n");
    }
    if !plan.findings.is_empty() {
        let mut table = table(["service", "for", "found", "why"]);
        for finding in &plan.findings {
            table.add_row([
                finding.service.to_string(),
                sanitize(&finding.subject),
                sanitize(&finding.found),
                finding.kind.to_string(),
            ]);
        }
        text += &format!("\nleft unchanged:\n{table}\n");
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
    // A pipe or a file gets whole lines.
    let out = console::Term::stdout();
    if let Some((_, width)) = out.size_checked().filter(|_| out.is_term()) {
        table.set_width(width);
    }
    table
}
