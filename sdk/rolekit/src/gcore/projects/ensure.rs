//! Intent: a project with this name exists, with this description. Creates or updates it as needed.

use std::fmt;

use rolekit_runtime::{Action, Client, Ensure, Field, Result, Step, Target};
use serde::{Deserialize, Serialize};

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
    /// [`Ensured::action`](crate::Ensured::action) is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the project exists afterwards, it counts as created by this call,
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
    /// To look at the change before it is made:
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::CreateProject;
    ///
    /// let warehouse = gcore.projects().ensure(&CreateProject::new("Warehouse".parse()?));
    /// let plan = warehouse.plan().await?;
    /// assert_eq!(plan.to_string(), "project Warehouse: create");
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

/// What [`Projects::ensure`] needs to do.
///
/// `Display` writes a line such as `project Warehouse: create`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ProjectPlan {
    /// The project is as desired.
    #[non_exhaustive]
    Unchanged {
        /// The project.
        project_id: ProjectId,
        /// Its name.
        name: String,
    },
    /// Creates the project.
    #[non_exhaustive]
    Create {
        /// Its name.
        name: String,
        /// Its description.
        description: Option<String>,
    },
    /// Changes the description of the project.
    #[non_exhaustive]
    Update {
        /// The project.
        project_id: ProjectId,
        /// Its name.
        name: String,
        /// Its description before.
        old_description: String,
        /// Its new description.
        description: String,
    },
}

impl fmt::Display for ProjectPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unchanged { name, .. } => write!(f, "project {name}: unchanged"),
            Self::Create {
                name,
                description: None,
            } => write!(f, "project {name}: create"),
            Self::Create {
                name,
                description: Some(description),
            } => write!(f, "project {name}: create with description {description:?}"),
            Self::Update {
                project_id,
                name,
                old_description,
                description,
            } => write!(
                f,
                "project {name}: update {project_id}, \
                 description from {old_description:?} to {description:?}"
            ),
        }
    }
}

/// A call of [`Projects::ensure`].
pub type EnsureProject = Ensure<DesiredProject>;

/// A project that [`Projects::ensure`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredProject {
    projects: Projects,
    desired: CreateProject,
}

impl Target for DesiredProject {
    type State = Option<Project>;
    type Change = ProjectPlan;
    type Value = Project;
    type Plan = ProjectPlan;

    fn client(&self) -> &Client {
        self.projects.runtime()
    }

    fn name(&self) -> String {
        format!("project `{}`", *self.desired.name)
    }

    async fn read(&self) -> Result<Self::State> {
        let project = self.projects.find_by_name(&self.desired.name).await?;
        Ok(project.filter(|project| project.state != "DELETING"))
    }

    fn step(&self, state: &Self::State) -> Result<Step<Project, ProjectPlan>> {
        let desired = match &self.desired.description {
            Field::Undefined => None,
            // The service treats an absent description like an empty one.
            Field::Null => Some(""),
            Field::Value(description) => Some(description.as_str()),
        };
        let name = self.desired.name.to_string();
        let Some(project) = state else {
            let description = desired.map(str::to_owned);
            let create = ProjectPlan::Create { name, description };
            return Ok(Step::Change(Action::Created, create));
        };
        let current = project.description.as_deref().unwrap_or_default();
        Ok(match desired.filter(|desired| *desired != current) {
            None => Step::Done(project.clone()),
            Some(description) => Step::Change(
                Action::Updated,
                ProjectPlan::Update {
                    project_id: project.id,
                    name,
                    old_description: current.to_owned(),
                    description: description.to_owned(),
                },
            ),
        })
    }

    fn describe(&self, step: &Step<Project, ProjectPlan>) -> ProjectPlan {
        step.change_or(|project| ProjectPlan::Unchanged {
            project_id: project.id,
            name: project.name.clone(),
        })
    }

    async fn apply(&self, change: ProjectPlan) -> Result<()> {
        match change {
            ProjectPlan::Unchanged { .. } => Ok(()),
            ProjectPlan::Create { .. } => self.projects.create(&self.desired).await.map(drop),
            ProjectPlan::Update {
                project_id,
                description,
                ..
            } => {
                let body = UpdateProject::new().description(description);
                self.projects.update(project_id, &body).await.map(drop)
            }
        }
    }
}
