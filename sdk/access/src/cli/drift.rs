//! `rolekit drift`.

use chrono::{DateTime, Days, Utc};
use clap::Args;
use rolekit_access::drift::{Difference, drift};
use rolekit_access::plan::{ProtectionOverrides, Service};
use rolekit_access::text::sanitize;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, plan, session};

/// Arguments of `rolekit drift`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DriftArgs {
    /// Reads the audit log from this time on, in RFC 3339. Defaults to 30 days ago.
    #[arg(long)]
    since: Option<DateTime<Utc>>,
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl DriftArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let access = load::read_and_check(options, output)?;
        access.warn_lapsed(output);
        let session = session::open(options).await?;
        let (plan, _) = plan::make(
            options,
            &access,
            &session.services,
            ProtectionOverrides::default(),
            output,
        )
        .await?;
        let since = match self.since {
            Some(since) => since,
            None => clock::now() - Days::new(30),
        };
        let differences = drift(&session.services, &plan, since).await?;
        if self.json {
            output.print(&(serde_json::to_string_pretty(&differences)? + "\n"))?;
        } else {
            output.print(&text(&differences))?;
        }
        output.log(
            "drift",
            &format!(
                "{} differences; the audit log since {since}",
                differences.len()
            ),
            json!({"differences": differences.len(), "since": since}),
        );
        Ok(if differences.is_empty() { 0 } else { 2 })
    }
}

fn text(differences: &[Difference]) -> String {
    if differences.is_empty() {
        return "nothing differs from the file\n".to_owned();
    }
    let mut table = plan::table(["service", "for", "difference", "who and when"]);
    for it in differences {
        let events = it.events.iter();
        let mut events: Vec<String> = events
            .map(|event| sanitize(&format!("{} {}: {}", event.time, event.by, event.action)))
            .collect();
        if events.is_empty() {
            events.push(match it.service {
                Service::TrustedTwin => "Trusted Twin has no audit log".to_owned(),
                Service::Gcore | Service::Iam => "not in the audit log".to_owned(),
            });
        }
        table.add_row([
            it.service.to_string(),
            sanitize(&it.subject),
            sanitize(&it.difference),
            events.join("\n"),
        ]);
    }
    format!("{table}\n")
}
