//! Applies a plan: exactly its changes, once, and only if its basis has not changed since.

mod actions;
mod report;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use rolekit::trusted_twin::RoleId;
use rolekit::{Error, Outcome};

use actions::{ActionResult, Inspection};
pub use report::{Item, ItemOutcome, Report};
use run::Run;

use crate::desired::Desired;
use crate::guards::{self, Overrides, Violation};
use crate::plan::{self, Action, Change, Input, Plan, VERSION};
use crate::problem::Sources;
use crate::record::Record;
use crate::services::Services;
use crate::state::State;

/// Why a plan was not applied. No change was made.
#[derive(Debug)]
pub enum ApplyError {
    /// The plan has another format.
    Version(u32),
    /// The plan was changed after it was made.
    Edited,
    /// The plan was applied before.
    AppliedBefore,
    /// The basis of the plan has changed since: the services, the file, the record, or the entries that have
    /// ended.
    Stale,
    /// The plan violates guards.
    Guards(Vec<Violation>),
    /// The current state could not be read.
    Unreadable(Error),
    /// The record could not be written.
    Record(std::io::Error),
}

impl std::fmt::Display for ApplyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Version(version) => write!(
                f,
                "the plan has version {version} of the format, known is {VERSION}: make a new one"
            ),
            Self::Edited => f.write_str("the plan was changed after it was made: make a new one"),
            Self::AppliedBefore => f.write_str(
                "the plan was applied before: make a new one to see the remaining changes",
            ),
            Self::Stale => f.write_str(
                "what the plan was made from has changed since: make a new one and look at it",
            ),
            Self::Guards(violations) => {
                let texts: Vec<String> = violations.iter().map(ToString::to_string).collect();
                f.write_str(&texts.join("\n"))
            }
            Self::Unreadable(error) => write!(f, "the state could not be read: {error}"),
            Self::Record(error) => write!(f, "the record could not be written: {error}"),
        }
    }
}

impl std::error::Error for ApplyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(error) => Some(error),
            Self::Record(error) => Some(error),
            _ => None,
        }
    }
}

/// Observes the changes of a plan, and stores the record.
pub trait ApplyObserver {
    /// Stores the record. Called before the first change and after each change that is in effect.
    ///
    /// # Errors
    /// An error before the first change ends `apply`. The report contains later ones.
    fn save(&mut self, record: &Record) -> std::io::Result<()>;

    /// Called before a change.
    fn before_change(&mut self, _index: usize, _change: &Change) {}

    /// Called after a change, or after the decision not to attempt it.
    fn after_change(&mut self, _index: usize, _change: &Change, _outcome: &ItemOutcome) {}

    /// Returns whether to skip the changes that have not started.
    fn is_interrupted(&mut self) -> bool {
        false
    }
}

/// Options of [`apply`].
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions<'a> {
    /// The desired state according to the file as it is now. Its guards are checked, and it must still lead to the
    /// changes of the plan.
    pub desired: &'a Desired,
    /// The guards that are overridden.
    pub overrides: Overrides,
}

/// Applies a plan.
///
/// Each change is preceded by a read of what it changes. If that differs from the plan, the change
/// is not made; if the change is already in effect, nothing is sent. After an error whose outcome is not
/// known, `apply` reads whether the request was applied; no creation is sent twice. Changes that do not
/// depend on a failed one are still made.
///
/// Neither service has locks or versions, so a change by another administrator between the read and the
/// write is overwritten, or makes the write fail.
///
/// # Errors
/// Fails if the plan was edited, was applied before, was made from another state or file, or violates a guard. No change
/// was made then. The report contains the errors of single changes.
pub async fn apply(
    services: &Services,
    plan: &Plan,
    options: ApplyOptions<'_>,
    record: &mut Record,
    observer: &mut (impl ApplyObserver + Send),
) -> Result<Report, ApplyError> {
    if plan.version != VERSION {
        return Err(ApplyError::Version(plan.version));
    }
    if !plan.is_intact() {
        return Err(ApplyError::Edited);
    }
    if record.applied.contains(&plan.id) {
        return Err(ApplyError::AppliedBefore);
    }
    let state = services
        .read(plan.sections)
        .await
        .map_err(ApplyError::Unreadable)?;
    if plan.sections.digest(&state).ok().as_ref() != Some(&plan.basis) {
        return Err(ApplyError::Stale);
    }
    let violations = guards::check(plan, &state, options.desired, options.overrides);
    if !violations.is_empty() {
        return Err(ApplyError::Guards(violations));
    }
    if !is_current(plan, &state, options, record) {
        return Err(ApplyError::Stale);
    }
    if plan.is_empty() {
        return Ok(Report::new(plan, Vec::new()));
    }
    if observer.is_interrupted() {
        return Ok(Report::stopped(plan, Vec::new(), false));
    }
    record.applied.insert(plan.id.clone());
    observer.save(record).map_err(ApplyError::Record)?;
    let run = Run {
        services,
        users: BTreeMap::new(),
        roles: role_ids(&state),
        state,
    };
    let mut report = run.apply_all(plan, record, observer).await;
    if report.is_untouched() {
        // The plan is not used up by an interruption.
        record.applied.remove(&plan.id);
        report.unsaved = observer.save(record).err().map(|error| error.to_string());
    }
    Ok(report)
}

/// Returns whether the file still leads to the changes of a plan.
fn is_current(plan: &Plan, state: &State, options: ApplyOptions<'_>, record: &Record) -> bool {
    let again = plan::plan(Input {
        desired: options.desired,
        state,
        record,
        // Used for locations only.
        sources: &Sources::default(),
        // Guards check whether the overrides of `apply` allow it.
        protection: plan.protection,
        now: plan.made_at,
    });
    let actions = |plan: &Plan| -> Vec<Action> {
        let changes = plan.changes.iter();
        changes.map(|change| change.action.clone()).collect()
    };
    again.is_ok_and(|again| actions(&again) == actions(plan))
}

fn role_ids(state: &State) -> BTreeMap<String, RoleId> {
    let roles = state.trusted_twin.iter().flat_map(|twin| &twin.roles);
    roles
        .map(|(id, role)| (role.name.clone(), id.clone()))
        .collect()
}

impl Run<'_> {
    async fn apply_all(
        mut self,
        plan: &Plan,
        record: &mut Record,
        observer: &mut (impl ApplyObserver + Send),
    ) -> Report {
        let mut items: Vec<Item> = Vec::with_capacity(plan.changes.len());
        let mut unsaved = None;
        let mut made: BTreeSet<usize> = BTreeSet::new();
        for (index, change) in plan.changes.iter().enumerate() {
            let failed = change.after.iter().find(|it| !made.contains(it));
            let outcome = if observer.is_interrupted() {
                ItemOutcome::NotAttempted
            } else if let Some(failed) = failed {
                ItemOutcome::Skipped { after: *failed }
            } else {
                observer.before_change(index, change);
                let outcome = self.apply_change(&change.action, record).await;
                if outcome.is_made() {
                    made.insert(index);
                    unsaved = observer.save(record).err();
                }
                outcome
            };
            observer.after_change(index, change, &outcome);
            items.push(Item::new(index, change, outcome));
        }
        let mut report = Report::new(plan, items);
        report.unsaved = unsaved.map(|error| error.to_string());
        report
    }

    /// Makes a change, and records the result.
    async fn apply_change(&mut self, action: &Action, record: &mut Record) -> ItemOutcome {
        match self.inspect(action).await {
            Ok(Inspection::AsPlanned) => {}
            Ok(Inspection::AlreadyMade(made)) => {
                // Somebody else made it, so the file does not own the resource.
                self.record_result(action, &made, None);
                return ItemOutcome::AlreadyMade;
            }
            Ok(Inspection::Changed(found)) => return ItemOutcome::Changed { found },
            Err(error) => return ItemOutcome::failed(&error),
        }
        let error = match self.perform(action).await {
            Ok(made) => {
                self.record_result(action, &made, Some(record));
                return ItemOutcome::Made;
            }
            Err(error) => error,
        };
        let is_settled = matches!(error.outcome(), Outcome::NotSent | Outcome::Refused);
        if is_settled && !error.is_not_found() {
            return ItemOutcome::failed(&error);
        }
        // The response was lost: read whether the request was applied.
        match self.inspect(action).await {
            Ok(Inspection::AlreadyMade(made)) => {
                self.record_result(action, &made, (!is_settled).then_some(record));
                if is_settled {
                    ItemOutcome::AlreadyMade
                } else {
                    ItemOutcome::Made
                }
            }
            Ok(Inspection::Changed(found)) => ItemOutcome::Changed { found },
            Ok(Inspection::AsPlanned) if is_settled => ItemOutcome::failed(&error),
            Ok(Inspection::AsPlanned) => ItemOutcome::Unknown {
                error: format!("{error}; it had no effect when it was read back"),
            },
            Err(again) => ItemOutcome::Unknown {
                error: format!("{error}; and reading it back failed: {again}"),
            },
        }
    }

    /// Stores the ids that later changes need. With `record`, also updates the resources that the file owns.
    fn record_result(&mut self, action: &Action, made: &ActionResult, record: Option<&mut Record>) {
        match (action, made) {
            (Action::InviteMember { person, .. }, ActionResult::Member(id)) => {
                self.users.insert(person.email.clone(), *id);
            }
            (Action::CreateRole { name, .. }, ActionResult::Role(id)) => {
                self.roles.insert(name.clone(), id.clone());
            }
            _ => {}
        }
        if let Some(record) = record {
            if let Some(resource) = made.resource() {
                record.owned.insert(resource);
            }
            if let Some(resource) = actions::removed_resource(action) {
                record.owned.remove(&resource);
            }
        }
    }
}
