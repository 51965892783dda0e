//! What the Trusted Twin side knows. What each resource keeps is defined with it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::batches::Batch;
use super::ledgers::Ledger;
use super::log::Log;
use super::roles::{Role, RuleKeys};
use super::secrets::Pin;
use super::stickers::Sticker;
use super::tokens::Token;
use super::twins::Twin;
use super::usage::Usage;
use super::users::User;
use crate::clock::Clock;
use crate::random::uuid;

#[derive(Debug)]
pub(super) struct State {
    /// The UUID of the account.
    pub(super) account: String,
    pub(super) account_created_ts: f64,
    pub(super) account_updated_ts: f64,
    pub(super) resource_access_log: Option<Value>,
    pub(super) users: BTreeMap<String, User>,
    pub(super) roles: BTreeMap<String, Role>,
    /// By the PIN itself.
    pub(super) pins: BTreeMap<String, Pin>,
    /// By the token itself.
    pub(super) tokens: BTreeMap<String, Token>,
    pub(super) twins: BTreeMap<String, Twin>,
    /// Oldest first.
    pub(super) batches: Vec<Batch>,
    /// By the UUID of the Twin: the Ledger of the account.
    pub(super) ledgers: BTreeMap<String, Ledger>,
    /// Oldest first.
    pub(super) stickers: Vec<Sticker>,
    pub(super) log: Log,
    pub(super) usage: Usage,
    pub(super) rule_keys: RuleKeys,
    pub(super) clock: Clock,
}

impl State {
    pub(super) fn empty(clock: Clock) -> Self {
        let now = clock.now_seconds();
        Self {
            account: uuid(),
            account_created_ts: now,
            account_updated_ts: now,
            resource_access_log: None,
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            pins: BTreeMap::new(),
            tokens: BTreeMap::new(),
            twins: BTreeMap::new(),
            batches: Vec::new(),
            ledgers: BTreeMap::new(),
            stickers: Vec::new(),
            log: Log::default(),
            usage: Usage::default(),
            rule_keys: RuleKeys::default(),
            clock,
        }
    }

    /// Whose key it is, where it is one and has not expired, and the token where it is one.
    pub(super) fn whose(&self, key: &[u8]) -> Option<(&User, Option<&Token>)> {
        let now = self.clock.peek_seconds();
        let by_secret = self.users.values().find(|user| {
            user.secret.as_ref().is_some_and(|secret| {
                secret.value.as_bytes() == key && alive(secret.validity_ts, now)
            })
        });
        if let Some(user) = by_secret {
            return Some((user, None));
        }
        let token = self.tokens.get(std::str::from_utf8(key).ok()?)?;
        if !alive(token.validity_ts, now) {
            return None;
        }
        Some((self.users.get(&token.user)?, Some(token)))
    }
}

/// Whether something that is valid until then is valid now.
pub(super) fn alive(validity_ts: Option<f64>, now: f64) -> bool {
    validity_ts.is_none_or(|end| now < end)
}
