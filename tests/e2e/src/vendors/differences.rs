//! The reviewed list of how the vendors' clients differ, and its check against what was measured.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;
use rolekit::Timestamp;
use rolekit_sandbox::RecordedRequest;
use serde::Deserialize;
use serde_json::Value;

use crate::vendors::python::{CallResult, Names};
use crate::vendors::recorder::{Step, parts};

/// The list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    difference: Vec<Group>,
}

/// Differences with the same reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Group {
    service: String,
    what: String,
    means: Meaning,
    reason: String,
    of: BTreeMap<String, Both>,
}

/// Whether two differing texts mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum Meaning {
    /// The same in another spelling: JSON with the same values, a query with the same pairs.
    #[serde(rename = "the same")]
    Same,
    /// Something else.
    #[serde(rename = "something else")]
    Other,
}

/// What each client did.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "two clients are compared")]
pub struct Both {
    /// The vendor's client.
    pub theirs: String,
    /// This SDK.
    pub ours: String,
}

/// Differences by intent and by what differs: `method`, `path`, `query`, `body`, `outcome`, or
/// `requests` if their numbers differ.
pub type Differences = BTreeMap<(String, String), Both>;

/// The vendor's server of a comparison.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests construct it")]
pub struct Theirs<'a> {
    /// The result of the call.
    pub result: &'a CallResult,
    /// The requests of the call.
    pub requests: &'a [RecordedRequest],
    /// Values that calls refer to by name.
    pub names: &'a Names,
}

impl Table {
    /// Reads the list.
    ///
    /// # Errors
    /// If the list is invalid or has an intent twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut seen = BTreeSet::new();
        for group in &table.difference {
            if group.reason.trim().is_empty() {
                return Err(format!("no reason: {:?}", group.of.keys()));
            }
            for (intent, both) in &group.of {
                if !seen.insert((&group.service, &group.what, intent)) {
                    return Err(format!("twice: {intent}: {}", group.what));
                }
                if both.theirs == both.ours {
                    return Err(format!("no difference: {intent}: {}", group.what));
                }
            }
        }
        Ok(table)
    }

    /// Compares the list with the measured differences of a service. Returns a line for each difference
    /// that is not listed, differs from its entry, or is listed and was not found.
    pub fn check(&self, service: &str, found: &Differences) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut left = found.clone();
        for group in self
            .difference
            .iter()
            .filter(|group| group.service == service)
        {
            for (intent, listed) in &group.of {
                match left.remove(&(intent.clone(), group.what.clone())) {
                    None => wrong.push(format!("listed but not found: {intent}: {}", group.what)),
                    Some(both) if both != *listed => {
                        wrong.push(format!("changed: {}", entry(intent, &group.what, &both)));
                    }
                    Some(both) => {
                        let means = both.means(&group.what);
                        if means != group.means {
                            wrong.push(format!(
                                "wrong `means`, it is {means:?}: {intent}: {}",
                                group.what
                            ));
                        }
                    }
                }
            }
        }
        for ((intent, what), both) in left {
            wrong.push(format!("not listed: {}", entry(&intent, &what, &both)));
        }
        wrong
    }
}

/// Formats a difference as an entry of the list.
fn entry(intent: &str, what: &str, both: &Both) -> String {
    let means = match both.means(what) {
        Meaning::Same => "the same",
        Meaning::Other => "something else",
    };
    let text = |text: &str| match text.contains('\'') {
        true => format!("'''{text}'''"),
        false => format!("'{text}'"),
    };
    format!(
        "what = \"{what}\", means = \"{means}\"\n[difference.of.\"{intent}\"]\ntheirs = {}\nours = {}\n",
        text(&both.theirs),
        text(&both.ours),
    )
}

impl Both {
    fn means(&self, what: &str) -> Meaning {
        let same = match what {
            "body" => {
                let read = |text: &str| serde_json::from_str::<Value>(text).ok();
                let (theirs, ours) = (read(&self.theirs), read(&self.ours));
                theirs.is_some() && theirs == ours
            }
            "query" => {
                let pairs = |text: &str| {
                    let url = Url::parse(&format!("http://localhost/{text}")).ok()?;
                    let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
                    // Stable: the order of values of one key is significant.
                    pairs.sort_by(|one, other| one.0.cmp(&other.0));
                    Some(pairs)
                };
                pairs(&self.theirs) == pairs(&self.ours)
            }
            _ => false,
        };
        if same { Meaning::Same } else { Meaning::Other }
    }
}

/// Compares the requests for an intent, byte for byte, and the results.
pub fn compare(step: &Step, names: &Names, theirs: &Theirs<'_>) -> Differences {
    let mut found = Differences::new();
    let mut note = |what: &str, request: usize, theirs: String, ours: String| {
        if theirs != ours {
            let intent = match request {
                0 => step.intent.clone(),
                more => format!("{}, request {}", step.intent, more + 1),
            };
            found.insert((intent, what.to_owned()), Both { theirs, ours });
        }
    };
    let summary = theirs.result.summary();
    note("outcome", 0, summary, step.result.summary());
    if theirs.requests.len() == step.requests.len() {
        for (index, (theirs_sent, ours)) in theirs.requests.iter().zip(&step.requests).enumerate() {
            let theirs_sent = parts(theirs_sent, theirs.names);
            for (what, ours) in parts(ours, names) {
                note(what, index, theirs_sent[what].clone(), ours);
            }
        }
    } else {
        let all = |requests: &[RecordedRequest], names: &Names| {
            let lines = requests.iter().map(|request| {
                let parts = parts(request, names);
                format!("{} {}{}", parts["method"], parts["path"], parts["query"])
            });
            lines.collect::<Vec<_>>().join(", ")
        };
        note(
            "requests",
            0,
            all(theirs.requests, theirs.names),
            all(&step.requests, names),
        );
    }
    found
}

/// Returns a line for each path at which two clients read different values from the same response.
/// Null and a missing field count as equal, and so do two spellings of a timestamp or a number.
pub fn value_differences(path: &str, theirs: &Value, ours: &Value) -> Vec<String> {
    match (theirs, ours) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            let at = |map: &serde_json::Map<String, Value>, key: &str| {
                map.get(key).cloned().unwrap_or_default()
            };
            keys.into_iter()
                .flat_map(|key| {
                    value_differences(&format!("{path}/{key}"), &at(one, key), &at(other, key))
                })
                .collect()
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .flat_map(|(index, (one, other))| {
                value_differences(&format!("{path}/{index}"), one, other)
            })
            .collect(),
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => vec![],
        (Value::String(one), Value::String(other)) if one == other || same_time(one, other) => {
            vec![]
        }
        _ if theirs == ours => vec![],
        _ => vec![format!("{path}: theirs {theirs}, ours {ours}")],
    }
}

fn same_time(one: &str, other: &str) -> bool {
    let read = |text: &str| Timestamp::from(text.to_owned()).to_utc();
    read(one).is_some_and(|time| read(other) == Some(time))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Both, Differences, Table, value_differences};

    const TABLE: &str = r#"
        [[difference]]
        service = "gcore"
        what = "body"
        means = "the same"
        reason = "White space."
        [difference.of."make it"]
        theirs = '{"a": 1}'
        ours = '{"a":1}'
    "#;

    fn compare_values(what: &str, theirs: &str, ours: &str) -> Differences {
        let (theirs, ours) = (theirs.to_owned(), ours.to_owned());
        let call = ("make it".to_owned(), what.to_owned());
        Differences::from([(call, Both { theirs, ours })])
    }

    #[test]
    fn a_difference_must_be_listed_and_a_listed_one_must_exist() {
        let table = Table::parse(TABLE).unwrap();
        let check = |found: Differences| table.check("gcore", &found);
        let listed = compare_values("body", r#"{"a": 1}"#, r#"{"a":1}"#);
        assert_eq!(check(listed.clone()), Vec::<String>::new());
        for (found, begins) in [
            (Differences::new(), "listed but not found: make it: body"),
            (
                compare_values("body", r#"{"a":  1}"#, r#"{"a":1}"#),
                "changed: ",
            ),
        ] {
            let wrong = check(found);
            assert!(
                wrong.len() == 1 && wrong[0].starts_with(begins),
                "{wrong:?}"
            );
        }
        let mut more = listed;
        more.extend(compare_values("query", "?a=1&b=2", "?b=2&a=1"));
        let wrong = check(more);
        assert!(
            wrong.len() == 1 && wrong[0].starts_with("not listed: "),
            "{wrong:?}"
        );
        assert!(wrong[0].contains("means = \"the same\""), "{wrong:?}");
        assert_eq!(table.check("another", &Differences::new()).len(), 0);
    }

    #[test]
    fn the_meaning_of_a_difference_is_checked() {
        let table = Table::parse(&TABLE.replace("the same", "something else")).unwrap();
        let wrong = table.check(
            "gcore",
            &compare_values("body", r#"{"a": 1}"#, r#"{"a":1}"#),
        );
        assert_eq!(wrong, ["wrong `means`, it is Same: make it: body"]);
        let order = |theirs: &str, ours: &str| {
            let both = Both {
                theirs: theirs.to_owned(),
                ours: ours.to_owned(),
            };
            format!("{:?}", both.means("query"))
        };
        assert_eq!(order("?a=1&b=2&a=3", "?b=2&a=1&a=3"), "Same");
        assert_eq!(order("?a=+%7E*", "?a=%20~%2A"), "Same");
        assert_eq!(order("?a=1&a=3", "?a=3&a=1"), "Other");
        assert_eq!(order("?a=true", "?a=True"), "Other");
    }

    #[test]
    fn an_invalid_list_is_an_error() {
        Table::parse(&TABLE.replace("White space.", " ")).unwrap_err();
        Table::parse(&TABLE.replace(r#"{"a": 1}"#, r#"{"a":1}"#)).unwrap_err();
        Table::parse(&format!("{TABLE}{TABLE}")).unwrap_err();
        Table::parse(&TABLE.replace("the same", "nothing")).unwrap_err();
    }

    #[test]
    fn two_spellings_of_a_value_are_equal() {
        let one = json!({"a": null, "at": "2026-01-02T03:04:05Z", "n": 1.0, "l": [{"x": 1}]});
        let other = json!({"at": "2026-01-02T03:04:05.000000+00:00", "n": 1, "l": [{"x": 1}]});
        assert_eq!(value_differences("", &one, &other), Vec::<String>::new());
        for (change, expected) in [
            (json!({"at": "2026-01-02T03:04:06Z"}), "/at: "),
            (json!({"n": 2}), "/n: "),
            (json!({"l": []}), "/l: "),
            (json!({"l": [{"x": "1"}]}), "/l/0/x: "),
            (json!({"more": false}), "/more: "),
        ] {
            let mut changed = other.clone();
            for (key, value) in change.as_object().unwrap() {
                changed[key] = value.clone();
            }
            let wrong = value_differences("", &one, &changed);
            assert!(
                wrong.len() == 1 && wrong[0].starts_with(expected),
                "{wrong:?}"
            );
        }
    }
}
