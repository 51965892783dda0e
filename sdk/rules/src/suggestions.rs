//! Documented variables, and suggestions for misspelt ones.

/// Variables that have keys.
const DICTIONARIES: [&str; 4] = ["TWIN", "USER", "LEDGER", "DICT"];

/// Variables that are a string or a number.
const SCALARS: [&str; 10] = [
    "account",
    "twin",
    "identity",
    "ledger",
    "user",
    "role",
    "now",
    "twin_status",
    "entry_name",
    "value_changed_ts",
];

/// Variables of any type.
const ANY: [&str; 1] = ["entry_value"];

/// Built-in attributes, which shadow keys of the same name.
pub(crate) const BUILTIN_ATTRIBUTES: [&str; 4] = ["length", "is_empty", "keys", "values"];

/// Returns the dictionary whose name differs from that of a scalar variable by case only.
#[inline]
pub(crate) fn suggest_dictionary(name: &str) -> Option<&'static str> {
    SCALARS
        .contains(&name)
        .then(|| {
            DICTIONARIES
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(name))
        })
        .flatten()
}

/// Returns the documented variable that is most similar to an unknown name. `has_keys` says that a
/// key follows the name.
#[inline]
pub(crate) fn suggest_variable(name: &str, has_keys: bool) -> Option<&'static str> {
    let known = || DICTIONARIES.into_iter().chain(SCALARS).chain(ANY);
    if known().any(|known| known == name) {
        return None;
    }
    // `Twin` may be `TWIN` or `twin`: the one with keys if a key follows.
    let same_but_case = |known: &&str| known.eq_ignore_ascii_case(name);
    let (first, second): (&[&'static str], &[&'static str]) = if has_keys {
        (&DICTIONARIES, &SCALARS)
    } else {
        (&SCALARS, &DICTIONARIES)
    };
    first
        .iter()
        .chain(second)
        .chain(&ANY)
        .copied()
        .find(same_but_case)
        .or_else(|| known().find(|known| known.len() > 3 && is_one_edit_apart(known, name)))
}

/// Returns whether the names differ by one inserted, removed or replaced letter, or by two swapped
/// ones.
fn is_one_edit_apart(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let before = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[before..], &other[before..]);
    match (one, other) {
        ([_, rest @ ..], _) if rest == other => true,
        (_, [_, rest @ ..]) if rest == one => true,
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) => a == d && b == c && rest == others,
        _ => false,
    }
}
