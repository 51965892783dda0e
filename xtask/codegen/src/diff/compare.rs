//! Compares two models.

use std::collections::BTreeMap;

use super::changes::{Change, Changes};
use super::model::{Constraints, Definition, Model, Type};
use super::verdict::ChangeKind;
use super::{operations, security, types};

/// Compares two models. Breaking changes come first.
pub fn compare(old: &Model, new: &Model) -> Vec<Change> {
    let mut out = Changes::default();
    let renames = renames(old, new);
    let old = &with_renames(old, &renames);
    let schemes = security::compare_schemes(old, new, &mut out);
    operations::compare(&old.operations, &new.operations, &schemes, &mut out);
    for (from, to) in &renames {
        let direction = new.types.get(to).map(|ty| ty.direction);
        let message = format!("type `{from}` was renamed to `{to}`");
        out.push(ChangeKind::TypeRenamed, to, direction, message);
    }
    types::compare(&old.types, &new.types, &mut out);
    if old.servers != new.servers {
        let message = format!(
            "the service is at {} (was {})",
            list(&new.servers),
            list(&old.servers)
        );
        out.push(ChangeKind::Servers, "servers", None, message);
    }
    let mut changes = out.into_vec();
    changes.sort_by_key(|change| std::cmp::Reverse(change.bump));
    changes
}

fn list<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    let items: Vec<&str> = items.into_iter().map(String::as_str).collect();
    match items.is_empty() {
        true => "nothing in the document".to_owned(),
        false => items.join(", "),
    }
}

/// Finds renamed types: same definition, different name.
fn renames(old: &Model, new: &Model) -> BTreeMap<String, String> {
    let removed = only_in(&old.types, &new.types);
    let added = only_in(&new.types, &old.types);
    // Types that are renamed together refer to each other by different names.
    let blank: BTreeMap<String, String> = removed
        .iter()
        .chain(&added)
        .map(|name| ((*name).clone(), "_".to_owned()))
        .collect();
    let shapes = |model: &Model, names: &[&String]| -> Vec<(String, Definition)> {
        names
            .iter()
            .filter_map(|name| {
                let ty = with_names(model.types.get(*name)?, &blank);
                Some(((*name).clone(), without_constraints(ty.shape)))
            })
            .collect()
    };
    let (removed, added) = (shapes(old, &removed), shapes(new, &added));
    let alike = |all: &[(String, Definition)], shape: &Definition| -> Vec<String> {
        let found = all.iter().filter(|(_, other)| other == shape);
        found.map(|(name, _)| name.clone()).collect()
    };
    removed
        .iter()
        .filter_map(|(from, shape)| {
            let to = alike(&added, shape);
            let unique = to.len() == 1 && alike(&removed, shape).len() == 1;
            unique.then(|| (from.clone(), to.first().cloned().unwrap_or_default()))
        })
        .collect()
}

fn only_in<'a>(
    here: &'a BTreeMap<String, Type>,
    there: &BTreeMap<String, Type>,
) -> Vec<&'a String> {
    here.keys()
        .filter(|name| !there.contains_key(*name))
        .collect()
}

fn without_constraints(mut shape: Definition) -> Definition {
    match &mut shape {
        Definition::Struct { fields, .. } => fields
            .iter_mut()
            .for_each(|f| f.constraints = Constraints::new()),
        Definition::Wrapper { constraints, .. } => *constraints = Constraints::new(),
        _ => {}
    }
    shape
}

/// Applies the renames to the model, so that each is reported once.
fn with_renames(model: &Model, renames: &BTreeMap<String, String>) -> Model {
    let mut model = model.clone();
    if renames.is_empty() {
        return model;
    }
    model.types = model
        .types
        .iter()
        .map(|(name, ty)| (rename(name, renames), with_names(ty, renames)))
        .collect();
    for operation in &mut model.operations {
        operation.response = rename(&operation.response, renames);
        for argument in &mut operation.arguments {
            argument.ty = rename(&argument.ty, renames);
        }
    }
    model
}

fn with_names(ty: &Type, names: &BTreeMap<String, String>) -> Type {
    let mut ty = ty.clone();
    let set = |text: &mut String| *text = rename(text, names);
    match &mut ty.shape {
        Definition::Struct { fields, new } => {
            for field in fields {
                set(&mut field.ty);
                set(&mut field.core);
            }
            new.iter_mut().flatten().for_each(|(_, ty)| set(ty));
        }
        Definition::Enum { variants, .. } => {
            for variant in variants {
                set(&mut variant.payload);
            }
        }
        Definition::Wrapper { inner, .. } => set(inner),
        Definition::Alias(target) => set(target),
    }
    ty.traits = ty.traits.iter().map(|name| rename(name, names)).collect();
    for signature in ty.functions.values_mut() {
        set(signature);
    }
    ty
}

/// Replaces every renamed identifier in `text`.
fn rename(text: &str, names: &BTreeMap<String, String>) -> String {
    if names.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(names.get(word).map_or(word, String::as_str));
        let next = after.find(is_name).unwrap_or(after.len());
        let (between, after) = after.split_at(next);
        out.push_str(between);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_renamed() {
        let names = BTreeMap::from([("A".to_owned(), "B".to_owned())]);
        assert_eq!(rename("Option<A>, AA, &A", &names), "Option<B>, AA, &B");
    }
}
