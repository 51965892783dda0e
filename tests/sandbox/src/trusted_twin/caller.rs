//! A user with a credential.

use std::fmt;

use super::store::TwinState;
use crate::secret::Secret;
use crate::seed::{TwinUserSeed, UserSecretSeed};

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
    /// Adds a user with a role and a secret that does not expire.
    pub(super) fn add(state: &mut TwinState, role: &str) -> Self {
        let added = state.seed_user(&TwinUserSeed {
            role: role.to_owned(),
            secret: Some(UserSecretSeed::default()),
            ..TwinUserSeed::default()
        });
        let secret = added.secret.as_ref().map(Secret::expose);
        Self {
            user: added.uuid,
            role: role.to_owned(),
            secret: secret.unwrap_or_default().to_owned(),
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
