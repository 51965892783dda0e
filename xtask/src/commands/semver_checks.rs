//! `cargo xtask semver-checks`

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;
use rolekit_codegen::{cargo, semver};

use crate::common::Common;
use crate::rustdoc::{self, Failure, PUBLISHED};
use crate::terminal::print_stderr;

/// The pattern of release tags.
const TAGS: &str = "v*";

#[derive(Args, Debug)]
pub(crate) struct SemverChecks {
    /// The release to compare with; defaults to the last tag before this commit
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl SemverChecks {
    pub(crate) fn new(common: Common) -> Self {
        Self {
            against: None,
            common,
        }
    }
}

/// Fails if the version in Cargo.toml is too low for the changes in the public API.
pub(crate) fn run(args: &SemverChecks) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    let Some(release) = args.against.clone().or_else(|| last_release(&root)) else {
        print_stderr(&format!(
            "No tag {TAGS} before this commit: there is no release to compare with."
        ));
        return Ok(ExitCode::SUCCESS);
    };
    print_stderr(&format!(
        "{}, against {release}",
        semver::installed_version()?
    ));
    let target = cargo::target(&root).join("rustdoc-json");
    let folder = target.join("releases").join(commit(&root, &release)?);
    let old = folder.join("tree");
    check_out(&root, &release, &old)?;
    let mut broken = false;
    for krate in &PUBLISHED {
        if !old.join(krate.folder).join("Cargo.toml").is_file() {
            print_stderr(&format!("{}: not in {release}", krate.name));
            continue;
        }
        let baseline = folder.join(format!("{}.json", krate.name));
        let documented = (|| {
            if !baseline.is_file() {
                let json = rustdoc::json(&old, &target, krate)?;
                std::fs::rename(json, &baseline).map_err(|e| Failure::Other(e.to_string()))?;
            }
            rustdoc::json(&root, &target, krate)
        })();
        let current = match documented {
            Ok(current) => current,
            Err(failure @ Failure::Format { .. }) => {
                print_stderr(&failure.to_string());
                return Ok(ExitCode::from(rustdoc::OTHER_RUST));
            }
            Err(failure) => return Err(failure.to_string()),
        };
        let mut command = cargo::command();
        command
            .args(["semver-checks", "--color", "never"])
            .arg("--baseline-rustdoc")
            .arg(&baseline)
            .arg("--current-rustdoc")
            .arg(&current)
            .current_dir(&root);
        broken |= cargo::run(&mut command).is_err();
    }
    Ok(match broken {
        false => ExitCode::SUCCESS,
        true => ExitCode::FAILURE,
    })
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root);
    command
}

fn last_release(root: &Path) -> Option<String> {
    let tag = cargo::output(git(root).args(["describe", "--tags", "--abbrev=0", "--match", TAGS]));
    Some(tag.ok()?.trim().to_owned())
}

fn commit(root: &Path, revision: &str) -> Result<String, String> {
    let revision = format!("{revision}^{{commit}}");
    cargo::output(git(root).args(["rev-parse", "--verify", &revision]))
        .map(|id| id.trim().to_owned())
}

/// Writes the files of `revision` to `folder`, unless an earlier run did.
fn check_out(root: &Path, revision: &str, folder: &Path) -> Result<(), String> {
    if folder.join("Cargo.toml").is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let archive = folder.with_extension("tar");
    cargo::run(
        git(root)
            .args(["archive", "--format", "tar", "--output"])
            .arg(&archive)
            .arg(revision),
    )?;
    cargo::run(
        Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .arg("-C")
            .arg(folder),
    )
}
