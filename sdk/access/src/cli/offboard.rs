//! `rolekit offboard`.

use clap::Args;
use rolekit_access::file::email;
use rolekit_access::offboard::{Offboarding, Person, Step, find, remove};
use rolekit_access::plan::Service;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{load, session};

/// Arguments of `rolekit offboard`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Offboard {
    /// The e-mail address of the person.
    email: String,
    /// The name of a user of Trusted Twin, beside those that the file says the person has. Can be repeated.
    #[arg(long)]
    user: Vec<String>,
    /// Removes what is shown.
    #[arg(long)]
    yes: bool,
    /// Also offboards a person marked break-glass in the file, or without a file that says who is.
    #[arg(long)]
    allow_break_glass: bool,
}

impl Offboard {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let Some(email) = email(&self.email) else {
            return Err(format!("`{}` is not an e-mail address", self.email).into());
        };
        let mut person = Person {
            email,
            twin_users: self.user.iter().cloned().collect(),
        };
        let mut uses_gcore = true;
        let access = load::optional_access(options, output)?;
        if access.is_none() && self.yes && !self.allow_break_glass {
            let message = format!(
                "{} does not exist, so it is not known whether {} is marked break-glass: name the \
                 file with --file, or add --allow-break-glass",
                options.file().display(),
                person.email
            );
            return Err(message.into());
        }
        if let Some(access) = access {
            let desired = &access.desired;
            uses_gcore = desired.grants.is_some() || desired.members.is_some();
            if desired.people.break_glass.contains(&person.email) && !self.allow_break_glass {
                let message = format!(
                    "{} is marked break-glass (--allow-break-glass lifts this)",
                    person.email
                );
                return Err(message.into());
            }
            let users = desired
                .users
                .iter()
                .flat_map(|it| it.wanted.iter().chain(&it.ended));
            for (name, user) in users {
                match &user.value.person {
                    Some(owner) if *owner == person.email => {
                        person.twin_users.insert(name.clone());
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
        }
        let session = session::open(options).await?;
        let found = find(&session.services, &person).await?;
        if found.is_caller {
            let message = format!(
                "{} owns the key; use a key of another administrator",
                person.email
            );
            return Err(message.into());
        }
        for step in &found.steps {
            output.print(&format!("{}\n", sanitize(&step.to_string())))?;
        }
        let is_partial = self.warn(&found, uses_gcore, output);
        if found.steps.is_empty() {
            let part = if is_partial { " in what was read" } else { "" };
            output.print(&format!("{} has no access{part}\n", person.email))?;
            return Ok(u8::from(is_partial));
        }
        if !self.yes {
            output.log("dry_run", "nothing was removed: add --yes", json!({}));
            return Ok(if is_partial { 1 } else { 2 });
        }
        let mut left = 0;
        let mut have_tokens_failed = false;
        for step in &found.steps {
            // A member with tokens cannot be removed.
            if matches!(step, Step::RemoveMember { .. }) && have_tokens_failed {
                left += 1;
                let text = format!("{step}: left, because tokens are left");
                output.log("step", &text, json!({"step": step, "result": "skipped"}));
                continue;
            }
            match remove(&session.services, step).await {
                Ok(()) => {
                    let text = format!("{step}: done");
                    output.log("step", &text, json!({"step": step, "result": "done"}));
                }
                Err(error) => {
                    left += 1;
                    have_tokens_failed |= matches!(step, Step::DeleteToken { .. });
                    let fields =
                        json!({"step": step, "result": "failed", "error": error.to_string()});
                    output.log("step", &format!("{step}: {error}"), fields);
                }
            }
        }
        let text = format!(
            "{} of {} removed",
            found.steps.len() - left,
            found.steps.len()
        );
        output.log("offboarded", &text, json!({"left": left}));
        Ok(u8::from(left > 0 || is_partial))
    }

    /// Names what was not read or not found. Returns whether there is any.
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
