//! Ensures that there is one resource with a name as described: plans the change, and applies it.

use std::fmt::{self, Display};
use std::sync::OnceLock;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::converge::{self, Step, Target};
use crate::message::excerpt;
use rolekit_runtime::{Action, Client, Ensured, Error, ErrorKind, Field, Result};

/// Maximum number of ids that an error lists.
const MAX_IDS: usize = 20;

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
pub(crate) trait Named: Clone + Send + Sync + 'static {
    type Id: Display + Ord + Clone + Send + Sync + 'static;
    type New: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    type Value: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    type Changes: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The noun for errors, such as "role".
    const NOUN: &'static str;

    fn client(&self) -> &Client;

    /// Returns the name of a described resource.
    fn name(new: &Self::New) -> Option<&str>;

    fn id(value: &Self::Value) -> &Self::Id;

    /// Returns the changes that make `current` as described.
    fn diff(new: &Self::New, current: &Self::Value) -> Option<Self::Changes>;

    /// Returns the ids of the resources with a name.
    fn ids(&self, name: &str) -> impl Future<Output = Result<Vec<Self::Id>>> + Send;

    fn get(&self, id: &Self::Id) -> impl Future<Output = Result<Self::Value>> + Send;

    fn create(&self, new: &Self::New) -> impl Future<Output = Result<Self::Value>> + Send;

    fn update(
        &self,
        id: &Self::Id,
        changes: &Self::Changes,
    ) -> impl Future<Output = Result<()>> + Send;

    fn delete(&self, id: &Self::Id) -> impl Future<Output = Result<()>> + Send;
}

type Plan<R> = EnsurePlan<<R as Named>::New, <R as Named>::Value, <R as Named>::Changes>;

/// Returns the resource with a name.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if there are several.
pub(crate) async fn find<R: Named>(resource: &R, name: &str) -> Result<Option<R::Value>> {
    match read(resource, name, None).await? {
        Found::One(value) => Ok(Some(value)),
        Found::None | Found::TakeBack(_) => Ok(None),
    }
}

/// Ensures that there is a resource as described.
pub(crate) async fn ensure<R: Named>(resource: R, new: R::New) -> Result<Ensured<R::Value>> {
    converge::ensure(&Desired::new(resource, new)?).await
}

/// Returns what [`ensure`] would change. Only reads.
pub(crate) async fn plan<R: Named>(resource: R, new: R::New) -> Result<Plan<R>> {
    let desired = Desired::new(resource, new)?;
    Ok(desired.describe(&converge::plan(&desired).await?))
}

/// Makes the change of a plan, and no other.
pub(crate) async fn apply<R: Named>(
    resource: R,
    new: R::New,
    plan: Plan<R>,
) -> Result<Ensured<R::Value>> {
    let desired = Desired::new(resource, new)?;
    converge::apply(&desired, |_, step| desired.describe(step) == plan).await
}

/// A resource with its desired state.
struct Desired<R: Named> {
    resource: R,
    new: R::New,
    name: String,
    /// The resource that this call created.
    created: OnceLock<R::Id>,
}

enum Change<R: Named> {
    Create,
    Update(R::Value, R::Changes),
    /// Deletes the resource that this call created, because another one with the name is kept.
    TakeBack(R::Id),
}

impl<R: Named> Desired<R> {
    fn new(resource: R, new: R::New) -> Result<Self> {
        let name = R::name(&new).map(str::to_owned).ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "a {} without a name cannot be found again; set `name`, or use `create`",
                R::NOUN,
            ))
        })?;
        Ok(Self {
            resource,
            new,
            name,
            created: OnceLock::new(),
        })
    }

    fn describe(&self, step: &Step<R::Value, Change<R>>) -> Plan<R> {
        match step {
            Step::Done(current) => EnsurePlan::Unchanged(current.clone()),
            Step::Change(_, Change::Update(current, changes)) => EnsurePlan::Update {
                current: current.clone(),
                changes: changes.clone(),
            },
            // Only a creation is taken back.
            Step::Change(_, Change::Create | Change::TakeBack(_)) => EnsurePlan::Create {
                new: self.new.clone(),
            },
        }
    }
}

impl<R: Named> Target for Desired<R> {
    type State = Found<R::Id, R::Value>;
    type Change = Change<R>;
    type Value = R::Value;

    async fn read(&self) -> Result<Self::State> {
        read(&self.resource, &self.name, self.created.get()).await
    }

    fn plan(&self, state: &Self::State) -> Result<Step<R::Value, Change<R>>> {
        Ok(match state {
            Found::None => Step::Change(Action::Created, Change::Create),
            Found::One(current) => match R::diff(&self.new, current) {
                None => Step::Done(current.clone()),
                Some(changes) => {
                    Step::Change(Action::Updated, Change::Update(current.clone(), changes))
                }
            },
            Found::TakeBack(id) => Step::Change(Action::Deleted, Change::TakeBack(id.clone())),
        })
    }

    async fn apply(&self, change: Change<R>) -> Result<()> {
        match change {
            Change::Create => {
                let created = self.resource.create(&self.new).await?;
                // A second one is created only if the first was deleted, so only the first can be
                // surplus.
                let _ = self.created.set(R::id(&created).clone());
                Ok(())
            }
            Change::Update(current, changes) => {
                self.resource.update(R::id(&current), &changes).await
            }
            Change::TakeBack(id) => self.resource.delete(&id).await,
        }
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.resource.client(), longest).await;
    }

    fn name(&self) -> String {
        format!("{} `{}`", R::NOUN, excerpt(&self.name))
    }
}

/// The state of the resources with a name.
#[derive(Debug, PartialEq)]
pub(crate) enum Found<I, T> {
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
    mut ids: Vec<I>,
    own: Option<&I>,
) -> Result<Found<I, I>> {
    if ids.len() < 2 {
        return Ok(ids.pop().map_or(Found::None, Found::One));
    }
    if let Some(own) = own.filter(|own| ids.contains(own)) {
        return Ok(if ids.iter().min() == Some(own) {
            Found::One(own.clone())
        } else {
            Found::TakeBack(own.clone())
        });
    }
    let mut listed: Vec<_> = ids.iter().take(MAX_IDS).map(I::to_string).collect();
    if ids.len() > MAX_IDS {
        listed.push("…".to_owned());
    }
    Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "name `{}` is ambiguous: {} {noun}s match ({})",
        excerpt(name),
        ids.len(),
        listed.join(", "),
    )))
}

/// Returns `desired` if it differs from `current`, else [`Field::Undefined`].
pub(crate) fn diff<T: Clone + PartialEq>(desired: &Field<T>, current: Option<&T>) -> Field<T> {
    let unchanged = match desired {
        Field::Undefined => true,
        Field::Null => current.is_none(),
        Field::Value(desired) => current == Some(desired),
    };
    if unchanged {
        Field::Undefined
    } else {
        desired.clone()
    }
}

/// Defines the builder of an `ensure` call.
macro_rules! ensure_builder {
    (
        $(#[$doc:meta])*
        pub struct $name:ident { $resource:ty, $new:ty }
        $(#[$plan_doc:meta])*
        pub type $plan:ident = EnsurePlan<$value:ty, $changes:ty>;
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before it is awaited"]
        pub struct $name {
            resource: $resource,
            new: $new,
        }

        $(#[$plan_doc])*
        pub type $plan = $crate::trusted_twin::EnsurePlan<$new, $value, $changes>;

        impl $name {
            /// Reads, and returns the change that is needed, if any. Nothing is changed.
            ///
            /// # Errors
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several have the
            /// name, and those of the reads.
            pub fn plan(&self) -> impl Future<Output = $crate::Result<$plan>> + Send + use<> {
                $crate::trusted_twin::ensure::plan(self.resource.clone(), self.new.clone())
            }

            /// Makes the change of a plan, and no other.
            ///
            /// # Errors
            /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if another change is needed
            /// than the plan has, because others changed the resource, or the plan is for another
            /// call. Nothing was changed then, unless the [outcome](crate::Error::outcome) is
            /// *applied*. Otherwise those of awaiting.
            pub fn apply(
                self,
                plan: $plan,
            ) -> impl Future<Output = $crate::Result<$crate::Ensured<$value>>> + Send {
                $crate::trusted_twin::ensure::apply(self.resource, self.new, plan)
            }
        }

        impl IntoFuture for $name {
            type Output = $crate::Result<$crate::Ensured<$value>>;
            type IntoFuture = ::rolekit_runtime::ValueFuture<$crate::Ensured<$value>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin($crate::trusted_twin::ensure::ensure(self.resource, self.new))
            }
        }
    };
}

pub(crate) use ensure_builder;

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::{EnsurePlan, Found, Named, apply, diff, ensure, find, plan, resolve};
    use crate::trusted_twin::roles::RolePlan;
    use crate::trusted_twin::{Client, NewRole, Role, RoleUpdate, Statement};
    use rolekit_runtime::{Action, ErrorKind, Field, Outcome, Result};

    /// Things with an id and a number, all with the same name.
    #[derive(Clone)]
    struct Things {
        things: Arc<Mutex<Vec<(usize, i64)>>>,
        /// The number that another caller sets after each change.
        other: Option<i64>,
        /// The number of a thing that another caller creates at the same time as this one.
        rival: Option<i64>,
        client: rolekit_runtime::Client,
    }

    impl Things {
        fn new(things: &[(usize, i64)]) -> Self {
            Self {
                things: Arc::new(Mutex::new(things.to_vec())),
                other: None,
                rival: None,
                client: Client::new("secret").unwrap().runtime().clone(),
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

        fn client(&self) -> &rolekit_runtime::Client {
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
            let planned = plan(things.clone(), new).await.unwrap();
            assert_eq!(planned.action(), action);
            assert_eq!(things.all(), before);
            let ensured = apply(things.clone(), new, planned).await.unwrap();
            assert_eq!((ensured.value, ensured.action), ((0, new), action));
        }
        assert_eq!(find(&things, "it").await.unwrap(), Some((0, 2)));
    }

    #[tokio::test]
    async fn a_plan_is_not_applied_to_another_state() {
        let things = Things::new(&[(0, 1)]);
        let update = plan(things.clone(), 2).await.unwrap();
        let nothing = plan(things.clone(), 1).await.unwrap();
        things.set(0, 3);
        for (new, stale) in [(2, update.clone()), (1, nothing), (4, update)] {
            let error = apply(things.clone(), new, stale).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Contention);
            assert_eq!(error.outcome(), Outcome::Refused);
            assert_eq!(things.all(), [(0, 3)]);
        }
    }

    #[tokio::test]
    async fn only_the_change_of_the_plan_is_made() {
        let mut things = Things::new(&[(0, 1)]);
        things.other = Some(9);
        let update = plan(things.clone(), 2).await.unwrap();
        let error = apply(things.clone(), 2, update).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Contention);
        assert_eq!(error.outcome(), Outcome::Applied);
    }

    #[tokio::test]
    async fn a_surplus_creation_of_a_plan_is_taken_back() {
        for rival in [1, 2] {
            let mut things = Things::new(&[]);
            things.rival = Some(rival);
            let create = plan(things.clone(), 1).await.unwrap();
            let applied = apply(things.clone(), 1, create).await;
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
    async fn what_has_no_single_name_cannot_be_ensured() {
        let error = ensure(Things::new(&[]), 0).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let several = Things::new(&[(0, 1), (1, 1)]);
        let error = find(&several, "it").await.unwrap_err();
        assert!(
            error.to_string().contains("2 things match (0, 1)"),
            "{error}"
        );
    }

    #[test]
    fn a_plan_is_a_value_with_old_and_new() {
        let current: Role = serde_json::from_value(json!({
            "uuid": "r", "name": "Reader",
            "statement": {"effect": "allow", "actions": ["get_twin"]},
        }))
        .unwrap();
        let new = NewRole::new("Reader".parse().unwrap(), Statement::permit_nothing());
        let changes = RoleUpdate::new()
            .statement(Statement::permit_nothing())
            .clear_rules();
        let plans: [(RolePlan, &str); 3] = [
            (EnsurePlan::Unchanged(current.clone()), "leave Reader (r)"),
            (
                EnsurePlan::Create { new },
                "create Reader: {\"name\":\"Reader\",\"statement\":{\"actions\":[],\"effect\":\"allow\"}}",
            ),
            (
                EnsurePlan::Update { current, changes },
                "update Reader (r): rules: null → null, statement: \
                 {\"actions\":[\"get_twin\"],\"effect\":\"allow\"} → \
                 {\"actions\":[],\"effect\":\"allow\"}",
            ),
        ];
        for (plan, text) in plans {
            assert_eq!(plan.to_string(), text);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<RolePlan>(&json).unwrap(), plan);
        }
    }

    #[test]
    fn ambiguous_names_list_the_ids() {
        let none = resolve::<&str>("user", "Ada", vec![], None);
        assert_eq!(none.unwrap(), Found::None);
        let one = resolve("user", "Ada", vec!["a"], None);
        assert_eq!(one.unwrap(), Found::One("a"));
        let error = resolve("user", "Ada", vec!["a", "b"], Some(&"c")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let text = error.to_string();
        assert!(
            text.ends_with("name `Ada` is ambiguous: 2 users match (a, b)"),
            "{text}"
        );
        let text = resolve("user", "Ada", (0..100).collect(), None)
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("100 users") && text.ends_with("18, 19, …)"),
            "{text}"
        );
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
    fn the_diff_has_only_changed_fields() {
        assert_eq!(diff(&Field::Undefined, Some(&1)), Field::Undefined);
        assert_eq!(diff(&Field::Value(1), Some(&1)), Field::Undefined);
        assert_eq!(diff(&Field::Value(2), Some(&1)), Field::Value(2));
        assert_eq!(diff(&Field::Value(2), None), Field::Value(2));
        assert_eq!(diff(&Field::<i64>::Null, None), Field::Undefined);
        assert_eq!(diff(&Field::Null, Some(&1)), Field::Null);
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
