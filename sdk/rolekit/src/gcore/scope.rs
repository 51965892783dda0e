//! Scopes of roles.

use crate::gcore::{ClientId, ProjectId, Role, RoleAssignment, UserId};
use crate::generated::gcore::types::AssignRole;
use rolekit_runtime::Field;

/// The scope of a role: a whole account, or one project of it.
///
/// The vendor calls an account a client. A project always comes with its account, because the API
/// requires both.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::{Role, Scope};
///
/// let scope = Scope::account(8);
/// let made = gcore.role_assignments().create(777, Role::Observer, scope).await?;
/// assert_eq!(Scope::of(&made), scope);
/// # Ok(()) });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Scope {
    /// Sends neither account nor project. On creation, the role applies to the account of the key.
    /// The effect on an update is not documented: the scope may stay or be reset.
    #[default]
    Unspecified,
    /// Sends null for both: no project, and the account of the key.
    OwnAccount,
    /// A whole account.
    #[non_exhaustive]
    Account {
        /// The account's id.
        client_id: ClientId,
    },
    /// One project.
    #[non_exhaustive]
    Project {
        /// The id of the project's account.
        client_id: ClientId,
        /// The project's id.
        project_id: ProjectId,
    },
}

impl Scope {
    /// Returns the scope of the whole account with this id.
    pub fn account(client_id: impl Into<ClientId>) -> Self {
        Self::Account {
            client_id: client_id.into(),
        }
    }

    /// Returns the scope of a project in the account that owns it.
    pub fn project(client_id: impl Into<ClientId>, project_id: impl Into<ProjectId>) -> Self {
        Self::Project {
            client_id: client_id.into(),
            project_id: project_id.into(),
        }
    }

    /// Returns the scope of an assignment.
    pub fn of(assignment: &RoleAssignment) -> Self {
        let client_id = assignment.client_id;
        match assignment.project_id {
            Some(project_id) => Self::project(client_id, project_id),
            None => Self::account(client_id),
        }
    }

    /// Returns whether the scope of an assignment is this one. The own account matches any account,
    /// because the API lists the assignments of one account only.
    pub(crate) fn covers(self, assignment: &RoleAssignment) -> bool {
        match self {
            Self::Unspecified | Self::OwnAccount => assignment.project_id.is_none(),
            Self::Account { .. } | Self::Project { .. } => self == Self::of(assignment),
        }
    }

    /// Returns the request body that assigns a role in this scope.
    pub(crate) fn assign(self, user_id: UserId, role: Role) -> AssignRole {
        let mut body = AssignRole::new(role, user_id);
        (body.client_id, body.project_id) = match self {
            Self::Unspecified => (Field::Undefined, Field::Undefined),
            Self::OwnAccount => (Field::Null, Field::Null),
            Self::Account { client_id } => (Field::Value(client_id), Field::Null),
            Self::Project {
                client_id,
                project_id,
            } => (Field::Value(client_id), Field::Value(project_id)),
        };
        body
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::gcore::Role;

    #[test]
    fn scopes_serialize_as_documented() {
        for (scope, fields) in [
            (Scope::Unspecified, ""),
            (Scope::OwnAccount, r#""client_id":null,"project_id":null,"#),
            (Scope::account(8), r#""client_id":8,"project_id":null,"#),
            (Scope::project(8, 4), r#""client_id":8,"project_id":4,"#),
        ] {
            assert_eq!(
                serde_json::to_string(&scope.assign(7.into(), Role::User)).unwrap(),
                format!(r#"{{{fields}"role":"User","user_id":7}}"#),
            );
        }
    }
}
