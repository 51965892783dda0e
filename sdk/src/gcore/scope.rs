//! Where a role holds.

use crate::gcore::AssignRole;
use crate::gcore::Role;
use crate::runtime::Change;

/// Where a role holds: in a whole account, or in one project of it.
///
/// The vendor calls an account a client. A project is named together with its account, for the
/// service wants both; the type has no way to say the one without the other.
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
        client_id: i64,
    },
    /// One project.
    #[non_exhaustive]
    Project {
        /// The id of the project's account.
        client_id: i64,
        /// The project's id.
        project_id: i64,
    },
}

impl Scope {
    /// The whole account with this id.
    pub const fn account(client_id: i64) -> Self {
        Self::Account { client_id }
    }

    /// A project, and the account that it belongs to.
    pub const fn project(client_id: i64, project_id: i64) -> Self {
        Self::Project {
            client_id,
            project_id,
        }
    }

    /// The body of a request that gives a user a role here.
    pub(crate) fn assign(self, user_id: i64, role: Role) -> AssignRole {
        let mut body = AssignRole::new(role, user_id);
        (body.client_id, body.project_id) = match self {
            Self::Unspecified => (Change::Keep, Change::Keep),
            Self::OwnAccount => (Change::Clear, Change::Clear),
            Self::Account { client_id } => (Change::Set(client_id), Change::Clear),
            Self::Project {
                client_id,
                project_id,
            } => (Change::Set(client_id), Change::Set(project_id)),
        };
        body
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::gcore::Role;

    #[test]
    fn each_scope_has_its_bytes() {
        for (scope, fields) in [
            (Scope::Unspecified, ""),
            (Scope::OwnAccount, r#""client_id":null,"project_id":null,"#),
            (Scope::account(8), r#""client_id":8,"project_id":null,"#),
            (Scope::project(8, 4), r#""client_id":8,"project_id":4,"#),
        ] {
            assert_eq!(
                serde_json::to_string(&scope.assign(7, Role::User)).unwrap(),
                format!(r#"{{{fields}"role":"User","user_id":7}}"#),
            );
        }
    }
}
