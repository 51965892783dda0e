//! Intent: sets account and project of a role assignment together, as the API requires.

use std::fmt;
use std::str::FromStr;

use rolekit_runtime::{Field, excerpt};
use serde::{Deserialize, Serialize};

use crate::gcore::{AssignRole, ClientId, ProjectId, RoleAssignment};

/// The scope of a role: a whole account, or one project of it.
///
/// The vendor calls an account a client. A project always comes with its account, because the API
/// requires both.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::{AssignRole, ClientId, Role, Scope, UserId};
///
/// let scope = Scope::account(ClientId::new(8));
/// let observer = AssignRole::new(UserId::new(777), Role::Observer).scope(scope);
/// let created = gcore.role_assignments().create(&observer).await?;
/// assert_eq!(Scope::of(&created), scope);
/// # Ok(()) });
/// ```
///
/// It has a text, for example for arguments of a program:
///
/// ```
/// use rolekit::gcore::{ClientId, ProjectId, Scope};
///
/// let scope: Scope = "project 100 of account 8".parse()?;
/// assert_eq!(scope, Scope::project(ClientId::new(8), ProjectId::new(100)));
/// assert_eq!(Scope::account(ClientId::new(8)).to_string(), "account 8");
/// # Ok::<(), rolekit::gcore::InvalidScope>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
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
    pub const fn account(client_id: ClientId) -> Self {
        Self::Account { client_id }
    }

    /// Returns the scope of a project in the account that owns it.
    pub const fn project(client_id: ClientId, project_id: ProjectId) -> Self {
        Self::Project {
            client_id,
            project_id,
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
}

/// The text of [`Scope::Unspecified`].
const UNSPECIFIED: &str = "an unspecified scope";
/// The text of [`Scope::OwnAccount`].
const OWN_ACCOUNT: &str = "the account of the key";

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unspecified => f.write_str(UNSPECIFIED),
            Self::OwnAccount => f.write_str(OWN_ACCOUNT),
            Self::Account { client_id } => write!(f, "account {client_id}"),
            Self::Project {
                client_id,
                project_id,
            } => write!(f, "project {project_id} of account {client_id}"),
        }
    }
}

/// Reads the text that `Display` writes.
impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        let parse = || {
            if let Some(client_id) = text.strip_prefix("account ") {
                return Some(Self::account(client_id.parse().ok()?));
            }
            let (project_id, client_id) =
                text.strip_prefix("project ")?.split_once(" of account ")?;
            Some(Self::project(
                client_id.parse().ok()?,
                project_id.parse().ok()?,
            ))
        };
        match text {
            UNSPECIFIED => Some(Self::Unspecified),
            OWN_ACCOUNT => Some(Self::OwnAccount),
            _ => parse(),
        }
        .ok_or_else(|| InvalidScope(excerpt(text)))
    }
}

/// The error of a text that is not a [`Scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidScope(String);

impl fmt::Display for InvalidScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "invalid scope \"{}\"; expected \"account ID\", \"project ID of account ID\", \"{OWN_ACCOUNT}\" or \
             \"{UNSPECIFIED}\"",
            self.0,
        )
    }
}

impl std::error::Error for InvalidScope {}

impl AssignRole {
    /// Sets account and project.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        (self.client_id, self.project_id) = match scope {
            Scope::Unspecified => (Field::Undefined, Field::Undefined),
            Scope::OwnAccount => (Field::Null, Field::Null),
            Scope::Account { client_id } => (Field::Value(client_id), Field::Null),
            Scope::Project {
                client_id,
                project_id,
            } => (Field::Value(client_id), Field::Value(project_id)),
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::gcore::{AssignRole, ClientId, ProjectId, Role, UserId};

    const ACCOUNT: Scope = Scope::account(ClientId::new(8));
    const PROJECT: Scope = Scope::project(ClientId::new(8), ProjectId::new(4));

    #[test]
    fn scopes_are_sent_as_documented() {
        for (scope, fields) in [
            (Scope::Unspecified, ""),
            (Scope::OwnAccount, r#""client_id":null,"project_id":null,"#),
            (ACCOUNT, r#""client_id":8,"project_id":null,"#),
            (PROJECT, r#""client_id":8,"project_id":4,"#),
        ] {
            let request = AssignRole::new(UserId::new(7), Role::User).scope(scope);
            assert_eq!(
                serde_json::to_string(&request).unwrap(),
                format!(r#"{{{fields}"role":"User","user_id":7}}"#),
            );
        }
    }

    #[test]
    fn scopes_are_data() {
        for (scope, json, text) in [
            (
                Scope::OwnAccount,
                r#""own_account""#,
                "the account of the key",
            ),
            (ACCOUNT, r#"{"account":{"client_id":8}}"#, "account 8"),
            (
                PROJECT,
                r#"{"project":{"client_id":8,"project_id":4}}"#,
                "project 4 of account 8",
            ),
        ] {
            assert_eq!(serde_json::to_string(&scope).unwrap(), json);
            assert_eq!(serde_json::from_str::<Scope>(json).unwrap(), scope);
            assert_eq!(scope.to_string(), text);
            assert_eq!(text.parse(), Ok(scope));
        }
        assert_eq!(
            Scope::Unspecified.to_string().parse(),
            Ok(Scope::Unspecified)
        );
        let misspelled = r#"{"account":{"client_id":8,"projct_id":4}}"#;
        serde_json::from_str::<Scope>(misspelled).unwrap_err();
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "account",
            "account x",
            "account  8",
            "project 4",
            "project 4 of account ",
            "Account 8",
            "account 8 ",
        ] {
            text.parse::<Scope>().unwrap_err();
        }
        let error = "acount 8".parse::<Scope>().unwrap_err().to_string();
        let expected = "invalid scope \"acount 8\"; expected \"account ID\", \"project ID of account ID\", \
                        \"the account of the key\" or \"an unspecified scope\"";
        assert_eq!(error, expected);
    }
}
