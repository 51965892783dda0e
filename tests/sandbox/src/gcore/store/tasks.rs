//! Tasks, which clients poll until they finish.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::item::{Item, parse_time};

#[derive(Debug, Default)]
pub(in crate::gcore) struct Tasks {
    pub(in crate::gcore) items: BTreeMap<String, Task>,
    /// Whether reads leave tasks unchanged.
    pub(in crate::gcore) paused: bool,
    /// The errors of the next tasks.
    pub(in crate::gcore) failures: VecDeque<String>,
}

#[derive(Debug)]
pub(in crate::gcore) struct Task {
    pub(in crate::gcore) item: Item,
    pub(in crate::gcore) effect: CompletionAction,
    pub(in crate::gcore) error: Option<String>,
    /// Whether the task has been read.
    pub(in crate::gcore) read: bool,
}

/// What happens when a task finishes.
#[derive(Debug, Clone, Copy)]
pub(in crate::gcore) enum CompletionAction {
    Nothing,
    DeleteProject(i64),
}

impl Task {
    pub(in crate::gcore) fn is_active(&self) -> bool {
        let state = self.item.get("state").and_then(Value::as_str);
        !matches!(state, Some("FINISHED" | "ERROR"))
    }
}

impl Tasks {
    /// Returns the matching tasks in order of creation.
    pub(in crate::gcore) fn find(&self, passes: impl Fn(&Task) -> bool) -> Vec<&Item> {
        let tasks = self.items.values().filter(|task| passes(task));
        let mut found: Vec<_> = tasks.map(|task| &task.item).collect();
        found.sort_by_cached_key(|task| {
            let time = task.get("created_on").and_then(Value::as_str);
            time.and_then(parse_time)
        });
        found
    }
}
