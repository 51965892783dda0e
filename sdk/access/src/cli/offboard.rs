//! `rolekit offboard`.

use clap::Args;
use rolekit_access::desired::Desired;
use rolekit_access::file::email;
use rolekit_access::offboard::{Leaver, Offboarding, RemovalStep, find, remove};
use rolekit_access::plan::Service;
use rolekit_access::services::Services;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::load::CheckedFile;
use super::options::{Failure, Options};
use super::output::Output;
use super::{load, session};

/// Arguments of `rolekit offboard`.
#[derive(Clone, Debug, Args)]
pub(crate) struct OffboardArgs {
    /// The e-mail address of the person.
    email: String,
    /// Adds a user of Trusted Twin, by name, to those that the file assigns to the person. Can be repeated.
    #[arg(long)]
    user: Vec<String>,
    /// Performs the removals. Without it, they are only printed.
    #[arg(long)]
    yes: bool,
    /// Allows offboarding of a person who is marked break-glass, and offboarding without a file, which would say
    /// who is.
    #[arg(long)]
    allow_break_glass: bool,
}

impl OffboardArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let Some(email) = email(&self.email) else {
            return Err(format!("`{}` is not an e-mail address", self.email).into());
        };
        let file = load::read_if_present(options, output)?;
        let leaver = self.leaver(email, options, file.as_ref())?;
        let desired = file.as_ref().map(|file| &file.desired);
        let uses_gcore = desired.is_none_or(|it| it.grants.is_some() || it.members.is_some());
        let session = session::open(options).await?;
        let found = find(&session.services, &leaver).await?;
        if found.is_caller {
            let email = &leaver.email;
            return Err(
                format!("{email} owns the key: use the key of another administrator").into(),
            );
        }
        for step in &found.steps {
            output.print(&format!("{}\n", sanitize(&step.to_string())))?;
        }
        let is_partial = self.warn(&found, uses_gcore, output);
        if found.steps.is_empty() {
            let part = if is_partial { " in what was read" } else { "" };
            output.print(&format!("{} has no access{part}\n", leaver.email))?;
            return Ok(u8::from(is_partial));
        }
        if !self.yes {
            output.log("dry_run", "nothing was removed: add --yes", json!({}));
            return Ok(if is_partial { 1 } else { 2 });
        }
        let left = remove_all(&session.services, &found.steps, output).await;
        Ok(u8::from(left > 0 || is_partial))
    }

    /// Returns the person and the users that the options and the file name.
    ///
    /// # Errors
    /// Fails if the person may be protected, or if the file assigns a user to another person.
    fn leaver(
        &self,
        email: String,
        options: &Options,
        file: Option<&CheckedFile>,
    ) -> Result<Leaver, Failure> {
        let mut leaver = Leaver {
            email,
            twin_users: self.user.iter().cloned().collect(),
        };
        match file {
            Some(file) => self.add_users(&mut leaver, &file.desired)?,
            None if self.yes && !self.allow_break_glass => {
                let message = format!(
                    "{} does not exist, so it is not known whether {} is marked break-glass: name the \
                     file with --file, or add --allow-break-glass",
                    options.file().display(),
                    leaver.email
                );
                return Err(message.into());
            }
            None => {}
        }
        Ok(leaver)
    }

    /// Adds the users that the file assigns to the person.
    fn add_users(&self, leaver: &mut Leaver, desired: &Desired) -> Result<(), Failure> {
        let email = &leaver.email;
        if desired.people.break_glass.contains(email) && !self.allow_break_glass {
            let message =
                format!("{email} is marked break-glass (--allow-break-glass overrides this)");
            return Err(message.into());
        }
        let sections = desired.users.iter();
        for (name, user) in sections.flat_map(|it| it.active.iter().chain(&it.ended)) {
            match &user.value.person {
                Some(owner) if owner == email => {
                    leaver.twin_users.insert(name.clone());
                }
                Some(owner) if self.user.contains(name) => {
                    let message = format!(
                        "the user `{name}` is {owner}'s, as the file says: leave `--user {name}` \
                         out, or correct `person` in the file"
                    );
                    return Err(message.into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports services that were not read and users that were not found. Returns whether there are any.
    fn warn(&self, found: &Offboarding, uses_gcore: bool, output: &mut Output) -> bool {
        let mut is_partial = false;
        for service in &found.unread {
            if *service == Service::Gcore && !uses_gcore {
                continue;
            }
            is_partial = true;
            let text = format!("{service} was not read: give its credentials and repeat");
            output.log("unread", &text, json!({"service": service}));
        }
        for name in self.user.iter().filter(|it| found.absent.contains(*it)) {
            is_partial = true;
            let text = format!("Trusted Twin has no user `{name}`: check --user");
            output.log("absent", &text, json!({"user": name}));
        }
        is_partial
    }
}

/// Performs removals. Returns the number of those that failed or were skipped.
async fn remove_all(services: &Services, steps: &[RemovalStep], output: &mut Output) -> usize {
    let mut left = 0;
    let mut have_tokens_failed = false;
    for step in steps {
        // A member with tokens cannot be removed.
        if matches!(step, RemovalStep::RemoveMember { .. }) && have_tokens_failed {
            left += 1;
            let text = format!("{step}: left, because tokens are left");
            output.log("step", &text, json!({"step": step, "result": "skipped"}));
            continue;
        }
        match remove(services, step).await {
            Ok(()) => {
                let text = format!("{step}: done");
                output.log("step", &text, json!({"step": step, "result": "done"}));
            }
            Err(error) => {
                left += 1;
                have_tokens_failed |= matches!(step, RemovalStep::DeleteToken { .. });
                let fields = json!({"step": step, "result": "failed", "error": error.to_string()});
                output.log("step", &format!("{step}: {error}"), fields);
            }
        }
    }
    let text = format!("{} of {} removed", steps.len() - left, steps.len());
    output.log("offboarded", &text, json!({"left": left}));
    left
}
