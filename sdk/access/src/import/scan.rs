//! Finds the comments in the text of a YAML file.

use std::collections::{BTreeMap, BTreeSet};

use crate::located::{FileFormat, Kind, Node, read};

/// Returns the offset of the comment in each line that has one, by the index of the line.
///
/// A `#` after a space begins a comment, unless it is a part of a text. The YAML reader decides which: each `#` is marked,
/// and those marks that are then found in texts begin no comment.
pub(super) fn find_comments(text: &str) -> BTreeMap<usize, usize> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut marked = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        let mut previous = ' ';
        for (offset, c) in line.char_indices() {
            marked.push(c);
            if c == '#' && previous.is_whitespace() {
                marked += &format!("{MARK}{};", marks.len());
                marks.push((index, offset));
            }
            previous = c;
        }
        marked.push('\n');
    }
    let mut comments = BTreeMap::new();
    if marks.is_empty() {
        return comments;
    }
    let in_texts = match read(&marked, FileFormat::Yaml, 0) {
        Ok(root) => marks_in_texts(&root),
        // Without marks, the text was read before.
        Err(_) => BTreeSet::new(),
    };
    for (mark, (index, offset)) in marks.into_iter().enumerate() {
        if !in_texts.contains(&mark) {
            comments.entry(index).or_insert(offset);
        }
    }
    comments
}

const MARK: &str = "rolekit-mark-";

fn marks_in_texts(root: &Node) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut search = |text: &str| {
        let marks = text.split(MARK).skip(1);
        found.extend(marks.filter_map(|rest| rest.split(';').next()?.parse::<usize>().ok()));
    };
    let mut visit = |node: &Node| match &node.kind {
        Kind::Text(text) => search(text),
        Kind::Map(entries) => entries.iter().for_each(|(key, _)| search(&key.name)),
        _ => {}
    };
    visit(root);
    root.each(&mut visit);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let lines: Vec<&str> = text.lines().collect();
        let comments = find_comments(text).into_iter();
        comments
            .map(|(index, offset)| &lines[index][offset..])
            .collect()
    }

    #[test]
    fn comments_are_told_from_texts() {
        for text in [
            r"reason: 'path C:\' # a",
            r#"reason: "ends \\" # a"#,
            "reason: rock 'n roll # a",
            "reason: 'it''s # no' # a",
            "reason: \"one\n  two # no\" # a",
            "reason: a#no # a",
            "'key # no': b # a",
            "list: [\n  b\n] # a",
            "reason: | # a\n  # no\n  text # no",
        ] {
            assert_eq!(found(text), ["# a"], "{text}");
        }
        assert_eq!(found("reason: none"), [""; 0]);
    }
}
