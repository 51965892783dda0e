//! `rolekit offboard`.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use rolekit::trusted_twin::UserId;
use rolekit_access::desired::Desired;
use rolekit_access::file::email;
use rolekit_access::offboard::{Leaver, Offboarding, RemovalStep, find, listed, remove};
use rolekit_access::plan::Service;
use rolekit_access::services::Services;
use rolekit_access::text::sanitize;
use serde_json::json;

use super::load::CheckedFile;
use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, session};

/// Arguments of `rolekit offboard`.
#[derive(Clone, Debug, Args)]
pub(crate) struct OffboardArgs {
    /// The e-mail address of the person.
    email: String,
    /// Adds a user of Trusted Twin, by name or id, to those that the file assigns to the person. Can be repeated.
    #[arg(long)]
    user: Vec<String>,
    /// Accepts that a service is not searched, because the person cannot have access there. Can be repeated.
    #[arg(long, value_enum, value_name = "SERVICE")]
    without: Vec<SkippedService>,
    /// Performs the removals. Without it, they are only printed.
    #[arg(long)]
    yes: bool,
    /// Allows offboarding of a person who is marked break-glass, and offboarding without a file, which would say
    /// who is.
    #[arg(long)]
    allow_break_glass: bool,
}

/// A service that need not be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SkippedService {
    /// Gcore.
    Gcore,
    /// Trusted Twin.
    TrustedTwin,
}

impl OffboardArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let Some(email) = email(&self.email) else {
            return Err(format!("`{}` is not an e-mail address", self.email).into());
        };
        let file = load::read_if_present(options, output)?;
        let leaver = self.leaver(email, options, file.as_ref())?;
        let session = session::open(options).await?;
        let found = find(&session.services, &leaver).await?;
        check(&found, &leaver, file.as_ref().map(|file| &file.desired))?;
        for step in &found.steps {
            output.print(&format!("{}\n", sanitize(&step.to_string())))?;
        }
        let is_partial = self.warn(&found, &leaver.email, output);
        if let Some(file) = &file {
            warn_of_entries(file, &leaver, output);
        }
        if found.steps.is_empty() {
            let part = searched(&found, &self.user);
            output.print(&format!("{} has no access{part}\n", leaver.email))?;
            return Ok(u8::from(is_partial));
        }
        if !self.yes {
            let text = if file.is_none() && !self.allow_break_glass {
                "nothing was removed: add --yes, and name a file with --file or add --allow-break-glass"
            } else {
                "nothing was removed: add --yes"
            };
            output.log("dry_run", text, json!({}));
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
            if user.value.person.as_ref() == Some(email) {
                leaver.twin_users.insert(name.clone());
            }
        }
        for name in &self.user {
            check_owner(name, name, email, desired)?;
        }
        Ok(())
    }

    /// Reports services that were not searched and users that were not found. Returns whether there are any.
    fn warn(&self, found: &Offboarding, email: &str, output: &mut Output) -> bool {
        let mut is_partial = false;
        let is_skipped = |service: Service| match service {
            Service::TrustedTwin => self.without.contains(&SkippedService::TrustedTwin),
            Service::Gcore | Service::Iam => self.without.contains(&SkippedService::Gcore),
        };
        for service in &found.unread {
            if is_skipped(*service) {
                continue;
            }
            is_partial = true;
            let text = format!(
                "{service} was not read: give its credentials and repeat, or add --without if {email} cannot have \
                 access there"
            );
            output.log("unread", &text, json!({"service": service}));
        }
        let service = Service::TrustedTwin;
        let is_read = !found.unread.contains(&service);
        if is_read && found.is_twin_user_unknown && !is_skipped(service) {
            is_partial = true;
            let text = format!(
                "{service} was not searched, because it has no e-mail addresses and the file assigns none of its \
                 users to {email}: name them with --user, or add --without trusted-twin if there are none"
            );
            output.log("unread", &text, json!({"service": service}));
        }
        for name in self.user.iter().filter(|it| found.absent.contains(*it)) {
            is_partial = true;
            let text = format!(
                "Trusted Twin has no user `{name}`: check --user, unless it was removed before"
            );
            output.log("absent", &text, json!({"user": name}));
        }
        is_partial
    }
}

/// Returns the part of the sentence that says where no access was found, if not everywhere.
fn searched(found: &Offboarding, users: &[String]) -> &'static str {
    let gcore = !found.unread.contains(&Service::Gcore);
    let twin = !found.unread.contains(&Service::TrustedTwin)
        && !found.is_twin_user_unknown
        && !users.iter().any(|user| found.absent.contains(user));
    match (gcore, twin) {
        (true, true) => "",
        (true, false) => " in Gcore",
        (false, true) => " in Trusted Twin",
        (false, false) => " in what was read",
    }
}

/// Fails if the removals may be wrong: the person owns the key, a name is not unique, or a user is another person's.
fn check(found: &Offboarding, leaver: &Leaver, desired: Option<&Desired>) -> Result<(), Failure> {
    let email = &leaver.email;
    if found.is_caller {
        return Err(format!("{email} owns the key: use the key of another administrator").into());
    }
    if !found.ambiguous.is_empty() {
        return Err(describe_ambiguous(&found.ambiguous, email).into());
    }
    let Some(desired) = desired else {
        return Ok(());
    };
    for step in &found.steps {
        if let RemovalStep::DeleteUser {
            user,
            name: Some(name),
        } = step
        {
            check_owner(name, user.as_str(), email, desired)?;
        }
    }
    Ok(())
}

/// Fails if the file assigns the user with a name, which `option` selected, to another person.
fn check_owner(name: &str, option: &str, email: &str, desired: &Desired) -> Result<(), Failure> {
    let users = desired.users.as_ref();
    let entry = users.and_then(|users| users.entry(&name.to_owned()));
    match entry.and_then(|entry| entry.value.person.as_deref()) {
        Some(owner) if owner != email => Err(format!(
            "the user `{name}` is {owner}'s, as the file says: leave `--user {option}` out, or correct `person` in \
             the file"
        )
        .into()),
        _ => Ok(()),
    }
}

fn describe_ambiguous(ambiguous: &BTreeMap<String, Vec<UserId>>, email: &str) -> String {
    let names = ambiguous.iter().map(|(name, ids)| {
        let ids: Vec<&str> = ids.iter().map(UserId::as_str).collect();
        format!(
            "the name `{name}` is not unique, it has the users {}",
            ids.join(", ")
        )
    });
    let names: Vec<String> = names.collect();
    format!(
        "{}: nothing was removed; select those of {email} by id, with --user",
        names.join("; ")
    )
}

/// Reports the lines of the file that give the access again with the next plan.
fn warn_of_entries(file: &CheckedFile, leaver: &Leaver, output: &mut Output) {
    let sources = &file.loaded.sources;
    let found = listed(&file.loaded.file, leaver, clock::now());
    let places: Vec<String> = found
        .into_iter()
        .filter_map(|at| sources.show(at))
        .collect();
    if places.is_empty() {
        return;
    }
    let text = format!(
        "the file still lists {}, and the next apply gives the access again: remove the entries at {}",
        leaver.email,
        places.join(", ")
    );
    output.log("listed", &text, json!({"locations": places}));
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
