//! What the Gcore side knows. Items are kept as JSON, so that fields which the document does not
//! know survive.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

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
    pub(super) projects: BTreeSet<i64>,
    pub(super) assignments: BTreeMap<i64, Item>,
    pub(super) clock: Clock,
    last_id: i64,
}

/// A role in a scope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grant {
    pub(super) user: i64,
    pub(super) role: String,
    pub(super) client: i64,
    pub(super) project: Option<i64>,
}

impl State {
    /// An account with its administrator and nothing else.
    pub(super) fn empty() -> Self {
        let mut state = Self {
            client: 8,
            caller: 1,
            users: BTreeMap::new(),
            projects: BTreeSet::new(),
            assignments: BTreeMap::new(),
            clock: Clock::default(),
            last_id: 1000,
        };
        state.add_user(1, "Administrator", true);
        state
    }

    /// What a newcomer finds: two users and two projects, no assignment.
    pub(super) fn seeded() -> Self {
        let mut state = Self::empty();
        state.add_user(777, "Ada", false);
        state.add_user(778, "Grace", false);
        state.projects.extend([100, 200]);
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

    pub(super) fn add_user(&mut self, id: i64, name: &str, is_admin: bool) {
        let user = json!({
            "id": id,
            "name": name,
            "email": format!("user{id}@example.com"),
            "activated": true,
            "is_admin": is_admin,
        });
        if let Value::Object(user) = user {
            self.users.insert(id, user);
        }
    }

    /// The other assignment that says the same.
    pub(super) fn duplicate(&self, grant: &Grant, except: Option<i64>) -> Option<i64> {
        self.assignments
            .iter()
            .filter(|(id, _)| Some(**id) != except)
            .find(|(_, item)| {
                let number = |key: &str| item.get(key).and_then(integer);
                number("user_id") == Some(grant.user)
                    && item.get("role").and_then(Value::as_str) == Some(&grant.role)
                    && number("client_id") == Some(grant.client)
                    && number("project_id") == grant.project
            })
            .map(|(id, _)| *id)
    }

    pub(super) fn assign(&mut self, grant: &Grant, by: i64) -> i64 {
        let id = self.next_id();
        let now = self.clock.now_rfc3339();
        let item = json!({
            "id": id,
            "user_id": grant.user,
            "role": grant.role,
            "client_id": grant.client,
            "project_id": grant.project,
            "assigned_by": by,
            "created_at": now,
            "updated_at": null,
        });
        if let Value::Object(item) = item {
            self.assignments.insert(id, item);
        }
        id
    }

    pub(super) fn reassign(&mut self, id: i64, grant: &Grant, by: i64) {
        let now = self.clock.now_rfc3339();
        if let Some(item) = self.assignments.get_mut(&id) {
            item.insert("user_id".into(), grant.user.into());
            item.insert("role".into(), grant.role.clone().into());
            item.insert("client_id".into(), grant.client.into());
            item.insert("project_id".into(), grant.project.into());
            item.insert("assigned_by".into(), by.into());
            item.insert("updated_at".into(), now.into());
        }
    }

    /// Stores an item as it is, but for required fields that it lacks.
    pub(super) fn add_json(&mut self, given: Item) -> i64 {
        let id = given
            .get("id")
            .and_then(integer)
            .unwrap_or_else(|| self.next_id());
        let mut item = Item::new();
        item.insert("id".into(), id.into());
        item.insert("user_id".into(), self.caller.into());
        item.insert("role".into(), "Observer".into());
        item.insert("client_id".into(), self.client.into());
        item.insert("project_id".into(), Value::Null);
        item.insert("assigned_by".into(), Value::Null);
        item.insert("created_at".into(), self.clock.now_rfc3339().into());
        item.insert("updated_at".into(), Value::Null);
        item.extend(given);
        self.assignments.insert(id, item);
        self.last_id = self.last_id.max(id);
        id
    }
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
