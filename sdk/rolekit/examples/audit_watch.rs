//! Prints who changed the roles of whom, from the audit log of Gcore, and continues next time where it
//! stopped.
//!
//! ```text
//! cargo run -p rolekit --example audit_watch -- [--state FILE] [--since TIME] [--follow]
//! ```
//!
//! `--state` is the file in which it stores where it stopped; without it, nothing is stored. The first
//! time it begins at `--since`, in RFC 3339, or at the beginning of the log. With `--follow` it reads
//! the log again each minute, and ends at an error that the client's retries cannot settle; without it,
//! it reads the log once. An entry that the service adds later with an earlier time is missed.
//!
//! It only reads. It needs `GCORE_API_KEY`, the key of an administrator. Without it, it runs on a sandbox.

pub(crate) mod services;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use rolekit::Timestamp;
use rolekit::gcore::{ApiGroup, Client, UserActionId, UserActionOrder};
use serde::{Deserialize, Serialize};
use services::{Outcome, Services};

const USAGE: &str = "usage: audit_watch [--state FILE] [--since TIME] [--follow]";

/// The pause between two reads of the log.
const INTERVAL: Duration = Duration::from_secs(60);

/// Where the watch stopped: at the time of the last entry, and the entries of that time, because the
/// log is read from a time on, inclusively. An offset would shift when the service drops old entries.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    since: Option<Timestamp>,
    seen: Vec<UserActionId>,
}

#[tokio::main]
async fn main() -> ExitCode {
    services::run(audit_watch, &[]).await
}

/// Prints the new entries, and stores where it stopped.
pub(crate) async fn audit_watch(
    services: &Services,
    arguments: &[&str],
    out: &mut impl Write,
) -> Outcome {
    let (mut file, mut since, mut is_followed) = (None, None, false);
    let mut arguments = arguments.iter().copied();
    while let Some(argument) = arguments.next() {
        match argument {
            "--state" => file = Some(arguments.next().ok_or(USAGE)?),
            "--since" => since = Some(arguments.next().ok_or(USAGE)?),
            "--follow" => is_followed = true,
            _ => return Err(USAGE.into()),
        }
    }
    let mut mark = match file {
        Some(file) => load(file)?,
        None => Mark::default(),
    };
    if let (None, Some(text)) = (&mark.since, since) {
        let time = Timestamp::from(text);
        time.to_utc()
            .ok_or_else(|| format!("{text} is not a time of RFC 3339"))?;
        mark.since = Some(time);
    }
    loop {
        let printed = print_new(&services.gcore, &mut mark, out).await;
        if let Some(file) = file {
            let stored = std::fs::write(file, serde_json::to_string(&mark)?);
            stored.map_err(|error| format!("{file}: {error}"))?;
        }
        printed?;
        if !is_followed {
            return Ok(());
        }
        #[expect(clippy::disallowed_methods, reason = "tests pause this clock")]
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Returns the stored mark, or that of the beginning if there is no file.
fn load(file: &str) -> Result<Mark, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| format!("{file}: {error}")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Mark::default()),
        Err(error) => Err(format!("{file}: {error}")),
    }
}

/// Prints the entries after the mark, and moves it past each.
async fn print_new(gcore: &Client, mark: &mut Mark, out: &mut impl Write) -> Outcome {
    let mut log = gcore.audit_log().list().api_group([ApiGroup::Role]);
    if let Some(since) = &mark.since {
        log = log.from_timestamp(since.clone());
    }
    let mut entries = log.order_by(UserActionOrder::Asc).stream();
    while let Some(entry) = entries.try_next().await? {
        if mark.seen.contains(&entry.id) {
            continue;
        }
        let actor = entry
            .email
            .unwrap_or_else(|| format!("user {}", entry.user_id));
        write!(out, "{} {actor}: {}", entry.timestamp, entry.action_type)?;
        for resource in entry.resources {
            write!(out, " {} {}", resource.resource_type, resource.resource_id)?;
            if let Some(name) = resource.search_field {
                write!(out, " {name}")?;
            }
        }
        // The vendor does not document what the details contain.
        if let Some(details) = entry.action_data {
            write!(out, " {}", serde_json::to_string(&details)?)?;
        }
        writeln!(out)?;
        if mark.since.as_ref() != Some(&entry.timestamp) {
            mark.since = Some(entry.timestamp);
            mark.seen.clear();
        }
        mark.seen.push(entry.id);
    }
    Ok(())
}
