//! Visits the document and everything that it refers to, and writes references anew.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::files::{FileLocation, LoadedFiles, ROOT, ReferenceError, sole_reference};
use super::kind::{ReferenceTarget, ValueKind};
use super::uri;
use crate::limits::{MAX_BUNDLED_DEPTH, MAX_BUNDLED_VALUES};
use crate::pointer::escape;

/// Returns whether a document may refer to other files.
pub(super) fn has_external(doc: &Value) -> bool {
    let mut found = false;
    crate::walk::values(doc, &mut |value, _| {
        let reference = value.get("$ref").and_then(Value::as_str);
        let mapping = value.get("mapping").and_then(Value::as_object);
        let mut mapping = mapping.into_iter().flatten();
        found |= reference.is_some_and(uri::is_external)
            || mapping.any(|(_, to)| {
                to.as_str()
                    .is_some_and(|to| uri::is_reference(to) && uri::is_external(to))
            });
    });
    found
}

/// A part of the bundled document.
#[derive(Debug, Default)]
pub(super) struct BundledPart {
    pub(super) value: Value,
    /// Pointers of references to components, with the index of the component.
    pub(super) references: Vec<(String, usize)>,
    /// Pointers of copies, with the positions that they are from.
    pub(super) origins: Vec<(String, FileLocation)>,
    /// References without a target.
    pub(super) failures: Vec<UnresolvedReference>,
    /// Fields beside the reference of a path item that replace those of the target, with its position.
    pub(super) replaced: Vec<(String, FileLocation)>,
}

/// A reference without a target.
#[derive(Debug)]
pub(super) struct UnresolvedReference {
    /// The pointer of the reference's text in its part.
    pub(super) pointer: String,
    pub(super) reference: String,
    /// The position of the object that has the reference.
    pub(super) location: FileLocation,
    pub(super) object: Option<ReferenceTarget>,
    pub(super) failure: ReferenceError,
}

/// A component whose content is in another file.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) object: ReferenceTarget,
    pub(super) location: FileLocation,
    /// The pointer in the root document, if it is a component there.
    pub(super) placed: Option<String>,
    pub(super) part: BundledPart,
}

/// Visits the parts.
pub(super) struct Bundler<'a> {
    pub(super) loaded: LoadedFiles<'a>,
    pub(super) is_swagger: bool,
    pub(super) components: Vec<Component>,
    by_location: HashMap<(ReferenceTarget, FileLocation), usize>,
    /// The part that is being visited.
    pub(super) part: BundledPart,
    /// The current position in the part.
    out: String,
    /// The current position in its file.
    at: FileLocation,
    /// The copies that the current position is in.
    copies: Vec<(ValueKind, FileLocation)>,
    depth: usize,
    values: usize,
    /// The limit that was exceeded.
    pub(super) limit: Option<String>,
}

impl<'a> Bundler<'a> {
    /// Visits the root document, then the components in other files until all are visited.
    pub(super) fn run(loaded: LoadedFiles<'a>) -> Self {
        let root = loaded.value(ROOT);
        let mut bundler = Self {
            is_swagger: root.get("swagger").is_some(),
            loaded,
            components: Vec::new(),
            by_location: HashMap::new(),
            part: BundledPart::default(),
            out: String::new(),
            at: FileLocation {
                file: ROOT,
                pointer: String::new(),
            },
            copies: Vec::new(),
            depth: 0,
            values: 0,
            limit: None,
        };
        bundler.part.value = bundler.value(&root, ValueKind::Document);
        let mut next = 0;
        while let Some(component) = bundler.components.get(next) {
            let (object, location) = (component.object, component.location.clone());
            bundler.visit(next, object, location);
            next += 1;
        }
        bundler
    }

    fn visit(&mut self, index: usize, object: ReferenceTarget, location: FileLocation) {
        let document = self.loaded.value(location.file);
        let root = std::mem::take(&mut self.part);
        self.out.clear();
        self.at = location.clone();
        self.part.origins.push((String::new(), location));
        if let Some(value) = document.pointer(&self.at.pointer.clone()) {
            self.part.value = self.value(value, ValueKind::One(object));
        }
        self.components[index].part = std::mem::replace(&mut self.part, root);
    }

    /// Returns `value` with its references written anew.
    fn value(&mut self, value: &Value, kind: ValueKind) -> Value {
        self.values += 1;
        if self.values > MAX_BUNDLED_VALUES {
            self.limit = Some(format!("more than {MAX_BUNDLED_VALUES} values"));
        }
        if self.depth > MAX_BUNDLED_DEPTH {
            self.limit = Some(format!("nested deeper than {MAX_BUNDLED_DEPTH}"));
        }
        if self.limit.is_some() {
            return Value::Null;
        }
        if let ValueKind::Component(object) = kind
            && let Some(value) = self.component(value, object)
        {
            return value;
        }
        match value {
            Value::Object(map) => self.object(map, kind),
            Value::Array(list) => {
                let items = list.iter().enumerate();
                let items = items
                    .map(|(i, item)| self.below(&i.to_string(), |s| s.value(item, kind.item())));
                Value::Array(items.collect())
            }
            Value::String(text) if kind == ValueKind::One(ReferenceTarget::MappingTarget) => {
                self.mapping_target(text)
            }
            plain => plain.clone(),
        }
    }

    /// Visits what is at `step` below the current position.
    fn below<T>(&mut self, step: &str, visit: impl FnOnce(&mut Self) -> T) -> T {
        let (out, at) = (self.out.len(), self.at.pointer.len());
        for pointer in [&mut self.out, &mut self.at.pointer] {
            pointer.push('/');
            pointer.push_str(&escape(step));
        }
        self.depth += 1;
        let value = visit(self);
        self.depth -= 1;
        self.out.truncate(out);
        self.at.pointer.truncate(at);
        value
    }

    fn object(&mut self, map: &Map<String, Value>, kind: ValueKind) -> Value {
        let reference = map.get("$ref").and_then(Value::as_str);
        let Some(reference) = reference.filter(|_| kind != ValueKind::Data) else {
            return self.fields(map, kind);
        };
        // References within the root document stay valid.
        if self.at.file == ROOT && !self.is_elsewhere(reference) {
            return self.fields(map, kind);
        }
        let target = match self.loaded.resolve(reference, &self.at) {
            Ok(target) => target,
            Err(failure) => return self.unresolved(map, kind, reference, failure),
        };
        let component = kind.object().and_then(|o| o.container(self.is_swagger));
        match kind.object().filter(|_| component.is_some()) {
            Some(object) => {
                let mut fields = self.fields(map, kind);
                let text = self.reference("/$ref", object, target);
                fields["$ref"] = json!(text);
                fields
            }
            None => self.copy(map, kind, reference, target),
        }
    }

    /// Returns whether a reference of the root document leads out of it.
    fn is_elsewhere(&self, reference: &str) -> bool {
        let is_definition = self.is_swagger && self.loaded.is_definition(reference);
        uri::is_external(reference) && !is_definition && !self.loaded.is_by_id(reference)
    }

    fn fields(&mut self, map: &Map<String, Value>, kind: ValueKind) -> Value {
        let mut out = Map::new();
        for (key, value) in map {
            if self.is_definitions(key, value, kind) {
                continue;
            }
            let kind = match kind.field(key, self.is_swagger) {
                _ if key == "$ref" && value.is_string() => ValueKind::Data,
                kind => kind,
            };
            let value = self.below(key, |s| s.value(value, kind));
            out.insert(key.clone(), value);
        }
        Value::Object(out)
    }

    /// Returns whether a field of a schema in another file has only what references refer to, which
    /// become components.
    fn is_definitions(&self, key: &str, value: &Value, kind: ValueKind) -> bool {
        if self.at.file == ROOT
            || kind != ValueKind::One(ReferenceTarget::Schema)
            || !["$defs", "definitions"].contains(&key)
        {
            return false;
        }
        let mut is_dynamic = false;
        crate::walk::values(value, &mut |value, _| {
            is_dynamic |= value.get("$dynamicAnchor").is_some();
        });
        !is_dynamic
    }

    /// Records that the text at `step` below the current position refers to `target`, and returns it as
    /// far as it is known.
    fn reference(&mut self, step: &str, object: ReferenceTarget, target: FileLocation) -> String {
        if target.file == ROOT {
            return format!("#{}", encode(&target.pointer));
        }
        let index = self.index(object, target);
        let pointer = format!("{}{step}", self.out);
        self.part.references.push((pointer, index));
        String::new()
    }

    /// Returns the index of the component with the content at `target`.
    fn index(&mut self, object: ReferenceTarget, target: FileLocation) -> usize {
        let object = match object {
            ReferenceTarget::MappingTarget => ReferenceTarget::Schema,
            object => object,
        };
        let key = (object, target.clone());
        *self.by_location.entry(key).or_insert_with(|| {
            self.components.push(Component {
                object,
                location: target,
                placed: None,
                part: BundledPart::default(),
            });
            self.components.len() - 1
        })
    }

    /// Returns the value of a component of the root document whose content is in another file.
    fn component(&mut self, value: &Value, object: ReferenceTarget) -> Option<Value> {
        object.container(self.is_swagger)?;
        let location = match sole_reference(value) {
            Some(reference) if self.at.file != ROOT || self.is_elsewhere(reference) => {
                self.loaded.resolve(reference, &self.at).ok()?
            }
            _ => self.at.clone(),
        };
        if location.file == ROOT {
            return None;
        }
        let out = self.out.clone();
        let index = self.index(object, location);
        let component = &mut self.components[index];
        if component.placed.is_none() {
            component.placed = Some(out);
            return Some(Value::Null);
        }
        self.part.references.push((format!("{out}/$ref"), index));
        Some(json!({"$ref": ""}))
    }

    /// Returns a copy of `target`, with the fields beside the reference.
    fn copy(
        &mut self,
        map: &Map<String, Value>,
        kind: ValueKind,
        reference: &str,
        target: FileLocation,
    ) -> Value {
        let copy = (kind, target.clone());
        if self.copies.contains(&copy) {
            return self.unresolved(map, kind, reference, ReferenceError::Circular);
        }
        self.copies.push(copy);
        let document: Rc<Value> = self.loaded.value(target.file);
        let from = std::mem::replace(&mut self.at, target.clone());
        self.part.origins.push((self.out.clone(), target.clone()));
        let value = document.pointer(&target.pointer);
        self.depth += 1;
        let mut value = value.map_or(Value::Null, |value| self.value(value, kind));
        self.depth -= 1;
        self.at = from;
        self.copies.pop();
        for (key, beside) in map.iter().filter(|(key, _)| *key != "$ref") {
            let Some(fields) = value.as_object_mut() else {
                break;
            };
            let kind_of_field = kind.field(key, self.is_swagger);
            let is_path_item = kind == ValueKind::One(ReferenceTarget::PathItem);
            if let (Some(Value::Array(all)), Value::Array(more)) = (fields.get_mut(key), beside)
                && is_path_item
                && key == "parameters"
            {
                let more = self.more(more, kind_of_field.item(), all.len());
                all.extend(more);
                continue;
            }
            if is_path_item
                && fields.get(key).is_some_and(|target| target != beside)
                && !["description", "summary"].contains(&key.as_str())
            {
                self.part.replaced.push((key.clone(), self.at.clone()));
            }
            let beside = self.below(key, |s| {
                s.part.origins.push((s.out.clone(), s.at.clone()));
                s.value(beside, kind_of_field)
            });
            fields.insert(key.clone(), beside);
        }
        value
    }

    /// Returns the parameters beside the reference of a path item, which follow the `first` ones of the
    /// target.
    fn more(&mut self, list: &[Value], kind: ValueKind, first: usize) -> Vec<Value> {
        let mut out = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let from = format!("{}/parameters/{index}", self.at.pointer);
            let at = std::mem::replace(&mut self.at.pointer, from);
            let to = self.out.len();
            self.out += &format!("/parameters/{}", first + index);
            self.part.origins.push((self.out.clone(), self.at.clone()));
            self.depth += 2;
            out.push(self.value(value, kind));
            self.depth -= 2;
            self.out.truncate(to);
            self.at.pointer = at;
        }
        out
    }

    fn mapping_target(&mut self, text: &str) -> Value {
        let named = format!("#/components/schemas/{}", escape(text));
        let reference = match uri::is_reference(text) {
            true if self.at.file == ROOT && !self.is_elsewhere(text) => return json!(text),
            true => text,
            // The name of a component of this file, or else of the root document.
            false if self.at.file == ROOT => return json!(text),
            false if self.loaded.resolve(&named, &self.at).is_err() => return json!(text),
            false => &named,
        };
        match self.loaded.resolve(reference, &self.at) {
            Ok(target) => json!(self.reference("", ReferenceTarget::MappingTarget, target)),
            Err(failure) => {
                let pointer = self.out.clone();
                self.fail(pointer, Some(ReferenceTarget::MappingTarget), text, failure);
                json!(text)
            }
        }
    }

    fn unresolved(
        &mut self,
        map: &Map<String, Value>,
        kind: ValueKind,
        reference: &str,
        failure: ReferenceError,
    ) -> Value {
        let pointer = format!("{}/$ref", self.out);
        self.fail(pointer, kind.object(), reference, failure);
        self.fields(map, kind)
    }

    fn fail(
        &mut self,
        pointer: String,
        object: Option<ReferenceTarget>,
        text: &str,
        failure: ReferenceError,
    ) {
        if let ReferenceError::Limit(message) = failure {
            self.limit = Some(message);
            return;
        }
        let location = self.at.clone();
        self.part.failures.push(UnresolvedReference {
            pointer,
            reference: text.to_owned(),
            location,
            object,
            failure,
        });
    }
}

/// Encodes a pointer as the fragment of a URI.
fn encode(pointer: &str) -> String {
    pointer.replace('%', "%25")
}
