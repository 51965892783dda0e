//! The record: what the file created, in which accounts, and which plans were applied.

use std::collections::BTreeSet;
use std::fmt;

use rolekit::gcore::{AssignmentId, ClientId, UserId};
use rolekit::trusted_twin::{AccountId, RoleId, UserId as TwinUserId};
use serde::{Deserialize, Serialize};

/// The resources that a file created and the plans that were applied. It is stored beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The accounts that the record is for.
    #[serde(default)]
    pub accounts: Accounts,
    /// The resources that the file created.
    pub owned: BTreeSet<ManagedResource>,
    /// The ids of the plans that were applied, wholly or in part.
    pub applied: BTreeSet<String>,
}

/// The accounts of the services. Those that are not known are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// The account of Gcore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gcore: Option<ClientId>,
    /// The account of Trusted Twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_twin: Option<AccountId>,
}

/// The credentials are for another account than the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherAccount {
    service: &'static str,
    recorded: String,
    found: String,
}

impl fmt::Display for OtherAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            recorded,
            found,
        } = self;
        write!(
            f,
            "the record is for the {service} account {recorded}, and the credentials are for {found}"
        )
    }
}

impl std::error::Error for OtherAccount {}

impl Record {
    /// Binds the record to accounts. Later calls must name the same accounts.
    ///
    /// # Errors
    /// Fails if the record is for another account: resources with the same ids there were not created by the file.
    pub fn claim(&mut self, accounts: Accounts) -> Result<(), OtherAccount> {
        claim("Gcore", &mut self.accounts.gcore, accounts.gcore)?;
        let own = &mut self.accounts.trusted_twin;
        claim("Trusted Twin", own, accounts.trusted_twin)
    }
}

fn claim<T: PartialEq + fmt::Display>(
    service: &'static str,
    own: &mut Option<T>,
    found: Option<T>,
) -> Result<(), OtherAccount> {
    match (own.as_ref(), found) {
        (Some(recorded), Some(found)) if *recorded != found => {
            return Err(OtherAccount {
                service,
                recorded: recorded.to_string(),
                found: found.to_string(),
            });
        }
        (None, found) => *own = found,
        _ => {}
    }
    Ok(())
}

/// A resource that a file can own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagedResource {
    /// A role assignment of Gcore.
    Assignment(AssignmentId),
    /// A member of Gcore's account.
    Member(UserId),
    /// A role of Trusted Twin.
    Role(RoleId),
    /// A user of Trusted Twin.
    User(TwinUserId),
}
