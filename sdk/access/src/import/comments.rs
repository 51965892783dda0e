//! The comments of a YAML file, by what they stand beside, so that they survive when it is written anew.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::file::Who;
use crate::located::{FileFormat, Kind, Node, read};

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
    head: Vec<String>,
    tail: Vec<String>,
    before: BTreeMap<Path, Vec<String>>,
    beside: BTreeMap<Path, String>,
    /// Those at the end of a list or map, by its path.
    after: BTreeMap<Path, Vec<String>>,
}

impl Comments {
    /// Reads the comments of a YAML file that was parsed as `root`.
    #[must_use]
    pub fn read(text: &str, root: &Node) -> Self {
        let mut starts: BTreeMap<u32, Path> = BTreeMap::new();
        let mut ends: BTreeMap<u32, Path> = BTreeMap::new();
        visit(root, &mut Path::default(), &mut starts, &mut ends);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let in_texts = lines_in_texts(text);
        let mut comments = Self::default();
        let mut block: Vec<Line> = Vec::new();
        let mut is_head = true;
        // The values that the current line is in, each with its indentation.
        let mut open: Vec<(usize, Path)> = Vec::new();
        for (i, line) in text.lines().enumerate() {
            let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let trimmed = line.trim();
            let indent = line.len() - line.trim_start().len();
            if trimmed.starts_with('#') {
                if !in_texts.contains(&i) {
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
            if let (Some(comment), Some(path)) = (beside(line), ends.get(&number)) {
                comments.beside.insert(path.clone(), comment.to_owned());
            }
        }
        comments.tail = comments.end(&mut block, 0, &open).collect();
        comments
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

/// Returns the indices of those lines beginning with `#` that are parts of texts, and so no comments.
fn lines_in_texts(text: &str) -> BTreeSet<usize> {
    // Each such line is marked: what is a part of a text is then found in the value.
    let mark = |i: usize| format!("#rolekit-line-{i};");
    let mut is_any = false;
    let mut marked = String::new();
    for (i, line) in text.lines().enumerate() {
        let content = line.trim_start();
        match content.strip_prefix('#') {
            Some(rest) => {
                is_any = true;
                marked += &line[..line.len() - content.len()];
                marked += &mark(i);
                marked += rest;
            }
            None => marked += line,
        }
        marked.push('\n');
    }
    let mut found = BTreeSet::new();
    // Without such lines, nothing is marked; the text itself was read before.
    let Some(Ok(root)) = is_any.then(|| read(&marked, FileFormat::Yaml, 0)) else {
        return found;
    };
    root.each(&mut |node| {
        if let Kind::Text(text) = &node.kind {
            let marks = text.split("#rolekit-line-").skip(1);
            let numbers = marks.filter_map(|rest| rest.split(';').next()?.parse::<usize>().ok());
            found.extend(numbers);
        }
    });
    found
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
