//! Reads what a review shows.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use rolekit::gcore::UserId;
use rolekit::gcore_iam::{ApiToken, User};
use rolekit::{Result, Timestamp, trusted_twin};

use super::findings::{self, Facts};
use super::{Access, Review, Scope, Token};
use crate::desired::{Desired, GrantKey};
use crate::file::Until;
use crate::plan::Service;
use crate::services::{Gcore, Services, member_state};

/// Reads who may do what. What the file says of it is added.
///
/// # Errors
/// Fails with the first call that fails.
pub async fn collect(
    services: &Services,
    desired: Option<&Desired>,
    now: DateTime<Utc>,
) -> Result<Review> {
    let mut review = Review {
        made_at: now,
        access: Vec::new(),
        tokens: Vec::new(),
        findings: Vec::new(),
    };
    let mut facts = Facts {
        invited: Vec::new(),
        roles: Vec::new(),
    };
    if let Some(gcore) = &services.gcore {
        read_gcore(gcore, desired, &mut review, &mut facts).await?;
    }
    if let Some(twin) = &services.trusted_twin {
        read_twin(twin, desired, &mut review, &mut facts).await?;
    }
    review.access.sort();
    review.tokens.sort();
    findings::add(&mut review, &facts, desired, now);
    Ok(review)
}

async fn read_gcore(
    gcore: &Gcore,
    desired: Option<&Desired>,
    review: &mut Review,
    facts: &mut Facts,
) -> Result<()> {
    let account = gcore.iam.account().get().await?;
    let users = gcore.iam.users().list().all().await?;
    let users: BTreeMap<UserId, User> = users.into_iter().map(|user| (user.id, user)).collect();
    let emails = gcore.cloud.users().list().all().await?;
    let emails: BTreeMap<UserId, String> = emails
        .into_iter()
        .map(|user| (user.id, user.email.to_lowercase()))
        .collect();
    let name = |id: UserId| {
        let email = users.get(&id).map(|user| user.email.to_lowercase());
        let email = email.or_else(|| emails.get(&id).cloned());
        email.unwrap_or_else(|| format!("user {id}"))
    };
    let logins = last_logins(gcore).await?;
    let projects = gcore.cloud.projects().list().all().await?;
    let projects: BTreeMap<_, _> = projects.into_iter().map(|it| (it.id, it.name)).collect();

    for user in users.values().filter(|user| user.is_member_of(account.id)) {
        let email = user.email.to_lowercase();
        if !user.activated {
            facts.invited.push(email.clone());
        }
        let wanted = desired.and_then(|it| it.members.as_ref()?.listed(&email));
        let mut groups = member_state(user).groups;
        if groups.is_empty() {
            groups.insert("no group".to_owned());
        }
        for group in groups {
            review.access.push(Access {
                service: Service::Iam,
                who: email.clone(),
                role: group,
                scope: Scope::Account,
                since: None,
                granted_by: None,
                last_login: logins.get(&user.id).map(ToString::to_string),
                until: until(wanted.and_then(|it| it.until)),
                reason: wanted.and_then(|it| it.reason.clone()),
                teams: teams(desired, &email),
            });
        }
    }
    for grant in gcore.cloud.role_assignments().list().all().await? {
        if grant.client_id != account.id {
            continue;
        }
        let email = name(grant.user_id);
        let scope = match grant.project_id {
            None => Scope::Account,
            Some(id) => Scope::Project {
                name: (projects.get(&id)).map_or_else(|| id.to_string(), Clone::clone),
                id,
            },
        };
        let key = GrantKey {
            email: email.clone(),
            project: match &scope {
                Scope::Account => None,
                Scope::Project { name, .. } => Some(name.clone()),
            },
            role: grant.role.to_string(),
        };
        let wanted = desired.and_then(|it| it.grants.as_ref()?.listed(&key));
        review.access.push(Access {
            service: Service::Gcore,
            role: key.role,
            scope,
            since: Some(grant.created_at.to_string()),
            granted_by: grant.assigned_by.map(name),
            last_login: logins.get(&grant.user_id).map(ToString::to_string),
            until: until(wanted.and_then(|it| it.until)),
            reason: wanted.and_then(|it| it.reason.clone()),
            teams: teams(desired, &email),
            who: email,
        });
    }
    let tokens = gcore.iam.tokens().list(account.id).await?;
    review.tokens.extend(
        tokens
            .into_iter()
            .filter(|it| !it.deleted)
            .map(|it| token(&it, &name)),
    );
    Ok(())
}

fn token(token: &ApiToken, name: &dyn Fn(UserId) -> String) -> Token {
    Token {
        who: name(token.client_user.user_id),
        id: token.id.get(),
        name: token.name.clone(),
        created: token.created.to_string(),
        expires: token.exp_date.as_ref().map(ToString::to_string),
        last_used: token.last_usage.as_ref().map(ToString::to_string),
    }
}

/// Returns the last successful login of each user. The key of an administrator sees all, other keys see their own.
async fn last_logins(gcore: &Gcore) -> Result<BTreeMap<UserId, Timestamp>> {
    let mut last: BTreeMap<UserId, Timestamp> = BTreeMap::new();
    for login in gcore.iam.account().list_last_logins().all().await? {
        let is_later = |other: &Timestamp| login.login_at.to_utc() > other.to_utc();
        if login.is_successful && last.get(&login.user).is_none_or(is_later) {
            last.insert(login.user, login.login_at);
        }
    }
    Ok(last)
}

async fn read_twin(
    twin: &trusted_twin::Client,
    desired: Option<&Desired>,
    review: &mut Review,
    facts: &mut Facts,
) -> Result<()> {
    let state = crate::services::read_twin(twin).await?;
    let users = twin.users().list().await?.users;
    for (id, user) in &state.users {
        let role = user.role.as_ref().and_then(|role| state.roles.get(role));
        let wanted = desired.and_then(|it| it.users.as_ref()?.listed(user.name.as_ref()?));
        let person = wanted.and_then(|it| it.value.person.as_deref());
        let since = users
            .get(id.as_str())
            .and_then(|user| user.created_ts.as_ref()?.to_utc());
        review.access.push(Access {
            service: Service::TrustedTwin,
            who: user.name.clone().unwrap_or_else(|| id.to_string()),
            role: role.map_or_else(|| "no role".to_owned(), |role| role.name.clone()),
            scope: Scope::Account,
            since: since.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)),
            granted_by: None,
            last_login: None,
            until: until(wanted.and_then(|it| it.until)),
            reason: wanted.and_then(|it| it.reason.clone()),
            teams: person
                .map(|person| teams(desired, person))
                .unwrap_or_default(),
        });
    }
    let roles = state.roles.into_values();
    facts.roles = roles.map(|role| (role.name, role.body)).collect();
    Ok(())
}

fn until(until: Option<Until>) -> Option<String> {
    until.map(|until| until.to_string())
}

fn teams(desired: Option<&Desired>, email: &str) -> Vec<String> {
    let teams = desired.iter().flat_map(|it| &it.people.teams);
    let of_person = teams.filter(|(_, people)| people.contains(email));
    of_person.map(|(name, _)| name.clone()).collect()
}
