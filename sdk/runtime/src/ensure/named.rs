//! Resources that are found by a name, which is not unique.

use std::fmt::{self, Display};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::Client;
use crate::ensure::{Action, Ensure, Step, Target};
use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;
use crate::find::unique;

/// What `ensure` would change, from the state that was read. `N` describes the resource, `T` is the
/// resource and `U` its changes.
///
/// As text it shows old and new: `update Reader (2f1c…): statement: {…} → {…}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum EnsurePlan<N, T, U> {
    /// Nothing: this resource is as described.
    Unchanged(T),
    /// Creates this resource, because there is none with its name.
    #[non_exhaustive]
    Create {
        /// The resource to create.
        new: N,
    },
    /// Updates a resource.
    #[non_exhaustive]
    Update {
        /// The resource as it is.
        current: T,
        /// The changes. Fields that are already as described are not set.
        changes: U,
    },
}

impl<N, T, U> EnsurePlan<N, T, U> {
    /// Returns the action that the plan takes.
    pub fn action(&self) -> Action {
        match self {
            Self::Unchanged(_) => Action::Unchanged,
            Self::Create { .. } => Action::Created,
            Self::Update { .. } => Action::Updated,
        }
    }

    /// Returns whether the plan changes anything.
    pub fn is_change(&self) -> bool {
        self.action() != Action::Unchanged
    }
}

impl<N: Serialize, T: Serialize, U: Serialize> Display for EnsurePlan<N, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = |value: serde_json::Result<Value>| value.map_err(|_| fmt::Error);
        let name = |value: &Value| {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(excerpt);
            let name = text("name").unwrap_or_default();
            text("uuid").map_or(name.clone(), |id| format!("{name} ({id})"))
        };
        match self {
            Self::Unchanged(current) => {
                write!(f, "leave {}", name(&json(serde_json::to_value(current))?))
            }
            Self::Create { new } => {
                let new = json(serde_json::to_value(new))?;
                write!(f, "create {}: {new}", name(&new))
            }
            Self::Update { current, changes } => {
                let current = json(serde_json::to_value(current))?;
                let changes = json(serde_json::to_value(changes))?;
                write!(f, "update {}", name(&current))?;
                for (index, (key, new)) in changes.as_object().into_iter().flatten().enumerate() {
                    let separator = if index == 0 { ": " } else { ", " };
                    let old = current.get(key).unwrap_or(&Value::Null);
                    write!(f, "{separator}{key}: {old} → {new}")?;
                }
                Ok(())
            }
        }
    }
}

/// A resource that is found by its name, which is not unique.
pub trait Named: Clone + Send + Sync + 'static {
    /// The id, by which the one to keep of several is chosen: the smallest.
    type Id: Display + Ord + Clone + Send + Sync + 'static;
    /// The description of the desired resource.
    type New: Clone + PartialEq + Send + Sync + 'static;
    /// The resource.
    type Value: Clone + PartialEq + Send + Sync + 'static;
    /// The changes of a resource.
    type Changes: Clone + PartialEq + Send + Sync + 'static;

    /// The noun for errors, such as "role".
    const NOUN: &'static str;

    /// Returns the client.
    fn client(&self) -> &Client;

    /// Returns the name of a described resource.
    fn name(new: &Self::New) -> Option<&str>;

    /// Returns the id of a resource.
    fn id(value: &Self::Value) -> &Self::Id;

    /// Returns the changes that make `current` as described.
    fn diff(new: &Self::New, current: &Self::Value) -> Option<Self::Changes>;

    /// Returns the ids of the resources with a name.
    fn ids(&self, name: &str) -> impl Future<Output = Result<Vec<Self::Id>>> + Send;

    /// Returns a resource.
    fn get(&self, id: &Self::Id) -> impl Future<Output = Result<Self::Value>> + Send;

    /// Creates a resource.
    fn create(&self, new: &Self::New) -> impl Future<Output = Result<Self::Value>> + Send;

    /// Updates a resource.
    fn update(
        &self,
        id: &Self::Id,
        changes: &Self::Changes,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes a resource.
    fn delete(&self, id: &Self::Id) -> impl Future<Output = Result<()>> + Send;

    /// Returns the resource with a name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if there are several.
    fn find_named(&self, name: &str) -> impl Future<Output = Result<Option<Self::Value>>> + Send {
        async move {
            match read(self, name, None).await? {
                Found::One(value) => Ok(Some(value)),
                Found::None | Found::TakeBack(_) => Ok(None),
            }
        }
    }

    /// Ensures that there is a resource as described.
    fn ensure_named(&self, new: &Self::New) -> Ensure<NamedTarget<Self>> {
        Ensure::new(NamedTarget {
            resource: self.clone(),
            new: new.clone(),
            created: OnceLock::new(),
        })
    }
}

/// A resource with a name, and its desired state.
#[derive(Clone, Debug)]
pub struct NamedTarget<R: Named> {
    resource: R,
    new: R::New,
    /// The resource that this run created.
    created: OnceLock<R::Id>,
}

/// A change of a resource with a name.
#[derive(Debug)]
pub enum NamedChange<R: Named> {
    /// Creates it.
    Create,
    /// Updates it.
    Update(R::Value, R::Changes),
    /// Deletes the resource that this run created, because another one with the name is kept.
    TakeBack(R::Id),
}

impl<R: Named> Target for NamedTarget<R> {
    type State = Found<R::Id, R::Value>;
    type Change = NamedChange<R>;
    type Value = R::Value;
    type Plan = EnsurePlan<R::New, R::Value, R::Changes>;

    fn client(&self) -> &Client {
        self.resource.client()
    }

    fn name(&self) -> String {
        let name = R::name(&self.new).unwrap_or_default();
        format!("{} `{}`", R::NOUN, excerpt(name))
    }

    async fn read(&self) -> Result<Self::State> {
        let name = R::name(&self.new).ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "a {} without a name cannot be found again; set `name`, or use `create`",
                R::NOUN,
            ))
        })?;
        read(&self.resource, name, self.created.get()).await
    }

    fn step(&self, state: &Self::State) -> Result<Step<R::Value, NamedChange<R>>> {
        let (action, change) = match state {
            Found::None => (Action::Created, NamedChange::Create),
            Found::One(current) => match R::diff(&self.new, current) {
                None => return Ok(Step::Done(current.clone())),
                Some(changes) => {
                    let update = NamedChange::Update(current.clone(), changes);
                    (Action::Updated, update)
                }
            },
            Found::TakeBack(id) => (Action::Deleted, NamedChange::TakeBack(id.clone())),
        };
        Ok(Step::Change(action, change))
    }

    fn describe(&self, step: &Step<R::Value, NamedChange<R>>) -> Self::Plan {
        match step {
            Step::Done(current) => EnsurePlan::Unchanged(current.clone()),
            Step::Change(_, NamedChange::Update(current, changes)) => EnsurePlan::Update {
                current: current.clone(),
                changes: changes.clone(),
            },
            // Only a creation is taken back.
            Step::Change(_, NamedChange::Create | NamedChange::TakeBack(_)) => EnsurePlan::Create {
                new: self.new.clone(),
            },
        }
    }

    async fn apply(&self, change: NamedChange<R>) -> Result<()> {
        match change {
            NamedChange::Create => {
                let created = self.resource.create(&self.new).await?;
                // A second one is created only if the first was deleted, so only the first can be
                // surplus.
                let _ = self.created.set(R::id(&created).clone());
                Ok(())
            }
            NamedChange::Update(current, changes) => {
                self.resource.update(R::id(&current), &changes).await
            }
            NamedChange::TakeBack(id) => self.resource.delete(&id).await,
        }
    }
}

/// The state of the resources with a name.
#[derive(Debug, PartialEq)]
pub enum Found<I, T> {
    /// There is none.
    None,
    /// The one to keep, or its id.
    One(T),
    /// There are several, and the caller must delete this one, which it created.
    TakeBack(I),
}

/// Reads the resource with a name; `own` is the one that the caller created.
async fn read<R: Named>(
    resource: &R,
    name: &str,
    own: Option<&R::Id>,
) -> Result<Found<R::Id, R::Value>> {
    match resolve(R::NOUN, name, resource.ids(name).await?, own)? {
        Found::None => Ok(Found::None),
        Found::TakeBack(id) => Ok(Found::TakeBack(id)),
        Found::One(id) => match resource.get(&id).await {
            Ok(found) => Ok(Found::One(found)),
            // Others deleted it.
            Err(error) if error.is_not_found() => Ok(Found::None),
            Err(error) => Err(error),
        },
    }
}

/// Returns the resource that a name refers to. `own` is the one that the caller created.
///
/// If there are several, the one with the smallest id is kept, and the callers that created the
/// others delete them.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several and the caller created none of them.
fn resolve<I: Display + Ord + Clone>(
    noun: &str,
    name: &str,
    ids: Vec<I>,
    own: Option<&I>,
) -> Result<Found<I, I>> {
    if ids.len() > 1
        && let Some(own) = own.filter(|own| ids.contains(own))
    {
        return Ok(if ids.iter().min() == Some(own) {
            Found::One(own.clone())
        } else {
            Found::TakeBack(own.clone())
        });
    }
    let found = unique(&format!("{noun}s"), name, ids, I::clone)?;
    Ok(found.map_or(Found::None, Found::One))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};

    use super::{EnsurePlan, Found, Named, resolve};
    use crate::client::Client;
    use crate::ensure::Action;
    use crate::error::{Error, ErrorKind, Outcome, Result};
    use crate::tests::OpenClient;

    /// Things with an id and a number, all with the same name.
    #[derive(Clone)]
    struct Things {
        things: Arc<Mutex<Vec<(usize, i64)>>>,
        /// The number that another caller sets after each change.
        other: Option<i64>,
        /// The number of a thing that another caller creates at the same time as this one.
        rival: Option<i64>,
        /// Whether deletions are not made, and their responses lost.
        keeps: bool,
        client: Client,
    }

    impl Things {
        fn new(things: &[(usize, i64)]) -> Self {
            Self {
                things: Arc::new(Mutex::new(things.to_vec())),
                other: None,
                rival: None,
                keeps: false,
                client: OpenClient::builder().build().unwrap().0,
            }
        }

        fn all(&self) -> Vec<(usize, i64)> {
            self.things.lock().unwrap().clone()
        }

        fn set(&self, id: usize, number: i64) {
            let mut things = self.things.lock().unwrap();
            things.retain(|(other, _)| *other != id);
            things.push((id, self.other.unwrap_or(number)));
        }
    }

    impl Named for Things {
        type Id = usize;
        type New = i64;
        type Value = (usize, i64);
        type Changes = i64;

        const NOUN: &'static str = "thing";

        fn client(&self) -> &Client {
            &self.client
        }

        fn name(new: &i64) -> Option<&str> {
            (*new > 0).then_some("it")
        }

        fn id(value: &(usize, i64)) -> &usize {
            &value.0
        }

        fn diff(new: &i64, current: &(usize, i64)) -> Option<i64> {
            (*new != current.1).then_some(*new)
        }

        async fn ids(&self, _: &str) -> Result<Vec<usize>> {
            Ok(self.all().into_iter().map(|(id, _)| id).collect())
        }

        async fn get(&self, id: &usize) -> Result<(usize, i64)> {
            Ok(self.all().into_iter().find(|thing| thing.0 == *id).unwrap())
        }

        async fn create(&self, new: &i64) -> Result<(usize, i64)> {
            if let Some(number) = self.rival {
                self.set(0, number);
            }
            let id = self.all().len();
            self.set(id, *new);
            Ok((id, *new))
        }

        async fn update(&self, id: &usize, changes: &i64) -> Result<()> {
            self.set(*id, *changes);
            Ok(())
        }

        async fn delete(&self, id: &usize) -> Result<()> {
            if self.keeps {
                return Err(Error::new(ErrorKind::Timeout).with_outcome(Outcome::Unknown));
            }
            self.things.lock().unwrap().retain(|thing| thing.0 != *id);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_plan_is_read_and_then_applied() {
        let things = Things::new(&[]);
        for (new, action) in [
            (1, Action::Created),
            (2, Action::Updated),
            (2, Action::Unchanged),
        ] {
            let before = things.all();
            let planned = things.ensure_named(&new).plan().await.unwrap();
            assert_eq!(planned.action(), action);
            assert_eq!(things.all(), before);
            let ensured = things.ensure_named(&new).apply(&planned).await.unwrap();
            assert_eq!((ensured.value, ensured.action), ((0, new), action));
        }
        assert_eq!(things.find_named("it").await.unwrap(), Some((0, 2)));
    }

    #[tokio::test]
    async fn a_plan_is_not_applied_to_another_state() {
        let things = Things::new(&[(0, 1)]);
        let update = things.ensure_named(&2).plan().await.unwrap();
        let nothing = things.ensure_named(&1).plan().await.unwrap();
        things.set(0, 3);
        for (new, stale) in [(2, update.clone()), (1, nothing), (4, update)] {
            let error = things.ensure_named(&new).apply(&stale).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Contention);
            assert_eq!(error.outcome(), Outcome::Refused);
            assert_eq!(things.all(), [(0, 3)]);
        }
    }

    #[tokio::test]
    async fn only_the_change_of_the_plan_is_made() {
        let mut things = Things::new(&[(0, 1)]);
        things.other = Some(9);
        let update = things.ensure_named(&2).plan().await.unwrap();
        let error = things.ensure_named(&2).apply(&update).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Contention);
        assert_eq!(error.outcome(), Outcome::Applied);
    }

    #[tokio::test]
    async fn a_surplus_creation_of_a_plan_is_taken_back() {
        for rival in [1, 2] {
            let mut things = Things::new(&[]);
            things.rival = Some(rival);
            let create = things.ensure_named(&1).plan().await.unwrap();
            let applied = things.ensure_named(&1).apply(&create).await;
            assert_eq!(things.all(), [(0, rival)]);
            if rival == 1 {
                assert_eq!(applied.unwrap().action, Action::Unchanged);
            } else {
                let error = applied.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Contention);
                assert_eq!(error.outcome(), Outcome::Refused);
            }
        }
    }

    #[tokio::test]
    async fn a_surplus_creation_that_stays_is_an_error() {
        let mut things = Things::new(&[]);
        (things.rival, things.keeps) = (Some(1), true);
        let create = things.ensure_named(&1).plan().await.unwrap();
        let error = things.ensure_named(&1).apply(&create).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.outcome(), Outcome::Applied);
        assert_eq!(things.all(), [(0, 1), (1, 1)]);
    }

    #[tokio::test]
    async fn what_has_no_single_name_cannot_be_ensured() {
        let error = Things::new(&[]).ensure_named(&0).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let several = Things::new(&[(0, 1), (1, 1)]);
        let error = several.find_named("it").await.unwrap_err();
        assert!(
            error.to_string().contains("2 things match (0, 1)"),
            "{error}"
        );
    }

    #[test]
    fn a_plan_is_a_value_with_old_and_new() {
        type Plan = EnsurePlan<Value, Value, Value>;
        let (name, current) = (
            json!({"name": "Ada"}),
            json!({"name": "Ada", "uuid": "u", "a": 1}),
        );
        let plans: [(Plan, &str); 4] = [
            (EnsurePlan::Unchanged(current.clone()), "leave Ada (u)"),
            (EnsurePlan::Unchanged(name.clone()), "leave Ada"),
            (
                EnsurePlan::Create { new: name },
                "create Ada: {\"name\":\"Ada\"}",
            ),
            (
                EnsurePlan::Update {
                    current,
                    changes: json!({"a": [2], "b": true}),
                },
                "update Ada (u): a: 1 → [2], b: null → true",
            ),
        ];
        for (plan, text) in plans {
            assert_eq!(plan.to_string(), text);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
        }
    }

    #[test]
    fn a_name_refers_to_one() {
        let none = resolve::<&str>("user", "Ada", vec![], None);
        assert_eq!(none.unwrap(), Found::None);
        let one = resolve("user", "Ada", vec!["a"], None);
        assert_eq!(one.unwrap(), Found::One("a"));
        let error = resolve("user", "Ada", vec!["a", "b"], Some(&"c")).unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with("2 users match (a, b)"), "{text}");
    }

    #[test]
    fn of_several_creators_exactly_one_keeps_its_own() {
        let ids = vec![3, 1, 2];
        let resolved = [1, 2, 3].map(|own| resolve("user", "Ada", ids.clone(), Some(&own)));
        let resolved = resolved.map(Result::unwrap);
        assert_eq!(
            resolved,
            [Found::One(1), Found::TakeBack(2), Found::TakeBack(3)],
        );
    }

    #[test]
    fn a_plan_with_an_unknown_field_is_not_read() {
        type Plan = EnsurePlan<u8, u8, u8>;
        let plan = r#"{"update":{"current":1,"changes":2}}"#;
        assert_eq!(
            serde_json::from_str::<Plan>(plan).unwrap(),
            Plan::Update {
                current: 1,
                changes: 2
            }
        );
        for plan in [
            r#"{"create":{"new":1,"twn":2}}"#,
            r#"{"update":{"current":1,"changes":2,"change":3}}"#,
        ] {
            serde_json::from_str::<Plan>(plan).unwrap_err();
        }
    }
}
