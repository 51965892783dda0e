//! Finds the users of a person in Trusted Twin.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::Result;
use rolekit::trusted_twin::{self, UserId, UserSummary};

/// The users that names and ids select.
#[derive(Default)]
pub(super) struct TwinUsers {
    /// The users and their names. `None` for a user without one.
    pub(super) selected: BTreeMap<UserId, Option<String>>,
    /// Those of them that have a secret.
    pub(super) with_secret: BTreeSet<UserId>,
    /// Whether one of them owns the key of the client.
    pub(super) is_caller: bool,
    /// The names and ids that no user has.
    pub(super) absent: BTreeSet<String>,
    /// The names that several users have, and their ids.
    pub(super) ambiguous: BTreeMap<String, Vec<UserId>>,
}

/// Reads the users that names and ids select, and whether they have secrets.
pub(super) async fn find(
    twin: &trusted_twin::Client,
    wanted: &BTreeSet<String>,
) -> Result<TwinUsers> {
    let caller = twin.who_am_i().await?.user;
    let mut found = select(&twin.users().list().await?.users, wanted);
    for user in found.selected.keys() {
        found.is_caller |= *user == caller;
        if has_secret(twin, user).await? {
            found.with_secret.insert(user.clone());
        }
    }
    Ok(found)
}

/// Returns the users that a name or an id selects. A name that several users have selects none of them, unless ids
/// select some.
fn select(there: &BTreeMap<UserId, UserSummary>, wanted: &BTreeSet<String>) -> TwinUsers {
    let mut found = TwinUsers::default();
    for name in wanted {
        if let Some((id, user)) = there.iter().find(|(id, _)| id.as_str() == name) {
            found.selected.insert(id.clone(), user.name.clone());
            continue;
        }
        let named = there
            .iter()
            .filter(|(_, user)| user.name.as_ref() == Some(name));
        let ids: Vec<UserId> = named.map(|(id, _)| id.clone()).collect();
        match ids.as_slice() {
            [] => {
                found.absent.insert(name.clone());
            }
            [id] => {
                found.selected.insert(id.clone(), Some(name.clone()));
            }
            several if several.iter().any(|id| wanted.contains(id.as_str())) => {}
            _ => {
                found.ambiguous.insert(name.clone(), ids);
            }
        }
    }
    found
}

async fn has_secret(twin: &trusted_twin::Client, user: &UserId) -> Result<bool> {
    match twin.secrets().get(user).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}
