//! What the pipeline does with each keyword: `tests/keywords/table.yaml` says it, a document with the keyword shows it,
//! and `docs/keywords.md` is the table for readers.
//!
//! `UPDATE_GOLDEN=1 cargo test -p rolekit-codegen --test it keywords` writes the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use quote::ToTokens as _;
use rolekit_codegen::diagnostic::{Diagnostic, Policy, Severity};
use rolekit_codegen::pipeline::{self, Source};
use rolekit_codegen::{document, write};
use serde_json::{Map, Value, json};

use crate::helpers;

/// What a document becomes.
#[derive(Clone)]
struct Outcome {
    code: String,
    diagnostics: Vec<Diagnostic>,
}

/// Runs the pipeline. The results are kept: most rows of an object have the same document without the keyword.
fn outcome(doc: &Value, known: &mut BTreeMap<String, Outcome>) -> Outcome {
    let text = doc.to_string();
    let run = || {
        let source = Source::new("d".to_owned(), doc.clone());
        let (client, diagnostics) = pipeline::unformatted(source, None, Policy::Lenient);
        let code = client.map_or(String::new(), |c| {
            let server = &c.client.ir.server;
            format!("{server:?} {}", c.client.file.to_token_stream())
        });
        Outcome { code, diagnostics }
    };
    known.entry(text).or_insert_with(run).clone()
}

/// What the table says of a keyword in a place.
#[derive(Debug)]
struct Claim {
    honoured: Option<String>,
    meaningless: Option<String>,
    /// Severity and rule.
    reported: Option<(Severity, String)>,
}

impl Claim {
    fn new(row: &Map<String, Value>) -> Self {
        let text = |key: &str| row.get(key).map(|text| text.as_str().unwrap().to_owned());
        let unsupported = text("unsupported").map(|rule| (Severity::Unsupported, rule));
        let note = text("note").map(|rule| (Severity::Note, rule));
        Self {
            honoured: text("honoured"),
            meaningless: text("meaningless"),
            reported: unsupported.or(note),
        }
    }

    /// Returns what is not as the claim says, and the message of the diagnostic.
    fn check(&self, at: &str, before: &Outcome, after: &Outcome) -> Result<String, String> {
        let new = after.diagnostics.iter().filter(|d| {
            let is_here = d.pointer == at || d.pointer.starts_with(&format!("{at}/"));
            is_here && !before.diagnostics.contains(d)
        });
        let new: Vec<&Diagnostic> = new.collect();
        let differs = before.code != after.code;
        if after.code.is_empty() {
            return Err(format!("no client: {:?}", after.diagnostics.last()));
        }
        if self.honoured.is_some() && !differs {
            return Err("the code does not differ".to_owned());
        }
        if self.meaningless.is_some() && differs {
            return Err("the code differs".to_owned());
        }
        let Some((severity, rule)) = &self.reported else {
            return match new.first() {
                Some(d) => Err(format!("unexpected {d}")),
                None => Ok(String::new()),
            };
        };
        let found = new
            .iter()
            .find(|d| d.pointer == at && d.rule == rule && d.severity == *severity);
        match found {
            Some(d) => Ok(d.message.clone()),
            None => Err(format!("no {severity}[{rule}] at {at} among {new:?}")),
        }
    }
}

/// A row of the page.
struct Line {
    object: String,
    keyword: String,
    place: String,
    claim: Claim,
    message: String,
}

/// Returns the object at `pointer`.
fn object<'a>(doc: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let found = doc.pointer_mut(pointer);
    found
        .unwrap_or_else(|| panic!("no {pointer}"))
        .as_object_mut()
        .unwrap()
}

/// Sets the members, and removes those that are null.
fn set(doc: &mut Value, pointer: &str, members: &Map<String, Value>) {
    let object = object(doc, pointer);
    for (key, value) in members {
        if value.is_null() {
            object.shift_remove(key);
        } else {
            object.insert(key.clone(), value.clone());
        }
    }
}

/// Returns the rows of an object, each with its keyword: those of the table, an unknown keyword and an extension.
fn rows(object: &Value) -> Vec<(String, Value)> {
    let keywords = object["keywords"].as_object().unwrap();
    let mut rows: Vec<(String, Value)> = keywords
        .iter()
        .map(|(keyword, row)| (keyword.clone(), row.clone()))
        .collect();
    let rule = match object["object"] == "Schema" {
        true => "unknown-keyword",
        false => "unknown-field",
    };
    let mut unknown = match object.get("unknown") {
        Some(Value::Object(claim)) => claim.clone(),
        Some(_) => return rows,
        None => Map::from_iter([("unsupported".to_owned(), json!(rule))]),
    };
    unknown.insert("value".to_owned(), json!(1));
    rows.push(("nonsense".to_owned(), Value::Object(unknown)));
    rows.push((
        "x-nonsense".to_owned(),
        json!({"value": 1, "meaningless": "An extension."}),
    ));
    rows
}

fn lines(table: &Value) -> (Vec<Line>, String) {
    let (mut lines, mut wrong) = (Vec::new(), String::new());
    let mut known = BTreeMap::new();
    for object in table["objects"].as_array().unwrap() {
        let name = object["object"].as_str().unwrap();
        for (keyword, row) in rows(object) {
            let row = row.as_object().unwrap();
            for (place, pointer) in object["places"].as_object().unwrap() {
                let pointer = pointer.as_str().unwrap();
                let mut before = table["document"].clone();
                if let Some(version) = row.get("version") {
                    before["openapi"] = version.clone();
                }
                if let Some(with) = row.get("with") {
                    set(&mut before, pointer, with.as_object().unwrap());
                }
                let mut after = before.clone();
                let mut change = Map::from_iter([(keyword.clone(), row["value"].clone())]);
                if let Some(without) = row.get("without").and_then(Value::as_str) {
                    change.insert(without.to_owned(), Value::Null);
                }
                set(&mut after, pointer, &change);
                let own = row.get(place).and_then(Value::as_object).unwrap_or(row);
                let at = match row.get("at").or(own.get("at")).and_then(Value::as_str) {
                    Some("") => pointer.to_owned(),
                    Some(at) => at.to_owned(),
                    None => format!(
                        "{pointer}/{}",
                        keyword.replace('~', "~0").replace('/', "~1")
                    ),
                };
                let claim = Claim::new(own);
                let (before, after) = (outcome(&before, &mut known), outcome(&after, &mut known));
                match claim.check(&at, &before, &after) {
                    Err(reason) => {
                        let _ = writeln!(wrong, "{name} `{keyword}` in {place}: {reason}");
                    }
                    Ok(message) => lines.push(Line {
                        object: name.to_owned(),
                        keyword: keyword.clone(),
                        place: place.clone(),
                        claim,
                        message,
                    }),
                }
            }
        }
    }
    (lines, wrong)
}

#[test]
fn each_keyword_is_honoured_reported_or_meaningless_as_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords/table.yaml");
    let table = document::read(&path, "table.yaml").unwrap();
    let (lines, wrong) = lines(&table);
    assert!(wrong.is_empty(), "{wrong}");
    let of = |severity: Severity| -> BTreeSet<&str> {
        let lines = lines.iter().filter(|line| {
            line.claim
                .reported
                .as_ref()
                .is_some_and(|(own, _)| *own == severity)
        });
        lines.map(|line| line.message.as_str()).collect()
    };
    let both: Vec<_> = of(Severity::Note)
        .intersection(&of(Severity::Unsupported))
        .copied()
        .collect();
    assert!(
        both.is_empty(),
        "harmless and harmful cases have the same message: {both:?}"
    );
    let page = page(&lines);
    let path = helpers::root().join("docs/keywords.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, page).unwrap();
        return;
    }
    let old = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        old == page,
        "{}\nTo accept it: UPDATE_GOLDEN=1 cargo test -p rolekit-codegen --test it keywords",
        write::unified("docs/keywords.md", &old, &page)
    );
}

/// Returns the page: places with the same result are one line.
fn page(lines: &[Line]) -> String {
    let mut out = String::from(
        "# Keywords\n\n\
         What the pipeline does with each keyword of OpenAPI and JSON Schema 2020-12. Written by the test `keywords`, which\n\
         generates a client with and without each keyword and compares the code and the report.\n\n\
         - **honoured**: the client does what the keyword says.\n\
         - **unsupported**: the client may differ from the document; the report says where, with advice.\n\
         - **note**: nothing is lost; the report says what was done.\n\
         - **meaningless**: the keyword says nothing about requests and responses.\n\n\
         The rule is the name of the diagnostic in the report.\n",
    );
    let mut object = "";
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.object != object {
            object = &line.object;
            let _ = write!(
                out,
                "\n## {object}\n\n| keyword | where | result | |\n|---|---|---|---|\n"
            );
        }
        let (result, text) = result(line);
        let mut places = Vec::new();
        let mut cells = Vec::new();
        while let Some(next) = lines
            .get(at)
            .filter(|next| next.object == line.object && next.keyword == line.keyword)
        {
            let own = self::result(next);
            if own == (result.clone(), text.clone()) {
                places.push(next.place.as_str());
            } else {
                cells.push((next.place.as_str(), own));
            }
            at += 1;
        }
        let keyword = match line.keyword.as_str() {
            "nonsense" => "any other keyword".to_owned(),
            "x-nonsense" => "`x-…`".to_owned(),
            keyword => format!("`{}`", keyword.replace('|', "\\|")),
        };
        let _ = writeln!(
            out,
            "| {keyword} | {} | {result} | {text} |",
            places.join(", ")
        );
        for (place, (result, text)) in cells {
            let _ = writeln!(out, "| | {place} | {result} | {text} |");
        }
    }
    out
}

/// Returns the last two cells of a line.
fn result(line: &Line) -> (String, String) {
    let reported = line.claim.reported.as_ref();
    let reported = reported.map(|(severity, rule)| format!("{severity}: {rule}"));
    let message = line.message.replace('|', "\\|");
    match (&line.claim.honoured, &line.claim.meaningless, reported) {
        (Some(text), _, Some(rule)) => (format!("honoured ({rule})"), text.clone()),
        (Some(text), _, None) => ("honoured".to_owned(), text.clone()),
        (_, Some(text), _) => ("meaningless".to_owned(), text.clone()),
        (_, _, Some(rule)) => (rule, message),
        _ => panic!("{} {} has no claim", line.object, line.keyword),
    }
}
