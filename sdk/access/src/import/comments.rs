//! The comments of a YAML file, by what they stand beside, so that they survive when it is written anew.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::located::{Kind, Node};

/// Where a value is: keys and, in lists, what identifies an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(Vec<String>);

impl Path {
    pub(super) fn push_key(&mut self, key: &str) {
        self.0.push(format!(".{key}"));
    }

    pub(super) fn push_item(&mut self, item: &Value) {
        self.0.push(identity(item));
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Returns what identifies an item of a list: its name, or what it is about.
fn identity(item: &Value) -> String {
    let Value::Object(map) = item else {
        return item.to_string();
    };
    if let Some(name) = map.get("name") {
        return format!("name={name}");
    }
    let parts: Vec<String> = [
        "to", "who", "role", "group", "project", "may", "may_not", "roles",
    ]
    .iter()
    .filter_map(|key| Some(format!("{key}={}", map.get(*key)?)))
    .collect();
    parts.join(",")
}

/// The comments of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    head: Vec<String>,
    tail: Vec<String>,
    before: BTreeMap<Path, Vec<String>>,
    beside: BTreeMap<Path, String>,
}

impl Comments {
    /// Reads the comments of a YAML file that was parsed as `root`.
    #[must_use]
    pub fn read(text: &str, root: &Node) -> Self {
        let mut starts: BTreeMap<u32, Path> = BTreeMap::new();
        let mut ends: BTreeMap<u32, Path> = BTreeMap::new();
        visit(root, &mut Path::default(), &mut starts, &mut ends);
        let mut comments = Self::default();
        let mut block = Vec::new();
        let mut is_head = true;
        for (i, line) in text.lines().enumerate() {
            let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let trimmed = line.trim();
            if trimmed.starts_with('#') {
                block.push(trimmed.to_owned());
                continue;
            }
            if trimmed.is_empty() {
                // A block at the top that an empty line ends is about the whole file.
                if is_head && !block.is_empty() {
                    comments.head.append(&mut block);
                }
                continue;
            }
            is_head = false;
            if let Some(path) = starts.get(&number)
                && !block.is_empty()
            {
                let there = comments.before.entry(path.clone()).or_default();
                there.append(&mut block);
            }
            if let (Some(comment), Some(path)) = (beside(line), ends.get(&number)) {
                comments.beside.insert(path.clone(), comment.to_owned());
            }
        }
        comments.tail = block;
        comments
    }

    pub(super) fn head(&self) -> String {
        lines(&self.head, true)
    }

    pub(super) fn tail(&self) -> String {
        lines(&self.tail, false)
    }

    pub(super) fn before(&self, path: &Path) -> &[String] {
        self.before.get(path).map_or(&[], Vec::as_slice)
    }

    pub(super) fn beside(&self, path: &Path) -> Option<&str> {
        self.beside.get(path).map(String::as_str)
    }

    /// Returns whether something below a path has a comment.
    pub(super) fn are_inside(&self, path: &Path) -> bool {
        let is_inside = |other: &Path| other.len() > path.len() && other.0.starts_with(&path.0);
        self.before.keys().any(is_inside) || self.beside.keys().any(is_inside)
    }
}

fn lines(comments: &[String], is_apart: bool) -> String {
    let mut text: String = comments.iter().map(|line| format!("{line}\n")).collect();
    if is_apart && !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Returns the comment at the end of a line.
fn beside(line: &str) -> Option<&str> {
    let mut quote = None;
    let mut previous = ' ';
    for (i, c) in line.char_indices() {
        match quote {
            Some(mark) if c == mark && previous != '\\' => quote = None,
            Some(_) => {}
            None if c == '#' && previous.is_whitespace() => return Some(&line[i..]),
            None if (c == '"' || c == '\'') && !previous.is_alphanumeric() => quote = Some(c),
            None => {}
        }
        previous = c;
    }
    None
}

/// Notes the first value that begins in each line, and the last one.
fn visit(
    node: &Node,
    path: &mut Path,
    starts: &mut BTreeMap<u32, Path>,
    ends: &mut BTreeMap<u32, Path>,
) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                path.push_key(&key.name);
                starts.entry(key.at.line).or_insert_with(|| path.clone());
                ends.insert(key.at.line, path.clone());
                visit(value, path, starts, ends);
                path.pop();
            }
        }
        Kind::List(items) => {
            for item in items {
                path.push_item(&item.to_json());
                starts.entry(item.at.line).or_insert_with(|| path.clone());
                ends.insert(item.at.line, path.clone());
                // A value on one line has one comment, that of the whole value.
                if !is_in_one_line(item) {
                    visit(item, path, starts, ends);
                }
                path.pop();
            }
        }
        _ => {}
    }
}

fn is_in_one_line(node: &Node) -> bool {
    let mut last = node.at.line;
    node.each(&mut |inner| last = last.max(inner.at.line));
    last == node.at.line
}
