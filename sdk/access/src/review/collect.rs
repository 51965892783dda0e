//! Reads the access and the tokens for a review.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use rolekit::gcore::{ProjectId, RoleAssignment, UserId};
use rolekit::gcore_iam::{ApiToken, User};
use rolekit::{Result, Timestamp, trusted_twin};

use super::findings::{self, Facts};
use super::{AccessRow, Review, Scope, Token};
use crate::desired::{Desired, GrantKey};
use crate::file::Until;
use crate::plan::Service;
use crate::services::{GcoreClients, Services, member_state};

/// Reads a review of all services with a client. Adds ends, reasons and teams from the file, if one is given.
///
/// # Errors
/// Returns the error of the first call that fails. Nothing was changed.
pub async fn collect(
    services: &Services,
    desired: Option<&Desired>,
    now: DateTime<Utc>,
) -> Result<Review> {
    let mut review = Review {
        made_at: now,
        unread: Vec::new(),
        access: Vec::new(),
        tokens: Vec::new(),
        findings: Vec::new(),
    };
    let mut facts = Facts {
        invited: Vec::new(),
        roles: Vec::new(),
    };
    match &services.gcore {
        Some(gcore) => read_gcore(gcore, desired, &mut review, &mut facts).await?,
        None => review.unread.push(Service::Gcore),
    }
    match &services.trusted_twin {
        Some(twin) => read_twin(twin, desired, &mut review, &mut facts).await?,
        None => review.unread.push(Service::TrustedTwin),
    }
    review.access.sort();
    review.tokens.sort();
    findings::add(&mut review, &facts, desired, now);
    Ok(review)
}

async fn read_gcore(
    gcore: &GcoreClients,
    desired: Option<&Desired>,
    review: &mut Review,
    facts: &mut Facts,
) -> Result<()> {
    let account = gcore.iam.account().get().await?.id;
    let users = gcore.iam.users().list().all().await?;
    let members = users.iter().filter(|user| user.is_member_of(account));
    let members: Vec<&User> = members.collect();
    let directory = Directory::read(gcore, &users).await?;
    let invited = members.iter().filter(|user| !user.activated);
    facts.invited = invited.map(|user| user.email.to_lowercase()).collect();
    for member in members {
        review
            .access
            .extend(membership_rows(member, &directory, desired));
    }
    for grant in gcore.cloud.role_assignments().list().all().await? {
        if grant.client_id == account {
            review.access.push(grant_row(&grant, &directory, desired));
        }
    }
    let tokens = gcore.iam.tokens().list(account).await?;
    let tokens = tokens.into_iter().filter(|token| !token.deleted);
    review
        .tokens
        .extend(tokens.map(|token| token_row(&token, &directory)));
    Ok(())
}

/// Names and last logins in Gcore.
struct Directory {
    /// E-mail addresses in lower case.
    emails: BTreeMap<UserId, String>,
    projects: BTreeMap<ProjectId, String>,
    logins: BTreeMap<UserId, Timestamp>,
}

impl Directory {
    async fn read(gcore: &GcoreClients, users: &[User]) -> Result<Self> {
        let cloud_users = gcore.cloud.users().list().all().await?;
        let mut emails: BTreeMap<UserId, String> = cloud_users
            .into_iter()
            .map(|user| (user.id, user.email.to_lowercase()))
            .collect();
        emails.extend(users.iter().map(|it| (it.id, it.email.to_lowercase())));
        let logins = last_logins(gcore).await?;
        let projects = gcore.cloud.projects().list().all().await?;
        Ok(Self {
            emails,
            projects: projects.into_iter().map(|it| (it.id, it.name)).collect(),
            logins,
        })
    }

    fn email(&self, id: UserId) -> String {
        let email = self.emails.get(&id).cloned();
        email.unwrap_or_else(|| format!("user {id}"))
    }

    fn last_login(&self, id: UserId) -> Option<String> {
        self.logins.get(&id).map(ToString::to_string)
    }
}

/// Returns a row for each group of a member.
fn membership_rows(
    member: &User,
    directory: &Directory,
    desired: Option<&Desired>,
) -> impl Iterator<Item = AccessRow> {
    let email = member.email.to_lowercase();
    let entry = desired.and_then(|it| it.members.as_ref()?.entry(&email));
    let mut groups = member_state(member).groups;
    if groups.is_empty() {
        groups.insert("no group".to_owned());
    }
    groups.into_iter().map(move |group| AccessRow {
        service: Service::Iam,
        who: email.clone(),
        role: group,
        scope: Scope::Account,
        since: None,
        granted_by: None,
        last_login: directory.last_login(member.id),
        until: until(entry.and_then(|it| it.until)),
        reason: entry.and_then(|it| it.reason.clone()),
        person: None,
        teams: teams(desired, &email),
    })
}

fn grant_row(
    grant: &RoleAssignment,
    directory: &Directory,
    desired: Option<&Desired>,
) -> AccessRow {
    let email = directory.email(grant.user_id);
    let project = grant.project_id.map(|id| {
        let name = directory.projects.get(&id);
        (id, name.map_or_else(|| id.to_string(), Clone::clone))
    });
    let key = GrantKey {
        email: email.clone(),
        project: project.as_ref().map(|(_, name)| name.clone()),
        role: grant.role.to_string(),
    };
    let entry = desired.and_then(|it| it.grants.as_ref()?.entry(&key));
    AccessRow {
        service: Service::Gcore,
        role: key.role,
        scope: match project {
            None => Scope::Account,
            Some((id, name)) => Scope::Project { name, id },
        },
        since: Some(grant.created_at.to_string()),
        granted_by: grant.assigned_by.map(|id| directory.email(id)),
        last_login: directory.last_login(grant.user_id),
        until: until(entry.and_then(|it| it.until)),
        reason: entry.and_then(|it| it.reason.clone()),
        person: None,
        teams: teams(desired, &email),
        who: email,
    }
}

fn token_row(token: &ApiToken, directory: &Directory) -> Token {
    Token {
        who: directory.email(token.client_user.user_id),
        id: token.id.get(),
        name: token.name.clone(),
        created: token.created.to_string(),
        expires: token.exp_date.as_ref().map(ToString::to_string),
        last_used: token.last_usage.as_ref().map(ToString::to_string),
    }
}

/// Returns the last successful login of each user. Keys of administrators see all users, other keys only their own.
async fn last_logins(gcore: &GcoreClients) -> Result<BTreeMap<UserId, Timestamp>> {
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
        let entry = desired.and_then(|it| it.users.as_ref()?.entry(user.name.as_ref()?));
        let person = entry.and_then(|it| it.value.person.as_deref());
        let since = users
            .get(id.as_str())
            .and_then(|user| user.created_ts.as_ref()?.to_utc());
        review.access.push(AccessRow {
            service: Service::TrustedTwin,
            who: user.name.clone().unwrap_or_else(|| id.to_string()),
            role: role.map_or_else(|| "no role".to_owned(), |role| role.name.clone()),
            scope: Scope::Account,
            since: since.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)),
            granted_by: None,
            last_login: None,
            until: until(entry.and_then(|it| it.until)),
            reason: entry.and_then(|it| it.reason.clone()),
            person: person.map(str::to_owned),
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
