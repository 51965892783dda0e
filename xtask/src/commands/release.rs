//! `cargo xtask release`

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;
use rolekit_codegen::cargo;
use rolekit_codegen::diff::sdk_version;

use super::{package, semver_checks};
use crate::common::Common;
use crate::rustdoc::PUBLISHED;
use crate::terminal::print_stderr;

/// The host of the addresses that stand for unknown ones.
const PLACEHOLDER: &str = "https://example.com";

#[derive(Args, Debug)]
pub(crate) struct Release {
    /// Publish the crates and tag the commit, instead of only checking that this would work
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    common: Common,
}

/// Checks that a release can be made, and with `--publish` makes it.
pub(crate) fn run(args: &Release) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    let version = sdk_version(&root).ok_or("Cargo.toml has no version")?;
    let tag = format!("v{version}");
    let read = |name: &str| {
        let path = root.join(name);
        std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
    };
    let mut problems = problems(&read("Cargo.toml")?, &read("CHANGELOG.md")?, &version);
    if !git(&root, &["status", "--porcelain"])?.is_empty() {
        problems.push("there are changes that are not committed".to_owned());
    }
    if !git(&root, &["tag", "--list", &tag])?.is_empty() {
        problems.push(format!(
            "the tag {tag} exists: set another version in Cargo.toml"
        ));
    }
    for problem in &problems {
        print_stderr(&format!("to do: {problem}"));
    }
    if args.publish && !problems.is_empty() {
        return Err("nothing was published".to_owned());
    }
    package::run(&package::Package::new(args.common.clone()))?;
    let checked = semver_checks::run(&semver_checks::SemverChecks::new(args.common.clone()))?;
    if checked != ExitCode::SUCCESS {
        return Ok(checked);
    }
    let names = PUBLISHED.map(|krate| krate.name).join(", ");
    if !args.publish {
        print_stderr(&format!(
            "dry run: {} would publish {names} {version}, and tag the commit {tag}",
            "`cargo xtask release --publish`",
        ));
        let is_ready = problems.is_empty();
        return Ok(ExitCode::from(u8::from(!is_ready)));
    }
    let mut publish = cargo::command();
    publish
        .args(["publish", "--locked"])
        .args(PUBLISHED.iter().flat_map(|krate| ["--package", krate.name]))
        .current_dir(&root);
    cargo::run(&mut publish)?;
    git(&root, &["tag", &tag])?;
    print_stderr(&format!("published {names} {version}; push the tag {tag}"));
    Ok(ExitCode::SUCCESS)
}

/// Returns what has to be done in these files before a release.
fn problems(manifest: &str, changelog: &str, version: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for key in ["repository", "homepage"] {
        let is_placeholder = |line: &str| {
            let value = line
                .strip_prefix(key)
                .map(|rest| rest.trim_start_matches([' ', '=']));
            value.is_some_and(|value| value.trim_start_matches('"').starts_with(PLACEHOLDER))
        };
        if manifest.lines().any(is_placeholder) {
            problems.push(format!("replace the placeholder `{key}` in Cargo.toml"));
        }
    }
    let mut headings = changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    let is_version = |heading: &str| {
        heading
            .strip_prefix(version)
            .is_some_and(|rest| rest.starts_with(" - "))
    };
    match headings.next() {
        Some(newest) if is_version(newest) => {}
        newest => problems.push(format!(
            "begin CHANGELOG.md with the heading `{version} - DATE`, not `{}`",
            newest.unwrap_or_default(),
        )),
    }
    problems
}

fn git(root: &Path, args: &[&str]) -> Result<String, String> {
    cargo::output(Command::new("git").args(args).current_dir(root))
}

#[cfg(test)]
mod tests {
    use super::problems;

    #[test]
    fn placeholders_and_an_unfinished_changelog_are_found() {
        let manifest = "repository = \"https://example.com/rolekit/source\"\n\
                        homepage = \"https://rolekit.example\"\n";
        let found = problems(manifest, "# Changelog\n\n## Unreleased\n", "0.2.0");
        assert_eq!(
            found,
            [
                "replace the placeholder `repository` in Cargo.toml",
                "begin CHANGELOG.md with the heading `0.2.0 - DATE`, not `Unreleased`",
            ],
        );
        let changelog = "# Changelog\n\n## 0.2.0 - 2026-12-01\n\n## 0.1.0 - 2026-11-01\n";
        assert_eq!(problems("", changelog, "0.2.0"), [] as [&str; 0]);
        assert_eq!(problems("", changelog, "0.2").len(), 1);
        assert_eq!(problems("", "", "0.2.0").len(), 1);
    }
}
