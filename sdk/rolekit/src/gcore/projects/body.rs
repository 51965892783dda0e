//! What a project is to be like.

use crate::gcore::Project;
use crate::generated::gcore::types::{
    CreateProject, CreateProjectDescription, ProjectName, UpdateProject,
};
use crate::runtime::{Error, ErrorKind, Field, Result};

/// A project to make. A text is one with this name and no description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProject {
    name: String,
    description: Option<String>,
}

impl NewProject {
    /// A project with this name: 3 to 63 letters, digits, spaces, dots, underscores and hyphens, the
    /// first a letter or a digit, the last neither a space nor a hyphen. It is checked when it is
    /// sent.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
        }
    }

    /// What the project is for, in 255 characters at most.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What is to be changed of a project for it to be as this one says.
    #[inline]
    pub(super) fn differs_from(&self, project: &Project) -> Option<ProjectPatch> {
        let wanted = self.description.as_deref()?;
        // No description and an empty one are the same to whoever reads it.
        let there = project.description.as_deref().unwrap_or_default();
        (wanted != there).then(|| ProjectPatch::new().description(wanted))
    }

    /// The body of a creation.
    #[inline]
    pub(super) fn into_body(self) -> Result<CreateProject> {
        let mut body = CreateProject::new(checked(&self.name)?);
        body.description = match self.description {
            None => Field::Undefined,
            Some(text) => Field::Value(described(&text)?),
        };
        Ok(body)
    }
}

impl From<&str> for NewProject {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for NewProject {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

/// What to change of a project: each of name and description is set or left alone, and the
/// description may be cleared too.
///
/// ```
/// use rolekit::gcore::ProjectPatch;
///
/// let patch = ProjectPatch::new().name("Warehouse").clear_description();
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectPatch {
    name: Option<String>,
    description: Field<String>,
}

impl ProjectPatch {
    /// Leaves everything alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the project another name, which must be as [`NewProject::new`] says. It is checked when
    /// the patch is sent.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what the project is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Field::Value(description.into());
        self
    }

    /// Takes the description away. An empty text is sent for it: the service documents no null
    /// here, other than for a creation.
    #[must_use]
    pub fn clear_description(mut self) -> Self {
        self.description = Field::Null;
        self
    }

    /// The body of an update.
    #[inline]
    pub(super) fn into_body(self) -> Result<UpdateProject> {
        let mut body = UpdateProject::new();
        body.name = self.name.as_deref().map(checked).transpose()?;
        body.description = match self.description {
            Field::Undefined => None,
            Field::Null => Some(String::new()),
            Field::Value(text) => Some(described(&text)?.into()),
        };
        Ok(body)
    }
}

/// A name as the service takes it.
#[inline]
fn checked(name: &str) -> Result<ProjectName> {
    ProjectName::try_from(name).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "`{}` is no name for a project: 3 to 63 letters, digits, spaces, dots, underscores and \
             hyphens, the first a letter or a digit, the last neither a space nor a hyphen",
            name.chars().take(64).collect::<String>().escape_debug(),
        ))
    })
}

/// A description as the service takes it. It says so for creations; one that could not be given then
/// is no better later.
#[inline]
fn described(text: &str) -> Result<CreateProjectDescription> {
    CreateProjectDescription::try_from(text).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest)
            .with_message("the description of a project has 255 characters at most")
    })
}

#[cfg(test)]
mod tests {
    use super::{NewProject, ProjectPatch};
    use crate::runtime::{ErrorKind, Outcome};

    #[test]
    fn names_are_checked_when_sent() {
        for name in ["abc", "0 .", "A-_.9", "a b", &"a".repeat(63)] {
            NewProject::new(name).into_body().unwrap();
            ProjectPatch::new().name(name).into_body().unwrap();
        }
        for name in [
            "",
            "ab",
            " ab",
            "ab ",
            "ab-",
            ".ab",
            "_ab",
            "a\nb",
            "abc\n",
            "äbc",
            &"a".repeat(64),
        ] {
            for error in [
                NewProject::new(name).into_body().unwrap_err(),
                ProjectPatch::new().name(name).into_body().unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
                assert_eq!(error.outcome(), Outcome::NotSent);
            }
        }
    }

    #[test]
    fn descriptions_have_a_length() {
        let project = NewProject::new("abc");
        let longest = "é".repeat(255);
        project.clone().description(&longest).into_body().unwrap();
        let longer = longest + "é";
        project.description(&longer).into_body().unwrap_err();
        ProjectPatch::new()
            .description(longer)
            .into_body()
            .unwrap_err();
    }

    #[test]
    fn a_patch_sends_what_it_changes_and_nothing_else() {
        for (patch, json) in [
            (ProjectPatch::new(), "{}"),
            (ProjectPatch::new().name("abc"), r#"{"name":"abc"}"#),
            (
                ProjectPatch::new().description("d"),
                r#"{"description":"d"}"#,
            ),
            (
                ProjectPatch::new().clear_description(),
                r#"{"description":""}"#,
            ),
        ] {
            let body = patch.into_body().unwrap();
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
        let body = NewProject::from("abc").into_body().unwrap();
        assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"name":"abc"}"#);
    }
}
