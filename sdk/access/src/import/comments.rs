//! The comments of a YAML file, by what they stand beside, so that they survive when it is written anew.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::scan::find_comments;
use crate::file::Who;
use crate::located::{Kind, Node};

/// Where a value is: keys and, in lists, what identifies an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(Vec<String>);

impl Path {
    pub(super) fn push_key(&mut self, key: &str) {
        self.0.push(format!(".{key}"));
    }

    /// Adds the name of an item, which [`ItemNames`] returns.
    pub(super) fn push_item(&mut self, name: String) {
        self.0.push(name);
    }

    pub(super) fn of_keys(keys: &[&str]) -> Self {
        let mut path = Self::default();
        for key in keys {
            path.push_key(key);
        }
        path
    }

    /// Returns the paths of the values around this one, and its own, from the outermost one.
    pub(super) fn prefixes(&self) -> impl DoubleEndedIterator<Item = Self> {
        (0..=self.0.len()).map(|len| Self(self.0[..len].to_vec()))
    }

    /// Returns whether the path leads through an item of a list.
    pub(super) fn is_in_item(&self) -> bool {
        self.0.iter().any(|it| !it.starts_with('.'))
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the path without its last components.
    fn without(&self, count: usize) -> Self {
        Self(self.0[..self.0.len().saturating_sub(count)].to_vec())
    }
}

/// Names the items of a list, so that no two have the same name.
#[derive(Debug, Default)]
pub(super) struct ItemNames(BTreeMap<String, usize>);

impl ItemNames {
    /// Returns the name of the next item: what identifies it and, for later items with the same identity, their number.
    pub(super) fn next(&mut self, item: &Value) -> String {
        let name = identity(item);
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 {
            name
        } else {
            format!("{name}#{count}")
        }
    }
}

/// Returns what identifies an item of a list: its name, or what it is about.
fn identity(item: &Value) -> String {
    let Value::Object(map) = item else {
        return normalise(item).to_string();
    };
    if let Some(name) = map.get("name") {
        return format!("name={name}");
    }
    let parts: Vec<String> = [
        "to", "who", "role", "group", "project", "may", "may_not", "roles",
    ]
    .iter()
    .filter_map(|key| Some(format!("{key}={}", normalise(map.get(*key)?))))
    .collect();
    parts.join(",")
}

/// Writes e-mail addresses as an import does.
fn normalise(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.parse::<Who>() {
            Ok(who) => Value::from(who.to_string()),
            Err(_) => value.clone(),
        },
        Value::Array(items) => items.iter().map(normalise).collect(),
        other => other.clone(),
    }
}

/// The comments of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    pub(super) head: Vec<String>,
    pub(super) tail: Vec<String>,
    pub(super) before: BTreeMap<Path, Vec<String>>,
    pub(super) beside: BTreeMap<Path, String>,
    /// Those at the end of a list or map, by its path.
    pub(super) after: BTreeMap<Path, Vec<String>>,
    /// The names of the items in lists, by line and column.
    pub(super) items: BTreeMap<(u32, u32), String>,
}

impl Comments {
    /// Reads the comments of a YAML file that was parsed as `root`.
    #[must_use]
    pub fn read(text: &str, root: &Node) -> Self {
        let mut starts: BTreeMap<u32, Path> = BTreeMap::new();
        let mut ends: BTreeMap<u32, Path> = BTreeMap::new();
        let mut comments = Self::default();
        let items = &mut comments.items;
        visit(root, &mut Path::default(), &mut starts, &mut ends, items);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let offsets = find_comments(text);
        let mut block: Vec<Line> = Vec::new();
        let mut is_head = true;
        // The values that the current line is in, each with its indentation.
        let mut open: Vec<(usize, Path)> = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let trimmed = line.trim();
            let indent = line.len() - line.trim_start().len();
            if trimmed.starts_with('#') {
                if offsets.contains_key(&i) {
                    let text = trimmed.to_owned();
                    block.push(Line { indent, text });
                }
                continue;
            }
            if trimmed.is_empty() {
                // A block at the top that an empty line ends is about the whole file.
                if is_head {
                    comments.head.extend(block.drain(..).map(|it| it.text));
                }
                continue;
            }
            is_head = false;
            if let Some(path) = starts.get(&number) {
                let mut block = comments.end(&mut block, indent, &open).peekable();
                if block.peek().is_some() {
                    let there = comments.before.entry(path.clone()).or_default();
                    there.extend(block);
                }
                open.retain(|(outer, _)| *outer < indent);
                open.push((indent, path.clone()));
            }
            if let Some(offset) = offsets.get(&i) {
                let (content, comment) = line.split_at(*offset);
                let path = match ends.get(&number) {
                    Some(path) => path.without(count_closed(content)),
                    // The end of a value that began in another line.
                    None => {
                        let around = open.iter().rfind(|(outer, _)| *outer <= indent);
                        around.map(|(_, path)| path.clone()).unwrap_or_default()
                    }
                };
                comments.add_beside(path, comment);
            }
        }
        comments.tail = comments.end(&mut block, 0, &open).collect();
        comments
    }

    /// Notes the comment at the end of a line. A second one for the same value moves above it.
    fn add_beside(&mut self, path: Path, comment: &str) {
        if path == Path::default() {
            // That of `---`.
            self.head.push(comment.to_owned());
            return;
        }
        match self.beside.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(comment.to_owned());
            }
            Entry::Occupied(entry) => {
                let path = entry.key().clone();
                self.before
                    .entry(path)
                    .or_default()
                    .push(comment.to_owned());
            }
        }
    }

    /// Notes those lines of a block that are indented more than the value after it: they end what is above them.
    /// Returns the others.
    fn end(
        &mut self,
        block: &mut Vec<Line>,
        next: usize,
        open: &[(usize, Path)],
    ) -> impl Iterator<Item = String> + use<> {
        let (inner, outer): (Vec<Line>, Vec<Line>) = std::mem::take(block)
            .into_iter()
            .partition(|line| line.indent > next && !open.is_empty());
        for line in inner {
            let around = open.iter().rfind(|(indent, _)| *indent < line.indent);
            if let Some((_, path)) = around {
                let there = self.after.entry(path.clone()).or_default();
                there.push(line.text);
            }
        }
        outer.into_iter().map(|line| line.text)
    }

    /// Moves the comments before a value to another one.
    pub(super) fn move_before(&mut self, from: &Path, to: Path) {
        if let Some(lines) = self.before.remove(from) {
            self.before.entry(to).or_default().extend(lines);
        }
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

    /// Returns the comments at the end of a list or map.
    pub(super) fn after(&self, path: &Path) -> &[String] {
        self.after.get(path).map_or(&[], Vec::as_slice)
    }

    /// Returns whether something below a path has a comment, or its end.
    pub(super) fn are_inside(&self, path: &Path) -> bool {
        let is_inside = |other: &Path| other.len() > path.len() && other.0.starts_with(&path.0);
        self.before.keys().any(is_inside)
            || self.beside.keys().any(is_inside)
            || self.after.keys().any(|it| it == path || is_inside(it))
    }
}

/// A line with nothing but a comment.
struct Line {
    indent: usize,
    text: String,
}

fn lines(comments: &[String], is_apart: bool) -> String {
    let mut text: String = comments.iter().map(|line| format!("{line}\n")).collect();
    if is_apart && !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Returns how many lists and maps end in a part of a line and begin before it.
fn count_closed(content: &str) -> usize {
    let is_end = |c: &char| matches!(c, ']' | '}');
    let closing = content
        .chars()
        .rev()
        .take_while(|c| is_end(c) || c.is_whitespace());
    let closing = closing.filter(is_end).count();
    let opening = content.chars().filter(|c| matches!(c, '[' | '{')).count();
    closing.saturating_sub(opening)
}

/// Notes the first value that begins in each line, and the last one.
fn visit(
    node: &Node,
    path: &mut Path,
    starts: &mut BTreeMap<u32, Path>,
    ends: &mut BTreeMap<u32, Path>,
    names: &mut BTreeMap<(u32, u32), String>,
) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                path.push_key(&key.name);
                starts.entry(key.at.line).or_insert_with(|| path.clone());
                ends.insert(key.at.line, path.clone());
                // A value on one line has one comment, that of the whole value.
                if value.at.line != key.at.line || !is_in_one_line(value) {
                    visit(value, path, starts, ends, names);
                }
                path.pop();
            }
        }
        Kind::List(items) => {
            let mut own = ItemNames::default();
            for item in items {
                let name = own.next(&item.to_json());
                names.insert((item.at.line, item.at.column), name.clone());
                path.push_item(name);
                starts.entry(item.at.line).or_insert_with(|| path.clone());
                ends.insert(item.at.line, path.clone());
                if !is_in_one_line(item) {
                    visit(item, path, starts, ends, names);
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
