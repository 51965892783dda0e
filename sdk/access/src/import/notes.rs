//! Notes about what an import leaves out of the file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::desired::{Desired, Section, resolve};
use crate::file::{AccessFile, Unlisted, join};
use crate::located::Location;
use crate::plan::{Input, ProtectionOverrides, plan};
use crate::problem::{Problem, Sources};
use crate::record::Record;
use crate::state::State;

/// Returns a note for each service that was not read, for each entry of the existing file that is not in effect and so not
/// in the new one, for each entry that has ended and is still in effect, and for each resource that no file can list.
///
/// # Errors
/// Fails if the files contradict themselves or each other.
pub fn notes(
    state: &State,
    existing: Option<&AccessFile>,
    others: &AccessFile,
    imported: &AccessFile,
    now: DateTime<Utc>,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let resolve_with = |file: &AccessFile| resolve(&join(vec![file.clone(), others.clone()])?, now);
    let new = resolve_with(imported)?;
    let mut notes = unread(state);
    let new_entries = entries(&new);
    if let Some(existing) = existing {
        for (entry, (at, _)) in entries(&resolve_with(existing)?) {
            if !new_entries.contains_key(&entry) {
                notes.push(Problem::new(format!("left out, not in effect: {entry}")).at(at));
            }
        }
    }
    for (entry, (at, has_ended)) in new_entries {
        if has_ended {
            let message = format!("has ended, so that a plan removes it: {entry}");
            notes.push(Problem::new(message).at(at));
        }
    }
    notes.extend(not_listed(state, new, now));
    Ok(notes)
}

fn unread(state: &State) -> Vec<Problem> {
    let services = [
        ("Gcore", state.gcore.is_none() && state.iam.is_none()),
        ("Trusted Twin", state.trusted_twin.is_none()),
    ];
    let unread = services.into_iter().filter(|(_, is_unread)| *is_unread);
    let note = |service: &str| {
        Problem::new(format!(
            "{service} was not read, for lack of credentials: its access is not imported"
        ))
    };
    unread.map(|(service, _)| note(service)).collect()
}

/// Returns the entries of a file as texts, each with its location and whether it has ended.
fn entries(desired: &Desired) -> BTreeMap<String, (Location, bool)> {
    let mut entries = BTreeMap::new();
    add(&mut entries, desired.grants.as_ref(), |key, ()| {
        let scope = match &key.project {
            Some(project) => format!("in the project {project}"),
            None => "in the account".to_owned(),
        };
        format!("{} {scope} for {}", key.role, key.email)
    });
    add(&mut entries, desired.members.as_ref(), |email, group| {
        format!("{email} in the group {group}")
    });
    add(&mut entries, desired.roles.as_ref(), |name, _| {
        format!("the role {name} of Trusted Twin")
    });
    add(&mut entries, desired.users.as_ref(), |name, _| {
        format!("the user {name} of Trusted Twin")
    });
    entries
}

fn add<K: Ord, V>(
    entries: &mut BTreeMap<String, (Location, bool)>,
    section: Option<&Section<K, V>>,
    describe: impl Fn(&K, &V) -> String,
) {
    let Some(section) = section else { return };
    for (list, has_ended) in [(&section.active, false), (&section.ended, true)] {
        for (key, entry) in list {
            entries.insert(describe(key, &entry.value), (entry.at, has_ended));
        }
    }
}

/// Returns what a plan finds that the new file does not list, or lists once although it is there several times.
fn not_listed(state: &State, mut desired: Desired, now: DateTime<Utc>) -> Vec<Problem> {
    /// Makes the plan report all resources that are not listed.
    fn report<K, V>(section: &mut Option<Section<K, V>>, is_read: bool) {
        *section = section.take().filter(|_| is_read);
        if let Some(section) = section {
            section.unlisted = Unlisted::Report;
        }
    }
    report(&mut desired.grants, state.gcore.is_some());
    report(&mut desired.members, state.iam.is_some());
    report(&mut desired.roles, state.trusted_twin.is_some());
    report(&mut desired.users, state.trusted_twin.is_some());
    let input = Input {
        desired: &desired,
        state,
        record: &Record::default(),
        sources: &Sources::default(),
        protection: ProtectionOverrides {
            break_glass: true,
            untouchable_roles: true,
        },
        now,
    };
    let findings = match plan(input) {
        Ok(plan) => plan.findings,
        // A name is not unique: the next plan says so too.
        Err(problems) => return problems,
    };
    let note = |service: String, subject: String, found: String, kind: String| {
        Problem::new(format!("left out: {service}: {subject}: {found}: {kind}"))
    };
    let findings = findings.into_iter();
    let notes = findings.map(|it| {
        note(
            it.service.to_string(),
            it.subject,
            it.found,
            it.kind.to_string(),
        )
    });
    notes.collect()
}
