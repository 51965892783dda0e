//! Finds the users of a person in Trusted Twin.

use std::collections::BTreeMap;

use rolekit::Result;
use rolekit::trusted_twin::{self, UserId, UserSummary};

use super::{Leaver, Offboarding, RemovalStep};

/// Reads the secrets and the users of a person. Sets `is_caller`, `absent` and `ambiguous`.
pub(super) async fn find(
    twin: &trusted_twin::Client,
    leaver: &Leaver,
    found: &mut Offboarding,
) -> Result<(Vec<RemovalStep>, Vec<RemovalStep>)> {
    let (mut secrets, mut users) = (Vec::new(), Vec::new());
    let caller = twin.who_am_i().await?.user;
    let there = twin.users().list().await?.users;
    for (user, name) in select(&there, leaver, found) {
        found.is_caller |= user == caller;
        if has_secret(twin, &user).await? {
            secrets.push(RemovalStep::DeleteSecret {
                user: user.clone(),
                name: name.clone(),
            });
        }
        users.push(RemovalStep::DeleteUser { user, name });
    }
    Ok((secrets, users))
}

/// Returns the users that a name or an id selects. A name that several users have selects none of them, unless ids
/// select some.
fn select(
    there: &BTreeMap<UserId, UserSummary>,
    leaver: &Leaver,
    found: &mut Offboarding,
) -> BTreeMap<UserId, Option<String>> {
    let mut selected = BTreeMap::new();
    for wanted in &leaver.twin_users {
        if let Some((id, user)) = there.iter().find(|(id, _)| id.as_str() == wanted) {
            selected.insert(id.clone(), user.name.clone());
            continue;
        }
        let named = there
            .iter()
            .filter(|(_, user)| user.name.as_ref() == Some(wanted));
        let ids: Vec<UserId> = named.map(|(id, _)| id.clone()).collect();
        match ids.as_slice() {
            [] => {
                found.absent.insert(wanted.clone());
            }
            [id] => {
                selected.insert(id.clone(), Some(wanted.clone()));
            }
            several
                if several
                    .iter()
                    .any(|id| leaver.twin_users.contains(id.as_str())) => {}
            _ => {
                found.ambiguous.insert(wanted.clone(), ids);
            }
        }
    }
    selected
}

async fn has_secret(twin: &trusted_twin::Client, user: &UserId) -> Result<bool> {
    match twin.secrets().get(user).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}
