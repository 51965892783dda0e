//! The reviewed list of what the vendors' clients send otherwise, and whether it is right.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;
use rolekit::Timestamp;
use rolekit_sandbox::RecordedRequest;
use serde::Deserialize;
use serde_json::Value;

use crate::vendors::python::{Names, Outcome};
use crate::vendors::side::{Step, parts};

/// The list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    difference: Vec<Group>,
}

/// Differences that have one reason.
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

/// What two texts say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum Meaning {
    /// The same, spelt otherwise: JSON with the same values, a query with the same pairs.
    #[serde(rename = "the same")]
    Same,
    /// Something else.
    #[serde(rename = "something else")]
    Other,
}

/// What each of the two did.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "there are two")]
pub struct Both {
    /// The vendor's client.
    pub theirs: String,
    /// This SDK.
    pub ours: String,
}

/// Differences by intent and by what differs: `method`, `path`, `query`, `body`, the `requests` where
/// there are more or fewer, `outcome`.
pub type Differences = BTreeMap<(String, String), Both>;

/// What is the other's part in a comparison.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by the tests")]
pub struct Theirs<'a> {
    /// What came of the call.
    pub outcome: &'a Outcome,
    /// What was sent for it.
    pub requests: &'a [RecordedRequest],
    /// What is known by name there.
    pub names: &'a Names,
}

impl Table {
    /// Reads the list.
    ///
    /// # Errors
    /// If it is not one, or has an intent twice.
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

    /// What is wrong with the list, given what was measured on a service: a line for each
    /// difference that is not listed, or otherwise than listed, or listed and not there.
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
                    None => wrong.push(format!("vanished: {intent}: {}", group.what)),
                    Some(both) if both != *listed => {
                        wrong.push(format!("changed: {}", row(intent, &group.what, &both)));
                    }
                    Some(both) => {
                        let means = both.means(&group.what);
                        if means != group.means {
                            wrong.push(format!("it means {means:?}: {intent}: {}", group.what));
                        }
                    }
                }
            }
        }
        for ((intent, what), both) in left {
            wrong.push(format!("not listed: {}", row(&intent, &what, &both)));
        }
        wrong
    }
}

/// As it would stand in the list.
fn row(intent: &str, what: &str, both: &Both) -> String {
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
                    // Stable: the order of the values of one key says something.
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

/// Compares what both sent for an intent, byte for byte, and how it ended.
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
    let verdict = theirs.outcome.verdict();
    note("outcome", 0, verdict, step.outcome.verdict());
    if theirs.requests.len() == step.requests.len() {
        for (place, (theirs_sent, ours)) in theirs.requests.iter().zip(&step.requests).enumerate() {
            let theirs_sent = parts(theirs_sent, theirs.names);
            for (what, ours) in parts(ours, names) {
                note(what, place, theirs_sent[what].clone(), ours);
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

/// Where two clients read other values out of the same answer: a line for each place. A field that
/// one has as null and the other not at all is the same, and so are two spellings of a point in time
/// or of a number.
pub fn unlike(place: &str, theirs: &Value, ours: &Value) -> Vec<String> {
    match (theirs, ours) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            let at = |map: &serde_json::Map<String, Value>, key: &str| {
                map.get(key).cloned().unwrap_or_default()
            };
            keys.into_iter()
                .flat_map(|key| unlike(&format!("{place}/{key}"), &at(one, key), &at(other, key)))
                .collect()
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .flat_map(|(index, (one, other))| unlike(&format!("{place}/{index}"), one, other))
            .collect(),
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => vec![],
        (Value::String(one), Value::String(other)) if one == other || same_time(one, other) => {
            vec![]
        }
        _ if theirs == ours => vec![],
        _ => vec![format!("{place}: theirs {theirs}, ours {ours}")],
    }
}

fn same_time(one: &str, other: &str) -> bool {
    let read = |text: &str| Timestamp::from(text.to_owned()).to_utc();
    read(one).is_some_and(|time| read(other) == Some(time))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Both, Differences, Table, unlike};

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

    fn found(what: &str, theirs: &str, ours: &str) -> Differences {
        let (theirs, ours) = (theirs.to_owned(), ours.to_owned());
        let place = ("make it".to_owned(), what.to_owned());
        Differences::from([(place, Both { theirs, ours })])
    }

    #[test]
    fn the_list_has_what_is_there_and_nothing_else() {
        let table = Table::parse(TABLE).unwrap();
        let check = |found: Differences| table.check("gcore", &found);
        let listed = found("body", r#"{"a": 1}"#, r#"{"a":1}"#);
        assert_eq!(check(listed.clone()), Vec::<String>::new());
        for (found, begins) in [
            (Differences::new(), "vanished: make it: body"),
            (found("body", r#"{"a":  1}"#, r#"{"a":1}"#), "changed: "),
        ] {
            let wrong = check(found);
            assert!(
                wrong.len() == 1 && wrong[0].starts_with(begins),
                "{wrong:?}"
            );
        }
        let mut more = listed;
        more.extend(found("query", "?a=1&b=2", "?b=2&a=1"));
        let wrong = check(more);
        assert!(
            wrong.len() == 1 && wrong[0].starts_with("not listed: "),
            "{wrong:?}"
        );
        assert!(wrong[0].contains("means = \"the same\""), "{wrong:?}");
        assert_eq!(table.check("another", &Differences::new()).len(), 0);
    }

    #[test]
    fn what_a_difference_means_is_checked() {
        let table = Table::parse(&TABLE.replace("the same", "something else")).unwrap();
        let wrong = table.check("gcore", &found("body", r#"{"a": 1}"#, r#"{"a":1}"#));
        assert_eq!(wrong, ["it means Same: make it: body"]);
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
    fn a_list_without_sense_is_refused() {
        Table::parse(&TABLE.replace("White space.", " ")).unwrap_err();
        Table::parse(&TABLE.replace(r#"{"a": 1}"#, r#"{"a":1}"#)).unwrap_err();
        Table::parse(&format!("{TABLE}{TABLE}")).unwrap_err();
        Table::parse(&TABLE.replace("the same", "nothing")).unwrap_err();
    }

    #[test]
    fn values_are_alike_whatever_their_spelling() {
        let one = json!({"a": null, "at": "2026-01-02T03:04:05Z", "n": 1.0, "l": [{"x": 1}]});
        let other = json!({"at": "2026-01-02T03:04:05.000000+00:00", "n": 1, "l": [{"x": 1}]});
        assert_eq!(unlike("", &one, &other), Vec::<String>::new());
        for (change, place) in [
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
            let wrong = unlike("", &one, &changed);
            assert!(wrong.len() == 1 && wrong[0].starts_with(place), "{wrong:?}");
        }
    }
}
