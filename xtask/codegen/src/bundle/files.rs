//! The files of a document, and what references in them refer to.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::uri::{self, Reference};
use crate::limits::{MAX_FILES, MAX_REFERENCES};
use crate::pointer::{join_uri, unescape};

/// The index of the root document.
pub(super) const ROOT: usize = 0;

/// Reads the files beside a document.
pub trait FileReader {
    /// Reads the file at `path`, which is relative to the folder of the root document, has `/` between
    /// its steps, and may begin with `..`. Returns its value and its size.
    ///
    /// # Errors
    /// Fails if the file may not or cannot be read, or is larger than `limit` bytes.
    fn read(&mut self, path: &str, limit: u64) -> Result<(Value, u64), ReadError>;
}

/// The reason why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is outside the folder of the document.
    Outside,
    /// The files have more bytes than the limit.
    TooLarge,
    /// It cannot be read; the message of the reader.
    Unreadable(String),
}

/// A position in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FileLocation {
    /// The index of the file.
    pub(super) file: usize,
    /// The JSON pointer.
    pub(super) pointer: String,
}

/// The reason why a reference has no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReferenceError {
    /// The file is outside the folder of the document.
    Outside,
    /// The files exceed a limit.
    Limit(String),
    /// The file cannot be read.
    Unreadable { path: String, message: String },
    /// The reference has a scheme, such as `https`.
    Remote(String),
    /// The file has no such pointer or anchor.
    NoTarget { path: String, fragment: String },
    /// References lead to each other.
    Circular,
}

/// A file.
struct File {
    path: String,
    value: Rc<Value>,
    /// Pointers by `$id`, and by `#` and anchor.
    ids: HashMap<String, String>,
    /// Whether a reference is relative to the file.
    is_base: bool,
}

/// The files that were read.
pub(super) struct LoadedFiles<'a> {
    reader: &'a mut dyn FileReader,
    files: Vec<File>,
    by_path: HashMap<String, Result<usize, ReferenceError>>,
    remaining: u64,
    /// Sole references, with what they lead to.
    known: HashMap<(usize, String), Result<FileLocation, ReferenceError>>,
}

impl<'a> LoadedFiles<'a> {
    pub(super) fn new(root: Value, path: &str, reader: &'a mut dyn FileReader, limit: u64) -> Self {
        let mut loaded = Self {
            reader,
            files: Vec::new(),
            by_path: HashMap::new(),
            remaining: limit,
            known: HashMap::new(),
        };
        loaded.add(path, root);
        loaded
    }

    fn add(&mut self, path: &str, value: Value) -> usize {
        let index = self.files.len();
        self.files.push(File {
            path: path.to_owned(),
            ids: ids(&value),
            value: Rc::new(value),
            is_base: false,
        });
        self.by_path.insert(path.to_owned(), Ok(index));
        index
    }

    pub(super) fn value(&self, file: usize) -> Rc<Value> {
        Rc::clone(&self.files[file].value)
    }

    /// Returns the path of a file, relative to the folder of the root document.
    pub(super) fn path(&self, file: usize) -> &str {
        &self.files[file].path
    }

    /// Returns the paths of all files.
    pub(super) fn paths(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    fn load(&mut self, path: &str) -> Result<usize, ReferenceError> {
        if let Some(known) = self.by_path.get(path) {
            return known.clone();
        }
        if self.files.len() >= MAX_FILES {
            return Err(ReferenceError::Limit(format!(
                "more than {MAX_FILES} files"
            )));
        }
        let failure = match self.reader.read(path, self.remaining) {
            Ok((value, bytes)) => {
                self.remaining = self.remaining.saturating_sub(bytes);
                return Ok(self.add(path, value));
            }
            Err(ReadError::Outside) => ReferenceError::Outside,
            Err(ReadError::TooLarge) => {
                ReferenceError::Limit("the files have more bytes than the limit".to_owned())
            }
            Err(ReadError::Unreadable(message)) => ReferenceError::Unreadable {
                path: path.to_owned(),
                message,
            },
        };
        self.by_path.insert(path.to_owned(), Err(failure.clone()));
        Err(failure)
    }

    /// Returns what `reference`, which is at `from`, refers to. A target that is itself only a reference
    /// is followed.
    pub(super) fn resolve(
        &mut self,
        reference: &str,
        from: &FileLocation,
    ) -> Result<FileLocation, ReferenceError> {
        let key = (from.file, reference.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.follow(reference, from.file);
        self.known.insert(key, found.clone());
        found
    }

    fn follow(&mut self, reference: &str, file: usize) -> Result<FileLocation, ReferenceError> {
        let mut at = self.locate(reference, file)?;
        let mut visited = HashSet::new();
        while visited.insert(at.clone()) {
            if visited.len() > MAX_REFERENCES {
                let message = format!("more than {MAX_REFERENCES} references lead to its target");
                return Err(ReferenceError::Limit(message));
            }
            match self.step(&at)? {
                LookupStep::Found => return Ok(at),
                LookupStep::Continue(next) => at = next,
            }
        }
        Err(ReferenceError::Circular)
    }

    /// Returns whether a value is at `at`, or where references on the way to it lead.
    fn step(&mut self, at: &FileLocation) -> Result<LookupStep, ReferenceError> {
        let value = self.value(at.file);
        let mut node = &*value;
        let mut rest = at.pointer.as_str();
        while let Some(path) = rest.strip_prefix('/') {
            let end = path.find('/').unwrap_or(path.len());
            let Some(child) = child(node, &unescape(&path[..end])) else {
                let Some(reference) = node.get("$ref").and_then(Value::as_str) else {
                    return Err(self.no_target(at));
                };
                let mut next = self.locate(reference, at.file)?;
                next.pointer.push_str(rest);
                return Ok(LookupStep::Continue(next));
            };
            node = child;
            rest = &path[end..];
        }
        match sole_reference(node) {
            Some(reference) => Ok(LookupStep::Continue(self.locate(reference, at.file)?)),
            None => Ok(LookupStep::Found),
        }
    }

    fn no_target(&self, at: &FileLocation) -> ReferenceError {
        ReferenceError::NoTarget {
            path: self.path(at.file).to_owned(),
            fragment: at.pointer.clone(),
        }
    }

    /// Returns the position that `reference` in `file` names, whether or not a value is there.
    fn locate(&mut self, reference: &str, file: usize) -> Result<FileLocation, ReferenceError> {
        let Reference { document, fragment } = uri::split(reference);
        let mut at = self.document(document, file)?;
        if fragment.starts_with('/') {
            at.pointer.push_str(&fragment);
        } else if !fragment.is_empty() {
            let anchor = format!("#{fragment}");
            at.pointer = match self.files[at.file].ids.get(&anchor) {
                Some(pointer) => pointer.clone(),
                None => {
                    return Err(ReferenceError::NoTarget {
                        path: self.path(at.file).to_owned(),
                        fragment,
                    });
                }
            };
        }
        Ok(at)
    }

    /// Returns whether a reference in the root document is the bare name of a definition, as early Swagger
    /// documents write it.
    pub(super) fn is_definition(&self, reference: &str) -> bool {
        let definitions = self.files[ROOT].value.get("definitions");
        definitions.is_some_and(|definitions| definitions.get(reference).is_some())
    }

    /// Returns whether a reference in the root document names a schema in it by `$id`.
    pub(super) fn is_by_id(&self, reference: &str) -> bool {
        let Reference { document, .. } = uri::split(reference);
        let ids = &self.files[ROOT].ids;
        let bases = ids.keys().filter(|id| !id.starts_with('#'));
        !document.is_empty()
            && (ids.contains_key(document)
                || bases
                    .into_iter()
                    .any(|base| ids.contains_key(&join_uri(base, document))))
    }

    /// Returns the position of the document, or of the schema with that `$id`.
    fn document(&mut self, document: &str, file: usize) -> Result<FileLocation, ReferenceError> {
        let whole = |file| FileLocation {
            file,
            pointer: String::new(),
        };
        if document.is_empty() {
            return Ok(whole(file));
        }
        for file in [file, ROOT] {
            if let Some(pointer) = self.files[file].ids.get(document) {
                let pointer = pointer.clone();
                return Ok(FileLocation { file, pointer });
            }
        }
        if let Some(scheme) = uri::scheme(document) {
            return Err(ReferenceError::Remote(scheme.to_owned()));
        }
        self.files[file].is_base = true;
        let path = uri::resolve(self.path(file), document);
        self.load(&path).map(whole)
    }

    /// Returns the files with references that would be relative to another URI, each with that URI and the
    /// field that has it.
    pub(super) fn other_bases(&self) -> impl Iterator<Item = (usize, &'static str, &str)> {
        let files = self.files.iter().enumerate();
        files
            .filter(|(_, file)| file.is_base)
            .filter_map(|(i, file)| {
                ["$self", "$id"].into_iter().find_map(|key| {
                    let uri = file.value.get(key)?.as_str()?;
                    uri.contains('/').then_some((i, key, uri))
                })
            })
    }
}

/// The result of a look at a position.
enum LookupStep {
    Found,
    Continue(FileLocation),
}

/// Returns the reference that is all of a value.
pub(super) fn sole_reference(value: &Value) -> Option<&str> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get("$ref").and_then(Value::as_str)
}

fn child<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(step),
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Returns the pointers of the document and of schemas by identifier, and by `#` and anchor. Of several with one name, the
/// first counts, which is visited last.
fn ids(value: &Value) -> HashMap<String, String> {
    let mut out = HashMap::new();
    if let Some(own) = value.get("$self").and_then(Value::as_str) {
        out.insert(uri::split(own).document.to_owned(), String::new());
    }
    crate::walk::values(value, &mut |value, at| {
        let text = |key| value.get(key).and_then(Value::as_str);
        for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            out.insert(format!("#{anchor}"), at.to_owned());
        }
        if let Some(id) = text("$id").filter(|id| !id.is_empty()) {
            out.insert(id.to_owned(), at.to_owned());
        }
    });
    out
}
