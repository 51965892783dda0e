//! The changes that lead to a desired state, as a value to show, store and apply.

use std::fmt::{self, Debug, Display};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A resource with an id, which is unique among the resources of its kind.
pub trait HasId {
    /// The id.
    type Id: Clone + Debug + Display + Ord + Send + Sync + 'static;

    /// Returns the id.
    fn id(&self) -> &Self::Id;

    /// Returns what the resource is called in a plan. Defaults to the id.
    fn label(&self) -> String {
        self.id().to_string()
    }

    /// Returns how a plan writes a resource to create, or the changes of one, which are given as JSON.
    /// By default, `None`: the JSON itself, and the changed fields with old and new values.
    fn describe(description: &Value) -> Option<String> {
        let _ = description;
        None
    }
}

/// A change of one resource. `N` describes a resource to create, `T` is a resource as it was read, and `U`
/// what changes of it.
///
/// As text it shows old and new: `update 2f1c: statement: {…} → {…}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a resource is created, updated or deleted"
)]
pub enum PlannedChange<N, T, U> {
    /// Creates a resource.
    Create {
        /// The resource to create.
        new: N,
    },
    /// Updates a resource.
    Update {
        /// The resource as it is.
        current: T,
        /// The changes.
        changes: U,
    },
    /// Deletes a resource.
    Delete {
        /// The resource as it is.
        current: T,
    },
}

impl<N, T, U> PlannedChange<N, T, U> {
    /// Returns whether the change creates a resource, and so takes nothing away.
    pub fn is_create(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    /// Returns the resource that the change updates or deletes.
    pub fn current(&self) -> Option<&T> {
        match self {
            Self::Create { .. } => None,
            Self::Update { current, .. } | Self::Delete { current } => Some(current),
        }
    }
}

/// The changes that `ensure` or `replace` would make, from the state that was read.
///
/// As text it is a line for the resource, with its change or with the number of changes, which then follow
/// on a line each.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EnsurePlan<N, T, U> {
    /// What the plan is for, such as "role `Reader`".
    pub resource: String,
    /// What is as desired.
    pub unchanged: Vec<T>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<PlannedChange<N, T, U>>,
}

impl<N, T, U> EnsurePlan<N, T, U> {
    /// Creates a plan.
    pub fn new(resource: String, unchanged: Vec<T>, changes: Vec<PlannedChange<N, T, U>>) -> Self {
        Self {
            resource,
            unchanged,
            changes,
        }
    }

    /// Creates the plan for one resource: creates `new` if there is none, which must be set unless there
    /// always is one, and else makes the changes that `diff` returns.
    pub fn for_one(
        resource: String,
        current: Option<&T>,
        new: Option<&N>,
        diff: impl FnOnce(&T) -> Option<U>,
    ) -> Self
    where
        N: Clone,
        T: Clone,
    {
        let Some(current) = current else {
            let changes = new.cloned().map(|new| PlannedChange::Create { new });
            return Self::new(resource, vec![], changes.into_iter().collect());
        };
        match diff(current) {
            None => Self::new(resource, vec![current.clone()], vec![]),
            Some(changes) => {
                let current = current.clone();
                let update = PlannedChange::Update { current, changes };
                Self::new(resource, vec![], vec![update])
            }
        }
    }

    /// Returns whether nothing needs to change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Returns a value as JSON.
fn json(value: &impl Serialize) -> Result<Value, fmt::Error> {
    serde_json::to_value(value).map_err(|_| fmt::Error)
}

impl<N: Serialize, T: Serialize + HasId, U: Serialize> Display for PlannedChange<N, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create { new } => {
                let new = json(new)?;
                let text = T::describe(&new);
                write!(f, "create {}", text.unwrap_or_else(|| new.to_string()))
            }
            Self::Update { current, changes } => {
                write!(f, "update {}", current.label())?;
                let (old, changes) = (json(current)?, json(changes)?);
                if let Some(text) = T::describe(&changes) {
                    return write!(f, " to {text}");
                }
                f.write_str(": ")?;
                let changes = changes.as_object().into_iter().flatten();
                let mut separator = "";
                for (key, new) in changes {
                    let old = old.get(key).unwrap_or(&Value::Null);
                    if old != new {
                        write!(f, "{separator}{key}: {old} → {new}")?;
                        separator = ", ";
                    }
                }
                Ok(())
            }
            Self::Delete { current } => write!(f, "delete {}", current.label()),
        }
    }
}

impl<N: Serialize, T: Serialize + HasId, U: Serialize> Display for EnsurePlan<N, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            resource,
            unchanged,
            changes,
        } = self;
        match (unchanged.len(), changes.as_slice()) {
            (_, []) => return write!(f, "{resource}: unchanged"),
            (0, [change]) => return write!(f, "{resource}: {change}"),
            (count, _) => write!(
                f,
                "{resource}: {count} unchanged, {} to change",
                changes.len()
            )?,
        }
        changes
            .iter()
            .try_for_each(|change| write!(f, "\n  {change}"))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    use super::{EnsurePlan, HasId, PlannedChange};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        uuid: String,
        a: u8,
    }

    impl HasId for Thing {
        type Id = String;

        fn id(&self) -> &String {
            &self.uuid
        }
    }

    type Plan = EnsurePlan<Value, Thing, Value>;

    #[test]
    fn a_plan_is_a_value_with_old_and_new() {
        let current = Thing {
            uuid: "u".to_owned(),
            a: 1,
        };
        let new = json!({"name": "Ada"});
        let plan = |current: Option<&Thing>, changes: Option<Value>| {
            Plan::for_one("user `Ada`".to_owned(), current, Some(&new), |_| changes)
        };
        let changes = json!({"a": [2], "b": true, "uuid": "u"});
        let mut several = plan(Some(&current), Some(changes.clone()));
        several.unchanged.push(current.clone());
        let delete = PlannedChange::Delete {
            current: current.clone(),
        };
        several.changes.push(delete);
        for (plan, text) in [
            (plan(Some(&current), None), "user `Ada`: unchanged"),
            (plan(None, None), "user `Ada`: create {\"name\":\"Ada\"}"),
            (
                plan(Some(&current), Some(changes)),
                "user `Ada`: update u: a: 1 → [2], b: null → true",
            ),
            (
                several,
                "user `Ada`: 1 unchanged, 2 to change\n  \
                 update u: a: 1 → [2], b: null → true\n  \
                 delete u",
            ),
        ] {
            assert_eq!(plan.to_string(), text);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
        }
    }

    #[test]
    fn a_plan_with_an_unknown_field_is_not_read() {
        type Plan = EnsurePlan<u8, u8, u8>;
        let plan =
            r#"{"resource":"it","unchanged":[],"changes":[{"update":{"current":1,"changes":2}}]}"#;
        let (current, changes) = (1, 2);
        let update = vec![PlannedChange::Update { current, changes }];
        assert_eq!(
            serde_json::from_str::<Plan>(plan).unwrap(),
            Plan::new("it".to_owned(), vec![], update)
        );
        for (known, unknown) in [
            ("unchanged", "unchangd"),
            (r#""current""#, r#""twn":2,"current""#),
        ] {
            let plan = plan.replacen(known, unknown, 1);
            serde_json::from_str::<Plan>(&plan).unwrap_err();
        }
    }
}
