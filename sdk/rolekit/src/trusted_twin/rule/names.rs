//! The names that a rule may use, and those that it likely meant.

/// Variables that hold keys.
const DICTIONARIES: [&str; 4] = ["TWIN", "USER", "LEDGER", "DICT"];

/// Variables that are a text or a number.
const PLAIN: [&str; 10] = [
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

/// Variables that may be anything.
const ANY: [&str; 1] = ["entry_value"];

/// Attributes that every object has, so that a key of that name is hidden.
pub(super) const HIDING: [&str; 4] = ["length", "is_empty", "keys", "values"];

/// The dictionary that was meant where a key is asked of this variable.
#[inline]
pub(super) fn dictionary_for(name: &str) -> Option<&'static str> {
    PLAIN
        .contains(&name)
        .then(|| {
            DICTIONARIES
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(name))
        })
        .flatten()
}

/// The known variable that a name, which is none, was likely meant to be.
#[inline]
pub(super) fn meant(name: &str, keyed: bool) -> Option<&'static str> {
    let known = || DICTIONARIES.into_iter().chain(PLAIN).chain(ANY);
    if known().any(|known| known == name) {
        return None;
    }
    // Written in the wrong case, `Twin` may be either; what follows tells.
    let same = |known: &&str| known.eq_ignore_ascii_case(name);
    let (first, second): (&[&'static str], &[&'static str]) = if keyed {
        (&DICTIONARIES, &PLAIN)
    } else {
        (&PLAIN, &DICTIONARIES)
    };
    first
        .iter()
        .chain(second)
        .chain(&ANY)
        .copied()
        .find(same)
        .or_else(|| known().find(|known| known.len() > 3 && is_one_off(known, name)))
}

/// Whether one letter more, less or other, or two in the wrong order, make one name of the other.
fn is_one_off(one: &str, other: &str) -> bool {
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
