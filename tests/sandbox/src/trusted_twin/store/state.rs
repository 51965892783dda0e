//! The state of the Trusted Twin API.

use std::collections::BTreeMap;

use serde_json::Value;

use super::batch::Batch;
use super::ledger::Ledger;
use super::log::AccountLog;
use super::role::{Role, RuleKeys};
use super::secret::Pin;
use super::sticker::Sticker;
use super::token::UserToken;
use super::twin::Twin;
use super::usage::Usage;
use super::user::User;
use crate::clock::Clock;
use crate::random::uuid;

#[derive(Debug)]
pub(in crate::trusted_twin) struct TwinState {
    /// The UUID of the account.
    pub(in crate::trusted_twin) account: String,
    pub(in crate::trusted_twin) account_created_ts: f64,
    pub(in crate::trusted_twin) account_updated_ts: f64,
    pub(in crate::trusted_twin) resource_access_log: Option<Value>,
    pub(in crate::trusted_twin) users: BTreeMap<String, User>,
    pub(in crate::trusted_twin) roles: BTreeMap<String, Role>,
    /// By PIN.
    pub(in crate::trusted_twin) pins: BTreeMap<String, Pin>,
    /// By token.
    pub(in crate::trusted_twin) tokens: BTreeMap<String, UserToken>,
    pub(in crate::trusted_twin) twins: BTreeMap<String, Twin>,
    /// Oldest first.
    pub(in crate::trusted_twin) batches: Vec<Batch>,
    /// By UUID of the Twin.
    pub(in crate::trusted_twin) ledgers: BTreeMap<String, Ledger>,
    /// Oldest first.
    pub(in crate::trusted_twin) stickers: Vec<Sticker>,
    pub(in crate::trusted_twin) log: AccountLog,
    pub(in crate::trusted_twin) usage: Usage,
    pub(in crate::trusted_twin) rule_keys: RuleKeys,
    pub(in crate::trusted_twin) clock: Clock,
}

impl TwinState {
    pub(in crate::trusted_twin) fn empty(clock: Clock) -> Self {
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
            log: AccountLog::default(),
            usage: Usage::default(),
            rule_keys: RuleKeys::default(),
            clock,
        }
    }

    /// Returns the user of a valid User Secret or User Token, and the token if it is one.
    pub(in crate::trusted_twin) fn find_credential(
        &self,
        key: &[u8],
    ) -> Option<(&User, Option<&UserToken>)> {
        let now = self.clock.peek_seconds();
        let by_secret = self.users.values().find(|user| {
            user.secret.as_ref().is_some_and(|secret| {
                secret.value.expose().as_bytes() == key && is_valid_at(secret.validity_ts, now)
            })
        });
        if let Some(user) = by_secret {
            return Some((user, None));
        }
        let token = self.tokens.get(std::str::from_utf8(key).ok()?)?;
        if !is_valid_at(token.validity_ts, now) {
            return None;
        }
        Some((self.users.get(&token.user)?, Some(token)))
    }
}

/// Returns whether something with this expiry is valid now.
pub(in crate::trusted_twin) fn is_valid_at(validity_ts: Option<f64>, now: f64) -> bool {
    validity_ts.is_none_or(|end| now < end)
}
