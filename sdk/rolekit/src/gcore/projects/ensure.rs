//! Intent: ensures that a project with this name exists, as described, or does not.

use rolekit_runtime::{
    Absent, ChangeOf, Client, Ensure, EnsurePlan, Ensured, Field, HasId, PlanOf, PlannedChange,
    Result, Target, excerpt,
};

use crate::gcore::resources::Projects;
use crate::gcore::{CreateProject, Project, ProjectId, UpdateProject};

impl Projects {
    /// Ensures, when awaited, that a project with this name exists, with this description if one is
    /// given. If there is such a project, only reads are sent. If its description differs, it is
    /// updated. Otherwise a project is created. If no description is given, that of an existing
    /// project stays unchanged; null clears it.
    ///
    /// The [guarantees](crate::Ensure#guarantees) are those of every `ensure`.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let warehouse = CreateProject::new("Warehouse".parse()?);
    /// let first = gcore.projects().ensure(&warehouse).await?;
    /// assert!(first.is_changed());
    /// let again = gcore.projects().ensure(&warehouse).await?;
    /// assert!(!again.is_changed());
    /// assert_eq!(again.value.id, first.value.id);
    /// # Ok(()) });
    /// ```
    ///
    /// To see the change before it is applied:
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let warehouse = gcore.projects().ensure(&CreateProject::new("Warehouse".parse()?));
    /// let plan = warehouse.plan().await?;
    /// assert_eq!(plan.to_string(), "project `Warehouse`: create {\"name\":\"Warehouse\"}");
    /// let ensured = warehouse.apply(&plan).await?;
    /// assert!(ensured.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// A project that is being deleted does not count as existing. Until it is gone, the API may
    /// reject its name with a [conflict](crate::Error::is_conflict).
    ///
    /// # Errors
    /// Those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure(&self, project: &CreateProject) -> EnsureProject {
        Ensure::new(DesiredProject {
            projects: self.clone(),
            name: project.name.to_string(),
            desired: Some(project.clone()),
        })
    }

    /// Ensures, when awaited, that no project has this name: deletes it **with everything in it**.
    /// Returns the project whose deletion this call started; `None` if there was none, or it was being
    /// deleted. [`plan`](Ensure::plan) and [`apply`](Ensure::apply) are those of [`ensure`](Self::ensure).
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// # gcore.projects().create(&rolekit::gcore::CreateProject::new("Short-lived".parse()?)).await?;
    /// if let Some(project) = gcore.projects().ensure_absent("Short-lived").await? {
    ///     gcore.projects().delete(project.id).wait().await?; // until it is gone
    /// }
    /// assert!(gcore.projects().ensure_absent("Short-lived").await?.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`ensure`](Self::ensure) and [`delete`](Self::delete): the default project of an account
    /// cannot be deleted.
    pub fn ensure_absent(&self, name: &str) -> Ensure<Absent<DesiredProject>> {
        Ensure::new(Absent::new(DesiredProject {
            projects: self.clone(),
            name: name.to_owned(),
            desired: None,
        }))
    }
}

/// What [`Projects::ensure`] would change.
pub type ProjectPlan = EnsurePlan<CreateProject, Project, UpdateProject>;

/// A call of [`Projects::ensure`].
pub type EnsureProject = Ensure<DesiredProject>;

/// A project that [`Projects::ensure`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredProject {
    projects: Projects,
    name: String,
    /// `None` for [`Projects::ensure_absent`].
    desired: Option<CreateProject>,
}

impl HasId for Project {
    type Id = ProjectId;

    fn id(&self) -> &ProjectId {
        &self.id
    }
}

impl Target for DesiredProject {
    type State = Option<Project>;
    type New = CreateProject;
    type Value = Project;
    type Changes = UpdateProject;
    type Output = Ensured<Project>;

    fn client(&self) -> &Client {
        self.projects.runtime()
    }

    async fn read(&self) -> Result<Self::State> {
        let project = self.projects.find_by_name(&self.name).await?;
        Ok(project.filter(|project| project.state != "DELETING"))
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let desired = match self.desired.as_ref().map(|desired| &desired.description) {
            None | Some(Field::Undefined) => None,
            // The service treats an absent description like an empty one.
            Some(Field::Null) => Some(""),
            Some(Field::Value(description)) => Some(description.as_str()),
        };
        let diff = |project: &Project| {
            let current = project.description.as_deref().unwrap_or_default();
            let desired = desired.filter(|desired| *desired != current)?;
            Some(UpdateProject::new().description(desired))
        };
        let name = format!("project `{}`", excerpt(&self.name));
        EnsurePlan::for_one(name, state.as_ref(), self.desired.as_ref(), diff)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<ProjectId>> {
        let project = match change {
            PlannedChange::Create { new } => self.projects.create(new).await?,
            PlannedChange::Update { current, changes } => {
                self.projects.update(current.id, changes).await?
            }
            PlannedChange::Delete { current } => {
                self.projects.delete(current.id).await?;
                return Ok(Some(current.id));
            }
        };
        Ok(Some(project.id))
    }
}
