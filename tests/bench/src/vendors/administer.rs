//! Administers the sandbox with the SDK, as `python/administer.py` does with the vendors' clients.

use std::io::Write as _;

use rolekit::gcore::{self, Role, Scope};
use rolekit::trusted_twin::{self, RolePatch};
use serde::Serialize;

use super::service::Service;
use super::session::{Finished, Started, Task};
use crate::error::Result;
use crate::machine::process_memory_kib;
use crate::runtime;
use crate::time::Stopwatch;

/// Carries out the task on stdin.
pub(crate) fn administer() -> Result<()> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let task: Task = serde_json::from_str(&line)?;
    runtime::single_threaded()?.block_on(async {
        match task.service {
            Service::Gcore => gcore(task).await,
            Service::TrustedTwin => trusted_twin(task).await,
        }
    })
}

async fn gcore(task: Task) -> Result<()> {
    let builder = gcore::Client::builder().credential(task.key);
    let client = builder.base_url(task.base_url).build()?;
    let assignments = client.role_assignments();
    let scope = Scope::project(8, 100);
    let list = || assignments.list().user_id(778);
    list().page().await?;
    let stopwatch = report_started()?;
    for _ in 0..task.rounds {
        let created = assignments.create(778, Role::Observer, scope).await?;
        assignments
            .update(created.id, 778, Role::User, scope)
            .await?;
        let page = list().page().await?;
        if page
            .items
            .first()
            .is_none_or(|item| item.role != Role::User)
        {
            return Err("the assignment was not updated".into());
        }
        assignments.delete(created.id).await?;
    }
    report_finished(&stopwatch)
}

async fn trusted_twin(task: Task) -> Result<()> {
    let builder = trusted_twin::Client::builder().credential(task.key);
    let client = builder.base_url(task.base_url).build()?;
    let roles = client.roles();
    client.who_am_i().await?;
    let stopwatch = report_started()?;
    for _ in 0..task.rounds {
        let created = roles.create(RolePatch::new().name("Reader")).await?;
        let patch = RolePatch::new().name("Writer");
        roles.update(&created.uuid, patch).await?;
        if roles.get(&created.uuid).await?.name != "Writer" {
            return Err("the role was not updated".into());
        }
        roles.delete(&created.uuid).await?;
    }
    report_finished(&stopwatch)
}

fn report_started() -> Result<Stopwatch> {
    write_line(&Started {
        first_response: true,
    })?;
    Ok(Stopwatch::start())
}

fn report_finished(stopwatch: &Stopwatch) -> Result<()> {
    write_line(&Finished {
        seconds: stopwatch.elapsed().wall.as_secs_f64(),
        peak_kib: process_memory_kib("VmHWM"),
    })
}

fn write_line(value: &impl Serialize) -> Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", serde_json::to_string(value)?)?;
    Ok(stdout.flush()?)
}
