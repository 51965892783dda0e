//! `rolekit apply`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rolekit_access::apply::{ItemOutcome, Limits, Observer, apply};
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Change, Plan};
use rolekit_access::record::Record;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{load, plan, session};

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
        if plan.is_empty() {
            return Ok(0);
        }
        if self.plan.is_none() && !self.yes {
            return Err(
                "nothing was changed: write the plan with `rolekit plan --out`, or add --yes"
                    .into(),
            );
        }
        let mut record = load::record(&options.file)?;
        let limits = Limits {
            desired: &access.desired,
            overrides: self.overrides.into(),
        };
        let is_sandbox = options.sandbox;
        let mut progress = Progress::new(
            &plan,
            (!is_sandbox).then_some(options.file.as_path()),
            output,
        );
        let report = apply(&session.services, &plan, limits, &mut record, &mut progress).await?;
        progress.finish();
        if let Some(path) = &self.report {
            load::replace(path, &serde_json::to_string_pretty(&report)?)?;
        }
        if let Some(error) = &report.unsaved {
            return Err(format!("the record could not be written: {error}").into());
        }
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
        Ok(u8::from(left > 0))
    }
}

fn read(path: &Path) -> Result<Plan, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// Shows progress: a bar on a terminal, a line for each change otherwise.
struct Progress<'a> {
    output: &'a mut Output,
    /// The file whose record is kept; none for a sandbox, which is gone afterwards.
    file: Option<&'a Path>,
    bar: ProgressBar,
    is_interrupted: Arc<AtomicBool>,
    watch: tokio::task::JoinHandle<()>,
}

impl<'a> Progress<'a> {
    fn new(plan: &Plan, file: Option<&'a Path>, output: &'a mut Output) -> Self {
        let count = u64::try_from(plan.changes.len()).unwrap_or(u64::MAX);
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new(count)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        let is_interrupted = Arc::new(AtomicBool::new(false));
        let flag = is_interrupted.clone();
        // The change that is under way ends; those after it are left.
        let watch = tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                flag.store(true, Ordering::Relaxed);
            }
        });
        Self {
            output,
            file,
            bar,
            is_interrupted,
            watch,
        }
    }

    fn finish(&self) {
        self.watch.abort();
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress<'_> {
    fn save(&mut self, record: &Record) -> std::io::Result<()> {
        match self.file {
            Some(file) => load::save_record(file, record),
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
