//! Finds problems in a review.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Utc};

use super::{Review, ReviewFinding, ReviewFindingKind};
use crate::desired::Desired;
use crate::file::Until;
use crate::plan::Service;
use crate::state::RoleBody;

/// Number of days after which a token counts as unused.
const UNUSED_DAYS: u64 = 90;

/// Data for findings that the rows do not have.
pub(super) struct Facts {
    /// Users who have not accepted their invitation.
    pub(super) invited: Vec<String>,
    /// The roles of Trusted Twin, by name.
    pub(super) roles: Vec<(String, RoleBody)>,
}

/// Adds the findings to a review.
pub(super) fn add(
    review: &mut Review,
    facts: &Facts,
    desired: Option<&Desired>,
    now: DateTime<Utc>,
) {
    let mut findings = Vec::new();
    let mut add = |kind, service, subject: &str, detail: String| {
        findings.push(ReviewFinding {
            kind,
            service,
            subject: subject.to_owned(),
            detail,
        });
    };
    for email in &facts.invited {
        let detail = "has not accepted the invitation; it is not known when it was sent".to_owned();
        add(
            ReviewFindingKind::OpenInvitation,
            Service::Iam,
            email,
            detail,
        );
    }
    for token in &review.tokens {
        let last = token.last_used.as_ref().unwrap_or(&token.created);
        if is_old(last, now) {
            let used = token.last_used.as_deref().unwrap_or("never");
            let detail = format!("the token {} ({}), last used: {used}", token.id, token.name);
            add(
                ReviewFindingKind::UnusedToken,
                Service::Iam,
                &token.who,
                detail,
            );
        }
    }
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for row in &review.access {
        let key = (row.service, row.who.as_str(), row.role.as_str(), &row.scope);
        *seen.entry(key).or_default() += 1;
        let until = row.until.as_ref();
        let until = until.and_then(|until| until.parse::<Until>().ok());
        if let Some(until) = until.filter(|until| until.is_past(now)) {
            let detail = format!("{} in the {}, until {until}", row.role, row.scope);
            add(ReviewFindingKind::PastUntil, row.service, &row.who, detail);
        }
    }
    for ((service, who, role, scope), count) in seen {
        if count > 1 {
            let detail = format!("{role} in the {scope}, {count} times");
            add(ReviewFindingKind::Duplicate, service, who, detail);
        }
    }
    for (name, body) in &facts.roles {
        let users = review
            .access
            .iter()
            .filter(|row| row.service == Service::TrustedTwin && row.role == *name);
        let users = users.count();
        let permitted = body.statement.permitted();
        if users > 0 && permitted.is_some_and(|permitted| permitted.is_everything()) {
            let detail = format!("the role of {users} users");
            add(
                ReviewFindingKind::PermitsEverything,
                Service::TrustedTwin,
                name,
                detail,
            );
        }
    }
    if let Some(desired) = desired.filter(|desired| !desired.people.teams.is_empty()) {
        let people: BTreeSet<&str> = review
            .access
            .iter()
            .filter(|row| row.service != Service::TrustedTwin && row.teams.is_empty())
            .map(|row| row.who.as_str())
            .collect();
        for who in people {
            let is_break_glass = desired.people.break_glass.contains(who);
            if !is_break_glass {
                let detail = "has access and is in no team".to_owned();
                add(ReviewFindingKind::NoTeam, Service::Iam, who, detail);
            }
        }
    }
    findings.sort();
    review.findings = findings;
}

fn is_old(time: &str, now: DateTime<Utc>) -> bool {
    let limit = now.checked_sub_days(Days::new(UNUSED_DAYS));
    let time = rolekit::Timestamp::from(time).to_utc();
    time.zip(limit).is_some_and(|(time, limit)| time < limit)
}
