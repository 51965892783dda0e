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
//! It needs `GCORE_API_KEY`, the key of another administrator; and `TRUSTED_TWIN_SECRET`, the key of a
//! user who may `get_users`, `get_user` and `delete_user`, if there is a name for Trusted Twin, whose
//! users have no e-mail addresses. Without keys it runs on a sandbox.

pub(crate) mod services;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use services::{Outcome, Services};

const USAGE: &str = "usage: offboard EMAIL [TRUSTED_TWIN_NAME] [--apply]";

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
        return Err(USAGE.into());
    }
    let name = names.get(1).copied();
    let found_on_gcore = offboard_gcore(services, names[0], is_applied, out).await?;
    let found_on_twin = match name {
        Some(name) => offboard_trusted_twin(services, name, is_applied, out).await?,
        None => false,
    };
    if !found_on_gcore && !found_on_twin {
        return Err(format!("found no user {}", names.join(" or ")).into());
    }
    if !is_applied {
        writeln!(out, "nothing was removed: add --apply")?;
    }
    Ok(())
}

/// Returns whether Gcore has a user with this e-mail address.
async fn offboard_gcore(
    services: &Services,
    email: &str,
    is_applied: bool,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let Services { gcore, iam, .. } = services;
    let account = iam.account().get().await?;
    let user = iam.users().find_by_email(email).await?;
    let is_member = user
        .as_ref()
        .is_some_and(|user| user.is_member_of(account.id));
    let id = match user {
        Some(user) => user.id,
        // No longer in IAM, but roles may be left.
        None => match gcore.users().find_by_email(email).await? {
            Some(user) => user.id,
            None => {
                writeln!(out, "Gcore: no user {email}")?;
                return Ok(false);
            }
        },
    };
    if id == account.current_user {
        return Err(
            format!("{email} is the owner of the key; use the key of somebody else").into(),
        );
    }

    let no_roles = gcore.role_assignments().replace(id, []);
    let plan = no_roles.plan().await?;
    writeln!(out, "Gcore: {plan}")?;
    if is_member {
        for token in iam.tokens().list(account.id).issued_by(id).await? {
            if !token.deleted {
                writeln!(out, "  delete API token {}, {}", token.id, token.name)?;
            }
        }
        writeln!(out, "  remove {email} from account {}", account.id)?;
    }
    if is_applied {
        let removed = no_roles.apply(&plan).await?.into_result()?;
        if is_member {
            iam.client_users()
                .revoke_with_tokens(account.id, id)
                .await?;
        }
        writeln!(out, "  done, {} roles removed", removed.changes.len())?;
    }
    Ok(true)
}

/// Returns whether Trusted Twin has a user with this name.
async fn offboard_trusted_twin(
    services: &Services,
    name: &str,
    is_applied: bool,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let twin = services
        .twin
        .as_ref()
        .ok_or("TRUSTED_TWIN_SECRET is not set")?;
    let Some(user) = twin.users().find_by_name(name).await? else {
        writeln!(out, "Trusted Twin: no user {name}")?;
        return Ok(false);
    };
    writeln!(out, "Trusted Twin: user {}\n  delete {name}", user.uuid)?;
    if is_applied {
        twin.users().delete(&user.uuid).await?;
        writeln!(out, "  done")?;
    }
    Ok(true)
}
