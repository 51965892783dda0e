//! The scope of a role.

use crate::gcore::{ClientId, ProjectId, Role, RoleAssignment, UserId};
use crate::generated::gcore::types::AssignRole;
use rolekit_runtime::Field;

/// Where a role holds: in a whole account, or in one project of it.
///
/// The vendor calls an account a client. A project is named together with its account, for the
/// service wants both; the type has no way to say the one without the other.
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
    /// Neither account nor project is sent. When a role is created, it holds in the account of the
    /// key. What an update does then is not documented: the scope may stay, or be reset.
    #[default]
    Unspecified,
    /// Both are sent as null: expressly no project, and the account of the key.
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
    /// The whole account with this id.
    pub fn account(client_id: impl Into<ClientId>) -> Self {
        Self::Account {
            client_id: client_id.into(),
        }
    }

    /// A project, and the account that it belongs to.
    pub fn project(client_id: impl Into<ClientId>, project_id: impl Into<ProjectId>) -> Self {
        Self::Project {
            client_id: client_id.into(),
            project_id: project_id.into(),
        }
    }

    /// Where an assignment holds.
    pub fn of(assignment: &RoleAssignment) -> Self {
        let client_id = assignment.client_id;
        match assignment.project_id {
            Some(project_id) => Self::project(client_id, project_id),
            None => Self::account(client_id),
        }
    }

    /// Whether an assignment holds here. The own account is any account, since the service lists
    /// those of one account only.
    pub(crate) fn covers(self, assignment: &RoleAssignment) -> bool {
        match self {
            Self::Unspecified | Self::OwnAccount => assignment.project_id.is_none(),
            Self::Account { .. } | Self::Project { .. } => self == Self::of(assignment),
        }
    }

    /// The body of a request that gives a user a role here.
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
