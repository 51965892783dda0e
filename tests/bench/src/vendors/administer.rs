//! Administers the sandbox with the SDK, as `python/administer.py` does with the vendors' clients.

use std::io::Write as _;

use rolekit::gcore::{self, AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::trusted_twin::{self, NewRole, RoleUpdate, Statement};
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
    let user = UserId::new(778);
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    let list = || assignments.list().user_id(user);
    list().page().await?;
    let stopwatch = report_started()?;
    for _ in 0..task.rounds {
        let observer = AssignRole::new(user, Role::Observer).scope(scope);
        let created = assignments.create(&observer).await?;
        let role = AssignRole::new(user, Role::User).scope(scope);
        assignments.update(created.id, &role).await?;
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
        let reader = NewRole::new("Reader".parse()?, Statement::permit_everything());
        let created = roles.create(&reader).await?;
        let change = RoleUpdate::new().name("Writer".parse()?);
        roles.update(&created.uuid, &change).await?;
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
