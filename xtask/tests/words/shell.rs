//! The commands of a page, one by one, and how a test runs them.

use std::path::Path;
use std::process::{Command, Output};

use xtask::markdown::Block;

use crate::tree;

/// A command as it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// `NAME=value` before it.
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) words: Vec<String>,
}

impl Line {
    /// Reads a line without its comment; `None` where nothing is left. Nothing of a shell is read
    /// but quotes, `\` at the end of a line, and variables that are set for one command.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let mut words: Vec<String> = Vec::new();
        let mut quote = None;
        let mut fresh = true;
        for sign in line.chars() {
            match quote {
                Some(open) if sign == open => quote = None,
                None if sign == '"' || sign == '\'' => {
                    quote = Some(sign);
                    if fresh {
                        words.push(String::new());
                        fresh = false;
                    }
                }
                None if sign == ' ' => fresh = true,
                _ => {
                    if fresh {
                        words.push(String::new());
                        fresh = false;
                    }
                    words.last_mut().unwrap().push(sign);
                }
            }
        }
        let is_variable = |word: &String| {
            let name = word.split_once('=').map(|(name, _)| name);
            name.is_some_and(|name| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
            })
        };
        let count = words.iter().take_while(|word| is_variable(word)).count();
        let words_after = words.split_off(count);
        let variables = words.iter().map(|word| {
            let (name, value) = word.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Some(Self {
            variables: variables.collect(),
            words: words_after,
        })
    }

    /// The line again, as short as it can be.
    pub(crate) fn text(&self) -> String {
        let variables = (self.variables.iter()).map(|(name, value)| format!("{name}={value}"));
        let words: Vec<String> = variables.chain(self.words.iter().cloned()).collect();
        words.join(" ")
    }

    pub(crate) fn starts_with(&self, words: &[&str]) -> bool {
        self.words
            .iter()
            .zip(words)
            .filter(|(a, b)| a == *b)
            .count()
            == words.len()
    }

    /// Runs it in a folder that is a copy of the project. What both need is built once; what comes of
    /// it is put elsewhere, so that nothing here is written over.
    pub(crate) fn run(&self, folder: &Path) -> Output {
        let (program, words) = self.words.split_first().unwrap();
        let is_xtask = self.starts_with(&["cargo", "xtask"]);
        let mut command = if is_xtask {
            Command::new(env!("CARGO_BIN_EXE_xtask"))
        } else if program == "cargo" {
            Command::new(option_env!("CARGO").unwrap_or("cargo"))
        } else {
            Command::new(program)
        };
        let build = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        command
            .args(words.iter().skip(usize::from(is_xtask)))
            .envs(self.variables.iter().cloned())
            .env("CARGO_TARGET_DIR", tree::scratch("target"))
            .env("CARGO_BUILD_BUILD_DIR", build)
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_NET_OFFLINE", "true")
            .current_dir(folder);
        // What cargo tells a test of itself is not for the cargo that the test runs.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name.as_ref());
            }
        }
        command.output().unwrap()
    }

    /// Runs it, and fails where it does.
    pub(crate) fn succeed(&self, folder: &Path) -> String {
        let started = xtask::clock::Stopwatch::start();
        let output = self.run(folder);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        eprintln!(
            "{:>6.1} s  {}",
            started.elapsed().as_secs_f64(),
            self.text()
        );
        assert!(
            output.status.success(),
            "`{}` failed:\n{said}{}",
            self.text(),
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }
}

/// The commands of a block, in its order.
pub(crate) fn commands(block: &Block) -> Vec<Line> {
    let joined = block.text.replace("\\\n", " ");
    joined.lines().filter_map(Line::read).collect()
}

#[test]
fn a_line_is_read_as_a_shell_would() {
    let line = Line::read("A_B=1 cargo x --y \"a b\" ''  # words").unwrap();
    assert_eq!(line.variables, [("A_B".to_owned(), "1".to_owned())]);
    assert_eq!(line.words, ["cargo", "x", "--y", "a b", ""]);
    assert!(line.starts_with(&["cargo", "x"]) && !line.starts_with(&["cargo", "y"]));
    assert_eq!(Line::read("# words"), None);
    assert_eq!(Line::read("  "), None);
}
