//! The project's files in a copy, where commands may write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What commands write: the pipeline, and the listing of the public API.
const WRITTEN: [&str; 2] = ["sdk/src/generated", "docs/api"];

fn is_written(path: &Path) -> bool {
    WRITTEN.iter().any(|folder| path.starts_with(folder))
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap()
}

/// A folder for a test to keep, which makes the next run quicker.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Files by their path from the root of the project.
#[derive(Clone, Default)]
pub(crate) struct Tree(
    pub(crate) BTreeMap<PathBuf, Vec<u8>>,
    /// Those of them that are links, and to which they lead.
    BTreeMap<PathBuf, PathBuf>,
);

impl Tree {
    /// The files of the project, without what it builds.
    pub(crate) fn of(root: &Path) -> Self {
        let mut tree = Self::default();
        collect(&root.canonicalize().unwrap(), Path::new(""), &mut tree);
        tree
    }

    /// The pages of the project, by their paths.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().filter_map(|(path, bytes)| {
            let is_page = path.extension().is_some_and(|e| e == "md");
            is_page.then(|| (path.as_path(), std::str::from_utf8(bytes).unwrap()))
        })
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.0.get(Path::new(path));
        let bytes = bytes.unwrap_or_else(|| panic!("there is no {path}"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// Changes a file, and with it those that are links to it.
    pub(crate) fn set(&mut self, path: &str, text: String) {
        let links = self.1.iter().filter(|(_, to)| *to == Path::new(path));
        let mut paths: Vec<_> = links.map(|(link, _)| link.clone()).collect();
        paths.push(path.into());
        for path in paths {
            self.0.insert(path, text.clone().into_bytes());
        }
    }

    /// Writes the files to a folder and removes all others there. What is as it should be is left
    /// alone, so that it is not built again; what commands write is left to them.
    pub(crate) fn write(&self, folder: &Path) {
        let there = Self::of(folder);
        for path in there.0.keys() {
            if !self.0.contains_key(path) && !is_written(path) {
                std::fs::remove_file(folder.join(path)).unwrap();
            }
        }
        for (path, bytes) in &self.0 {
            let old = there.0.get(path);
            if old == Some(bytes) || (old.is_some() && is_written(path)) {
                continue;
            }
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
            if path.ends_with(".ci/run") {
                executable(&path);
            }
        }
    }

    /// The files that differ from those of a folder, but for what commands write.
    pub(crate) fn changed(&self, folder: &Path) -> Vec<PathBuf> {
        let there = Self::of(folder);
        let paths = self.0.keys().chain(there.0.keys());
        let differs =
            |path: &&PathBuf| self.0.get(*path) != there.0.get(*path) && !is_written(path);
        let mut changed: Vec<_> = paths.filter(differs).cloned().collect();
        changed.sort();
        changed.dedup();
        changed
    }
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn executable(_: &Path) {}

fn collect(root: &Path, below: &Path, tree: &mut Tree) {
    for entry in std::fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            if name != "target" && name != ".git" {
                collect(root, &path, tree);
            }
        } else if name != ".git" {
            if entry.file_type().unwrap().is_symlink() {
                let to = entry.path().canonicalize().unwrap();
                tree.1
                    .insert(path.clone(), to.strip_prefix(root).unwrap().into());
            }
            tree.0.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
}

#[test]
fn a_tree_is_written_and_what_differs_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = Tree::default();
    tree.set("a/b.md", "b".to_owned());
    tree.set("c.md", "c".to_owned());
    tree.write(folder.path());
    assert!(tree.changed(folder.path()).is_empty());
    std::fs::write(folder.path().join("c.md"), "d").unwrap();
    assert_eq!(tree.changed(folder.path()), [Path::new("c.md")]);
    tree.0.remove(Path::new("c.md"));
    tree.write(folder.path());
    assert_eq!(Tree::of(folder.path()).0, tree.0);
    assert_eq!(tree.pages().count(), 1);
    assert_eq!(tree.text("a/b.md"), "b");
}

#[test]
fn a_link_changes_with_what_it_leads_to() {
    let mut tree = Tree::of(&root());
    tree.set("CHANGELOG.md", "other".to_owned());
    assert_eq!(tree.text("sdk/CHANGELOG.md"), "other");
}
