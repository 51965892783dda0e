//! Applies a plan: exactly what it says, once, and only if nothing changed since.

mod actions;
mod report;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use rolekit::trusted_twin::RoleId;
use rolekit::{Error, Outcome};

use actions::{ActionResult, Situation};
pub use report::{Item, ItemOutcome, Report};
use run::Run;

use crate::desired::Desired;
use crate::guards::{self, Overrides, Violation};
use crate::plan::{self, Action, Change, Input, Plan, VERSION};
use crate::problem::Sources;
use crate::record::Record;
use crate::services::Services;
use crate::state::State;

/// Why a plan is not applied. Nothing was written.
#[derive(Debug)]
pub enum ApplyError {
    /// The plan has another format.
    Version(u32),
    /// The plan was changed after it was made.
    Edited,
    /// The plan was applied before.
    AppliedBefore,
    /// What the plan was made from has changed since: the services, the file, the record, or what has ended by
    /// now.
    Stale,
    /// Guards stop it.
    Guards(Vec<Violation>),
    /// The state could not be read.
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
            Self::AppliedBefore => {
                f.write_str("the plan was applied before: make a new one to see what is left")
            }
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

/// What happens around the changes of a plan.
pub trait Observer {
    /// Keeps the record. It is called before the first change and after each that made or removed
    /// something.
    ///
    /// # Errors
    /// Before the first change an error ends the application; later ones are reported at the end.
    fn save(&mut self, record: &Record) -> std::io::Result<()>;

    /// Is called before a change.
    fn begins(&mut self, _index: usize, _change: &Change) {}

    /// Is called after a change.
    fn ended(&mut self, _index: usize, _change: &Change, _outcome: &ItemOutcome) {}

    /// Returns whether to leave the changes that have not begun.
    fn is_interrupted(&mut self) -> bool {
        false
    }
}

/// Limits of an application.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The file that the plan was made from, as it is now: its guards count, and what it wants must still be what
    /// was planned.
    pub desired: &'a Desired,
    /// Those that are lifted.
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
/// Fails for a plan that was edited, applied before, made from another state or another file, or that violates a guard;
/// nothing was written then. Errors of single changes are in the report.
pub async fn apply(
    services: &Services,
    plan: &Plan,
    limits: Limits<'_>,
    record: &mut Record,
    observer: &mut (impl Observer + Send),
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
    let violations = guards::check(plan, &state, limits.desired, limits.overrides);
    if !violations.is_empty() {
        return Err(ApplyError::Guards(violations));
    }
    if !is_current(plan, &state, limits, record) {
        return Err(ApplyError::Stale);
    }
    if plan.is_empty() {
        return Ok(Report::new(plan, Vec::new()));
    }
    record.applied.insert(plan.id.clone());
    observer.save(record).map_err(ApplyError::Record)?;
    let run = Run {
        services,
        users: BTreeMap::new(),
        roles: role_ids(&state),
        state,
    };
    Ok(run.all(plan, record, observer).await)
}

/// Returns whether the file still leads to the changes of a plan.
fn is_current(plan: &Plan, state: &State, limits: Limits<'_>, record: &Record) -> bool {
    let again = plan::plan(Input {
        desired: limits.desired,
        state,
        record,
        // They name locations only.
        sources: &Sources::default(),
        touch: limits.overrides.touch,
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
    async fn all(
        mut self,
        plan: &Plan,
        record: &mut Record,
        observer: &mut (impl Observer + Send),
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
                observer.begins(index, change);
                let outcome = self.one(&change.action, record).await;
                if outcome.is_made() {
                    made.insert(index);
                    unsaved = observer.save(record).err();
                }
                outcome
            };
            observer.ended(index, change, &outcome);
            items.push(Item::new(index, change, outcome));
        }
        let mut report = Report::new(plan, items);
        report.unsaved = unsaved.map(|error| error.to_string());
        report
    }

    /// Makes a change, and notes what it made.
    async fn one(&mut self, action: &Action, record: &mut Record) -> ItemOutcome {
        match self.inspect(action).await {
            Ok(Situation::AsPlanned) => {}
            Ok(Situation::Made(made)) => {
                // Somebody else made it: it is there, and not ours.
                self.note(action, &made, None);
                return ItemOutcome::AlreadyMade;
            }
            Ok(Situation::Changed(found)) => return ItemOutcome::Changed { found },
            Err(error) => return ItemOutcome::failed(&error),
        }
        let error = match self.perform(action).await {
            Ok(made) => {
                self.note(action, &made, Some(record));
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
            Ok(Situation::Made(made)) => {
                self.note(action, &made, (!is_settled).then_some(record));
                if is_settled {
                    ItemOutcome::AlreadyMade
                } else {
                    ItemOutcome::Made
                }
            }
            Ok(Situation::Changed(found)) => ItemOutcome::Changed { found },
            Ok(Situation::AsPlanned) if is_settled => ItemOutcome::failed(&error),
            Ok(Situation::AsPlanned) => ItemOutcome::Unknown {
                error: format!("{error}; it had no effect when it was read back"),
            },
            Err(again) => ItemOutcome::Unknown {
                error: format!("{error}; and it could not be read back: {again}"),
            },
        }
    }

    /// Keeps the ids that later changes need, and with `record` who owns what.
    fn note(&mut self, action: &Action, made: &ActionResult, record: Option<&mut Record>) {
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
            if let Some(thing) = made.thing() {
                record.owned.insert(thing);
            }
            if let Some(thing) = actions::removed(action) {
                record.owned.remove(&thing);
            }
        }
    }
}
