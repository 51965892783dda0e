//! Formats actions as text.

use std::collections::BTreeSet;
use std::fmt;

use super::{Action, Project, RoleUpdateStep, ScopedRole};
use crate::state::RoleBody;

/// Describes the action without its subject.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = |project: &Option<Project>| match project {
            Some(project) => format!("in the project {}", project.name),
            None => "in the account".to_owned(),
        };
        let groups = |groups: &BTreeSet<String>| {
            let list: Vec<&str> = groups.iter().map(String::as_str).collect();
            if list.is_empty() {
                "no group".to_owned()
            } else {
                list.join(", ")
            }
        };
        let role = |role: &Option<String>| role.clone().unwrap_or_else(|| "no role".to_owned());
        match self {
            Self::InviteMember { group, .. } => write!(f, "invite into the group {group}"),
            Self::SetGroup { old, new, .. } => write!(f, "move from {} to {new}", groups(old)),
            Self::RemoveMember {
                old, roles, tokens, ..
            } => {
                write!(f, "remove from the account ({})", groups(old))?;
                for (i, ScopedRole { role, project }) in roles.iter().enumerate() {
                    let start = if i == 0 { "; with it goes " } else { ", " };
                    write!(f, "{start}{role} {}", scope(project))?;
                }
                for (i, token) in tokens.iter().enumerate() {
                    let start = if i == 0 {
                        "; deletes the API token "
                    } else {
                        ", "
                    };
                    write!(f, "{start}{} ({})", token.id, token.name)?;
                }
                Ok(())
            }
            Self::GrantRole { role, project, .. } => write!(f, "grant {role} {}", scope(project)),
            Self::RevokeRole { role, project, .. } => {
                write!(f, "revoke {role} {}", scope(project))
            }
            Self::CreateRole { new, .. } => write!(f, "create the role: {}", Body(new)),
            Self::UpdateRole { old, new, step, .. } => {
                let step = match step {
                    RoleUpdateStep::Whole => "",
                    RoleUpdateStep::Widen => ", until users have moved",
                    RoleUpdateStep::Narrow => ", after users have moved",
                };
                write!(
                    f,
                    "change the role from {} to {}{step}",
                    Body(old),
                    Body(new)
                )
            }
            Self::DeleteRole { old, .. } => write!(f, "delete the role ({})", Body(old)),
            Self::CreateUser { role, .. } => write!(f, "create the user with the role {role}"),
            Self::SetUserRole { old, new, .. } => {
                write!(f, "change the user's role from {} to {new}", role(old))
            }
            Self::DeleteUser { old, .. } => write!(f, "delete the user ({})", role(old)),
        }
    }
}

/// Formats the statement and the rules of a role in one line.
struct Body<'a>(&'a RoleBody);

impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RoleBody { statement, rules } = self.0;
        match (statement.effect.as_str(), statement.actions.as_deref()) {
            ("deny", None | Some([])) => f.write_str("everything")?,
            (effect, None) => write!(f, "{effect} without a list of actions")?,
            (effect, Some([])) => write!(f, "{effect} nothing")?,
            (effect, Some(actions)) => {
                let names: Vec<&str> = actions.iter().map(AsRef::as_ref).collect();
                write!(f, "{effect} {}", names.join(", "))?;
            }
        }
        for (name, rule) in [
            ("twin", &rules.twin),
            ("identity", &rules.identity),
            ("entry", &rules.entry),
        ] {
            if let Some(rule) = rule {
                write!(f, "; {name}: {rule}")?;
            }
        }
        for (name, rule) in &rules.unknown {
            write!(f, "; {name}: {rule}")?;
        }
        Ok(())
    }
}
