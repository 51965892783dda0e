//! Removes all access of a person: role assignments of Gcore, API tokens and membership in IAM, and the
//! user of Trusted Twin.
//!
//! ```text
//! cargo run -p rolekit --example offboard -- EMAIL [TRUSTED_TWIN_NAME] [--apply]
//! ```
//!
//! It prints what would be removed; only with `--apply` it removes anything, and of the role assignments
//! exactly those that were printed. After an error it can be run again.
//!
//! It needs `GCORE_API_KEY`, the key of another administrator; and `TRUSTED_TWIN_SECRET`, the key of another
//! user who may `get_users`, `get_user` and `delete_user`, if there is a name for Trusted Twin, whose
//! users have no e-mail addresses. Without keys it runs on a sandbox.

pub(crate) mod services;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use rolekit::gcore::{AssignmentPlan, ReplaceRoles};
use rolekit::gcore_iam::{ApiToken, ClientId, UserId};
use rolekit::trusted_twin;
use services::{Outcome, Services};

/// What a person has.
struct Access {
    /// The removal of the roles, if Gcore has such a user.
    roles: Option<(ReplaceRoles, AssignmentPlan)>,
    /// The account, if the user belongs to it.
    member: Option<(ClientId, UserId)>,
    tokens: Vec<ApiToken>,
    twin_user: Option<trusted_twin::User>,
}

#[tokio::main]
async fn main() -> ExitCode {
    services::run(offboard, &["ada@example.com", "Ada"]).await
}

/// Prints what a person has, and removes it with `--apply`.
pub(crate) async fn offboard(
    services: &Services,
    arguments: &[&str],
    out: &mut impl Write,
) -> Outcome {
    let (names, is_applied) = match arguments {
        [names @ .., "--apply"] => (names, true),
        names => (names, false),
    };
    if names.is_empty() || names.len() > 2 || names.iter().any(|name| name.starts_with('-')) {
        return Err("usage: offboard EMAIL [TRUSTED_TWIN_NAME] [--apply]".into());
    }
    let access = find(services, names[0], names.get(1).copied()).await?;
    print(&access, names, out)?;
    if access.roles.is_none() && access.twin_user.is_none() {
        return Err(format!("found no user {}", names.join(" or ")).into());
    }
    if is_applied {
        return remove(services, access, out).await;
    }
    Ok(writeln!(out, "nothing was removed: add --apply")?)
}

/// Finds what a person has. Everything is read before anything is removed.
async fn find(
    services: &Services,
    email: &str,
    twin_name: Option<&str>,
) -> Result<Access, Box<dyn Error>> {
    let Services { gcore, iam, .. } = services;
    let account = iam.account().get().await?;
    let user = iam.users().find_by_email(email).await?;
    let member = user.as_ref().filter(|user| user.is_member_of(account.id));
    let member = member.map(|user| (account.id, user.id));
    let id = match user {
        Some(user) => Some(user.id),
        // No longer in IAM, but roles may be left.
        None => gcore
            .users()
            .find_by_email(email)
            .await?
            .map(|user| user.id),
    };
    if id == Some(account.current_user) {
        return Err(
            format!("{email} is the owner of the key; use the key of somebody else").into(),
        );
    }
    let no_roles = id.map(|id| gcore.role_assignments().replace(id, []));
    let plan = match &no_roles {
        Some(no_roles) => Some(no_roles.plan().await?),
        None => None,
    };
    let tokens = match member {
        Some((account, id)) => iam.tokens().list(account).issued_by(id).await?,
        None => Vec::new(),
    };
    let twin_user = match (twin_name, &services.twin) {
        (Some(name), Some(twin)) => twin.users().find_by_name(name).await?,
        (Some(_), None) => return Err("TRUSTED_TWIN_SECRET is not set".into()),
        (None, _) => None,
    };
    Ok(Access {
        roles: no_roles.zip(plan),
        member,
        tokens,
        twin_user,
    })
}

fn print(access: &Access, names: &[&str], out: &mut impl Write) -> std::io::Result<()> {
    match &access.roles {
        Some((_, plan)) => writeln!(out, "Gcore: {plan}")?,
        None => writeln!(out, "Gcore: no user {}", names[0])?,
    }
    for token in access.tokens.iter().filter(|token| !token.deleted) {
        writeln!(out, "  delete API token {}, {}", token.id, token.name)?;
    }
    if let Some((account, user)) = access.member {
        writeln!(out, "  remove user {user} from account {account}")?;
    }
    match (&access.twin_user, names.get(1)) {
        (Some(user), _) => writeln!(out, "Trusted Twin: delete user {}", user.uuid),
        (None, Some(name)) => writeln!(out, "Trusted Twin: no user {name}"),
        (None, None) => Ok(()),
    }
}

async fn remove(services: &Services, access: Access, out: &mut impl Write) -> Outcome {
    if let Some((no_roles, plan)) = access.roles {
        let removed = no_roles.apply(&plan).await?.into_result()?;
        writeln!(out, "removed {} roles", removed.changes.len())?;
    }
    if let Some((account, user)) = access.member {
        let users = services.iam.client_users();
        let deleted = users.revoke_with_tokens(account, user).await?;
        writeln!(
            out,
            "deleted {} API tokens, removed from the account",
            deleted.len()
        )?;
    }
    if let (Some(user), Some(twin)) = (access.twin_user, &services.twin) {
        twin.users().delete(&user.uuid).await?;
        writeln!(out, "deleted the user of Trusted Twin")?;
    }
    Ok(())
}
