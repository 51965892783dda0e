//! `rolekit offboard`.

use clap::Args;
use rolekit_access::file::email;
use rolekit_access::offboard::{Person, Step, find, remove};
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
            output.print(&format!("{step}\n"))?;
        }
        if found.steps.is_empty() {
            output.print(&format!("{} has no access\n", person.email))?;
            return Ok(0);
        }
        if !self.yes {
            output.log("dry_run", "nothing was removed: add --yes", json!({}));
            return Ok(2);
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
        Ok(u8::from(left > 0))
    }
}
