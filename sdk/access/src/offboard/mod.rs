//! Offboarding: removes all access of a person, credentials first.

mod listed;
mod twin;

use rolekit::gcore::{AssignmentId, ClientId, TokenId, UserId};
use rolekit::trusted_twin::UserId as TwinUserId;
use rolekit::{Result, gcore, gcore_iam};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use listed::listed;

use crate::plan::Service;
use crate::services::{GcoreClients, Services};

/// A person who leaves.
#[derive(Clone, Debug)]
pub struct Leaver {
    /// The e-mail address.
    pub email: String,
    /// The names or ids of the person's users in Trusted Twin, which has no e-mail addresses.
    pub twin_users: BTreeSet<String>,
}

/// A removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum RemovalStep {
    /// Deletes an API token of Gcore.
    DeleteToken {
        /// The account.
        account: ClientId,
        /// The token.
        id: TokenId,
        /// The name of the token.
        name: String,
    },
    /// Deletes the secret of a user of Trusted Twin.
    DeleteSecret {
        /// The user.
        user: TwinUserId,
        /// The user's name. `None` for a user without one.
        name: Option<String>,
    },
    /// Deletes a role assignment of Gcore Cloud.
    RevokeRole {
        /// The assignment.
        id: AssignmentId,
        /// The role.
        role: String,
        /// The project. `None` for the account.
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
        /// The user's name. `None` for a user without one.
        name: Option<String>,
    },
}

impl fmt::Display for RemovalStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeleteToken { id, name, .. } => write!(f, "delete the API token {id} ({name})"),
            Self::DeleteSecret { user, name } => {
                let user = describe_user(user, name.as_deref());
                write!(f, "delete the secret of the Trusted Twin user {user}")
            }
            Self::RevokeRole { role, project, .. } => match project {
                Some(project) => write!(f, "revoke {role} in the project {project}"),
                None => write!(f, "revoke {role} in the account"),
            },
            Self::RemoveMember { .. } => f.write_str("remove from the account of Gcore"),
            Self::DeleteUser { user, name } => {
                let user = describe_user(user, name.as_deref());
                write!(f, "delete the Trusted Twin user {user}")
            }
        }
    }
}

/// Returns the name and the id of a user of Trusted Twin: names need not be unique.
fn describe_user(id: &TwinUserId, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{name} ({id})"),
        None => id.to_string(),
    }
}

/// The access of a person, as the steps that remove it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Offboarding {
    /// The removals in their order: tokens, secrets, roles, membership, users.
    pub steps: Vec<RemovalStep>,
    /// Whether the person owns the key of a client, which therefore must not remove the person's access.
    pub is_caller: bool,
    /// The services that were not read for lack of credentials.
    pub unread: Vec<Service>,
    /// Whether users of Trusted Twin were not searched, because no name or id is known.
    pub is_twin_user_unknown: bool,
    /// The names and ids in [`twin_users`](Leaver::twin_users) that no user of Trusted Twin has.
    pub absent: BTreeSet<String>,
    /// The names that several users of Trusted Twin have, and their ids. It is not known which of them belong to the
    /// person, so there are no steps for them.
    pub ambiguous: BTreeMap<String, Vec<TwinUserId>>,
}

/// Reads the access of a person. Without access there are no steps; see also the other fields of [`Offboarding`].
///
/// # Errors
/// Returns the error of the first call that fails. Nothing was changed.
pub async fn find(services: &Services, leaver: &Leaver) -> Result<Offboarding> {
    let mut found = Offboarding::default();
    let mut gcore_steps = GcoreSteps::default();
    match &services.gcore {
        Some(gcore) => gcore_steps = find_in_gcore(gcore, leaver, &mut found.is_caller).await?,
        None => found.unread.push(Service::Gcore),
    }
    let mut users = Vec::new();
    let mut secrets = Vec::new();
    // Trusted Twin has no e-mail addresses: without a name nobody can be found.
    found.is_twin_user_unknown = leaver.twin_users.is_empty();
    match &services.trusted_twin {
        Some(_) if found.is_twin_user_unknown => {}
        Some(twin) => {
            let twin = twin::find(twin, &leaver.twin_users).await?;
            found.is_caller |= twin.is_caller;
            (found.absent, found.ambiguous) = (twin.absent, twin.ambiguous);
            for (user, name) in twin.selected {
                if twin.with_secret.contains(&user) {
                    let (user, name) = (user.clone(), name.clone());
                    secrets.push(RemovalStep::DeleteSecret { user, name });
                }
                users.push(RemovalStep::DeleteUser { user, name });
            }
        }
        None => found.unread.push(Service::TrustedTwin),
    }
    found.steps = gcore_steps.tokens;
    found.steps.extend(secrets);
    found.steps.extend(gcore_steps.roles);
    found.steps.extend(gcore_steps.membership);
    found.steps.extend(users);
    Ok(found)
}

/// The removals in Gcore.
#[derive(Default)]
struct GcoreSteps {
    tokens: Vec<RemovalStep>,
    roles: Vec<RemovalStep>,
    membership: Option<RemovalStep>,
}

/// Reads the access of a person to Gcore. Sets `is_caller` if the person owns the key.
async fn find_in_gcore(
    gcore: &GcoreClients,
    leaver: &Leaver,
    is_caller: &mut bool,
) -> Result<GcoreSteps> {
    let mut steps = GcoreSteps::default();
    let account = gcore.iam.account().get().await?;
    let user = gcore.iam.users().find_by_email(&leaver.email).await?;
    let member = user.as_ref().filter(|user| user.is_member_of(account.id));
    let id = match &user {
        Some(user) => Some(user.id),
        // A former member may still have roles.
        None => {
            let user = gcore.cloud.users().find_by_email(&leaver.email).await?;
            user.map(|user| user.id)
        }
    };
    *is_caller |= id == Some(account.current_user);
    if let Some(member) = member {
        steps.tokens = find_tokens(&gcore.iam, account.id, member.id).await?;
        steps.membership = Some(RemovalStep::RemoveMember {
            account: account.id,
            user: member.id,
        });
    }
    if let Some(id) = id {
        steps.roles = find_roles(&gcore.cloud, account.id, id).await?;
    }
    Ok(steps)
}

async fn find_roles(
    cloud: &gcore::Client,
    account: ClientId,
    user: UserId,
) -> Result<Vec<RemovalStep>> {
    let projects = cloud.projects().list().all().await?;
    let names: BTreeMap<_, _> = projects.into_iter().map(|it| (it.id, it.name)).collect();
    let assignments = cloud.role_assignments().list().user_id(user).all().await?;
    // Guards against a service that ignores the filter.
    let of_user = assignments
        .into_iter()
        .filter(|it| it.user_id == user && it.client_id == account);
    let steps = of_user.map(|it| RemovalStep::RevokeRole {
        id: it.id,
        role: it.role.to_string(),
        project: it.project_id.map(|id| match names.get(&id) {
            Some(name) => name.clone(),
            None => id.to_string(),
        }),
    });
    Ok(steps.collect())
}

async fn find_tokens(
    iam: &gcore_iam::Client,
    account: ClientId,
    user: UserId,
) -> Result<Vec<RemovalStep>> {
    let tokens = iam.tokens().list(account).issued_by(user).await?;
    let of_user = tokens
        .into_iter()
        .filter(|token| token.client_user.user_id == user && !token.deleted);
    Ok(of_user
        .map(|token| RemovalStep::DeleteToken {
            account,
            id: token.id,
            name: token.name,
        })
        .collect())
}

/// Performs a removal. Succeeds if the resource does not exist.
///
/// # Errors
/// Returns the error of the call. It can be repeated after any error.
pub async fn remove(services: &Services, step: &RemovalStep) -> Result<()> {
    let result = match (step, &services.gcore, &services.trusted_twin) {
        (RemovalStep::DeleteToken { account, id, .. }, Some(gcore), _) => {
            gcore.iam.tokens().delete(*account, *id).await.map(|_| ())
        }
        (RemovalStep::RevokeRole { id, .. }, Some(gcore), _) => {
            gcore.cloud.role_assignments().delete(*id).await.map(|_| ())
        }
        (RemovalStep::RemoveMember { account, user }, Some(gcore), _) => {
            gcore
                .iam
                .client_users()
                .revoke_checked(*account, *user)
                .await
        }
        (RemovalStep::DeleteSecret { user, .. }, _, Some(twin)) => {
            twin.secrets().delete(user).await.map(|_| ())
        }
        (RemovalStep::DeleteUser { user, .. }, _, Some(twin)) => {
            twin.users().delete(user).await.map(|_| ())
        }
        _ => Ok(()),
    };
    match result {
        Err(error) if error.is_not_found() => Ok(()),
        result => result,
    }
}
