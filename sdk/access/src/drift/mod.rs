//! Drift: what differs from the file and, as far as the audit log of Gcore says, who changed it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rolekit::gcore::{ApiGroup, UserAction, UserActionOrder};
use rolekit::{Result, Timestamp};
use serde::Serialize;

use crate::plan::{Action, Plan, Service};
use crate::services::Services;

/// A difference from the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The service.
    pub service: Service,
    /// An e-mail address, or the name of a role or user of Trusted Twin.
    pub subject: String,
    /// What differs: what a plan would change, or leaves.
    pub difference: String,
    /// Entries of the audit log that are about it, the latest first.
    pub events: Vec<Event>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When.
    pub time: String,
    /// Who.
    pub by: String,
    /// What.
    pub action: String,
}

/// Returns what differs from the file. The audit log is read from `since` on; Trusted Twin has none.
///
/// An entry counts as about a difference if it names the assignment, or the user and a role or user
/// group; the vendor does not document what entries contain.
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
        let ids = ids(&change.action);
        differences.push(Difference {
            service: change.action.service(),
            subject: change.action.subject().to_owned(),
            difference: format!("would {} ({})", change.action, change.why.cause),
            events: log
                .iter()
                .filter(|entry| is_about(entry, &ids))
                .map(event)
                .collect(),
        });
    }
    for finding in &plan.findings {
        differences.push(Difference {
            service: finding.service,
            subject: finding.subject.clone(),
            difference: format!("{} ({})", finding.found, finding.kind),
            events: Vec::new(),
        });
    }
    Ok(differences)
}

/// Returns the ids by which entries of the log are found.
fn ids(action: &Action) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    match action {
        Action::RevokeRole {
            assignment, person, ..
        } => {
            ids.insert(assignment.to_string());
            ids.extend(person.id.map(|id| id.to_string()));
        }
        Action::GrantRole { person, .. }
        | Action::InviteMember { person, .. }
        | Action::SetGroup { person, .. }
        | Action::RemoveMember { person, .. } => {
            ids.insert(person.email.clone());
            ids.extend(person.id.map(|id| id.to_string()));
        }
        _ => {}
    }
    ids
}

fn is_about(entry: &UserAction, ids: &BTreeSet<String>) -> bool {
    let in_resources = entry.resources.iter().any(|resource| {
        let name = resource.search_field.as_ref();
        ids.contains(&resource.resource_id) || name.is_some_and(|name| ids.contains(name))
    });
    let in_data = || {
        let data = entry.action_data.iter().flat_map(|data| data.iter());
        let mut named = data
            .filter(|(key, _)| ["user_id", "email", "assignment_id", "id"].contains(&key.as_str()));
        named.any(|(_, value)| match value {
            serde_json::Value::String(text) => ids.contains(text),
            other => ids.contains(&other.to_string()),
        })
    };
    in_resources || in_data()
}

fn event(entry: &UserAction) -> Event {
    let by = entry.email.clone();
    Event {
        time: entry.timestamp.to_string(),
        by: by.unwrap_or_else(|| format!("user {}", entry.user_id)),
        action: format!("{} {}", entry.action_type, entry.api_group),
    }
}
