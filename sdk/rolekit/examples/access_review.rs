//! Prints who has which role where, on Gcore and Trusted Twin, with the IAM group and the last login.
//!
//! ```text
//! cargo run -p rolekit --example access_review            # as a table
//! cargo run -p rolekit --example access_review -- --json  # as JSON
//! ```
//!
//! It only reads. It needs `GCORE_API_KEY`, the key of an administrator, because others see their own
//! logins only; and `TRUSTED_TWIN_SECRET`, the key of a user who may `get_users` and `get_user_roles`,
//! to include Trusted Twin. Without keys it runs on a sandbox.

pub(crate) mod services;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use rolekit::{gcore, gcore_iam, trusted_twin};
use serde::Serialize;
use services::{Outcome, Services};

/// A role of a user. Users without a role are listed too.
#[derive(Serialize)]
struct Access {
    service: &'static str,
    user: String,
    role: Option<String>,
    /// The name of the project, or `account`.
    scope: Option<String>,
    /// The groups of the user in IAM.
    groups: Vec<String>,
    last_login: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    services::run(access_review, &[]).await
}

/// Prints the review.
pub(crate) async fn access_review(
    services: &Services,
    arguments: &[&str],
    out: &mut impl Write,
) -> Outcome {
    let is_json = match arguments {
        [] => false,
        ["--json"] => true,
        _ => return Err("usage: access_review [--json]".into()),
    };
    let mut review = gcore_access(&services.gcore, &services.iam).await?;
    if let Some(twin) = &services.twin {
        review.extend(trusted_twin_access(twin).await?);
    }
    if is_json {
        writeln!(out, "{}", serde_json::to_string_pretty(&review)?)?;
    } else {
        print_table(&review, out)?;
    }
    Ok(())
}

/// Reads the role assignments of Gcore, and the users of IAM.
async fn gcore_access(
    gcore: &gcore::Client,
    iam: &gcore_iam::Client,
) -> rolekit::Result<Vec<Access>> {
    let projects = gcore.projects().list().all().await?;
    let projects: BTreeMap<_, _> = projects.into_iter().map(|it| (it.id, it.name)).collect();
    let users = iam.users().list().all().await?;
    let users: BTreeMap<_, _> = users.into_iter().map(|user| (user.id, user)).collect();
    let mut logins = iam.account().list_last_logins().all().await?;
    logins.retain(|login| login.is_successful);
    let last_login = |id| {
        let of_user = logins.iter().filter(|login| login.user == id);
        let last = of_user.max_by_key(|login| login.login_at.to_utc());
        last.map(|login| login.login_at.to_string())
    };
    let access = |id, role: Option<(String, String)>| {
        let user = users.get(&id);
        let groups = user.into_iter().flat_map(|user| &user.groups);
        let (role, scope) = role.unzip();
        Access {
            service: "Gcore",
            // A user whom the key may not see has an id only.
            user: user.map_or_else(|| format!("user {id}"), |user| user.email.clone()),
            role,
            scope,
            groups: groups
                .filter_map(|group| Some(group.name.as_ref()?.to_string()))
                .collect(),
            last_login: last_login(id),
        }
    };

    let assignments = gcore.role_assignments().list().all().await?;
    let mut review = Vec::new();
    for assignment in &assignments {
        let scope = match assignment.project_id {
            None => "account".to_owned(),
            Some(id) => projects
                .get(&id)
                .map_or_else(|| format!("project {id}"), String::clone),
        };
        let role = (assignment.role.to_string(), scope);
        review.push(access(assignment.user_id, Some(role)));
    }
    let has_role = |id| assignments.iter().any(|it| it.user_id == id);
    let without_role = users.keys().copied().filter(|id| !has_role(*id));
    review.extend(without_role.map(|id| access(id, None)));
    Ok(review)
}

/// Reads the users of Trusted Twin, each of whom has one role.
async fn trusted_twin_access(twin: &trusted_twin::Client) -> rolekit::Result<Vec<Access>> {
    let roles = twin.roles().list().await?.roles;
    let users = twin.users().list().await?.users;
    let access = users.into_iter().map(|(uuid, user)| Access {
        service: "Trusted Twin",
        user: user.name.unwrap_or_else(|| uuid.to_string()),
        role: user.role.map(|id| match roles.get(&id) {
            Some(role) => role.name.clone(),
            None => id.to_string(),
        }),
        scope: Some("account".to_owned()),
        groups: Vec::new(),
        last_login: None,
    });
    Ok(access.collect())
}

fn print_table(review: &[Access], out: &mut impl Write) -> std::io::Result<()> {
    let mut row = |[service, user, role, scope, groups, login]: [&str; 6]| {
        let cells = format!("{service:12} {user:36} {role:22} {scope:16} {groups:16} {login}");
        writeln!(out, "{}", cells.trim_end())
    };
    row(["service", "user", "role", "where", "groups", "last login"])?;
    let text = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "-".to_owned());
    for it in review {
        let (role, scope, login) = (text(&it.role), text(&it.scope), text(&it.last_login));
        let groups = it.groups.join(", ");
        row([it.service, &it.user, &role, &scope, &groups, &login])?;
    }
    Ok(())
}
