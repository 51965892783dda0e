//! The clients of the services, and the current state that they report.

mod read;

use rolekit::{gcore, gcore_iam, trusted_twin};
use serde::{Deserialize, Serialize};

pub(crate) use read::{grant_state, member_state, read_twin, role_state, token_state};

use crate::desired::{Desired, Section};
use crate::state::State;

/// The clients of the services that a file can manage.
#[derive(Clone, Debug, Default)]
pub struct Services {
    /// Clients of Gcore Cloud and of Gcore's account, with the same key.
    pub gcore: Option<GcoreClients>,
    /// Client of Trusted Twin.
    pub trusted_twin: Option<trusted_twin::Client>,
}

/// The clients of Gcore.
#[derive(Clone, Debug)]
pub struct GcoreClients {
    /// Client of Gcore Cloud.
    pub cloud: gcore::Client,
    /// Client of Gcore's account.
    pub iam: gcore_iam::Client,
}

/// Which sections of the services are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sections {
    /// Role assignments of Gcore Cloud.
    pub gcore: bool,
    /// Members of Gcore's account.
    pub iam: bool,
    /// API tokens of members, which go with the membership.
    #[serde(default)]
    pub tokens: bool,
    /// Roles and users of Trusted Twin.
    pub trusted_twin: bool,
}

impl Sections {
    /// All sections.
    pub const ALL: Self = Self {
        gcore: true,
        iam: true,
        tokens: true,
        trusted_twin: true,
    };

    /// Returns a digest of these sections of a state, to detect changes. API tokens are left out: people create them
    /// often, and a plan has those that it deletes.
    ///
    /// # Errors
    /// Fails if JSON cannot represent the state.
    pub fn digest(self, state: &State) -> serde_json::Result<String> {
        let members = state.iam.as_ref().filter(|_| self.iam);
        let members = members.map(|iam| (iam.account, iam.caller, &iam.members));
        crate::digest::digest(&(
            state.gcore.as_ref().filter(|_| self.gcore),
            members,
            state.trusted_twin.as_ref().filter(|_| self.trusted_twin),
        ))
    }

    /// Returns the sections that a file manages, and those that guards need: roles go with the membership, and
    /// a person who has not accepted an invitation administers nothing.
    #[must_use]
    pub fn of(desired: &Desired) -> Self {
        let (grants, members) = (&desired.grants, &desired.members);
        Self {
            gcore: grants.is_some() || members.as_ref().is_some_and(Section::may_remove),
            tokens: members.as_ref().is_some_and(Section::may_remove),
            iam: members.is_some() || grants.as_ref().is_some_and(Section::may_remove),
            trusted_twin: desired.roles.is_some() || desired.users.is_some(),
        }
    }
}
