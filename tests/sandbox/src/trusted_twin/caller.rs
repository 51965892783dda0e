//! A user with a credential.

use std::fmt;

use super::store::TwinState;

/// A user with a User Secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The user's UUID.
    pub user: String,
    /// The UUID of the user's role.
    pub role: String,
    /// The User Secret, which is sent in the `Authorization` header without a scheme. `Debug` omits
    /// it.
    pub secret: String,
}

impl Caller {
    pub(super) fn add(state: &mut TwinState, role: &str) -> Self {
        let user = state.add_user(role).uuid.clone();
        let secret = state.replace_secret(&user, None);
        Self {
            user,
            role: role.to_owned(),
            secret: secret
                .map(|secret| secret.value.expose().to_owned())
                .unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("user", &self.user)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}
