//! Makes a plan.

use chrono::{DateTime, Utc};

use super::{
    Action, Cause, Change, Finding, FindingKind, Plan, Service, Touch, VERSION, Why, order,
    untouched,
};
use crate::desired::{Desired, Section, Wanted};
use crate::file::Unlisted;
use crate::located::Location;
use crate::problem::{Problem, Sources};
use crate::record::{Record, Thing};
use crate::services::Sections;
use crate::state::State;

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// What is desired.
    pub desired: &'a Desired,
    /// What is there.
    pub state: &'a State,
    /// What the file made.
    pub record: &'a Record,
    /// The files, to name locations.
    pub sources: &'a Sources,
    /// What may be touched that is left otherwise.
    pub touch: Touch,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Makes a plan. It reads nothing and changes nothing.
///
/// # Errors
/// Returns everything that is desired and cannot be: projects and users that do not exist, names that
/// are not unique, services that were not read.
pub fn plan(input: Input<'_>) -> Result<Plan, Vec<Problem>> {
    let mut builder = Builder {
        input,
        changes: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
    };
    builder.plan_iam();
    builder.plan_gcore();
    builder.plan_trusted_twin();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let unwritable = |error: serde_json::Error| vec![Problem::new(error.to_string())];
    let sections = Sections::of(input.desired);
    let mut plan = Plan {
        version: VERSION,
        id: String::new(),
        made_at: input.now,
        sections,
        basis: sections.digest(input.state).map_err(unwritable)?,
        changes: order::order(builder.changes, input.state),
        findings: builder.findings,
    };
    plan.id = plan.digest().map_err(unwritable)?;
    Ok(plan)
}

/// Collects changes.
pub(super) struct Builder<'a> {
    pub(super) input: Input<'a>,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<Finding>,
    pub(super) problems: Vec<Problem>,
}

impl Builder<'_> {
    pub(super) fn change(&mut self, action: Action, why: Why) {
        self.changes.push(Change {
            action,
            why,
            after: std::collections::BTreeSet::new(),
        });
    }

    pub(super) fn finding(
        &mut self,
        service: Service,
        subject: &str,
        found: String,
        kind: FindingKind,
    ) {
        self.findings.push(Finding {
            service,
            subject: subject.to_owned(),
            found,
            kind,
            thing: None,
        });
    }

    /// Adds a finding about what an action would change.
    fn left(&mut self, subject: &str, action: &Action, found: String, kind: FindingKind) {
        self.finding(action.service(), subject, found, kind);
        if let Some(finding) = self.findings.last_mut() {
            finding.thing = action.thing();
        }
    }

    pub(super) fn problem(&mut self, message: String, at: Location, help: String) {
        self.problems.push(Problem::new(message).at(at).help(help));
    }

    /// Returns why something is as the file says.
    pub(super) fn listed<V>(&self, wanted: &Wanted<V>, cause: Cause) -> Why {
        Why {
            cause,
            location: self.input.sources.show(wanted.at),
            reason: wanted.reason.clone(),
        }
    }

    /// Adds the removal of something that the file does not list, or says why it is left.
    pub(super) fn unlisted<K: Ord, V>(
        &mut self,
        section: &Section<K, V>,
        thing: &Thing,
        action: Action,
        found: String,
    ) {
        if section.revokes(thing, self.input.record) {
            let why = Why {
                cause: Cause::Unlisted,
                location: None,
                reason: None,
            };
            self.change(action, why);
            return;
        }
        let kind = match section.unlisted {
            Unlisted::Keep => return,
            Unlisted::Report => FindingKind::Unlisted,
            Unlisted::Revoke => FindingKind::NotOwned,
        };
        self.left(action.subject(), &action, found, kind);
    }

    /// Returns whether an action would touch a person or a role that is never touched, and says so.
    pub(super) fn is_left(&mut self, action: &Action) -> bool {
        let Input {
            desired,
            touch,
            state,
            ..
        } = self.input;
        let person = untouched::break_glass(action, state, desired);
        let person = person.filter(|_| !touch.break_glass);
        let role = untouched::untouchable_role(action, state, desired);
        let (subject, kind) = match (person, role) {
            (Some(person), _) => (person, FindingKind::BreakGlass),
            (None, Some(_)) if !touch.untouchable_roles => {
                (action.subject().to_owned(), FindingKind::UntouchableRole)
            }
            _ => return false,
        };
        self.left(&subject, action, format!("would {action}"), kind);
        true
    }
}
