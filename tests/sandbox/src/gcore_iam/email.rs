//! Emails that IAM sent.

use serde::Serialize;

/// An email that IAM sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// The recipient's address.
    pub to: String,
    /// The user with this address.
    pub user_id: i64,
    /// Why it was sent.
    pub kind: EmailKind,
}

/// Why an email was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmailKind {
    /// An invitation to an account.
    #[non_exhaustive]
    Invitation {
        /// The account that the user is invited to.
        client_id: i64,
    },
    /// A request to reset the password.
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
