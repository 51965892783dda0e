//! Intent: ensures that a project with this name and description exists. Creates or updates it as needed.

use rolekit_runtime::{
    ChangeOf, Client, Ensure, EnsurePlan, Ensured, Field, Identified, PlanOf, PlannedChange,
    Result, Target,
};

use crate::gcore::resources::Projects;
use crate::gcore::{CreateProject, Project, ProjectId, UpdateProject};

impl Projects {
    /// Ensures, when awaited, that a project with this name exists, with this description if one is
    /// given. If there is such a project, only reads are sent. If its description differs, it is
    /// updated. Otherwise a project is created. If no description is given, that of an existing
    /// project stays unchanged; null clears it.
    ///
    /// # What is guaranteed
    /// On success the project was as described at the last read, which follows the last change. If
    /// others create, change or delete it meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// [`Ensured::action`](crate::Ensured::action) is what this call did:
    /// [`Action::Unchanged`](crate::Action::Unchanged) if others made the change. If a response was lost and the project exists afterwards, it counts as created by this call,
    /// although others may have created it at that moment.
    ///
    /// Not guaranteed: that the project stays so after the last read. Of two calls with different
    /// descriptions the last one wins.
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
    /// - Those of [`create`](Self::create) and [`update`](Self::update). The
    ///   [outcome](crate::Error::outcome) says whether the change was applied: *applied* also if
    ///   only the read after it failed.
    /// - [`ErrorKind::Contention`](crate::ErrorKind::Contention) if others changed the project before
    ///   each of 20 reads.
    ///
    /// The call can be repeated after any error.
    pub fn ensure(&self, project: &CreateProject) -> EnsureProject {
        Ensure::new(DesiredProject {
            projects: self.clone(),
            desired: project.clone(),
        })
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
    desired: CreateProject,
}

impl Identified for Project {
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
        let project = self.projects.find_by_name(&self.desired.name).await?;
        Ok(project.filter(|project| project.state != "DELETING"))
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let desired = match &self.desired.description {
            Field::Undefined => None,
            // The service treats an absent description like an empty one.
            Field::Null => Some(""),
            Field::Value(description) => Some(description.as_str()),
        };
        let diff = |project: &Project| {
            let current = project.description.as_deref().unwrap_or_default();
            let desired = desired.filter(|desired| *desired != current)?;
            Some(UpdateProject::new().description(desired))
        };
        let name = format!("project `{}`", *self.desired.name);
        EnsurePlan::for_one(name, state.as_ref(), Some(&self.desired), diff)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<ProjectId>> {
        let project = match change {
            PlannedChange::Create { new } => self.projects.create(new).await?,
            PlannedChange::Update { current, changes } => {
                self.projects.update(current.id, changes).await?
            }
            // Projects are not deleted.
            PlannedChange::Delete { .. } => return Ok(None),
        };
        Ok(Some(project.id))
    }
}
