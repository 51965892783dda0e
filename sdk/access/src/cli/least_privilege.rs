//! `rolekit least-privilege`.

use clap::Args;
use rolekit_access::least_privilege::{Window, propose};
use rolekit_access::text::sanitize;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{plan, session};

/// Arguments of `rolekit least-privilege`.
#[derive(Clone, Debug, Args)]
pub(crate) struct LeastPrivilegeArgs {
    /// Reads the log after this part, which an earlier run printed. By default the log is read from its oldest
    /// message.
    #[arg(long)]
    after: Option<String>,
    /// Limits the number of requests for parts of the log. Each counts as usage.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    max_requests: u32,
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl LeastPrivilegeArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        let session = session::open(options).await?;
        let Some(twin) = &session.services.trusted_twin else {
            return Err(
                "there are no credentials for Trusted Twin: set TRUSTED_TWIN_SECRET".into(),
            );
        };
        let max_requests = usize::try_from(self.max_requests)?;
        let found = propose(twin, self.after.clone(), max_requests).await?;
        if self.json {
            output.print(&(serde_json::to_string_pretty(&found)? + "\n"))?;
        } else if found.proposals.is_empty() {
            output.print("nothing to propose\n")?;
        } else {
            let mut table = plan::table(["role", "users", "used", "proposed"]);
            for it in &found.proposals {
                let used: Vec<&str> = it.used.iter().map(String::as_str).collect();
                table.add_row([
                    sanitize(&it.name),
                    it.users.to_string(),
                    sanitize(&used.join(", ")),
                    sanitize(&serde_json::to_string(&it.proposed)?),
                ]);
            }
            output.print(&format!("{table}\n"))?;
        }
        let window = &found.window;
        let text = describe(window, self.after.as_deref());
        output.log("window", &text, json!({"window": window}));
        Ok(0)
    }
}

/// Describes the part of the log that was read.
fn describe(window: &Window, after: Option<&str>) -> String {
    let mut text = format!(
        "from {} messages of the log, {} of them understood, with {} gaps; what was used before or in a gap is not known",
        window.messages, window.understood, window.gaps
    );
    text += &match (window.from, window.to) {
        (Some(from), Some(to)) => format!("; the messages are of {from} to {to}"),
        _ => "; the messages have no times".to_owned(),
    };
    if let (true, Some(after)) = (window.is_start_unknown, after) {
        text += &format!(
            "; the log does not have the part {after}, and was read from its oldest message: check --after"
        );
    }
    if !window.is_whole {
        text += "; the log goes on: raise --max-requests";
    }
    if let Some(last) = &window.last {
        text += &format!("; the last part is {last}");
    }
    let mut add_roles = |why: &str, roles: &[String]| {
        if !roles.is_empty() {
            text += &format!("; nothing is proposed for {why}: {}", roles.join(", "));
        }
    };
    let silent = "roles without users or with users that the log does not have";
    add_roles(silent, &window.silent);
    let not_understood = "roles whose statements this version does not understand";
    add_roles(not_understood, &window.not_understood);
    let own = "the role of the own key, whose calls include those of this program";
    add_roles(own, window.own.as_slice());
    text
}
