//! Measures the program `rolekit` on a sandbox with many people: time, memory and calls.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use clap::Args;
use rolekit_sandbox::seed::Seed;
use rolekit_sandbox::{GcoreServer, Sandbox};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Result;
use crate::machine::{Machine, peak_memory_kib};
use crate::stats::rounded;
use crate::time::{Stopwatch, pause};
use crate::{progress, runtime};

/// Grants of each person.
const GRANTS: usize = 10;

/// The roles that a person has, in one project after the other.
const ROLES: [&str; 4] = [
    "Observer",
    "User",
    "ProjectAdministrator",
    "InternalNetworkOnlyUser",
];

/// The part `access`.
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// Numbers of people
    #[arg(long, default_values_t = [1000, 10_000])]
    people: Vec<usize>,
}

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessFigures {
    pub(crate) machine: Machine,
    pub(crate) runs: Vec<AccessRun>,
}

/// One run of the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessRun {
    pub(crate) people: usize,
    pub(crate) grants: usize,
    /// The command and what is in the file, for example `plan, nothing to change`.
    pub(crate) command: String,
    /// From the start of the process to its end.
    pub(crate) seconds: f64,
    /// Peak resident memory. `None` if the system does not report it.
    pub(crate) peak_kib: Option<u64>,
    /// Requests that the sandbox received.
    pub(crate) calls: u64,
    /// Changes in the plan.
    pub(crate) changes: Option<usize>,
}

impl Access {
    pub(crate) fn run(&self, root: &Path) -> Result<AccessFigures> {
        let program = build(root)?;
        let mut runs = Vec::new();
        for &people in &self.people {
            progress::report(&format!("access: filling a sandbox with {people} people"));
            runs.extend(runtime::single_threaded()?.block_on(measure(people, &program))?);
        }
        Ok(AccessFigures {
            machine: Machine::current(),
            runs,
        })
    }
}

/// Builds the program, and returns where it is.
fn build(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--release", "--package", "rolekit-access"])
        .args(["--bin", "rolekit", "--message-format=json"])
        .stderr(Stdio::inherit())
        .output()?;
    let messages = String::from_utf8(output.stdout)?;
    let mut messages = messages.lines().map(serde_json::from_str::<Value>);
    let executable = messages.find_map(|message| match &message.ok()?["executable"] {
        Value::String(path) => Some(PathBuf::from(path)),
        _ => None,
    });
    Ok(executable.ok_or("cargo built no program `rolekit`")?)
}

/// Runs the commands on a sandbox with a number of people.
async fn measure(people: usize, program: &Path) -> Result<Vec<AccessRun>> {
    // A longer request log would add to the measured time.
    let sandbox = Sandbox::builder().request_log_capacity(1);
    let sandbox = sandbox.unseeded().start().await?;
    sandbox.seed(&Seed::parse(&seed(people).to_string())?)?;
    let folder = tempfile::tempdir()?;
    let commands = Commands {
        people,
        program,
        server: sandbox.gcore(),
        folder: folder.path(),
    };
    let profile = format!(
        "[profile.bench.gcore]\nenv = \"BENCH_KEY\"\nbase_url = \"{}\"\n",
        commands.server.base_url()
    );
    fs::write(folder.path().join("rolekit.toml"), profile)?;
    let plan = ["plan", "--out", "plan.json"];
    let import = ["import", "--out", "access.yaml"];
    let imported = commands.run("import", &import, 0).await?;
    let checked = commands.run("check", &["check"], 0).await?;
    let same = commands.run("plan, nothing to change", &plan, 0).await?;
    // Every hundredth grant is no longer wanted.
    let file = folder.path().join("access.yaml");
    let text = fs::read_to_string(&file)?;
    fs::write(&file, without_some(&text, 100))?;
    let changed = commands.run("plan, changes", &plan, 2).await?;
    Ok(vec![imported, checked, same, changed])
}

/// Runs commands of the program on a sandbox.
struct Commands<'a> {
    people: usize,
    program: &'a Path,
    server: &'a GcoreServer,
    folder: &'a Path,
}

impl Commands<'_> {
    /// Runs a command that ends with a status.
    async fn run(&self, name: &str, args: &[&str], status: i32) -> Result<AccessRun> {
        let before = self.server.request_count();
        let mut command = Command::new(self.program);
        command
            .args(["--profile", "bench"])
            .args(args)
            .current_dir(self.folder)
            .env("BENCH_KEY", self.server.api_key())
            .stdout(Stdio::null());
        // The sandbox runs on this thread.
        let ran = tokio::task::spawn_blocking(move || execute(command)).await??;
        if ran.status != Some(status) {
            return Err(format!("{name} ended with {:?}", ran.status).into());
        }
        let changes = match fs::read(self.folder.join("plan.json")) {
            Ok(plan) => {
                let plan: Value = serde_json::from_slice(&plan)?;
                plan["changes"].as_array().map(Vec::len)
            }
            Err(_) => None,
        };
        let run = AccessRun {
            people: self.people,
            grants: self.people * GRANTS,
            command: name.to_owned(),
            seconds: rounded(ran.wall.as_secs_f64(), 2),
            peak_kib: ran.peak_kib,
            calls: self.server.request_count() - before,
            changes,
        };
        progress::report(&format!("  {name}: {:.2} s", run.seconds));
        Ok(run)
    }
}

/// Leaves out one in `every` grants of a file, and lets it revoke what it does not list.
fn without_some(text: &str, every: usize) -> String {
    let mut out = String::new();
    let (mut grants, mut is_left_out) = (0, false);
    for line in text.lines() {
        // An item may have several lines.
        if !line.starts_with("        ") {
            let is_grant = line.starts_with("      - ") && line.contains("to: ");
            grants += usize::from(is_grant);
            is_left_out = is_grant && grants % every == 0;
        }
        if is_left_out {
            continue;
        }
        let _ = writeln!(out, "{line}");
        if line == "  grants:" {
            out += "    adopt: true\n";
        }
    }
    out.replacen("unlisted: report", "unlisted: revoke", 1)
}

/// What a process did.
struct Executed {
    status: Option<i32>,
    wall: Duration,
    peak_kib: Option<u64>,
}

/// Runs a process, and reads its peak memory until it ends.
fn execute(mut command: Command) -> Result<Executed> {
    let stopwatch = Stopwatch::start();
    let mut child = command.spawn()?;
    let mut peak_kib = None;
    loop {
        // The peak never falls, and it is reported until the process has ended.
        peak_kib = peak_memory_kib(child.id()).or(peak_kib);
        if let Some(status) = child.try_wait()? {
            return Ok(Executed {
                status: status.code(),
                wall: stopwatch.elapsed().wall,
                peak_kib,
            });
        }
        pause(Duration::from_millis(2));
    }
}

/// Returns people, each a member of the account with grants in a few projects.
fn seed(people: usize) -> Value {
    let assignments = (0..people * GRANTS).map(|i| {
        let (person, turn) = (i % people, i / people);
        json!({
            "id": i + 1,
            "user_id": person + 10_000,
            "role": ROLES[turn % ROLES.len()],
            "project_id": 300 + turn / ROLES.len(),
        })
    });
    let assignments: Vec<Value> = assignments.collect();
    let users = (0..people).map(|i| {
        json!({
            "id": i + 10_000,
            "name": format!("Person {i}"),
            "email": format!("p{i}@example.com"),
            "group": "Users",
        })
    });
    let projects = ["Depot", "Shop", "Warehouse"];
    let projects = projects.iter().enumerate();
    let projects = projects.map(|(i, name)| json!({"id": 300 + i, "name": name}));
    json!({
        "gcore": {
            "users": users.collect::<Vec<_>>(),
            "projects": projects.collect::<Vec<_>>(),
            "assignments": assignments,
        },
    })
}
