//! Compares types.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Changes;
use super::model::{Constraints, Definition, Direction, Field, Type, Variant};
use super::verdict::ChangeKind;

pub(super) fn compare(
    old: &BTreeMap<String, Type>,
    new: &BTreeMap<String, Type>,
    out: &mut Changes,
) {
    for (name, before) in old {
        match new.get(name) {
            Some(after) => compare_type(name, before, after, out),
            None => {
                let message = format!("type `{name}` was removed");
                out.push(
                    ChangeKind::TypeRemoved,
                    name,
                    Some(before.direction),
                    message,
                );
            }
        }
    }
    for (name, after) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        let message = format!("type `{name}` was added");
        out.push(ChangeKind::TypeAdded, name, Some(after.direction), message);
    }
}

fn compare_type(name: &str, old: &Type, new: &Type, out: &mut Changes) {
    let about = About {
        name,
        direction: new.direction,
    };
    // Traits lost or gained by another change are not reported separately.
    let mut implied_removals = BTreeSet::new();
    match (&old.shape, &new.shape) {
        (
            Definition::Struct { fields, new: make },
            Definition::Struct {
                fields: after,
                new: make_after,
            },
        ) => {
            self::fields(
                &about,
                (fields, make.as_deref()),
                (after, make_after.as_deref()),
                out,
            );
            constructor(&about, make.as_deref(), make_after.as_deref(), out);
        }
        (
            Definition::Enum { variants, open },
            Definition::Enum {
                variants: after, ..
            },
        ) => {
            let ordered = new.traits.contains("PartialOrd");
            self::variants(&about, (variants, *open), (after, ordered), out);
            let removed = variants
                .iter()
                .filter(|v| !after.iter().any(|a| a.name == v.name));
            implied_removals.extend(removed.map(|v| format!("From<{}>", v.payload)));
        }
        (
            Definition::Wrapper { inner, constraints },
            Definition::Wrapper {
                inner: inner_after,
                constraints: constraints_after,
            },
        ) => {
            wrapper(
                &about,
                (inner, constraints),
                (inner_after, constraints_after),
                out,
            );
            if inner != inner_after {
                return;
            }
        }
        (Definition::Alias(before), Definition::Alias(after)) if before == after => {}
        (Definition::Alias(before), Definition::Alias(after)) => {
            let message = format!("type `{name}` is `{after}` (was `{before}`)");
            about.push(ChangeKind::WrapperType, name, message, out);
        }
        (before, after) => {
            let message = format!("type `{name}` is {} (was {})", after.kind(), before.kind());
            about.push(ChangeKind::TypeKind, name, message, out);
            return;
        }
    }
    // `From` implies `TryFrom`.
    implied_removals.extend(new.traits.iter().map(|name| format!("Try{name}")));
    for removed_trait in old
        .traits
        .difference(&new.traits)
        .filter(|t| !implied_removals.contains(*t))
    {
        let message = format!("type `{name}` no longer implements `{removed_trait}`");
        about.push(ChangeKind::TraitRemoved, name, message, out);
    }
    let implied_additions: BTreeSet<String> = match &new.shape {
        Definition::Enum { variants, .. } => variants
            .iter()
            .map(|v| format!("From<{}>", v.payload))
            .collect(),
        _ => BTreeSet::new(),
    };
    for added_trait in new
        .traits
        .difference(&old.traits)
        .filter(|t| !implied_additions.contains(*t))
    {
        let message = format!("type `{name}` implements `{added_trait}`");
        about.push(ChangeKind::TraitAdded, name, message, out);
    }
    functions(&about, &old.functions, &new.functions, out);
}

/// The type that is compared.
struct About<'a> {
    name: &'a str,
    direction: Direction,
}

impl About<'_> {
    fn push(&self, kind: ChangeKind, subject: &str, message: String, out: &mut Changes) {
        out.push(kind, subject, Some(self.direction), message);
    }

    fn part(&self, name: &str) -> String {
        format!("{}.{name}", self.name)
    }

    /// Returns the name of a field in messages.
    fn field(&self, name: &str) -> String {
        format!("{}field `{}.{name}`", self.direction.word(), self.name)
    }
}

/// Arguments of a constructor.
type Arguments<'a> = Option<&'a [(String, String)]>;

fn fields(
    about: &About<'_>,
    (old, old_new): (&[Field], Arguments<'_>),
    (new, new_new): (&[Field], Arguments<'_>),
    out: &mut Changes,
) {
    let takes = |new: Arguments<'_>, name: &str| {
        new.is_some_and(|arguments| arguments.iter().any(|(argument, _)| argument == name))
    };
    for before in old.iter().filter(|f| !new.iter().any(|n| n.name == f.name)) {
        let message = format!("{} was removed", about.field(&before.wire));
        about.push(
            ChangeKind::FieldRemoved,
            &about.part(&before.name),
            message,
            out,
        );
    }
    for after in new {
        let subject = about.part(&after.name);
        let named = about.field(&after.wire);
        let Some(before) = old.iter().find(|f| f.name == after.name) else {
            let is_argument = takes(new_new, &after.name) && old_new.is_some();
            let (kind, presence) = match (is_argument, after.required) {
                (true, _) => (ChangeKind::RequiredFieldAdded, "new and required"),
                (false, true) => (ChangeKind::FieldAdded, "new"),
                (false, false) => (ChangeKind::FieldAdded, "new and optional"),
            };
            let message = format!("{named} is {presence} (`{}`)", after.ty);
            about.push(kind, &subject, message, out);
            continue;
        };
        let kind = field(before, after);
        if let Some((kind, message)) = kind {
            about.push(kind, &subject, format!("{named} {message}"), out);
        } else if let Some((_, differences)) = constraints(&before.constraints, &after.constraints)
        {
            let message = format!("{named} has different constraints: {differences}");
            about.push(ChangeKind::FieldConstraints, &subject, message, out);
        }
        // A change of type covers a change of the constructor.
        if old_new.is_some() && new_new.is_some() && before.ty == after.ty {
            let was = takes(old_new, &before.name);
            let is = takes(new_new, &after.name);
            if is && !was {
                let message = format!("{named} is an argument of `{}::new`", about.name);
                about.push(ChangeKind::FieldNowInNew, &subject, message, out);
            } else if was && !is {
                let message = format!("{named} is no longer an argument of `{}::new`", about.name);
                about.push(ChangeKind::FieldNotInNew, &subject, message, out);
            }
        }
        if before.wire != after.wire {
            let message = format!("{named} was `{}` in JSON", before.wire);
            about.push(ChangeKind::FieldWire, &subject, message, out);
        }
    }
}

/// Compares two versions of a field.
fn field(old: &Field, new: &Field) -> Option<(ChangeKind, String)> {
    if old.ty == new.ty {
        let message = match (old.required, new.required) {
            (true, false) => "is optional (was nullable)",
            (false, true) => "is required",
            _ => return None,
        };
        return Some((ChangeKind::FieldPresence, message.to_owned()));
    }
    let types = format!("(`{}`, was `{}`)", new.ty, old.ty);
    if old.core != new.core {
        return Some((
            ChangeKind::FieldType,
            format!("has a different type {types}"),
        ));
    }
    Some(match (old.required, new.required) {
        (true, false) => (ChangeKind::FieldNowOptional, format!("is optional {types}")),
        (false, true) => (ChangeKind::FieldNowRequired, format!("is required {types}")),
        _ => match (old.nullable, new.nullable) {
            (false, true) => (ChangeKind::FieldNowNullable, format!("is nullable {types}")),
            (true, false) => (
                ChangeKind::FieldNotNullable,
                format!("is no longer nullable {types}"),
            ),
            _ => (
                ChangeKind::FieldType,
                format!("has a different type {types}"),
            ),
        },
    })
}

fn constructor(about: &About<'_>, old: Arguments<'_>, new: Arguments<'_>, out: &mut Changes) {
    let name = about.name;
    let (old, new) = match (old, new) {
        (None, Some(_)) => {
            let message = format!("type `{name}` can be constructed with `{name}::new`");
            return about.push(ChangeKind::ConstructorAdded, name, message, out);
        }
        (Some(_), None) => {
            let message = format!("type `{name}` can no longer be constructed");
            return about.push(ChangeKind::ConstructorRemoved, name, message, out);
        }
        (None, None) => return,
        (Some(old), Some(new)) => (old, new),
    };
    let positions = new
        .iter()
        .filter_map(|(argument, _)| old.iter().position(|(before, _)| before == argument));
    if !positions.is_sorted() {
        let names: Vec<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!(
            "`{name}::new` takes its arguments as ({})",
            names.join(", ")
        );
        about.push(ChangeKind::ConstructorOrder, name, message, out);
    }
}

fn variants(
    about: &About<'_>,
    (old, open): (&[Variant], bool),
    (new, ordered): (&[Variant], bool),
    out: &mut Changes,
) {
    let name = about.name;
    for before in old.iter().filter(|v| !new.iter().any(|n| n.name == v.name)) {
        let message = format!("`{name}` no longer has `{}`", before.wire);
        about.push(
            ChangeKind::VariantRemoved,
            &about.part(&before.name),
            message,
            out,
        );
    }
    let mut positions = Vec::new();
    for after in new {
        let subject = about.part(&after.name);
        let Some(i) = old.iter().position(|v| v.name == after.name) else {
            let kind = match (open, after.payload.is_empty()) {
                (false, _) => ChangeKind::VariantAddedToClosed,
                (true, true) => ChangeKind::ValueAdded,
                (true, false) => ChangeKind::VariantAdded,
            };
            let message = format!("`{name}` has a new value `{}`", after.wire);
            about.push(kind, &subject, message, out);
            continue;
        };
        positions.push(i);
        let Some(before) = old.get(i) else {
            continue;
        };
        if before.payload != after.payload {
            let message = format!(
                "`{name}::{}` contains `{}` (was `{}`)",
                after.name, after.payload, before.payload
            );
            about.push(ChangeKind::VariantType, &subject, message, out);
        }
        if before.wire != after.wire {
            let message = format!(
                "`{name}::{}` is `{}` in JSON (was `{}`)",
                after.name, after.wire, before.wire
            );
            about.push(ChangeKind::VariantWire, &subject, message, out);
        }
    }
    if ordered && !positions.is_sorted() {
        let message = format!("the order of the variants of `{name}` changed");
        about.push(ChangeKind::VariantOrder, name, message, out);
    }
}

fn wrapper(
    about: &About<'_>,
    (old, old_constraints): (&str, &Constraints),
    (new, new_constraints): (&str, &Constraints),
    out: &mut Changes,
) {
    let name = about.name;
    if old != new {
        let message = format!("type `{name}` contains `{new}` (was `{old}`)");
        return about.push(ChangeKind::WrapperType, name, message, out);
    }
    if let Some((tighter, differences)) = constraints(old_constraints, new_constraints) {
        let kind = match tighter {
            true => ChangeKind::ConstraintsTightened,
            false => ChangeKind::ConstraintsRelaxed,
        };
        about.push(
            kind,
            name,
            format!("`{name}` has different constraints: {differences}"),
            out,
        );
    }
}

fn functions(
    about: &About<'_>,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    out: &mut Changes,
) {
    let full = |function: &str| format!("{}::{function}", about.name);
    for (function, before) in old {
        match new.get(function) {
            None => {
                let message = format!("`{}` was removed", full(function));
                about.push(ChangeKind::FunctionRemoved, &full(function), message, out);
            }
            Some(after) if after != before => {
                let message = format!("`{}` has a different signature", full(function));
                about.push(ChangeKind::FunctionChanged, &full(function), message, out);
            }
            Some(_) => {}
        }
    }
    for function in new.keys().filter(|f| !old.contains_key(*f)) {
        let message = format!("`{}` was added", full(function));
        about.push(ChangeKind::FunctionAdded, &full(function), message, out);
    }
}

/// Returns whether a constraint became stricter, and a description of the differences; `None` if
/// there are none.
pub(super) fn constraints(old: &Constraints, new: &Constraints) -> Option<(bool, String)> {
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut tighter = false;
    let mut differences = Vec::new();
    for keyword in keywords {
        match (old.get(keyword), new.get(keyword)) {
            (Some(before), Some(after)) if before == after => {}
            (Some(before), Some(after)) => {
                tighter |= !is_looser(keyword, before, after);
                differences.push(format!("`{keyword}` {after} (was {before})"));
            }
            (None, Some(after)) => {
                tighter = true;
                differences.push(format!("`{keyword}` {after} (was none)"));
            }
            (Some(before), None) => differences.push(format!("no `{keyword}` (was {before})")),
            (None, None) => {}
        }
    }
    (!differences.is_empty()).then(|| (tighter, differences.join(", ")))
}

/// Returns whether a limit accepts all that it did; unknown for values other than numbers.
fn is_looser(keyword: &str, before: &str, after: &str) -> bool {
    let (Ok(before), Ok(after)) = (before.parse::<f64>(), after.parse::<f64>()) else {
        return false;
    };
    match keyword {
        _ if keyword.starts_with("max") => after > before,
        _ if keyword.starts_with("min") => after < before,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_tighter_if_it_accepts_less() {
        let constraints = |list: &[(&str, &str)]| -> Constraints {
            let own = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
            list.iter().map(own).collect()
        };
        let tighter = |old: &[(&str, &str)], new: &[(&str, &str)]| {
            super::constraints(&constraints(old), &constraints(new)).map(|(tighter, _)| tighter)
        };
        assert_eq!(tighter(&[("maxLength", "3")], &[("maxLength", "3")]), None);
        assert_eq!(
            tighter(&[("maxLength", "3")], &[("maxLength", "4")]),
            Some(false)
        );
        assert_eq!(
            tighter(&[("maxLength", "30")], &[("maxLength", "4")]),
            Some(true)
        );
        assert_eq!(
            tighter(&[("minLength", "3")], &[("minLength", "1")]),
            Some(false)
        );
        assert_eq!(
            tighter(&[("pattern", "a")], &[("pattern", "b")]),
            Some(true)
        );
        assert_eq!(tighter(&[("pattern", "a")], &[]), Some(false));
        assert_eq!(tighter(&[], &[("minLength", "1")]), Some(true));
    }
}
