//! Names of the components that are in other files.
//!
//! A name depends on the set of all components, and not on the order in which they are found.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::kind::ReferenceTarget;
use crate::names::pascal;
use crate::pointer::unescape;

/// A component that needs a name.
#[derive(Clone, Debug)]
pub(super) struct Unnamed {
    pub(super) object: ReferenceTarget,
    /// The path of its file.
    pub(super) path: String,
    /// The pointer into the file.
    pub(super) pointer: String,
}

/// How many candidates a component has, the last of which is unique.
const CANDIDATES: usize = 4;

/// Returns the name of each component. `used` has the names of the root document.
pub(super) fn assign(
    components: &[Unnamed],
    used: &BTreeMap<ReferenceTarget, BTreeSet<String>>,
) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; components.len()];
    let mut used: BTreeSet<(ReferenceTarget, String)> = used
        .iter()
        .flat_map(|(object, names)| names.iter().map(|name| (*object, pascal(name))))
        .collect();
    for level in 0..CANDIDATES {
        let mut candidates: BTreeMap<(ReferenceTarget, String), Vec<(usize, String)>> =
            BTreeMap::new();
        for (i, component) in components.iter().enumerate() {
            if names[i].is_none() {
                let name = candidate(component, level);
                // Types that differ in case only would have one name.
                let key = (component.object, pascal(&name));
                candidates.entry(key).or_default().push((i, name));
            }
        }
        for (key, candidates) in candidates {
            if let [(i, name)] = candidates.as_slice()
                && used.insert(key)
            {
                names[*i] = Some(name.clone());
            }
        }
    }
    let named = names.into_iter().zip(components);
    named
        .map(|(name, component)| name.unwrap_or_else(|| digest(component)))
        .collect()
}

/// Returns the name of a component from its last step, and with each level from more of its position.
fn candidate(component: &Unnamed, level: usize) -> String {
    let stem = stem(&component.path);
    let last = last_step(&component.pointer);
    let base = plain(last.as_deref().unwrap_or(stem));
    let path = component.path.rsplit_once('.');
    let path = path.map_or(component.path.as_str(), |(path, _)| path);
    match level {
        0 => base,
        1 => format!("{base}_{}", plain(stem)),
        2 => format!("{base}_{}", plain(&path.replace(['/', '.'], "_"))),
        _ => digest(component),
    }
}

fn digest(component: &Unnamed) -> String {
    let position = format!("{}#{}", component.path, component.pointer);
    let digest = Sha256::digest(position.as_bytes());
    let digest: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    format!("{}_{digest}", candidate(component, 0))
}

/// Returns the name of a file without its extension, or that of its folder if the file is an index.
fn stem(path: &str) -> &str {
    let mut steps = path.rsplit('/');
    let name = steps.next().unwrap_or(path);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    match stem {
        "index" | "_index" | "" => steps.next().unwrap_or(stem),
        stem => stem,
    }
}

/// Returns the last step of a pointer that is a name.
fn last_step(pointer: &str) -> Option<String> {
    const STRUCTURE: [&str; 8] = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "items",
        "oneOf",
        "properties",
        "schema",
        "schemas",
    ];
    let mut steps = pointer.rsplit('/').map(unescape);
    steps.find(|step| {
        let is_name = step.contains(|c: char| !c.is_ascii_digit());
        is_name && !STRUCTURE.contains(&step.as_str())
    })
}

/// Replaces characters that the name of a component cannot have.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let name: String = text
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    if name.is_empty() {
        "part".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unnamed(path: &str, pointer: &str) -> Unnamed {
        Unnamed {
            object: ReferenceTarget::Schema,
            path: path.to_owned(),
            pointer: pointer.to_owned(),
        }
    }

    #[test]
    fn names_do_not_depend_on_the_order() {
        let components = [
            unnamed("schemas/User.yaml", ""),
            unnamed("a.yaml", "/components/schemas/Error"),
            unnamed("b.yaml", "/Error"),
            unnamed("x/b.yaml", "/Error"),
            unnamed("x/b.yaml", "/definitions/Error"),
            unnamed("pet/index.yaml", ""),
            unnamed("c.yaml", "/properties/address/items"),
            unnamed("c.yaml", "/allOf/0"),
            unnamed("c.yaml", "/Taken"),
            unnamed("d e.v1.yaml", ""),
        ];
        let used = BTreeMap::from([(
            ReferenceTarget::Schema,
            BTreeSet::from(["taken".to_owned()]),
        )]);
        let names = assign(&components, &used);
        assert_eq!(names[0], "User");
        assert_eq!(names[1], "Error_a");
        assert!(names[2].starts_with("Error_b"), "{}", names[2]);
        assert!(names[3].starts_with("Error_"), "{}", names[3]);
        assert_eq!(
            names[5..],
            ["pet", "address", "c", "Taken_c", "d_e"].map(str::to_owned)
        );
        let unique: BTreeSet<&String> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        let mut reversed = components.clone();
        reversed.reverse();
        let mut again = assign(&reversed, &used);
        again.reverse();
        assert_eq!(again, names);
    }
}
