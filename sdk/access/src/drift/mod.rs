//! Drift: differences between the current state and the file and, from the audit log of Gcore, who made them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rolekit::gcore::{ApiGroup, AssignmentId, UserAction, UserActionOrder, UserId};
use rolekit::{Result, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::plan::{Action, Person, Plan, PlanFinding, Service};
use crate::record::ManagedResource;
use crate::services::Services;

/// A difference from the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The service.
    pub service: Service,
    /// An e-mail address, or the name of a role or user of Trusted Twin.
    pub subject: String,
    /// Description of the difference: the change that a plan would make, or the finding.
    pub difference: String,
    /// Entries of the audit log about the difference, the latest first.
    pub events: Vec<Event>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Time of the entry.
    pub time: String,
    /// E-mail address of the user who acted, or `user ID`.
    pub by: String,
    /// Action and resource group of the entry.
    pub action: String,
}

/// Returns the differences of a plan, those in the audit log first. Reads the audit log from `since` on; Trusted Twin has none.
///
/// An entry belongs to a difference if it names the same role assignment. If the entry names no assignment, or the
/// difference has none, it belongs if it names the same user. The vendor does not document the content of entries.
///
/// # Errors
/// Fails if the audit log cannot be read.
pub async fn drift(
    services: &Services,
    plan: &Plan,
    since: DateTime<Utc>,
) -> Result<Vec<Difference>> {
    let log = match &services.gcore {
        Some(gcore) => {
            let log = gcore.cloud.audit_log().list();
            let log = log.api_group([ApiGroup::Role, ApiGroup::User]);
            let log = log.from_timestamp(Timestamp::from(since.to_rfc3339()));
            log.order_by(UserActionOrder::Desc).all().await?
        }
        None => Vec::new(),
    };
    let mut differences = Vec::new();
    for change in &plan.changes {
        differences.push(Difference {
            service: change.action.service(),
            subject: change.action.subject().to_owned(),
            difference: format!("would {} ({})", change.action, change.why.cause),
            events: Topic::of_action(&change.action).events(&log),
        });
    }
    for finding in &plan.findings {
        differences.push(Difference {
            service: finding.service,
            subject: finding.subject.clone(),
            difference: format!("{} ({})", finding.found, finding.kind),
            events: Topic::of_finding(finding).events(&log),
        });
    }
    // Without an entry it is not known whether somebody made the difference, or the file was not applied yet.
    differences.sort_by_key(|difference| difference.events.is_empty());
    Ok(differences)
}

/// The resource and the person that a difference is about.
#[derive(Default)]
struct Topic<'a> {
    assignment: Option<AssignmentId>,
    user: Option<UserId>,
    email: Option<&'a str>,
}

impl<'a> Topic<'a> {
    fn of_action(action: &'a Action) -> Self {
        match action {
            Action::GrantRole { person, .. }
            | Action::InviteMember { person, .. }
            | Action::SetGroup { person, .. }
            | Action::RemoveMember { person, .. } => Self::of_person(person),
            Action::RevokeRole {
                assignment, person, ..
            } => Self {
                assignment: Some(*assignment),
                ..Self::of_person(person)
            },
            // Trusted Twin has no audit log.
            _ => Self::default(),
        }
    }

    fn of_person(person: &'a Person) -> Self {
        Self {
            assignment: None,
            user: person.id,
            email: Some(&person.email),
        }
    }

    fn of_finding(finding: &'a PlanFinding) -> Self {
        let mut topic = Self::default();
        match &finding.resource {
            Some(ManagedResource::Assignment(id)) => topic.assignment = Some(*id),
            Some(ManagedResource::Member(id)) => topic.user = Some(*id),
            _ => {}
        }
        if finding.service != Service::TrustedTwin {
            topic.email = Some(&finding.subject);
        }
        topic
    }

    /// Returns the entries of the log about this topic.
    fn events(&self, log: &[UserAction]) -> Vec<Event> {
        let entries = log.iter().filter(|entry| self.is_of(entry));
        entries.map(event).collect()
    }

    fn is_of(&self, entry: &UserAction) -> bool {
        let named = Named::read(entry);
        match self.assignment {
            // An entry about another assignment may name the same user.
            Some(id) if !named.assignments.is_empty() => {
                named.assignments.contains(&id.to_string())
            }
            _ => {
                let user = self.user.map(|id| id.to_string());
                user.is_some_and(|id| named.users.contains(&id))
                    || self.email.is_some_and(|email| named.emails.contains(email))
            }
        }
    }
}

/// The ids and addresses in an entry of the log. Assignments and users are numbered separately, so their ids must not be
/// compared with each other.
#[derive(Default)]
struct Named {
    assignments: BTreeSet<String>,
    users: BTreeSet<String>,
    emails: BTreeSet<String>,
}

impl Named {
    fn read(entry: &UserAction) -> Self {
        let mut named = Self::default();
        for resource in &entry.resources {
            let ids = match resource.resource_type.as_str() {
                "role" => &mut named.assignments,
                "user" => &mut named.users,
                _ => continue,
            };
            ids.insert(resource.resource_id.clone());
            let email = resource.search_field.iter();
            named.emails.extend(email.map(|email| email.to_lowercase()));
        }
        for (key, value) in entry.action_data.iter().flat_map(|data| data.iter()) {
            let value = match value {
                Value::String(text) => text.to_lowercase(),
                other => other.to_string(),
            };
            match key.as_str() {
                "assignment_id" => named.assignments.insert(value),
                "user_id" => named.users.insert(value),
                "email" => named.emails.insert(value),
                "id" if entry.api_group == ApiGroup::Role => named.assignments.insert(value),
                "id" if entry.api_group == ApiGroup::User => named.users.insert(value),
                _ => continue,
            };
        }
        named
    }
}

fn event(entry: &UserAction) -> Event {
    let by = entry.email.clone();
    Event {
        time: entry.timestamp.to_string(),
        by: by.unwrap_or_else(|| format!("user {}", entry.user_id)),
        action: format!("{} {}", entry.action_type, entry.api_group),
    }
}
