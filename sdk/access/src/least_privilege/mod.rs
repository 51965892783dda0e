//! Least privilege: what the users of each role of Trusted Twin used, as far as the log says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rolekit::Result;
use rolekit::trusted_twin::{self, Action, ActionSet, LogItem, RoleId, Statement};
use serde::Serialize;

use crate::services::read_twin;

/// A proposed statement for a role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: String,
    /// The number of its users.
    pub users: usize,
    /// The actions that the log has of them.
    pub used: BTreeSet<String>,
    /// The statement now.
    pub held: Statement,
    /// The statement that permits what was used. Nothing that was used is lost by it, and nothing is
    /// permitted that the role does not hold.
    pub proposed: Statement,
}

/// The part of the log that proposals are made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The number of messages.
    pub messages: usize,
    /// How many of them name a user and an action.
    pub understood: usize,
    /// How many gaps the log has: what was used in them is not known.
    pub gaps: usize,
    /// The last part that was read.
    pub last: Option<String>,
}

/// Proposals, and what they are made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposals {
    /// One for each role that permits more than was used.
    pub proposals: Vec<Proposal>,
    /// The part of the log.
    pub window: Window,
}

/// Reads the log, from `after` or its oldest message, until it ends, and proposes statements.
///
/// The vendor does not document what messages contain. A message counts if it has the id of a user and the
/// name of an action as words of their own; others are counted and not used.
///
/// # Errors
/// Fails with the first call that fails.
pub async fn propose(
    twin: &trusted_twin::Client,
    after: Option<String>,
    interval: Duration,
) -> Result<Proposals> {
    let state = read_twin(twin).await?;
    let mut used: BTreeMap<RoleId, BTreeSet<Action>> = BTreeMap::new();
    let mut window = Window::default();
    let mut log = twin.log().follow().interval(interval);
    if let Some(after) = after {
        log = log.after(after);
    }
    let mut log = log.stream();
    while let Some(item) = log.try_next().await? {
        match item {
            LogItem::Messages {
                messages, fragment, ..
            } => {
                let is_end = window.last.as_ref() == Some(&fragment) || messages.is_empty();
                for message in &messages {
                    window.messages += 1;
                    let Some((user, action)) = parse(message) else {
                        continue;
                    };
                    window.understood += 1;
                    let role = state.users.get(&user).and_then(|user| user.role.clone());
                    if let Some(role) = role {
                        used.entry(role).or_default().insert(action);
                    }
                }
                window.last = Some(fragment);
                if is_end {
                    break;
                }
            }
            LogItem::Gap { .. } => window.gaps += 1,
            _ => {}
        }
    }
    let mut proposals = Vec::new();
    for (id, role) in state.roles {
        let users = state
            .users
            .values()
            .filter(|user| user.role.as_ref() == Some(&id))
            .count();
        let used = used.remove(&id).unwrap_or_default();
        let Some(proposed) = proposal(&role.body.statement, &used) else {
            continue;
        };
        proposals.push(Proposal {
            role: id,
            name: role.name,
            users,
            used: used.iter().map(ToString::to_string).collect(),
            held: role.body.statement,
            proposed,
        });
    }
    Ok(Proposals { proposals, window })
}

/// Returns the statement that permits what was used of what is held, unless that is all.
fn proposal(held: &Statement, used: &BTreeSet<Action>) -> Option<Statement> {
    let permitted = held.permitted()?;
    let used = ActionSet::only(used.iter().cloned());
    let proposed = used.intersection(&permitted);
    (!permitted.is_subset_of(&proposed)).then(|| Statement::from(proposed))
}

/// Returns the user and the action of a message.
fn parse(message: &str) -> Option<(trusted_twin::UserId, Action)> {
    let words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let (mut user, mut action) = (None, None);
    for word in words {
        let is_uuid = word.len() == 36 && word.matches('-').count() == 4;
        let named = Action::from(word);
        if is_uuid && user.is_none() {
            user = Some(trusted_twin::UserId::new(word));
        } else if named.is_known() && action.is_none() {
            action = Some(named);
        }
    }
    user.zip(action)
}
