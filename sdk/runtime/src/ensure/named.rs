//! Resources that are found by a name, which is not unique.

use std::fmt::{Debug, Display};
use std::sync::OnceLock;

use crate::client::Client;
use crate::ensure::absent::Absent;
use crate::ensure::plan::{EnsurePlan, HasId, PlannedChange};
use crate::ensure::target::{ChangeOf, PlanOf, Target};
use crate::ensure::{Ensure, Ensured};
use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;
use crate::find::unique;

/// A resource that is found by its name, which is not unique.
pub trait NamedResource: Clone + Send + Sync + 'static {
    /// The description of the desired resource.
    type New: Clone + Debug + PartialEq + Send + Sync + 'static;
    /// The resource. If several have the name, the one with the smallest id remains.
    type Value: HasId + Clone + Debug + PartialEq + Send + Sync + 'static;
    /// The changes of a resource.
    type Changes: Clone + Debug + PartialEq + Send + Sync + 'static;

    /// The noun for errors, such as "role".
    const NOUN: &'static str;

    /// Returns the client.
    fn client(&self) -> &Client;

    /// Returns the name of a described resource.
    fn name(new: &Self::New) -> Option<&str>;

    /// Returns the changes that make `current` as described.
    fn diff(new: &Self::New, current: &Self::Value) -> Option<Self::Changes>;

    /// Checks that the changes that make `current` as described would lose nothing that the description
    /// cannot contain. Accepts all by default.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if they would.
    fn check(new: &Self::New, current: &Self::Value) -> Result<()> {
        let _ = (new, current);
        Ok(())
    }

    /// Returns the ids of the resources with a name.
    fn ids(&self, name: &str) -> impl Future<Output = Result<Vec<NamedId<Self>>>> + Send;

    /// Returns a resource.
    fn get(&self, id: &NamedId<Self>) -> impl Future<Output = Result<Self::Value>> + Send;

    /// Creates a resource.
    fn create(&self, new: &Self::New) -> impl Future<Output = Result<Self::Value>> + Send;

    /// Updates a resource.
    fn update(
        &self,
        id: &NamedId<Self>,
        changes: &Self::Changes,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes a resource.
    fn delete(&self, id: &NamedId<Self>) -> impl Future<Output = Result<()>> + Send;

    /// Returns the resource with a name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if there are several.
    fn find_named(&self, name: &str) -> impl Future<Output = Result<Option<Self::Value>>> + Send {
        async move {
            match read(self, name, None).await? {
                NameLookup::One(value) => Ok(Some(value)),
                NameLookup::None | NameLookup::TakeBack(_) => Ok(None),
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

    /// Ensures that there is no resource with this name.
    fn ensure_absent_named(&self, name: &str) -> Ensure<NamedAbsent<Self>> {
        Ensure::new(Absent::new(NamedKey {
            resource: self.clone(),
            name: name.to_owned(),
        }))
    }
}

/// The id of a resource with a name.
type NamedId<R> = <<R as NamedResource>::Value as HasId>::Id;

/// A resource with a name, and its desired state.
#[derive(Clone, Debug)]
pub struct NamedTarget<R: NamedResource> {
    resource: R,
    new: R::New,
    /// The resource that this run created.
    created: OnceLock<NamedId<R>>,
}

impl<R: NamedResource> Target for NamedTarget<R> {
    type State = NameLookup<R::Value>;
    type New = R::New;
    type Value = R::Value;
    type Changes = R::Changes;
    type Output = Ensured<R::Value>;

    fn client(&self) -> &Client {
        self.resource.client()
    }

    async fn read(&self) -> Result<Self::State> {
        let name = R::name(&self.new).ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "a {} without a name cannot be found again; set `name`, or use `create`",
                R::NOUN,
            ))
        })?;
        let found = read(&self.resource, name, self.created.get()).await?;
        if let NameLookup::One(current) = &found {
            R::check(&self.new, current)?;
        }
        Ok(found)
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let name = label::<R>(R::name(&self.new).unwrap_or_default());
        let current = match state {
            NameLookup::None => None,
            NameLookup::One(current) => Some(current),
            NameLookup::TakeBack(own) => {
                let current = own.clone();
                let delete = PlannedChange::Delete { current };
                return EnsurePlan::new(name, vec![], vec![delete]);
            }
        };
        let diff = |current: &R::Value| R::diff(&self.new, current);
        EnsurePlan::for_one(name, current, Some(&self.new), diff)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<NamedId<R>>> {
        let id = match change {
            PlannedChange::Create { new } => {
                let id = self.resource.create(new).await?.id().clone();
                // A second one is created only if the first was deleted, so only the first can be
                // surplus.
                let _ = self.created.set(id.clone());
                id
            }
            PlannedChange::Update { current, changes } => {
                self.resource.update(current.id(), changes).await?;
                current.id().clone()
            }
            PlannedChange::Delete { current } => {
                self.resource.delete(current.id()).await?;
                current.id().clone()
            }
        };
        Ok(Some(id))
    }
}

/// The absence of a resource with a name.
pub type NamedAbsent<R> = Absent<NamedKey<R>>;

/// The resource that has a name. It is read and deleted only.
#[derive(Clone, Debug)]
pub struct NamedKey<R: NamedResource> {
    resource: R,
    name: String,
}

impl<R: NamedResource> Target for NamedKey<R> {
    type State = Option<R::Value>;
    type New = R::New;
    type Value = R::Value;
    type Changes = R::Changes;
    type Output = Option<R::Value>;

    fn client(&self) -> &Client {
        self.resource.client()
    }

    async fn read(&self) -> Result<Self::State> {
        self.resource.find_named(&self.name).await
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        EnsurePlan::new(
            label::<R>(&self.name),
            state.iter().cloned().collect(),
            vec![],
        )
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<NamedId<R>>> {
        let Some(current) = change.current() else {
            return Ok(None);
        };
        self.resource.delete(current.id()).await?;
        Ok(Some(current.id().clone()))
    }
}

/// Returns what the resource with a name is called in plans.
fn label<R: NamedResource>(name: &str) -> String {
    format!("{} `{}`", R::NOUN, excerpt(name))
}

/// The state of the resources with a name.
#[derive(Debug, PartialEq)]
pub enum NameLookup<T> {
    /// There is none.
    None,
    /// The one to keep, or its id.
    One(T),
    /// There are several, and the caller must delete this one, which it created.
    TakeBack(T),
}

/// Reads the resource with a name; `own` is the one that the caller created.
async fn read<R: NamedResource>(
    resource: &R,
    name: &str,
    own: Option<&NamedId<R>>,
) -> Result<NameLookup<R::Value>> {
    let mut ids = resource.ids(name).await?;
    loop {
        let (id, found): (_, fn(R::Value) -> _) = match resolve(R::NOUN, name, ids.clone(), own)? {
            NameLookup::None => return Ok(NameLookup::None),
            NameLookup::One(id) => (id, NameLookup::One),
            NameLookup::TakeBack(id) => (id, NameLookup::TakeBack),
        };
        match resource.get(&id).await {
            Ok(value) => return Ok(found(value)),
            // Others deleted it since the list was read.
            Err(error) if error.is_not_found() => ids.retain(|other| *other != id),
            Err(error) => return Err(error),
        }
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
) -> Result<NameLookup<I>> {
    if ids.len() > 1
        && let Some(own) = own.filter(|own| ids.contains(own))
    {
        return Ok(if ids.iter().min() == Some(own) {
            NameLookup::One(own.clone())
        } else {
            NameLookup::TakeBack(own.clone())
        });
    }
    let found = unique(&format!("{noun}s"), name, ids, I::clone)?;
    Ok(found.map_or(NameLookup::None, NameLookup::One))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{NameLookup, NamedResource, read, resolve};
    use crate::client::Client;
    use crate::ensure::{Action, HasId};
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
        /// The id of a thing that is listed, but was deleted.
        gone: Option<usize>,
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
                gone: None,
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

    impl HasId for (usize, i64) {
        type Id = usize;

        fn id(&self) -> &usize {
            &self.0
        }
    }

    impl NamedResource for Things {
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

        fn diff(new: &i64, current: &(usize, i64)) -> Option<i64> {
            (*new != current.1).then_some(*new)
        }

        async fn ids(&self, _: &str) -> Result<Vec<usize>> {
            let ids = self.all().into_iter().map(|(id, _)| id);
            Ok(ids.chain(self.gone).collect())
        }

        async fn get(&self, id: &usize) -> Result<(usize, i64)> {
            let found = self.all().into_iter().find(|thing| thing.0 == *id);
            let gone = || Error::new(ErrorKind::Api).with_status(reqwest::StatusCode::NOT_FOUND);
            found.ok_or_else(gone)
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
            assert_eq!(planned.is_empty(), action == Action::Unchanged);
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
    async fn what_is_deleted_after_the_list_does_not_count() {
        let mut things = Things::new(&[(5, 1)]);
        for (gone, own) in [(7, 7), (3, 3)] {
            things.gone = Some(gone);
            let found = read(&things, "it", Some(&own)).await.unwrap();
            assert_eq!(found, NameLookup::One((5, 1)));
        }
        let mut none = Things::new(&[]);
        none.gone = Some(7);
        assert_eq!(none.find_named("it").await.unwrap(), None);
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
    fn a_name_refers_to_one() {
        let none = resolve::<&str>("user", "Ada", vec![], None);
        assert_eq!(none.unwrap(), NameLookup::None);
        let one = resolve("user", "Ada", vec!["a"], None);
        assert_eq!(one.unwrap(), NameLookup::One("a"));
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
            [
                NameLookup::One(1),
                NameLookup::TakeBack(2),
                NameLookup::TakeBack(3)
            ],
        );
    }
}
