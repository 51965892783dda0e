//! The state of the Gcore Cloud API.

use std::collections::BTreeMap;

use serde_json::Value;

use super::audit_log::AuditLog;
use super::item::Item;
use super::quotas::Quotas;
use super::subscriptions::Subscriptions;
use super::tasks::Tasks;
use crate::clock::Clock;
use crate::random::secret;
use crate::seed::UserSeed;

#[derive(Debug)]
pub(in crate::gcore) struct CloudState {
    /// The account, which the vendor calls a client.
    pub(in crate::gcore) client: i64,
    /// The owner of the API key.
    pub(in crate::gcore) caller: i64,
    pub(in crate::gcore) users: BTreeMap<i64, Item>,
    /// Includes deleted projects.
    pub(in crate::gcore) projects: BTreeMap<i64, Item>,
    pub(in crate::gcore) regions: BTreeMap<i64, Item>,
    pub(in crate::gcore) assignments: BTreeMap<i64, Item>,
    pub(in crate::gcore) ssh_keys: Vec<Item>,
    pub(in crate::gcore) tasks: Tasks,
    pub(in crate::gcore) quotas: Quotas,
    pub(in crate::gcore) audit: AuditLog,
    pub(in crate::gcore) subscriptions: Subscriptions,
    pub(in crate::gcore) clock: Clock,
    last_id: i64,
}

impl CloudState {
    /// Creates an account with only its administrator.
    pub(in crate::gcore) fn empty() -> Self {
        let mut state = Self {
            client: 8,
            caller: 1,
            users: BTreeMap::new(),
            projects: BTreeMap::new(),
            regions: BTreeMap::new(),
            assignments: BTreeMap::new(),
            ssh_keys: Vec::new(),
            tasks: Tasks::default(),
            quotas: Quotas::default(),
            audit: AuditLog::default(),
            subscriptions: Subscriptions::default(),
            clock: Clock::default(),
            last_id: 1000,
        };
        state.add_user(&UserSeed {
            id: Some(1),
            name: "Administrator".to_owned(),
            is_admin: true,
            ..UserSeed::default()
        });
        state
    }

    pub(in crate::gcore) fn new_key() -> String {
        // The vendor's older tokens have the form `id$secret`, which clients must accept.
        format!("1${}", secret(64))
    }

    pub(in crate::gcore) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Reserves an id that a test chose.
    pub(in crate::gcore) fn reserve_id(&mut self, id: i64) {
        self.last_id = self.last_id.max(id);
    }

    pub(in crate::gcore) fn now(&mut self) -> Value {
        self.clock.now_rfc3339().into()
    }
}
