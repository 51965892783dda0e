//! Matches the values of a new file with those of the existing one, so that comments find their values again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::comments::{Comments, ItemNames, Path};
use crate::file::AccessFile;
use crate::located::{Located, Location};

/// Names the items of the lists of a new file as those of the existing file that they come from.
pub(super) struct Matches<'a> {
    comments: &'a Comments,
    /// Locations in the existing file of the items of those lists whose entries an import can split.
    locations: BTreeMap<Path, Vec<Location>>,
}

impl<'a> Matches<'a> {
    pub(super) fn new(file: &AccessFile, comments: &'a Comments) -> Self {
        let mut locations = BTreeMap::new();
        if let Some(gcore) = &file.gcore {
            let path = Path::of_keys(&["gcore", "grants", "list"]);
            locations.insert(path, locations_of(&gcore.grants.list));
        }
        if let Some(iam) = &file.iam {
            let path = Path::of_keys(&["iam", "members", "list"]);
            locations.insert(path, locations_of(&iam.members.list));
        }
        Self {
            comments,
            locations,
        }
    }

    /// Returns the names of the items of a list, all different. Of the parts of an entry that was split, the first one
    /// has its name.
    pub(super) fn names(&self, list: &Path, items: &[Value]) -> Vec<String> {
        let locations = self.locations.get(list);
        let known = |index: usize| {
            let at = locations.and_then(|it| it.get(index))?;
            self.comments.item(*at)
        };
        let reserved: BTreeSet<&str> = (0..items.len()).filter_map(known).collect();
        let mut used = BTreeSet::new();
        let mut others = ItemNames::default();
        let mut names = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            names.push(match known(index) {
                Some(name) if used.insert(name) => name.to_owned(),
                Some(name) => format!("{name}, part {index}"),
                None => loop {
                    let name = others.next(item);
                    if !reserved.contains(name.as_str()) {
                        break name;
                    }
                },
            });
        }
        names
    }

    /// Returns which of some paths the new file has.
    pub(super) fn find(&self, file: &Value, wanted: &BTreeSet<Path>) -> BTreeSet<Path> {
        let mut found = BTreeSet::from([Path::default()]);
        if !wanted.is_empty() {
            self.visit(file, &mut Path::default(), wanted, &mut found);
        }
        found
    }

    fn visit(
        &self,
        value: &Value,
        path: &mut Path,
        wanted: &BTreeSet<Path>,
        found: &mut BTreeSet<Path>,
    ) {
        let mut visit_inner = |value: &Value, path: &mut Path| {
            if wanted.contains(path) {
                found.insert(path.clone());
                self.visit(value, path, wanted, found);
            }
            path.pop();
        };
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    path.push_key(key);
                    visit_inner(value, path);
                }
            }
            Value::Array(items) => {
                for (item, name) in items.iter().zip(self.names(path, items)) {
                    path.push_item(name);
                    visit_inner(item, path);
                }
            }
            _ => {}
        }
    }
}

fn locations_of<T>(list: &[Located<T>]) -> Vec<Location> {
    list.iter().map(|item| item.at).collect()
}

impl Comments {
    /// Returns the name of the item of a list that begins at a location.
    fn item(&self, at: Location) -> Option<&str> {
        let name = self.items.get(&(at.line, at.column))?;
        Some(name.as_str())
    }

    /// Moves the comments of values that the new file does not have to the value around them. Comments of a whole entry
    /// that is gone are dropped.
    pub(super) fn moved_to(&self, file: &Value, matches: &Matches<'_>) -> Self {
        let paths = self.before.keys().chain(self.beside.keys());
        let wanted = paths.chain(self.after.keys()).flat_map(Path::prefixes);
        let found = matches.find(file, &wanted.collect());
        let mut moved = Self {
            head: self.head.clone(),
            tail: self.tail.clone(),
            ..Self::default()
        };
        for (path, lines) in &self.before {
            if let Some(path) = moved.place(path, &found, lines) {
                let there = moved.before.entry(path).or_default();
                there.extend_from_slice(lines);
            }
        }
        for (path, line) in &self.beside {
            let lines = std::slice::from_ref(line);
            if let Some(path) = moved.place(path, &found, lines) {
                moved.beside.insert(path, line.clone());
            }
        }
        for (path, lines) in &self.after {
            if let Some(path) = moved.place(path, &found, lines) {
                moved.after.insert(path, lines.clone());
            }
        }
        moved
    }

    /// Returns the path if the new file has it. Otherwise adds its comments to the value around it.
    fn place(&mut self, path: &Path, found: &BTreeSet<Path>, lines: &[String]) -> Option<Path> {
        let around = path.prefixes().rev().find(|it| found.contains(it));
        let around = around.unwrap_or_default();
        if around == *path {
            return Some(around);
        }
        if around.is_in_item() || !path.is_in_item() {
            let there = if around == Path::default() {
                &mut self.tail
            } else {
                self.before.entry(around).or_default()
            };
            there.extend_from_slice(lines);
        }
        None
    }
}
