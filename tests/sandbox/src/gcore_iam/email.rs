//! Emails that IAM sent.

use serde::Serialize;

/// A mail that IAM sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// The address that it went to.
    pub to: String,
    /// The user who has this address.
    pub user_id: i64,
    /// What it is about.
    pub kind: EmailKind,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmailKind {
    /// An invitation.
    #[non_exhaustive]
    Invitation {
        /// The account that the user is invited to.
        client_id: i64,
    },
    /// A forgotten password.
    Password,
}

impl Email {
    pub(super) fn new(to: &str, user_id: i64, kind: EmailKind) -> Self {
        Self {
            to: to.to_owned(),
            user_id,
            kind,
        }
    }
}
