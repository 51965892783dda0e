//! Gives users of Gcore exactly the roles that a file says. Users who are not in the file keep theirs.
//!
//! ```text
//! cargo run -p rolekit --example role_sync -- FILE [--apply]
//! ```
//!
//! ```json
//! [{"email": "ada@example.com", "roles": [{"role": "Observer", "project": "Warehouse"}]}]
//! ```
//!
//! A role without a project is for the whole account. Unknown fields, roles, projects and users are
//! errors, and nothing is changed then. It prints the plans; only with `--apply` it makes the changes,
//! exactly those that were printed. It removes nobody's last role: that is what `offboard` is for.
//!
//! It needs `GCORE_API_KEY`, the key of an administrator. Without it, it runs on a sandbox.

pub(crate) mod services;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use rolekit::gcore::{Role, Scope};
use serde::Deserialize;
use services::{Outcome, Services};

/// The desired roles of a user.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    email: String,
    roles: Vec<Desired>,
}

/// A desired role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Desired {
    #[serde(deserialize_with = "Role::deserialize_known")]
    role: Role,
    /// The name of a project.
    project: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/services/roles.json");
    services::run(role_sync, &[example]).await
}

/// Prints the plans that lead to the roles of the file, and makes their changes with `--apply`.
pub(crate) async fn role_sync(
    services: &Services,
    arguments: &[&str],
    out: &mut impl Write,
) -> Outcome {
    let (file, is_applied) = match *arguments {
        [file] if !file.starts_with('-') => (file, false),
        [file, "--apply"] if !file.starts_with('-') => (file, true),
        _ => return Err("usage: role_sync FILE [--apply]".into()),
    };
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let desired: Vec<User> =
        serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;

    let gcore = &services.gcore;
    let users = gcore.users().list().all().await?;
    let users: BTreeMap<_, _> = (users.into_iter())
        .map(|user| (user.email.to_lowercase(), user.id))
        .collect();
    let projects = gcore.projects().list().all().await?;
    let projects: BTreeMap<_, _> = (projects.into_iter())
        .map(|project| (project.name, Scope::project(project.client_id, project.id)))
        .collect();

    let mut planned = Vec::new();
    let mut seen = BTreeSet::new();
    for User { email, roles } in desired {
        let user = users.get(&email.to_lowercase());
        let user = *user.ok_or_else(|| format!("{file}: there is no user {email}"))?;
        if !seen.insert(user) || roles.is_empty() {
            return Err(format!("{file}: {email} must occur once, with at least one role").into());
        }
        let mut wanted = Vec::new();
        for Desired { role, project } in roles {
            let scope = match project {
                None => Scope::OwnAccount,
                Some(name) => *(projects.get(&name))
                    .ok_or_else(|| format!("{file}: there is no project {name}"))?,
            };
            wanted.push((role, scope));
        }
        let replace = gcore.role_assignments().replace(user, wanted);
        let plan = replace.plan().await?;
        writeln!(out, "{email}: {plan}")?;
        planned.push((user, replace, plan));
    }

    if planned.iter().all(|(_, _, plan)| plan.is_empty()) {
        writeln!(out, "nothing to change")?;
    } else if is_applied {
        for (user, replace, plan) in planned {
            let replaced = replace.apply(&plan).await?.into_result()?;
            let changes = replaced.changes.len();
            writeln!(out, "user {user}: {changes} changes made")?;
        }
    } else {
        writeln!(out, "nothing was changed: add --apply")?;
    }
    Ok(())
}
