//! What the Gcore side knows. Items are kept as JSON, so that fields which the document does not
//! know survive.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::audit::Audit;
use super::quotas::Quotas;
use super::subscriptions::Subscriptions;
use super::tasks::Tasks;
use crate::clock::Clock;
use crate::random::secret;

pub(super) type Item = Map<String, Value>;

#[derive(Debug)]
pub(super) struct State {
    /// The account, which the vendor calls a client.
    pub(super) client: i64,
    /// Whose API key it is.
    pub(super) caller: i64,
    pub(super) users: BTreeMap<i64, Item>,
    /// Deleted ones too.
    pub(super) projects: BTreeMap<i64, Item>,
    pub(super) regions: BTreeMap<i64, Item>,
    pub(super) assignments: BTreeMap<i64, Item>,
    pub(super) tasks: Tasks,
    pub(super) quotas: Quotas,
    pub(super) audit: Audit,
    pub(super) subscriptions: Subscriptions,
    pub(super) clock: Clock,
    last_id: i64,
}

impl State {
    /// An account with its administrator and nothing else.
    pub(super) fn empty() -> Self {
        let mut state = Self {
            client: 8,
            caller: 1,
            users: BTreeMap::new(),
            projects: BTreeMap::new(),
            regions: BTreeMap::new(),
            assignments: BTreeMap::new(),
            tasks: Tasks::default(),
            quotas: Quotas::default(),
            audit: Audit::default(),
            subscriptions: Subscriptions::default(),
            clock: Clock::default(),
            last_id: 1000,
        };
        state.add_user(1, "Administrator", true);
        state
    }

    /// What a newcomer finds: two users, two projects and three regions, no assignment.
    pub(super) fn seeded() -> Self {
        let mut state = Self::empty();
        state.add_user(777, "Ada", false);
        state.add_user(778, "Grace", false);
        state.add_project(100, "default");
        if let Some(project) = state.projects.get_mut(&100) {
            project.insert("is_default".into(), true.into());
        }
        state.add_project(200, "project-200");
        state.seed_regions();
        state
    }

    pub(super) fn new_key() -> String {
        // The form `id$secret` of the vendor's older tokens: a client must not stumble over it.
        format!("1${}", secret(64))
    }

    pub(super) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Keeps an id that somebody chose from being given again.
    pub(super) fn reserve_id(&mut self, id: i64) {
        self.last_id = self.last_id.max(id);
    }

    pub(super) fn now(&mut self) -> Value {
        self.clock.now_rfc3339().into()
    }

    pub(super) fn add_user(&mut self, id: i64, name: &str, is_admin: bool) {
        let user = item(json!({
            "id": id,
            "name": name,
            "email": format!("user{id}@example.com"),
            "activated": true,
            "is_admin": is_admin,
        }));
        self.users.insert(id, user);
    }
}

/// The object that a value is; anything else counts as `{}`.
pub(super) fn item(value: Value) -> Item {
    match value {
        Value::Object(item) => item,
        _ => Item::new(),
    }
}

/// An item with the fields of `given` over its own.
pub(super) fn with(defaults: Value, given: Item) -> Item {
    let mut item = item(defaults);
    item.extend(given);
    item
}

/// A field, if it is there and not null.
pub(super) fn field<'a>(item: &'a Item, name: &str) -> Option<&'a Value> {
    item.get(name).filter(|value| !value.is_null())
}

/// All items as they are.
pub(super) fn values<K>(items: &BTreeMap<K, Item>) -> Vec<Value> {
    items.values().cloned().map(Value::Object).collect()
}

/// An integer as JSON Schema has it: `1.0` is one too.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "checked by the comparison")]
        let integer = float as i64;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a loss makes the comparison fail"
        )]
        let same = (integer as f64) == float && float.abs() < 9e15;
        same.then_some(integer)
    })
}

/// The point in time that a text of RFC 3339 tells.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}
