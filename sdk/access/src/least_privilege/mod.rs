//! Least privilege: proposes statements for roles of Trusted Twin from the actions that the log has of their users.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rolekit::trusted_twin::{self, Action, ActionSet, RoleId, Statement, UserId};
use rolekit::{Error, Result};
use serde::Serialize;

use crate::services::read_twin;

/// A proposed statement for a role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// The role.
    pub role: RoleId,
    /// The name of the role.
    pub name: String,
    /// The number of users with the role.
    pub users: usize,
    /// The actions that the users used, according to the log, and that the role permits.
    pub used: BTreeSet<String>,
    /// The current statement.
    pub held: Statement,
    /// The statement that permits exactly the used actions.
    pub proposed: Statement,
}

/// The part of the log that proposals are based on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The number of messages.
    pub messages: usize,
    /// Time of the first message. `None` if messages have no times.
    pub from: Option<DateTime<Utc>>,
    /// Time of the last message.
    pub to: Option<DateTime<Utc>>,
    /// The number of messages that name a user and an action.
    pub understood: usize,
    /// The number of gaps in the log. Actions used in a gap are unknown.
    pub gaps: usize,
    /// Whether the log does not have the part after which it was to be read: the part was lost, or never existed. The
    /// log was read from its oldest message then.
    pub is_start_unknown: bool,
    /// Whether the log was read to its end. False if the limit of requests was reached first.
    pub is_whole: bool,
    /// Names of the roles without a proposal, because they have no users or a user who is not in the log.
    pub silent: Vec<String>,
    /// Names of the roles without a proposal, because this version does not understand their statements.
    pub not_understood: Vec<String>,
    /// Name of the role of the own key, for which nothing is proposed: the calls of this program are in the log too.
    pub own: Option<String>,
    /// The last part of the log that was read.
    pub last: Option<String>,
}

/// Proposals, and the part of the log that they are based on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposals {
    /// One proposal for each role that permits more than was used.
    pub proposals: Vec<Proposal>,
    /// The part of the log.
    pub window: Window,
}

/// Reads the log, from `after` or its oldest message to its end, and proposes statements for the roles all of whose
/// users are in it. Reads at most `max_requests` parts, because each request counts as usage.
///
/// The vendor does not document what messages contain. A message counts if it has the id of a user and the
/// name of an action as words of their own; others are counted and not used.
///
/// # Errors
/// Returns the error of the first call that fails. Nothing was changed.
pub async fn propose(
    twin: &trusted_twin::Client,
    after: Option<String>,
    max_requests: usize,
) -> Result<Proposals> {
    let state = read_twin(twin).await?;
    let mut used: BTreeMap<UserId, BTreeSet<Action>> = BTreeMap::new();
    let mut window = Window::default();
    let messages = read_log(twin, after, max_requests, &mut window).await?;
    let mut times = messages.iter().filter_map(|message| time(message));
    window.from = times.next();
    window.to = times.next_back().or(window.from);
    for message in messages {
        let Some((user, action)) = parse(&message) else {
            continue;
        };
        window.understood += 1;
        used.entry(user).or_default().insert(action);
    }
    let mut proposals = Vec::new();
    let own = state.users.get(&state.caller);
    let own = own.and_then(|own| own.role.clone());
    for (id, role) in state.roles {
        if Some(&id) == own.as_ref() {
            window.own = Some(role.name);
            continue;
        }
        if role.body.statement.permitted().is_none() {
            window.not_understood.push(role.name);
            continue;
        }
        let users = state.users.iter();
        let users = users.filter(|(_, user)| user.role.as_ref() == Some(&id));
        let by_user: Vec<_> = users.map(|(id, _)| used.get(id)).collect();
        // A user who is not in the log may still use the role.
        if by_user.is_empty() || by_user.contains(&None) {
            window.silent.push(role.name);
            continue;
        }
        let users = by_user.len();
        let used = by_user.into_iter().flatten().flatten().cloned().collect();
        let Some((used, proposed)) = proposal(&role.body.statement, used) else {
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

/// Reads the messages of the log.
async fn read_log(
    twin: &trusted_twin::Client,
    mut after: Option<String>,
    max_requests: usize,
    window: &mut Window,
) -> Result<Vec<String>> {
    let mut messages = Vec::new();
    for count in 0..max_requests {
        let is_first = count == 0;
        let mut request = twin.log().get();
        if let Some(fragment) = &after {
            request = request.fragment(fragment);
        }
        let part = match request.await {
            Ok(part) => part,
            // What followed the part is lost: the oldest messages that remain come next.
            Err(error) if after.is_some() && is_gap(&error) => {
                window.gaps += 1;
                window.is_start_unknown |= is_first;
                after = None;
                continue;
            }
            Err(error) => return Err(error),
        };
        let is_end = part.messages.is_empty() || part.fragment.is_none() || part.fragment == after;
        // A part that is repeated has what was read already.
        if part.fragment.is_none() || part.fragment != after {
            messages.extend(part.messages);
        }
        after = part.fragment.or(after);
        if is_end {
            window.is_whole = true;
            break;
        }
    }
    window.messages = messages.len();
    window.last = after;
    Ok(messages)
}

/// Returns whether a part of the log is no longer there.
fn is_gap(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    matches!(status, Some(400 | 404))
}

/// Returns the used actions that the role permits and the statement for them, or `None` if the role permits no more.
fn proposal(held: &Statement, used: BTreeSet<Action>) -> Option<(BTreeSet<Action>, Statement)> {
    let permitted = held.permitted()?;
    // Actions that the role no longer permits were used before it was changed.
    let used: BTreeSet<Action> = used
        .into_iter()
        .filter(|action| held.permits(action) == Some(true))
        .collect();
    let proposed = ActionSet::only(used.iter().cloned());
    (!permitted.is_subset_of(&proposed)).then(|| (used, Statement::from(proposed)))
}

/// Returns the time in a message, if it has one in RFC 3339.
fn time(message: &str) -> Option<DateTime<Utc>> {
    let mut words = message.split(|c: char| c.is_whitespace() || "[](),;=\"".contains(c));
    words.find_map(|word| Some(DateTime::parse_from_rfc3339(word).ok()?.to_utc()))
}

/// Returns the user and the action of a message.
fn parse(message: &str) -> Option<(UserId, Action)> {
    let words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let (mut user, mut action) = (None, None);
    for word in words {
        let is_uuid = word.len() == 36 && word.matches('-').count() == 4;
        let named = Action::from(word);
        if is_uuid && user.is_none() {
            user = Some(UserId::new(word));
        } else if named.is_known() && action.is_none() {
            action = Some(named);
        }
    }
    user.zip(action)
}
