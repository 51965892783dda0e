//! `rolekit apply`.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use futures_util::future::{Either, select};
use indicatif::{ProgressBar, ProgressStyle};
use rolekit_access::apply::{ApplyObserver, ApplyOptions, ItemOutcome, Report, apply};
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Change, Plan};
use rolekit_access::record::Record;
use rolekit_access::services::Services;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::interrupt::Interrupts;
use super::load::CheckedFile;
use super::options::{Failure, Options};
use super::output::Output;
use super::{load, outputs, plan, record, session, write};

/// Arguments of `rolekit apply`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The plan to apply, which `rolekit plan --out` wrote. By default a new plan is made and printed, and applied
    /// with --yes.
    plan: Option<PathBuf>,
    /// Applies the new plan without review.
    #[arg(long)]
    yes: bool,
    /// Writes the outcome of each change as JSON to this file.
    #[arg(long)]
    report: Option<PathBuf>,
    #[command(flatten)]
    overrides: OverrideArgs,
}

/// One option for each guard.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Overrides of guards")]
struct OverrideArgs {
    /// Allows removals of a larger share of a list than `guards.max_removed_percent`.
    #[arg(long)]
    allow_removals: bool,
    /// Allows fewer remaining administrators than `guards.min_administrators`.
    #[arg(long)]
    allow_few_administrators: bool,
    /// Allows changes to the access of the key that the plan is applied with.
    #[arg(long)]
    allow_own_access: bool,
    /// Allows grants of more than that key holds.
    #[arg(long)]
    allow_escalation: bool,
    /// Allows more writes than `guards.max_writes`.
    #[arg(long)]
    allow_many_writes: bool,
    #[command(flatten)]
    protection: plan::ProtectionArgs,
}

impl From<OverrideArgs> for Overrides {
    fn from(args: OverrideArgs) -> Self {
        Self {
            removals: args.allow_removals,
            few_administrators: args.allow_few_administrators,
            own_access: args.allow_own_access,
            escalation: args.allow_escalation,
            writes: args.allow_many_writes,
            protection: args.protection.into(),
        }
    }
}

impl ApplyArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        if let Some(path) = &self.report {
            outputs::check(path, options, self.plan.as_deref())?;
        }
        let file = load::read_and_check(options, output)?;
        let session = session::open(options).await?;
        let plan = self.plan(options, &file, &session.services, output).await?;
        if let Some(path) = &self.report {
            write::check(path)?;
        }
        let recorded = (!options.sandbox && !plan.is_empty()).then(|| options.file());
        // Held to the end, so that no other `apply` writes the record in the meantime.
        let _lock = recorded.map(record::lock).transpose()?;
        let mut record = record::load(options, &session.services, plan.sections).await?;
        let apply_options = ApplyOptions {
            desired: &file.desired,
            overrides: self.overrides.into(),
        };
        let progress = Progress::new(&plan, recorded, *output);
        let report = apply_until_stopped(
            &session.services,
            &plan,
            apply_options,
            &mut record,
            progress,
        )
        .await?;
        self.write_report(&report, output)
    }

    /// Reads the plan that was named, or makes and prints one.
    async fn plan(
        &self,
        options: &Options,
        file: &CheckedFile,
        services: &Services,
        output: &mut Output,
    ) -> Result<Plan, Failure> {
        if let Some(path) = &self.plan {
            let plan = read(path)?;
            file.check_lapsed(Some(&plan), options, output)?;
            return Ok(plan);
        }
        let protection = self.overrides.protection.into();
        let (plan, violations) = plan::make(options, file, services, protection, output).await?;
        file.check_lapsed(Some(&plan), options, output)?;
        output.print(&plan::text(&plan))?;
        if self.yes {
            return Ok(plan);
        }
        plan::warn(&violations, output);
        if plan.is_empty() {
            return Ok(plan);
        }
        Err("nothing was changed: write the plan with `rolekit plan --out`, or add --yes".into())
    }

    /// Writes the report, and returns the exit status.
    fn write_report(&self, report: &Report, output: &mut Output) -> Result<u8, Failure> {
        let written = match &self.report {
            Some(path) => write::replace(path, &serde_json::to_string_pretty(report)?),
            None => Ok(()),
        };
        let items = report.items.iter();
        let made = items.filter(|item| item.outcome.is_made()).count();
        let left = report.items.len() - made;
        let text = format!("{made} of {} changes are made", report.items.len());
        output.log("applied", &text, json!({"left": left}));
        if let Some(error) = &report.unsaved {
            return Err(format!("the record could not be written: {error}").into());
        }
        written?;
        Ok(u8::from(left > 0))
    }
}

/// Applies a plan until it ends or is interrupted twice.
async fn apply_until_stopped(
    services: &Services,
    plan: &Plan,
    options: ApplyOptions<'_>,
    record: &mut Record,
    mut progress: Progress<'_>,
) -> Result<Report, Failure> {
    let bar = progress.bar.clone();
    let mut output = progress.output;
    let interrupts = Interrupts::listen()?;
    let stopped = pin!(wait_for_interrupts(
        interrupts,
        progress.is_interrupted.clone(),
        bar.clone(),
        output
    ));
    let applied = Box::pin(apply(services, plan, options, record, &mut progress));
    let report = match select(applied, stopped).await {
        Either::Left((report, _)) => Some(report),
        // Dropped here, with the request in progress.
        Either::Right(_) => None,
    };
    bar.finish_and_clear();
    if let Some(report) = report {
        return Ok(report?);
    }
    let text = "stopped at once: it is not known whether the change in progress was made; make a new plan to see the \
                remaining changes";
    output.log("stopped", text, json!({}));
    Ok(Report::stopped(
        plan,
        progress.outcomes,
        progress.is_in_progress,
    ))
}

fn read(path: &Path) -> Result<Plan, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Plan::parse(&text).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// Waits for two signals. The first one lets the change in progress finish and skips the others.
async fn wait_for_interrupts(
    mut interrupts: Interrupts,
    is_interrupted: Arc<AtomicBool>,
    bar: ProgressBar,
    mut output: Output,
) {
    interrupts.next().await;
    is_interrupted.store(true, Ordering::Relaxed);
    let text = "interrupted: the change in progress will finish; interrupt again to stop at once";
    bar.suspend(|| output.log("interrupted", text, json!({})));
    interrupts.next().await;
}

/// Shows progress: a bar on a terminal, a line for each change otherwise.
struct Progress<'a> {
    output: Output,
    /// The file whose record is written. `None` for a sandbox, which ends with the command.
    file: Option<&'a Path>,
    bar: ProgressBar,
    is_interrupted: Arc<AtomicBool>,
    /// The outcomes of the changes so far.
    outcomes: Vec<ItemOutcome>,
    /// Whether the next change has started.
    is_in_progress: bool,
}

impl<'a> Progress<'a> {
    fn new(plan: &Plan, file: Option<&'a Path>, output: Output) -> Self {
        let count = u64::try_from(plan.changes.len()).unwrap_or(u64::MAX);
        let bar = if output.is_for_people() {
            ProgressBar::new(count)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self {
            output,
            file,
            bar,
            is_interrupted: Arc::default(),
            outcomes: Vec::new(),
            is_in_progress: false,
        }
    }
}

impl ApplyObserver for Progress<'_> {
    fn save(&mut self, record: &Record) -> std::io::Result<()> {
        match self.file {
            Some(file) => record::save(file, record),
            None => Ok(()),
        }
    }

    fn before_change(&mut self, _: usize, change: &Change) {
        self.is_in_progress = true;
        self.bar.set_message(sanitize(change.action.subject()));
    }

    fn after_change(&mut self, index: usize, change: &Change, outcome: &ItemOutcome) {
        self.is_in_progress = false;
        self.outcomes.push(outcome.clone());
        self.bar.inc(1);
        if self.bar.is_hidden() || !outcome.is_made() {
            let (subject, action) = (change.action.subject(), &change.action);
            let text = format!("{}. {subject}: {action}: {outcome}", index + 1);
            let fields = json!({"index": index, "change": change, "outcome": outcome});
            self.bar
                .suspend(|| self.output.log("change", &text, fields));
        }
    }

    fn is_interrupted(&mut self) -> bool {
        self.is_interrupted.load(Ordering::Relaxed)
    }
}
