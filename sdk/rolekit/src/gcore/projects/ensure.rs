//! A project made so, whatever it is now.

use crate::gcore::{NewProject, Project, Projects};
use crate::runtime::{Action, Ensured, Error, Outcome, Result};

impl Projects<'_> {
    /// Makes there be a project of this name, with this description if one is given: nothing is sent
    /// but reads if it is so already; a project of the name is given the description; else one is
    /// made. A description that is not given is left alone.
    ///
    /// It may be run again after any failure. If the answer to a creation is lost, or somebody else
    /// was faster, it looks whether the project is there before it fails.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let first = gcore.projects().ensure("Warehouse").await?;
    /// assert!(first.is_changed());
    /// let again = gcore.projects().ensure("Warehouse").await?;
    /// assert!(!again.is_changed());
    /// assert_eq!(again.value.id, first.value.id);
    /// # Ok(()) });
    /// ```
    ///
    /// A project that is being deleted is not there: until it is gone, the service may refuse its name
    /// with a [conflict](crate::Error::is_conflict).
    ///
    /// # Errors
    /// As [`create`](Self::create) and [`update`](Self::update) have them.
    pub async fn ensure(&self, project: impl Into<NewProject>) -> Result<Ensured<Project>> {
        let wanted = project.into();
        // What could never be sent is told before anything is.
        wanted.clone().into_body()?;
        if let Some(there) = self.living(wanted.name()).await? {
            return self.adapt(&wanted, there).await;
        }
        match self.create(wanted.clone()).await {
            Ok(made) => Ok(Ensured::new(made, Action::Created)),
            Err(error) => self.look_after(error, &wanted).await,
        }
    }

    /// The project with this name, unless it is being deleted.
    async fn living(&self, name: &str) -> Result<Option<Project>> {
        let there = self.find_by_name(name).await?;
        Ok(there.filter(|project| project.state != "DELETING"))
    }

    /// Gives a project that is there the description that is wanted.
    async fn adapt(&self, wanted: &NewProject, there: Project) -> Result<Ensured<Project>> {
        match wanted.differs_from(&there) {
            None => Ok(Ensured::new(there, Action::Unchanged)),
            Some(patch) => {
                let project = self.update(there.id, patch).await?;
                Ok(Ensured::new(project, Action::Updated))
            }
        }
    }

    /// A creation failed: if the project is there all the same, it may be as it should be.
    async fn look_after(&self, error: Error, wanted: &NewProject) -> Result<Ensured<Project>> {
        let conflict = error.is_conflict();
        if error.outcome() < Outcome::Unknown && !conflict {
            return Err(error);
        }
        match self.living(wanted.name()).await {
            Ok(Some(there)) if conflict => self.adapt(wanted, there).await,
            Ok(Some(there)) if wanted.differs_from(&there).is_none() => {
                Ok(Ensured::new(there, Action::Created))
            }
            // What went wrong first says more than what the look came to.
            _ => Err(error),
        }
    }
}
