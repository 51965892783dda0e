//! The same administration by the SDK, as `python/administer.py` does it.

use std::io::Write as _;

use rolekit::gcore::{self, Role, Scope};
use rolekit::trusted_twin::{self, RolePatch};

use super::Service;
use super::session::{End, First, Told};
use crate::listing::memory;
use crate::time::Start;
use crate::{Result, runtime};

/// Administers as it is told on stdin, and tells how long that took.
pub(crate) struct Ours;

impl Ours {
    pub(crate) fn run() -> Result<()> {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        let told: Told = serde_json::from_str(&line)?;
        runtime()?.block_on(async {
            match told.service {
                Service::Gcore => gcore(told).await,
                Service::TrustedTwin => trusted_twin(told).await,
            }
        })
    }
}

async fn gcore(told: Told) -> Result<()> {
    let builder = gcore::Client::builder().credential(told.key);
    let client = builder.base_url(told.base_url).build()?;
    let assignments = client.role_assignments();
    let scope = Scope::project(8, 100);
    let list = || assignments.list().user_id(778);
    list().page().await?;
    say(&First { first: true })?;
    let start = Start::now();
    for _ in 0..told.rounds {
        let made = assignments.create(778, Role::Observer, scope).await?;
        assignments.update(made.id, 778, Role::User, scope).await?;
        let page = list().page().await?;
        if page
            .items
            .first()
            .is_none_or(|item| item.role != Role::User)
        {
            return Err("the assignment was not changed".into());
        }
        assignments.delete(made.id).await?;
    }
    end(start)
}

async fn trusted_twin(told: Told) -> Result<()> {
    let builder = trusted_twin::Client::builder().credential(told.key);
    let client = builder.base_url(told.base_url).build()?;
    let roles = client.roles();
    client.who_am_i().await?;
    say(&First { first: true })?;
    let start = Start::now();
    for _ in 0..told.rounds {
        let made = roles.create(RolePatch::new().name("Reader")).await?;
        let patch = RolePatch::new().name("Writer");
        roles.update(&made.uuid, patch).await?;
        if roles.get(&made.uuid).await?.name != "Writer" {
            return Err("the role was not changed".into());
        }
        roles.delete(&made.uuid).await?;
    }
    end(start)
}

fn end(start: Start) -> Result<()> {
    say(&End {
        seconds: start.taken().time.as_secs_f64(),
        peak_kib: memory("VmHWM"),
    })
}

fn say(what: &impl serde::Serialize) -> Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", serde_json::to_string(what)?)?;
    Ok(stdout.flush()?)
}
