//! Offboarding: removes all access of a person, in the order in which it could be used.

use rolekit::gcore::{AssignmentId, ClientId, TokenId, UserId};
use rolekit::trusted_twin::{self, UserId as TwinUserId};
use rolekit::{Result, gcore_iam};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::plan::Service;
use crate::services::Services;

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The e-mail address.
    pub email: String,
    /// The names of the person's users of Trusted Twin, which has no e-mail addresses.
    pub twin_users: BTreeSet<String>,
}

/// A removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Deletes an API token of Gcore.
    DeleteToken {
        /// The account.
        account: ClientId,
        /// The token.
        id: TokenId,
        /// Its name.
        name: String,
    },
    /// Deletes the secret of a user of Trusted Twin.
    DeleteSecret {
        /// The user.
        user: TwinUserId,
        /// The user's name.
        name: String,
    },
    /// Deletes a role assignment of Gcore Cloud.
    RevokeRole {
        /// The assignment.
        id: AssignmentId,
        /// The role.
        role: String,
        /// The project; none for the account.
        project: Option<String>,
    },
    /// Removes a member from Gcore's account.
    RemoveMember {
        /// The account.
        account: ClientId,
        /// The user.
        user: UserId,
    },
    /// Deletes a user of Trusted Twin.
    DeleteUser {
        /// The user.
        user: TwinUserId,
        /// The user's name.
        name: String,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeleteToken { id, name, .. } => write!(f, "delete the API token {id} ({name})"),
            Self::DeleteSecret { name, .. } => {
                write!(f, "delete the secret of the Trusted Twin user {name}")
            }
            Self::RevokeRole { role, project, .. } => match project {
                Some(project) => write!(f, "revoke {role} in the project {project}"),
                None => write!(f, "revoke {role} in the account"),
            },
            Self::RemoveMember { .. } => f.write_str("remove from the account of Gcore"),
            Self::DeleteUser { name, .. } => write!(f, "delete the Trusted Twin user {name}"),
        }
    }
}

/// What a person has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Offboarding {
    /// The removals: tokens, secrets, roles, membership, users.
    pub steps: Vec<Step>,
    /// Whether the person owns the key of the client, so that nothing may be removed with it.
    pub is_caller: bool,
    /// The services where the person may have more, for which there are no credentials.
    pub unread: Vec<Service>,
    /// The names of users that Trusted Twin does not have.
    pub absent: BTreeSet<String>,
}

/// Reads what a person has. Somebody who has nothing left has no steps; see also
/// [`unread`](Offboarding::unread).
///
/// # Errors
/// Fails with the first call that fails.
pub async fn find(services: &Services, person: &Person) -> Result<Offboarding> {
    let mut found = Offboarding::default();
    let mut users = Vec::new();
    let mut roles = Vec::new();
    let mut members = Vec::new();
    if let Some(gcore) = &services.gcore {
        let account = gcore.iam.account().get().await?;
        let user = gcore.iam.users().find_by_email(&person.email).await?;
        let member = user.as_ref().filter(|user| user.is_member_of(account.id));
        let id = match &user {
            Some(user) => Some(user.id),
            // No longer in the account, but roles may be left.
            None => gcore
                .cloud
                .users()
                .find_by_email(&person.email)
                .await?
                .map(|user| user.id),
        };
        found.is_caller |= id == Some(account.current_user);
        if let Some(member) = member {
            found
                .steps
                .extend(tokens(&gcore.iam, account.id, member.id).await?);
            members.push(Step::RemoveMember {
                account: account.id,
                user: member.id,
            });
        }
        if let Some(id) = id {
            let projects = gcore.cloud.projects().list().all().await?;
            let names: BTreeMap<_, _> = projects.into_iter().map(|it| (it.id, it.name)).collect();
            let assignments = gcore
                .cloud
                .role_assignments()
                .list()
                .user_id(id)
                .all()
                .await?;
            // Guards against a service that ignores the filter.
            let of_user = assignments
                .into_iter()
                .filter(|it| it.user_id == id && it.client_id == account.id);
            for it in of_user {
                let project = it.project_id.map(|id| match names.get(&id) {
                    Some(name) => name.clone(),
                    None => id.to_string(),
                });
                roles.push(Step::RevokeRole {
                    id: it.id,
                    role: it.role.to_string(),
                    project,
                });
            }
        }
    } else {
        found.unread.push(Service::Gcore);
    }
    if person.twin_users.is_empty() {
        // Without a name nobody can be found in Trusted Twin.
    } else if let Some(twin) = &services.trusted_twin {
        found.absent.clone_from(&person.twin_users);
        let caller = twin.who_am_i().await?.user;
        for (id, user) in twin.users().list().await?.users {
            let Some(name) = user.name.filter(|name| person.twin_users.contains(name)) else {
                continue;
            };
            found.absent.remove(&name);
            let user = TwinUserId::new(id);
            found.is_caller |= user == caller;
            if has_secret(twin, &user).await? {
                found.steps.push(Step::DeleteSecret {
                    user: user.clone(),
                    name: name.clone(),
                });
            }
            users.push(Step::DeleteUser { user, name });
        }
    } else {
        found.unread.push(Service::TrustedTwin);
    }
    found.steps.extend(roles);
    found.steps.extend(members);
    found.steps.extend(users);
    Ok(found)
}

async fn tokens(iam: &gcore_iam::Client, account: ClientId, user: UserId) -> Result<Vec<Step>> {
    let tokens = iam.tokens().list(account).issued_by(user).await?;
    let of_user = tokens
        .into_iter()
        .filter(|token| token.client_user.user_id == user && !token.deleted);
    Ok(of_user
        .map(|token| Step::DeleteToken {
            account,
            id: token.id,
            name: token.name,
        })
        .collect())
}

async fn has_secret(twin: &trusted_twin::Client, user: &TwinUserId) -> Result<bool> {
    match twin.secrets().get(user).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a removal. What is gone already counts as removed.
///
/// # Errors
/// Fails if the call fails; it can be repeated after any error.
pub async fn remove(services: &Services, step: &Step) -> Result<()> {
    let result = match (step, &services.gcore, &services.trusted_twin) {
        (Step::DeleteToken { account, id, .. }, Some(gcore), _) => {
            gcore.iam.tokens().delete(*account, *id).await.map(|_| ())
        }
        (Step::RevokeRole { id, .. }, Some(gcore), _) => {
            gcore.cloud.role_assignments().delete(*id).await.map(|_| ())
        }
        (Step::RemoveMember { account, user }, Some(gcore), _) => {
            gcore
                .iam
                .client_users()
                .revoke_checked(*account, *user)
                .await
        }
        (Step::DeleteSecret { user, .. }, _, Some(twin)) => {
            twin.secrets().delete(user).await.map(|_| ())
        }
        (Step::DeleteUser { user, .. }, _, Some(twin)) => {
            twin.users().delete(user).await.map(|_| ())
        }
        _ => Ok(()),
    };
    match result {
        Err(error) if error.is_not_found() => Ok(()),
        result => result,
    }
}
