//! The entries of the audit log.

use std::collections::VecDeque;
use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, header};
use serde_json::{Value, json};

use super::item::Item;
use crate::hijack::PeerAddress;

/// The maximum number of entries, so that a load test does not exhaust memory. The oldest go first.
const MAX_ENTRIES: usize = 100_000;

/// The user of a request, and where it came from.
#[derive(Debug, Clone)]
pub(in crate::gcore) struct Actor {
    pub(in crate::gcore) user: i64,
    pub(in crate::gcore) address: Option<IpAddr>,
    pub(in crate::gcore) agent: Option<String>,
}

impl Actor {
    /// Returns the actor of a request.
    pub(in crate::gcore) fn of(user: i64, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let agent = headers.get(header::USER_AGENT);
        Self {
            user,
            address: extensions.get::<PeerAddress>().map(|peer| peer.0),
            agent: agent
                .and_then(|agent| agent.to_str().ok())
                .map(str::to_owned),
        }
    }
}

/// An action to record.
#[derive(Debug)]
pub(in crate::gcore) struct AuditEvent {
    pub(in crate::gcore) group: &'static str,
    pub(in crate::gcore) action: &'static str,
    pub(in crate::gcore) project: Option<i64>,
    pub(in crate::gcore) region: Option<i64>,
    pub(in crate::gcore) task: Option<String>,
    pub(in crate::gcore) data: Value,
    pub(in crate::gcore) resources: Vec<Value>,
}

impl AuditEvent {
    /// Creates an action of this type in an API group.
    pub(in crate::gcore) fn new(group: &'static str, action: &'static str) -> Self {
        Self {
            group,
            action,
            project: None,
            region: None,
            task: None,
            data: Value::Null,
            resources: Vec::new(),
        }
    }

    pub(in crate::gcore) fn project(mut self, id: Option<i64>) -> Self {
        self.project = id;
        self
    }

    pub(in crate::gcore) fn region(mut self, id: Option<i64>) -> Self {
        self.region = id;
        self
    }

    pub(in crate::gcore) fn task(mut self, id: &str) -> Self {
        self.task = Some(id.to_owned());
        self
    }

    /// Sets further data, an object.
    pub(in crate::gcore) fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }

    /// Adds an affected resource and its search text.
    pub(in crate::gcore) fn resource(mut self, kind: &str, id: i64, search: Option<&str>) -> Self {
        self.resources.push(json!({
            "resource_id": id.to_string(),
            "resource_type": kind,
            "search_field": search,
            "resource_body": null,
        }));
        self
    }
}

#[derive(Debug, Default)]
pub(in crate::gcore) struct AuditLog {
    /// Oldest first.
    pub(in crate::gcore) actions: VecDeque<Item>,
    pub(in crate::gcore) last_id: u64,
}

impl AuditLog {
    pub(in crate::gcore) fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    pub(in crate::gcore) fn push(&mut self, action: Item) {
        if self.actions.len() == MAX_ENTRIES {
            self.actions.pop_front();
        }
        self.actions.push_back(action);
    }
}
