//! Each command on a page of the project is run, here or by `.ci/run`, or stands in a short list of
//! those that cannot be, of which what can be checked is.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use xtask::markdown;

use crate::shell::{self, Line};
use crate::tree::{self, Tree};
use crate::walk;

/// What the walk leaves to `.ci/run`: it would build the documentation of all there is.
pub(crate) fn is_left_to_ci(line: &Line) -> bool {
    line.starts_with(&["cargo", "xtask", "api"])
}

/// How a command is accounted for.
#[derive(Debug, PartialEq, Eq)]
enum Account {
    /// `.ci/run` has it.
    Ci,
    /// It is run in a copy of the project.
    Run,
    /// It is not run, for this reason. Whether it takes what the page gives it is checked.
    Checked(&'static str),
}

/// The commands of the pages, with where each stands: those of blocks for a shell, which are to be run,
/// and those that a sentence speaks of.
fn written(tree: &Tree) -> Vec<(String, Line, bool)> {
    let mut written = Vec::new();
    for (path, page) in tree.pages() {
        if path.starts_with("xtask/tests") || path == Path::new("sdk/README.md") {
            continue;
        }
        let blocks = markdown::blocks(page);
        for block in &blocks {
            let place = format!("{}, line {}", path.display(), block.line);
            let is_walk = path == Path::new("CONTRIBUTING.md") && block.is_under(walk::HEADING);
            if block.language() == "sh" && !is_walk {
                let lines = shell::commands(block).into_iter();
                written.extend(lines.map(|line| (place.clone(), line, true)));
            }
        }
        let prose = prose(page);
        let spans = prose.split('`').skip(1).step_by(2);
        let commands = spans.filter(|span| {
            let starts = [
                ".ci/run",
                "cargo xtask ",
                "cargo test ",
                "cargo run ",
                "cargo bench ",
                "UPDATE_GOLDEN=",
            ];
            starts.iter().any(|start| span.starts_with(start)) && !span.contains(['…', '<'])
        });
        for span in commands {
            let line = Line::read(&span.replace('\n', " ")).unwrap();
            written.push((path.display().to_string(), line, false));
        }
    }
    written
}

/// A page without its blocks of code.
fn prose(page: &str) -> String {
    let mut open = 0;
    let mut prose = String::new();
    for line in page.lines() {
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        match (open, ticks) {
            (0, 3..) => open = ticks,
            (0, _) => {
                prose.push_str(line);
                prose.push('\n');
            }
            (_, 3..) if ticks >= open => open = 0,
            _ => {}
        }
    }
    prose
}

/// The commands of `.ci/run`.
fn ci(tree: &Tree) -> BTreeSet<Vec<String>> {
    let lines = tree.text(".ci/run").lines().filter_map(Line::read);
    lines.map(|line| plain(&line)).collect()
}

/// A command without what only pins its dependencies.
fn plain(line: &Line) -> Vec<String> {
    let words = line.words.iter().filter(|word| *word != "--locked");
    words.cloned().collect()
}

fn account(line: &Line, ci: &BTreeSet<Vec<String>>) -> Result<Account, String> {
    if line.words == [".ci/run"] || ci.contains(&plain(line)) && line.variables.is_empty() {
        return Ok(Account::Ci);
    }
    let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["cargo", "xtask", name, rest @ ..] => {
            let reason = match *name {
                "codegen" | "diff" | "vendor" | "generate" => return Ok(Account::Run),
                "build" => "it builds what the tests build",
                "corpus" => "its documents are not a part of the project",
                "semver-table" => "it wants `cargo semver-checks`, and takes long",
                // Its words are the parts of another program.
                "bench" => return parts(rest).map(|()| Account::Checked("it takes long")),
                "api" | "package" | "semver-checks" | "setup" => "it takes long",
                _ => return Err("nobody accounts for it".to_owned()),
            };
            takes(name, rest)?;
            Ok(Account::Checked(reason))
        }
        ["cargo", "test", rest @ ..] => {
            for (name, _) in &line.variables {
                let known = ["UPDATE_GOLDEN", "ROLEKIT_VENDOR_CLIENTS"];
                if !known.contains(&name.as_str()) {
                    return Err(format!("no test reads `{name}`"));
                }
            }
            tests(rest)?;
            Ok(Account::Checked(
                "the tests are run by `cargo test --workspace`",
            ))
        }
        ["cargo", "bench", "-p", package, "--bench", bench] => {
            target(package, "benches", bench)?;
            Ok(Account::Checked("a measurement, which takes long"))
        }
        ["cargo", "run", "-p", "rolekit-sandbox", "--", rest @ ..] => {
            let test = tree::root().join("tests/sandbox/tests/running.rs");
            let test = std::fs::read_to_string(test).unwrap();
            flags(rest, &test).map_err(|flag| format!("`running.rs` does not test `{flag}`"))?;
            Ok(Account::Checked(
                "it serves until it is stopped; `running.rs` runs it",
            ))
        }
        ["cd", "sdk", "&&", "cargo", "+nightly", "fuzz", "run", name] => {
            let file = tree::root().join(format!("sdk/fuzz/fuzz_targets/{name}.rs"));
            let there = file
                .exists()
                .then_some(Account::Checked("it wants a nightly compiler"));
            there.ok_or_else(|| format!("there is no target `{name}`"))
        }
        ["cargo", "publish", "-p", package] => {
            folder(package)?;
            Ok(Account::Checked("it cannot be taken back"))
        }
        ["git", "tag", _] => Ok(Account::Checked("it is for the release")),
        ["cargo", "semver-checks", "-p", package] => {
            folder(package)?;
            Ok(Account::Checked(
                "it wants a tool that `cargo xtask setup` installs",
            ))
        }
        ["cargo", "install", "cargo-fuzz"] => Ok(Account::Checked("it changes the machine")),
        _ => Err("nobody accounts for it".to_owned()),
    }
}

/// Whether these are parts of the benchmarks: each has its figures, and the page is of all.
fn parts(words: &[&str]) -> Result<(), String> {
    let figures = tree::root().join("docs/benchmarks");
    for word in words {
        if *word != "page" && !figures.join(format!("{word}.json")).exists() {
            return Err(format!("the benchmarks have no part `{word}`"));
        }
    }
    Ok(())
}

/// Whether a command of the project's own takes these words.
fn takes(name: &str, words: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args([name, "--help"])
        .output()
        .unwrap();
    if !output.status.success() {
        return Err(format!("there is no command `{name}`"));
    }
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    flags(words, &help).map_err(|flag| format!("`{name}` does not take `{flag}`"))?;
    let positions = help
        .lines()
        .find(|line| line.starts_with("Usage: "))
        .unwrap();
    let positions = positions.matches(" <").count();
    let mut given = 0;
    let mut after_flag = false;
    for word in words {
        given += usize::from(!word.starts_with("--") && !after_flag);
        after_flag = word.starts_with("--");
    }
    if given > positions {
        return Err(format!("`{name}` does not take so many words"));
    }
    Ok(())
}

/// The flag that a text does not have, if there is one.
fn flags<'a>(words: &[&'a str], text: &str) -> Result<(), &'a str> {
    let flags = words.iter().filter(|word| word.starts_with("--"));
    flags
        .filter(|flag| !text.contains(*flag))
        .map(|flag| Err(*flag))
        .next()
        .unwrap_or(Ok(()))
}

/// Whether the tests that these words name are there.
fn tests(words: &[&str]) -> Result<(), String> {
    let mut package = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--workspace" | "--locked" | "--doc" => {}
            "-p" => package = words.next().copied(),
            "--test" => {
                let name = words.next().copied().unwrap_or_default();
                target(package.ok_or("no package is named")?, "tests", name)?;
            }
            filter if !filter.starts_with('-') => {}
            other => return Err(format!("`{other}` is not expected here")),
        }
    }
    package.map_or(Ok(()), |package| folder(package).map(drop))
}

/// The folder of a package of the project.
fn folder(package: &str) -> Result<std::path::PathBuf, String> {
    let folders = [
        "sdk",
        "xtask",
        "tests/sandbox",
        "tests/doc",
        "tests/e2e",
        "tests/bench",
    ];
    let named = format!("name = \"{package}\"\n");
    let folders = folders.iter().map(|folder| tree::root().join(folder));
    let found = folders.into_iter().find(|folder| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"));
        manifest.is_ok_and(|manifest| manifest.contains(&named))
    });
    found.ok_or_else(|| format!("there is no package `{package}`"))
}

fn target(package: &str, kind: &str, name: &str) -> Result<(), String> {
    let folder = folder(package)?.join(kind);
    let there =
        folder.join(format!("{name}.rs")).exists() || folder.join(name).join("main.rs").exists();
    let there = there.then_some(());
    there.ok_or_else(|| format!("{package} has no `{name}` in {kind}"))
}

#[test]
fn each_command_on_a_page_is_run_or_accounted_for() {
    let tree = Tree::of(&tree::root());
    let ci = ci(&tree);
    assert!(ci.len() > 5, "{ci:?}");
    let written = written(&tree);
    assert!(written.len() > 30, "{written:?}");
    let mut wrong = Vec::new();
    let mut run = Vec::new();
    for (place, line, is_block) in written {
        match account(&line, &ci) {
            Ok(Account::Run) if is_block && !run.contains(&line) => run.push(line),
            Ok(Account::Run) => {
                let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
                if let Err(why) = takes(words[2], &words[3..]) {
                    wrong.push(format!("{place}: `{}`: {why}", line.text()));
                }
            }
            Ok(_) => {}
            Err(why) => wrong.push(format!("{place}: `{}`: {why}", line.text())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // A copy in which all that the pages name is there.
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    tree.write(folder);
    for name in ["path/to/cloud_api.yaml", "openapi.yaml"] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, tree.text("openapi/gcore.yaml")).unwrap();
    }
    walk::git(folder, &["init", "-q"]);
    for message in ["one", "two"] {
        walk::git(folder, &["add", "openapi"]);
        walk::git(folder, &["commit", "-q", "--allow-empty", "-m", message]);
    }
    assert!(run.len() > 3, "{run:?}");
    for line in run {
        line.succeed(folder);
    }
    assert!(folder.join("client/Cargo.toml").exists() && folder.join("report.json").exists());
}

#[test]
fn a_command_that_nobody_accounts_for_is_told() {
    let ci = BTreeSet::from([vec!["cargo".to_owned(), "fmt".to_owned()]]);
    let told = |line: &str| account(&Line::read(line).unwrap(), &ci);
    assert_eq!(told("cargo fmt --locked"), Ok(Account::Ci));
    assert_eq!(told("cargo xtask codegen --check"), Ok(Account::Run));
    for line in [
        "X=1 cargo fmt",
        "cargo xtask frobnicate",
        "cargo xtask bench nothing",
        "cargo xtask corpus DIR --colour",
        "cargo xtask corpus DIR DIR",
        "cargo test -p rolekit-e2e --test nothing",
        "cargo test -p nothing",
        "UPDATE=1 cargo test --workspace",
        "cargo bench -p xtask --bench nothing",
        "cargo run -p rolekit-sandbox -- --port 1",
        "cd sdk && cargo +nightly fuzz run nothing",
        "rm -rf /",
    ] {
        assert!(told(line).is_err(), "{line}");
    }
    assert!(matches!(
        told("cargo xtask corpus DIR"),
        Ok(Account::Checked(_))
    ));
}

/// Links within the project lead to files, and to headings where they name one.
#[test]
fn links_lead_somewhere() {
    let tree = Tree::of(&tree::root());
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, page) in tree.pages() {
        if path.starts_with("sdk/src") || path.starts_with("xtask/tests") {
            continue; // rustdoc looks at these
        }
        for link in prose(page).split("](").skip(1) {
            let link = link.split(')').next().unwrap_or_default();
            if link.contains("://") {
                continue;
            }
            seen += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.to_owned(),
                file => path.with_file_name(file),
            };
            let Some(text) = tree.0.get(&target) else {
                wrong.push(format!("{}: {link}", path.display()));
                continue;
            };
            let text = String::from_utf8_lossy(text);
            let has = |line: &str| anchor(line.trim_start_matches('#')) == heading;
            if !heading.is_empty() && !text.lines().filter(|l| l.starts_with('#')).any(has) {
                wrong.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 3);
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let words = heading.trim().to_lowercase().replace(' ', "-");
    let kept = words
        .chars()
        .filter(|sign| sign.is_alphanumeric() || *sign == '-');
    kept.collect()
}

/// Files that a page names between backticks, by a path from the root, are there.
#[test]
fn files_that_pages_name_are_there() {
    let tree = Tree::of(&tree::root());
    let roots = ["docs/", "openapi/", "sdk/", "tests/", "xtask/", ".ci/"];
    let mut wrong = Vec::new();
    for (path, page) in tree.pages() {
        if path.starts_with("xtask/tests") || path.starts_with("sdk") {
            continue;
        }
        for span in prose(page).split('`').skip(1).step_by(2) {
            let is_path = roots.iter().any(|root| span.starts_with(root))
                && !span.contains([' ', '*', '{', '…'])
                && !span.contains("NAME");
            let there = tree::root().join(span).exists();
            if is_path && !there {
                wrong.push(format!("{}: {span}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
