//! `rolekit apply`.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use futures_util::future::{Either, select};
use indicatif::{ProgressBar, ProgressStyle};
use rolekit_access::apply::{ItemOutcome, Limits, Observer, apply};
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Change, Plan};
use rolekit_access::record::Record;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{load, plan, record, session, write};

/// Arguments of `rolekit apply`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Apply {
    /// The plan that `rolekit plan --out` wrote. Without one, a plan is made and shown, and applied with --yes.
    plan: Option<PathBuf>,
    /// Applies a plan that nobody has seen.
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
#[command(next_help_heading = "Guards that are lifted")]
struct OverrideArgs {
    /// Lets a plan remove more than the share in `guards.max_removed_percent`.
    #[arg(long)]
    allow_removals: bool,
    /// Lets a plan leave fewer administrators than `guards.min_administrators`.
    #[arg(long)]
    allow_few_administrators: bool,
    /// Lets a plan change the access of its own key.
    #[arg(long)]
    allow_own_access: bool,
    /// Lets a plan give more than its own key holds.
    #[arg(long)]
    allow_escalation: bool,
    /// Lets a plan have more writes than `guards.max_writes`.
    #[arg(long)]
    allow_many_writes: bool,
    #[command(flatten)]
    touch: plan::TouchArgs,
}

impl From<OverrideArgs> for Overrides {
    fn from(args: OverrideArgs) -> Self {
        Self {
            removals: args.allow_removals,
            few_administrators: args.allow_few_administrators,
            own_access: args.allow_own_access,
            escalation: args.allow_escalation,
            writes: args.allow_many_writes,
            touch: args.touch.into(),
        }
    }
}

impl Apply {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let access = load::access(options, output)?;
        let session = session::open(options).await?;
        let plan = match &self.plan {
            Some(path) => read(path)?,
            None => {
                let (plan, violations) = plan::make(
                    options,
                    &access,
                    &session.services,
                    self.overrides.touch.into(),
                    output,
                )
                .await?;
                output.print(&plan::text(&plan))?;
                if !self.yes {
                    plan::warn(&violations, output);
                }
                plan
            }
        };
        if self.plan.is_none() && !self.yes && !plan.is_empty() {
            return Err(
                "nothing was changed: write the plan with `rolekit plan --out`, or add --yes"
                    .into(),
            );
        }
        if let Some(path) = &self.report {
            write::check(path)?;
        }
        let file = (!options.sandbox && !plan.is_empty()).then(|| options.file());
        // Until the end: what another application writes meanwhile would be lost.
        let _lock = file.map(record::lock).transpose()?;
        let mut record = record::load(options, &session.services, plan.sections).await?;
        let limits = Limits {
            desired: &access.desired,
            overrides: self.overrides.into(),
        };
        let mut progress = Progress::new(&plan, file, *output);
        let bar = progress.bar.clone();
        let is_interrupted = progress.is_interrupted.clone();
        let stopped = pin!(interrupts(is_interrupted, bar.clone(), *output));
        let applied = pin!(apply(
            &session.services,
            &plan,
            limits,
            &mut record,
            &mut progress
        ));
        let applied = select(applied, stopped).await;
        bar.finish_and_clear();
        let report = match applied {
            Either::Left((report, _)) => report?,
            Either::Right(_) => {
                return Err(
                    "stopped at once: whether the change under way was made is not known, make a new \
                     plan to see what is left"
                        .into(),
                );
            }
        };
        let written = match &self.report {
            Some(path) => write::replace(path, &serde_json::to_string_pretty(&report)?),
            None => Ok(()),
        };
        let left = report
            .items
            .iter()
            .filter(|item| !item.outcome.is_made())
            .count();
        let text = format!(
            "{} of {} changes are made",
            report.items.len() - left,
            report.items.len()
        );
        output.log("applied", &text, json!({"left": left}));
        if let Some(error) = &report.unsaved {
            return Err(format!("the record could not be written: {error}").into());
        }
        written?;
        Ok(u8::from(left > 0))
    }
}

fn read(path: &Path) -> Result<Plan, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// Waits for two interruptions. After the first one the change under way ends, and those after it are left.
async fn interrupts(is_interrupted: Arc<AtomicBool>, bar: ProgressBar, mut output: Output) {
    for is_first in [true, false] {
        if tokio::signal::ctrl_c().await.is_err() {
            // Signals cannot be received.
            return std::future::pending().await;
        }
        if is_first {
            is_interrupted.store(true, Ordering::Relaxed);
            let text = "interrupted: the change under way ends; interrupt again to stop at once";
            bar.suspend(|| output.log("interrupted", text, json!({})));
        }
    }
}

/// Shows progress: a bar on a terminal, a line for each change otherwise.
struct Progress<'a> {
    output: Output,
    /// The file whose record is kept; none for a sandbox, which is gone afterwards.
    file: Option<&'a Path>,
    bar: ProgressBar,
    is_interrupted: Arc<AtomicBool>,
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
        }
    }
}

impl Observer for Progress<'_> {
    fn save(&mut self, record: &Record) -> std::io::Result<()> {
        match self.file {
            Some(file) => record::save(file, record),
            None => Ok(()),
        }
    }

    fn begins(&mut self, _: usize, change: &Change) {
        self.bar.set_message(sanitize(change.action.subject()));
    }

    fn ended(&mut self, index: usize, change: &Change, outcome: &ItemOutcome) {
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
