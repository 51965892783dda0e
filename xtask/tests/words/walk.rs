//! Follows "Add an operation" in `CONTRIBUTING.md` to the letter, in a copy of the project.
//!
//! What the page tells to do is in the paragraph before each block:
//!
//! - "Add to `FILE`, under `LINE`:" or "before `LINE`:", where the line stands there once,
//! - "Add at the end of `FILE`:",
//! - "Change `FILE`:", before lines that begin with `-`, `+` or a space, as a diff has them.
//!
//! Commands are run once all that is done.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use xtask::markdown::{self, Block};

use crate::shell;
use crate::tree::{self, Tree};

pub(crate) const HEADING: &str = "Add an operation";

/// The texts between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The text with `new` under or before the one line that is `line`.
fn beside(text: &str, line: &str, new: &str, under: bool) -> Result<String, String> {
    let at: Vec<usize> = (text.lines().enumerate())
        .filter(|(_, other)| other.trim() == line.trim())
        .map(|(at, _)| at)
        .collect();
    let [at] = at[..] else {
        return Err(format!("`{line}` stands there {} times", at.len()));
    };
    let mut out = String::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number == at && !under {
            out.push_str(new);
        }
        out.push_str(line);
        if number == at && under {
            out.push_str(new);
        }
    }
    Ok(out)
}

/// The text after a diff.
fn changed(text: &str, diff: &str) -> Result<String, String> {
    let side = |sign: char| -> String {
        let lines = diff.split_inclusive('\n');
        let lines = lines.filter_map(|line| {
            let line = if line == "\n" { " \n" } else { line };
            line.strip_prefix(' ').or(line.strip_prefix(sign))
        });
        lines.collect()
    };
    let (old, new) = (side('-'), side('+'));
    match text.matches(&old).count() {
        1 => Ok(text.replacen(&old, &new, 1)),
        count => Err(format!("what is to be changed stands there {count} times")),
    }
}

/// Does what the paragraph before a block says.
fn follow(tree: &mut Tree, block: &Block) -> Result<(), String> {
    let before = block.before.as_str();
    let start = ["Add to `", "Add at the end of `", "Change `"]
        .iter()
        .filter_map(|words| before.rfind(words))
        .max();
    let words = before.get(start.ok_or("nothing says what to do with it")?..);
    let words = words.unwrap_or_default();
    let names = quoted(words);
    let file = *names.first().ok_or("no file is named")?;
    let text = tree.text(file).to_owned();
    let new = if words.starts_with("Change") {
        changed(&text, &block.text)?
    } else if words.starts_with("Add at the end") {
        text + &block.text
    } else {
        let line = names.get(1).ok_or("no line is named")?;
        let under = words.contains("`, under `");
        if !under && !words.contains("`, before `") {
            return Err("neither under nor before a line".to_owned());
        }
        beside(&text, line, &block.text, under)?
    };
    tree.set(file, new);
    Ok(())
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
}

/// Formats what the page changed, as `cargo fmt` would in the end: what it changes later would be built
/// anew each time.
fn format(tree: &mut Tree, before: &Tree) {
    for (path, bytes) in &mut tree.0 {
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if !is_rust || before.0.get(path) == Some(bytes) {
            continue;
        }
        let mut child = Command::new("rustfmt")
            .args(["--edition=2024", "--quiet"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", path.display());
        *bytes = output.stdout;
    }
}

/// Gives the copy's packages a version of their own. Cargo tells packages of a workspace apart by their
/// name, their version and their path within it, so that otherwise it would take what is built of the
/// copy for what is built of the project.
fn apart(tree: &mut Tree) {
    let own = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("version = \""));
        let line = line.unwrap().to_owned();
        let other = format!("{}+walk\"", line.trim_end_matches('"'));
        text.replacen(&line, &other, 1)
    };
    let manifest = own(tree.text("Cargo.toml"));
    tree.set("Cargo.toml", manifest);
    let lock = tree.text("Cargo.lock").split("\n[[package]]\n");
    let lock: Vec<String> = lock
        .map(
            |package| match package.contains("\nsource = ") || !package.starts_with("name") {
                true => package.to_owned(),
                false => own(package),
            },
        )
        .collect();
    tree.set("Cargo.lock", lock.join("\n[[package]]\n"));
}

#[test]
fn an_operation_is_added_to_each_document() {
    let root = tree::root();
    let before = Tree::of(&root);
    let mut tree = before.clone();
    let page = tree.text("CONTRIBUTING.md").to_owned();
    let blocks = markdown::blocks(&page);
    let blocks = blocks.iter().filter(|block| block.is_under(HEADING));
    let (commands, edits): (Vec<_>, Vec<_>) = blocks.partition(|block| block.language() == "sh");
    assert!(commands.len() > 2 && edits.len() > 20);
    for block in edits {
        follow(&mut tree, block).unwrap_or_else(|error| {
            panic!(
                "CONTRIBUTING.md, line {}: {error}. The example has to go with what is there",
                block.line
            )
        });
    }

    format(&mut tree, &before);
    apart(&mut tree);
    let folder = tree::scratch("walk");
    tree.write(&folder);
    // `diff` compares with the last commit, which is the project as it is.
    let _ = std::fs::remove_dir_all(folder.join(".git"));
    let there = format!("--git-dir={}", folder.join(".git").display());
    let work = format!("--work-tree={}", root.display());
    git(&folder, &["init", "-q"]);
    git(&root, &[&there, &work, "add", "--force", "openapi"]);
    git(&root, &[&there, &work, "commit", "-q", "-m", "before"]);

    for line in commands.into_iter().flat_map(shell::commands) {
        if crate::commands::is_left_to_ci(&line) {
            continue;
        }
        let said = line.succeed(&folder);
        if line.starts_with(&["cargo", "xtask", "diff"]) {
            assert!(said.contains("\nVerdict: minor: "), "{said}");
            let (_, entry) = said.split_once("For the changelog:\n").unwrap();
            assert!(tree.text("CHANGELOG.md").contains(entry.trim()), "{entry}");
        }
        if line.starts_with(&["cargo", "test"]) {
            let passed = |line: &str| line.contains("... ok") || line.contains(" passed; 0 failed");
            assert!(said.lines().any(passed), "{said}");
        }
    }
    // No command writes what it should not.
    assert_eq!(tree.changed(&folder), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn what_cannot_be_done_is_told() {
    let mut tree = Tree::default();
    tree.set("a.rs", "one\n  two\nthree\ntwo\n".to_owned());
    let block = |before: &str, text: &str| Block {
        info: String::new(),
        text: text.to_owned(),
        line: 1,
        headings: Vec::new(),
        before: before.to_owned(),
    };
    let mut told = |before: &str, text: &str| {
        follow(&mut tree, &block(before, text)).map(|()| tree.text("a.rs").to_owned())
    };
    for (before, text, why) in [
        ("Look:", "", "nothing says what to do with it"),
        ("Add to `a.rs`:", "", "no line is named"),
        (
            "Add to `a.rs`, near `one`:",
            "",
            "neither under nor before a line",
        ),
        (
            "Add to `a.rs`, under `two`:",
            "",
            "`two` stands there 2 times",
        ),
        (
            "Change `a.rs`:",
            "-four\n",
            "what is to be changed stands there 0 times",
        ),
    ] {
        assert_eq!(told(before, text).unwrap_err(), why);
    }
    let end = "x `y`. Add to `a.rs`, under `one`:";
    assert_eq!(told(end, "1\n").unwrap(), "one\n1\n  two\nthree\ntwo\n");
    let end = "Add to `a.rs`, before `three`:";
    assert_eq!(told(end, "2\n").unwrap(), "one\n1\n  two\n2\nthree\ntwo\n");
    assert_eq!(
        told("Change `a.rs`:", " 2\n-three\n+3\n two\n").unwrap(),
        "one\n1\n  two\n2\n3\ntwo\n"
    );
    let end = "Add at the end of `a.rs`:";
    assert_eq!(told(end, "4\n").unwrap(), "one\n1\n  two\n2\n3\ntwo\n4\n");
}
