//! Computes a plan.

use chrono::{DateTime, Utc};

use super::{
    Action, Cause, Change, Plan, PlanFinding, PlanFindingKind, ProtectionOverrides, Service,
    VERSION, Why, order, protected,
};
use crate::desired::{Desired, DesiredEntry, Section};
use crate::file::Unlisted;
use crate::located::Location;
use crate::problem::{Problem, Sources};
use crate::record::{ManagedResource, Record};
use crate::services::Sections;
use crate::state::State;

/// The input of [`plan`].
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The desired state.
    pub desired: &'a Desired,
    /// The current state.
    pub state: &'a State,
    /// The record of what the file created.
    pub record: &'a Record,
    /// The sources of the file, for locations in the plan.
    pub sources: &'a Sources,
    /// Protections that are overridden.
    pub protection: ProtectionOverrides,
    /// The current time.
    pub now: DateTime<Utc>,
}

/// Computes a plan. Sends no requests and changes nothing.
///
/// # Errors
/// Returns all entries that cannot be applied: projects and users that do not exist, names that are not unique, services
/// that were not read.
pub fn plan(input: Input<'_>) -> Result<Plan, Vec<Problem>> {
    let mut builder = Builder {
        input,
        changes: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
    };
    builder.plan_iam();
    builder.plan_gcore();
    builder.add_removed_roles();
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
        protection: input.protection,
        basis: sections.digest(input.state).map_err(unwritable)?,
        changes: order::order(builder.changes, input.state),
        findings: builder.findings,
    };
    plan.id = plan.digest().map_err(unwritable)?;
    Ok(plan)
}

/// Collects the changes, findings and problems of a plan.
pub(super) struct Builder<'a> {
    pub(super) input: Input<'a>,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<PlanFinding>,
    pub(super) problems: Vec<Problem>,
}

impl Builder<'_> {
    pub(super) fn add_change(&mut self, action: Action, why: Why) {
        self.changes.push(Change {
            action,
            why,
            after: std::collections::BTreeSet::new(),
        });
    }

    pub(super) fn add_finding(
        &mut self,
        service: Service,
        subject: &str,
        found: String,
        kind: PlanFindingKind,
    ) {
        self.findings.push(PlanFinding {
            service,
            subject: subject.to_owned(),
            found,
            kind,
            resource: None,
        });
    }

    /// Adds a finding about the resource that an action would change.
    fn add_finding_about(
        &mut self,
        subject: &str,
        action: &Action,
        found: String,
        kind: PlanFindingKind,
    ) {
        self.add_finding(action.service(), subject, found, kind);
        if let Some(finding) = self.findings.last_mut() {
            finding.resource = action.resource();
        }
    }

    pub(super) fn add_problem(&mut self, message: String, at: Location, help: String) {
        self.problems.push(Problem::new(message).at(at).help(help));
    }

    /// Returns the reason for a change that an entry of the file causes.
    pub(super) fn explain<V>(&self, entry: &DesiredEntry<V>, cause: Cause) -> Why {
        Why {
            cause,
            location: self.input.sources.show(entry.at),
            reason: entry.reason.clone(),
        }
    }

    /// Plans the removal of a resource that the file does not list, or adds the finding that it is left.
    pub(super) fn plan_unlisted<K: Ord, V>(
        &mut self,
        section: &Section<K, V>,
        resource: &ManagedResource,
        action: Action,
        found: String,
    ) {
        if section.revokes(resource, self.input.record) {
            let why = Why {
                cause: Cause::Unlisted,
                location: None,
                reason: None,
            };
            self.add_change(action, why);
            return;
        }
        let kind = match section.unlisted {
            Unlisted::Keep => return,
            Unlisted::Report => PlanFindingKind::Unlisted,
            Unlisted::Revoke => PlanFindingKind::NotOwned,
        };
        self.add_finding_about(action.subject(), &action, found, kind);
    }

    /// Adds a finding and returns true if an action would change a protected person or role.
    pub(super) fn leave_if_protected(&mut self, action: &Action) -> bool {
        let Input {
            desired,
            protection,
            state,
            ..
        } = self.input;
        let person = protected::break_glass(action, state, desired);
        let person = person.filter(|_| !protection.break_glass);
        let role = protected::untouchable_role(action, state, desired);
        let (subject, kind) = match (person, role) {
            (Some(person), _) => (person, PlanFindingKind::BreakGlass),
            (None, Some(_)) if !protection.untouchable_roles => (
                action.subject().to_owned(),
                PlanFindingKind::UntouchableRole,
            ),
            _ => return false,
        };
        self.add_finding_about(&subject, action, format!("would {action}"), kind);
        true
    }
}
